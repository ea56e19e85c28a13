//! What other chains check: a mountain range over all blocks, whose root the validators sign with keys that an EVM can
//! check.

use super::consensus::{MaxAuthorities, MaxSetIdSessionEntries, ReportLongevity};
use crate::{Anchors, BeefyMmr, Hash, Historical, Offences, Runtime};
use frame_support::parameter_types;
use polkadot_sdk::*;
use sp_consensus_beefy::{
	ecdsa_crypto,
	mmr::{BeefyDataProvider, MmrLeafVersion},
};
use sp_runtime::traits::Keccak256;

/// The leaf of a block: 113 bytes, which `contracts/src/libraries/MmrLeaf.sol` reads.
pub type Leaf = <BeefyMmr as pallet_mmr::LeafDataProvider>::LeafData;

parameter_types! {
	/// The major number changes with what older verifiers cannot read.
	pub LeafVersion: MmrLeafVersion = MmrLeafVersion::new(0, 0);
}

/// The root over what was decided and anchored in the parent block.
pub struct Outcomes;

impl BeefyDataProvider<Hash> for Outcomes {
	fn extra_data() -> Hash {
		Anchors::outcomes_root().into()
	}
}

impl pallet_beefy::Config for Runtime {
	type AncestryHelper = BeefyMmr;
	type BeefyId = ecdsa_crypto::AuthorityId;
	type EquivocationReportSystem =
		pallet_beefy::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = super::staking::MaxExposurePageSize;
	type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
	type OnNewValidatorSet = BeefyMmr;
	type WeightInfo = ();
}

impl pallet_mmr::Config for Runtime {
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockHashProvider = pallet_mmr::DefaultBlockHashProvider<Self>;
	type Hashing = Keccak256;
	type LeafData = BeefyMmr;
	type OnNewRoot = pallet_beefy_mmr::DepositBeefyDigest<Self>;
	type WeightInfo = ();

	const INDEXING_PREFIX: &'static [u8] = sp_mmr_primitives::INDEXING_PREFIX;
}

impl pallet_beefy_mmr::Config for Runtime {
	type BeefyAuthorityToMerkleLeaf = pallet_beefy_mmr::BeefyEcdsaToEthereum;
	type BeefyDataProvider = Outcomes;
	type LeafExtra = Hash;
	type LeafVersion = LeafVersion;
	type WeightInfo = ();
}
