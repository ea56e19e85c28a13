//! Texts made comparable.
//!
//! Two foldings, because two mistakes are possible. What makes a value *trusted* is compared strictly: a domain with a
//! Cyrillic `а` is not the domain that the user named. What makes it *tainted* is compared loosely, by a skeleton in the
//! sense of Unicode TS 39, so that case, spaces, invisible characters, accents, full-width forms and lookalikes do not
//! hide where it came from.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::UnicodeNormalization;

/// Lookalikes of Latin letters, lower case, that NFKD does not take away. A choice from Unicode's confusables.txt:
/// the Cyrillic, Greek and Armenian letters that common fonts draw like Latin ones.
const LOOKALIKES: &[(char, char)] = &[
	('а', 'a'),
	('в', 'b'),
	('с', 'c'),
	('ԁ', 'd'),
	('е', 'e'),
	('һ', 'h'),
	('і', 'i'),
	('ї', 'i'),
	('ј', 'j'),
	('к', 'k'),
	('ӏ', 'l'),
	('м', 'm'),
	('н', 'h'),
	('о', 'o'),
	('р', 'p'),
	('ԛ', 'q'),
	('г', 'r'),
	('ѕ', 's'),
	('т', 't'),
	('ѵ', 'v'),
	('ԝ', 'w'),
	('х', 'x'),
	('у', 'y'),
	('α', 'a'),
	('β', 'b'),
	('ε', 'e'),
	('η', 'n'),
	('ι', 'i'),
	('κ', 'k'),
	('ν', 'v'),
	('ο', 'o'),
	('ρ', 'p'),
	('τ', 't'),
	('υ', 'u'),
	('χ', 'x'),
	('ս', 'u'),
	('օ', 'o'),
	('ո', 'n'),
	('հ', 'h'),
	('ց', 'g'),
	('ı', 'i'),
	('ɡ', 'g'),
	('ɑ', 'a'),
	('ℓ', 'l'),
	('ø', 'o'),
	('ł', 'l'),
	('đ', 'd'),
];

/// Whether a character shows nothing and so can hide something: zero-width and joiners, bidirectional controls, tags,
/// variation selectors, soft hyphens, fillers, and control characters other than tab and newline.
pub fn is_invisible(c: char) -> bool {
	matches!(c,
		'\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
		| '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
		| '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
		| '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
		| '\u{e0000}'..='\u{e0fff}')
		|| (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// The Latin letter that `c` looks like, or `c`. Takes lower case.
pub fn lookalike(c: char) -> char {
	LOOKALIKES
		.iter()
		.find(|(from, _)| *from == c)
		.map_or(c, |(_, to)| *to)
}

/// Strictly: lower case, runs of white space as one space, nothing else. For what makes a value trusted.
pub fn strict(text: &str) -> String {
	let mut out = String::with_capacity(text.len());
	for word in text.split_whitespace() {
		if !out.is_empty() {
			out.push(' ');
		}
		out.extend(word.chars().flat_map(char::to_lowercase));
	}
	out
}

/// Loosely: letters and digits alone, compatibility forms and accents taken away, lookalikes as Latin. For what makes
/// a value tainted.
pub fn skeleton(text: &str) -> String {
	let plain = |c: char| !is_combining_mark(c) && !is_invisible(c);
	text.nfkd()
		.filter(|c| plain(*c))
		.flat_map(char::to_lowercase)
		.map(lookalike)
		.nfkd()
		.filter(|c| plain(*c) && c.is_alphanumeric())
		.collect()
}

/// Whether `needle` stands in `hay` as a whole: what is next to it does not make it part of a longer name, address or
/// number. Both folded by [`strict`]. An empty needle stands nowhere.
pub fn stands_in(hay: &str, needle: &str) -> bool {
	if needle.is_empty() {
		return false;
	}
	hay.match_indices(needle)
		.any(|(at, found)| stands_alone(hay, at, at.saturating_add(found.len())))
}

/// Whether what is at bytes `from..to` of `hay` is no part of something longer.
pub(crate) fn stands_alone(hay: &str, from: usize, to: usize) -> bool {
	let before = hay.get(..from).unwrap_or_default();
	let after = hay.get(to..).unwrap_or_default();
	!joins_left(before) && !joins_right(after)
}

fn joins_left(before: &str) -> bool {
	let mut rest = before.chars();
	match rest.next_back() {
		None => false,
		Some(c) if c.is_alphanumeric() || is_invisible(c) || is_combining_mark(c) => true,
		Some(',') => rest.next_back().is_some_and(|c| c.is_ascii_digit()),
		Some(c) => "-_.@/+%&=~\\#".contains(c),
	}
}

fn joins_right(after: &str) -> bool {
	let mut rest = after.chars();
	match rest.next() {
		None => false,
		Some(c) if c.is_alphanumeric() || is_invisible(c) || is_combining_mark(c) => true,
		Some(c) if "-_@/\\%&=+~#.,:?".contains(c) => rest.next().is_some_and(char::is_alphanumeric),
		Some(_) => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_value_inside_a_longer_one_does_not_stand_alone() {
		let hay =
			strict("Pay bob@example.com, not evilbob@example.com.au; see /home/bill.txt and $1,200.50.");
		for (needle, stands) in [
			("bob@example.com", true),
			("example.com", false),
			("bill.txt", false),
			("/home/bill.txt", true),
			("200.50", false),
			("1,200", false),
			("evilbob@example.com", false),
			("", false),
		] {
			assert_eq!(stands_in(&hay, needle), stands, "{needle}");
		}
	}

	#[test]
	fn lookalikes_are_the_same_loosely_and_differ_strictly() {
		let (latin, mixed) = ("paypal.com", "pаypаl.com");
		assert_eq!(skeleton(latin), skeleton(mixed));
		assert_ne!(strict(latin), strict(mixed));
		assert_eq!(skeleton("ＵＳ13\u{200b} 30 00"), "us133000");
	}

	proptest! {
		#[test]
		fn folding_twice_is_folding_once(text in "\\PC{0,60}") {
			prop_assert_eq!(skeleton(&skeleton(&text)), skeleton(&text));
			prop_assert_eq!(strict(&strict(&text)), strict(&text));
		}

		#[test]
		fn disguises_do_not_change_the_skeleton(word in "[a-z0-9]{1,20}", at in 0usize..20) {
			let mut disguised: Vec<char> = word.to_uppercase().chars().collect();
			let at = at.min(disguised.len());
			disguised.splice(at..at, ['\u{200d}', ' ', '\u{202e}', '\u{e0041}', '-']);
			let disguised: String = disguised.into_iter().collect();
			prop_assert_eq!(skeleton(&disguised), skeleton(&word));
		}
	}
}
