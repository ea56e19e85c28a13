//! The two currencies.

/// A currency. Both have twelve decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
	/// The native one: fees, staking, escrow, rewards.
	Vwt,
	/// The one that governs.
	Cvt,
}

impl Currency {
	/// Both.
	pub const ALL: [Self; 2] = [Self::Vwt, Self::Cvt];

	/// The pallet that holds it.
	pub(crate) const fn pallet(self) -> &'static str {
		match self {
			Self::Vwt => "Balances",
			Self::Cvt => "Cvt",
		}
	}
}

impl core::fmt::Display for Currency {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.pad(match self {
			Self::Vwt => "VWT",
			Self::Cvt => "CVT",
		})
	}
}
