use crate::{mock::*, Call, Error, Event, Status};
use althing_primitives::{AgentDirectory, Department};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless},
	sp_runtime::DispatchError,
};
use Department::People;

fn beat(number: u8) -> polkadot_sdk::sp_runtime::DispatchResult {
	Agents::heartbeat(RuntimeOrigin::signed(agent(number)))
}

fn is_free(origin: RuntimeOrigin) -> bool {
	RuntimeCall::Agents(Call::heartbeat {}).is_feeless(&origin)
}

fn one_agent() -> ExtBuilder {
	ExtBuilder::default().agent(100, 1, People, LEAST)
}

#[test]
fn a_heartbeat_is_due_once_per_period() {
	one_agent().run(|| {
		assert_noop!(beat(1), Error::<Test>::TooSoon);
		advance(PERIOD - 1);
		assert_noop!(beat(1), Error::<Test>::TooSoon);
		advance(1);
		assert_ok!(beat(1));
		assert_eq!(Agents::agent(0).unwrap().info.last_heartbeat, 1 + PERIOD);
		assert_eq!(last_event(), Event::HeartbeatReceived { id: 0 });
		assert_noop!(beat(1), Error::<Test>::TooSoon);
	});
}

#[test]
fn a_heartbeat_is_free_exactly_when_it_succeeds() {
	one_agent().run(|| {
		let origin = || RuntimeOrigin::signed(agent(1));
		for _ in 0..40 {
			let free = is_free(origin());
			assert_eq!(free, beat(1).is_ok());
			advance(3);
		}
		advance(PERIOD);
		assert!(is_free(origin()));
		assert_ok!(Agents::retire(by(100), 0));
		assert!(!is_free(origin()));
		assert_noop!(beat(1), Error::<Test>::Retiring);
	});
}

#[test]
fn only_agents_have_heartbeats_for_free() {
	one_agent().run(|| {
		advance(PERIOD);
		for origin in [by(100), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert!(!is_free(origin));
		}
		assert_noop!(Agents::heartbeat(by(100)), Error::<Test>::UnknownAgent);
		assert_noop!(Agents::heartbeat(RuntimeOrigin::root()), DispatchError::BadOrigin);
	});
}

#[test]
fn other_calls_are_never_free() {
	one_agent().run(|| {
		advance(UNBONDING);
		let calls = [
			Call::<Test>::retire { id: 0 },
			Call::withdraw { id: 0 },
			Call::add_bond { id: 0, amount: 1 },
			Call::suspend {
				id: 0,
				reason: [0; 32],
			},
		];
		assert!(calls
			.into_iter()
			.all(|call| !RuntimeCall::Agents(call).is_feeless(&by(100))));
	});
}

#[test]
fn an_agent_is_alive_until_its_window_has_passed() {
	one_agent().run(|| {
		advance(WINDOW);
		assert!(Agents::get(0).unwrap().alive);
		advance(1);
		assert!(!Agents::get(0).unwrap().alive);
		// It keeps its place: whether to draw it is for others to say.
		assert!(!Agents::nth(People, 0).unwrap().alive);

		assert_ok!(beat(1));
		assert!(Agents::get(0).unwrap().alive);
		assert!(Agents::agent(0).unwrap().alive);
	});
}

#[test]
fn a_suspended_agent_can_show_that_it_is_alive() {
	one_agent().run(|| {
		assert_ok!(Agents::suspend(RuntimeOrigin::root(), 0, [0; 32]));
		advance(PERIOD);
		assert_ok!(beat(1));
		assert_eq!(status(0), Status::Suspended);
	});
}
