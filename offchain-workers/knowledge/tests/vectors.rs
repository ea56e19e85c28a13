//! Vectors of a store: who sees them, what is kept of them, and that a spoiled file only costs time.

use althing_embed::{Embedder, Hashing};
use althing_knowledge::access::{Access, Caller, Department};
use althing_knowledge::ingest::{ingest, Format, Source};
use althing_knowledge::store::{Note, Store};
use althing_knowledge::vectors::{Near, Vectors};
use oxrdf::NamedNode;
use proptest::prelude::*;
use std::path::Path;

struct Place {
	folder: tempfile::TempDir,
	store: Store,
}

fn place() -> Place {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	Place { folder, store }
}

/// Sentences that are long enough to be passages, each about something of its own.
fn document(about: &str, count: usize) -> String {
	let section = |n: usize| {
		format!("# {about} {n}\n\nThe report on {about} number {n} says that the plant of {about} made {n} tons of steel.\n\n")
	};
	(0..count).map(section).collect()
}

fn take(store: &Store, graph: &str, access: &str, name: &str, text: &str) {
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "test").unwrap();
	let source = Source {
		name,
		format: Format::of(Path::new(name)).unwrap(),
		bytes: text.as_bytes(),
		author: "test",
		time: 0,
	};
	let access: Access = access.parse().unwrap();
	let graph = NamedNode::new(graph).unwrap();
	store
		.write(&keeper, &note, |draft| {
			draft.share_new_graphs(Some(access.clone()));
			ingest(draft, &source, &graph)
		})
		.unwrap();
}

fn public(store: &Store) {
	take(
		store,
		"urn:althing:department:sales:a:1",
		"public",
		"a.md",
		&document("Bergen", 30),
	);
	take(
		store,
		"urn:althing:department:legal:b:1",
		"restricted:legal",
		"b.md",
		&document("Hamburg", 20),
	);
}

fn followed(store: &Store, embedder: &Hashing) -> Vectors {
	let mut vectors = Vectors::new(embedder);
	vectors.follow(&store.head(), embedder, |_| ()).unwrap();
	vectors
}

/// Names of passages, and how near they are.
fn search(
	store: &Store,
	vectors: &Vectors,
	caller: &Caller,
	question: &str,
	most: usize,
) -> Vec<(String, f32)> {
	let asked = Hashing::plain().embed(question).unwrap();
	let state = store.head();
	let found = vectors.search(caller, &asked, most).unwrap();
	found
		.into_iter()
		.map(|Near { key, score }| (state.terms.term(key).unwrap().to_string(), score))
		.collect()
}

#[test]
fn hidden_vectors_change_neither_what_is_found_nor_how_many() {
	let embedder = Hashing::plain();
	let (with, without) = (place(), place());
	public(&with.store);
	public(&without.store);
	let secret = document("Bergen", 200);
	take(
		&with.store,
		"urn:althing:agent:clerk:notes",
		"personal:clerk",
		"c.md",
		&secret,
	);
	let mut all = (
		followed(&with.store, &embedder),
		followed(&without.store, &embedder),
	);
	for graphs in [false, true] {
		if graphs {
			all.0 = Vectors::new(&embedder).graph_from(10);
			all.1 = Vectors::new(&embedder).graph_from(10);
			all.0.follow(&with.store.head(), &embedder, |_| ()).unwrap();
			all.1.follow(&without.store.head(), &embedder, |_| ()).unwrap();
		}
		for caller in [
			Caller::anybody(),
			Caller::member(Department::Legal),
			Caller::agent("other", None),
		] {
			for question in [
				"steel in Bergen",
				"report on Hamburg number 7",
				"nothing of the kind",
			] {
				for most in [1, 5, 500] {
					let one = search(&with.store, &all.0, &caller, question, most);
					let other = search(&without.store, &all.1, &caller, question, most);
					assert_eq!(one, other, "{caller} {question} {most}");
					assert!(!one.is_empty());
				}
			}
		}
	}
	let clerk = search(
		&with.store,
		&all.0,
		&Caller::agent("clerk", None),
		"steel in Bergen",
		500,
	);
	let anybody = search(&with.store, &all.0, &Caller::anybody(), "steel in Bergen", 500);
	assert!(clerk.len() > anybody.len());
}

