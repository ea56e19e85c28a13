//! The relayer: a loop without memory.
//!
//! Each turn reads what the light client knows, makes what it needs next, tries it, sends one transaction and waits for it.
//! Whatever a turn has begun and not ended is seen by the next one, of this process or another: the client's state and the
//! account's number of transactions are all that counts, and both are on the EVM chain. So it may be killed at any moment,
//! and started twice.

mod flight;

use crate::{
	althing::Source,
	client::{ClientState, LightClientAt},
	contracts::Refusal,
	event::{Counters, Event},
	evm::{At, Evm, EvmError, Key, Receipt, Transaction},
	fees::Fees,
	next::{next, Commitment, Next},
	Error,
};
use alloy_primitives::{Address, Bytes, TxKind, B256, U256};
use alloy_sol_types::SolCall;
use flight::Flight;
use std::time::Duration;
use tokio::time::{sleep, Instant};

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
	/// A commitment would have been sent.
	Rehearsed,
}

/// Relays from a chain to one light client, for one account.
pub struct Relayer<'a, S, F> {
	source: &'a S,
	client: LightClientAt,
	chain_id: u64,
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
				Ok(Turn::Idle | Turn::Rehearsed) => jittered(self.settings.pause),
				Ok(Turn::Waiting) => jittered(self.settings.poll),
				Ok(Turn::Relayed) => Duration::ZERO,
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
		let commitment = match next(self.source, &state, self.settings.every).await? {
			Next::Submit(commitment) => commitment,
			Next::Nothing { newest } => {
				let latest = state.latest;
				self.say(Event::Idle { latest, newest });
				return Ok(Turn::Idle);
			}
		};
		self.say(Event::Built {
			block: commitment.block,
			set: commitment.set,
			handover: commitment.handover,
			signers: commitment.call.signatures.len() / 2,
		});
		let Some(nonce) = self.free_nonce().await? else {
			return Ok(Turn::Waiting);
		};
		let Some(transaction) = self.try_out(&commitment, &state, nonce).await? else {
			return Ok(Turn::Waiting);
		};
		if self.settings.dry_run {
			return Ok(Turn::Rehearsed);
		}
		self.send(&commitment, &transaction).await
	}

	/// The number that the account's next transaction has; nothing while one of before still has time to be included.
	async fn free_nonce(&mut self) -> Result<Option<u64>, Error> {
		let account = self.key.address();
		let evm = &self.client.evm;
		let nonce = evm.nonce(account, At::Latest).await?;
		if evm.nonce(account, At::Pending).await? <= nonce {
			self.flight = None;
			return Ok(Some(nonce));
		}
		// One that this process did not send may be from before a restart: then its fees are not known.
		self.flight = self.flight.filter(|flight| flight.nonce == nonce);
		let flight = self.flight.get_or_insert_with(|| Flight::unknown(nonce));
		if flight.since.elapsed() >= self.settings.patience {
			return Ok(Some(nonce));
		}
		self.say(Event::Waiting { nonce });
		Ok(None)
	}

	/// Has the node try the commitment; gives the transaction if it would be taken and is not too expensive.
	async fn try_out(
		&mut self,
		commitment: &Commitment,
		state: &ClientState,
		nonce: u64,
	) -> Result<Option<Transaction>, Error> {
		let data = Bytes::from(commitment.call.abi_encode());
		// A transaction of ours that is to be replaced is among what is pending.
		let at = match self.flight {
			Some(_) => At::Latest,
			None => At::Pending,
		};
		if let Some(refusal) = self.refusal(&data, at).await? {
			return self.overtaken(commitment, state, refusal).await;
		}
		let fees = Fees::quote(&self.client.evm, self.settings.max_fee).await?;
		let fees = match &self.flight {
			Some(flight) => fees.instead_of(flight.fees, self.settings.max_fee)?,
			None => fees,
		};
		let Some(gas) = self.gas(&data, fees, at).await? else {
			return self.overtaken(commitment, state, Refusal(Bytes::new())).await;
		};
		self.say(Event::Simulated {
			block: commitment.block,
			gas,
			max_fee: fees.max,
		});
		Ok(Some(Transaction {
			chain_id: self.chain_id,
			nonce,
			tip: fees.tip,
			max_fee: fees.max,
			gas,
			to: TxKind::Call(self.client.address),
			value: U256::ZERO,
			data,
			access: Vec::new(),
		}))
	}

	/// Why the contract would not take `data`, if it would not.
	async fn refusal(&self, data: &Bytes, at: At) -> Result<Option<Refusal>, Error> {
		let (from, to) = (self.key.address(), self.client.address);
		match self.client.evm.call(Some(from), to, data.clone(), at).await {
			Ok(_) => Ok(None),
			Err(EvmError::Reverted(refusal)) => Ok(Some(refusal)),
			Err(error) => Err(error.into()),
		}
	}

	/// A commitment that is refused is no error if the client's state is another one by now, or will be by what is pending.
	async fn overtaken(
		&mut self,
		commitment: &Commitment,
		state: &ClientState,
		refusal: Refusal,
	) -> Result<Option<Transaction>, Error> {
		let block = commitment.block;
		let data = Bytes::from(commitment.call.abi_encode());
		// The state is read after: what made the client refuse by then shows in it.
		let refused = self.refusal(&data, At::Latest).await?.is_some();
		let moved = self.client.state().await? != *state;
		if refused && !moved {
			return Err(Error::Refused { block, refusal });
		}
		self.say(Event::Overtaken { block });
		Ok(None)
	}

	/// How much gas to allow, a quarter more than it takes; nothing where it would be refused now.
	async fn gas(&self, data: &Bytes, fees: Fees, at: At) -> Result<Option<u64>, Error> {
		let account = self.key.address();
		let gas = match self
			.client
			.evm
			.gas(account, Some(self.client.address), data, at)
			.await
		{
			Ok(gas) => gas.saturating_add(gas / 4),
			Err(EvmError::Reverted(_)) => return Ok(None),
			Err(error) => return Err(error.into()),
		};
		let balance = self.client.evm.balance(account).await?;
		let needed = fees.max.saturating_mul(gas.into());
		match balance < needed {
			true => Err(Error::Funds {
				account,
				balance,
				needed,
			}),
			false => Ok(Some(gas)),
		}
	}

	async fn send(&mut self, commitment: &Commitment, transaction: &Transaction) -> Result<Turn, Error> {
		let (block, nonce) = (commitment.block, transaction.nonce);
		let (bytes, hash) = transaction.sign(&self.key)?;
		self.say(Event::Signed {
			block,
			transaction: hash,
			nonce,
			max_fee: transaction.max_fee,
		});
		let fees = Fees {
			max: transaction.max_fee,
			tip: transaction.tip,
		};
		match self.client.evm.send(&bytes).await {
			Ok(()) => (),
			Err(EvmError::Refused { message, .. }) if flight::is_known(&message) => (),
			// The account has sent another since: what is next is looked at anew.
			Err(EvmError::Refused { message, .. }) if flight::is_used(&message) => return Ok(Turn::Waiting),
			Err(EvmError::Refused { message, .. }) if flight::is_underpriced(&message) => {
				self.flight = Some(Flight::outbid(nonce, fees, self.settings.patience));
				return Ok(Turn::Waiting);
			}
			Err(error) => return Err(error.into()),
		}
		self.flight = Some(Flight::new(nonce, fees));
		self.say(Event::Sent {
			block,
			transaction: hash,
		});
		self.follow(commitment, hash).await
	}

	/// Waits until the transaction is under enough blocks, or is not to be waited for any longer.
	async fn follow(&mut self, commitment: &Commitment, transaction: B256) -> Result<Turn, Error> {
		let block = commitment.block;
		let Some(receipt) = self.inclusion(transaction).await? else {
			return Ok(Turn::Waiting);
		};
		self.flight = None;
		let cost = receipt.cost();
		if !receipt.succeeded() {
			self.say(Event::Reverted {
				block,
				transaction,
				cost,
			});
			return Ok(Turn::Waiting);
		}
		self.say(Event::Included {
			block,
			transaction,
			evm_block: receipt.block_number,
			gas: receipt.gas_used,
			cost,
		});
		let handover = u64::from(commitment.handover);
		self.counters.handovers = self.counters.handovers.saturating_add(handover);
		if !self.confirmed(transaction).await? {
			self.say(Event::Dropped { block, transaction });
			return Ok(Turn::Waiting);
		}
		self.say(Event::Confirmed { block, transaction });
		Ok(Turn::Relayed)
	}

	/// What became of it once a block has it; nothing if none has in good time.
	async fn inclusion(&self, transaction: B256) -> Result<Option<Receipt>, Error> {
		let began = Instant::now();
		loop {
			let receipt = self.client.evm.receipt(transaction).await?;
			if receipt.is_some() || began.elapsed() >= self.settings.patience {
				return Ok(receipt);
			}
			sleep(self.settings.poll).await;
		}
	}

	/// Waits until enough blocks are on it; false when the chain goes back and no block has it any more.
	async fn confirmed(&self, transaction: B256) -> Result<bool, Error> {
		loop {
			// First the chain's height: should the transaction be moved meanwhile, it seems younger, not older.
			let head = self.client.evm.head().await?.number;
			let Some(receipt) = self.client.evm.receipt(transaction).await? else {
				return Ok(false);
			};
			let depth = head.saturating_add(1).saturating_sub(receipt.block_number);
			if depth >= self.settings.confirmations {
				return Ok(true);
			}
			sleep(self.settings.poll).await;
		}
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
