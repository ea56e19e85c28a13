//! What a transaction may cost.

use crate::{
	evm::{Evm, EvmError},
	Error,
};

/// Gwei are what fees are talked about in.
const GWEI: u128 = 1_000_000_000;

/// An amount of wei in gwei, with the decimals it needs.
pub fn gwei(wei: u128) -> String {
	let (whole, rest) = (wei / GWEI, wei % GWEI);
	let text = format!("{whole}.{rest:09}");
	text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An amount of gwei as people write it, in wei.
///
/// # Errors
///
/// When it is no number, has more than nine decimals, or is too large.
pub fn parse_gwei(text: &str) -> Result<u128, String> {
	let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
	let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	let wrong = || format!("{text} is no amount of gwei, such as 20 or 0.5");
	if whole.is_empty() || decimals.len() > 9 || !is_digits(whole) || !is_digits(decimals) {
		return Err(wrong());
	}
	format!("{whole}{decimals:0<9}").parse().map_err(|_| wrong())
}

/// What a unit of gas is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fees {
	/// In all, at most.
	pub max: u128,
	/// To the block's maker, at most.
	pub tip: u128,
}

impl Fees {
	/// What gets a transaction into one of the next blocks, for no more than `cap`.
	///
	/// # Errors
	///
	/// [`Error::TooExpensive`] when that is not enough for the next block.
	pub async fn quote(evm: &Evm, cap: u128) -> Result<Self, Error> {
		let base = evm.head().await?.base_fee_per_gas.ok_or(EvmError::NoBaseFee)?;
		let tip = evm.tip().await?;
		let wanted = base.saturating_add(tip);
		if wanted > cap {
			return Err(Error::TooExpensive { wanted, cap });
		}
		// Twice the base fee lasts for six full blocks, each an eighth dearer.
		let max = base.saturating_mul(2).saturating_add(tip).min(cap);
		Ok(Self { max, tip })
	}

	/// At least these, and an eighth more than `tried` in both: pools take no less in place of a transaction.
	///
	/// # Errors
	///
	/// [`Error::TooExpensive`] when that is more than `cap`.
	pub fn instead_of(self, tried: Self, cap: u128) -> Result<Self, Error> {
		let more = |fee: u128| fee.saturating_add(fee / 8).saturating_add(1);
		let wanted = self.max.max(more(tried.max));
		if wanted > cap {
			return Err(Error::TooExpensive { wanted, cap });
		}
		Ok(Self {
			max: wanted,
			tip: self.tip.max(more(tried.tip)).min(wanted),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_read_as_they_are_shown() {
		for (text, wei) in [
			("0.5", GWEI / 2),
			("20", 20 * GWEI),
			("0.000000001", 1),
			("1.25", 1_250_000_000),
		] {
			assert_eq!(parse_gwei(text), Ok(wei));
			assert_eq!(gwei(wei), text);
		}
		for text in ["", ".5", "1.0000000001", "-1", "1e9", "1.2.3", &"9".repeat(40)] {
			assert!(parse_gwei(text).is_err(), "{text}");
		}
	}

	#[test]
	fn what_takes_the_place_of_a_transaction_offers_an_eighth_more_and_no_more_than_allowed() {
		let (tried, now) = (Fees { max: 800, tip: 80 }, Fees { max: 100, tip: 10 });
		assert_eq!(now.instead_of(tried, 1000).unwrap(), Fees { max: 901, tip: 91 });
		assert!(matches!(
			now.instead_of(tried, 900),
			Err(Error::TooExpensive {
				wanted: 901,
				cap: 900
			})
		));
		let dear = Fees { max: 950, tip: 300 };
		assert_eq!(dear.instead_of(tried, 1000).unwrap(), dear);
	}
}
