//! Letting somebody see a graph, and taking it back.

use crate::{
	BalanceOf, ByGraph, Config, Error, Event, Given, Grant, GrantId, GrantOf, Grants, Graphs, HoldReason,
	Level, NextGrant, OfferOf, Pallet, Party, Shared,
};
use althing_primitives::{AgentDirectory, Departmental, Standing};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{fungible::MutateHold, tokens::Precision, EnsureOriginWithArg, Get},
	},
	frame_system::{self, ensure_signed},
	sp_runtime::{traits::Saturating, ArithmeticError, DispatchError},
};

impl<T: Config> Pallet<T> {
	/// Whether `origin` speaks for `party`; gives the account that pays.
	fn ensure_speaks(origin: T::RuntimeOrigin, party: Party) -> Result<T::AccountId, DispatchError> {
		match party {
			Party::Agent(id) => {
				let who: T::AccountId = ensure_signed(origin)?;
				let agent = T::Agents::get(id).ok_or(Error::<T>::UnknownAgent)?;
				ensure!(agent.account == who || agent.owner == who, Error::<T>::NotGrantor);
				Ok(who)
			}
			Party::Department(department) => {
				let account = T::Departments::account(department);
				if let Err(origin) = T::DepartmentOrigin::try_origin(origin, &department) {
					let who: T::AccountId = ensure_signed(origin)?;
					ensure!(who == account, Error::<T>::NotGrantor);
				}
				Ok(account)
			}
		}
	}

	pub(crate) fn do_grant(origin: T::RuntimeOrigin, offer: OfferOf<T>) -> DispatchResult {
		let depositor = Self::ensure_speaks(origin, offer.grantor)?;
		let now = frame_system::Pallet::<T>::block_number();
		Self::ensure_may_give(&offer)?;
		let longest = now.saturating_add(T::MaxLifetime::get());
		ensure!(
			offer.expires > now && offer.expires <= longest,
			Error::<T>::BadExpiry
		);
		ensure!(Self::exists(offer.grantee), Error::<T>::UnknownGrantee);
		Self::count_in(&offer)?;
		let id = NextGrant::<T>::get();
		NextGrant::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let deposit = Self::grant_deposit();
		T::Currency::hold(&HoldReason::GrantDeposit.into(), &depositor, deposit)?;
		ByGraph::<T>::insert((offer.grantor, offer.graph), offer.grantee, id);
		Self::put_grant(id, offer, depositor, deposit);
		Ok(())
	}

	fn put_grant(id: GrantId, offer: OfferOf<T>, depositor: T::AccountId, deposit: BalanceOf<T>) {
		let grant = Grant {
			grantor: offer.grantor,
			grantee: offer.grantee,
			graph: offer.graph,
			level: offer.level,
			redaction: offer.redaction,
			expires: offer.expires,
			at: frame_system::Pallet::<T>::block_number(),
			acknowledged: None,
			depositor,
			deposit,
		};
		Grants::<T>::insert(id, grant);
		Self::deposit_event(Event::Granted {
			id,
			grantor: offer.grantor,
			grantee: offer.grantee,
			graph: offer.graph,
			level: offer.level,
			redaction: offer.redaction,
			expires: offer.expires,
		});
	}

	/// Whether the grantor may give this at all.
	fn ensure_may_give(offer: &OfferOf<T>) -> DispatchResult {
		if let Party::Agent(id) = offer.grantor {
			ensure!(T::Agents::is_active(id), Error::<T>::NotActive);
		}
		ensure!(offer.grantor != offer.grantee, Error::<T>::OwnGraph);
		let alone = matches!((offer.grantor, offer.grantee), (Party::Agent(_), Party::Agent(_)));
		ensure!(offer.level != Level::Personal || alone, Error::<T>::NotPersonal);
		ensure!(
			offer.level == Level::Restricted || offer.redaction != [0; 32],
			Error::<T>::NeedsRedaction
		);
		Ok(())
	}

