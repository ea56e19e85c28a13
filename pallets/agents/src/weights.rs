//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `register`.
	fn register() -> Weight;
	/// Weight of `update`.
	fn update() -> Weight;
	/// Weight of `add_bond`.
	fn add_bond() -> Weight;
	/// Weight of `heartbeat`.
	fn heartbeat() -> Weight;
	/// Weight of `retire`.
	fn retire() -> Weight;
	/// Weight of `withdraw`.
	fn withdraw() -> Weight;
	/// Weight of `suspend`.
	fn suspend() -> Weight;
	/// Weight of `reinstate`.
	fn reinstate() -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads and writes: `NextId`, `Agents`, `IdByAccount`, `Members`, `Counts`, two system accounts, the
	/// owner's holds; reads the genesis hash.
	fn register() -> Weight {
		Weight::from_parts(120_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(9, 8))
	}

	/// Reads and writes: `Agents`.
	fn update() -> Weight {
		Weight::from_parts(20_000_000, 3_700).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	/// Reads and writes: `Agents`, `Members`, `Counts`, the owner's system account and holds.
	fn add_bond() -> Weight {
		Weight::from_parts(60_000_000, 3_800).saturating_add(RocksDbWeight::get().reads_writes(4, 5))
	}

	/// Reads `IdByAccount`; reads and writes `Agents`.
	fn heartbeat() -> Weight {
		Weight::from_parts(22_000_000, 3_700).saturating_add(RocksDbWeight::get().reads_writes(2, 1))
	}

	/// Reads and writes: `Agents` twice, `Members` twice, `Counts`.
	fn retire() -> Weight {
		Weight::from_parts(35_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(4, 5))
	}

	/// Reads and writes: `Agents`, `IdByAccount`, two system accounts, the owner's holds, and what is kept
	/// elsewhere for the registration.
	fn withdraw() -> Weight {
		Weight::from_parts(90_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(8, 9))
	}

	/// Reads and writes: `Agents` twice, `Members` twice, `Counts`.
	fn suspend() -> Weight {
		Weight::from_parts(35_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(4, 5))
	}

	/// Reads and writes: `Agents`, `Members`, `Counts`.
	fn reinstate() -> Weight {
		Weight::from_parts(30_000_000, 3_700).saturating_add(RocksDbWeight::get().reads_writes(2, 3))
	}
}
