//! What a case may take: tokens, time and VWT. Refused before a call when it might not fit, accounted after it.

use crate::model::Ending;
use std::time::Duration;

/// What a case may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
	/// Tokens read and written.
	pub tokens: u64,
	/// Wall-clock time.
	pub time: Duration,
	/// VWT, in its smallest unit (10^-12).
	pub vwt: u128,
}

/// What tokens cost in VWT's smallest unit, per million. For a service that bills, set what it may cost at most: a call is
/// refused by it; what is paid is then counted by the bill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tariff {
	/// Of a prompt.
	pub prompt: u128,
	/// Of an answer.
	pub completion: u128,
	/// Of a millionth of the currency that a service bills in; without it, the bill is not looked at.
	pub billed: Option<u128>,
}

/// Why a call was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
	/// Too many tokens.
	#[error(
		"the call may take {needed} tokens and the case has {left} left; allow it more, or fewer samples"
	)]
	Tokens {
		/// What it may take.
		needed: u64,
		/// What is left.
		left: u64,
	},
	/// No time.
	#[error("the case's time of {0:?} is over")]
	Time(Duration),
	/// Too dear.
	#[error("the call may cost {needed} of VWT's smallest unit and the case has {left} left; allow it more, or fewer samples")]
	Vwt {
		/// What it may cost.
		needed: u128,
		/// What is left.
		left: u128,
	},
}

/// What was taken, or is set aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount {
	/// Tokens.
	pub tokens: u64,
	/// VWT's smallest unit.
	pub vwt: u128,
}

impl Tariff {
	/// What so many tokens cost, rounded up.
	pub const fn cost(&self, prompt: u64, completion: u64) -> u128 {
		let prompt = (prompt as u128).saturating_mul(self.prompt);
		prompt
			.saturating_add((completion as u128).saturating_mul(self.completion))
			.div_ceil(1_000_000)
	}

	/// What an answer took; none when nobody counted its tokens.
	fn taken(&self, ending: &Ending) -> Option<Amount> {
		let prompt = u64::from(ending.usage.prompt_tokens);
		let completion = u64::from(ending.usage.completion_tokens);
		if prompt == 0 {
			return None;
		}
		let bill = ending
			.cost
			.zip(self.billed)
			.map(|(cost, rate)| u128::from(cost).saturating_mul(rate));
		Some(Amount {
			tokens: prompt.saturating_add(completion),
			vwt: bill.unwrap_or(self.cost(prompt, completion)),
		})
	}
}

/// A case's purse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purse {
	budget: Budget,
	tariff: Tariff,
	spent: Amount,
	aside: Amount,
}

/// What was set aside for a call. It must be settled, whatever became of the call.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Reservation(Amount);

impl Purse {
	/// A full one.
	pub const fn new(budget: Budget, tariff: Tariff) -> Self {
		const NOTHING: Amount = Amount { tokens: 0, vwt: 0 };
		Self {
			budget,
			tariff,
			spent: NOTHING,
			aside: NOTHING,
		}
	}

	/// What was taken so far.
	pub const fn spent(&self) -> Amount {
		self.spent
	}

	/// The time that is left after `elapsed`.
	pub const fn time_left(&self, elapsed: Duration) -> Duration {
		self.budget.time.saturating_sub(elapsed)
	}

	/// Sets aside what a call may take: `prompt` and `completion` tokens at most.
	///
	/// # Errors
	/// When that is more than is left, or the time is over.
	pub fn reserve(
		&mut self,
		prompt: u64,
		completion: u64,
		elapsed: Duration,
	) -> Result<Reservation, Exceeded> {
		if self.time_left(elapsed).is_zero() {
			return Err(Exceeded::Time(self.budget.time));
		}
		let needed = prompt.saturating_add(completion);
		let left = self
			.budget
			.tokens
			.saturating_sub(self.spent.tokens)
			.saturating_sub(self.aside.tokens);
		if needed > left {
			return Err(Exceeded::Tokens { needed, left });
		}
		let cost = self.tariff.cost(prompt, completion);
		let left = self
			.budget
			.vwt
			.saturating_sub(self.spent.vwt)
			.saturating_sub(self.aside.vwt);
		if cost > left {
			return Err(Exceeded::Vwt { needed: cost, left });
		}
		self.aside.tokens = self.aside.tokens.saturating_add(needed);
		self.aside.vwt = self.aside.vwt.saturating_add(cost);
		Ok(Reservation(Amount {
			tokens: needed,
			vwt: cost,
		}))
	}

