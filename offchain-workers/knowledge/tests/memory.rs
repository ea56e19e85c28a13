//! Remembering, recalling, learning and forgetting, from outside.

use althing_embed::Hashing;
use althing_knowledge::access::{Access, Caller, Department, Owner};
use althing_knowledge::memory::names::{episodes, hash_of, node, session};
use althing_knowledge::memory::settings::Rule;
use althing_knowledge::memory::{Erasure, Hit, Index, Kept, Memory, New, Outcome, Settings, Wanted, Which};
use althing_knowledge::retrieve::Ask;
use althing_knowledge::sparql::update::Update;
use althing_knowledge::sparql::Cancel;
use althing_knowledge::store::{Note, Store};
use proptest::prelude::*;
use std::path::Path;

const DAY: u64 = 86_400_000;
const NOW: u64 = 1_000 * DAY;

fn clerk() -> Caller {
	Caller::agent("clerk", Some(Department::Sales))
}

fn note(caller: &Caller) -> Note {
	Note::new(caller, "a test").unwrap()
}

fn new<'a>(kind: &'a str, asked: &'a str, text: &'a str) -> New<'a> {
	New {
		kind,
		asked,
		text,
		importance: 0.5,
		outcome: Outcome::Open,
	}
}

fn remember(memory: &Memory<'_>, new: &New<'_>, now: u64) -> Kept {
	let (clerk, embedder) = (clerk(), Hashing::plain());
	memory
		.remember(&clerk, &note(&clerk), "clerk", new, &embedder, now)
		.unwrap()
}

fn forget(memory: &Memory<'_>, caller: &Caller, which: &Which, now: u64) -> Erasure {
	memory.forget(caller, &note(caller), which, now, false).unwrap()
}

fn recall(memory: &Memory<'_>, caller: &Caller, wanted: &Wanted, now: u64) -> Vec<Hit> {
	let embedder = Hashing::plain();
	let mut index = Index::new(caller, &embedder);
	index.follow(memory, &Wanted::default()).unwrap();
	index.search(wanted, now).unwrap()
}

fn about(words: &str) -> Wanted {
	Wanted {
		about: Some(words.into()),
		most: 10,
		..Wanted::default()
	}
}

fn all() -> Wanted {
	Wanted {
		most: usize::MAX,
		..Wanted::default()
	}
}

fn texts(hits: &[Hit]) -> Vec<&str> {
	hits.iter().map(|hit| hit.text.as_str()).collect()
}

/// The files under a folder that hold a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
	let mut found = Vec::new();
	for entry in std::fs::read_dir(folder).unwrap() {
		let path = entry.unwrap().path();
		if path.is_dir() {
			found.extend(holding(&path, text));
		} else if std::fs::read(&path)
			.unwrap()
			.windows(text.len())
			.any(|part| part == text.as_bytes())
		{
			found.push(path.display().to_string());
		}
	}
	found
}

#[test]
fn what_is_remembered_is_found_by_words_kind_and_time() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	remember(
		&memory,
		&new(
			"call",
			"Which port does the canteen's till use?",
			"The till listens on 8123.",
		),
		NOW,
	);
	remember(
		&memory,
		&new(
			"call",
			"Who signs contracts in Norway?",
			"Astrid Holm signs them.",
		),
		NOW + DAY,
	);
	remember(
		&memory,
		&new("mail", "Who was on leave?", "Jonas Weber was on leave."),
		NOW + 2 * DAY,
	);
	let now = NOW + 3 * DAY;
	let found = |wanted: &Wanted| {
		let hits = recall(&memory, &clerk(), wanted, now);
		hits.into_iter().map(|hit| hit.text).collect::<Vec<_>>()
	};
	assert_eq!(
		found(&about("signing a contract in Norway"))[0],
		"Astrid Holm signs them."
	);
	assert_eq!(found(&about("zebras of Madagascar")), Vec::<String>::new());
	assert_eq!(
		found(&Wanted {
			kind: Some("mail".into()),
			..all()
		}),
		["Jonas Weber was on leave."]
	);
	let span = Wanted {
		from: Some(NOW + DAY),
		until: Some(NOW + 2 * DAY),
		..all()
	};
	assert_eq!(found(&span), ["Astrid Holm signs them."]);
	assert_eq!(
		found(&all())[0],
		"Jonas Weber was on leave.",
		"the youngest first"
	);
	assert_eq!(found(&Wanted { most: 1, ..all() }).len(), 1);
}

