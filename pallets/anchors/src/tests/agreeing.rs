use crate::{mock::*, schema_id, Batch, Comparison, Error, Event, Execution, Value};
use althing_primitives::{AgentId, Grade};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_core::Pair,
	sp_runtime::{DispatchResult, MultiSignature},
};

const CONTEXT: [u8; 32] = [5; 32];
/// Of owners 20, 21, 22, 23 and 24.
const INDEPENDENT: [AgentId; 5] = [0, 3, 6, 10, 13];

fn agreed_batch(comparison: Comparison) -> Batch {
	let mut batch = batch(0, [7; 32]);
	batch.schema = schema_id(&CONTEXT, Some(&comparison));
	batch
}

/// A batch whose schema is registered.
fn prepared(comparison: Comparison) -> Batch {
	let origin = by(person(STRANGER));
	assert_ok!(Anchors::register_schema(
		origin,
		CONTEXT,
		Some(comparison),
		Default::default()
	));
	agreed_batch(comparison)
}

fn execution(batch: &Batch, asked: u8, agent: AgentId, value: Value) -> Execution {
	let message = Anchors::agreement_message(batch, asked, agent, &value);
	let signature = sign(agent, &message);
	Execution {
		agent,
		value,
		signature,
	}
}

fn try_agree(batch: Batch, asked: u8, executions: Vec<Execution>) -> DispatchResult {
	Anchors::submit_agreed(by(agent(0)), batch, asked, executions.try_into().unwrap())
}

/// The executions of `agents`, which all found the batch itself, of five asked.
fn exact(batch: &Batch, agents: &[AgentId]) -> Vec<Execution> {
	agents
		.iter()
		.map(|agent| execution(batch, 5, *agent, Value::Exact(batch.root)))
		.collect()
}

#[test]
fn what_most_of_those_asked_found_is_agreed() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		assert_ok!(try_agree(batch, 5, exact(&batch, &INDEPENDENT[..3])));
		let anchor = Anchors::anchor(0).unwrap();
		assert_eq!(
			(anchor.grade, anchor.agent, anchor.depositor),
			(Grade::Agreed, 0, agent(0))
		);
		let agents = INDEPENDENT[..3].to_vec().try_into().unwrap();
		assert_eq!(
			last_event(),
			Event::Agreed {
				id: 0,
				agents,
				asked: 5
			}
		);
	});
}

#[test]
fn numbers_and_sets_agree_as_their_schema_says() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Tolerance(3));
		let values = |numbers: [i64; 3]| {
			let all = INDEPENDENT.iter().zip(numbers);
			all.map(|(agent, number)| execution(&batch, 3, *agent, Value::Scalar(number)))
				.collect()
		};
		assert_noop!(try_agree(batch, 3, values([5, 6, 9])), Error::<Test>::Disagree);
		assert_ok!(try_agree(batch, 3, values([5, 6, 8])));
	});
}

#[test]
fn an_agreement_is_anchored_once() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		assert_ok!(try_agree(batch, 5, exact(&batch, &INDEPENDENT)));
		assert_noop!(
			try_agree(batch, 5, exact(&batch, &INDEPENDENT)),
			Error::<Test>::Duplicate
		);
	});
}

#[test]
fn too_few_agree() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		let of = |number: usize, asked| {
			let executions = INDEPENDENT[..number]
				.iter()
				.map(|agent| execution(&batch, asked, *agent, Value::Exact(batch.root)));
			try_agree(batch, asked, executions.collect())
		};
		for (number, asked) in [(0, 0), (2, 2), (3, 6), (4, 3), (4, 255)] {
			assert_noop!(of(number, asked), Error::<Test>::TooFewAgree);
		}
		assert_ok!(of(4, 7));
	});
}

#[test]
fn agents_of_one_owner_are_one_execution() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		// 3 and 4 are of one owner.
		for agents in [[0, 3, 4], [0, 3, 3]] {
			let executions = exact(&batch, &agents);
			assert_noop!(try_agree(batch, 5, executions), Error::<Test>::NotIndependent);
		}
	});
}

