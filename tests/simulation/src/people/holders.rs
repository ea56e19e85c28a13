//! Holders: clients of the agents who also govern. They pay, rebalance, vote, stake, ask, dispute and unlock.

use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::StakeCap,
	AccountId, Balance, Commons, Cvt, RuntimeCall,
};
use pallet_commons::Payout;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use polkadot_sdk::*;
use rand::{seq::SliceRandom, Rng};
use std::collections::BTreeSet;

use crate::{
	account::{account, HOLDER},
	error::Error,
	governance::Poll,
	money::{cvt, part, units, vwt, whole},
	purse::Purse,
	world::{Asked, World},
};

/// How many there are.
const COUNT: u16 = 60;
/// What share of both currencies they have.
const SHARE: f64 = 0.55;
/// How likely one pays an agent on a day, and what part of its VWT.
const PAYING: (f64, f64) = (0.5, 0.08);
/// How likely one looks at what it has, and how far it then goes towards what it wants.
const BALANCING: (f64, f64) = (1.0 / 30.0, 0.2);
/// How likely one votes on a referendum that it has not voted on.
const TURNOUT: f64 = 0.1;
/// How likely one stakes, and what part of its free CVT.
const STAKING: (f64, f64) = (1.0 / 7.0, 0.3);
/// How likely one frees everything, to begin anew.
const UNLOCKING: f64 = 1.0 / 30.0;
/// How likely one asks the commons for something, and between which parts of the pool.
const ASKING: (f64, f64, f64) = (1.0 / 450.0, 0.005, 0.03);
/// How likely one looks closely enough to dispute an attacker's proposal.
const VIGILANCE: f64 = 0.002;

/// Who holds.
pub struct Holders(Vec<Holder>);

struct Holder {
	who: AccountId,
	/// What share of its worth it wants in CVT when nothing is expected.
	taste: f64,
	voted: BTreeSet<u32>,
}

impl Holders {
	/// Hands out by rank: the second has a little less than the first, and so on, as wealth is.
	pub(super) fn settle(world: &mut World, purse: &Purse) -> Result<Self, Error> {
		let weight = |rank: u16| 1.0 / f64::from(rank + 5);
		let sum: f64 = (0..COUNT).map(weight).sum();
		let mut holders = Vec::new();
		for rank in 0..COUNT {
			let (who, of) = (account(HOLDER, rank), SHARE * weight(rank) / sum);
			purse.hand(world, &who, part(purse.vwt, of), part(purse.cvt, of))?;
			world.holders.push(who.clone());
			holders.push(Holder {
				who,
				taste: world.rng.gen_range(0.2..0.5),
				voted: BTreeSet::new(),
			});
		}
		Ok(Self(holders))
	}

	pub(super) fn day(&mut self, world: &mut World) {
		for holder in &mut self.0 {
			holder.pay(world);
			holder.balance(world);
			holder.vote(world);
			holder.fund(world);
			holder.watch(world);
		}
	}
}

// What the chain refuses is counted by the world; people go on.
impl Holder {
	fn pay(&self, world: &mut World) {
		if let (true, Some(agent)) = (world.chance(PAYING.0), world.any_agent()) {
			let amount = part(vwt(&self.who), (PAYING.1 * world.market.demand).min(0.5));
			if amount >= UNIT {
				let _ = world.pay(&self.who, agent, amount);
			}
		}
	}

	fn balance(&self, world: &mut World) {
		if !world.chance(BALANCING.0) {
			return;
		}
		let price = world.price();
		let tokens = whole(Cvt::free_balance(&self.who)) * price;
		let wanted = (self.taste + 0.25 * world.market.mood).clamp(0.0, 0.9);
		let more = (wanted * (tokens + whole(vwt(&self.who))) - tokens) * BALANCING.1;
		let _ = if more > 0.0 {
			world.buy(&self.who, units(more).min(vwt(&self.who)))
		} else {
			world.sell(&self.who, units(-more / price).min(cvt(&self.who)))
		};
	}

	fn vote(&mut self, world: &mut World) {
		for poll in world.polls.open.clone() {
			if !self.voted.contains(&poll.index) && world.chance(TURNOUT) {
				let _ = world.sign(&self.who, ballot(&self.who, &poll));
				self.voted.insert(poll.index);
			}
		}
	}

	fn fund(&mut self, world: &mut World) {
		if world.chance(UNLOCKING) {
			let _ = world.sign(&self.who, RuntimeCall::Commons(pallet_commons::Call::unlock {}));
			self.voted.clear();
		} else if world.chance(STAKING.0) {
			self.stake(world);
		}
		if world.chance(ASKING.0) {
			self.ask(world);
		}
	}

	fn stake(&self, world: &mut World) {
		let honest: Vec<Asked> = world
			.asked
			.iter()
			.filter(|asked| !asked.hostile)
			.copied()
			.collect();
		let staked: Balance = Commons::stakes(&self.who).iter().map(|stake| stake.amount).sum();
		let free = Cvt::free_balance(&self.who).saturating_sub(staked);
		let amount = part(free, STAKING.1);
		if let (Some(asked), true) = (honest.choose(&mut world.rng), amount >= UNIT) {
			let call = pallet_commons::Call::stake {
				proposal: asked.id,
				amount,
			};
			let _ = world.sign(&self.who, RuntimeCall::Commons(call));
		}
	}

	/// For an agent's work: now, or over a month.
	fn ask(&self, world: &mut World) {
		let of = world.rng.gen_range(ASKING.1..ASKING.2);
		let payout = match world.chance(0.25) {
			true => Payout::Stream { blocks: 30 * DAYS },
			false => Payout::Pool,
		};
		let amount = part(Commons::available(&payout), of);
		if let (Some(beneficiary), true) = (world.any_agent(), amount >= UNIT) {
			let call = pallet_commons::Call::submit {
				amount,
				beneficiary,
				payout,
				evidence: [0; 32],
			};
			let _ = world.sign(&self.who, RuntimeCall::Commons(call));
		}
	}

	fn watch(&self, world: &mut World) {
		for asked in world.asked.clone() {
			if asked.hostile && !asked.disputed && world.chance(VIGILANCE) {
				let call = pallet_commons::Call::dispute {
					proposal: asked.id,
					reason: [0; 32],
				};
				let _ = world.sign(&self.who, RuntimeCall::Commons(call));
			}
		}
	}
}

/// Aye, unless an attacker asks; with nearly all it has, within the track's cap, locked for a while.
fn ballot(who: &AccountId, poll: &Poll) -> RuntimeCall {
	let most = StakeCap::most(poll.track, false).unwrap_or(Balance::MAX);
	let vote = Vote {
		aye: !poll.hostile(),
		conviction: Conviction::Locked1x,
	};
	let balance = part(Cvt::free_balance(who), 0.9).min(most);
	RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::vote {
		poll_index: poll.index,
		vote: AccountVote::Standard { vote, balance },
	})
}
