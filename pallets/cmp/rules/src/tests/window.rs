use crate::{
	conclude, Answer, Ballot, Bias, Cast, Claim, Class, Constants, Fixed, Heard, Hearing, Kind, Question,
	Reasons, Reveal, Seat, Tally, Topic, Window, MAX_ANSWERS, MAX_KNOWN,
};
use alloc::{vec, vec::Vec};
use althing_primitives::{AgentId, Department, Role};
use bounded_collections::BoundedVec;
use polkadot_sdk::sp_arithmetic::Perbill;

const TOPIC: Topic = Topic {
	class: Class::Routine,
	labels: 2,
};

/// What panels answered, with a running count.
fn heard(panels: impl IntoIterator<Item = Vec<(AgentId, u8)>>) -> Vec<Heard> {
	let mut seen = 0u64;
	let one = |(proposal, answers): (u64, Vec<(AgentId, u8)>)| {
		seen += answers.len() as u64;
		Heard {
			proposal,
			seen,
			answers: BoundedVec::truncate_from(answers),
			truth: None,
		}
	};
	(0u64..).zip(panels).map(one).collect()
}

/// Sixty panels of twelve: agents below `liars` say the same wrong thing on two panels of three; where there are none,
/// agent 11 always says what is wrong. Every other one errs on one panel of seven of its own.
fn deceived(liars: AgentId) -> Vec<Heard> {
	let panel = |task: u64| {
		let truth = u8::from(task.is_multiple_of(2));
		let said = |agent: AgentId| {
			let wrong = match agent {
				_ if agent < liars => !task.is_multiple_of(3),
				11 if liars == 0 => true,
				_ => (task + agent).is_multiple_of(7),
			};
			(agent, if wrong { 1 - truth } else { truth })
		};
		(0..12).map(said).collect()
	};
	heard((0..60).map(panel))
}

fn read(heard: &[Heard]) -> Window {
	Window::read(TOPIC, heard.len() as u32, heard).unwrap()
}

/// One round of twelve seats of one department, in which `yes` says who says yes.
fn round(heard: &[Heard], yes: impl Fn(AgentId) -> bool) -> Tally {
	let appraisal = read(heard).appraise(&read(heard).search()).unwrap();
	let testimony = appraisal.testimony(0..12);
	assert!(testimony.fits(12, 2) && !testimony.fits(11, 2) && !testimony.fits(12, 3));
	let seat = |agent: AgentId| Seat {
		agent,
		account: [agent as u8; 32],
		owner: [agent as u8; 32],
		department: Department::Customer,
		role: Role::DataScout,
	};
	let seats: Vec<_> = (0..12).map(seat).collect();
	let cast = |agent: AgentId| Cast {
		seat: agent as u8,
		commitment: [0; 32],
		reveal: Some(Reveal {
			ballot: Ballot {
				answer: Answer::Binary(yes(agent)),
				confidence: Perbill::one(),
				rationale: [0; 32],
			},
			salt: [0; 32],
		}),
	};
	let question = Question {
		kind: Kind::Binary,
		departments: Default::default(),
		risk: Perbill::zero(),
		impact: Perbill::zero(),
		urgency: Perbill::zero(),
		evidence: [0; 32],
	};
	let constants = Constants::default();
	let hearing = Hearing {
		testimony: Some(&testimony),
		..Hearing::of_strangers(&question, &constants, &seats)
	};
	conclude(&hearing, &[], &(0..12).map(cast).collect::<Vec<_>>())
}

#[test]
fn who_says_the_same_wrong_thing_again_and_again_has_one_voice() {
	let tally = round(&deceived(5), |agent| agent < 5);
	assert_eq!(tally.leading, Some(Answer::Binary(false)));
	assert!(
		tally.posterior > Perbill::from_percent(90),
		"{:?}",
		tally.posterior
	);
	for (agent, ground) in tally.grounds.iter().enumerate() {
		let shares = ground.independence == Perbill::from_percent(20);
		assert_eq!(shares, agent < 5, "agent {agent}: {ground:?}");
		let copies = ground.reasons.contains(Reasons::COPYING);
		assert_eq!(copies, agent < 5 && ground.odds > Fixed::ZERO);
	}
	let found = |bias: &Bias| matches!(bias, Bias::Copying { .. });
	assert!(tally.findings.iter().all(|finding| found(&finding.bias)));
}

#[test]
fn a_word_that_speaks_against_itself_counts_for_nothing() {
	let tally = round(&deceived(0), |agent| agent == 11);
	assert_eq!(tally.grounds[11].odds, Fixed::ZERO);
	assert_eq!(tally.weights[11], Fixed::ZERO);
	assert_eq!(tally.support, Perbill::one());
	let alone = round(&deceived(0), |_| false);
	assert!(
		tally
			.posterior
			.deconstruct()
			.abs_diff(alone.posterior.deconstruct())
			<= 1
	);
}

#[test]
fn a_window_holds_the_latest_panels() {
	let full = |n: u64| (0..64).map(|agent| (agent, (n % 2) as u8)).collect::<Vec<_>>();
	let most = u64::from(MAX_ANSWERS / 64);
	let all = heard((0..most + 9).map(full));
	let claim = Claim {
		cabals: BoundedVec::truncate_from(vec![None; 64]),
		shares: BoundedVec::truncate_from((0..most).map(|n| if n % 2 == 1 { 255 } else { 0 }).collect()),
	};
	let appraisal = read(&all).appraise(&claim).unwrap();
	assert_eq!(
		(appraisal.upto, appraisal.seen),
		(most as u32 + 9, 64 * (most + 9))
	);
	let longer = Claim {
		shares: BoundedVec::truncate_from(vec![255; most as usize + 1]),
		..claim
	};
	assert_eq!(read(&all).appraise(&longer), None);
}

#[test]
fn a_window_has_no_more_agents_than_can_be_appraised() {
	let strangers = |n: u64| (0..64).map(|seat| (n * 64 + seat, 1)).collect::<Vec<_>>();
	let panels = u64::from(MAX_KNOWN / 64);
	let all = heard((0..panels + 5).map(strangers));
	let claim = Claim {
		cabals: BoundedVec::truncate_from(vec![None; MAX_KNOWN as usize]),
		shares: BoundedVec::truncate_from(vec![0; panels as usize]),
	};
	let appraisal = read(&all).appraise(&claim).unwrap();
	assert_eq!(appraisal.agents.len(), MAX_KNOWN as usize);
	assert_eq!(appraisal.agents[0].0, 5 * 64, "the first panels are left out");
}

#[test]
fn what_nobody_answered_is_no_window() {
	assert!(Window::read(TOPIC, 0, &[]).is_none());
	assert!(
		Window::read(TOPIC, 1, &heard([vec![(1, 2)]])).is_none(),
		"there are two labels"
	);
	assert!(Window::read(TOPIC, 1, &heard([vec![(1, 1)]])).is_some());
}

#[test]
fn an_agent_that_nobody_has_heard_is_taken_for_the_average_one() {
	let heard = deceived(0);
	let appraisal = read(&heard).appraise(&read(&heard).search()).unwrap();
	let testimony = appraisal.testimony([3, 99].into_iter());
	assert_eq!(testimony.seats[1].matrix, appraisal.average);
	assert_eq!(Some(&testimony.seats[0]), appraisal.known(3));
}
