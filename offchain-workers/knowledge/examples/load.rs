//! `load [TRIPLES] [QUERIES]`: how long a load, an opening and queries take, and how much memory.
//! `load dump [TRIPLES]`: the triples, as N-Triples.
//! `load turns [TRIPLES]`: answers each line of standard input, a query, with a line `MILLISECONDS ROWS`, so that
//! `bench/load.py` can ask others the same in turns.
//!
//! The triples are made up: people with names, ages, departments, whom they know and what they work on.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_knowledge::access::Caller;
use althing_knowledge::document::{load, Bounds};
use althing_knowledge::sparql::{Answer, Cancel, Query};
use althing_knowledge::store::{Note, State, Store};
use oxrdf::{GraphName, NamedNode};
use oxrdfio::RdfFormat;
use std::io::{BufRead, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// N-Triples, made while they are read: seven of each person.
struct Made {
	person: u64,
	people: u64,
	open: Vec<u8>,
	at: usize,
}

fn mixed(number: u64) -> u64 {
	let mut x = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
	x ^= x >> 31;
	x.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 17
}

impl Read for Made {
	fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
		if self.at == self.open.len() {
			self.open.clear();
			self.at = 0;
			if self.person < self.people {
				let (n, all) = (self.person, self.people);
				let e = "http://example.org/";
				let text = format!(
					"<{e}p{n}> <{e}name> \"Person {n} of the fleet\" .\n\
					 <{e}p{n}> <{e}age> \"{}\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n\
					 <{e}p{n}> <{e}department> <{e}d{}> .\n<{e}p{n}> <{e}knows> <{e}p{}> .\n\
					 <{e}p{n}> <{e}knows> <{e}p{}> .\n<{e}p{n}> <{e}worksOn> <{e}j{}> .\n\
					 <{e}p{n}> <{e}joined> \"20{:02}-0{}-1{}\"^^<http://www.w3.org/2001/XMLSchema#date> .\n",
					18 + mixed(n) % 60,
					mixed(n + 1) % 64,
					mixed(n + 2) % all,
					(n + 1) % all,
					mixed(n + 3) % (all / 20 + 1),
					mixed(n + 4) % 26,
					mixed(n + 5) % 9 + 1,
					mixed(n + 6) % 10,
				);
				self.open.extend_from_slice(text.as_bytes());
				self.person += 1;
			}
		}
		let read = (self.open.len() - self.at).min(to.len());
		to[..read].copy_from_slice(&self.open[self.at..self.at + read]);
		self.at += read;
		Ok(read)
	}
}

fn peak_mib() -> u64 {
	let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
	let line = status
		.lines()
		.find(|line| line.starts_with("VmHWM"))
		.unwrap_or("")
		.to_owned();
	line.split_whitespace()
		.nth(1)
		.and_then(|kib| kib.parse::<u64>().ok())
		.unwrap_or(0)
		/ 1024
}

fn graph() -> GraphName {
	NamedNode::new("urn:althing:department:engineering:made:1")
		.unwrap()
		.into()
}

fn made(people: u64) -> Made {
	Made {
		person: 0,
		people,
		open: Vec::new(),
		at: 0,
	}
}

fn main() {
	let mut arguments = std::env::args().skip(1).peekable();
	let word = arguments.next_if(|word| word.parse::<u64>().is_err());
	let triples: u64 = arguments.next().map_or(1_000_000, |n| n.parse().unwrap());
	let queries: u64 = arguments.next().map_or(1_000, |n| n.parse().unwrap());
	let people = triples / 7 + 1;
	if word.as_deref() == Some("dump") {
		std::io::copy(&mut made(people), &mut std::io::stdout().lock()).unwrap();
		return;
	}
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	filled(&store, people);
	if word.as_deref() == Some("turns") {
		return turns(&store.head());
	}
	drop(store);
	let before = Instant::now();
	let store = Store::open(folder.path()).unwrap();
	println!("open: {:.2?}, peak {} MiB", before.elapsed(), peak_mib());
	let before = Instant::now();
	store.verify(|_, _| ()).unwrap();
	println!("verify: {:.2?}, peak {} MiB", before.elapsed(), peak_mib());
	measured(&store.head(), people, queries);
	commits(&store);
	println!("peak at the end: {} MiB", peak_mib());
}

