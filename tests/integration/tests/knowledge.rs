//! What the real chain says of stores and of who was let see what: between agents, for departments with their panels and
//! mandates, and while everything else stands still.

use althing_integration_tests::{
	assert_conserved, genesis,
	panels::{approve, fleet, register, Agent},
	people::{by, newcomer},
};
use althing_primitives::{Department, Hash, Role};
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::origins::Origin,
	AccountId, Agents, Knowledge, Mandates, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, SafeMode,
	System,
};
use frame_support::{assert_noop, assert_ok};
use pallet_knowledge::{Error, GrantId, Level, NameOf, NextGrant, Party};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult};
use Department::{Legal, Sales};

const GRAPH: Hash = [9; 32];
const RULES: Hash = [3; 32];

/// Who owns the agents of these tests.
fn eve() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

/// An agent of legal and one of sales, both of Eve.
fn run(test: impl FnOnce(Agent, Agent)) {
	genesis("local_testnet").execute_with(|| {
		fleet();
		let clerk = register(&eve(), 200, Legal, Role::Synthesizer);
		let seller = register(&eve(), 201, Sales, Role::ExecutionAgent);
		test(clerk, seller);
		Knowledge::do_try_state().unwrap();
		assert_conserved();
	});
}

/// What is held of `who` for stores and grants.
fn deposits(who: &AccountId) -> u128 {
	let holds = pallet_balances::Holds::<Runtime>::get(who);
	let ours = holds
		.iter()
		.filter(|hold| matches!(hold.id, RuntimeHoldReason::Knowledge(_)));
	ours.map(|hold| hold.amount).sum()
}

fn contracts() -> NameOf<Runtime> {
	b"contracts".to_vec().try_into().unwrap()
}

/// Publishes a version of the store `contracts`, as `who` for `agent`.
fn publish(who: &AccountId, agent: &Agent, version: u64, root: Hash, previous: Hash) -> DispatchResult {
	Knowledge::publish_root(by(who), agent.id, contracts(), version, root, previous)
}

/// A grant for ten days. What is kept closely is redacted.
fn granting(grantor: Party, grantee: Party, level: Level) -> RuntimeCall {
	let redaction = match level {
		Level::Restricted => [0; 32],
		Level::Confidential | Level::Personal => RULES,
	};
	RuntimeCall::Knowledge(pallet_knowledge::Call::grant {
		grantor,
		grantee,
		graph: GRAPH,
		level,
		redaction,
		expires: System::block_number() + 10 * DAYS,
	})
}

/// Eve lets `to` see what is personal of `from`.
fn share(from: &Agent, to: &Agent) -> GrantId {
	let id = NextGrant::<Runtime>::get();
	let call = granting(Party::Agent(from.id), Party::Agent(to.id), Level::Personal);
	assert_ok!(call.dispatch(by(&eve())));
	id
}

fn sees(grantor: Party, agent: &Agent) -> Option<GrantId> {
	Knowledge::lets_see(grantor, GRAPH, agent.id).map(|(id, _)| id)
}

#[test]
fn a_second_history_of_a_store_is_refused_whoever_writes_it() {
	run(|clerk, _| {
		assert_ok!(publish(&eve(), &clerk, 1, [1; 32], [0; 32]));
		assert_ok!(publish(&clerk.account, &clerk, 2, [2; 32], [1; 32]));
		// Sent again by a worker that did not hear of it.
		assert_ok!(publish(&eve(), &clerk, 2, [2; 32], [1; 32]));

		let forked = Error::<Runtime>::Forked;
		assert_noop!(publish(&eve(), &clerk, 2, [7; 32], [1; 32]), forked);
		let forked = Error::<Runtime>::Forked;
		assert_noop!(publish(&eve(), &clerk, 3, [7; 32], [1; 32]), forked);

		let stranger = newcomer(90, 1_000 * UNIT);
		let other = register(&stranger, 202, Legal, Role::Synthesizer);
		assert_noop!(
			publish(&stranger, &other, 3, [3; 32], [2; 32]),
			Error::<Runtime>::NotKeeper
		);
		let latest = Knowledge::latest_root(Legal, &contracts()).unwrap();
		assert_eq!((latest.version, latest.root), (2, [2; 32]));
	});
}

#[test]
fn a_panel_of_the_department_frees_a_store_that_another_took() {
	run(|clerk, _| {
		let before = deposits(&eve());
		assert_ok!(publish(&eve(), &clerk, 1, [1; 32], [0; 32]));
		assert!(deposits(&eve()) > before);
		let call = RuntimeCall::Knowledge(pallet_knowledge::Call::remove_store {
			department: Legal,
			store: contracts(),
		});
		approve(&[Sales], &call);
		assert!(Knowledge::store(Legal, &contracts()).is_some());
		approve(&[Legal], &call);
		assert_eq!(Knowledge::store(Legal, &contracts()), None);
		assert_eq!(deposits(&eve()), before);
	});
}

