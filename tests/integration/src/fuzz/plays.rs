//! What must fit together to get anywhere: registrations that the account signed, ballots that open what was
//! sealed, anchors of agents that exist.

use super::{actors::Actors, dice::Dice};
use althing_cmp_rules::{commitment, Answer, Ballot, Binding, Kind, Reveal, Topic, Window};
use althing_primitives::{blake2, AgentId, Capabilities, Department, Departments, Hash, ProposalId, Role};
use althing_runtime::{AccountId, Runtime, RuntimeCall, Signature};
use codec::Encode;
use pallet_cmp::Phase;
use polkadot_sdk::*;
use sp_core::Pair as _;
use sp_runtime::Perbill;

/// Calls that belong together, and who signs each.
pub type Play = Vec<(RuntimeCall, AccountId)>;

/// A play by chance, as the state allows; `inner` is a call that a proposal may carry.
pub fn play(dice: &mut Dice, actors: &Actors, inner: Option<RuntimeCall>) -> Play {
	match dice.below(12) {
		0..=1 => vec![register(dice, actors)],
		2 => vec![open(dice, actors, inner)],
		3 => beats(dice),
		4 => vec![anchor(dice, actors)],
		5 => keep(dice, actors).into_iter().collect(),
		6 if dice.once_in(4) => claim(dice, actors).into_iter().collect(),
		6 if dice.once_in(4) => vec![endow(dice, actors)],
		_ => turns(dice),
	}
}

/// A registration that its account has signed.
pub fn register(dice: &mut Dice, actors: &Actors) -> (RuntimeCall, AccountId) {
	const UNIT: u128 = althing_runtime::constants::currency::UNIT;
	let owner = actors.person(dice);
	let pair = Actors::agent(dice.below(super::actors::AGENTS.into()) as u8);
	let account = AccountId::from(pair.public());
	let message = pallet_agents::Pallet::<Runtime>::registration_message(&owner, &account, &pair.public().0);
	let call = pallet_agents::Call::register {
		account,
		department: *dice.pick(&Department::ALL),
		role: *dice.pick(&Role::ALL),
		capabilities: Capabilities::SERIES,
		attestation: pair.public().0,
		metadata: dice.hash(),
		bond: UNIT * (100 + dice.below(300) as u128),
		proof: Signature::from(pair.sign(&message)),
	};
	(call.into(), owner)
}

/// A question of any kind; one of yes or no may carry a call.
pub fn open(dice: &mut Dice, actors: &Actors, inner: Option<RuntimeCall>) -> (RuntimeCall, AccountId) {
	let kind = match dice.below(3) {
		0 => Kind::Choice {
			options: 2 + dice.below(15) as u8,
		},
		1 => Kind::Scalar {
			min: -(dice.number(63) as i64),
			max: 1 + dice.number(62) as i64,
		},
		_ => Kind::Binary,
	};
	let inline = inner.and_then(|call| call.encode().try_into().ok());
	let carried = inline.filter(|_| kind == Kind::Binary);
	let len = if dice.once_in(8) {
		128 * 1_024
	} else {
		dice.below(2_000)
	};
	let call = pallet_cmp::Call::open {
		kind,
		departments: Departments(dice.below(256) as u8),
		risk: Perbill::from_percent(dice.below(101) as u32),
		impact: Perbill::from_percent(dice.below(101) as u32),
		urgency: Perbill::from_percent(dice.below(101) as u32),
		body: dice.bytes(len).try_into().unwrap_or_default(),
		call: carried.map(frame_support::traits::Bounded::Inline),
	};
	(call.into(), actors.person(dice))
}

/// Heartbeats of some agents.
fn beats(dice: &mut Dice) -> Play {
	let agents = pallet_agents::Agents::<Runtime>::iter_values();
	agents
		.filter(|_| !dice.once_in(3))
		.map(|agent| (pallet_agents::Call::heartbeat {}.into(), agent.account))
		.collect()
}

/// An anchor by an agent's owner or its account.
fn anchor(dice: &mut Dice, actors: &Actors) -> (RuntimeCall, AccountId) {
	let next = pallet_agents::NextId::<Runtime>::get();
	let agent = dice.below(next as usize + 1) as AgentId;
	let known = pallet_agents::Agents::<Runtime>::get(agent);
	let signer = known.map(|agent| {
		if dice.once_in(2) {
			agent.owner
		} else {
			agent.account
		}
	});
	let call = pallet_anchors::Call::submit {
		root: dice.hash(),
		count: 1 + dice.below(65_536) as u32,
		schema: [0; 32],
		proposal: dice.once_in(2).then(|| dice.below(8) as ProposalId),
		agent,
		key: [dice.below(64) as u8; 32],
	};
	(call.into(), signer.unwrap_or_else(|| actors.anybody(dice)))
}