#[test]
fn what_is_labelled_anew_or_goes_is_not_found_any_more() {
	let embedder = Hashing::plain();
	let place = place();
	public(&place.store);
	let mut vectors = followed(&place.store, &embedder);
	let anybody =
		|vectors: &Vectors| search(&place.store, vectors, &Caller::anybody(), "steel in Bergen", 500).len();
	let before = anybody(&vectors);
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "test").unwrap();
	let id = place
		.store
		.head()
		.graph_id(Some("urn:althing:department:sales:a:1"))
		.unwrap();
	place
		.store
		.write(&keeper, &note, |draft| {
			draft.drop_graph(id);
			Ok(())
		})
		.unwrap();
	vectors.follow(&place.store.head(), &embedder, |_| ()).unwrap();
	assert!(before > 0);
	assert_eq!(anybody(&vectors), 0);
	assert!(!vectors.is_empty());
}

#[test]
fn what_was_kept_is_not_made_again() {
	let embedder = Hashing::plain();
	let place = place();
	public(&place.store);
	let vectors = followed(&place.store, &embedder);
	let path = place.folder.path().join("vectors");
	vectors.save(&path).unwrap();
	let mut again = Vectors::new(&embedder);
	assert_eq!(again.load(&path).unwrap(), None);
	assert_eq!(again.len(), vectors.len());
	assert_eq!(again.follow(&place.store.head(), &embedder, |_| ()).unwrap(), 0);
	let caller = Caller::member(Department::Legal);
	assert_eq!(
		search(&place.store, &again, &caller, "steel in Hamburg", 9),
		search(&place.store, &vectors, &caller, "steel in Hamburg", 9)
	);
}

#[test]
fn vectors_of_another_embedder_are_made_anew() {
	let place = place();
	public(&place.store);
	let path = place.folder.path().join("vectors");
	followed(&place.store, &Hashing::plain()).save(&path).unwrap();
	let fitted = Hashing::fitted(["one text", "another text"].into_iter());
	let mut other = Vectors::new(&fitted);
	assert!(other.load(&path).unwrap().unwrap().contains("made by"));
	assert!(other.is_empty());
	assert!(other
		.follow(&place.store.head(), &Hashing::plain(), |_| ())
		.is_err());
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn a_spoiled_file_is_noticed_and_made_anew(
		flips in prop::collection::vec((0.0_f64..1.0, 1_u8..), 0..5),
		cut in prop::option::of(0.0_f64..1.0),
		signed in any::<bool>(),
	) {
		use sha2::{Digest, Sha256};
		let embedder = Hashing::plain();
		let place = place();
		take(&place.store, "urn:althing:department:sales:a:1", "public", "a.md", &document("Bergen", 3));
		let path = place.folder.path().join("vectors");
		let vectors = followed(&place.store, &embedder);
		vectors.save(&path).unwrap();
		let mut bytes = std::fs::read(&path).unwrap();
		let whole = bytes.clone();
		let content = bytes.len() - 32;
		for (at, flip) in flips {
			bytes[(at * content as f64) as usize] ^= flip;
		}
		if let Some(cut) = cut {
			bytes.truncate((cut * content as f64) as usize);
		}
		let spoiled = bytes != whole;
		// Who can write the file can also make its checksum fit.
		if signed && bytes.len() >= 32 {
			let end = bytes.len() - 32;
			let hash = Sha256::digest(&bytes[..end]);
			bytes[end..].copy_from_slice(&hash);
		}
		std::fs::write(&path, &bytes).unwrap();
		let mut again = Vectors::new(&embedder);
		let reason = again.load(&path).unwrap();
		if !signed {
			prop_assert_eq!(reason.is_some(), spoiled);
		}
		again.follow(&place.store.head(), &embedder, |_| ()).unwrap();
		prop_assert_eq!(again.len(), vectors.len());
		let found = search(&place.store, &again, &Caller::anybody(), "steel", 100);
		prop_assert_eq!(found.len(), vectors.len());
	}
}
