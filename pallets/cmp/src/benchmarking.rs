//! What calls and transitions weigh, with the real agents of the runtime.

#![cfg(feature = "runtime-benchmarks")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::*;
use alloc::{vec, vec::Vec};
use althing_cmp_rules::{
	commitment, conclude, Ballot, Binding, Cabal, Cast, History, Known, Matrix, Outcome, Pair, Part, Seat,
	Seen, MAX_CABALS, MAX_HEARD, MAX_KNOWN, MAX_PAIRS, MAX_ROUNDS, MAX_SEEN, MAX_TOPIC_LABELS,
};
use althing_cmp_stats::Real;
use althing_primitives::Department;
use polkadot_sdk::{
	frame_benchmarking::v2::*,
	frame_support::{
		traits::fungible::{Inspect, Mutate},
		weights::WeightMeter,
		BoundedVec,
	},
	frame_system::RawOrigin,
	sp_runtime::traits::Saturating,
};

const LAST_ROUND: u8 = (MAX_ROUNDS - 1) as u8;

/// A proposer with funds.
fn proposer<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = whitelisted_caller();
	let least = T::Currency::minimum_balance().saturating_add(T::Deposit::get());
	T::Currency::set_balance(&who, least.saturating_mul(10u32.into()));
	who
}

/// Gives somebody enough to stay.
fn pay<T: Config>(who: &T::AccountId) {
	let enough = T::Currency::minimum_balance().saturating_mul(1_000_000u32.into());
	T::Currency::set_balance(who, enough);
}

/// A prize for a proposal, and a pot that has it.
fn endowed<T: Config>(proposal: ProposalId) {
	let prize = T::Currency::minimum_balance().saturating_mul(1_000u32.into());
	pay::<T>(&T::Pot::get());
	Prizes::<T>::insert(proposal, prize);
	Promised::<T>::put(prize);
}

/// Makes `number` agents active, shared out among the departments.
fn populate<T: Config>(number: u32) {
	let each = number.div_ceil(8);
	Department::ALL
		.into_iter()
		.for_each(|department| T::Agents::populate(department, each));
}

/// A call that is stored outside of the proposal.
fn call<T: Config>() -> BoundedCallOf<T> {
	let call = frame_system::Call::<T>::remark { remark: vec![1; 512] };
	T::Preimages::bound(<T as Config>::RuntimeCall::from(call)).unwrap()
}

/// An active proposal with a call.
fn opened<T: Config>() -> ProposalId
where
	T::Currency: Mutate<T::AccountId>,
{
	let zero = Perbill::zero();
	let (kind, departments) = (Kind::Binary, Departments::default());
	let evidence = Default::default();
	let question = Question {
		kind,
		departments,
		risk: zero,
		impact: zero,
		urgency: zero,
		evidence,
	};
	Pallet::<T>::do_open(proposer::<T>(), question, Some(call::<T>())).unwrap();
	NextProposal::<T>::get() - 1
}

fn change<T: Config>(proposal: ProposalId, change: impl FnOnce(&mut ProposalInfoOf<T>)) {
	Proposals::<T>::mutate(proposal, |info| change(info.as_mut().unwrap()));
}

fn answer(kind: Kind, yes: bool) -> Reveal {
	let ballot = Ballot {
		answer: match kind {
			Kind::Binary => Answer::Binary(yes),
			_ => Answer::Choice(yes.into()),
		},
		confidence: Perbill::one(),
		rationale: Default::default(),
	};
	Reveal {
		ballot,
		salt: Default::default(),
	}
}

fn seal_of<T: Config>(proposal: ProposalId, round: u8, seat: &Seat, reveal: &Reveal) -> Hash {
	let binding = Binding {
		genesis: Pallet::<T>::genesis(),
		proposal,
		round,
		agent: seat.agent,
		account: seat.account,
	};
	commitment(&binding, &reveal.ballot, &reveal.salt)
}

/// As many answers as are remembered, to the proposals that `number` says.
fn said(number: impl Fn(u32) -> u32) -> History {
	let mut history = History::default();
	(0..MAX_SEEN as u32).for_each(|n| history.note(Seen::new(number(n), 1, Real::HALF)));
	history
}

