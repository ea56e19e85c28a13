//! Questions that panels could not answer, put to CVT holders.
//!
//! When a proposal ends without consensus the chain submits a referendum on the CMP escalation track by
//! itself: its call is the proposal's, made with `pallet_cmp::Origin::Escalated` if holders say yes; its
//! metadata is the hash of the receipt, which is stored as a preimage, so that every wallet that shows
//! referenda finds it. A proposal without a call gets one that does nothing but name it: the referendum's
//! end is then the answer.
//!
//! The submitter is an account without a key. It neither has nor needs funds: a deposit would have to come
//! back to it, and those of rejected referenda never do, so that some day no question would be put any
//! more. What bounds the number of these referenda is what proposals cost, and how many can be active.

use super::pallet_origins;
use crate::{
	constants::currency::UNIT, AccountId, Balance, BlockNumber, OriginCaller, Preimage, Referenda, Runtime,
	RuntimeCall, RuntimeOrigin,
};
use alloc::{borrow::Cow, boxed::Box, vec::Vec};
use althing_cmp_rules::Receipt;
use althing_primitives::Hash;
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	storage::with_storage_layer,
	traits::{schedule::DispatchTime, EnsureOrigin, EnsureOriginWithArg, Get, QueryPreimage, StorePreimage},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureSigned;
use pallet_cmp::{BoundedCallOf, Escalation, OnEscalated};
use pallet_preimage::WeightInfo as _;
use pallet_referenda::{
	ReferendumCount, ReferendumIndex, ReferendumInfo, ReferendumInfoFor, WeightInfo as _,
};
use polkadot_sdk::*;
use sp_core::H256;
use sp_runtime::{
	traits::{AccountIdConversion, One},
	DispatchError,
};

/// What notes and lets go of preimages.
type Preimages = <Runtime as pallet_preimage::Config>::WeightInfo;

type DbWeight = <Runtime as frame_system::Config>::DbWeight;

/// What anybody pays to submit a referendum, in CVT.
const SUBMISSION_DEPOSIT: Balance = UNIT;

/// The account that escalated referenda are submitted by. Nobody has its key.
pub fn submitter() -> AccountId {
	PalletId(*b"alth/cmp").into_account_truncating()
}

/// What submitting a referendum takes: nothing of the chain itself.
pub struct SubmissionDeposit;

impl Get<Balance> for SubmissionDeposit {
	fn get() -> Balance {
		if pallet_origins::Submitting::<Runtime>::get() {
			0
		} else {
			SUBMISSION_DEPOSIT
		}
	}
}

/// Who may submit a referendum with which origin: anybody with any, but for what panels left open, which
/// only the chain does.
pub struct EnsureMaySubmit;

impl EnsureOriginWithArg<RuntimeOrigin, OriginCaller> for EnsureMaySubmit {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin, proposed: &OriginCaller) -> Result<AccountId, RuntimeOrigin> {
		let who = <EnsureSigned<AccountId> as EnsureOrigin<RuntimeOrigin>>::try_origin(origin)?;
		if matches!(proposed, OriginCaller::Cmp(_)) && who != submitter() {
			return Err(RuntimeOrigin::signed(who));
		}
		Ok(who)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &OriginCaller) -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::signed(submitter()))
	}
}

/// Opens a referendum for every escalated proposal.
pub struct AskHolders;

impl AskHolders {
	fn open(escalation: &Escalation<BoundedCallOf<Runtime>>) -> Result<ReferendumIndex, DispatchError> {
		let origin = OriginCaller::Cmp(pallet_cmp::Origin::Escalated {
			proposal: escalation.proposal,
			departments: escalation.departments,
		});
		let call = match &escalation.call {
			Some(call) => call.clone(),
			None => Self::naming(escalation)?,
		};
		let us = || RuntimeOrigin::signed(submitter());
		let index = ReferendumCount::<Runtime>::get();
		// The track's own minimum is longer.
		let enactment = DispatchTime::After(BlockNumber::one());
		Referenda::submit(us(), Box::new(origin), call, enactment)?;
		let receipt = Preimage::note(Cow::Borrowed(escalation.receipt.as_slice()))?;
		Referenda::set_metadata(us(), index, Some(receipt))?;
		// The deposit of this track is nothing: the referendum goes on to its decision by itself.
		Referenda::place_decision_deposit(us(), index).map_err(|refused| refused.error)?;
		Ok(index)
	}

	/// A call that does nothing, and names the proposal and its receipt.
	fn naming(
		escalation: &Escalation<BoundedCallOf<Runtime>>,
	) -> Result<BoundedCallOf<Runtime>, DispatchError> {
		let receipt: Hash = althing_primitives::blake2(&escalation.receipt);
		let remark: Vec<u8> = (b"althing/cmp", escalation.proposal, receipt).encode();
		Preimage::bound(RuntimeCall::System(frame_system::Call::remark { remark }))
	}
}

impl OnEscalated<BoundedCallOf<Runtime>> for AskHolders {
	fn on_escalated(
		escalation: Escalation<BoundedCallOf<Runtime>>,
	) -> Result<ReferendumIndex, DispatchError> {
		with_storage_layer(|| {
			pallet_origins::Submitting::<Runtime>::put(true);
			let opened = Self::open(&escalation);
			pallet_origins::Submitting::<Runtime>::kill();
			opened
		})
	}

	fn is_open(referendum: u32) -> bool {
		matches!(
			ReferendumInfoFor::<Runtime>::get(referendum),
			Some(ReferendumInfo::Ongoing(_))
		)
	}

	fn on_receipt_dropped(referendum: u32, receipt: &Hash) {
		// Nobody else may, and it says nothing once the receipt is gone.
		let cleared = Referenda::set_metadata(RuntimeOrigin::signed(submitter()), referendum, None);
		debug_assert!(cleared.is_ok(), "its submitter may always clear it");
		// What this chain noted is a request. Somebody else may have noted the same bytes, whose deposit goes
		// back only to who paid it.
		Preimage::unrequest(&H256(*receipt));
	}

	fn weight() -> Weight {
		type Weights = <Runtime as pallet_referenda::Config>::WeightInfo;
		let receipt = Receipt::max_encoded_len() as u32; // below 128 kB
		Weights::submit()
			.saturating_add(Weights::set_some_metadata())
			.saturating_add(Weights::place_decision_deposit_preparing())
			// The receipt, and the call of a proposal that has none.
			.saturating_add(Preimages::note_no_deposit_preimage(receipt))
			.saturating_add(Preimages::note_no_deposit_preimage(128))
	}

	fn dropping_weight() -> Weight {
		type Weights = <Runtime as pallet_referenda::Config>::WeightInfo;
		// The receipt and the call.
		Preimages::unrequest_preimage()
			.saturating_mul(2)
			.saturating_add(Weights::clear_metadata())
			.saturating_add(DbWeight::get().reads_writes(3, 1))
	}
}