#[test]
fn only_registered_and_active_agents_agree() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		let unknown = exact(&batch, &[0, 3, 60]);
		assert_noop!(try_agree(batch, 5, unknown), Error::<Test>::UnknownAgent);
		Suspended::set(13);
		let suspended = exact(&batch, &[0, 3, 13]);
		assert_noop!(try_agree(batch, 5, suspended), Error::<Test>::NotActive);
	});
}

#[test]
fn every_word_of_an_execution_is_signed() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Tolerance(1_000));
		let value = Value::Scalar(10);
		let good = |batch: &Batch, asked| -> Vec<Execution> {
			let agents = &INDEPENDENT[..3];
			agents
				.iter()
				.map(|agent| execution(batch, asked, *agent, value.clone()))
				.collect()
		};
		let refused = |batch, asked, executions| {
			let outcome = try_agree(batch, asked, executions);
			assert_noop!(outcome, Error::<Test>::BadSignature);
		};
		// Another batch, of which everything else is right.
		let others: [fn(&mut Batch); 5] = [
			|batch| batch.root = [9; 32],
			|batch| batch.count = 5,
			|batch| batch.key = [9; 32],
			|batch| batch.proposal = Some(1),
			|batch| batch.agent = 2,
		];
		for change in others {
			let mut other = batch;
			change(&mut other);
			let outcome =
				Anchors::submit_agreed(by(person(OWNER)), other, 5, good(&batch, 5).try_into().unwrap());
			assert_noop!(outcome, Error::<Test>::BadSignature);
		}
		refused(batch, 4, good(&batch, 5));
		let mut other = good(&batch, 5);
		other[1].value = Value::Scalar(11);
		refused(batch, 5, other);
		// The signatures of two are exchanged; and one agent speaks for another.
		let mut other = good(&batch, 5);
		let (one, two) = (other[0].signature.clone(), other[2].signature.clone());
		(other[0].signature, other[2].signature) = (two, one);
		refused(batch, 5, other);
		let mut other = good(&batch, 5);
		other[0].agent = 1;
		refused(batch, 5, other);
		assert_ok!(try_agree(batch, 5, good(&batch, 5)));
	});
}

#[test]
fn what_is_signed_for_one_schema_is_good_for_no_other() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Tolerance(5));
		let other = prepared(Comparison::Tolerance(6));
		let executions = INDEPENDENT[..3]
			.iter()
			.map(|agent| execution(&batch, 5, *agent, Value::Scalar(1)));
		let executions: Vec<_> = executions.collect();
		assert_noop!(
			try_agree(other, 5, executions.clone()),
			Error::<Test>::BadSignature
		);
		assert_ok!(try_agree(batch, 5, executions));
	});
}

#[test]
fn agents_sign_by_sr25519_and_ed25519_only() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		let mut executions = exact(&batch, &INDEPENDENT[..3]);
		let key = polkadot_sdk::sp_core::ecdsa::Pair::from_seed(&[1; 32]);
		executions[0].signature = MultiSignature::Ecdsa(key.sign(b"anything"));
		assert_noop!(try_agree(batch, 5, executions), Error::<Test>::BadSignature);
	});
}

#[test]
fn a_batch_whose_schema_compares_nothing_cannot_be_agreed_upon() {
	ExtBuilder.run(|| {
		let plain = batch(0, [7; 32]);
		let executions = exact(&plain, &INDEPENDENT[..3]);
		assert_noop!(try_agree(plain, 5, executions), Error::<Test>::NoComparison);
		let unknown = agreed_batch(Comparison::Exact);
		let executions = exact(&unknown, &INDEPENDENT[..3]);
		assert_noop!(try_agree(unknown, 5, executions), Error::<Test>::UnknownSchema);
	});
}

#[test]
fn a_submission_alone_is_one_agents_word_whatever_its_schema() {
	ExtBuilder.run(|| {
		let batch = prepared(Comparison::Exact);
		assert_ok!(submit_batch(agent(0), batch));
		assert_eq!(Anchors::anchor(0).unwrap().grade, Grade::Signed);
	});
}
