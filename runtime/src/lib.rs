//! The Althing runtime: the list of pallets, their indices and the APIs that the node calls.
//!
//! The only crate that names two pallets. Each pallet's configuration is a file of [`configs`]; what the
//! node and the wallets may ask is in [`apis`]; the numbers that more than one place needs are in
//! [`constants`].

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
// The macros of FRAME generate items at the root, without documentation.
#![allow(missing_docs)]

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benchmarks;
mod configs;
pub mod constants;
pub mod genesis_presets;
pub mod governance;
mod weights;

use alloc::{borrow::Cow, vec::Vec};
use polkadot_sdk::*;
use sp_runtime::{
	generic, impl_opaque_keys,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use apis::RuntimeApi;
// What governance sets has to be nameable by who puts it to a referendum.
pub use configs::parameters;
use governance::pallet_origins;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

/// A signature by any of the key types that wallets use.
pub type Signature = MultiSignature;
/// An account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// An amount of VWT or CVT, in 10⁻¹².
pub type Balance = u128;
/// The count of an account's transactions.
pub type Nonce = u32;
/// A hash of the chain.
pub type Hash = sp_core::H256;
/// A block's number.
pub type BlockNumber = u32;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;

/// What a signed transaction carries beside its call.
///
/// The fee is wrapped: a duty that its pallet calls fee-less costs nothing, and wallets see the plain
/// extension.
pub type TxExtension = (
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckMortality<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_skip_feeless_payment::SkipCheckIfFeeless<
		Runtime,
		pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);
/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What a signature is made over.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Dispatches blocks to the pallets.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// Types for a node that does not look into transactions.
pub mod opaque {
	use super::*;

	/// A block whose transactions are bytes.
	pub type Block = generic::Block<Header, sp_runtime::OpaqueExtrinsic>;
}

impl_opaque_keys! {
	/// A validator's session keys.
	pub struct SessionKeys {
		/// Votes for finality.
		pub grandpa: Grandpa,
		/// Claims slots.
		pub babe: Babe,
		/// Signs network addresses.
		pub authority_discovery: AuthorityDiscovery,
		/// Signs what other chains check.
		pub beefy: Beefy,
	}
}

/// The version of this runtime.
#[cfg(not(feature = "upgraded"))]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("althing"),
	impl_name: Cow::Borrowed("althing"),
	authoring_version: 1,
	spec_version: 1,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

// A number that is not a literal cannot be read out of the wasm: the whole constant stands twice.
/// The version of the runtime that tests upgrade to.
#[cfg(feature = "upgraded")]
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("althing"),
	impl_name: Cow::Borrowed("althing"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

#[frame_support::runtime]
mod runtime {
	/// The runtime.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// The chain itself.
	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Runtime>;
	#[runtime::pallet_index(1)]
	pub type Scheduler = pallet_scheduler::Pallet<Runtime>;
	#[runtime::pallet_index(2)]
	pub type Preimage = pallet_preimage::Pallet<Runtime>;
	#[runtime::pallet_index(3)]
	pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
	#[runtime::pallet_index(4)]
	pub type Parameters = pallet_parameters::Pallet<Runtime>;

	// Money.
	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances::Pallet<Runtime>;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;
	#[runtime::pallet_index(12)]
	pub type SkipFeelessPayment = pallet_skip_feeless_payment::Pallet<Runtime>;
	#[runtime::pallet_index(13)]
	pub type Cvt = pallet_balances::Pallet<Runtime, Instance2>;

	// Consensus. Babe before Session: an epoch must have ended before a session can.
	#[runtime::pallet_index(20)]
	pub type Babe = pallet_babe::Pallet<Runtime>;
	#[runtime::pallet_index(21)]
	pub type Authorship = pallet_authorship::Pallet<Runtime>;
	#[runtime::pallet_index(22)]
	pub type Staking = pallet_staking::Pallet<Runtime>;
	#[runtime::pallet_index(23)]
	pub type VoterList = pallet_bags_list::Pallet<Runtime, Instance1>;
	#[runtime::pallet_index(24)]
	pub type Offences = pallet_offences::Pallet<Runtime>;
	#[runtime::pallet_index(25)]
	pub type Historical = pallet_session::historical::Pallet<Runtime>;
	#[runtime::pallet_index(26)]
	pub type Session = pallet_session::Pallet<Runtime>;
	#[runtime::pallet_index(27)]
	pub type Grandpa = pallet_grandpa::Pallet<Runtime>;
	#[runtime::pallet_index(28)]
	pub type AuthorityDiscovery = pallet_authority_discovery::Pallet<Runtime>;

	// Who rules it.
	#[runtime::pallet_index(30)]
	pub type ConvictionVoting = pallet_conviction_voting::Pallet<Runtime>;
	#[runtime::pallet_index(31)]
	pub type Referenda = pallet_referenda::Pallet<Runtime>;
	#[runtime::pallet_index(32)]
	pub type Origins = pallet_origins::Pallet<Runtime>;
	#[runtime::pallet_index(33)]
	pub type Treasury = pallet_treasury::Pallet<Runtime>;
	#[runtime::pallet_index(34)]
	pub type Bounties = pallet_bounties::Pallet<Runtime>;
	#[runtime::pallet_index(35)]
	pub type ChildBounties = pallet_child_bounties::Pallet<Runtime>;
	#[runtime::pallet_index(36)]
	pub type SafeMode = pallet_safe_mode::Pallet<Runtime>;
	#[runtime::pallet_index(37)]
	pub type TxPause = pallet_tx_pause::Pallet<Runtime>;

	// Accounts.
	#[runtime::pallet_index(40)]
	pub type Utility = pallet_utility::Pallet<Runtime>;
	#[runtime::pallet_index(41)]
	pub type Multisig = pallet_multisig::Pallet<Runtime>;
	#[runtime::pallet_index(42)]
	pub type Proxy = pallet_proxy::Pallet<Runtime>;
	#[runtime::pallet_index(43)]
	pub type Identity = pallet_identity::Pallet<Runtime>;

	// What other chains check. After Session, so that a leaf's next authorities are those of its own block, and before
	// Anchors, whose outcomes of the parent block a leaf has.
	#[runtime::pallet_index(50)]
	pub type Beefy = pallet_beefy::Pallet<Runtime>;
	#[runtime::pallet_index(51)]
	pub type Mmr = pallet_mmr::Pallet<Runtime>;
	#[runtime::pallet_index(52)]
	pub type BeefyMmr = pallet_beefy_mmr::Pallet<Runtime>;

	// What Althing is for.
	#[runtime::pallet_index(60)]
	pub type Agents = pallet_agents::Pallet<Runtime>;
	#[runtime::pallet_index(61)]
	pub type Cmp = pallet_cmp::Pallet<Runtime>;
	#[runtime::pallet_index(62)]
	pub type Anchors = pallet_anchors::Pallet<Runtime>;
	// After both currencies: its genesis issues the reserve.
	#[runtime::pallet_index(63)]
	pub type Curve = pallet_curve::Pallet<Runtime>;
	#[runtime::pallet_index(65)]
	pub type Commons = pallet_commons::Pallet<Runtime>;
	#[runtime::pallet_index(66)]
	pub type Mandates = pallet_mandates::Pallet<Runtime>;
	#[runtime::pallet_index(67)]
	pub type Knowledge = pallet_knowledge::Pallet<Runtime>;
}
