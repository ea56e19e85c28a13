//! The relayer: a loop without memory.
//!
//! Each turn reads what the light client knows, makes what it needs next, tries it, sends one transaction and waits for it.
//! Whatever a turn has begun and not ended is seen by the next one, of this process or another: the client's state and the
//! account's number of transactions are all that counts, and both are on the EVM chain. So it may be killed at any moment,
//! and started twice.

mod flight;
mod planning;
mod sending;

use crate::{
	althing::Source,
	client::LightClientAt,
	event::{Counters, Event},
	evm::{Evm, Key},
	tickets::Rules,
	Error,
};
use alloy_primitives::Address;
use flight::Flight;
use planning::Plan;
use std::time::Duration;
use tokio::time::sleep;

/// How a relayer behaves.
#[derive(Clone, Debug)]
pub struct Settings {
	/// What a unit of gas may cost, in wei.
	pub max_fee: u128,
	/// How many blocks of the EVM chain, its own among them, a transaction must be under before it counts as done.
	pub confirmations: u64,
	/// How many blocks the newest commitment is ahead before it is worth a transaction. Handovers never wait.
	pub every: u32,
	/// How long nothing is done when there is nothing to do.
	pub pause: Duration,
	/// How often a transaction is looked for.
	pub poll: Duration,
	/// Sets of more validators are shown by a sample of their signatures where the client takes one; up to there all
	/// signatures of a quorum cost less, or hardly more, and come in one transaction.
	pub sample_above: usize,
	/// How long a transaction may wait for a block before it is sent again with a higher fee.
	pub patience: Duration,
	/// Send nothing.
	pub dry_run: bool,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			max_fee: 50_000_000_000,
			confirmations: 2,
			every: 30,
			pause: Duration::from_secs(6),
			poll: Duration::from_secs(1),
			sample_above: 96,
			patience: Duration::from_secs(180),
			dry_run: false,
		}
	}
}

/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// What came of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
	/// There was nothing to do.
	Idle,
	/// The client took a commitment.
	Relayed,
	/// Nothing was done, and will have to be.
	Waiting,
	/// A step towards a sample was taken.
	Prepared,
	/// A sample waits for blocks of the EVM chain.
	Ripening,
	/// A commitment would have been sent.
	Rehearsed,
}

/// Relays from a chain to one light client, for one account.
pub struct Relayer<'a, S, F> {
	source: &'a S,
	client: LightClientAt,
	chain_id: u64,
	rules: Rules,
	key: Key,
	settings: Settings,
	flight: Option<Flight>,
	counters: Counters,
	tell: F,
}

impl<'a, S: Source, F: FnMut(&Event)> Relayer<'a, S, F> {
	/// One for the light client at `address`, on the EVM chain number `chain_id` if that is given. `tell` hears of everything.
	///
	/// # Errors
	///
	/// What [`LightClientAt::open`] has.
	pub async fn open(
		source: &'a S,
		evm: Evm,
		address: Address,
		chain_id: Option<u64>,
		key: Key,
		settings: Settings,
		tell: F,
	) -> Result<Self, Error> {
		let (client, chain_id) = LightClientAt::open(evm, address, source.genesis().into(), chain_id).await?;
		let state = client.state().await?;
		let mut relayer = Self {
			source,
			rules: client.rules().await?,
			client,
			chain_id,
			key,
			settings,
			flight: None,
			counters: Counters::default(),
			tell,
		};
		relayer.say(Event::Started {
			client: address,
			chain_id,
			account: relayer.key.address(),
			latest: state.latest,
			set: state.current.id,
		});
		Ok(relayer)
	}

	/// What it has done.
	pub const fn counters(&self) -> Counters {
		self.counters
	}

	/// Relays until it is dropped. With `once`, until the client knows all there is, or something does not work.
	///
	/// # Errors
	///
	/// What waiting does not help; with `once`, anything.
	pub async fn run(&mut self, once: bool) -> Result<(), Error> {
		let mut failures = 0u32;
		loop {
			let turn = self.turn().await;
			failures = turn.as_ref().map_or(failures.saturating_add(1), |_| 0);
			let pause = match turn {
				Ok(Turn::Idle | Turn::Rehearsed) if once => return Ok(()),
				Ok(Turn::Ripening) if self.settings.dry_run => return Ok(()),
				Ok(Turn::Idle | Turn::Rehearsed | Turn::Ripening) => jittered(self.settings.pause),
				Ok(Turn::Waiting) => jittered(self.settings.poll),
				Ok(Turn::Relayed | Turn::Prepared) => Duration::ZERO,
				Err(error) if once || !error.is_transient() => return Err(error),
				Err(error) => self.complain(&error, failures),
			};
			sleep(pause).await;
		}
	}

	/// Does what is next, if anything is.
	///
	/// # Errors
	///
	/// When a chain cannot be asked, what they say does not fit, or the account cannot pay.
	pub async fn turn(&mut self) -> Result<Turn, Error> {
		let state = self.client.state().await?;
		let action = match self.plan(&state).await? {
			Plan::Send(action) => action,
			Plan::Wait { soon: true } => return Ok(Turn::Waiting),
			Plan::Wait { soon: false } => return Ok(Turn::Ripening),
			Plan::Nothing { newest } => {
				let latest = state.latest;
				self.say(Event::Idle { latest, newest });
				return Ok(Turn::Idle);
			}
		};
		let Some(nonce) = self.free_nonce().await? else {
			return Ok(Turn::Waiting);
		};
		let Some(transaction) = self.try_out(&action, &state, nonce).await? else {
			return Ok(Turn::Waiting);
		};
		if self.settings.dry_run {
			return Ok(Turn::Rehearsed);
		}
		self.send(&action, &transaction).await
	}

	/// Tells of a failure, and how long to wait after so many in a row.
	fn complain(&mut self, error: &Error, failures: u32) -> Duration {
		let doubled = 1u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
		let pause = jittered(self.settings.pause.saturating_mul(doubled).min(LONGEST_PAUSE));
		self.say(match error {
			Error::TooExpensive { wanted, cap } => Event::TooExpensive {
				wanted: *wanted,
				cap: *cap,
			},
			error => Event::Failed {
				reason: error.to_string(),
				retry: pause.as_millis().try_into().unwrap_or(u64::MAX),
			},
		});
		pause
	}

	fn say(&mut self, event: Event) {
		self.counters.count(&event);
		tracing::debug!(?event, "relayer");
		(self.tell)(&event);
	}
}

/// Between half of `pause` and all of it, so that several relayers do not keep step.
fn jittered(pause: Duration) -> Duration {
	// Without random bytes they keep step, and only try more often in vain.
	let byte = getrandom::u32().map_or(255, |random| random % 256);
	pause / 2 + pause.saturating_mul(byte) / 512
}