#[test]
fn what_is_used_fades_more_slowly() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let old = remember(&memory, &new("call", "", "an old thing about pumps"), NOW);
	remember(
		&memory,
		&new("call", "", "a younger thing about pumps"),
		NOW + 10 * DAY,
	);
	let order = |now| texts(&recall(&memory, &clerk(), &all(), now))[0].to_owned();
	assert_eq!(order(NOW + 20 * DAY), "a younger thing about pumps");
	for day in 11..20 {
		let used = memory.used(
			&clerk(),
			&note(&clerk()),
			&[hash_of(&old.id).unwrap()],
			NOW + day * DAY,
		);
		assert_eq!(used.unwrap(), 1);
	}
	assert_eq!(order(NOW + 20 * DAY), "an old thing about pumps");
	let stranger = Caller::agent("other", None);
	assert_eq!(
		memory
			.used(&stranger, &note(&stranger), &[hash_of(&old.id).unwrap()], NOW)
			.unwrap(),
		0
	);
}

#[test]
fn words_are_in_the_vault_alone_and_after_erasure_nowhere() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let secret = "the patient's blood group is AB negative";
	let kept = remember(&memory, &new("personal", "What is the blood group?", secret), NOW);
	let other = remember(&memory, &new("call", "", "the till listens on port 8123"), NOW);
	assert_eq!(
		holding(folder.path(), secret),
		[folder.path().join("memory").join(&kept.id).display().to_string()]
	);

	let hash = hash_of(&kept.id).unwrap();
	let (clerk, embedder) = (clerk(), Hashing::plain());
	let mut index = Index::new(&clerk, &embedder);
	index.follow(&memory, &Wanted::default()).unwrap();
	assert!(index.holds(&hash));
	let which = Which {
		hashes: vec![hash],
		..Which::default()
	};
	let before = store.head().number;
	let dry = memory.forget(&clerk, &note(&clerk), &which, NOW, true).unwrap();
	assert_eq!(
		(dry.gone.len(), dry.version, store.head().number),
		(1, None, before)
	);
	let erasure = forget(&memory, &clerk, &which, NOW + 1);
	assert_eq!(
		(erasure.gone.len(), erasure.files, erasure.version),
		(1, 1, Some(before + 1))
	);
	assert_eq!(erasure.still_in, None, "others would learn what else is kept");

	assert_eq!(holding(folder.path(), secret), Vec::<String>::new());
	index.follow(&memory, &Wanted::default()).unwrap();
	assert!(!index.holds(&hash) && index.holds(&hash_of(&other.id).unwrap()));
	assert_eq!(recall(&memory, &clerk, &about("blood group"), NOW + 2), []);
	let audit = memory.audit(&Caller::keeper()).unwrap();
	assert!(audit.holds(), "{audit:?}");
	assert_eq!((audit.whole, audit.erased), (1, 1));
	store.verify(|_, _| ()).unwrap();
	// The log proves that it was there, and who erased it.
	let state = store.head();
	assert!(state.terms.find(node(&hash).as_ref().into()).is_some());
	let lines = store.history(&clerk);
	assert_eq!(lines.last().unwrap().author, "agent clerk of sales");
	drop(store);
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	assert!(memory.audit(&Caller::keeper()).unwrap().holds());
	let error = memory
		.forget(&clerk, &note(&clerk), &which, NOW, false)
		.unwrap_err()
		.to_string();
	assert!(error.contains("there is no memory"), "{error}");
}

