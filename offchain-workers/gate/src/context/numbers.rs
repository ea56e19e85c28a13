//! Numbers as people write them.

use crate::decimal::Decimal;
use crate::fold::{stands_alone, strict};
use regex::Regex;
use std::sync::LazyLock;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
	Regex::new(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?").expect("a constant pattern; qed")
});

/// Words for numbers that requests use for amounts and counts.
const WORDS: &[(&str, u32)] = &[
	("one", 1),
	("two", 2),
	("three", 3),
	("four", 4),
	("five", 5),
	("six", 6),
	("seven", 7),
	("eight", 8),
	("nine", 9),
	("ten", 10),
	("eleven", 11),
	("twelve", 12),
	("twenty", 20),
	("thirty", 30),
	("forty", 40),
	("fifty", 50),
	("hundred", 100),
	("thousand", 1000),
];

/// The numbers that stand alone in a text: not parts of dates, account numbers or addresses. With `words`, those
/// written as one word, too.
pub(super) fn of_text(text: &str, words: bool) -> Vec<Decimal> {
	let text = strict(text);
	let digits = NUMBER
		.find_iter(&text)
		.filter(|found| stands_alone(&text, found.start(), found.end()))
		.filter_map(|found| found.as_str().replace(',', "").parse().ok());
	let mut numbers: Vec<Decimal> = digits.collect();
	if words {
		let plain = text.split(|c: char| !c.is_alphanumeric());
		numbers.extend(plain.filter_map(|word| {
			let (_, number) = WORDS.iter().find(|(name, _)| *name == word)?;
			Some(Decimal::whole(*number))
		}));
	}
	numbers
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_numbers_and_dates_and_accounts_are_not() {
		let text = "Send $1,200.50 to GB29NWBK60161331926819 on 2024-05-15, then two times 30€.";
		let numbers: Vec<String> = of_text(text, true).iter().map(ToString::to_string).collect();
		assert_eq!(numbers, ["1200.5", "30", "2"]);
		assert_eq!(of_text(text, false).len(), 2);
	}
}
