use crate::{mock::*, Error, Event, GrantOf, Graphs, HoldReason, Level, Offer, Party};
use althing_primitives::{AgentId, Department};
use codec::MaxEncodedLen;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, TokenError},
};
use Party::{Agent, Department as Of};

const FIRST: Department = Department::ALL[0];
const SECOND: Department = Department::ALL[1];

/// Agent 0 shares with agent 1 what is personal, redacted.
fn personal() -> crate::OfferOf<Test> {
	Offer {
		level: Level::Personal,
		redaction: [3; 32],
		..offer(Agent(0), Agent(1))
	}
}

#[test]
fn a_grant_is_kept_told_and_paid_for() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), personal()));
		let grant = Knowledge::grant_of(0).unwrap();
		assert_eq!((grant.grantor, grant.grantee), (Agent(0), Agent(1)));
		assert_eq!((grant.at, grant.expires, grant.acknowledged), (1, 11, None));
		let bytes = GrantOf::<Test>::max_encoded_len() as u64;
		assert_eq!(grant.deposit, BASE + bytes);
		assert_eq!(held(HoldReason::GrantDeposit, agent(0)), grant.deposit);
		assert_eq!(
			last_event(),
			Event::Granted {
				id: 0,
				grantor: Agent(0),
				grantee: Agent(1),
				graph: [9; 32],
				level: Level::Personal,
				redaction: [3; 32],
				expires: 11,
			}
		);
	});
}

#[test]
fn agents_and_their_owners_speak_for_agents() {
	ExtBuilder.run(|| {
		let offer = offer(Agent(0), Of(SECOND));
		for who in [STRANGER, agent(8), account(FIRST), panel(FIRST)] {
			assert_noop!(grant_as(who, offer), Error::<Test>::NotGrantor);
		}
		assert_ok!(grant_as(owner(0), offer));
		assert_eq!(
			held(HoldReason::GrantDeposit, owner(0)),
			Knowledge::grant_of(0).unwrap().deposit
		);
	});
}

#[test]
fn its_account_and_its_panel_speak_for_a_department_and_its_account_pays() {
	ExtBuilder.run(|| {
		let to = |id| offer(Of(FIRST), Agent(id));
		for who in [STRANGER, agent(0), owner(0), account(SECOND), panel(SECOND)] {
			assert_noop!(grant_as(who, to(1)), Error::<Test>::NotGrantor);
		}
		assert_ok!(grant_as(account(FIRST), to(1)));
		assert_ok!(grant_as(panel(FIRST), to(2)));
		let deposit = Knowledge::grant_of(0).unwrap().deposit;
		assert_eq!(held(HoldReason::GrantDeposit, account(FIRST)), 2 * deposit);
	});
}

#[test]
fn what_is_personal_goes_from_agent_to_agent_only() {
	ExtBuilder.run(|| {
		for (who, grantor, grantee) in [
			(agent(0), Agent(0), Of(SECOND)),
			(account(FIRST), Of(FIRST), Agent(1)),
			(account(FIRST), Of(FIRST), Of(SECOND)),
		] {
			let offer = Offer {
				grantor,
				grantee,
				..personal()
			};
			assert_noop!(grant_as(who, offer), Error::<Test>::NotPersonal);
		}
		assert_ok!(grant_as(agent(0), personal()));
	});
}

#[test]
fn what_is_kept_closely_is_shared_redacted_only() {
	ExtBuilder.run(|| {
		for level in [Level::Confidential, Level::Personal] {
			let whole = Offer {
				level,
				..offer(Agent(0), Agent(1))
			};
			assert_noop!(grant_as(agent(0), whole), Error::<Test>::NeedsRedaction);
		}
		assert_ok!(grant_as(agent(0), offer(Agent(0), Agent(1))));
	});
}

#[test]
fn no_slip_lets_a_graph_out_at_another_level() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), personal()));
		let wider = offer(Agent(0), Of(SECOND));
		assert_noop!(grant_as(agent(0), wider), Error::<Test>::OtherLevel);
		// Another graph, or another's graph of the same name, is another matter.
		let other = Offer {
			graph: [8; 32],
			..wider
		};
		assert_ok!(grant_as(agent(0), other));
		assert_ok!(grant_as(agent(2), offer(Agent(2), Of(SECOND))));
		// Nor is it once nothing is shared of it.
		assert_ok!(Knowledge::revoke(by(agent(0)), 0));
		assert_ok!(grant_as(agent(0), wider));
	});
}

#[test]
fn a_grantee_has_one_grant_of_a_graph() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), personal()));
		assert_noop!(grant_as(agent(0), personal()), Error::<Test>::AlreadyGranted);
		let third = Offer {
			grantee: Agent(2),
			..personal()
		};
		assert_ok!(grant_as(agent(0), third));
		assert_eq!(Graphs::<Test>::get((Agent(0), [9; 32])).unwrap().grants, 2);
	});
}

#[test]
fn a_grantor_has_so_many_grants_and_no_more() {
	ExtBuilder.run(|| {
		let to = |id: AgentId| Offer {
			grantee: Agent(id),
			..personal()
		};
		for id in 1..=u64::from(MAX_GRANTS) {
			assert_ok!(grant_as(agent(0), to(id)));
		}
		assert_noop!(grant_as(agent(0), to(20)), Error::<Test>::TooManyGrants);
		assert_ok!(Knowledge::revoke(by(agent(0)), 1));
		assert_ok!(grant_as(agent(0), to(20)));
	});
}

