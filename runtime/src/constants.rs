//! Numbers that more than one place needs.

/// Money.
pub mod currency {
	use crate::Balance;

	/// One VWT, or one CVT.
	pub const UNIT: Balance = 1_000_000_000_000;
	/// A thousandth.
	pub const MILLI: Balance = UNIT / 1_000;
	/// A millionth.
	pub const MICRO: Balance = UNIT / 1_000_000;
	/// What an account must hold to exist.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI;

	/// What it costs to keep `items` entries of `bytes` in state.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * 100 * MILLI + bytes as Balance * 100 * MICRO
	}
}

/// Time.
pub mod time {
	use crate::BlockNumber;

	/// A slot.
	pub const MILLISECS_PER_BLOCK: u64 = 2_000;
	/// Blocks in a minute.
	pub const MINUTES: BlockNumber = 60_000 / MILLISECS_PER_BLOCK as BlockNumber;
	/// Blocks in an hour.
	pub const HOURS: BlockNumber = 60 * MINUTES;
	/// Blocks in a day.
	pub const DAYS: BlockNumber = 24 * HOURS;
	/// An epoch, which is also a session. Long enough that GRANDPA settles each before the next.
	pub const EPOCH: BlockNumber = 10 * MINUTES;
	/// Sessions in an era: an hour.
	pub const SESSIONS_PER_ERA: u32 = 6;
}
