//! What every command that signs goes through: a plan, a policy, a dry run, a yes, and only then a signature
//! that counts.

use super::connect::connect_as;
use super::output::print_json;
use crate::cli::Signing;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Pace, Plan};
use crate::policy::{Amounts, Booking, Policy, PolicyError, Wish};
use crate::{complain, say, stdout};
use althing_chain::{
	AccountId, Call, Chain, Currency, DispatchFailure, EconomyEvent, Error, Event, Inclusion, Keypair,
	Outcome as Sent, State,
};
use serde_json::{json, Value};
use std::io::IsTerminal;

/// Milliseconds of a day.
const DAY: u64 = 86_400_000;

/// A chain, a key, and the conditions under which it signs.
pub(crate) struct Session {
	pub(crate) chain: Chain,
	/// The state after the newest finalized block when the command began.
	pub(crate) state: State,
	pub(crate) pace: Pace,
	/// Who signs.
	pub(crate) account: AccountId,
	keypair: Keypair,
	policy: Option<Policy>,
	options: Signing,
	json: bool,
}

impl From<PolicyError> for Failure {
	fn from(error: PolicyError) -> Self {
		match error {
			PolicyError::Unreadable { .. } | PolicyError::Malformed { .. } => Self::input(error),
			PolicyError::Unwritable { .. } => Self::other(error),
			_ => Self::forbidden(error),
		}
	}
}

/// Where a chain stands, and how long its blocks take.
pub(crate) async fn pace(state: &State) -> Result<Pace, Error> {
	Ok(Pace {
		now: state.number().await?,
		millis: state.constant("Babe", "ExpectedBlockTime")?,
	})
}

/// The policy that the user named, or the one beside the keystore if there is one.
fn policy(options: &Signing) -> Result<Option<Policy>, PolicyError> {
	if let Some(path) = &options.policy {
		return Policy::open(path).map(Some);
	}
	let beside = options.by.signer.keystore.as_deref().map(Policy::beside);
	match beside {
		// A link that leads nowhere is a mistake, and not the absence of a policy.
		Some(path) if path.symlink_metadata().is_ok() => Policy::open(&path).map(Some),
		_ => Ok(None),
	}
}

impl Session {
	/// Connects, makes sure that `pallets` are as this program knows them, and opens the key.
	pub(crate) async fn open(options: Signing, json: bool, pallets: &[&str]) -> Result<Self, Failure> {
		if !options.dry_run && !options.yes && (json || !std::io::stdin().is_terminal()) {
			return Err(Failure::input(
				"nobody can be asked here whether to sign: pass --yes, or --dry-run to see the plan only",
			));
		}
		let policy = policy(&options)?;
		let (chain, keypair) = connect_as(&options.by).await?;
		let state = chain.now().await?;
		state.expect(pallets)?;
		Ok(Self {
			pace: pace(&state).await?,
			account: keypair.account(),
			chain,
			state,
			keypair,
			policy,
			options,
			json,
		})
	}

	/// Shows what `draft` comes to, and does it if it is allowed, would succeed, and is wanted.
	pub(crate) async fn carry_out(&self, draft: Draft) -> Outcome {
		let call = draft.call();
		let mut plan = self.plan(draft, &call).await?;
		let day = self.state.moment().await? / DAY;
		let deeds = plan.deeds();
		let recipients = plan.draft.recipients.clone();
		let wish = Wish {
			account: &self.account,
			deeds: &deeds,
			recipients: &recipients,
			outlay: plan.outlay(),
		};
		// Before anything is signed, be it only to try it.
		plan.cap_left = self.allowed(&wish, day)?;
		self.try_out(&mut plan, &call).await?;
		let refusal = plan
			.refusal()
			.map(|failure| format!("{}. Nothing was sent.", failure.to_string().trim_end_matches('.')));
		if let Some(refusal) = refusal {
			self.show(&plan, None);
			return Err(Failure::refused(refusal));
		}
		if self.options.dry_run {
			self.show(&plan, None);
			return Ok(());
		}
		if !self.json {
			self.show(&plan, None);
			self.ask()?;
		}
		stdout::outcome()?;
		let booking = self.policy.as_ref().map(|policy| policy.book(&wish, day));
		let inclusion = self.send(&call, booking.transpose()?).await?;
		self.report(&plan, &inclusion)
	}

	async fn plan(&self, draft: Draft, call: &Call) -> Result<Plan, Failure> {
		let encoded = self.state.layout().call(call)?;
		let fee = self.chain.fee_of(&self.account, call).await?.amount;
		let vwt = self.state.holdings(Currency::Vwt, &self.account).await?;
		let cvt = self.state.holdings(Currency::Cvt, &self.account).await?;
		Ok(Plan::new(draft, self.account, encoded, fee, [&vwt, &cvt]))
	}

