//! The bonding curve.

use crate::{
	views::{CurveView, QuoteView},
	Result, State,
};

impl State {
	/// The bonding curve, once it is open.
	pub async fn curve(&self) -> Result<Option<CurveView>> {
		self.api("curve", ()).await
	}

	/// What buying with `vwt` would give; none when the curve is not open or cannot take the order.
	pub async fn quote_buy(&self, vwt: u128) -> Result<Option<QuoteView>> {
		self.api("quote_buy", vwt).await
	}

	/// What selling `cvt` would give, likewise.
	pub async fn quote_sell(&self, cvt: u128) -> Result<Option<QuoteView>> {
		self.api("quote_sell", cvt).await
	}
}