/// Answers queries as they come.
fn turns(state: &Arc<State>) {
	println!("ready");
	for line in std::io::stdin().lock().lines() {
		let query = Query::new(line.unwrap());
		let before = Instant::now();
		let answer = query.run(state, &Caller::keeper(), &Cancel::default()).unwrap();
		let time = before.elapsed();
		let rows = match answer {
			Answer::Table(table) => table.rows.len(),
			_ => 0,
		};
		println!("{} {rows}", time.as_secs_f64() * 1e3);
	}
}

fn filled(store: &Store, people: u64) {
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "a measurement").unwrap();
	let before = Instant::now();
	let (commit, _) = store
		.write(&keeper, &note, |draft| {
			load(
				draft,
				made(people),
				RdfFormat::NTriples,
				&graph(),
				None,
				&Bounds::default(),
				|_| (),
			)
		})
		.unwrap();
	println!(
		"load: {} triples in {:.2?}, peak {} MiB",
		commit.unwrap().added(),
		before.elapsed(),
		peak_mib()
	);
	println!(
		"disk: {} MiB, terms: {}",
		store.bytes() >> 20,
		store.head().terms.len()
	);
}

/// Six kinds of queries, and one that reads much.
fn measured(state: &Arc<State>, people: u64, queries: u64) {
	type Query = fn(u64, u64) -> String;
	let kinds: [(&str, Query); 6] = [
		("all of one person", |n, all| {
			format!("SELECT * {{ e:p{} ?p ?o }}", n % all)
		}),
		("names of acquaintances", |n, all| {
			format!("SELECT ?name {{ e:p{} e:knows ?y . ?y e:name ?name }}", n % all)
		}),
		("three hops", |n, all| {
			format!(
				"SELECT DISTINCT ?z {{ e:p{} e:knows/e:knows/e:knows ?z }}",
				n % all
			)
		}),
		("colleagues on a job in a department", |n, all| {
			format!(
				"SELECT ?x ?n {{ ?x e:worksOn e:j{} ; e:department ?d ; e:name ?n }}",
				n % (all / 20 + 1)
			)
		}),
		("ages over 70 on a job", |n, all| {
			format!(
				"SELECT ?x {{ ?x e:worksOn e:j{} ; e:age ?a FILTER(?a > 70) }}",
				n % (all / 20 + 1)
			)
		}),
		("count of a department", |n, _| {
			format!("SELECT (COUNT(*) AS ?n) {{ ?x e:department e:d{} }}", n % 64)
		}),
	];
	let mut all: Vec<Duration> = Vec::new();
	for (name, make) in kinds {
		let mut times: Vec<Duration> = (0..queries)
			.map(|n| time(state, &make(mixed(n), people)))
			.collect();
		println!("{name}: {}", quantiles(&mut times));
		all.extend(times);
	}
	println!("all: {}", quantiles(&mut all));
	let mut times: Vec<Duration> = (0..10)
		.map(|_| {
			time(
				state,
				"SELECT ?d (AVG(?a) AS ?mean) { ?x e:department ?d ; e:age ?a } GROUP BY ?d",
			)
		})
		.collect();
	println!("mean age of all departments: {}", quantiles(&mut times));
}

fn commits(store: &Store) {
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "a measurement").unwrap();
	let mut times: Vec<Duration> = (0..200)
		.map(|n| {
			let before = Instant::now();
			let quad = oxrdf::Quad::new(
				NamedNode::new(format!("urn:new:{n}")).unwrap(),
				NamedNode::new("urn:p").unwrap(),
				NamedNode::new("urn:o").unwrap(),
				graph(),
			);
			store
				.write(&keeper, &note, |draft| draft.insert(quad.as_ref()))
				.unwrap();
			before.elapsed()
		})
		.collect();
	println!("commit of one triple: {}", quantiles(&mut times));
}

fn time(state: &Arc<State>, query: &str) -> Duration {
	let query = Query::new(format!("PREFIX e: <http://example.org/> {query}"));
	let before = Instant::now();
	query.run(state, &Caller::keeper(), &Cancel::default()).unwrap();
	before.elapsed()
}

fn quantiles(times: &mut [Duration]) -> String {
	times.sort();
	let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
	format!(
		"p50 {:.2?}, p95 {:.2?}, p99 {:.2?}, most {:.2?}",
		at(0.5),
		at(0.95),
		at(0.99),
		at(1.0)
	)
}
