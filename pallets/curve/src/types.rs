//! What is kept for the curve and its hatch.

use althing_curve_math::{self as math, Kappa};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{frame_system::pallet_prelude::BlockNumberFor, sp_runtime::Permill};
use scale_info::TypeInfo;

/// Amounts of both currencies, in units of 12 decimals. Fixed, since the proofs of
/// [`althing_curve_math`] are for 128 bits.
pub type Balance = u128;

/// One whole VWT or CVT.
pub const UNIT: Balance = 1_000_000_000_000;

/// [`Terms`] with the types of a runtime.
pub type TermsOf<T> = Terms<BlockNumberFor<T>>;

/// [`HatchInfo`] with the types of a runtime.
pub type HatchInfoOf<T> = HatchInfo<BlockNumberFor<T>>;

/// The open curve.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CurveState {
	/// κ, in millionths.
	pub kappa: u32,
	/// R₀: the reserve of the point that fixes V₀ = S₀^κ / R₀.
	pub anchor_reserve: Balance,
	/// S₀: the supply of that point.
	pub anchor_supply: Balance,
	/// S: the tokens that the curve owes reserve for. Not the token's issuance; see [`crate`].
	pub supply: Balance,
	/// R: the reserve that is recorded. Never below what `supply` is owed.
	pub reserve: Balance,
}

impl CurveState {
	/// The open curve with `kappa` that `reserve` backs at `supply`.
	pub(crate) fn opened(kappa: u32, reserve: Balance, supply: Balance) -> Result<Self, math::Error> {
		let curve = math::Curve::through(Kappa::new(kappa)?, reserve, supply)?;
		let (anchor_reserve, anchor_supply) = curve.anchor();
		Ok(Self {
			kappa,
			anchor_reserve,
			anchor_supply,
			supply,
			reserve,
		})
	}

	/// The functions of this curve.
	pub(crate) fn curve(&self) -> Result<math::Curve, math::Error> {
		math::Curve::new(Kappa::new(self.kappa)?, self.anchor_reserve, self.anchor_supply)
	}
}

/// What goes to the commons.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Tributes {
	/// Of what a buyer pays.
	pub entry: Permill,
	/// Of what a seller would get.
	pub exit: Permill,
}

/// The terms of a hatch.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms<BlockNumber> {
	/// Units of VWT for a whole CVT.
	pub price: Balance,
	/// The least sum with which the curve opens; with less, contributors are refunded.
	pub goal: Balance,
	/// The most that is taken.
	pub cap: Balance,
	/// For how many blocks contributions are taken.
	pub period: BlockNumber,
	/// What of the sum goes to the commons when the curve opens. The rest is its first reserve.
	pub tribute: Permill,
	/// κ of the curve that opens, in millionths.
	pub kappa: u32,
	/// For how many blocks after the opening nothing vests.
	pub cliff: BlockNumber,
	/// How many blocks after the opening everything has vested. In between it vests in equal parts per block.
	pub vesting: BlockNumber,
}

/// How far a hatch is.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum HatchStatus<BlockNumber> {
	/// Contributions are taken until their time or their cap.
	#[codec(index = 0)]
	Running,
	/// The curve was opened. Contributors can claim.
	#[codec(index = 1)]
	Opened {
		/// In this block.
		at: BlockNumber,
	},
	/// The goal was not reached. Contributors are refunded.
	#[codec(index = 2)]
	Failed,
}

/// A hatch.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct HatchInfo<BlockNumber> {
	/// Its terms.
	pub terms: Terms<BlockNumber>,
	/// The first block that takes no contribution any more.
	pub until: BlockNumber,
	/// What was contributed and, after a failure, not yet refunded.
	pub raised: Balance,
	/// How far it is.
	pub status: HatchStatus<BlockNumber>,
}

/// The tokens that a contributor of the hatch claimed.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Vesting {
	/// All of them.
	pub total: Balance,
	/// Those that are free. The others are held.
	pub released: Balance,
}

/// What an order would give, or gave.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Quote {
	/// What the trader gives: VWT for a purchase, CVT for a sale.
	pub given: Balance,
	/// What the trader gets: CVT for a purchase, VWT for a sale.
	pub got: Balance,
	/// VWT that go to the commons. Part of `given` in a purchase; `got` is net of it in a sale.
	pub tribute: Balance,
	/// The curve's supply after the order.
	pub supply: Balance,
	/// The curve's reserve after the order.
	pub reserve: Balance,
	/// The price after the order: VWT for a CVT, 18 decimals. The greatest number where it is beyond.
	pub price: Balance,
}

/// The curve as a reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CurveView {
	/// What is stored.
	pub state: CurveState,
	/// The price: VWT for a CVT, 18 decimals.
	pub price: Balance,
	/// What selling the whole supply would give before tribute. The rest of the reserve is nobody's.
	pub owed: Balance,
	/// CVT beyond the supply: issued by others than the curve. Zero where others burned more than they issued.
	pub unbacked: Balance,
	/// The tributes.
	pub tributes: Tributes,
	/// Whether trading is paused.
	pub paused: bool,
}