#[test]
fn the_receiver_of_a_grant_is_told_and_says_that_it_knows() {
	run(|clerk, seller| {
		let id = share(&clerk, &seller);
		let told = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::Knowledge(pallet_knowledge::Event::Granted { id: told, grantee, .. })
					if (told, grantee) == (id, Party::Agent(seller.id))
			)
		});
		assert!(told);
		assert_ok!(Knowledge::acknowledge(by(&seller.account), id));
		assert_eq!(
			Knowledge::grant_of(id).unwrap().acknowledged,
			Some(System::block_number())
		);
	});
}

#[test]
fn a_grant_ends_by_itself_and_anybody_gives_the_deposit_back() {
	run(|clerk, seller| {
		let (before, grantor) = (deposits(&eve()), Party::Agent(clerk.id));
		let id = share(&clerk, &seller);
		assert_eq!(deposits(&eve()) - before, Knowledge::grant_deposit());
		System::set_block_number(System::block_number() + 10 * DAYS - 1);
		assert_eq!(sees(grantor, &seller), Some(id));
		let anybody = Sr25519Keyring::Bob.to_account_id();
		assert_noop!(Knowledge::clear(by(&anybody), id), Error::<Runtime>::NotOver);

		System::set_block_number(System::block_number() + 1);
		assert_eq!(sees(grantor, &seller), None);
		assert_ok!(Knowledge::clear(by(&anybody), id));
		assert_eq!(deposits(&eve()), before);
	});
}

#[test]
fn a_grant_is_taken_back_while_everything_else_stands_still() {
	run(|clerk, seller| {
		let grantor = Party::Agent(clerk.id);
		let id = share(&clerk, &seller);
		assert_ok!(SafeMode::force_enter(Origin::EmergencyStop.into()));
		let another = granting(grantor, Party::Agent(0), Level::Personal);
		assert_eq!(
			another.dispatch(by(&eve())).unwrap_err().error,
			DispatchError::from(frame_system::Error::<Runtime>::CallFiltered)
		);
		let revoke = RuntimeCall::Knowledge(pallet_knowledge::Call::revoke { id });
		assert_ok!(revoke.dispatch(by(&eve())));
		assert_eq!(sees(grantor, &seller), None);
	});
}

#[test]
fn the_owner_of_a_suspended_agent_still_takes_back_what_it_shared() {
	run(|clerk, seller| {
		let id = share(&clerk, &seller);
		assert_ok!(Agents::suspend(Origin::AgentSuspension.into(), clerk.id, [0; 32]));
		let another = granting(Party::Agent(clerk.id), Party::Agent(0), Level::Personal);
		assert_eq!(
			another.dispatch(by(&eve())).unwrap_err().error,
			DispatchError::from(Error::<Runtime>::NotActive)
		);
		assert_ok!(Knowledge::revoke(by(&eve()), id));
	});
}

#[test]
fn what_is_confidential_is_shared_by_a_panel_that_heard_whose_it_is() {
	run(|clerk, seller| {
		let (grantor, grantee) = (Party::Department(Legal), Party::Department(Sales));
		let call = granting(grantor, grantee, Level::Confidential);
		// The department's agents and those who receive cannot.
		assert!(call.clone().dispatch(by(&clerk.account)).is_err());
		approve(&[Sales], &call);
		assert_eq!(sees(grantor, &seller), None);

		let account = Mandates::account_of(Legal);
		assert_eq!(deposits(&account), 0);
		approve(&[Legal], &call);
		let id = sees(grantor, &seller).unwrap();
		assert_eq!(deposits(&account), Knowledge::grant_deposit());
		assert_eq!(Knowledge::grant_of(id).unwrap().redaction, RULES);
		assert_ok!(Knowledge::acknowledge(by(&seller.account), id));

		let revoke = RuntimeCall::Knowledge(pallet_knowledge::Call::revoke { id });
		approve(&[Legal], &revoke);
		assert_eq!((sees(grantor, &seller), deposits(&account)), (None, 0));
	});
}

#[test]
fn an_agent_shares_alone_what_its_mandate_covers_and_nothing_closer() {
	run(|clerk, seller| {
		assert_ok!(Mandates::appoint(Origin::DepartmentBudget.into(), seller.id));
		let grantor = Party::Department(Sales);
		let act = |call: RuntimeCall| Mandates::act(by(&seller.account), Sales, Box::new(call));
		assert_ok!(act(granting(grantor, Party::Agent(clerk.id), Level::Restricted)));
		let id = sees(grantor, &clerk).unwrap();
		assert_eq!(deposits(&Mandates::account_of(Sales)), Knowledge::grant_deposit());

		let waiting = pallet_mandates::NextAct::<Runtime>::get();
		assert_ok!(act(granting(
			grantor,
			Party::Department(Legal),
			Level::Confidential
		)));
		assert!(Mandates::pending(waiting).is_some());

		let revoke = RuntimeCall::Knowledge(pallet_knowledge::Call::revoke { id });
		assert_ok!(act(revoke));
		assert_eq!(sees(grantor, &clerk), None);
		assert_eq!(deposits(&Mandates::account_of(Sales)), 0);
	});
}
