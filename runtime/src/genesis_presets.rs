//! The states that a chain can begin with.

use crate::{
	configs::consensus::BABE_GENESIS_EPOCH_CONFIG,
	constants::{
		currency::{EXISTENTIAL_DEPOSIT, UNIT},
		time::{EPOCH, MINUTES},
	},
	AccountId, BabeConfig, Balance, BalancesConfig, Commons, CurveConfig, CvtConfig, Mandates,
	MandatesConfig, OriginsConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys, StakingConfig,
};
use alloc::{format, vec, vec::Vec};
use althing_primitives::Department;
use frame_support::build_struct_json_patch;
use polkadot_sdk::*;
use sp_core::{crypto::get_public_from_string_or_panic, sr25519};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{Perbill, Permill};

/// A network whose validators and funds are for its founders to fill in before it can start.
pub const STAGING_RUNTIME_PRESET: &str = "staging";

/// What each account of the development and local presets begins with, in VWT and in CVT.
const ENDOWMENT: Balance = 1_000_000 * UNIT;
/// What each of their validators stakes.
const STAKE: Balance = ENDOWMENT / 2;
/// What the pool of the commons begins with on them.
const POOL: Balance = 100_000 * UNIT;
/// What the account of each department begins with on them.
const DEPARTMENT: Balance = 10_000 * UNIT;
/// What each department's agents may spend in a week alone there, and what it may without a referendum.
const BUDGET: (Balance, Balance) = (500 * UNIT, 5_000 * UNIT);
/// κ of the curve there, in millionths.
const KAPPA: u32 = 2_000_000;
/// How many CVT share one VWT of its reserve: with κ = 2 a CVT costs half a VWT.
const SUPPLY_PER_RESERVE: Balance = 4;
/// What buyers and sellers of CVT leave to the commons: docs/economy.md says why so much.
const ENTRY: Permill = Permill::from_percent(1);
const EXIT: Permill = Permill::from_percent(2);
/// How much faster governance's periods pass on them: an hour in a second.
const TEST_PACE: u32 = 3_600;
/// Slots in an epoch there: validators change, and hand over to the next, every minute.
const TEST_EPOCH: u32 = MINUTES;

struct Validator {
	stash: AccountId,
	keys: SessionKeys,
}

impl Validator {
	/// A validator of a test network, with keys at `//name`. Anyone can derive them.
	fn well_known(name: &str) -> Self {
		Self {
			stash: get_public_from_string_or_panic::<sr25519::Public>(&format!("{name}//stash")).into(),
			keys: SessionKeys {
				grandpa: get_public_from_string_or_panic::<sp_consensus_grandpa::AuthorityId>(name),
				babe: get_public_from_string_or_panic::<sp_consensus_babe::AuthorityId>(name),
				authority_discovery: get_public_from_string_or_panic::<sp_authority_discovery::AuthorityId>(
					name,
				),
				beefy: get_public_from_string_or_panic::<sp_consensus_beefy::ecdsa_crypto::AuthorityId>(name),
			},
		}
	}
}

/// The accounts that own the agents of the default fleet on a test network, one per department: no owner
/// may have more than a third of a panel.
fn fleet_owners() -> impl Iterator<Item = AccountId> {
	Department::ALL.into_iter().map(|department| {
		get_public_from_string_or_panic::<sr25519::Public>(&format!("fleet//{}", department.name())).into()
	})
}

/// What a chain begins with beside its validators.
struct Beginning {
	/// Those who have [`ENDOWMENT`] of both currencies.
	endowed: Vec<AccountId>,
	/// What the pool of the commons has; its account has to be there.
	pool: Balance,
	/// What each department's account has.
	department: Balance,
	/// What each department may spend alone, and without a referendum.
	budget: Option<(Balance, Balance)>,
	/// How many times faster than declared governance's periods pass.
	pace: u32,
	/// Slots in an epoch.
	epoch: u32,
}

impl Beginning {
	/// Without accounts: the founders fill in theirs, and open the curve with a reserve for their CVT or
	/// by a hatch.
	fn empty() -> Self {
		Self {
			endowed: vec![],
			pool: EXISTENTIAL_DEPOSIT,
			department: 0,
			budget: None,
			pace: 1,
			epoch: EPOCH,
		}
	}