#[test]
fn who_keeps_the_store_hears_where_words_still_stand() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let keeper = Caller::keeper();
	let text = "the northern plant makes pumps and valves for ships";
	remember(&memory, &new("call", "", text), NOW);
	let update = format!("INSERT DATA {{ <urn:x> <urn:says> \"{text}\" }}");
	Update::new(update)
		.run(&store, &keeper, &note(&keeper), &Cancel::default())
		.unwrap();
	let erasure = forget(&memory, &keeper, &Which::default(), NOW + 1);
	assert_eq!(
		erasure.still_in.unwrap(),
		[folder.path().join("log").display().to_string()]
	);
}

#[test]
fn a_hash_that_somebody_else_learns_reads_and_erases_nothing() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let kept = remember(&memory, &new("call", "", "what only the clerk knows"), NOW);
	let thief = Caller::agent("thief", None);
	assert_eq!(recall(&memory, &thief, &all(), NOW), []);
	let mine = remember_as(&memory, &thief, "thief", "what the thief knows");
	let forged = "PREFIX al: <urn:althing:term:>
		INSERT { GRAPH <urn:althing:agent:thief:memory:episodes> { <urn:althing:memory:HASH> ?p ?o } }
		WHERE { GRAPH <urn:althing:agent:thief:memory:episodes> { <urn:althing:memory:MINE> ?p ?o } };
		INSERT { GRAPH <urn:althing:agent:thief:memory:erased> { <urn:althing:memory:HASH> a al:Erased } } WHERE {}"
		.replace("HASH", &kept.id)
		.replace("MINE", &mine.id);
	Update::new(forged)
		.run(&store, &thief, &note(&thief), &Cancel::default())
		.unwrap();
	assert_eq!(
		texts(&recall(&memory, &thief, &all(), NOW)),
		["what the thief knows"]
	);
	// Neither by forgetting what it does not own, nor by a tombstone that it made up.
	let which = Which {
		hashes: vec![hash_of(&kept.id).unwrap()],
		..Which::default()
	};
	assert_eq!(forget(&memory, &thief, &which, NOW).files, 0);
	let memory = Memory::open(&store, Settings::default()).unwrap();
	assert_eq!(
		texts(&recall(&memory, &clerk(), &all(), NOW)),
		["what only the clerk knows"]
	);
	let audit = memory.audit(&Caller::keeper()).unwrap();
	assert!(audit.holds() && audit.whole == 2, "{audit:?}");
	let error = memory.audit(&thief).unwrap_err().to_string();
	assert!(error.contains("keeps the store"), "{error}");
	let embedder = Hashing::plain();
	let refused = memory.remember(
		&thief,
		&note(&thief),
		"clerk",
		&new("call", "", "x"),
		&embedder,
		NOW,
	);
	assert!(refused.unwrap_err().to_string().contains("may not write"));
}

fn remember_as(memory: &Memory<'_>, caller: &Caller, agent: &str, text: &str) -> Kept {
	let embedder = Hashing::plain();
	memory
		.remember(
			caller,
			&note(caller),
			agent,
			&new("call", "", text),
			&embedder,
			NOW,
		)
		.unwrap()
}

#[test]
fn what_a_crash_left_half_erased_is_erased_when_opened() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let kept = remember(&memory, &new("call", "", "words that shall go"), NOW);
	let path = memory.vault().path(&hash_of(&kept.id).unwrap());
	let bytes = std::fs::read(&path).unwrap();
	forget(&memory, &clerk(), &Which::default(), NOW);
	// As if the commit had been made and the file not been removed.
	std::fs::write(&path, bytes).unwrap();
	assert_eq!(
		memory.audit(&Caller::keeper()).unwrap().undead,
		std::slice::from_ref(&kept.id)
	);
	let memory = Memory::open(&store, Settings::default()).unwrap();
	assert!(!path.exists());
	assert!(memory.audit(&Caller::keeper()).unwrap().holds());
}

#[test]
fn a_rollback_brings_no_words_back() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let keeper = Caller::keeper();
	let kept = remember(&memory, &new("call", "", "words that shall go"), NOW);
	let version = store.head().number;
	forget(&memory, &clerk(), &Which::default(), NOW);
	store.rollback(version, None, &keeper, &note(&keeper)).unwrap();
	let audit = memory.audit(&keeper).unwrap();
	assert_eq!(
		audit.returned,
		[kept.id],
		"also where the tombstone was rolled back"
	);
	assert!(audit.holds());
	assert_eq!(recall(&memory, &clerk(), &all(), NOW), []);
}

