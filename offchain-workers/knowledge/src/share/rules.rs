//! Rules per predicate: what of a graph goes into a copy, and in which form.
//!
//! ```text
//! prefix e: <http://e/>
//! names hash                  # things get pseudonyms; `names keep` leaves their names
//! keep e:title rdf:type
//! hash e:badge                # a pseudonym: the same for the same value
//! year e:born                 # of a date its year
//! bucket 10000 e:salary       # of a number where it lies: [30000,40000)
//! text 80 e:note              # of a text its beginning
//! drop e:address              # as everything that no line names
//! ```

use crate::error::{Error, Result};
use crate::store::commit::Hash;
use crate::vocabulary as v;
use blake2b_simd::Params;
use oxrdf::NamedNode;
use std::collections::HashMap;

/// The most bytes that rules have.
pub const LONGEST: usize = 1 << 20;

/// The most predicates that rules name.
const MOST: usize = 65_536;

/// The longest text that a rule leaves, in characters.
const LONGEST_TEXT: usize = 1 << 20;

/// What becomes of a triple with a certain predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
	/// It stays. What a blank node says stays by the rules of its own predicates.
	Keep,
	/// It goes.
	Drop,
	/// Its object becomes a pseudonym.
	Hash,
	/// Its object, a date, becomes its year.
	Year,
	/// Its object, a number, becomes the range of this width in which it lies.
	Bucket(u64),
	/// Its object, a text, becomes its first so many characters.
	Text(usize),
}

impl std::fmt::Display for Rule {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Self::Keep => f.write_str("keep"),
			Self::Drop => f.write_str("drop"),
			Self::Hash => f.write_str("hash"),
			Self::Year => f.write_str("year"),
			Self::Bucket(width) => write!(f, "bucket {width}"),
			Self::Text(length) => write!(f, "text {length}"),
		}
	}
}

/// What becomes of names of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
	/// They stay, but for those that are made of what a thing says.
	Keep,
	/// They become pseudonyms.
	Hash,
	/// They stay, whatever they are: nothing was taken away that they could tell.
	All,
}

/// Rules for a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
	rules: HashMap<String, Rule>,
	/// Of what no line names.
	others: Rule,
	/// What becomes of names.
	pub names: Names,
	/// BLAKE2b-256 of the text, as a grant on chain names it; zeros for none.
	pub hash: Hash,
}

impl Rules {
	/// Everything stays.
	pub fn whole() -> Self {
		Self {
			rules: HashMap::new(),
			others: Rule::Keep,
			names: Names::All,
			hash: [0; 32],
		}
	}

	/// Reads rules.
	///
	/// # Errors
	/// Where they cannot be read, with the line.
	pub fn parse(text: &str) -> Result<Self> {
		if text.len() > LONGEST {
			return Err(Error::Input(format!("rules have {LONGEST} bytes at most")));
		}
		let mut reader = Reader::default();
		for (number, line) in (1_u64..).zip(text.lines()) {
			let words: Vec<&str> = line
				.split_whitespace()
				.take_while(|word| !word.starts_with('#'))
				.collect();
			reader.line(&words).map_err(|reason| Error::Syntax {
				line: number,
				column: 1,
				reason,
			})?;
		}
		if reader.rules.values().all(|rule| *rule == Rule::Drop) {
			return Err(Error::Input(
				"by these rules nothing stays: say what does, such as `keep rdfs:label`".into(),
			));
		}
		Ok(Self {
			rules: reader.rules,
			others: Rule::Drop,
			names: reader.names.unwrap_or(Names::Hash),
			hash: digest(text.as_bytes()),
		})
	}

	/// What becomes of triples with this predicate.
	pub fn of(&self, predicate: &str) -> Rule {
		self.rules.get(predicate).copied().unwrap_or(self.others)
	}

	/// Whether everything stays.
	pub fn is_whole(&self) -> bool {
		self.others == Rule::Keep
	}
}

/// BLAKE2b-256, by which the chain names graphs and rules.
pub fn digest(bytes: &[u8]) -> Hash {
	let mut hash = Hash::default();
	let digest = Params::new().hash_length(hash.len()).hash(bytes);
	hash.copy_from_slice(digest.as_bytes());
	hash
}

#[derive(Default)]
struct Reader {
	prefixes: HashMap<String, String>,
	rules: HashMap<String, Rule>,
	names: Option<Names>,
}

impl Reader {
	fn line(&mut self, words: &[&str]) -> std::result::Result<(), String> {
		match words {
			[] => Ok(()),
			["prefix", name, iri] => self.prefix(name, iri),
			["names", "keep"] => self.names(Names::Keep),
			["names", "hash"] => self.names(Names::Hash),
			["keep", all @ ..] => self.rule(Rule::Keep, all),
			["drop", all @ ..] => self.rule(Rule::Drop, all),
			["hash", all @ ..] => self.rule(Rule::Hash, all),
			["year", all @ ..] => self.rule(Rule::Year, all),
			["bucket", width, all @ ..] => self.rule(Rule::Bucket(number(width, 1, 1 << 60)?), all),
			["text", most, all @ ..] => {
				let most = number(most, 1, LONGEST_TEXT as u64)?;
				self.rule(Rule::Text(usize::try_from(most).unwrap_or(LONGEST_TEXT)), all)
			}
			[other, ..] => Err(format!(
				"{other}: a line begins with prefix, names, keep, drop, hash, year, bucket or text"
			)),
		}
	}