/// As many agents as can be known and as many cabals as can be, of which nobody on a panel is a member.
fn appraisal(topic: Topic) -> Appraisal {
	let side = usize::from(topic.labels);
	let part = |number| Part::of(Real::ratio(number, 100));
	let matrix = Matrix::of_parts(
		(0..side * side)
			.map(|cell| part(if cell % (side + 1) == 0 { 70 } else { 10 }))
			.collect(),
	);
	let known = |agent| {
		let cabal = (agent > AgentId::MAX / 2).then_some((agent % u64::from(MAX_CABALS)) as u8);
		(
			agent,
			Known {
				matrix: matrix.clone(),
				cabal,
			},
		)
	};
	let agents = (0..MAX_KNOWN).map(|n| known(AgentId::MAX - u64::from(MAX_KNOWN - n)));
	let cabal = Cabal {
		matrix: matrix.clone(),
		noise: part(3),
	};
	Appraisal {
		upto: 0,
		seen: 0,
		score: 0,
		labels: BoundedVec::truncate_from(vec![part(25); side]),
		average: matrix.clone(),
		agents: BoundedVec::truncate_from(agents.collect()),
		cabals: BoundedVec::truncate_from(vec![cabal; MAX_CABALS as usize]),
	}
}

/// `panels` panels of eight agents, as many different ones as can be, of whom one in 16 belongs to a cabal; and what
/// is true of them as a claim.
fn heard<T: Config>(topic: Topic, panels: u32) -> Claim {
	let agents = (panels * crate::appraising::USUAL_PANEL).min(MAX_KNOWN);
	let truth = |panel: u32| (panel % u32::from(topic.labels)) as u8;
	for panel in 0..panels {
		let one = |n: u32| {
			let agent: u32 = (panel * crate::appraising::USUAL_PANEL + n) % agents;
			// The cabal and every fifth of the others are wrong.
			let wrong = agent % 16 == 0 || agent % 5 == 1;
			(
				AgentId::from(agent),
				(truth(panel) + u8::from(wrong)) % topic.labels,
			)
		};
		let answers = (0..crate::appraising::USUAL_PANEL).map(one).collect();
		let heard = Heard {
			proposal: panel.into(),
			seen: u64::from(panel + 1) * 1_000,
			answers: BoundedVec::truncate_from(answers),
			truth: None,
		};
		HeardPanels::<T>::insert(topic, panel, heard);
	}
	HeardRanges::<T>::insert(
		topic,
		HeardRange {
			first: 0,
			next: panels,
			seen: u64::from(panels) * 1_000,
		},
	);
	let shares = (0..panels).flat_map(|panel| {
		(0..topic.labels - 1).map(move |label| if label == truth(panel) { u8::MAX } else { 0 })
	});
	Claim {
		cabals: BoundedVec::truncate_from((0..agents).map(|agent| (agent % 16 == 0).then_some(0)).collect()),
		shares: BoundedVec::truncate_from(shares.collect()),
	}
}

/// The topic with the largest confusion matrices.
const LARGEST: Topic = Topic {
	class: Class::Choice,
	labels: MAX_TOPIC_LABELS,
};

/// A panel whose seats have all sat together on as many proposals as are remembered, and always agreed: there is
/// nothing more to compare, to discount and to store. Beside that it has a testimony, which takes the pairs' place
/// when the round is counted.
fn accomplices<T: Config>(question: &Question, seats: &[Seat]) -> Panel {
	for seat in seats {
		let mut track = Track::default();
		track.history = said(|n| n);
		Tracks::<T>::insert(seat.agent, track);
	}
	let seats = BoundedVec::truncate_from(seats.to_vec());
	let mut panel = Pallet::<T>::panel_of(question, Default::default(), seats);
	let agents = panel.seats.iter().map(|seat| seat.agent);
	panel.testimony = question.topic().map(|topic| appraisal(topic).testimony(agents));
	panel
}

/// A proposal with a panel of `seats` seats in `phase`, whichever owner they have, after as many rounds
/// as `phase` says. Half of the seats sealed and opened yes and half no, so that all is counted and
/// nothing decided.
fn in_phase<T: Config>(seats: u32, phase: Phase) -> (ProposalId, Vec<Seat>)
where
	T::Currency: Mutate<T::AccountId>,
{
	in_phase_of::<T>(Kind::Binary, seats, phase)
}

