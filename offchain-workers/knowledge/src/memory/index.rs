//! Memories by what they say, kind and time, as one caller sees them.
//!
//! The index is in memory only and follows the store: nothing that is made of words is on disk but in the file with the
//! words, so that erasing that file erases all.

use super::activation::{value, Uses, RELEVANCE};
use super::content::Content;
use super::record::{of_graph, Outcome, Record};
use super::{graphs, sessions, Memory};
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use althing_embed::{tokens, Embedder};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which memories are wanted: those that all of these fit.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
	/// What they have to do with, in words.
	pub about: Option<String>,
	/// Of this kind.
	pub kind: Option<String>,
	/// Not older than this, in milliseconds since 1970.
	pub from: Option<u64>,
	/// Older than this, in milliseconds since 1970.
	pub until: Option<u64>,
	/// In this graph.
	pub graph: Option<String>,
	/// How many at most.
	pub most: usize,
}

/// A memory that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
	/// Its name: the SHA-256 of its file, in hexadecimal.
	pub id: String,
	/// The graph of its record.
	pub graph: String,
	/// Of what kind it is.
	pub kind: String,
	/// When it came to be, in milliseconds since 1970.
	pub at: u64,
	/// What was asked; empty where nothing was.
	pub asked: String,
	/// What was answered, or what is remembered.
	pub text: String,
	/// How the answer turned out.
	pub outcome: Outcome,
	/// How important it is, from 0 to 1.
	pub importance: f64,
	/// How much it has to do with what was asked for, from 0 to 1; 0 where nothing was.
	pub relevance: f64,
	/// How well it is remembered, importance included (see [`value`]).
	pub activation: f64,
	/// Both together: what hits are ordered by.
	pub score: f64,
	/// When it came to be and was used.
	#[serde(skip)]
	pub uses: Uses,
}

struct Entry {
	record: Record,
	content: Content,
	words: BTreeSet<String>,
	vector: Vec<f32>,
	/// When its session ends, or it is to be erased.
	end: Option<u64>,
}

/// What changed when an index followed the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
	/// Memories that are new in it.
	pub new: usize,
	/// Memories that went.
	pub gone: usize,
	/// Memories without words: erased before a rollback brought their records back, or spoiled.
	pub without: usize,
}

/// Memories of which a word has less in common with what is asked for have nothing to do with it: vectors of hashed
/// words meet that far by chance.
const LEAST_RELEVANCE: f64 = 0.08;

/// Memories that a caller sees.
pub struct Index<'a> {
	caller: Caller,
	embedder: &'a dyn Embedder,
	entries: BTreeMap<Hash, Entry>,
	/// By kind, then time.
	ordered: BTreeMap<String, BTreeSet<(u64, Hash)>>,
	/// In how many entries each word is.
	frequencies: HashMap<String, usize>,
}

impl<'a> Index<'a> {
	/// Empty.
	pub fn new(caller: &Caller, embedder: &'a dyn Embedder) -> Self {
		Self {
			caller: caller.clone(),
			embedder,
			entries: BTreeMap::new(),
			ordered: BTreeMap::new(),
			frequencies: HashMap::new(),
		}
	}

	/// How many memories it has.
	pub fn len(&self) -> usize {
		self.entries.len()
	}

	/// Whether it has none.
	pub fn is_empty(&self) -> bool {
		self.entries.is_empty()
	}

	/// Whether it has a memory.
	pub fn holds(&self, hash: &Hash) -> bool {
		self.entries.contains_key(hash)
	}

	/// Makes it what the caller sees in the newest version, as far as kind, time and graph are wanted: words of others
	/// are not read. For all, give [`Wanted::default`].
	///
	/// # Errors
	/// When the disk or the embedder refuses.
	pub fn follow(&mut self, memory: &Memory<'_>, wanted: &Wanted) -> Result<Followed> {
		let state = memory.store().head();
		let (mut followed, mut there) = (Followed::default(), BTreeSet::new());
		for (id, name) in graphs(&state, |label| self.caller.sees(label)) {
			if wanted
				.graph
				.as_deref()
				.is_some_and(|graph| graph != name.as_str())
			{
				continue;
			}
			let over = sessions::ends(&state, id);
			for record in of_graph(&state, id) {
				if !wanted.fits(&record) {
					continue;
				}
				let end = memory.settings().end(&record.kind, record.at());
				let end = [over, end].into_iter().flatten().min();
				let hash = record.hash;
				if let Some(entry) = self
					.entries
					.get_mut(&hash)
					.filter(|entry| entry.content.graph == name.as_str())
				{
					(entry.record, entry.end) = (record, end);
				} else if self.take(memory, record, name.as_str(), end)? {
					followed.new = followed.new.saturating_add(1);
				} else {
					followed.without = followed.without.saturating_add(1);
					continue;
				}
				there.insert(hash);
			}
		}
		let gone: Vec<Hash> = self
			.entries
			.keys()
			.copied()
			.filter(|hash| !there.contains(hash))
			.collect();
		followed.gone = gone.len();
		gone.iter().for_each(|hash| self.drop_entry(hash));
		Ok(followed)
	}

