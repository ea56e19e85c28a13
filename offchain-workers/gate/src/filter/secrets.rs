//! Secrets in texts, by form and by entropy.
//!
//! Forms are those that providers publish for their own tokens. Entropy alone would flag hashes and identifiers, so it is
//! looked at only behind words such as `password` or `key`.

use super::Found;
use regex::Regex;
use std::sync::LazyLock;

/// Bits for each character from which on a value behind a telling word counts as random.
const RANDOM: f64 = 3.0;
/// Words of a seed phrase at least, as BIP 39 has them.
const SEED: usize = 12;

static FORMS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
	[
		(
			"private_key",
			r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----",
		),
		("aws_key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
		(
			"github_token",
			r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})",
		),
		("gitlab_token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
		("slack_token", r"\bxox[abposr]-[A-Za-z0-9-]{10,}"),
		("api_key", r"\bsk-(?:[a-z]{2,8}-)?[A-Za-z0-9_-]{20,}"),
		("google_key", r"\bAIza[0-9A-Za-z_-]{35}"),
		("stripe_key", r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}"),
		("npm_token", r"\bnpm_[A-Za-z0-9]{36}\b"),
		("age_key", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}"),
		(
			"json_web_token",
			r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
		),
		(
			"login_in_link",
			r"(?i)\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@]{1,64}:[^\s/@]{1,128}@",
		),
		("bearer_token", r"(?i)\bbearer\s+[A-Za-z0-9._~+/-]{20,}"),
	]
	.into_iter()
	.map(|(what, pattern)| (what, Regex::new(pattern).expect("a constant pattern; qed")))
	.collect()
});

static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
	Regex::new(
		r#"(?i)\b(?:password|passwd|passphrase|pwd|secret|token|api[ _-]?key|private[ _-]?key|access[ _-]?key|seed|mnemonic)\b["']?\s{0,3}(?:is|[:=])\s{0,3}["']?([^\s"',;]{8,512})"#,
	)
	.expect("a constant pattern; qed")
});

static PHRASE: LazyLock<Regex> = LazyLock::new(|| {
	Regex::new(r"(?i)\b(?:seed|recovery|mnemonic|secret)(?: (?:phrase|words))?\b[^a-z]{0,8}((?:[a-z]{3,8}[ ,\n]{1,3}){11,23}[a-z]{3,8})\b")
		.expect("a constant pattern; qed")
});

/// The secrets in a text. The excerpt says how long each is, and nothing of it.
pub fn find(text: &str) -> Vec<Found> {
	spans(text)
		.into_iter()
		.map(|(what, from, to)| Found {
			what: what.to_owned(),
			at: from,
			excerpt: format!("{} bytes", to.saturating_sub(from)),
		})
		.collect()
}

/// The text with each secret replaced by what it was.
pub(super) fn redact(text: &str) -> String {
	let mut out = String::with_capacity(text.len());
	let mut at = 0usize;
	for (what, from, to) in spans(text) {
		out.push_str(text.get(at..from).unwrap_or_default());
		out.push_str("[removed: ");
		out.push_str(what);
		out.push(']');
		at = to;
	}
	out.push_str(text.get(at..).unwrap_or_default());
	out
}

/// What, from and to, in order, without overlap.
fn spans(text: &str) -> Vec<(&'static str, usize, usize)> {
	let mut spans = Vec::new();
	for (what, form) in FORMS.iter() {
		for found in form.find_iter(text) {
			let end = match *what {
				"private_key" => key_end(text, found.end()),
				_ => found.end(),
			};
			spans.push((*what, found.start(), end));
		}
	}
	for found in ASSIGNED.captures_iter(text).filter_map(|c| c.get(1)) {
		if is_random(found.as_str()) {
			spans.push(("assigned_secret", found.start(), found.end()));
		}
	}
	for found in PHRASE.captures_iter(text).filter_map(|c| c.get(1)) {
		if found
			.as_str()
			.split([' ', ',', '\n'])
			.filter(|w| !w.is_empty())
			.count() >= SEED
		{
			spans.push(("seed_phrase", found.start(), found.end()));
		}
	}
	spans.sort_by_key(|(_, from, to)| (*from, std::cmp::Reverse(*to)));
	let mut end = 0;
	spans.retain(|(_, from, to)| {
		let apart = *from >= end;
		if apart {
			end = *to;
		}
		apart
	});
	spans.truncate(super::MOST);
	spans
}

/// A key block goes on to its last line, or to the end when that line was cut off.
fn key_end(text: &str, from: usize) -> usize {
	let rest = text.get(from..).unwrap_or_default();
	let closing = rest.find("-----END").and_then(|at| {
		let tail = rest.get(at.saturating_add(8)..)?;
		let close = tail.find("-----")?;
		Some(at.saturating_add(close).saturating_add(13))
	});
	closing.map_or(text.len(), |length| from.saturating_add(length))
}

/// Letters and digits or signs mixed, with at least [`RANDOM`] bits for each character by their frequencies (Shannon).
fn is_random(value: &str) -> bool {
	let has = |test: fn(char) -> bool| value.chars().any(test);
	let mixed = has(|c| c.is_ascii_digit()) && has(char::is_alphabetic);
	mixed && entropy(value) >= RANDOM
}

fn entropy(value: &str) -> f64 {
	let mut counts = std::collections::BTreeMap::<char, u32>::new();
	for c in value.chars() {
		let count = counts.entry(c).or_default();
		*count = count.saturating_add(1);
	}
	let all: f64 = counts.values().map(|n| f64::from(*n)).sum();
	counts
		.values()
		.map(|n| f64::from(*n) / all)
		.map(|share| -share * share.log2())
		.sum()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn secrets_are_found_and_nothing_of_them_is_told() {
		// Put together here, so that no scanner takes the source for a leak.
		let seed = "seed phrase: ".to_owned() + &["apple "; 11].concat() + "zebra";
		for (what, text) in [
			("github_token", format!("use ghp_{}", "aB3".repeat(12))),
			("aws_key", format!("AKIA{}", "A1B2".repeat(4))),
			("assigned_secret", "the password is hunter2Xq9!".to_owned()),
			(
				"login_in_link",
				format!("postgres://{}@db.example.com", "ann:pw12"),
			),
			("seed_phrase", seed),
			("private_key", format!("-----BEGIN {} KEY-----\nabc", "PRIVATE")),
		] {
			let found = find(&text);
			assert_eq!(found.first().map(|f| f.what.as_str()), Some(what), "{text}");
			assert!(found[0].excerpt.ends_with("bytes"));
			let clean = redact(&text);
			assert!(clean.contains("[removed: ") && find(&clean).is_empty(), "{clean}");
		}
	}

	#[test]
	fn ordinary_words_are_no_secrets() {
		for text in [
			"The password is required for all employees.",
			"token: something ordinary",
			"commit 3f786850e387550fdab836ed7e6dc881de23001b",
			"Meet me at the station, the usual place, and bring the two books that I lent you last year.",
		] {
			assert_eq!(find(text), [], "{text}");
		}
	}
}