#[test]
fn a_file_that_is_lost_or_spoiled_is_found() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let (lost, spoiled) = (
		remember(&memory, &new("call", "", "one"), NOW),
		remember(&memory, &new("call", "", "two"), NOW),
	);
	let path = |kept: &Kept| memory.vault().path(&hash_of(&kept.id).unwrap());
	std::fs::remove_file(path(&lost)).unwrap();
	std::fs::write(path(&spoiled), "something else").unwrap();
	let audit = memory.audit(&Caller::keeper()).unwrap();
	assert_eq!((audit.lost, audit.spoiled), (vec![lost.id], vec![spoiled.id]));
	assert_eq!(recall(&memory, &clerk(), &all(), NOW), []);
}

#[test]
fn files_that_no_record_names_are_swept_by_who_keeps_the_store() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let (keeper, before) = (Caller::keeper(), store.head().number);
	let kept = remember(
		&memory,
		&new("call", "", "words of a write that is taken back"),
		NOW,
	);
	store.rollback(before, None, &keeper, &note(&keeper)).unwrap();
	assert_eq!(
		memory.audit(&keeper).unwrap().strays,
		std::slice::from_ref(&kept.id)
	);
	let expired = Which {
		expired: true,
		..Which::default()
	};
	assert_eq!(
		forget(&memory, &clerk(), &expired, NOW).gone,
		[],
		"not the clerk's business"
	);
	let erasure = forget(&memory, &keeper, &expired, NOW);
	assert_eq!((erasure.gone.len(), erasure.files), (1, 1));
	assert_eq!(holding(folder.path(), "words of a write"), Vec::<String>::new());
	assert!(memory.audit(&keeper).unwrap().strays.is_empty());
}

#[test]
fn each_kind_is_kept_as_long_as_its_rule_says() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let mut settings = Settings::default();
	let rule = |days| Rule { days, learn: true };
	settings.kinds.insert("short".into(), rule(Some(7)));
	settings.kinds.insert("forever".into(), rule(None));
	let memory = Memory::open(&store, settings).unwrap();
	for kind in ["short", "forever", "usual"] {
		remember(&memory, &new(kind, "", &format!("something {kind}")), NOW);
	}
	let later = NOW + 8 * DAY;
	assert_eq!(
		recall(&memory, &clerk(), &all(), later).len(),
		2,
		"what is over is not recalled, erased or not"
	);
	let expired = Which {
		expired: true,
		..Which::default()
	};
	let gone = forget(&memory, &clerk(), &expired, later).gone;
	assert_eq!(
		gone.iter().map(|gone| gone.kind.as_deref()).collect::<Vec<_>>(),
		[Some("short")]
	);
	forget(&memory, &clerk(), &expired, NOW + 366 * DAY);
	assert_eq!(
		texts(&recall(&memory, &clerk(), &all(), NOW + 400 * DAY)),
		["something forever"]
	);
}

fn in_session(memory: &Memory<'_>, text: &str, now: u64) -> althing_knowledge::Result<Kept> {
	let (clerk, embedder) = (clerk(), Hashing::plain());
	let sales = Owner::Department(Department::Sales);
	memory.say_in_session(
		&clerk,
		&note(&clerk),
		&sales,
		"fair",
		&new("note", "", text),
		&embedder,
		now,
	)
}

fn open_session(memory: &Memory<'_>, lasts: u64, access: Option<&str>, now: u64) {
	let clerk = clerk();
	let sales = Owner::Department(Department::Sales);
	let access = access.map(|access| access.parse::<Access>().unwrap());
	memory
		.open_session(&clerk, &note(&clerk), &sales, "fair", lasts, access, now)
		.unwrap();
}