fn in_phase_of<T: Config>(kind: Kind, seats: u32, phase: Phase) -> (ProposalId, Vec<Seat>)
where
	T::Currency: Mutate<T::AccountId>,
{
	populate::<T>(seats.max(8));
	let proposal = opened::<T>();
	let panel: Vec<Seat> = (0..seats)
		.map(|n| {
			T::Agents::nth(Department::ALL[n as usize % 8], n / 8)
				.map(crate::draw::seat)
				.unwrap()
		})
		.collect();
	let (Phase::Sealing { round, .. } | Phase::Revealing { round, .. }) = phase else {
		panic!("no panel yet")
	};
	change::<T>(proposal, |info| {
		info.phase = phase;
		info.seats = seats as u8;
		info.question.kind = kind;
		info.constants.rounds = MAX_ROUNDS as u8;
	});
	let mut casts = Vec::new();
	for (position, seat) in panel.iter().enumerate() {
		let reveal = answer(kind, position % 2 == 0);
		let commitment = seal_of::<T>(proposal, round, seat, &reveal);
		let ballot = SeatBallot {
			sealed: Some(Sealed { round, commitment }),
			reveal: Some(reveal),
			..SeatBallot::new(position as u8, seat.account)
		};
		casts.push(Cast {
			seat: position as u8,
			commitment,
			reveal: Some(reveal),
		});
		Ballots::<T>::insert(proposal, seat.agent, ballot);
	}
	let info = Proposals::<T>::get(proposal).unwrap();
	let drawn = accomplices::<T>(&info.question, &panel);
	let hearing = drawn.hearing(&info.question, &info.constants, info.past);
	let tally = conclude(&hearing, &[], &casts);
	let held = Round {
		casts: BoundedVec::truncate_from(casts),
		tally,
	};
	(0..round).for_each(|round| Rounds::<T>::insert(proposal, round, held.clone()));
	Panels::<T>::insert(proposal, drawn);
	(proposal, panel)
}

/// An agent that answered last on the largest panel, of which the truth was told.
pub(crate) fn worked<T: Config>() -> (AgentId, ProposalId) {
	let phase = Phase::Sealing {
		round: LAST_ROUND,
		sealed: MAX_PANEL as u8,
	};
	let (proposal, seats) = in_phase::<T>(MAX_PANEL, phase);
	let info = Proposals::<T>::get(proposal).unwrap();
	Pallet::<T>::finish(proposal, info, Outcome::Decided(Answer::Binary(true)));
	let told = Settlement {
		truth: Answer::Binary(false),
		at: Pallet::<T>::now(),
	};
	Settlements::<T>::insert(proposal, told);
	(seats.last().unwrap().agent, proposal)
}

/// Makes the ballot of `seat` be as `sealed` and `reveal` say.
fn set_ballot<T: Config>(proposal: ProposalId, seat: &Seat, sealed: Option<Sealed>, reveal: Option<Reveal>) {
	Ballots::<T>::mutate(proposal, seat.agent, |ballot| {
		let ballot = ballot.as_mut().unwrap();
		ballot.sealed = sealed;
		ballot.reveal = reveal;
	});
}

/// Fills the list with other proposals, so that moving on it is as dear as it can be.
fn crowd<T: Config>() {
	let mut other = ProposalId::MAX;
	while Pallet::<T>::list(other, u32::MAX).is_ok() {
		other -= 1;
	}
}

fn account<T: Config>(seat: &Seat) -> T::AccountId {
	T::Agents::get(seat.agent).unwrap().account
}

/// Makes the transition of `proposal`.
fn transition<T: Config>(proposal: ProposalId) {
	let info = Proposals::<T>::get(proposal).unwrap();
	Pallet::<T>::transition(proposal, info);
}

