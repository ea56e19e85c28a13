//! What must fit together to get anywhere in the economy: orders near the price, stakes on proposals that
//! there are, acts of agents that were appointed, votes on referenda that go on, a hatch in its order.

use super::{actors::Actors, dice::Dice};
use althing_primitives::{blake2, AgentId, Department};
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::{
		origins::Origin,
		tracks::{ROOT, SMALL_SPENDER},
	},
	AccountId, OriginCaller, Runtime, RuntimeCall, System,
};
use codec::Encode;
use frame_support::traits::{schedule::DispatchTime, Bounded};
use pallet_commons::Payout;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_curve::Terms;
use polkadot_sdk::*;
use sp_runtime::{MultiAddress, Permill};

/// A call, and who signs it; governance makes it where nobody does.
pub type Move = (RuntimeCall, Option<AccountId>);

/// A move by chance, as the state allows.
pub fn play(dice: &mut Dice, actors: &Actors) -> Option<Move> {
	let who = actors.person(dice);
	match dice.below(12) {
		0..=2 => Some(order(dice, who)),
		3 => Some(propose(dice, actors, who)),
		4 => Some(stake(dice, who)),
		5 => Some(finish(dice, who)),
		6 => Some(appoint(dice)),
		7..=8 => act(dice, actors),
		9 => execute(dice, actors),
		_ => Some(decide(dice, actors, who)),
	}
}

/// Has the curve closed, as if a hatch were still to come. The reserve stays where it is, nobody's.
pub fn unopened() {
	pallet_curve::State::<Runtime>::kill();
}

fn signed(call: impl Into<RuntimeCall>, who: AccountId) -> Move {
	(call.into(), Some(who))
}

fn governed(call: impl Into<RuntimeCall>) -> Move {
	(call.into(), None)
}

/// An amount of a size that people have, mostly.
fn amount(dice: &mut Dice) -> u128 {
	match dice.below(4) {
		0 => dice.amount(),
		1 => UNIT * dice.below(100_000) as u128,
		_ => UNIT * dice.below(100) as u128 + dice.below(1_000) as u128,
	}
}

/// An order, or a step of a hatch where the curve is not open.
fn order(dice: &mut Dice, who: AccountId) -> Move {
	type Call = pallet_curve::Call<Runtime>;
	if !pallet_curve::State::<Runtime>::exists() {
		return hatch(dice, who);
	}
	let deadline = System::block_number() + dice.below(3) as u32;
	let given = amount(dice);
	match dice.below(8) {
		0 => signed(Call::donate { amount: given }, who),
		1 => signed(Call::claim {}, contributor(dice).unwrap_or(who)),
		2 => governed(Call::set_parameters {
			entry: Some(Permill::from_percent(dice.below(22) as u32)),
			exit: None,
		}),
		3..=4 => signed(
			Call::sell {
				tokens_in: given,
				min_out: dice.below(2) as u128,
				deadline,
			},
			who,
		),
		_ => signed(
			Call::buy {
				reserve_in: given,
				min_out: dice.below(2) as u128,
				deadline,
			},
			who,
		),
	}
}

/// Somebody who contributed to the hatch and may have tokens to claim.
fn contributor(dice: &mut Dice) -> Option<AccountId> {
	let waiting = pallet_curve::Contributions::<Runtime>::iter_keys();
	let vesting = pallet_curve::Vestings::<Runtime>::iter_keys();
	let people: Vec<_> = waiting.chain(vesting).collect();
	(!people.is_empty()).then(|| dice.pick(&people).clone())
}

fn hatch(dice: &mut Dice, who: AccountId) -> Move {
	type Call = pallet_curve::Call<Runtime>;
	match dice.below(6) {
		0 => governed(Call::start_hatch {
			terms: Terms {
				price: UNIT / 2,
				goal: 100 * UNIT,
				cap: 100_000 * UNIT,
				period: 1 + dice.below(600) as u32,
				tribute: Permill::from_percent(dice.below(21) as u32),
				kappa: 2_000_000,
				cliff: dice.below(100) as u32,
				vesting: 100 + dice.below(10_000) as u32,
			},
		}),
		1 => signed(Call::finalize {}, who),
		2 => signed(Call::refund { who: who.clone() }, who),
		_ => signed(Call::contribute { amount: amount(dice) }, who),
	}
}

fn propose(dice: &mut Dice, actors: &Actors, who: AccountId) -> Move {
	let payout = match dice.below(4) {
		0 => Payout::Department(*dice.pick(&Department::ALL)),
		1 => Payout::Stream {
			blocks: dice.below(2_000) as u32,
		},
		_ => Payout::Pool,
	};
	let call = pallet_commons::Call::<Runtime>::submit {
		amount: amount(dice),
		beneficiary: actors.anybody(dice),
		payout,
		evidence: dice.hash(),
	};
	signed(call, who)
}

/// A proposal that there is or was.
fn proposal(dice: &mut Dice) -> u64 {
	dice.below(pallet_commons::NextId::<Runtime>::get() as usize + 1) as u64
}