	/// The accounts that are not people's, with what they have.
	fn accounts(&self) -> Vec<(AccountId, Balance)> {
		let departments =
			Department::ALL.map(|department| (Mandates::account_of(department), self.department));
		core::iter::once((Commons::pool(), self.pool))
			.chain(departments)
			.filter(|(_, amount)| *amount >= EXISTENTIAL_DEPOSIT)
			.collect()
	}

	/// A curve that all endowed CVT are the supply of, so that each is backed from the first block.
	fn opening(&self) -> Option<(u32, Balance, Balance)> {
		let supply = ENDOWMENT.checked_mul(self.endowed.len() as Balance)?;
		let reserve = supply.checked_div(SUPPLY_PER_RESERVE)?;
		(supply > 0).then_some((KAPPA, reserve, supply))
	}

	fn budgets(&self) -> Vec<(Department, Balance, Balance)> {
		let budget = |(alone, ceiling)| {
			Department::ALL
				.map(|department| (department, alone, ceiling))
				.to_vec()
		};
		self.budget.map(budget).unwrap_or_default()
	}
}

fn genesis(validators: Vec<Validator>, beginning: Beginning) -> serde_json::Value {
	let count = validators.len() as u32;
	let endowed = &beginning.endowed;
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: endowed
				.iter()
				.cloned()
				.chain(validators.iter().map(|validator| validator.stash.clone()))
				.map(|account| (account, ENDOWMENT))
				.chain(beginning.accounts())
				.collect::<Vec<_>>(),
		},
		cvt: CvtConfig {
			balances: endowed
				.iter()
				.cloned()
				.map(|account| (account, ENDOWMENT))
				.collect::<Vec<_>>(),
		},
		babe: BabeConfig {
			epoch_config: BABE_GENESIS_EPOCH_CONFIG
		},
		session: SessionConfig {
			keys: validators
				.iter()
				.map(|validator| (
					validator.stash.clone(),
					validator.stash.clone(),
					validator.keys.clone()
				))
				.collect::<Vec<_>>(),
		},
		origins: OriginsConfig {
			pace: beginning.pace,
			epoch: beginning.epoch,
		},
		curve: CurveConfig {
			opening: beginning.opening(),
			entry: ENTRY,
			exit: EXIT,
		},
		mandates: MandatesConfig {
			unit: UNIT,
			budgets: beginning.budgets(),
		},
		staking: StakingConfig {
			validator_count: count.max(4),
			minimum_validator_count: 1,
			slash_reward_fraction: Perbill::from_percent(10),
			min_validator_bond: 1_000 * UNIT,
			min_nominator_bond: 10 * UNIT,
			stakers: validators
				.iter()
				.map(|validator| {
					(
						validator.stash.clone(),
						validator.stash.clone(),
						STAKE,
						pallet_staking::StakerStatus::<AccountId>::Validator,
					)
				})
				.collect::<Vec<_>>(),
		},
	})
}

fn test_network(validators: &[&str]) -> serde_json::Value {
	let people = Sr25519Keyring::well_known().map(|key| key.to_account_id());
	let stashes: Vec<_> = validators
		.iter()
		.map(|name| Validator::well_known(name))
		.collect();
	let endowed = people
		.chain(fleet_owners())
		.filter(|account| stashes.iter().all(|validator| validator.stash != *account))
		.collect();
	let beginning = Beginning {
		endowed,
		pool: POOL,
		department: DEPARTMENT,
		budget: Some(BUDGET),
		pace: TEST_PACE,
		epoch: TEST_EPOCH,
	};
	genesis(stashes, beginning)
}

/// The preset's part of the genesis configuration, as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let preset = match id.as_str() {
		DEV_RUNTIME_PRESET => test_network(&["Alice"]),
		LOCAL_TESTNET_RUNTIME_PRESET => test_network(&["Alice", "Bob", "Charlie", "Dave"]),
		STAGING_RUNTIME_PRESET => genesis(vec![], Beginning::empty()),
		_ => return None,
	};
	serde_json::to_vec(&preset).ok()
}

/// The presets there are.
pub fn preset_names() -> Vec<PresetId> {
	[
		DEV_RUNTIME_PRESET,
		LOCAL_TESTNET_RUNTIME_PRESET,
		STAGING_RUNTIME_PRESET,
	]
	.map(PresetId::from)
	.to_vec()
}
