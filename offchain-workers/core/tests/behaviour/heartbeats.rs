//! When agents say that they are alive.

use crate::rig::*;
use althing_core::*;

fn rig(heartbeats: Heartbeats) -> Rig {
	Rig::with(Config {
		heartbeats,
		..Rig::new().config
	})
}

fn thousand(number: BlockNumber) -> BlockView {
	let agents = (0..1_000u64).map(|id| AgentView { id, ..agent(1) }).collect();
	BlockView {
		agents: Some(agents),
		..view(number, Vec::new())
	}
}

#[test]
fn no_view_sends_more_than_its_share() {
	let mut rig = rig(Heartbeats {
		period: 300,
		spread: 150,
		per_view: 32,
	});
	let sent = |effects: Vec<Effect>| calls(&effects).len();
	assert_eq!(sent(rig.feed(Input::Finalized(Box::new(thousand(101))))), 0);
	// All are overdue: 32 a view, each once.
	let counts: Vec<_> = (600..632)
		.map(|number| sent(rig.feed(Input::Finalized(Box::new(thousand(number))))))
		.collect();
	assert!(counts.iter().all(|n| *n == 32), "{counts:?}");
}

#[test]
fn a_heartbeat_that_counted_is_not_sent_again() {
	let mut rig = rig(Heartbeats {
		period: 10,
		spread: 0,
		per_view: 8,
	});
	assert_eq!(calls(&rig.see(109, Vec::new())), []);
	assert_eq!(calls(&rig.see(110, Vec::new())).len(), 3);
	for agent in 1..=3 {
		let key = TxKey::Heartbeat(agent);
		rig.feed(Input::TxOutcome {
			key,
			attempt: 1,
			outcome: TxOutcome::Finalized { at: 112 },
		});
	}
	// The agents are not read again for a while.
	let quiet = |number| BlockView {
		agents: None,
		..view(number, Vec::new())
	};
	for number in 112..122 {
		assert_eq!(calls(&rig.feed(Input::Finalized(Box::new(quiet(number))))), []);
	}
	assert_eq!(calls(&rig.feed(Input::Finalized(Box::new(quiet(122))))).len(), 3);
}

#[test]
fn suspended_agents_are_silent() {
	let mut rig = rig(Heartbeats {
		period: 300,
		spread: 150,
		per_view: 32,
	});
	let agents = Some(vec![
		AgentView {
			active: false,
			..agent(1)
		},
		agent(2),
	]);
	let effects = rig.feed(Input::Finalized(Box::new(BlockView {
		agents,
		..view(900, Vec::new())
	})));
	assert_eq!(calls(&effects), [Call::Heartbeat { agent: 2 }]);
}
