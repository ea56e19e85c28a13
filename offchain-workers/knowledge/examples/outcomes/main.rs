//! `outcomes FOLDER [SEEDS]`: whether going by what came of decisions finds more of what is right.
//!
//! FOLDER holds MuSiQue's questions (see `multihop`). Each supporting passage gets a false twin: the same words, but
//! another name from the same question's paragraphs stands where the answer of its step stood. True passages are dealt to
//! [`DOCUMENTS`] documents, twins to as many others, and all other passages to the first. A share of the pairs is
//! swapped, so that sources are right that often, or wrong. What the passages of questions at even places say is then
//! decided, with the truth told, and recorded as outcomes; questions at odd places are asked after each few.
//! Everything follows from the seeds' numbers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod pairs;
#[path = "../multihop/set.rs"]
mod set;

use althing_knowledge::access::{Access, Caller};
use althing_knowledge::ingest::{ingest, Format, Source as Given};
use althing_knowledge::outcomes::{Ballot, Decision, Source};
use althing_knowledge::retrieve::answer::Hit;
use althing_knowledge::retrieve::{Ask, Corpus, Hashing, Local};
use althing_knowledge::store::{Note, Store};
use oxrdf::NamedNode;
use pairs::{draw, pairs, plain, Pair, DEPTH, FALSE, TRUE};
use set::{Question, Set};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// Documents with true passages; there are as many with false ones.
const DOCUMENTS: usize = 16;

/// Outcomes of each source after which questions are asked.
const OUTCOMES: [usize; 6] = [0, 1, 2, 4, 8, 16];

/// How often the sources of true passages are right, in per cent; those of twins are as often wrong.
const SHARES: [u64; 3] = [100, 80, 50];

/// Each of `all` in one of the documents, as many in each.
fn dealt(seed: u64, what: &str, all: usize) -> Vec<usize> {
	let mut order: Vec<usize> = (0..all).collect();
	order.sort_by_key(|one| draw(seed, what, *one));
	let mut documents = vec![0; all];
	for (at, one) in order.into_iter().enumerate() {
		documents[one] = at % DOCUMENTS;
	}
	documents
}

/// A document, and which sides of which pairs at even places it holds.
#[derive(Clone, Default)]
struct Document {
	text: String,
	decided: Vec<(usize, usize)>,
}

/// The documents, those of true passages first; without the twins where there shall be no `lies`.
fn deal(seed: u64, share: u64, lies: bool, set: &Set, pairs: &BTreeMap<usize, Pair>) -> Vec<Document> {
	let mut documents = vec![Document::default(); 2 * DOCUMENTS];
	let mut put = |document: usize, title: &str, text: &str| {
		let document = &mut documents[document].text;
		document.push_str(&format!("# {title}\n\n{text}\n\n"));
	};
	let others = dealt(seed, "others", set.passages.len());
	for (place, passage) in set.passages.iter().enumerate() {
		if !pairs.contains_key(&place) {
			put(others[place], &plain(&passage.title), &plain(&passage.text));
		}
	}
	let homes = [
		dealt(seed, "true", pairs.len()),
		dealt(seed, "false", pairs.len()),
	];
	let mut decided = Vec::new();
	for (at, (gold, pair)) in pairs.iter().enumerate() {
		let swapped = usize::from(draw(seed, "swap", *gold) % 100 >= share);
		for side in if lies { [TRUE, FALSE].as_slice() } else { &[TRUE] } {
			let kind = side ^ swapped;
			let home = kind * DOCUMENTS + homes[kind][at];
			put(home, &pair.title, &pair.texts[*side]);
			if pair.decided {
				decided.push((home, *gold, *side));
			}
		}
	}
	decided.sort_by_key(|(_, gold, _)| draw(seed, "decided", *gold));
	for (home, gold, side) in decided {
		documents[home].decided.push((gold, side));
	}
	documents
}

