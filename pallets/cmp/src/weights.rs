//! What calls and transitions weigh. A runtime brings what was measured on it; tests have estimates from the
//! reads and writes of each and from the bytes that are hashed.

use polkadot_sdk::frame_support::weights::{constants::RocksDbWeight, Weight};

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
	/// Drawing a panel of `p` seats, without comparing what they said lately.
	fn draw(p: u32) -> Weight;
	/// Comparing what `n` pairs of seats said lately.
	fn compare(n: u32) -> Weight;
	/// From sealing to revealing.
	fn start_revealing() -> Weight;
	/// Counting a round of `p` seats, all revealed, after `r` rounds; without slashes and without the end.
	fn close_round(p: u32, r: u32) -> Weight;
	/// Slashing one seat.
	fn slash() -> Weight;
	/// Ending a proposal with `p` seats after `r` rounds.
	fn finish(p: u32, r: u32) -> Weight;
	/// Telling the truth of a proposal with `p` seats.
	fn settle(p: u32) -> Weight;
	/// Adding to a prize.
	fn endow() -> Weight;
	/// Slashing `p` agents that speak with one voice.
	fn punish(p: u32) -> Weight;
	/// Appraising by a claim about `n` panels of eight answers each.
	fn appraise(n: u32) -> Weight;
	/// Removing one receipt, or finding that none is to go.
	fn drop_receipt() -> Weight;
}

/// `micros` of computing with `reads` and `writes`.
fn weigh(micros: u32, reads: u32, writes: u32) -> Weight {
	Weight::from_parts(u64::from(micros).saturating_mul(1_000_000), 0)
		.saturating_add(RocksDbWeight::get().reads_writes(reads.into(), writes.into()))
}

/// The pairs that `p` seats make.
pub(crate) fn pairs(p: u32) -> u32 {
	p.saturating_mul(p.saturating_sub(1)) / 2
}

/// `base` + `each` × `n`.
fn line(base: u32, each: u32, n: u32) -> u32 {
	base.saturating_add(each.saturating_mul(n))
}

/// Estimates by hand, for tests.
impl WeightInfo for () {
	// The number, the list, the entropy, eight counts, the account and its holds, a preimage's status.
	fn open(b: u32) -> Weight {
		weigh(line(80, 4, b / 1_024), 16, 7)
	}

	// The proposal, the agent's number, the seat, the list.
	fn seal() -> Weight {
		weigh(30, 4, 3)
	}

	// The same, the first block's hash, and one hash.
	fn reveal() -> Weight {
		weigh(35, 5, 3)
	}

	// What `finish` clears.
	fn cancel() -> Weight {
		weigh(600, 16, 80)
	}

	// The list, the entropy, the author's output, the queue's range.
	fn service_base() -> Weight {
		weigh(15, 5, 2)
	}

	fn peek() -> Weight {
		weigh(5, 1, 0)
	}

	// Eight agents are looked at per seat and 16 per department: index, agent and record of each. Then
	// the seats, the panel, the proposal and the list; and what each seat has shown.
	fn draw(p: u32) -> Weight {
		weigh(line(2_000, 180, p), line(401, 25, p), line(4, 1, p))
	}

	// Up to 128 steps each.
	fn compare(n: u32) -> Weight {
		weigh(line(0, 8, n), 0, 0)
	}

	fn start_revealing() -> Weight {
		weigh(20, 1, 2)
	}

	// The seat, the agent and its record for each seat, the panel, the rounds before; all is weighed and
	// counted, each pair of seats that copy each other once.
	fn close_round(p: u32, r: u32) -> Weight {
		weigh(
			line(line(line(100, 60, p), 2, pairs(p)), 80, r),
			line(line(3, 3, p), 1, r),
			line(3, 1, p),
		)
	}

	// The agent, its bond's hold, its owner's account and where the slash goes.
	fn slash() -> Weight {
		weigh(70, 5, 5)
	}

	// The seats and the rounds go; a receipt of some 120 bytes per seat, 210 per seat and round and 5 per pair
	// is hashed and written; the decision, the queue, the deposit, the scheduler's agenda, the preimage; each
	// seat's agent and what it has shown, for which each seat is compared with each.
	fn finish(p: u32, r: u32) -> Weight {
		weigh(
			line(line(line(150, 40, p), 1, pairs(p)), 100, r),
			line(line(12, 3, p), 1, r),
			line(line(17, 2, p), 1, r),
		)
	}

	// The receipt, the settlement, the class; each seat's agent and what it has shown; the prize, the pot, each seat's
	// owner, and what was paid.
	fn settle(p: u32) -> Weight {
		weigh(line(line(350, 90, p), 1, pairs(p)), line(10, 4, p), line(8, 2, p))
	}

	// The proposal, the prize, the sum, two accounts.
	fn endow() -> Weight {
		weigh(60, 5, 4)
	}

	// What is believed; the agent, its bond's hold, its owner's account, and where the slash goes.
	fn punish(p: u32) -> Weight {
		weigh(line(500, 70, p), line(2, 5, p), line(1, 5, p))
	}

	// The range, what is believed, each panel; some passes over all answers.
	fn appraise(n: u32) -> Weight {
		weigh(line(500, 40, n), line(4, 1, n), 3)
	}

	// Also what was paid; whether there was a referendum, and then the decision.
	fn drop_receipt() -> Weight {
		weigh(10, 3, 6)
	}
}