#[benchmarks(
	where
		T::Currency: Mutate<T::AccountId>,
	)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open(b: Linear<0, { T::MaxBody::get() }>) {
		populate::<T>(8);
		let who = proposer::<T>();
		let (kind, departments, share) = (Kind::Binary, Departments(u8::MAX), Perbill::one());
		let body = BoundedVec::truncate_from(vec![7; b as usize]);
		let call = Some(call::<T>());

		#[extrinsic_call]
		_(
			RawOrigin::Signed(who),
			kind,
			departments,
			share,
			share,
			share,
			body,
			call,
		);

		assert_eq!(NextProposal::<T>::get(), 1);
	}

	#[benchmark]
	fn seal() {
		let sealed = MAX_PANEL as u8 - 1;
		let (proposal, panel) = in_phase::<T>(MAX_PANEL, Phase::Sealing { round: 1, sealed });
		set_ballot::<T>(proposal, &panel[0], None, None);
		crowd::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(account::<T>(&panel[0])), proposal, [1; 32]);

		assert_eq!(Proposals::<T>::get(proposal).unwrap().due, Pallet::<T>::now() + 1);
	}

	#[benchmark]
	fn reveal() {
		let sealed = MAX_PANEL as u8;
		let phase = Phase::Revealing {
			round: 1,
			sealed,
			revealed: sealed - 1,
		};
		let (proposal, panel) = in_phase::<T>(MAX_PANEL, phase);
		let opening = answer(Kind::Binary, true);
		let commitment = seal_of::<T>(proposal, 1, &panel[0], &opening);
		set_ballot::<T>(proposal, &panel[0], Some(Sealed { round: 1, commitment }), None);
		crowd::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(account::<T>(&panel[0])), proposal, opening);

		assert_eq!(Proposals::<T>::get(proposal).unwrap().due, Pallet::<T>::now() + 1);
	}

	#[benchmark]
	fn cancel() {
		let phase = Phase::Sealing {
			round: LAST_ROUND,
			sealed: MAX_PANEL as u8,
		};
		let (proposal, _) = in_phase::<T>(MAX_PANEL, phase);
		crowd::<T>();
		let origin = T::CancelOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, proposal);

		assert!(Proposals::<T>::get(proposal).is_none());
	}

	#[benchmark]
	fn service_base() {
		crowd::<T>();

		#[block]
		{
			Pallet::<T>::gather_entropy();
			// Where this is measured no author has given an output.
			Pallet::<T>::fold([7; 32]);
			let _ = (Active::<T>::get(), ExpiringRange::<T>::get());
		}
	}

	#[benchmark]
	fn peek() {
		populate::<T>(8);
		let proposal = opened::<T>();

		#[block]
		{
			let _ = Proposals::<T>::get(proposal);
		}
	}

	#[benchmark]
	fn draw(p: Linear<3, { MAX_PANEL }>) {
		// As many as are looked at, and more. What they have shown is of the same size however little it is.
		populate::<T>(MAX_PANEL * crate::draw::POOL_PER_SEAT + 8 * crate::draw::WINDOW);
		for department in Department::ALL {
			(0..T::Agents::count(department))
				.filter_map(|n| T::Agents::nth(department, n))
				.for_each(|agent| Tracks::<T>::insert(agent.id, Track::default()));
		}
		let proposal = opened::<T>();
		change::<T>(proposal, |info| info.timing.panel_size = p);
		Entropy::<T>::put(Pool {
			value: [1; 32],
			outputs: 9,
		});
		crowd::<T>();
		let topic = Topic::ALL[0];
		Appraisals::<T>::insert(topic, appraisal(topic));
		let unsorted = said(|n| n * 37 % MAX_SEEN as u32);

		#[block]
		{
			transition::<T>(proposal);
			// Nobody has said anything here, which is sorted at once.
			for _ in 0..p {
				core::hint::black_box(unsorted.sorted());
			}
		}

		assert_eq!(Proposals::<T>::get(proposal).unwrap().seats, p as u8);
	}

	#[benchmark]
	fn compare(n: Linear<0, { MAX_PAIRS }>) {
		// No proposal in common, taking turns: as many steps as there can be.
		let (one, other) = (said(|n| 2 * n).sorted(), said(|n| 2 * n + 1).sorted());

		#[block]
		{
			for _ in 0..n {
				let sides = core::hint::black_box(((0, &one[..]), (1, &other[..])));
				core::hint::black_box(Pair::compare(sides.0, sides.1));
			}
		}
	}

	#[benchmark]
	fn start_revealing() {
		let (proposal, _) = in_phase::<T>(8, Phase::Sealing { round: 1, sealed: 8 });
		crowd::<T>();

		#[block]
		{
			transition::<T>(proposal);
		}

		let now = Proposals::<T>::get(proposal).unwrap().phase;
		assert!(matches!(now, Phase::Revealing { .. }));
	}

	#[benchmark]
	fn close_round(p: Linear<1, { MAX_PANEL }>, r: Linear<0, { MAX_ROUNDS - 2 }>) {
		let (round, seats) = (r as u8, p as u8);
		let phase = Phase::Revealing {
			round,
			sealed: seats,
			revealed: seats,
		};
		let kind = Kind::Choice {
			options: MAX_TOPIC_LABELS,
		};
		let (proposal, _) = in_phase_of::<T>(kind, p, phase);
		// So that one seat decides nothing either.
		change::<T>(proposal, |info| info.constants.floor = Perbill::one());
		change::<T>(proposal, |info| info.constants.ceiling = Perbill::one());
		crowd::<T>();

		#[block]
		{
			transition::<T>(proposal);
		}

		assert!(Rounds::<T>::contains_key(proposal, round));
	}

	#[benchmark]
	fn slash() {
		let (_, panel) = in_phase::<T>(8, Phase::Sealing { round: 0, sealed: 0 });
		let agent = panel[0].agent;

		#[block]
		{
			let cast = Cast {
				seat: 0,
				commitment: [0; 32],
				reveal: None,
			};
			Pallet::<T>::note_round(0, 0, agent, Some(&cast));
		}

		assert_eq!(Records::<T>::get(agent).sealed, 1);
	}

	#[benchmark]
	fn finish(p: Linear<0, { MAX_PANEL }>, r: Linear<0, { MAX_ROUNDS - 1 }>) {
		let phase = Phase::Sealing {
			round: r as u8,
			sealed: p as u8,
		};
		let (proposal, _) = in_phase::<T>(p, phase);
		crowd::<T>();
		let info = Proposals::<T>::get(proposal).unwrap();

		#[block]
		{
			Pallet::<T>::finish(proposal, info, Outcome::Decided(Answer::Binary(true)));
		}

		assert!(Receipts::<T>::contains_key(proposal));
	}

	#[benchmark]
	fn settle(p: Linear<3, { MAX_PANEL }>) {
		let phase = Phase::Sealing {
			round: LAST_ROUND,
			sealed: p as u8,
		};
		let (proposal, seats) = in_phase::<T>(p, phase);
		let info = Proposals::<T>::get(proposal).unwrap();
		Pallet::<T>::finish(proposal, info, Outcome::Decided(Answer::Binary(true)));
		for seat in &seats {
			pay::<T>(&seat.owner.into());
		}
		endowed::<T>(proposal);
		let departments = Departments::default();
		let origin = T::SettleOrigin::try_successful_origin(&departments).unwrap();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, proposal, Answer::Binary(true));

		assert!(Settlements::<T>::contains_key(proposal));
	}

	#[benchmark]
	fn endow() {
		populate::<T>(8);
		let proposal = opened::<T>();
		pay::<T>(&T::Pot::get());
		endowed::<T>(proposal);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(proposer::<T>()),
			proposal,
			T::Currency::minimum_balance(),
		);

		assert!(Prizes::<T>::contains_key(proposal));
	}

	#[benchmark]
	fn punish(p: Linear<1, { MAX_PANEL }>) {
		populate::<T>(p.max(8));
		let mut believed = appraisal(LARGEST);
		let agents: Vec<_> = (0..p)
			.map(|n| {
				T::Agents::nth(Department::ALL[n as usize % 8], n / 8)
					.map(|agent| agent.id)
					.unwrap()
			})
			.collect();
		let mut known = believed.agents.into_inner();
		for (place, agent) in known.iter_mut().zip(&agents) {
			place.0 = *agent;
			place.1.cabal = Some(0);
		}
		known.sort_unstable_by_key(|(agent, _)| *agent);
		believed.agents = BoundedVec::truncate_from(known);
		Appraisals::<T>::insert(LARGEST, believed);
		let origin = T::PunishOrigin::try_successful_origin().unwrap();

		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			LARGEST,
			BoundedVec::truncate_from(agents),
			Perbill::from_percent(1),
		);
	}

	#[benchmark]
	fn appraise(n: Linear<1, { MAX_HEARD }>) {
		let claim = heard::<T>(LARGEST, n);
		Appraisals::<T>::insert(LARGEST, appraisal(LARGEST));

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), LARGEST, n, claim);

		assert_eq!(Appraisals::<T>::get(LARGEST).unwrap().upto, n);
	}

	#[benchmark]
	fn drop_receipt() {
		let phase = Phase::Sealing {
			round: LAST_ROUND,
			sealed: MAX_PANEL as u8,
		};
		let (proposal, _) = in_phase::<T>(MAX_PANEL, phase);
		let info = Proposals::<T>::get(proposal).unwrap();
		// What letting go of a referendum takes is weighed by `OnEscalated`.
		Pallet::<T>::finish(proposal, info, Outcome::Expired);
		endowed::<T>(proposal);
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::drop_receipts(u32::MAX, &mut meter);
		}

		assert!(!Receipts::<T>::contains_key(proposal));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::benchmark_ext(), crate::mock::Test);
}
