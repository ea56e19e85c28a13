//! What an answer costs.

use crate::model::Usage;
use serde::{Deserialize, Deserializer};

/// Tokens that a price is for.
const PER: u128 = 1_000_000;

/// Prices of a million tokens, in millionths of the provider's currency.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
	/// The currency, for people.
	#[serde(default = "dollars")]
	pub currency: String,
	/// Of the prompt. Written as a decimal text, `"0.15"`.
	#[serde(deserialize_with = "decimal")]
	pub prompt: u64,
	/// Of those of the prompt that were still in the provider's cache; as much as the others where it is left out.
	#[serde(default, deserialize_with = "some_decimal")]
	pub cached: Option<u64>,
	/// Of the answer.
	#[serde(deserialize_with = "decimal")]
	pub completion: u64,
}

fn dollars() -> String {
	"USD".into()
}

impl Price {
	/// What `usage` costs, in millionths of the currency, rounded up.
	pub fn of(&self, usage: &Usage) -> u64 {
		let cached = usage.cached_tokens.min(usage.prompt_tokens);
		let fresh = usage.prompt_tokens.saturating_sub(cached);
		let cost = |tokens: u32, price: u64| u128::from(tokens).saturating_mul(u128::from(price));
		let total = cost(fresh, self.prompt)
			.saturating_add(cost(cached, self.cached.unwrap_or(self.prompt)))
			.saturating_add(cost(usage.completion_tokens, self.completion));
		u64::try_from(total.div_ceil(PER)).unwrap_or(u64::MAX)
	}
}

/// Millionths of a decimal number of at most six places; none when it is not one.
pub fn millionths(text: &str) -> Option<u64> {
	let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
	let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
	if !is_number(whole) || !is_number(fraction) || fraction.len() > 6 {
		return None;
	}
	let parts: u64 = format!("{fraction:0<6}").parse().ok()?;
	whole
		.parse::<u64>()
		.ok()?
		.checked_mul(1_000_000)?
		.checked_add(parts)
}

fn decimal<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
	let text = String::deserialize(from)?;
	millionths(&text).ok_or_else(|| {
		serde::de::Error::custom(format!(
			"the price \"{text}\" is no decimal number of at most six places, such as \"0.15\""
		))
	})
}

fn some_decimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
	decimal(from).map(Some)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn price() -> Price {
		toml::from_str("prompt = \"0.15\"\ncached = \"0.075\"\ncompletion = \"0.60\"").unwrap()
	}

	#[test]
	fn a_million_tokens_cost_their_price() {
		let usage = Usage {
			prompt_tokens: 1_000_000,
			cached_tokens: 0,
			completion_tokens: 1_000_000,
		};
		assert_eq!(price().of(&usage), 750_000);
		let usage = Usage {
			cached_tokens: 400_000,
			completion_tokens: 0,
			..usage
		};
		assert_eq!(price().of(&usage), 120_000);
	}

	#[test]
	fn a_single_token_is_not_free() {
		let usage = Usage {
			prompt_tokens: 1,
			..Usage::default()
		};
		assert_eq!(price().of(&usage), 1);
		assert_eq!(price().of(&Usage::default()), 0);
	}

	#[test]
	fn decimals_are_exact_or_refused() {
		assert_eq!(millionths("0.075"), Some(75_000));
		assert_eq!(millionths("15"), Some(15_000_000));
		for wrong in [
			"",
			".5",
			"5.",
			"1e3",
			"-1",
			"0.1234567",
			"a",
			"99999999999999999999",
		] {
			assert_eq!(millionths(wrong), None, "{wrong}");
		}
	}

	proptest! {
		#[test]
		fn more_tokens_never_cost_less(prompt in 0..u32::MAX, cached in 0..u32::MAX, completion in 0..u32::MAX - 1) {
			let usage = Usage { prompt_tokens: prompt, cached_tokens: cached, completion_tokens: completion };
			let more = Usage { completion_tokens: completion + 1, ..usage };
			prop_assert!(price().of(&usage) <= price().of(&more));
		}
	}
}
