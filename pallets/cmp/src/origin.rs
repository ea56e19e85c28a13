//! What an approved proposal's call is made with.

use crate::{Config, Pallet, ProposalInfoOf};
use althing_primitives::{Departments, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::traits::{
		schedule::{v3::Anon, DispatchTime, LOWEST_PRIORITY},
		EnsureOrigin, OriginTrait, QueryPreimage,
	},
	frame_system,
	sp_runtime::DispatchError,
};
use scale_info::TypeInfo;

/// All origins of the runtime.
pub type PalletsOriginOf<T> = <<T as frame_system::Config>::RuntimeOrigin as OriginTrait>::PalletsOrigin;

/// The origin of calls that a panel has approved, or people in its place. The order is part of stored calls.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Origin {
	/// A panel answered yes.
	Approved {
		/// The proposal.
		proposal: ProposalId,
		/// The departments that it named.
		departments: Departments,
	},
	/// A panel found no consensus, and people said yes in its place.
	Escalated {
		/// The proposal.
		proposal: ProposalId,
		/// The departments that it named.
		departments: Departments,
	},
}

/// Accepts both of [`Origin`]: people may do what a panel may. Gives the proposal and the departments that
/// it named.
pub struct EnsureApproved;

impl<O> EnsureOrigin<O> for EnsureApproved
where
	O: OriginTrait + From<Origin>,
	for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
{
	type Success = (ProposalId, Departments);

	fn try_origin(o: O) -> Result<Self::Success, O> {
		if let Ok(
			Origin::Approved {
				proposal,
				departments,
			}
			| Origin::Escalated {
				proposal,
				departments,
			},
		) = o.caller().try_into()
		{
			return Ok((*proposal, *departments));
		}
		Err(o)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<O, ()> {
		Ok(Origin::Approved {
			proposal: 0,
			departments: Departments::default(),
		}
		.into())
	}
}

impl<T: Config> Pallet<T> {
	/// Has the call of an approved proposal made in the next block.
	pub(crate) fn schedule_call(proposal: ProposalId, info: &ProposalInfoOf<T>) -> Result<(), DispatchError> {
		let Some(call) = info.call.clone() else {
			return Ok(());
		};
		let origin = Origin::Approved {
			proposal,
			departments: info.question.departments,
		};
		let origin = T::RuntimeOrigin::from(origin).into_caller();
		T::Scheduler::schedule(
			DispatchTime::After(0u32.into()),
			None,
			LOWEST_PRIORITY,
			origin,
			call,
		)?;
		Ok(())
	}

	/// Lets go of the call's preimage.
	pub(crate) fn drop_call(info: &ProposalInfoOf<T>) {
		if let Some(call) = &info.call {
			T::Preimages::drop(call);
		}
	}
}