/// A store with documents, and what is decided about each.
struct World<'a> {
	store: Store,
	pairs: &'a BTreeMap<usize, Pair>,
	sources: Vec<(Source, Vec<(usize, usize)>)>,
	_folder: tempfile::TempDir,
}

fn keeper() -> (Caller, Note) {
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "a measurement").unwrap();
	(keeper, note)
}

impl<'a> World<'a> {
	/// Takes documents in, in an order that says nothing of their kind: of equal scores the earlier is first.
	fn of(seed: u64, documents: Vec<Document>, pairs: &'a BTreeMap<usize, Pair>) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path()).unwrap();
		let (keeper, note) = keeper();
		let named = documents.into_iter().enumerate();
		let named = named.map(|(place, document)| (draw(seed, "name", place), document));
		let documents: BTreeMap<u64, Document> = named.filter(|(_, one)| !one.text.is_empty()).collect();
		let mut sources = Vec::new();
		for (number, Document { text, decided }) in documents {
			let name = format!("{number:016x}.md");
			let given = Given {
				name: &name,
				format: Format::Markdown,
				bytes: text.as_bytes(),
				author: "a measurement",
				time: 0,
			};
			let graph = NamedNode::new(format!("urn:althing:department:product:{name}:1")).unwrap();
			let taken = store.write(&keeper, &note, |draft| {
				draft.share_new_graphs(Some(Access::Public));
				ingest(draft, &given, &graph)
			});
			taken.unwrap();
			let sha256 = hex::encode(Sha256::digest(&text));
			sources.push((Source { sha256, name }, decided));
		}
		Self {
			store,
			pairs,
			sources,
			_folder: folder,
		}
	}

	/// Records one decision more for each source, about what it says of a question at an even place. Where all were
	/// decided, it begins again.
	fn decide(&self, round: usize) {
		let (keeper, note) = keeper();
		let graph = NamedNode::new(althing_knowledge::cli::outcomes::GRAPH).unwrap();
		for (place, (source, decided)) in self.sources.iter().enumerate() {
			let (gold, side) = decided[round % decided.len()];
			let (pair, proposal) = (&self.pairs[&gold], round * self.sources.len() + place);
			let decision = Decision {
				chain: "00".repeat(32),
				proposal: proposal as u64,
				receipt: hex::encode(Sha256::digest(proposal.to_string())),
				asked: pair.asked.clone(),
				decided: None,
				truth: Some(pair.says[TRUE].clone()),
				support: 0.0,
				ballots: vec![Ballot {
					agent: place as u64,
					answer: pair.says[side].clone(),
					confidence: 0.5,
					rationale: "00".repeat(32),
					right: pair.says[side] == pair.says[TRUE],
					sources: vec![source.clone()],
				}],
			};
			decision.record(&self.store, &keeper, &note, &graph, 0).unwrap();
		}
	}
}

/// What was found for a question.
struct Found {
	two: f64,
	five: f64,
	/// Whether a twin stands above its true passage.
	above: f64,
	/// The share of the first five places that twins have.
	taken: f64,
}

