//! Who said what: the user and the system, results that the mandate trusts, and everything else.
//!
//! An argument is traced to these by its value, not through the model: the gate works whatever the model did with what
//! it read. A value is told only when it stands in trusted text letter by letter; whatever was joined, re-cased, spaced
//! or disguised out of untrusted pieces is at best one that nobody told.

mod leaf;
mod numbers;

use crate::call::Call;
use crate::decimal::Decimal;
use crate::fold::{is_invisible, skeleton, stands_in, strict};
use crate::mandate::{Kind, Mandate};
use crate::plan::{self, Scope};
use leaf::{collect, collect_values, size, Leaf, Part};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Bytes of text that are looked through at most; with more, everything is denied.
pub const LONGEST: usize = 4 * 1024 * 1024;
/// Letters of a withheld value at least: shorter ones stand in any text.
const WITHHELD: usize = 6;

/// A task so far, as it is stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
	/// Seconds, by any clock that the ledger shares.
	#[serde(default)]
	pub now: u64,
	/// What the user asked, in the user's own words.
	pub user: Vec<String>,
	/// What the operator told.
	#[serde(default)]
	pub system: Vec<String>,
	/// What tools answered.
	#[serde(default)]
	pub results: Vec<ToolResult>,
}

/// What a tool answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolResult {
	/// The call that it answers.
	pub call: Call,
	/// Text, or JSON with its structure: fields can only be trusted where there are fields.
	pub content: Value,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "origin", content = "tool")]
pub enum Origin {
	/// The user or the system said it.
	Told,
	/// It is in a result that the mandate trusts.
	Trusted,
	/// Only untrusted results hold it, all named by the request; one of them.
	Delegated(String),
	/// Only untrusted results hold it; one of them.
	Tainted(String),
	/// Nobody said it: the model made it.
	Unseen,
	/// It has characters that do not show, or looks like a trusted value and is another.
	Disguised,
}

struct Told {
	text: String,
	/// The same without schemes and `www.`, for addresses.
	addresses: String,
	skeleton: String,
}

struct Untrusted {
	tool: String,
	skeleton: String,
	numbers: BTreeSet<Decimal>,
	delegated: bool,
}

/// A task so far, ready to be looked up.
pub struct Context {
	now: u64,
	bytes: usize,
	scope: Scope,
	told: Vec<Told>,
	told_numbers: BTreeSet<Decimal>,
	whole: Vec<Told>,
	leaves: HashSet<String>,
	trusted_numbers: BTreeSet<Decimal>,
	trusted_skeletons: HashSet<String>,
	untrusted: Vec<Untrusted>,
	withheld: BTreeMap<String, Vec<String>>,
}

impl Context {
	/// Begins with what the user and the system said; the scope is derived from these alone.
	pub fn new(mandate: &Mandate, user: &[String], system: &[String]) -> Self {
		let mut context = Self {
			now: 0,
			bytes: 0,
			scope: plan::derive(mandate, user),
			told: Vec::new(),
			told_numbers: BTreeSet::new(),
			whole: Vec::new(),
			leaves: HashSet::new(),
			trusted_numbers: BTreeSet::new(),
			trusted_skeletons: HashSet::new(),
			untrusted: Vec::new(),
			withheld: BTreeMap::new(),
		};
		for text in user.iter().chain(system) {
			if context.room(text.len()) {
				context.told_numbers.extend(numbers::of_text(text, true));
				context
					.trusted_skeletons
					.extend(text.split_whitespace().map(skeleton));
				context.told.push(told(text));
			}
		}
		context
	}

	/// Reads a stored task.
	pub fn of(mandate: &Mandate, transcript: &Transcript) -> Self {
		let mut context = Self::new(mandate, &transcript.user, &transcript.system);
		context.now = transcript.now;
		for result in &transcript.results {
			context.add(mandate, &result.call, &result.content);
		}
		context
	}

	/// Takes in what a tool answered.
	pub fn add(&mut self, mandate: &Mandate, call: &Call, content: &Value) {
		if !self.room(size(content)) {
			return;
		}
		let delegated = self.delegates(call);
		let fields = mandate.trusted_fields(&call.name);
		// A result that is JSON inside a text has fields, too.
		let parsed = match (content, fields) {
			(Value::String(text), Some([_, ..])) => crate::call::strict(text).ok(),
			_ => None,
		};
		let content = parsed.as_ref().unwrap_or(content);
		let mut leaves = Vec::new();
		collect(content, None, &mut leaves);
		if withheld(mandate, &call.name) {
			let long = leaves.iter().filter_map(|leaf| leaf.text()).map(skeleton);
			let list = self.withheld.entry(call.name.clone()).or_default();
			list.extend(long.filter(|s| s.len() >= WITHHELD));
		}
		let mut source = Untrusted {
			tool: call.name.clone(),
			skeleton: String::new(),
			numbers: BTreeSet::new(),
			delegated,
		};
		for leaf in leaves {
			match fields {
				Some([]) if content.is_string() => self.trust_text(&leaf),
				Some([]) => self.trust_leaf(&leaf),
				Some(fields) if leaf.key.is_some_and(|key| fields.iter().any(|f| f == key)) => {
					self.trust_leaf(&leaf)
				}
				_ => source.take(&leaf),
			}
		}
		if !source.skeleton.is_empty() || !source.numbers.is_empty() {
			self.untrusted.push(source);
		}
	}

	/// Turns the clock.
	pub fn set_now(&mut self, now: u64) {
		self.now = now;
	}

	/// Seconds, as the ledger counts them.
	pub fn now(&self) -> u64 {
		self.now
	}

	/// What the request names.
	pub fn scope(&self) -> &Scope {
		&self.scope
	}

