//! Referenda and the votes on them. What may be decided, and how, is in [`crate::governance`].

use crate::{
	constants::time::DAYS,
	governance::{
		origins::EmergencyStop, pallet_origins, EnsureMaySubmit, Paced, StakeCap, SubmissionDeposit, Tracks,
	},
	AccountId, Cvt, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent, Scheduler, System,
};
use frame_support::traits::{tokens::currency::ActiveIssuanceOf, ConstU32, EitherOf};
use frame_system::EnsureRoot;
use polkadot_sdk::*;

impl pallet_origins::Config for Runtime {
	type UpgradeOrigin = pallet_origins::RuntimeUpgrade;
}

impl pallet_conviction_voting::Config for Runtime {
	type BlockNumberProvider = System;
	type Currency = Cvt;
	type MaxTurnout = ActiveIssuanceOf<Cvt, AccountId>;
	type MaxVotes = ConstU32<128>;
	type Polls = Referenda;
	type RuntimeEvent = RuntimeEvent;
	// A week: longer than any track lets a decision wait, so that who wins lives with it for a while.
	type VoteLockingPeriod = Paced<{ 7 * DAYS }>;
	type VotingHooks = StakeCap;
	type WeightInfo = crate::weights::pallet_conviction_voting::WeightInfo<Runtime>;
}

impl pallet_referenda::Config for Runtime {
	type AlarmInterval = ConstU32<1>;
	type BlockNumberProvider = System;
	type CancelOrigin = EitherOf<EnsureRoot<AccountId>, EmergencyStop>;
	type Currency = Cvt;
	// Takes the deposits too: only what all holders want.
	type KillOrigin = EnsureRoot<AccountId>;
	type MaxQueued = ConstU32<100>;
	type Preimages = Preimage;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type Scheduler = Scheduler;
	// Burnt: nobody gains from a referendum being killed.
	type Slash = ();
	type SubmissionDeposit = SubmissionDeposit;
	type SubmitOrigin = EnsureMaySubmit;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type Tracks = Tracks;
	type UndecidingTimeout = Paced<{ 14 * DAYS }>;
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
}