impl World<'_> {
	/// Asks as `althing know ask` does.
	fn ask(&self, questions: &[&Question]) -> Vec<Found> {
		let (keeper, _) = keeper();
		let state = self.store.head();
		let (passages, related) = Corpus::gather(&state, &keeper);
		let embedder = Hashing::fitted(passages.iter().map(|passage| passage.text.as_str()));
		let corpus = Corpus::new(passages, &related);
		let local = Local::new(&corpus, &embedder).unwrap();
		let answers = questions.iter().map(|question| {
			let ask = Ask {
				passages: DEPTH,
				..Ask::new(&question.text)
			};
			let answer = ask.run_on(&corpus, &local, &state, &keeper).unwrap();
			self.found(question, &answer.hits)
		});
		answers.collect()
	}

	fn found(&self, question: &Question, hits: &[Hit]) -> Found {
		let places = question.gold.iter().map(|gold| {
			let pair = &self.pairs[gold];
			[TRUE, FALSE].map(|side| pair.place(side, hits))
		});
		let places: Vec<[usize; 2]> = places.collect();
		let recall = |most: usize| {
			let found = places.iter().filter(|place| place[TRUE] < most).count();
			found as f64 / places.len() as f64
		};
		let lies = |hit: &&Hit| {
			self.pairs
				.values()
				.any(|pair| pair.is(FALSE, &hit.title, &hit.text))
		};
		let above = places.iter().any(|place| place[FALSE] < place[TRUE]);
		Found {
			two: recall(2),
			five: recall(5),
			above: f64::from(u8::from(above)),
			taken: hits.iter().take(5).filter(lies).count() as f64 / 5.0,
		}
	}

	/// Whether every passage is there to be found, and every twin where there shall be `lies`.
	fn check(&self, lies: bool) {
		let (passages, _) = Corpus::gather(&self.store.head(), &Caller::keeper());
		for pair in self.pairs.values() {
			for side in [TRUE, FALSE] {
				let there = passages.iter().any(|one| pair.is(side, &one.title, &one.text));
				assert_eq!(there, side == TRUE || lies, "{}", pair.texts[side]);
			}
		}
		let decided = self.sources.iter().map(|(_, decided)| decided.len());
		println!(
			"{} passages, {} sources, of which {:?} to {:?} passages can be decided",
			passages.len(),
			self.sources.len(),
			decided.clone().min().unwrap_or_default(),
			decided.max().unwrap_or_default()
		);
	}
}

/// A row of the table; how many questions are found more and less of than in `before`.
fn row(name: &str, found: &[Found], before: &[Found]) -> String {
	let mean = |of: fn(&Found) -> f64| 100.0 * found.iter().map(of).sum::<f64>() / found.len() as f64;
	let pairs = || {
		before
			.iter()
			.zip(found)
			.map(|(before, now)| now.five - before.five)
	};
	format!(
		"| {name} | {:.1} | {:.1} | {:.1} | {:.1} | {} / {} |",
		mean(|found| found.two),
		mean(|found| found.five),
		mean(|found| found.above),
		mean(|found| found.taken),
		pairs().filter(|change| *change > 0.0).count(),
		pairs().filter(|change| *change < 0.0).count()
	)
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with the questions");
	let seeds: u64 = std::env::args().nth(2).map_or(5, |seeds| seeds.parse().unwrap());
	let set = Set::read(Path::new(&folder));
	let odd: Vec<&Question> = set.questions.iter().skip(1).step_by(2).collect();
	let mut found: BTreeMap<(usize, usize), Vec<Found>> = BTreeMap::new();
	let mut alone: Vec<Found> = Vec::new();
	for seed in 0..seeds {
		let pairs = pairs(seed, &set);
		let world = World::of(seed, deal(seed, 100, false, &set, &pairs), &pairs);
		world.check(false);
		alone.extend(world.ask(&odd));
		for (at, share) in SHARES.into_iter().enumerate() {
			let world = World::of(seed, deal(seed, share, true, &set, &pairs), &pairs);
			world.check(true);
			let mut round = 0;
			for outcomes in OUTCOMES {
				(round..outcomes).for_each(|round| world.decide(round));
				round = outcomes;
				found.entry((at, outcomes)).or_default().extend(world.ask(&odd));
			}
		}
	}
	println!("| sources right | outcomes of each | R@2 | R@5 | a twin above | of places 1 to 5 | R@5 rose / fell |");
	println!("|---|---|---|---|---|---|---|");
	println!("{}", row("no twins | 0", &alone, &[]));
	for ((at, outcomes), some) in &found {
		let name = format!("{} % | {outcomes}", SHARES[*at]);
		println!("{}", row(&name, some, &found[&(*at, 0)]));
	}
}