#[test]
fn a_grant_ends_within_the_longest_time() {
	ExtBuilder.run(|| {
		let until = |expires| Offer {
			expires,
			..personal()
		};
		let now = System::block_number();
		for expires in [0, now, now + LIFETIME + 1, u64::MAX] {
			assert_noop!(grant_as(agent(0), until(expires)), Error::<Test>::BadExpiry);
		}
		assert_ok!(grant_as(agent(0), until(now + LIFETIME)));
	});
}

#[test]
fn parties_exist_and_are_two() {
	ExtBuilder.run(|| {
		let unknown = Offer {
			grantee: Agent(64),
			..personal()
		};
		assert_noop!(grant_as(agent(0), unknown), Error::<Test>::UnknownGrantee);
		let own = Offer {
			grantee: Agent(0),
			..personal()
		};
		assert_noop!(grant_as(agent(0), own), Error::<Test>::OwnGraph);
		let nobodys = offer(Agent(64), Agent(1));
		assert_noop!(grant_as(agent(64), nobodys), Error::<Test>::UnknownAgent);
		Suspended::set(0);
		assert_noop!(grant_as(agent(0), personal()), Error::<Test>::NotActive);
	});
}

#[test]
fn a_deposit_that_nobody_has_is_refused() {
	ExtBuilder.run(|| {
		PerByte::set(FUNDS);
		assert_noop!(grant_as(agent(0), personal()), TokenError::FundsUnavailable);
	});
}

#[test]
fn whose_the_graph_is_takes_the_grant_back_and_the_deposit_returns() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), personal()));
		for who in [STRANGER, agent(1), panel(FIRST)] {
			assert_noop!(Knowledge::revoke(by(who), 0), Error::<Test>::NotGrantor);
		}
		PerByte::set(7);
		// The owner revokes what the agent granted: who paid is paid back. That it is suspended changes nothing.
		Suspended::set(0);
		assert_ok!(Knowledge::revoke(by(owner(0)), 0));
		assert_eq!((free(agent(0)), free(owner(0))), (FUNDS, FUNDS));
		assert_eq!(Knowledge::grant_of(0), None);
		assert_noop!(Knowledge::revoke(by(owner(0)), 0), Error::<Test>::UnknownGrant);
	});
}

#[test]
fn a_panel_revokes_what_the_departments_account_granted() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(account(FIRST), offer(Of(FIRST), Of(SECOND))));
		assert_noop!(Knowledge::revoke(by(agent(0)), 0), Error::<Test>::NotGrantor);
		assert_ok!(Knowledge::revoke(by(panel(FIRST)), 0));
		assert_eq!(free(account(FIRST)), FUNDS);
	});
}

#[test]
fn anybody_clears_what_has_expired_and_nothing_before() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), personal()));
		let deposit = Knowledge::grant_of(0).unwrap().deposit;
		advance(9);
		assert_noop!(Knowledge::clear(by(STRANGER), 0), Error::<Test>::NotOver);
		advance(1);
		assert_noop!(
			Knowledge::clear(RuntimeOrigin::none(), 0),
			DispatchError::BadOrigin
		);
		assert_ok!(Knowledge::clear(by(STRANGER), 0));
		let grantee = Agent(1);
		assert_eq!(
			last_event(),
			Event::Cleared {
				id: 0,
				grantee,
				deposit
			}
		);
		assert_eq!((free(agent(0)), free(STRANGER)), (FUNDS, FUNDS));
		assert_noop!(Knowledge::clear(by(STRANGER), 0), Error::<Test>::UnknownGrant);
	});
}

#[test]
fn a_grant_ends_with_the_registration_of_either_party() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), offer(Agent(0), Agent(63))));
		assert_ok!(grant_as(agent(62), offer(Agent(62), Of(SECOND))));
		assert_noop!(Knowledge::clear(by(STRANGER), 1), Error::<Test>::NotOver);
		Registered::set(62);
		// Nobody speaks for an agent that is gone; anybody clears for it.
		assert_noop!(Knowledge::revoke(by(agent(62)), 1), Error::<Test>::UnknownAgent);
		for id in [0, 1] {
			assert_ok!(Knowledge::clear(by(STRANGER), id));
		}
		assert_eq!((free(agent(0)), free(agent(62))), (FUNDS, FUNDS));
	});
}

#[test]
fn the_grantee_says_once_that_it_knows() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), personal()));
		for who in [STRANGER, agent(0), agent(9), account(SECOND)] {
			assert_noop!(Knowledge::acknowledge(by(who), 0), Error::<Test>::NotGrantee);
		}
		advance(2);
		assert_ok!(Knowledge::acknowledge(by(agent(1)), 0));
		assert_eq!(last_event(), Event::Acknowledged { id: 0, who: agent(1) });
		assert_eq!(Knowledge::grant_of(0).unwrap().acknowledged, Some(3));
		assert_noop!(
			Knowledge::acknowledge(by(owner(1)), 0),
			Error::<Test>::AlreadyAcknowledged
		);
	});
}

#[test]
fn active_agents_take_notice_for_their_department() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), offer(Agent(0), Of(SECOND))));
		assert_noop!(Knowledge::acknowledge(by(agent(2)), 0), Error::<Test>::NotGrantee);
		Suspended::set(9);
		assert_noop!(Knowledge::acknowledge(by(agent(9)), 0), Error::<Test>::NotGrantee);
		assert_ok!(Knowledge::acknowledge(by(agent(1)), 0));
	});
}

#[test]
fn nobody_takes_notice_of_what_is_over() {
	ExtBuilder.run(|| {
		assert_noop!(
			Knowledge::acknowledge(by(agent(1)), 0),
			Error::<Test>::UnknownGrant
		);
		assert_ok!(grant_as(agent(0), personal()));
		advance(10);
		assert_noop!(Knowledge::acknowledge(by(agent(1)), 0), Error::<Test>::Over);
	});
}
