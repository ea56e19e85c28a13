//! What a request names, derived from the user's words alone, before any untrusted data is read and without a model.
//!
//! The idea is CaMeL's (Debenedetti et al. 2025): what is to be done is fixed by the trusted request, data fill it in.
//! There a model writes a program; here words in the mandate name tools, which derives less and can be checked by eye.
//! It knows no synonyms beyond the mandate's, no pronouns ("do the same for her"), no dates in words, and nothing that
//! a request leaves to a document ("pay that bill"). What it cannot derive it lists in [`Scope::open`]; the gate asks a
//! person there, or denies, as the mandate says.

use crate::mandate::{Effect, Mandate, Provenance, Tool};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes of requests that are looked at.
const LONGEST: usize = 64 * 1024;
/// Words before a cue among which a "not" undoes it.
const NEGATION: usize = 3;

/// What a request names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
	/// Tools, each with the cue that named it.
	pub named: BTreeMap<String, String>,
	/// Addresses, numbers, quotations in the request: values that arguments may take.
	pub values: Vec<String>,
	/// What a call will need and the request does not hold.
	pub open: Vec<String>,
}

impl Scope {
	/// Whether the request names a tool.
	pub fn names(&self, tool: &str) -> bool {
		self.named.contains_key(tool)
	}
}

/// Derives what the user's messages name under a mandate.
pub fn derive(mandate: &Mandate, request: &[String]) -> Scope {
	let mut left = LONGEST;
	let mut sentences: Vec<Vec<Word>> = Vec::new();
	let mut values = Vec::new();
	for text in request {
		if text.len() > left {
			break;
		}
		left = left.saturating_sub(text.len());
		sentences.extend(split(text));
		values.extend(named_values(text));
	}
	let mut scope = Scope {
		values,
		..Scope::default()
	};
	for (name, tool) in &mandate.tools {
		if let Some(cue) = cue(name, tool, &sentences) {
			if tool.effect == Effect::Write {
				scope.open.extend(open(name, tool, &scope.values));
			}
			scope.named.insert(name.clone(), cue);
		}
	}
	scope
}

struct Word {
	stem: String,
	denied: bool,
}

/// The sentences of a text as stems, each marked when a "not" stands shortly before it.
fn split(text: &str) -> Vec<Vec<Word>> {
	let lower = text.to_lowercase().replace('\u{2019}', "'");
	let mut sentences = Vec::new();
	let mut point = false;
	for sentence in lower.split_inclusive(['.', '!', '?', '\n', ';']) {
		let words: Vec<&str> = sentence
			.split(|c: char| !(c.is_alphanumeric() || c == '\''))
			.filter(|w| !w.is_empty())
			.collect();
		let mut nots = NEGATION.saturating_add(1);
		let mut out = Vec::with_capacity(words.len());
		for word in words {
			let not = matches!(word, "not" | "never" | "without" | "don't" | "dont" | "cannot");
			nots = if not { 0 } else { nots.saturating_add(1) };
			out.push(Word {
				stem: stem(word),
				denied: nots <= NEGATION,
			});
		}
		// A point inside an address or a number ends no sentence: without a space behind it, words go on.
		let goes_on = point && !sentence.starts_with(char::is_whitespace);
		point = sentence.ends_with('.');
		match sentences.last_mut() {
			Some(last) if goes_on => Vec::append(last, &mut out),
			_ => sentences.push(out),
		}
	}
	sentences
}

/// A word without the endings that English verbs and plurals have.
fn stem(word: &str) -> String {
	let word = word.trim_matches('\'');
	let word = word.strip_suffix("'s").unwrap_or(word);
	for ending in ["ing", "ed", "es", "s", "e"] {
		if let Some(rest) = word.strip_suffix(ending) {
			if rest.chars().count() >= 3 {
				return rest.to_owned();
			}
		}
	}
	word.to_owned()
}

fn cue(name: &str, tool: &Tool, sentences: &[Vec<Word>]) -> Option<String> {
	let own = [name.replace(['_', '-', '.'], " ")];
	let cues = if tool.cues.is_empty() {
		own.as_slice()
	} else {
		tool.cues.as_slice()
	};
	let said = |cue: &&String| {
		let stems: Vec<String> = cue.to_lowercase().split_whitespace().map(stem).collect();
		sentences.iter().any(|sentence| {
			stems
				.iter()
				.all(|stem| sentence.iter().any(|word| word.stem == *stem && !word.denied))
		})
	};
	cues.iter().find(said).cloned()
}

/// Words of a request that an argument may take as they are: with a digit, `@`, `.`, `/` or `_` inside, or quoted.
fn named_values(text: &str) -> Vec<String> {
	let telling = |word: &&str| {
		word.chars().any(|c| c.is_ascii_digit())
			|| word.contains(['@', '/', '_'])
			|| word.trim_matches('.').contains('.')
	};
	let trim = |word: &str| {
		word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/')
			.to_owned()
	};
	let mut values: Vec<String> = text.split_whitespace().filter(telling).map(trim).collect();
	for quote in ['"', '\''] {
		values.extend(text.split(quote).skip(1).step_by(2).map(str::to_owned));
	}
	values.retain(|value| !value.trim().is_empty());
	values.sort_unstable();
	values.dedup();
	values
}

/// The arguments of a named tool that need a trusted source, when the request holds no value at all.
fn open(name: &str, tool: &Tool, values: &[String]) -> Vec<String> {
	let needs = tool.arguments.iter().filter(|(_, rule)| {
		let inner = rule.items.as_ref().map_or(rule.from, |items| items.from);
		inner != Provenance::Any && !rule.optional && values.is_empty()
	});
	needs
		.map(|(argument, _)| {
			format!("{name}.{argument}: the request holds no address, number or quoted value for it")
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn mandate() -> Mandate {
		Mandate::read(
			r#"
			name = "clerk"
			[tools.send_money]
			effect = "write"
			cues = ["pay", "send money"]
			arguments.to = { type = "text", from = "user" }
			[tools.delete_file]
			effect = "write"
			[tools.read_file]
			effect = "read"
			"#,
		)
		.unwrap()
	}

	fn named(request: &str) -> Vec<String> {
		derive(&mandate(), &[request.to_owned()])
			.named
			.into_keys()
			.collect()
	}

	#[test]
	fn a_request_names_tools_by_cues_in_one_sentence() {
		assert_eq!(named("Please send 50 of my money to Bob."), ["send_money"]);
		assert_eq!(named("I'm paying Ann for www.example.com today."), ["send_money"]);
		assert!(named("Send greetings. I have no money.").is_empty());
		assert_eq!(named("Delete the files in tmp"), ["delete_file"]);
	}

	#[test]
	fn what_is_forbidden_is_not_named() {
		assert!(named("Tell me the balance but do not pay anything.").is_empty());
		assert_eq!(
			named("Do not wait, and please just go and pay him."),
			["send_money"]
		);
	}

	#[test]
	fn what_a_request_leaves_open_is_listed() {
		let scope = derive(&mandate(), &["Pay Bob what he is owed".to_owned()]);
		assert_eq!(scope.open.len(), 1);
		let scope = derive(
			&mandate(),
			&["Pay DE12 50.5 for 'rent, June' to a@b.org.".to_owned()],
		);
		assert!(scope.open.is_empty());
		assert_eq!(scope.values, ["50.5", "DE12", "a@b.org", "rent, June"]);
	}
}
