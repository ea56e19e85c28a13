//! Who calls: people with money, validators' stashes, owners of fleets, agents without money.

use super::dice::Dice;
use althing_primitives::Department;
use althing_runtime::AccountId;
use polkadot_sdk::*;
use sp_core::{sr25519, Pair as _};
use sp_keyring::Sr25519Keyring;
use std::collections::BTreeMap;

/// Accounts that agents sign with.
pub const AGENTS: u8 = 40;

/// Everybody whose key is known.
pub struct Actors {
	pairs: BTreeMap<AccountId, sr25519::Pair>,
	accounts: Vec<AccountId>,
	people: usize,
}

impl Actors {
	/// The accounts of the test presets, and [`AGENTS`] more.
	pub fn new() -> Self {
		let owners = Department::ALL.map(|department| format!("//fleet//{}", department.name()));
		let funded = Sr25519Keyring::well_known().map(|key| key.pair()).chain(
			owners
				.iter()
				.map(|path| sr25519::Pair::from_string(path, None).unwrap()),
		);
		let mut all: Vec<sr25519::Pair> = funded.collect();
		let people = all.len();
		all.extend((0..AGENTS).map(Self::agent));
		let accounts = all.iter().map(|pair| AccountId::from(pair.public())).collect();
		let pairs = all.into_iter().map(|pair| (pair.public().into(), pair)).collect();
		Self {
			pairs,
			accounts,
			people,
		}
	}

	/// The key that agent `number` signs with.
	pub fn agent(number: u8) -> sr25519::Pair {
		sr25519::Pair::from_seed(&[number.wrapping_add(1); 32])
	}

	/// All accounts.
	pub fn accounts(&self) -> &[AccountId] {
		&self.accounts
	}

	/// Somebody.
	pub fn anybody(&self, dice: &mut Dice) -> AccountId {
		dice.pick(&self.accounts).clone()
	}

	/// Somebody who had money at the beginning.
	pub fn person(&self, dice: &mut Dice) -> AccountId {
		dice.pick(&self.accounts[..self.people]).clone()
	}

	/// The key of `account`, if it is known.
	pub fn pair(&self, account: &AccountId) -> Option<&sr25519::Pair> {
		self.pairs.get(account)
	}
}

impl Default for Actors {
	fn default() -> Self {
		Self::new()
	}
}