/// A claim about what panels said: the best one, or one with something wrong in it.
fn claim(dice: &mut Dice, actors: &Actors) -> Option<(RuntimeCall, AccountId)> {
	let topic = *dice.pick(&Topic::ALL);
	let view = pallet_cmp::Pallet::<Runtime>::topic(topic)?;
	let mut claim = Window::read(topic, view.upto, &view.heard)?.search();
	match dice.below(4) {
		0 => claim
			.shares
			.iter_mut()
			.for_each(|share| *share = dice.below(256) as u8),
		1 => claim
			.cabals
			.iter_mut()
			.for_each(|cabal| *cabal = Some(dice.below(256) as u8)),
		_ => (),
	}
	let call = pallet_cmp::Call::appraise {
		topic,
		upto: view.upto,
		claim,
	};
	Some((call.into(), actors.person(dice)))
}

/// An addition to the prize of some proposal, active or not.
fn endow(dice: &mut Dice, actors: &Actors) -> (RuntimeCall, AccountId) {
	let proposal = dice.below(8) as ProposalId;
	let amount = dice.amount();
	(
		pallet_cmp::Call::endow { proposal, amount }.into(),
		actors.person(dice),
	)
}

/// What an owner does with its agents.
fn keep(dice: &mut Dice, actors: &Actors) -> Option<(RuntimeCall, AccountId)> {
	let next = pallet_agents::NextId::<Runtime>::get();
	let id = dice.below(next as usize) as AgentId;
	let agent = pallet_agents::Agents::<Runtime>::get(id)?;
	let call = match dice.below(5) {
		0 => pallet_agents::Call::retire { id },
		1 => pallet_agents::Call::withdraw { id },
		2 => pallet_agents::Call::update {
			id,
			role: Some(*dice.pick(&Role::ALL)),
			capabilities: None,
			attestation: None,
			metadata: Some(dice.hash()),
		},
		_ => pallet_agents::Call::add_bond {
			id,
			amount: dice.amount(),
		},
	};
	let stranger = dice.once_in(8);
	Some((
		call.into(),
		if stranger {
			actors.anybody(dice)
		} else {
			agent.owner
		},
	))
}

/// What the seats of some proposal do in its phase; a few do it wrongly or not at all.
fn turns(dice: &mut Dice) -> Play {
	let active: Vec<_> = pallet_cmp::Proposals::<Runtime>::iter().collect();
	if active.is_empty() {
		return Vec::new();
	}
	let (proposal, info) = dice.pick(&active);
	let (round, revealing) = match info.phase {
		Phase::Drawing { .. } => return Vec::new(),
		Phase::Sealing { round, .. } => (round, false),
		Phase::Revealing { round, .. } => (round, true),
	};
	let seats: Vec<_> = pallet_cmp::Ballots::<Runtime>::iter_prefix(proposal).collect();
	let mut play = Vec::new();
	for (agent, seat) in seats {
		if dice.once_in(8) {
			continue;
		}
		let reveal = secret(&info.question.kind, *proposal, round, agent, dice.once_in(24));
		let binding = Binding {
			genesis: althing_runtime::Cmp::genesis(),
			proposal: *proposal,
			round,
			agent,
			account: seat.account,
		};
		let call = match revealing {
			true => pallet_cmp::Call::reveal {
				proposal: *proposal,
				reveal,
			},
			false => pallet_cmp::Call::seal {
				proposal: *proposal,
				commitment: commitment(&binding, &reveal.ballot, &reveal.salt),
			},
		};
		play.push((call.into(), seat.account.into()));
	}
	play
}

/// The ballot of a seat in a round: always the same, so that nothing need be remembered; `other` is one that
/// does not open it. Most answer alike, so that some panels decide.
fn secret(kind: &Kind, proposal: ProposalId, round: u8, agent: AgentId, other: bool) -> Reveal {
	let salt: Hash = (proposal, round, agent, other).using_encoded(blake2);
	let dissents = salt[0] < 40;
	let answer = match kind {
		Kind::Binary => Answer::Binary(!dissents),
		Kind::Choice { options } => Answer::Choice(if dissents { salt[1] % (*options).max(1) } else { 0 }),
		Kind::Scalar { min, max } => Answer::Scalar(if dissents { *max } else { *min }),
	};
	let ballot = Ballot {
		answer,
		confidence: Perbill::from_percent(u32::from(salt[2]) % 101),
		rationale: salt,
	};
	Reveal { ballot, salt }
}