	/// Counts a grant of the graph and of the grantor, where there is room and nothing contradicts it.
	fn count_in(offer: &OfferOf<T>) -> DispatchResult {
		let graph = (offer.grantor, offer.graph);
		ensure!(
			!ByGraph::<T>::contains_key(graph, offer.grantee),
			Error::<T>::AlreadyGranted
		);
		let given = Given::<T>::get(offer.grantor);
		ensure!(given < T::MaxGrants::get(), Error::<T>::TooManyGrants);
		let shared = Graphs::<T>::get(graph).unwrap_or(Shared {
			level: offer.level,
			grants: 0,
		});
		// Once a graph was said to be confidential, no slip lets it out whole.
		ensure!(shared.level == offer.level, Error::<T>::OtherLevel);
		Given::<T>::insert(offer.grantor, given.saturating_add(1));
		let grants = shared.grants.saturating_add(1);
		Graphs::<T>::insert(graph, Shared { grants, ..shared });
		Ok(())
	}

	pub(crate) fn do_revoke(origin: T::RuntimeOrigin, id: GrantId) -> DispatchResult {
		let grant = Grants::<T>::get(id).ok_or(Error::<T>::UnknownGrant)?;
		Self::ensure_speaks(origin, grant.grantor)?;
		let grantee = grant.grantee;
		let deposit = Self::forget(id, &grant)?;
		Self::deposit_event(Event::Revoked { id, grantee, deposit });
		Ok(())
	}

	pub(crate) fn do_clear(id: GrantId) -> DispatchResult {
		let grant = Grants::<T>::get(id).ok_or(Error::<T>::UnknownGrant)?;
		ensure!(Self::is_over(&grant), Error::<T>::NotOver);
		let grantee = grant.grantee;
		let deposit = Self::forget(id, &grant)?;
		Self::deposit_event(Event::Cleared { id, grantee, deposit });
		Ok(())
	}

	/// Removes a grant with all that was counted for it, and releases its deposit; gives what was released.
	fn forget(id: GrantId, grant: &GrantOf<T>) -> Result<BalanceOf<T>, DispatchError> {
		let graph = (grant.grantor, grant.graph);
		Grants::<T>::remove(id);
		ByGraph::<T>::remove(graph, grant.grantee);
		Given::<T>::mutate_exists(grant.grantor, |given| {
			*given = given
				.and_then(|given| given.checked_sub(1))
				.filter(|left| *left > 0);
		});
		Graphs::<T>::mutate_exists(graph, |shared| {
			*shared = shared.and_then(|shared| {
				let grants = shared.grants.checked_sub(1).filter(|left| *left > 0)?;
				Some(Shared { grants, ..shared })
			});
		});
		let reason = HoldReason::GrantDeposit.into();
		T::Currency::release(&reason, &grant.depositor, grant.deposit, Precision::Exact)
	}

	pub(crate) fn do_acknowledge(who: T::AccountId, id: GrantId) -> DispatchResult {
		let mut grant = Grants::<T>::get(id).ok_or(Error::<T>::UnknownGrant)?;
		ensure!(!Self::is_over(&grant), Error::<T>::Over);
		ensure!(Self::receives(&who, grant.grantee), Error::<T>::NotGrantee);
		ensure!(grant.acknowledged.is_none(), Error::<T>::AlreadyAcknowledged);
		grant.acknowledged = Some(frame_system::Pallet::<T>::block_number());
		Grants::<T>::insert(id, grant);
		Self::deposit_event(Event::Acknowledged { id, who });
		Ok(())
	}

	/// Whether `who` takes notice for `party`.
	fn receives(who: &T::AccountId, party: Party) -> bool {
		match party {
			Party::Agent(id) => {
				T::Agents::get(id).is_some_and(|agent| agent.account == *who || agent.owner == *who)
			}
			Party::Department(department) => {
				let member = |id| {
					T::Agents::is_active(id)
						&& T::Agents::get(id).is_some_and(|agent| agent.department == department)
				};
				T::Departments::account(department) == *who || T::Agents::id_of(who).is_some_and(member)
			}
		}
	}

	/// Whether there is such a party: an agent until its registration ends, a department always.
	fn exists(party: Party) -> bool {
		match party {
			Party::Agent(id) => T::Agents::get(id).is_some(),
			Party::Department(_) => true,
		}
	}

	/// Whether a grant lets nobody see anything any more.
	pub(crate) fn is_over(grant: &GrantOf<T>) -> bool {
		frame_system::Pallet::<T>::block_number() >= grant.expires
			|| !Self::exists(grant.grantor)
			|| !Self::exists(grant.grantee)
	}
}