	/// What is left of the day's caps if the policy allows it; nothing without a policy.
	fn allowed(&self, wish: &Wish<'_>, day: u64) -> Result<Option<Amounts>, PolicyError> {
		self.policy
			.as_ref()
			.map(|policy| policy.check(wish, day))
			.transpose()
	}

	/// Makes the call on the chain's state and puts what comes of it into the plan.
	async fn try_out(&self, plan: &mut Plan, call: &Call) -> Result<(), Error> {
		let now = self.pace.now;
		plan.rehearsal = match self.chain.rehearse(&self.keypair, call).await {
			Ok(rehearsal) => Some((rehearsal.at.number, rehearsal.result)),
			Err(Error::Rejected(rejection)) if rejection.is_transient() => {
				let warning = format!("it could not be tried out now: {rejection}");
				plan.draft.warnings.push(warning);
				None
			}
			Err(Error::Rejected(rejection)) => {
				let failure = DispatchFailure {
					name: format!("{rejection:?}"),
					text: rejection.to_string(),
				};
				Some((now, Err(failure)))
			}
			Err(error) => return Err(error),
		};
		Ok(())
	}

	fn ask(&self) -> Outcome {
		if self.options.yes {
			return Ok(());
		}
		stdout::write_error(format_args!("sign and send? [y/N] "));
		let mut answer = String::new();
		let read = std::io::stdin().read_line(&mut answer);
		read.map_err(|e| Failure::input(format!("the answer cannot be read: {e}")))?;
		match answer.trim() {
			"y" | "Y" | "yes" => Ok(()),
			_ => Err(Failure::other("nothing was signed")),
		}
	}

	async fn send(&self, call: &Call, booking: Option<Booking>) -> Result<Inclusion, Failure> {
		let sent = match self.chain.submit(&self.keypair, call).await {
			Ok(submission) => submission.outcome().await,
			Err(error) => {
				release(booking);
				return Err(error.into());
			}
		};
		match sent {
			Sent::Included(inclusion) => Ok(inclusion),
			Sent::Expired { .. } => {
				release(booking);
				Err(Failure::timeout(
					"the transaction was not included in time and never will be: it can be sent again",
				))
			}
			Sent::Unknown { reason } => Err(Failure::other(format!(
				"it is not known whether the transaction was included: {reason}"
			))),
		}
	}

	fn report(&self, plan: &Plan, inclusion: &Inclusion) -> Outcome {
		let news: Vec<(String, Value)> = inclusion.events.iter().filter_map(news).collect();
		if self.json {
			let events: Vec<&Value> = news.iter().map(|(_, value)| value).collect();
			let outcome = json!({
				"block": inclusion.block.number,
				"extrinsic": inclusion.index,
				"error": inclusion.result.as_ref().err().map(|failure| json!({
					"name": failure.name, "text": failure.text,
				})),
				"events": events,
			});
			self.show(plan, Some(outcome));
		} else if inclusion.result.is_ok() {
			say!("done      in final block {}", inclusion.block.number);
			for (line, _) in news {
				say!("{line}");
			}
		}
		inclusion.result.clone().map_err(Failure::refused)
	}

	fn show(&self, plan: &Plan, outcome: Option<Value>) {
		if self.json {
			print_json(&json!({ "plan": plan.json(), "outcome": outcome }));
			return;
		}
		for line in plan.lines() {
			say!("{line}");
		}
	}
}

/// Gives back what was booked for what was not sent. What cannot be given back stays booked, which is safe.
fn release(booking: Option<Booking>) {
	if let Some(Err(error)) = booking.map(Booking::release) {
		complain!("althing: {error}");
	}
}

/// What came of a call that whoever signed wants to know: in words, and as JSON.
fn news(event: &Event) -> Option<(String, Value)> {
	let exact = crate::amount::exact;
	let Event::Economy(event) = event else {
		return None;
	};
	Some(match event {
		EconomyEvent::Bought(order) => (
			format!("bought    {} CVT for {} VWT", exact(order.got), exact(order.given)),
			json!({ "bought": order.got.to_string(), "paid": order.given.to_string(), "tribute": order.tribute.to_string() }),
		),
		EconomyEvent::Sold(order) => (
			format!("sold      {} CVT for {} VWT", exact(order.given), exact(order.got)),
			json!({ "sold": order.given.to_string(), "got": order.got.to_string(), "tribute": order.tribute.to_string() }),
		),
		EconomyEvent::ReferendumSubmitted { index } => (
			format!("opened    referendum {index}; it is decided once somebody pays: `althing gov deposit {index}`"),
			json!({ "referendum": index }),
		),
		EconomyEvent::FundingSubmitted { proposal } => (
			format!("opened    proposal {proposal} of the commons; `althing gov commons stake {proposal} AMOUNT` supports it"),
			json!({ "proposal": proposal }),
		),
	})
}
