//! A plan for people and for programs.

use super::{Lock, Move, Plan, Way};
use crate::amount::exact;
use althing_chain::{hex0x, ss58, Currency};
use althing_primitives::blake2;
use serde_json::{json, Value};

/// The longest call that is shown whole; of a longer one the hash says which it is.
const SHOWN: usize = 4_096;

impl Plan {
	/// In lines of text.
	pub fn lines(&self) -> Vec<String> {
		let mut lines = vec![
			format!("plan      {}", self.draft.intent),
			format!("signs     {} by {}", self.deeds().join(", "), ss58(&self.account)),
			format!("fee       {} VWT as of now", exact(self.fee)),
		];
		lines.extend(self.draft.moves.iter().map(moved));
		lines.extend(self.draft.locks.iter().map(locked));
		lines.extend(Currency::ALL.map(|currency| self.balance(currency)));
		lines.extend(self.cap_left.map(|left| {
			format!(
				"cap       {} VWT and {} CVT are left today after this",
				exact(left.vwt),
				exact(left.cvt)
			)
		}));
		let warnings = self.draft.warnings.iter();
		lines.extend(warnings.map(|warning| format!("warning   {warning}")));
		lines.extend(self.rehearsal.as_ref().map(|(block, result)| match result {
			Ok(()) => format!("dry run   succeeds on the state of block {block}"),
			Err(failure) => format!("dry run   REFUSED on the state of block {block}: {failure}"),
		}));
		lines
	}

	fn balance(&self, currency: Currency) -> String {
		let (before, after) = (self.before.of(currency), self.after.of(currency));
		if before == after {
			return format!("{currency}       {} free, as before", exact(before));
		}
		format!("{currency}       {} free, then {}", exact(before), exact(after))
	}

	/// The names of the calls.
	pub fn deeds(&self) -> Vec<String> {
		self.draft.call().deeds()
	}

	/// As JSON; amounts are decimal strings in the smallest unit.
	pub fn json(&self) -> Value {
		let balance = |currency: Currency| {
			json!({
				"before": self.before.of(currency).to_string(), "after": self.after.of(currency).to_string(),
			})
		};
		let moves: Vec<Value> = self.draft.moves.iter().map(moved_json).collect();
		let locks: Vec<Value> = self.draft.locks.iter().map(locked_json).collect();
		json!({
			"account": ss58(&self.account),
			"intent": self.draft.intent,
			"calls": self.deeds(),
			"call": (self.call.len() <= SHOWN).then(|| hex0x(&self.call)),
			"callHash": hex0x(blake2(&self.call)),
			"fee": self.fee.to_string(),
			"free": { "vwt": balance(Currency::Vwt), "cvt": balance(Currency::Cvt) },
			"moves": moves,
			"locks": locks,
			"capLeft": self.cap_left.map(|left| json!({
				"vwt": left.vwt.to_string(), "cvt": left.cvt.to_string(),
			})),
			"warnings": self.draft.warnings,
			"dryRun": self.rehearsal.as_ref().map(|(block, result)| json!({
				"block": block,
				"ok": result.is_ok(),
				"error": result.as_ref().err().map(|failure| json!({
					"name": failure.name, "text": failure.text,
				})),
			})),
		})
	}
}

const fn word(way: Way) -> &'static str {
	match way {
		Way::Comes => "comes",
		Way::Goes => "goes",
		Way::Held => "held",
	}
}

fn moved(moved: &Move) -> String {
	let Move {
		currency,
		amount,
		way,
		why,
	} = moved;
	format!("{:<9} {} {currency}: {why}", word(*way), exact(*amount))
}

fn locked(lock: &Lock) -> String {
	let Lock {
		currency,
		amount,
		why,
		until,
	} = lock;
	format!("locked    {} {currency}: {why}, {until}", exact(*amount))
}

fn moved_json(moved: &Move) -> Value {
	json!({
		"way": word(moved.way), "currency": moved.currency.to_string(), "amount": moved.amount.to_string(),
		"why": moved.why,
	})
}

fn locked_json(lock: &Lock) -> Value {
	json!({
		"currency": lock.currency.to_string(), "amount": lock.amount.to_string(), "why": lock.why,
		"until": lock.until,
	})
}
