//! Nominated proof of stake: who validates, what they earn, what they lose.

use super::treasury::TreasuryAccount;
use crate::{
	constants::time::SESSIONS_PER_ERA, AccountId, Balance, Balances, Runtime, RuntimeEvent,
	RuntimeHoldReason, Session, Staking, Timestamp, VoterList,
};
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstBool, ConstU32, Nothing},
};
use polkadot_sdk::*;
use sp_runtime::{curve::PiecewiseLinear, Perbill};

/// Eras for which stake stays bonded after it is asked back, and can still be slashed: a week.
pub const BONDING_DURATION: u32 = 7 * 24;

// Inflation between 2.5 % and 10 % a year, highest when half of all VWT is staked.
pallet_staking_reward_curve::build! {
	const REWARD_CURVE: PiecewiseLinear<'static> = curve!(
		min_inflation: 0_025_000,
		max_inflation: 0_100_000,
		ideal_stake: 0_500_000,
		falloff: 0_050_000,
		max_piece_count: 40,
		test_precision: 0_005_000,
	);
}

/// Each bag holds voters of up to twice the stake of the bag before.
#[allow(clippy::indexing_slicing)] // at compile time
const BAGS: [VoteWeight; 40] = {
	let mut bags = [0; 40];
	let mut i = 0;
	while i < bags.len() {
		bags[i] = 1 << (i + 24);
		i += 1;
	}
	bags
};

parameter_types! {
	pub const RewardCurve: &'static PiecewiseLinear<'static> = &REWARD_CURVE;
	pub const BagThresholds: &'static [VoteWeight] = &BAGS;
	pub const SessionsPerEra: u32 = SESSIONS_PER_ERA;
	pub const BondingDuration: u32 = BONDING_DURATION;
	/// Governance can cancel a slash for a day.
	pub const SlashDeferDuration: u32 = 24;
	pub const HistoryDepth: u32 = 84;
	pub ElectionLimits: ElectionBounds =
		ElectionBoundsBuilder::default().voters_count(2_000.into()).targets_count(500.into()).build();
}

/// Backers per page of a validator's exposure.
pub type MaxExposurePageSize = ConstU32<64>;
/// The most validators elected.
pub type MaxValidators = ConstU32<300>;

/// Elections are held on chain, by sequential Phragmén.
pub struct Election;

impl onchain::Config for Election {
	type Bounds = ElectionLimits;
	type DataProvider = Staking;
	type MaxBackersPerWinner = ConstU32<1_024>;
	type MaxWinnersPerPage = MaxValidators;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type Sort = ConstBool<true>;
	type System = Runtime;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Runtime {
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ConstU32<8>;
	type RuntimeEvent = RuntimeEvent;
	type Score = VoteWeight;
	type ScoreProvider = Staking;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
}

/// Sizes for the pallet's own benchmarks.
pub struct BenchmarkingConfig;

impl pallet_staking::BenchmarkingConfig for BenchmarkingConfig {
	type MaxNominators = ConstU32<500>;
	type MaxValidators = ConstU32<100>;
}

impl pallet_staking::Config for Runtime {
	type AdminOrigin = frame_system::EnsureRoot<AccountId>;
	type BenchmarkingConfig = BenchmarkingConfig;
	type BondingDuration = BondingDuration;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type ElectionProvider = onchain::OnChainExecution<Election>;
	type EraPayout = pallet_staking::ConvertCurve<RewardCurve>;
	type EventListeners = ();
	type Filter = Nothing;
	type GenesisElectionProvider = onchain::OnChainExecution<Election>;
	type HistoryDepth = HistoryDepth;
	type MaxControllersInDeprecationBatch = ConstU32<100>;
	type MaxExposurePageSize = MaxExposurePageSize;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxValidatorSet = MaxValidators;
	type NextNewSession = Session;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<16>;
	type OldCurrency = Balances;
	type Reward = ();
	// What inflation validators did not earn, and what is slashed of them, is everybody's.
	type RewardRemainder = ResolveTo<TreasuryAccount, Balances>;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SessionInterface = Self;
	type SessionsPerEra = SessionsPerEra;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type SlashDeferDuration = SlashDeferDuration;
	type TargetList = pallet_staking::UseValidatorsMap<Self>;
	type UnixTime = Timestamp;
	type VoterList = VoterList;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}