#[test]
fn a_session_is_shared_until_it_ends_and_then_erased() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	assert!(in_session(&memory, "too soon", NOW)
		.unwrap_err()
		.to_string()
		.contains("no session fair"));
	open_session(&memory, DAY, Some("restricted:legal"), NOW);
	in_session(&memory, "the stand is in hall four", NOW + 1).unwrap();
	let (legal, finance) = (
		Caller::member(Department::Legal),
		Caller::member(Department::Finance),
	);
	assert_eq!(recall(&memory, &legal, &about("which hall"), NOW + 2).len(), 1);
	assert_eq!(recall(&memory, &finance, &all(), NOW + 2), []);
	assert_eq!(
		(memory.sessions(&legal).len(), memory.sessions(&finance).len()),
		(1, 0)
	);

	open_session(&memory, 2 * DAY, None, NOW + 2);
	let expires = memory.sessions(&legal)[0].expires;
	assert_eq!(expires, NOW + 2 + 2 * DAY);
	let over = expires + 1;
	assert_eq!(recall(&memory, &legal, &all(), over), []);
	assert!(in_session(&memory, "too late", over)
		.unwrap_err()
		.to_string()
		.contains("open"));
	let expired = Which {
		expired: true,
		..Which::default()
	};
	let erasure = forget(&memory, &clerk(), &expired, over);
	let graph = session(&Owner::Department(Department::Sales), "fair").unwrap();
	assert_eq!(
		(erasure.gone.len(), erasure.sessions),
		(1, vec![graph.into_string()])
	);
	assert_eq!(memory.sessions(&clerk()), []);
	assert_eq!(holding(folder.path(), "hall four"), Vec::<String>::new());
	assert!(memory.audit(&Caller::keeper()).unwrap().holds());
}

#[test]
fn a_session_can_be_ended_at_once() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	open_session(&memory, DAY, None, NOW);
	in_session(&memory, "the stand is in hall four", NOW).unwrap();
	remember(&memory, &new("call", "", "something of its own"), NOW);
	let (clerk, sales) = (clerk(), Owner::Department(Department::Sales));
	let end = |dry| memory.end_session(&clerk, &note(&clerk), &sales, "fair", NOW, dry);
	assert_eq!(end(true).unwrap().gone.len(), 1);
	assert_eq!(memory.sessions(&clerk).len(), 1);
	assert_eq!(end(false).unwrap().files, 1);
	assert!(end(false).unwrap_err().to_string().contains("no session"));
	assert_eq!(recall(&memory, &clerk, &all(), NOW).len(), 1);
}

#[test]
fn a_session_stays_within_its_bytes() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let settings = Settings {
		session_items: 5,
		session_bytes: 1_200,
		longest: 1_000,
		..Settings::default()
	};
	let memory = Memory::open(&store, settings).unwrap();
	open_session(&memory, 100 * DAY, None, NOW);
	for n in 0..40_u64 {
		let text = format!("{n} {}", "word ".repeat((n as usize * 7) % 60));
		in_session(&memory, &text, NOW + n * DAY).unwrap();
		let session = &memory.sessions(&clerk())[0];
		assert!(session.entries <= 5 && session.bytes <= 1_200, "{session:?}");
	}
	let files = memory.vault().list().unwrap().0.len();
	assert_eq!(files, memory.sessions(&clerk())[0].entries);
	assert!(in_session(&memory, &"x".repeat(2_000), NOW)
		.unwrap_err()
		.to_string()
		.contains("1000 bytes at most"));
}

fn repeat(memory: &Memory<'_>, asked: &str, answer: &str, outcome: Outcome, times: u64) -> Vec<Kept> {
	let one = |n| {
		let new = New {
			outcome,
			..new("call", asked, answer)
		};
		remember(memory, &new, NOW + n)
	};
	(0..times).map(one).collect()
}

fn learn(memory: &Memory<'_>) -> althing_knowledge::memory::Learnt {
	let (clerk, embedder) = (clerk(), Hashing::plain());
	memory
		.consolidate(&clerk, &note(&clerk), "clerk", None, &embedder, NOW + DAY)
		.unwrap()
}

