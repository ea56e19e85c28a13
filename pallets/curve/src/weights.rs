//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.
//!
//! A logarithm or a power is 120 products of 256 bits, about a microsecond native; an order needs 20 of them,
//! which in wasm are taken to cost ten times as much.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `buy`.
	fn buy() -> Weight;
	/// Weight of `sell`.
	fn sell() -> Weight;
	/// Weight of `donate`.
	fn donate() -> Weight;
	/// Weight of `contribute`.
	fn contribute() -> Weight;
	/// Weight of `finalize`.
	fn finalize() -> Weight;
	/// Weight of `claim`.
	fn claim() -> Weight;
	/// Weight of `refund`.
	fn refund() -> Weight;
	/// Weight of `start_hatch`.
	fn start_hatch() -> Weight;
	/// Weight of `set_parameters`.
	fn set_parameters() -> Weight;
	/// Weight of `set_kappa`.
	fn set_kappa() -> Weight;
	/// Weight of `pause`.
	fn pause() -> Weight;
	/// Weight of `unpause`.
	fn unpause() -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads `State`, `TributeRates`, `Paused`, the commons' and the reserve's account, the buyer's two and the token's
	/// issuance; writes all but the second and third.
	fn buy() -> Weight {
		Weight::from_parts(250_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(8, 6))
	}

	/// As `buy`.
	fn sell() -> Weight {
		Weight::from_parts(250_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(8, 6))
	}

	/// Reads and writes `State`, two accounts.
	fn donate() -> Weight {
		Weight::from_parts(60_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 3))
	}

	/// Reads `Paused`; reads and writes `Hatch`, `Contributions`, two accounts.
	fn contribute() -> Weight {
		Weight::from_parts(70_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(5, 4))
	}

	/// Reads and writes `Hatch`, two accounts; writes `State`.
	fn finalize() -> Weight {
		Weight::from_parts(120_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 4))
	}

	/// Reads `Hatch`; reads and writes `Contributions`, `Vestings`, the claimer's account, token account and holds,
	/// the token's issuance.
	fn claim() -> Weight {
		Weight::from_parts(100_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(7, 6))
	}

	/// Reads and writes `Hatch`, `Contributions`, two accounts.
	fn refund() -> Weight {
		Weight::from_parts(70_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(4, 4))
	}

	/// Reads `State`, the reserve's account; reads and writes `Hatch`.
	fn start_hatch() -> Weight {
		Weight::from_parts(90_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(3, 1))
	}

	/// Reads and writes `TributeRates`.
	fn set_parameters() -> Weight {
		Weight::from_parts(15_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	/// Reads and writes `State`.
	fn set_kappa() -> Weight {
		Weight::from_parts(90_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	/// Reads and writes `Paused`.
	fn pause() -> Weight {
		Weight::from_parts(10_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}

	/// Reads and writes `Paused`.
	fn unpause() -> Weight {
		Weight::from_parts(10_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(1, 1))
	}
}
