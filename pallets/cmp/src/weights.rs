//! What calls and transitions weigh: estimates by hand from the reads and writes of each and from the
//! bytes that are hashed. A runtime puts measured weights in their place.

use core::marker::PhantomData;
use polkadot_sdk::{
	frame_support::{
		traits::Get,
		weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
	},
	frame_system,
};

/// What calls and transitions weigh.
pub trait WeightInfo {
	/// Opening with a body of `b` bytes.
	fn open(b: u32) -> Weight;
	/// Sealing, also the last seat's.
	fn seal() -> Weight;
	/// Opening a ballot, also the last one.
	fn reveal() -> Weight;
	/// Cancelling a proposal in its last round, with the largest panel.
	fn cancel() -> Weight;
	/// A block in which nothing is due while a proposal is active.
	fn service_base() -> Weight;
	/// Reading a proposal that is due.
	fn peek() -> Weight;
	/// Drawing a panel of `p` seats.
	fn draw(p: u32) -> Weight;
	/// From sealing to revealing.
	fn start_revealing() -> Weight;
	/// Counting a round of `p` seats, all revealed, after `r` rounds; without slashes and without the end.
	fn close_round(p: u32, r: u32) -> Weight;
	/// Slashing one seat.
	fn slash() -> Weight;
	/// Ending a proposal with `p` seats after `r` rounds.
	fn finish(p: u32, r: u32) -> Weight;
	/// Removing one receipt, or finding that none is to go.
	fn drop_receipt() -> Weight;
}

/// The estimates, with the costs of database `D`.
pub struct Estimate<D>(PhantomData<D>);

/// The estimates for runtime `T`.
pub type SubstrateWeight<T> = Estimate<<T as frame_system::Config>::DbWeight>;

/// `micros` of computing with `reads` and `writes`.
fn weigh<D: Get<RuntimeDbWeight>>(micros: u32, reads: u32, writes: u32) -> Weight {
	Weight::from_parts(u64::from(micros).saturating_mul(1_000_000), 0)
		.saturating_add(D::get().reads_writes(reads.into(), writes.into()))
}

/// `base` + `each` × `n`.
fn line(base: u32, each: u32, n: u32) -> u32 {
	base.saturating_add(each.saturating_mul(n))
}

impl<D: Get<RuntimeDbWeight>> WeightInfo for Estimate<D> {
	// The number, the list, the entropy, eight counts, the account and its holds, a preimage's status.
	fn open(b: u32) -> Weight {
		weigh::<D>(line(80, 4, b / 1_024), 16, 7)
	}

	// The proposal, the agent's number, the seat, the list.
	fn seal() -> Weight {
		weigh::<D>(30, 4, 3)
	}

	// The same, and one hash.
	fn reveal() -> Weight {
		weigh::<D>(35, 4, 3)
	}

	// What `finish` clears.
	fn cancel() -> Weight {
		weigh::<D>(600, 16, 80)
	}

	// The list, the entropy, the author's output, the queue's range.
	fn service_base() -> Weight {
		weigh::<D>(15, 5, 2)
	}

	fn peek() -> Weight {
		weigh::<D>(5, 1, 0)
	}

	// Eight agents are looked at per seat and 16 per department: index, agent and record of each. Then
	// the seats, the panel, the proposal and the list.
	fn draw(p: u32) -> Weight {
		weigh::<D>(line(1_500, 160, p), line(400, 24, p), line(4, 1, p))
	}

	fn start_revealing() -> Weight {
		weigh::<D>(20, 1, 2)
	}

	// The seat, the agent and its record for each seat, the panel, the rounds before; all is counted.
	fn close_round(p: u32, r: u32) -> Weight {
		weigh::<D>(
			line(line(100, 25, p), 60, r),
			line(line(3, 3, p), 1, r),
			line(3, 1, p),
		)
	}

	// The agent, its bond's hold, its owner's account and where the slash goes.
	fn slash() -> Weight {
		weigh::<D>(70, 5, 5)
	}

	// The seats and the rounds go; a receipt of some 90 bytes per seat and 180 per seat and round is
	// hashed and written; the decision, the queue, the deposit, the scheduler's agenda, the preimage.
	fn finish(p: u32, r: u32) -> Weight {
		weigh::<D>(
			line(line(150, 3, p), 80, r),
			line(10, 1, r),
			line(line(14, 1, p), 1, r),
		)
	}

	// Also whether there was a referendum, and then the decision.
	fn drop_receipt() -> Weight {
		weigh::<D>(10, 3, 4)
	}
}

/// The estimates with RocksDB's costs, for tests.
impl WeightInfo for () {
	fn open(b: u32) -> Weight {
		Estimate::<RocksDbWeight>::open(b)
	}
	fn seal() -> Weight {
		Estimate::<RocksDbWeight>::seal()
	}
	fn reveal() -> Weight {
		Estimate::<RocksDbWeight>::reveal()
	}
	fn cancel() -> Weight {
		Estimate::<RocksDbWeight>::cancel()
	}
	fn service_base() -> Weight {
		Estimate::<RocksDbWeight>::service_base()
	}
	fn peek() -> Weight {
		Estimate::<RocksDbWeight>::peek()
	}
	fn draw(p: u32) -> Weight {
		Estimate::<RocksDbWeight>::draw(p)
	}
	fn start_revealing() -> Weight {
		Estimate::<RocksDbWeight>::start_revealing()
	}
	fn close_round(p: u32, r: u32) -> Weight {
		Estimate::<RocksDbWeight>::close_round(p, r)
	}
	fn slash() -> Weight {
		Estimate::<RocksDbWeight>::slash()
	}
	fn finish(p: u32, r: u32) -> Weight {
		Estimate::<RocksDbWeight>::finish(p, r)
	}
	fn drop_receipt() -> Weight {
		Estimate::<RocksDbWeight>::drop_receipt()
	}
}
