//! What a command would sign, shown before it does: the calls, the fee, what moves, what is locked and until
//! when, and whether the chain would take it.

mod pace;
mod show;
#[cfg(test)]
mod tests;

pub use pace::Pace;

use crate::policy::Amounts;
use althing_chain::{AccountId, Call, Currency, DispatchFailure, Holdings};
use serde_json::Value;

/// What a command wants to do. Amounts in the smallest unit.
#[derive(Clone, Debug)]
pub struct Draft {
	/// In words: "send 12.5 VWT to …".
	pub intent: String,
	/// The calls, all of which succeed or none.
	pub calls: Vec<Call>,
	/// What comes, goes or is held.
	pub moves: Vec<Move>,
	/// What stays and cannot be spent.
	pub locks: Vec<Lock>,
	/// Who gets something, or a say.
	pub recipients: Vec<AccountId>,
	/// Whether others may get something too: it holds a call that is not looked into.
	pub opaque: bool,
	/// What whoever signs should know.
	pub warnings: Vec<String>,
	/// What was done before on this machine, and its name in JSON.
	pub done: Option<(&'static str, Value)>,
}

/// Something that changes the free balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
	/// Which currency.
	pub currency: Currency,
	/// How much.
	pub amount: u128,
	/// Which way.
	pub way: Way,
	/// Why.
	pub why: String,
}

/// Which way something moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
	/// To the account, as far as can be said beforehand.
	Comes,
	/// Away for good.
	Goes,
	/// Into a deposit of the account's.
	Held,
}

/// Something that stays in the account and cannot be spent for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
	/// Which currency.
	pub currency: Currency,
	/// How much.
	pub amount: u128,
	/// Why.
	pub why: String,
	/// For how long, in words.
	pub until: String,
}

impl Draft {
	/// A wish to make `call`, which moves nothing so far.
	pub fn new(intent: impl Into<String>, call: Call) -> Self {
		Self {
			intent: intent.into(),
			calls: vec![call],
			moves: Vec::new(),
			locks: Vec::new(),
			recipients: Vec::new(),
			opaque: false,
			warnings: Vec::new(),
			done: None,
		}
	}

	/// The same with something that moves.
	#[must_use]
	pub fn moving(mut self, way: Way, currency: Currency, amount: u128, why: impl Into<String>) -> Self {
		self.moves.push(Move {
			currency,
			amount,
			way,
			why: why.into(),
		});
		self
	}

	/// The same with some CVT locked.
	#[must_use]
	pub fn locking(mut self, amount: u128, why: impl Into<String>, until: impl Into<String>) -> Self {
		self.locks.push(Lock {
			currency: Currency::Cvt,
			amount,
			why: why.into(),
			until: until.into(),
		});
		self
	}

	/// The same with somebody who gets something, or a say.
	#[must_use]
	pub fn to(mut self, recipient: AccountId) -> Self {
		self.recipients.push(recipient);
		self
	}

	/// The same with a warning.
	#[must_use]
	pub fn warning(mut self, warning: impl Into<String>) -> Self {
		self.warnings.push(warning.into());
		self
	}

	/// The same after something was done on this machine, which JSON tells under this name.
	#[must_use]
	pub fn after(mut self, name: &'static str, done: Value) -> Self {
		self.done = Some((name, done));
		self
	}

	/// The one call that is signed.
	pub fn call(&self) -> Call {
		match self.calls.as_slice() {
			[only] => only.clone(),
			calls => Call::all(calls.to_vec()),
		}
	}

	/// What leaves the free balance or is locked: what caps count.
	pub fn outlay(&self) -> Amounts {
		let moved = self.moves.iter().filter(|moved| moved.way != Way::Comes);
		let moved = moved.map(|moved| single(moved.currency, moved.amount));
		let locked = self.locks.iter().map(|lock| single(lock.currency, lock.amount));
		moved.chain(locked).fold(Amounts::default(), Amounts::plus)
	}

	/// What comes, goes or is held in all.
	fn moved(&self, comes: bool) -> Amounts {
		let moves = self
			.moves
			.iter()
			.filter(|moved| (moved.way == Way::Comes) == comes);
		moves
			.map(|moved| single(moved.currency, moved.amount))
			.fold(Amounts::default(), Amounts::plus)
	}
}

/// An amount of one currency.
fn single(currency: Currency, amount: u128) -> Amounts {
	match currency {
		Currency::Vwt => Amounts { vwt: amount, cvt: 0 },
		Currency::Cvt => Amounts { vwt: 0, cvt: amount },
	}
}

/// A draft with what it costs and does to the account's balances.
#[derive(Clone, Debug)]
pub struct Plan {
	/// What is wanted.
	pub draft: Draft,
	/// Who signs.
	pub account: AccountId,
	/// The encoded call.
	pub call: Vec<u8>,
	/// The fee as of now, in the smallest unit of VWT.
	pub fee: u128,
	/// What is free before.
	pub before: Amounts,
	/// What is free afterwards, as far as can be said beforehand.
	pub after: Amounts,
	/// What is left of today's caps once this is signed, where a policy speaks of the key.
	pub cap_left: Option<Amounts>,
	/// What came of making the call on the state of a block, and its number.
	pub rehearsal: Option<(u32, Result<(), DispatchFailure>)>,
}

impl Plan {
	/// Reckons what `draft` does to what the account has, VWT first.
	pub fn new(draft: Draft, account: AccountId, call: Vec<u8>, fee: u128, holdings: [&Holdings; 2]) -> Self {
		let free = |holdings: &Holdings| single(holdings.currency, holdings.balance.free);
		let before = holdings
			.map(free)
			.into_iter()
			.fold(Amounts::default(), Amounts::plus);
		let fees = single(Currency::Vwt, fee);
		let leaves = draft.moved(false).plus(fees);
		let after = before.plus(draft.moved(true)).less(leaves);
		let mut plan = Self {
			draft,
			account,
			call,
			fee,
			before,
			after,
			cap_left: None,
			rehearsal: None,
		};
		for holdings in holdings {
			let leaves = leaves.of(holdings.currency);
			plan.draft.warnings.extend(shortage(holdings, leaves));
		}
		plan
	}

	/// What caps count: what leaves or is locked, with the fee.
	pub fn outlay(&self) -> Amounts {
		self.draft.outlay().plus(single(Currency::Vwt, self.fee))
	}

	/// Why the chain would refuse it, if it would.
	pub fn refusal(&self) -> Option<&DispatchFailure> {
		self.rehearsal.as_ref()?.1.as_ref().err()
	}
}

/// What to say when more leaves than can.
fn shortage(holdings: &Holdings, leaves: u128) -> Option<String> {
	let (currency, spendable) = (holdings.currency, holdings.transferable());
	let lacking = leaves.checked_sub(spendable).filter(|lacking| *lacking > 0)?;
	Some(format!(
		"{} {currency} are lacking: {} can be spent, the rest is held, locked or the least an account needs",
		crate::amount::exact(lacking),
		crate::amount::exact(spendable),
	))
}
