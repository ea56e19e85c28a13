//! What everybody in a simulation sees and uses: the day, the price, the calls.

use althing_primitives::CommonsId;
use althing_runtime::{
	constants::currency::UNIT, AccountId, Balance, Balances, Curve, RuntimeCall, System, TransactionPayment,
};
use codec::Encode;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{fungible::Mutate, tokens::Preservation},
};
use polkadot_sdk::*;
use rand::{seq::SliceRandom, Rng};
use rand_chacha::ChaCha8Rng;
use sp_runtime::{DispatchError, MultiAddress};
use std::collections::BTreeMap;

use crate::{
	attack::Attempt,
	chain::{by, dispatch},
	governance::Polls,
	money::part,
	scenario::Market,
};

/// The bytes of a signed transaction beside its call: address, signature, extensions.
const ENVELOPE: u32 = 110;
/// How much less than quoted everybody accepts.
pub const SLIPPAGE: f64 = 0.02;
/// Days that the average price is taken over.
const MEMORY: usize = 28;

/// A proposal of the commons as people see it.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
	/// Its number.
	pub id: CommonsId,
	/// Whether an attacker put it.
	pub hostile: bool,
	/// Whether it is disputed already.
	pub disputed: bool,
}

/// What everybody sees and uses.
pub struct World {
	/// Chance.
	pub rng: ChaCha8Rng,
	/// The day, from 1 on.
	pub day: u32,
	/// The world outside.
	pub market: Market,
	/// VWT for a CVT, of each of the last days; today's is the last.
	prices: Vec<f64>,
	/// Who makes the blocks and gets the fees.
	author: AccountId,
	/// Holders, who can be paid.
	pub holders: Vec<AccountId>,
	/// Agents, who can be paid.
	pub agents: Vec<AccountId>,
	/// Referenda.
	pub polls: Polls,
	/// Proposals of the commons that have not ended.
	pub asked: Vec<Asked>,
	/// VWT that attackers got out of the commons.
	pub drained: Balance,
	/// What attackers tried.
	pub attempts: Vec<Attempt>,
	/// Calls that were signed.
	pub calls: u64,
	/// Those of them that the chain refused, by its reason.
	pub refused: BTreeMap<&'static str, u64>,
}

impl World {
	/// The world before the first day.
	pub fn new(rng: ChaCha8Rng, author: AccountId, market: Market) -> Self {
		Self {
			rng,
			day: 0,
			market,
			prices: vec![],
			author,
			holders: vec![],
			agents: vec![],
			polls: Polls::default(),
			asked: vec![],
			drained: 0,
			attempts: vec![],
			calls: 0,
			refused: BTreeMap::new(),
		}
	}

	/// Begins a day: looks at the price.
	pub fn wake(&mut self, day: u32, market: Market) {
		(self.day, self.market) = (day, market);
		if self.prices.len() >= MEMORY {
			self.prices.remove(0);
		}
		self.prices.push(price());
	}

	/// Today's price at the beginning of the day.
	pub fn price(&self) -> f64 {
		self.prices.last().copied().unwrap_or_default()
	}

	/// How far the price is above its average, as a share of it.
	pub fn trend(&self) -> f64 {
		let average = self.prices.iter().sum::<f64>() / self.prices.len().max(1) as f64;
		if average > 0.0 {
			self.price() / average - 1.0
		} else {
			0.0
		}
	}

	/// True with the probability `p`.
	pub fn chance(&mut self, p: f64) -> bool {
		self.rng.gen_bool(p.clamp(0.0, 1.0))
	}

	/// An agent.
	pub fn any_agent(&mut self) -> Option<AccountId> {
		self.agents.choose(&mut self.rng).cloned()
	}

	/// A holder.
	pub fn any_holder(&mut self) -> Option<AccountId> {
		self.holders.choose(&mut self.rng).cloned()
	}

	/// Signs `call`: the fee that the runtime computes for it goes to the author of blocks, then it is made.
	///
	/// # Errors
	///
	/// The chain's; they are counted.
	pub fn sign(&mut self, who: &AccountId, call: RuntimeCall) -> Result<(), DispatchError> {
		let length = ENVELOPE.saturating_add(call.encoded_size() as u32);
		let fee = TransactionPayment::compute_fee(length, &call.get_dispatch_info(), 0);
		let paid = Balances::transfer(who, &self.author, fee, Preservation::Preserve);
		let done = paid.and_then(|_| dispatch(by(who), call));
		self.calls += 1;
		if let Err(error) = done {
			*self.refused.entry(error.into()).or_default() += 1;
		}
		done
	}

	/// Pays VWT.
	///
	/// # Errors
	///
	/// The chain's.
	pub fn pay(&mut self, from: &AccountId, to: AccountId, value: Balance) -> Result<(), DispatchError> {
		let dest = MultiAddress::Id(to);
		let call = pallet_balances::Call::transfer_keep_alive { dest, value };
		self.sign(from, RuntimeCall::Balances(call))
	}

	/// Gives CVT.
	///
	/// # Errors
	///
	/// The chain's.
	pub fn give(&mut self, from: &AccountId, to: AccountId, value: Balance) -> Result<(), DispatchError> {
		let dest = MultiAddress::Id(to);
		let call = pallet_balances::Call::transfer_keep_alive { dest, value };
		self.sign(from, RuntimeCall::Cvt(call))
	}

	/// Buys CVT for `pays` VWT; less than one is not worth the fee.
	///
	/// # Errors
	///
	/// The chain's.
	pub fn buy(&mut self, who: &AccountId, pays: Balance) -> Result<(), DispatchError> {
		if pays < UNIT {
			return Ok(());
		}
		let min_out = part(Curve::quote_buy(pays)?.got, 1.0 - SLIPPAGE);
		self.sign(who, buying(pays, min_out))
	}

	/// Sells `tokens` CVT; less than one is not worth the fee.
	///
	/// # Errors
	///
	/// The chain's.
	pub fn sell(&mut self, who: &AccountId, tokens: Balance) -> Result<(), DispatchError> {
		if tokens < UNIT {
			return Ok(());
		}
		let min_out = part(Curve::quote_sell(tokens)?.got, 1.0 - SLIPPAGE);
		self.sign(who, selling(tokens, min_out))
	}
}

/// VWT for a CVT; nothing while the curve is closed.
pub fn price() -> f64 {
	Curve::view().map_or(0.0, |view| view.price as f64 / 1e18)
}

/// An order that is good for this block.
pub fn buying(reserve_in: Balance, min_out: Balance) -> RuntimeCall {
	let deadline = System::block_number();
	RuntimeCall::Curve(pallet_curve::Call::buy {
		reserve_in,
		min_out,
		deadline,
	})
}

/// An order that is good for this block.
pub fn selling(tokens_in: Balance, min_out: Balance) -> RuntimeCall {
	let deadline = System::block_number();
	RuntimeCall::Curve(pallet_curve::Call::sell {
		tokens_in,
		min_out,
		deadline,
	})
}