	/// Counts what a call took. Where nobody can tell, because it broke off or its tokens were not counted, all that was set
	/// aside is taken for spent: it may have been.
	pub fn settle(&mut self, Reservation(aside): Reservation, ending: Option<&Ending>) {
		let taken = ending
			.and_then(|ending| self.tariff.taken(ending))
			.unwrap_or(aside);
		self.aside.tokens = self.aside.tokens.saturating_sub(aside.tokens);
		self.aside.vwt = self.aside.vwt.saturating_sub(aside.vwt);
		self.spent.tokens = self.spent.tokens.saturating_add(taken.tokens);
		self.spent.vwt = self.spent.vwt.saturating_add(taken.vwt);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::model::{Reason, Usage};
	use proptest::prelude::*;

	const TARIFF: Tariff = Tariff {
		prompt: 1_000_000,
		completion: 3_000_000,
		billed: Some(10),
	};

	fn ending(prompt: u32, completion: u32, cost: Option<u64>) -> Ending {
		Ending {
			reason: Reason::Stop,
			usage: Usage {
				prompt_tokens: prompt,
				cached_tokens: 0,
				completion_tokens: completion,
			},
			cost,
			recipe: None,
		}
	}

	fn purse(tokens: u64, vwt: u128) -> Purse {
		let budget = Budget {
			tokens,
			time: Duration::from_secs(10),
			vwt,
		};
		Purse::new(budget, TARIFF)
	}

	#[test]
	fn what_might_not_fit_is_refused_before_it_is_asked() {
		let mut purse = purse(100, 1_000);
		let held = purse.reserve(60, 10, Duration::ZERO).unwrap();
		assert_eq!(
			purse.reserve(30, 1, Duration::ZERO),
			Err(Exceeded::Tokens { needed: 31, left: 30 })
		);
		purse.settle(held, Some(&ending(20, 5, None)));
		assert_eq!(purse.spent(), Amount { tokens: 25, vwt: 35 });
		assert!(purse.reserve(70, 5, Duration::ZERO).is_ok());
		assert_eq!(
			Purse::new(
				Budget {
					tokens: 9,
					time: Duration::from_secs(1),
					vwt: 9
				},
				TARIFF
			)
			.reserve(1, 3, Duration::ZERO),
			Err(Exceeded::Vwt { needed: 10, left: 9 })
		);
		assert_eq!(
			purse.reserve(0, 0, Duration::from_secs(10)),
			Err(Exceeded::Time(Duration::from_secs(10)))
		);
	}

	#[test]
	fn a_bill_counts_where_there_is_one() {
		let mut purse = purse(1_000, 10_000);
		let held = purse.reserve(100, 100, Duration::ZERO).unwrap();
		purse.settle(held, Some(&ending(50, 50, Some(7))));
		assert_eq!(purse.spent(), Amount { tokens: 100, vwt: 70 });
	}

	#[test]
	fn what_broke_off_counts_as_if_it_had_ended() {
		let mut purse = purse(1_000, 10_000);
		let held = purse.reserve(100, 100, Duration::ZERO).unwrap();
		purse.settle(held, None);
		let held = purse.reserve(100, 0, Duration::ZERO).unwrap();
		purse.settle(held, Some(&ending(0, 0, None)));
		assert_eq!(
			purse.spent(),
			Amount {
				tokens: 300,
				vwt: 500
			}
		);
	}

	proptest! {
		#[test]
		fn who_keeps_to_what_was_set_aside_never_spends_more_than_there_is(
			calls in proptest::collection::vec((0..200u64, 0..200u64, any::<bool>(), 0..=100u64), 0..40),
		) {
			let mut purse = purse(1_000, 2_000);
			let mut held = Vec::new();
			for (prompt, completion, settle, share) in calls {
				if let Ok(reservation) = purse.reserve(prompt, completion, Duration::ZERO) {
					held.push((reservation, prompt * share / 100, completion * share / 100));
				}
				if settle && !held.is_empty() {
					let (reservation, prompt, completion) = held.remove(0);
					purse.settle(reservation, Some(&ending(prompt as u32, completion as u32, None)));
				}
			}
			for (reservation, ..) in held {
				purse.settle(reservation, None);
			}
			prop_assert!(purse.spent().tokens <= 1_000 && purse.spent().vwt <= 2_000);
			prop_assert_eq!(purse.aside, Amount::default());
		}
	}
}