#[test]
fn episodes_that_repeat_become_a_fact_that_is_found() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	repeat(
		&memory,
		"Which port does the till use?",
		"It uses port 8123.",
		Outcome::Right,
		2,
	);
	assert_eq!(learn(&memory).standing, 0, "twice is not often enough");
	let third = remember(
		&memory,
		&new("call", "which port does the till use", "it uses port 8123"),
		NOW + 9,
	);
	let learnt = learn(&memory);
	assert_eq!((learnt.new, learnt.standing, learnt.doubted), (1, 1, 0));
	let answer = Ask::new("Which port does the till use?")
		.run(&store.head(), &clerk())
		.unwrap();
	assert!(answer.hits[0].text.contains("port 8123"));
	let links = answer
		.evidence
		.iter()
		.filter(|quad| quad.object.to_string().contains(&third.id));
	assert_eq!(links.count(), 1, "derived from its episodes");
	assert!(Ask::new("till port")
		.run(&store.head(), &Caller::anybody())
		.unwrap()
		.hits
		.is_empty());
	assert_eq!(learn(&memory).version, None, "doing it again changes nothing");
}

#[test]
fn what_turns_out_wrong_is_found_no_more_and_what_contradicts_is_marked() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let asked = "Which port does the till use?";
	let wrong = repeat(&memory, asked, "It uses port 80.", Outcome::Open, 3);
	repeat(&memory, asked, "It uses port 8123.", Outcome::Right, 4);
	assert_eq!(learn(&memory).standing, 2);
	let contradicts = |store: &Store| {
		let state = store.head();
		let id = state
			.graph_id(Some("urn:althing:agent:clerk:memory:facts"))
			.unwrap();
		let quads = state.graphs[&id]
			.index
			.iter()
			.filter_map(|triple| state.quad(id, triple));
		quads
			.filter(|quad| quad.predicate.as_str().ends_with("contradicts"))
			.count()
	};
	assert_eq!(contradicts(&store), 2, "each the other");
	for kept in &wrong {
		let hash = hash_of(&kept.id).unwrap();
		memory
			.settle(&clerk(), &note(&clerk()), &hash, Outcome::Wrong)
			.unwrap();
	}
	let learnt = learn(&memory);
	assert_eq!((learnt.new, learnt.standing, learnt.doubted), (0, 1, 1));
	assert_eq!(contradicts(&store), 0);
	let answer = Ask::new(asked).run(&store.head(), &clerk()).unwrap();
	assert!(answer.hits.iter().all(|hit| !hit.text.contains("port 80.")));
	assert_eq!(learn(&memory).version, None);
}

#[test]
fn nothing_is_learnt_of_kinds_that_must_be_forgotten() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	for n in 0..5 {
		remember(
			&memory,
			&new("personal", "What is the blood group?", "It is AB negative."),
			NOW + n,
		);
	}
	assert_eq!(learn(&memory).episodes, 0);
	assert!(holding(folder.path(), "AB negative")
		.iter()
		.all(|file| !file.ends_with("log")));
}

#[test]
fn wrong_input_is_refused_and_leaves_nothing() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let memory = Memory::open(&store, Settings::default()).unwrap();
	let (clerk, embedder) = (clerk(), Hashing::plain());
	let refused = |new: &New<'_>| {
		let error = memory.remember(&clerk, &note(&clerk), "clerk", new, &embedder, NOW);
		error.unwrap_err().to_string()
	};
	assert!(refused(&new("a kind", "", "x")).contains("no kind"));
	assert!(refused(&new("call", "", " ")).contains("empty"));
	assert!(refused(&new("call", "", &"x".repeat(1 << 20))).contains("at most"));
	let unsure = New {
		importance: f64::NAN,
		..new("call", "", "x")
	};
	assert!(refused(&unsure).contains("no importance"));
	assert_eq!(store.head().number, 0);
	assert!(!folder.path().join("memory").exists());
}

#[derive(Clone, Debug)]
enum Step {
	Remember {
		topic: u8,
		answer: u8,
		importance: f64,
		outcome: Outcome,
	},
	Forget(prop::sample::Index),
	Use(prop::sample::Index),
	Settle(prop::sample::Index, Outcome),
	Learn,
}

