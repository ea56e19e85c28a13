use crate::mock::*;
use althing_primitives::{AgentDirectory, Department};
use polkadot_sdk::{frame_support::assert_ok, sp_runtime::Perbill};
use Department::{Legal, Product};

fn four_agents() -> ExtBuilder {
	(1..=4).fold(ExtBuilder::default(), |b, n| {
		b.agent(100, n, if n % 2 == 0 { Legal } else { Product }, LEAST)
	})
}

fn ids(start: u64, limit: u32) -> Vec<u64> {
	Agents::agents(start, limit)
		.into_iter()
		.map(|(id, _)| id)
		.collect()
}

#[test]
fn pages_follow_the_numbers() {
	four_agents().run(|| {
		assert_eq!(ids(0, 10), [0, 1, 2, 3]);
		assert_eq!(ids(0, 2), [0, 1]);
		assert_eq!(ids(2, 2), [2, 3]);
		assert!(ids(4, 10).is_empty());
		assert!(ids(u64::MAX, 10).is_empty());
		assert!(ids(0, 0).is_empty());
	});
}

#[test]
fn pages_skip_what_was_withdrawn() {
	four_agents().run(|| {
		assert_ok!(Agents::retire(by(100), 1));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 1));
		assert_eq!(ids(0, 2), [0, 2]);
	});
}

#[test]
fn a_view_tells_what_is_stored_and_what_follows() {
	four_agents().run(|| {
		let view = Agents::agent_of(&agent(4)).unwrap();
		assert_eq!(view.id, 3);
		assert_eq!(view.info.account, agent(4));
		assert_eq!(view.reputation, Perbill::from_percent(3));
		assert!(view.alive);
		assert_eq!(Agents::agent(3), Some(view));
		assert_eq!(Agents::agent_of(&account(100)), None);
	});
}

#[test]
fn the_directory_says_the_same() {
	four_agents().run(|| {
		let drawn = Agents::nth(Legal, 1).unwrap();
		assert_eq!(drawn, Agents::get(3).unwrap());
		assert_eq!((drawn.id, drawn.owner, drawn.bond), (3, account(100), LEAST));
		assert_eq!(<Agents as AgentDirectory<_, _>>::unit(), LEAST);
		assert_eq!(Agents::counts()[usize::from(Legal.index())], Agents::count(Legal));
	});
}

#[test]
fn the_configuration_is_sound() {
	use polkadot_sdk::frame_support::traits::Hooks;
	ExtBuilder::default().run(<Agents as Hooks<u64>>::integrity_test);
}