	/// Whether there was more text than is looked through.
	pub fn is_full(&self) -> bool {
		self.bytes > LONGEST
	}

	/// Where a text came from.
	pub fn origin(&self, kind: Kind, value: &str) -> Origin {
		if value.chars().any(is_invisible) {
			return Origin::Disguised;
		}
		let text = strict(value);
		let address = address(&text);
		let stands = |told: &Told| {
			stands_in(&told.text, &text) || (kind == Kind::Url && stands_in(&told.addresses, address))
		};
		if self.told.iter().any(stands) {
			return Origin::Told;
		}
		if self.leaves.contains(&text) || self.whole.iter().any(stands) {
			return Origin::Trusted;
		}
		// The scheme of an address says nothing of where it came from.
		let skeleton = skeleton(if kind == Kind::Url { address } else { value });
		if !skeleton.is_empty() {
			if let Some(origin) = self.taint(|source| source.skeleton.contains(&skeleton)) {
				return origin;
			}
			if !value.is_ascii() && self.trusted_skeletons.contains(&skeleton) {
				return Origin::Disguised;
			}
		}
		Origin::Unseen
	}

	/// Where a number came from.
	pub fn origin_of_number(&self, value: Decimal) -> Origin {
		if self.told_numbers.contains(&value) {
			return Origin::Told;
		}
		if self.trusted_numbers.contains(&value) {
			return Origin::Trusted;
		}
		self.taint(|source| source.numbers.contains(&value))
			.unwrap_or(Origin::Unseen)
	}

	/// The tools among `tools` of whose results a text repeats something that the user did not say.
	pub fn repeats<'a>(&self, tools: &'a [String], text: &str) -> Vec<&'a str> {
		let text = skeleton(text);
		let repeated = |tool: &&String| {
			let values = self.withheld.get(*tool).map(Vec::as_slice).unwrap_or_default();
			values.iter().any(|value| {
				text.contains(value) && !self.told.iter().any(|told| told.skeleton.contains(value))
			})
		};
		tools.iter().filter(repeated).map(String::as_str).collect()
	}

	fn taint(&self, holds: impl Fn(&Untrusted) -> bool) -> Option<Origin> {
		let holders: Vec<&Untrusted> = self.untrusted.iter().filter(|s| holds(s)).collect();
		match holders.iter().find(|s| !s.delegated) {
			Some(source) => Some(Origin::Tainted(source.tool.clone())),
			None => holders.first().map(|s| Origin::Delegated(s.tool.clone())),
		}
	}

	/// Whether the request named what a call reads: the tool by its cues, or each of its texts by its value.
	fn delegates(&self, call: &Call) -> bool {
		if self.scope.names(&call.name) {
			return true;
		}
		let Ok(map) = call.read() else { return false };
		let arguments = Value::Object(map);
		let mut leaves = Vec::new();
		collect_values(&arguments, None, &mut leaves);
		let mut texts = leaves.iter().filter_map(Leaf::text).peekable();
		texts.peek().is_some() && texts.all(|text| self.origin(Kind::Url, text) == Origin::Told)
	}

	/// A trusted result without structure: a value may stand anywhere in it.
	fn trust_text(&mut self, leaf: &Leaf<'_>) {
		match leaf.value {
			Part::Text(text) => {
				self.trusted_numbers.extend(numbers::of_text(text, false));
				self.trusted_skeletons
					.extend(text.split_whitespace().map(skeleton));
				self.whole.push(told(text));
			}
			Part::Number(number) => {
				self.trusted_numbers.insert(number);
			}
		}
	}

	/// A trusted field or element counts as a whole: what somebody managed to write into a part of it, such as a link
	/// into the name of a channel, does not.
	fn trust_leaf(&mut self, leaf: &Leaf<'_>) {
		match leaf.value {
			Part::Text(text) => {
				self.trusted_numbers.extend(text.parse::<Decimal>().ok());
				self.trusted_skeletons.insert(skeleton(text));
				self.leaves.insert(strict(text));
			}
			Part::Number(number) => {
				self.trusted_numbers.insert(number);
				self.leaves.insert(number.to_string());
			}
		}
	}

	fn room(&mut self, bytes: usize) -> bool {
		self.bytes = self.bytes.saturating_add(bytes);
		!self.is_full()
	}
}

impl Untrusted {
	fn take(&mut self, leaf: &Leaf<'_>) {
		match leaf.value {
			Part::Text(text) => {
				self.skeleton.push('\n');
				self.skeleton.push_str(&skeleton(text));
				self.numbers.extend(numbers::of_text(text, false));
			}
			Part::Number(number) => {
				self.skeleton.push('\n');
				self.skeleton.push_str(&skeleton(&number.to_string()));
				self.numbers.insert(number);
			}
		}
	}
}

fn told(text: &str) -> Told {
	let skeleton = skeleton(text);
	let text = strict(text);
	let addresses = text
		.replace("https://", " ")
		.replace("http://", " ")
		.replace(" www.", " ");
	let addresses = addresses
		.strip_prefix("www.")
		.map(str::to_owned)
		.unwrap_or(addresses);
	Told {
		text,
		addresses,
		skeleton,
	}
}

/// An address without scheme, `www.` and the slash at its end.
fn address(text: &str) -> &str {
	let text = text
		.strip_prefix("https://")
		.or_else(|| text.strip_prefix("http://"))
		.unwrap_or(text);
	let text = text.strip_prefix("www.").unwrap_or(text);
	text.strip_suffix('/').unwrap_or(text)
}

fn withheld(mandate: &Mandate, tool: &str) -> bool {
	let rules = mandate.tools.values().flat_map(|t| t.arguments.values());
	rules.flat_map(|rule| &rule.withhold).any(|name| name == tool)
}