fn outcome() -> impl Strategy<Value = Outcome> {
	prop::sample::select(vec![Outcome::Open, Outcome::Right, Outcome::Wrong])
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		8 => (0_u8..3, 0_u8..2, 0.0..=1.0, outcome()).prop_map(|(topic, answer, importance, outcome)| {
			Step::Remember { topic, answer, importance, outcome }
		}),
		1 => any::<prop::sample::Index>().prop_map(Step::Forget),
		1 => any::<prop::sample::Index>().prop_map(Step::Use),
		1 => (any::<prop::sample::Index>(), outcome()).prop_map(|(at, outcome)| Step::Settle(at, outcome)),
		1 => Just(Step::Learn),
	]
}

const TOPICS: [&str; 3] = [
	"Which port does the till use?",
	"Who signs in Norway?",
	"When is soup served?",
];
const ANSWERS: [&str; 2] = ["It is the first one.", "It is the second one."];

fn records(memory: &Memory<'_>) -> Vec<althing_knowledge::memory::Record> {
	let state = memory.store().head();
	let id = state.graph_id(Some(episodes("clerk").as_str()));
	id.map(|id| althing_knowledge::memory::record::of_graph(&state, id))
		.unwrap_or_default()
}

fn apply(memory: &Memory<'_>, step: &Step, now: u64, bound: usize) {
	let held = records(memory);
	let (clerk, pick) = (clerk(), |at: &prop::sample::Index| {
		held.get(at.index(held.len().max(1)))
	});
	match step {
		Step::Remember {
			topic,
			answer,
			importance,
			outcome,
		} => {
			let new = New {
				kind: "call",
				asked: TOPICS[usize::from(*topic)],
				text: ANSWERS[usize::from(*answer)],
				importance: *importance,
				outcome: *outcome,
			};
			let kept = remember(memory, &new, now);
			let left = records(memory);
			assert!(left.len() <= bound);
			assert!(
				left.iter().any(|record| hex::encode(record.hash) == kept.id),
				"what is new stays"
			);
			let gone = held.iter().filter(|record| {
				kept.evicted
					.iter()
					.any(|gone| gone.id == hex::encode(record.hash))
			});
			for gone in gone {
				let others = left.iter().filter(|record| hex::encode(record.hash) != kept.id);
				assert!(others
					.into_iter()
					.all(|record| record.value(now) >= gone.value(now)));
			}
		}
		Step::Forget(at) => {
			if let Some(record) = pick(at) {
				let which = Which {
					hashes: vec![record.hash],
					..Which::default()
				};
				assert_eq!(forget(memory, &clerk, &which, now).files, 1);
			}
		}
		Step::Use(at) => {
			if let Some(record) = pick(at) {
				memory.used(&clerk, &note(&clerk), &[record.hash], now).unwrap();
			}
		}
		Step::Settle(at, outcome) => {
			if let Some(record) = pick(at) {
				memory
					.settle(&clerk, &note(&clerk), &record.hash, *outcome)
					.unwrap();
			}
		}
		Step::Learn => {
			learn(memory);
			assert_eq!(learn(memory).version, None, "doing it again changes nothing");
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

	#[test]
	fn bounds_hold_the_least_goes_and_learning_again_changes_nothing(
		steps in prop::collection::vec((step(), 0..DAY), 1..40), bound in 1_usize..8,
	) {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path()).unwrap();
		let settings = Settings { episodes: bound, repeats: 2, ..Settings::default() };
		let memory = Memory::open(&store, settings).unwrap();
		let mut now = NOW;
		for (step, wait) in &steps {
			now += wait;
			apply(&memory, step, now, bound);
		}
		let audit = memory.audit(&Caller::keeper()).unwrap();
		prop_assert!(audit.holds() && audit.strays.is_empty() && audit.returned.is_empty());
		prop_assert_eq!(audit.whole, records(&memory).len());
		prop_assert_eq!(memory.vault().list().unwrap().0.len(), audit.whole);
		store.verify(|_, _| ()).unwrap();
	}
}
