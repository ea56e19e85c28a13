//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `act` without that of the call.
	fn act() -> Weight;
	/// Weight of `execute` without that of the call.
	fn execute() -> Weight;
	/// Weight of `discard`.
	fn discard() -> Weight;
	/// Weight of `appoint`.
	fn appoint() -> Weight;
	/// Weight of `revoke`.
	fn revoke() -> Weight;
	/// Weight of `set_mandate`.
	fn set_mandate() -> Weight;
	/// Weight of `set_budget`.
	fn set_budget() -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads: the agent's number, standing and record in the registry, `Appointments`, `Mandates`, `Budgets`,
	/// the department's account twice; reads and writes `Spent`, `SpentByRole`, `Records`, or `Taken`,
	/// `NextAct`, `Pending`.
	fn act() -> Weight {
		Weight::from_parts(90_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(11, 7))
	}

	/// Reads: the agent's standing and record in the registry, `Appointments`, `Mandates`, `Budgets`, the
	/// department's account; reads and writes `Pending`, `Taken`, `Spent`, `SpentByRole`, `Records`.
	fn execute() -> Weight {
		Weight::from_parts(95_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(12, 6))
	}

	/// Reads and writes: `Pending`, `Taken`; reads the agent's number.
	fn discard() -> Weight {
		Weight::from_parts(25_000_000, 3_700).saturating_add(RocksDbWeight::get().reads_writes(3, 2))
	}

	/// Reads: the agent's standing and record in the registry; reads and writes `Appointments`, `Taken`,
	/// `NextAppointment`.
	fn appoint() -> Weight {
		Weight::from_parts(35_000_000, 3_700).saturating_add(RocksDbWeight::get().reads_writes(6, 3))
	}

	/// Reads and writes: `Appointments`, `Taken`.
	fn revoke() -> Weight {
		Weight::from_parts(25_000_000, 3_700).saturating_add(RocksDbWeight::get().reads_writes(2, 2))
	}

	/// Writes: `Mandates`.
	fn set_mandate() -> Weight {
		Weight::from_parts(15_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(0, 1))
	}

	/// Writes: `Budgets`.
	fn set_budget() -> Weight {
		Weight::from_parts(15_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(0, 1))
	}
}