	fn prefix(&mut self, name: &str, iri: &str) -> std::result::Result<(), String> {
		let name = name.strip_suffix(':').ok_or("a prefix ends with a colon")?;
		self.prefixes.insert(name.to_owned(), bare(iri)?.to_owned());
		Ok(())
	}

	fn names(&mut self, names: Names) -> std::result::Result<(), String> {
		match self.names.replace(names) {
			None => Ok(()),
			Some(_) => Err("what becomes of names was said before".into()),
		}
	}

	fn rule(&mut self, rule: Rule, predicates: &[&str]) -> std::result::Result<(), String> {
		if predicates.is_empty() {
			return Err(format!("{rule} what? Name one predicate or more"));
		}
		for word in predicates {
			let predicate = self.predicate(word)?;
			if self.rules.len() >= MOST {
				return Err(format!("rules name {MOST} predicates at most"));
			}
			if self.rules.insert(predicate, rule).is_some() {
				return Err(format!("{word} has a rule already"));
			}
		}
		Ok(())
	}

	fn predicate(&self, word: &str) -> std::result::Result<String, String> {
		if word == "a" {
			return Ok(v::TYPE.as_str().to_owned());
		}
		if word.starts_with('<') {
			return iri(bare(word)?);
		}
		let (prefix, rest) = word
			.split_once(':')
			.ok_or_else(|| format!("{word} is no name: write <iri> or prefix:name"))?;
		let known = v::PREFIXES.iter().find(|(name, _)| *name == prefix);
		let start = self
			.prefixes
			.get(prefix)
			.map(String::as_str)
			.or(known.map(|(_, iri)| *iri));
		let start = start.ok_or_else(|| format!("the prefix {prefix}: is not known"))?;
		iri(&format!("{start}{rest}"))
	}
}

fn iri(text: &str) -> std::result::Result<String, String> {
	NamedNode::new(text)
		.map(NamedNode::into_string)
		.map_err(|error| format!("{text} is no IRI: {error}"))
}

fn bare(word: &str) -> std::result::Result<&str, String> {
	word.strip_prefix('<')
		.and_then(|word| word.strip_suffix('>'))
		.ok_or_else(|| format!("{word} is no IRI in angle brackets"))
}

fn number(word: &str, least: u64, most: u64) -> std::result::Result<u64, String> {
	word.parse()
		.ok()
		.filter(|number| (least..=most).contains(number))
		.ok_or_else(|| format!("{word}: a number from {least} to {most} is wanted"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rules_are_read_and_the_rest_goes() {
		let rules = Rules::parse(
			"prefix e: <http://e/x#> # ours\n\nkeep e:name a\n hash <http://e/b#c>\nbucket 10 e:n\nyear e:y\ntext 5 e:t \
			 # end\ndrop rdfs:label\n",
		)
		.unwrap();
		assert_eq!(rules.of("http://e/x#name"), Rule::Keep);
		assert_eq!(rules.of(v::TYPE.as_str()), Rule::Keep);
		assert_eq!(rules.of("http://e/b#c"), Rule::Hash);
		assert_eq!(rules.of("http://e/x#n"), Rule::Bucket(10));
		assert_eq!(rules.of("http://e/x#y"), Rule::Year);
		assert_eq!(rules.of("http://e/x#t"), Rule::Text(5));
		assert_eq!(rules.of(v::LABEL.as_str()), Rule::Drop);
		assert_eq!(rules.of("http://e/other"), Rule::Drop);
		assert_eq!(rules.names, Names::Hash);
	}

	#[test]
	fn the_hash_is_the_one_that_the_chain_takes() {
		// BLAKE2b-256 of "keep a": `printf 'keep a' | b2sum -l 256`.
		let rules = Rules::parse("keep a").unwrap();
		assert_eq!(
			hex::encode(rules.hash),
			"eeb61f09ab26971fc3524f73ded9d1bc097580648b2c702003d166679655c7a4"
		);
		assert_eq!(Rules::whole().hash, [0; 32]);
	}

	#[test]
	fn what_is_wrong_is_said_with_its_line() {
		for wrong in [
			"forget e:x",
			"keep",
			"keep e:x",
			"keep <no iri>",
			"keep <relative>",
			"keep name",
			"keep a\nkeep a",
			"keep a\ndrop a",
			"bucket 0 a",
			"bucket a a",
			"text 0 a",
			"names keep\nnames hash\nkeep a",
			"names lose\nkeep a",
			"prefix e <http://e/>\nkeep a",
		] {
			let lines = wrong.lines().count() as u64;
			match Rules::parse(wrong).unwrap_err() {
				Error::Syntax { line, .. } => assert!(line <= lines, "{wrong}"),
				other => panic!("{wrong}: {other}"),
			}
		}
		assert!(Rules::parse("").is_err());
		assert!(Rules::parse("drop a").is_err());
	}
}
