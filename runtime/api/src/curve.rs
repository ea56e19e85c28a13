//! The bonding curve as seen from outside.

use codec::{Decode, Encode};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// The open curve. Amounts in 10⁻¹² of VWT or CVT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct CurveView {
	/// κ, in millionths.
	pub kappa: u32,
	/// The CVT that the reserve is for.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub supply: u128,
	/// The VWT in reserve.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub reserve: u128,
	/// VWT for a CVT, 18 decimals.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub price: u128,
	/// What selling the whole supply would give before tribute.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub owed: u128,
	/// CVT beyond the supply.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub unbacked: u128,
	/// What of a purchase goes to the commons.
	pub entry: Perbill,
	/// What of a sale goes to the commons.
	pub exit: Perbill,
	/// Whether trading is paused.
	pub paused: bool,
}

/// What an order would give now. Amounts in 10⁻¹² of VWT or CVT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct QuoteView {
	/// What is given: VWT for a purchase, CVT for a sale.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub given: u128,
	/// What is got: CVT for a purchase, VWT for a sale, after tribute.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub got: u128,
	/// VWT that go to the commons.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub tribute: u128,
	/// The curve's supply after the order.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub supply: u128,
	/// The curve's reserve after the order.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub reserve: u128,
	/// The price after the order: VWT for a CVT, 18 decimals.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub price: u128,
}
