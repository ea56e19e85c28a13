//! One transaction: tried, signed, sent, waited for.

use super::{
	flight::{self, Flight},
	planning::Action,
	Relayer, Turn,
};
use crate::{
	althing::Source,
	client::ClientState,
	contracts::Refusal,
	event::{Event, Step},
	evm::{At, EvmError, Receipt, Transaction},
	fees::Fees,
	Error,
};
use alloy_primitives::{Bytes, TxKind, B256, U256};
use tokio::time::{sleep, Instant};

impl<S: Source, F: FnMut(&Event)> Relayer<'_, S, F> {
	/// The number that the account's next transaction has; nothing while one of before still has time to be included.
	pub(super) async fn free_nonce(&mut self) -> Result<Option<u64>, Error> {
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

	/// Has the node try `action`; gives the transaction if it would be taken and is not too expensive.
	pub(super) async fn try_out(
		&mut self,
		action: &Action,
		state: &ClientState,
		nonce: u64,
	) -> Result<Option<Transaction>, Error> {
		let data = action.data.clone();
		// A transaction of ours that is to be replaced is among what is pending.
		let at = match self.flight {
			Some(_) => At::Latest,
			None => At::Pending,
		};
		if let Some(refusal) = self.refusal(&data, at).await? {
			return self.overtaken(action, state, refusal).await;
		}
		let fees = Fees::quote(&self.client.evm, self.settings.max_fee).await?;
		let fees = match &self.flight {
			Some(flight) => fees.instead_of(flight.fees, self.settings.max_fee)?,
			None => fees,
		};
		let Some(gas) = self.gas(&data, fees, at).await? else {
			return self.overtaken(action, state, Refusal(Bytes::new())).await;
		};
		self.say(Event::Simulated {
			block: action.block,
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

	/// What is refused is no error if the client's state is another one by now, or will be by what is pending.
	async fn overtaken(
		&mut self,
		action: &Action,
		state: &ClientState,
		refusal: Refusal,
	) -> Result<Option<Transaction>, Error> {
		let block = action.block;
		let data = action.data.clone();
		// The state is read after: what made the client refuse by then shows in it.
		let refused = self.refusal(&data, At::Latest).await?.is_some();
		let moved = self.client.state().await? != *state;
		// Another process of the same account may have taken the step.
		let elsewhere = action.step != Step::Full && refusal.is_of_ticket();
		if refused && !moved && !elsewhere {
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

	pub(super) async fn send(&mut self, action: &Action, transaction: &Transaction) -> Result<Turn, Error> {
		let (block, nonce) = (action.block, transaction.nonce);
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
		self.follow(action, hash).await
	}

	/// Waits until the transaction is under enough blocks, or is not to be waited for any longer.
	async fn follow(&mut self, action: &Action, transaction: B256) -> Result<Turn, Error> {
		let block = action.block;
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
		let (evm_block, gas) = (receipt.block_number, receipt.gas_used);
		if let Step::Ticket | Step::Seed = action.step {
			// What a reorganisation takes of it is seen by the next turn.
			self.say(Event::Prepared {
				block,
				step: action.step,
				transaction,
				evm_block,
				gas,
				cost,
			});
			return Ok(Turn::Prepared);
		}
		self.say(Event::Included {
			block,
			transaction,
			evm_block,
			gas,
			cost,
		});
		let handover = u64::from(action.handover);
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
}