	/// Reads the words of a record; nothing where there are none, or where they are of another graph.
	fn take(&mut self, memory: &Memory<'_>, record: Record, graph: &str, end: Option<u64>) -> Result<bool> {
		let (content, kept) = match memory.vault().get(&record.hash) {
			Ok(Some(found)) => found,
			Ok(None) | Err(Error::Damaged { .. }) => return Ok(false),
			Err(error) => return Err(error),
		};
		if content.graph != graph {
			return Ok(false);
		}
		let kept = kept.filter(|kept| kept.by == self.embedder.name());
		let kept = kept.filter(|kept| kept.values.len() == self.embedder.dimensions());
		let vector = match kept {
			Some(kept) => kept.values,
			None => embed(self.embedder, &content.searched())?,
		};
		let words: BTreeSet<String> = tokens(&content.searched()).into_iter().collect();
		for word in &words {
			let count = self.frequencies.entry(word.clone()).or_insert(0);
			*count = count.saturating_add(1);
		}
		let places = self.ordered.entry(record.kind.clone()).or_default();
		places.insert((record.at(), record.hash));
		let entry = Entry {
			content,
			words,
			vector,
			end,
			record,
		};
		self.entries.insert(entry.record.hash, entry);
		Ok(true)
	}

	fn drop_entry(&mut self, hash: &Hash) {
		let Some(entry) = self.entries.remove(hash) else {
			return;
		};
		for word in &entry.words {
			if let Some(count) = self.frequencies.get_mut(word) {
				*count = count.saturating_sub(1);
				if *count == 0 {
					self.frequencies.remove(word);
				}
			}
		}
		if let Some(places) = self.ordered.get_mut(&entry.record.kind) {
			places.remove(&(entry.record.at(), *hash));
		}
	}

	/// The best of the memories that are wanted, best first; of equals the younger, then the one with the lower hash.
	/// What is over at `now` (in milliseconds since 1970) is not among them, erased or not.
	///
	/// # Errors
	/// When the embedder refuses.
	pub fn search(&self, wanted: &Wanted, now: u64) -> Result<Vec<Hit>> {
		let asked = match &wanted.about {
			Some(about) => Some(Asked {
				words: tokens(about).into_iter().collect(),
				vector: embed(self.embedder, about)?,
			}),
			None => None,
		};
		let entries = self.candidates(wanted);
		let live = entries.filter(|entry| entry.end.is_none_or(|end| now < end));
		let mut hits: Vec<(Hit, Hash)> = live
			.filter_map(|entry| {
				let relevance = asked.as_ref().map_or(0.0, |asked| self.relevance(entry, asked));
				let far = asked.is_some() && relevance < LEAST_RELEVANCE;
				(!far).then(|| (hit(entry, relevance, now), entry.record.hash))
			})
			.collect();
		hits.sort_by(|(a, one), (b, other)| {
			let order = b.score.total_cmp(&a.score).then(b.at.cmp(&a.at));
			order.then(one.cmp(other))
		});
		hits.truncate(wanted.most);
		Ok(hits.into_iter().map(|(hit, _)| hit).collect())
	}

	/// By kind and time from the index, the rest one by one.
	fn candidates<'b>(&'b self, wanted: &'b Wanted) -> impl Iterator<Item = &'b Entry> {
		let (from, until) = (wanted.from.unwrap_or(0), wanted.until.unwrap_or(u64::MAX));
		let kinds = self.ordered.iter();
		let kinds = kinds.filter(move |(kind, _)| wanted.kind.as_ref().is_none_or(|wanted| wanted == *kind));
		let span = (from, [0; 32])..(until.max(from), [0; 32]);
		kinds
			.flat_map(move |(_, places)| places.range(span.clone()))
			.filter_map(move |(_, hash)| self.entries.get(hash))
			.filter(move |entry| {
				wanted
					.graph
					.as_ref()
					.is_none_or(|graph| *graph == entry.content.graph)
			})
	}

	/// The mean of the cosine of both vectors and of the share of what was asked for that is said, rare words counting
	/// most; from 0 to 1.
	fn relevance(&self, entry: &Entry, asked: &Asked) -> f64 {
		let cosine: f32 = entry.vector.iter().zip(&asked.vector).map(|(a, b)| a * b).sum();
		let (mut said, mut all) = (0.0, 0.0);
		for word in &asked.words {
			let rare = self.rarity(word);
			all += rare;
			if entry.words.contains(word) {
				said += rare;
			}
		}
		let share = if all > 0.0 { said / all } else { 0.0 };
		(f64::from(cosine).clamp(0.0, 1.0) + share) / 2.0
	}

	/// The inverse frequency of a word, as in BM25.
	fn rarity(&self, word: &str) -> f64 {
		let with = self.frequencies.get(word).copied().unwrap_or(0) as f64;
		(1.0 + (self.entries.len() as f64 - with + 0.5) / (with + 0.5)).ln()
	}
}

struct Asked {
	words: BTreeSet<String>,
	vector: Vec<f32>,
}

fn hit(entry: &Entry, relevance: f64, now: u64) -> Hit {
	let record = &entry.record;
	let importance = f64::from(record.importance) / 1_000.0;
	let activation = value(&record.uses, importance, now);
	Hit {
		id: hex::encode(record.hash),
		graph: entry.content.graph.clone(),
		kind: record.kind.clone(),
		at: record.at(),
		asked: entry.content.asked.clone(),
		text: entry.content.text.clone(),
		outcome: record.outcome,
		importance,
		relevance,
		activation,
		score: activation + RELEVANCE * relevance,
		uses: record.uses.clone(),
	}
}

fn embed(embedder: &dyn Embedder, text: &str) -> Result<Vec<f32>> {
	embedder
		.embed(text)
		.map_err(|error| Error::Internal(error.to_string()))
}

impl Wanted {
	fn fits(&self, record: &Record) -> bool {
		self.kind.as_ref().is_none_or(|kind| *kind == record.kind)
			&& self.from.is_none_or(|from| record.at() >= from)
			&& self.until.is_none_or(|until| record.at() < until)
	}
}
