//! Sending, waiting, and telling what became of it.

use super::{news::news, Session};
use crate::commands::inclusion::{included, succeeded};
use crate::exit::{Failure, Outcome};
use crate::plan::Plan;
use crate::policy::Booking;
use crate::{complain, say};
use althing_chain::{hex0x, Call, Hash, Inclusion, Outcome as Fate};
use serde_json::{json, Value};
use std::time::Duration;

/// What became of what was signed.
pub(super) struct Sent {
	/// In a word, for programs.
	status: &'static str,
	/// The extrinsic's hash, and the last block that can hold it; none where nothing was sent.
	extrinsic: Option<(Hash, u32)>,
	/// The final block that holds it, or why none is known.
	result: Result<Inclusion, Failure>,
}

impl Session {
	/// Signs and sends `call`, and waits for a final block that holds it for as long as was asked.
	pub(super) async fn send(&self, call: &Call, booking: Option<Booking>) -> Sent {
		let submission = match self.chain.submit(&self.keypair, call).await {
			Ok(submission) => submission,
			Err(error) => {
				release(booking);
				return Sent::nothing(error.into());
			}
		};
		let (hash, last) = (submission.hash, submission.death.saturating_sub(1));
		complain!("sent      {}, which no block after {last} can hold", hex0x(hash));
		let patience = Duration::from_secs(self.options.timeout);
		let (status, result) = match tokio::time::timeout(patience, submission.outcome()).await {
			Ok(fate) => {
				// What may still be included, or was, stays booked.
				if matches!(fate, Fate::Expired { .. }) {
					release(booking);
				}
				(word(&fate), included(fate))
			}
			Err(_) => ("pending", Err(self.pending(last))),
		};
		Sent {
			status,
			extrinsic: Some((hash, last)),
			result,
		}
	}

	fn pending(&self, last: u32) -> Failure {
		Failure::timeout(format!(
			"no final block held the transaction within {} s; one up to block {last} still can: look what the account \
			 has before it is sent again",
			self.options.timeout
		))
	}

	/// Tells what became of it, and fails unless the call succeeded.
	pub(super) fn report(&self, plan: &Plan, sent: Sent) -> Outcome {
		if self.json {
			self.show(plan, Some(sent.json()));
		}
		let inclusion = succeeded(sent.result?)?;
		if !self.json {
			say!("done      in final block {}", inclusion.block.number);
			for (line, _) in inclusion.events.iter().filter_map(news) {
				say!("{line}");
			}
		}
		Ok(())
	}
}

impl Sent {
	/// Nothing was sent, because of `failure`.
	fn nothing(mut failure: Failure) -> Self {
		failure.message.push_str(" Nothing was sent.");
		Self {
			status: "not-sent",
			extrinsic: None,
			result: Err(failure),
		}
	}

	fn json(&self) -> Value {
		let inclusion = self.result.as_ref().ok();
		let failed = inclusion.and_then(|inclusion| inclusion.result.as_ref().err());
		let events = inclusion.map(|inclusion| {
			let news = inclusion.events.iter().filter_map(news);
			news.map(|(_, value)| value).collect::<Vec<_>>()
		});
		json!({
			"status": self.status,
			"hash": self.extrinsic.map(|(hash, _)| hex0x(hash)),
			"lastBlock": self.extrinsic.map(|(_, last)| last),
			"block": inclusion.map(|inclusion| inclusion.block.number),
			"extrinsic": inclusion.map(|inclusion| inclusion.index),
			"error": failed.map(|failure| json!({ "name": failure.name, "text": failure.text })),
			"reason": self.result.as_ref().err().map(|failure| failure.message.as_str()),
			"events": events,
		})
	}
}

const fn word(fate: &Fate) -> &'static str {
	match fate {
		Fate::Included(_) => "included",
		Fate::Expired { .. } => "expired",
		Fate::Unknown { .. } => "unknown",
	}
}

/// Gives back what was booked for what was not sent. What cannot be given back stays booked, which is safe.
fn release(booking: Option<Booking>) {
	if let Some(Err(error)) = booking.map(Booking::release) {
		complain!("althing: {error}");
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_was_not_sent_is_told_as_json_with_its_reason() {
		let json = Sent::nothing(Failure::refused("The pool is full.")).json();
		assert_eq!(json["status"], "not-sent");
		assert_eq!(json["reason"], "The pool is full. Nothing was sent.");
		assert!(json["hash"].is_null() && json["block"].is_null());
	}

	#[test]
	fn what_may_still_be_included_is_told_with_its_hash_and_its_last_block() {
		let fate = Fate::Unknown {
			reason: "the node is gone".into(),
		};
		let sent = Sent {
			status: word(&fate),
			extrinsic: Some(([7; 32], 99)),
			result: included(fate),
		};
		let json = sent.json();
		assert_eq!(
			(&json["status"], &json["lastBlock"]),
			(&json!("unknown"), &json!(99))
		);
		assert_eq!(json["hash"], hex0x([7; 32]));
	}
}
