//! What the calls weigh. A runtime brings what was measured on it; tests have estimates.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weights of the calls of this pallet.
pub trait WeightInfo {
	/// Weight of `submit`.
	fn submit() -> Weight;
	/// Weight of `stake`.
	fn stake() -> Weight;
	/// Weight of `unstake`.
	fn unstake() -> Weight;
	/// Weight of `withdraw` with `s` stakes.
	fn withdraw(s: u32) -> Weight;
	/// Weight of `unlock` with `s` stakes.
	fn unlock(s: u32) -> Weight;
	/// Weight of `cancel`.
	fn cancel() -> Weight;
	/// Weight of `dispute`.
	fn dispute() -> Weight;
	/// Weight of `resolve`.
	fn resolve() -> Weight;
	/// Weight of `execute`.
	fn execute() -> Weight;
	/// Weight of `expire`.
	fn expire() -> Weight;
	/// Weight of `claim`.
	fn claim() -> Weight;
	/// Weight of `stop`.
	fn stop() -> Weight;
}

/// Estimates by hand, for tests: upper bounds, from what each call reads and writes.
impl WeightInfo for () {
	/// Reads and writes: `NextId`, `ProposalCount`, `Proposals`, the proposer's account and holds.
	fn submit() -> Weight {
		Weight::from_parts(70_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(4, 4))
	}

	/// Reads and writes: `Proposals`, `Stakes`, `TotalStaked`, the voter's CVT account, freezes and locks.
	fn stake() -> Weight {
		Weight::from_parts(75_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(6, 6))
	}

	/// Reads and writes: `Proposals`, `Stakes`, `TotalStaked`, the voter's CVT account, freezes and locks.
	fn unstake() -> Weight {
		Weight::from_parts(75_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(6, 6))
	}

	/// Reads and writes: `Stakes`, the voter's CVT account, freezes and locks; reads `s` of `Proposals`.
	fn withdraw(s: u32) -> Weight {
		Weight::from_parts(60_000_000, 4_000)
			.saturating_add(Weight::from_parts(6_000_000, 2_500).saturating_mul(u64::from(s)))
			.saturating_add(RocksDbWeight::get().reads_writes(4, 4))
			.saturating_add(RocksDbWeight::get().reads(1).saturating_mul(u64::from(s)))
	}

	/// Reads and writes: `Stakes`, `TotalStaked`, the voter's CVT account, freezes and locks, `s` of
	/// `Proposals`.
	fn unlock(s: u32) -> Weight {
		Weight::from_parts(60_000_000, 4_000)
			.saturating_add(Weight::from_parts(12_000_000, 2_500).saturating_mul(u64::from(s)))
			.saturating_add(RocksDbWeight::get().reads_writes(5, 5))
			.saturating_add(
				RocksDbWeight::get()
					.reads_writes(1, 1)
					.saturating_mul(u64::from(s)),
			)
	}

	/// Reads and writes: `Proposals`, `ProposalCount`, `TotalStaked`, two accounts and their holds.
	fn cancel() -> Weight {
		Weight::from_parts(75_000_000, 4_000).saturating_add(RocksDbWeight::get().reads_writes(7, 7))
	}

	/// Reads and writes: `Proposals`, the accounts and holds of who disputes and who disputed before, the
	/// pool's account.
	fn dispute() -> Weight {
		Weight::from_parts(120_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(6, 6))
	}

	/// Reads and writes: `Proposals`, `ProposalCount`, `TotalStaked`, two accounts and their holds, the
	/// pool's account.
	fn resolve() -> Weight {
		Weight::from_parts(130_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(8, 8))
	}

	/// Reads and writes: `Proposals`, `ProposalCount`, `TotalStaked`, `Streams`, `StreamCount`, the accounts
	/// of the proposer, of who disputed, of the payer and of the beneficiary, three accounts' holds; reads
	/// the issuance of CVT and four terms.
	fn execute() -> Weight {
		Weight::from_parts(220_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(14, 12))
	}

	/// Reads and writes: `Proposals`, `ProposalCount`, `TotalStaked`, two accounts and their holds, the
	/// pool's account.
	fn expire() -> Weight {
		Weight::from_parts(120_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(8, 8))
	}

	/// Reads and writes: `Streams`, `StreamCount`, the pool's account and holds, the beneficiary's account.
	fn claim() -> Weight {
		Weight::from_parts(90_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(5, 5))
	}

	/// Reads and writes: `Streams`, `StreamCount`, the pool's account and holds, the beneficiary's account.
	fn stop() -> Weight {
		Weight::from_parts(110_000_000, 6_300).saturating_add(RocksDbWeight::get().reads_writes(5, 5))
	}
}