fn stake(dice: &mut Dice, who: AccountId) -> Move {
	type Call = pallet_commons::Call<Runtime>;
	let (proposal, amount) = (proposal(dice), amount(dice));
	match dice.below(4) {
		0 => signed(Call::unstake { proposal, amount }, who),
		_ => signed(Call::stake { proposal, amount }, who),
	}
}

fn finish(dice: &mut Dice, who: AccountId) -> Move {
	type Call = pallet_commons::Call<Runtime>;
	let proposal = proposal(dice);
	match dice.below(9) {
		0 => signed(Call::unlock {}, who),
		1 => signed(Call::withdraw {}, who),
		2 => signed(Call::claim { stream: proposal }, who),
		3 => signed(
			Call::dispute {
				proposal,
				reason: dice.hash(),
			},
			who,
		),
		4 => governed(Call::resolve {
			proposal,
			upheld: dice.once_in(2),
		}),
		5 => signed(Call::expire { proposal }, who),
		_ => signed(Call::execute { proposal }, who),
	}
}

fn appoint(dice: &mut Dice) -> Move {
	type Call = pallet_mandates::Call<Runtime>;
	let agent = dice.below(pallet_agents::NextId::<Runtime>::get() as usize + 1) as AgentId;
	match dice.below(8) {
		0 => governed(Call::revoke { agent }),
		_ => governed(Call::appoint { agent }),
	}
}

/// The payments that agents try: inside, above and far above their mandates.
fn payments(actors: &Actors) -> impl Iterator<Item = RuntimeCall> + '_ {
	let dest = actors.accounts()[0].clone();
	[2, 20, 100, 6_000].into_iter().map(move |units| {
		RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: MultiAddress::Id(dest.clone()),
			value: units * UNIT,
		})
	})
}

fn act(dice: &mut Dice, actors: &Actors) -> Option<Move> {
	let appointed: Vec<_> = pallet_mandates::Appointments::<Runtime>::iter().collect();
	let (agent, appointment) = appointed.get(dice.below(appointed.len()))?;
	let agent = pallet_agents::Agents::<Runtime>::get(agent)?;
	let remark = dice.hash().to_vec();
	let spoken = RuntimeCall::System(frame_system::Call::remark_with_event { remark });
	let calls: Vec<_> = payments(actors).chain([spoken]).collect();
	let call = pallet_mandates::Call::<Runtime>::act {
		department: appointment.department,
		call: Box::new(dice.pick(&calls).clone()),
	};
	Some(signed(call, agent.account))
}

/// The word of governance on an act that waits, or its end.
fn execute(dice: &mut Dice, actors: &Actors) -> Option<Move> {
	type Call = pallet_mandates::Call<Runtime>;
	let waiting: Vec<_> = pallet_mandates::Pending::<Runtime>::iter().collect();
	let (act, pending) = waiting.get(dice.below(waiting.len()))?;
	if dice.once_in(4) {
		return Some(governed(Call::discard { act: *act }));
	}
	let call = payments(actors).find(|call| blake2(&call.encode()) == pending.call)?;
	let call = Box::new(call);
	Some(governed(Call::execute { act: *act, call }))
}

/// Something that a holder does about a referendum.
fn decide(dice: &mut Dice, actors: &Actors, who: AccountId) -> Move {
	type Voting = pallet_conviction_voting::Call<Runtime>;
	type Polls = pallet_referenda::Call<Runtime>;
	let index = dice.below(pallet_referenda::ReferendumCount::<Runtime>::get() as usize + 1) as u32;
	let class = *dice.pick(&[ROOT, SMALL_SPENDER]);
	let conviction = Conviction::try_from(dice.below(7) as u8).unwrap();
	let balance = amount(dice);
	match dice.below(12) {
		0 => signed(ask(class), who),
		1 => signed(Polls::place_decision_deposit { index }, who),
		2 => signed(Polls::refund_decision_deposit { index }, who),
		3 => signed(Voting::undelegate { class }, who),
		4 => signed(
			Voting::unlock {
				class,
				target: MultiAddress::Id(who.clone()),
			},
			who,
		),
		5 => signed(
			Voting::remove_vote {
				class: Some(class),
				index,
			},
			who,
		),
		6..=7 => signed(
			Voting::delegate {
				class,
				to: MultiAddress::Id(actors.person(dice)),
				conviction,
				balance,
			},
			who,
		),
		_ => {
			let aye = !dice.once_in(4);
			let vote = Vote { aye, conviction };
			let vote = AccountVote::Standard { vote, balance };
			signed(
				Voting::vote {
					poll_index: index,
					vote,
				},
				who,
			)
		}
	}
}

/// A referendum on a remark.
fn ask(class: u16) -> pallet_referenda::Call<Runtime> {
	let origin = match class {
		ROOT => OriginCaller::system(frame_system::RawOrigin::Root),
		_ => Origin::SmallSpender.into(),
	};
	let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
	pallet_referenda::Call::<Runtime>::submit {
		proposal_origin: Box::new(origin),
		proposal: Bounded::Inline(call.encode().try_into().unwrap()),
		enactment_moment: DispatchTime::After(DAYS),
	}
}
