//! What every command that signs goes through: a plan, a policy, a dry run, a yes, and only then a signature
//! that counts.

mod news;
mod send;

use super::connect::connect_as;
use super::output::print_json;
use crate::cli::Signing;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Pace, Plan};
use crate::policy::{Policy, PolicyError, Wish};
use crate::{say, stdout};
use althing_chain::{AccountId, Call, Chain, Currency, DispatchFailure, Error, Keypair, State};
use serde_json::{json, Value};
use std::io::IsTerminal;
use std::time::SystemTime;

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
		let deeds = plan.deeds();
		let recipients = plan.draft.recipients.clone();
		let wish = Wish {
			account: &self.account,
			deeds: &deeds,
			recipients: &recipients,
			opaque: plan.draft.opaque,
			outlay: plan.outlay(),
		};
		let capped = self.capped().await?;
		// Before anything is signed, be it only to try it.
		plan.cap_left = capped.map(|(policy, day)| policy.check(&wish, day)).transpose()?;
		plan.rehearsal = Some(self.try_out(&call).await?);
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
		let booking = capped.map(|(policy, day)| policy.book(&wish, day)).transpose()?;
		let sent = self.send(&call, booking).await;
		self.report(&plan, sent)
	}

	async fn plan(&self, draft: Draft, call: &Call) -> Result<Plan, Failure> {
		let encoded = self.state.layout().call(call)?;
		let fee = self.chain.fee_of(&self.account, call).await?.amount;
		let vwt = self.state.holdings(Currency::Vwt, &self.account).await?;
		let cvt = self.state.holdings(Currency::Cvt, &self.account).await?;
		Ok(Plan::new(draft, self.account, encoded, fee, [&vwt, &cvt]))
	}

	/// The policy that speaks of the key, with the day that its caps count on.
	async fn capped(&self) -> Result<Option<(&Policy, u64)>, Failure> {
		let Some(policy) = &self.policy else {
			return Ok(None);
		};
		let day = Policy::day(self.state.moment().await?, SystemTime::now())?;
		Ok(Some((policy, day)))
	}

	/// Makes the call on the chain's state: on which block's, and what came of it. What cannot be tried out is
	/// not sent.
	async fn try_out(&self, call: &Call) -> Result<(u32, Result<(), DispatchFailure>), Failure> {
		match self.chain.rehearse(&self.keypair, call).await {
			Ok(rehearsal) => Ok((rehearsal.at.number, rehearsal.result)),
			Err(Error::Rejected(rejection)) if rejection.is_transient() => Err(Failure::timeout(format!(
				"the call could not be tried out on the newest final blocks: {rejection} Nothing was sent; try again \
				 later."
			))),
			Err(Error::Rejected(rejection)) => {
				let failure = DispatchFailure {
					name: format!("{rejection:?}"),
					text: rejection.to_string(),
				};
				Ok((self.pace.now, Err(failure)))
			}
			Err(error) => Err(error.into()),
		}
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

	fn show(&self, plan: &Plan, outcome: Option<Value>) {
		if self.json {
			let mut shown = json!({ "plan": plan.json(), "outcome": outcome });
			if let (Some(shown), Some((name, done))) = (shown.as_object_mut(), &plan.draft.done) {
				shown.insert((*name).to_owned(), done.clone());
			}
			print_json(&shown);
			return;
		}
		for line in plan.lines() {
			say!("{line}");
		}
	}
}
