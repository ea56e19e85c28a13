use super::*;
use crate::access::{Department, Granted};
use crate::document::{self, Bounds};
use crate::share::grants::{Grant, Standing};
use crate::sparql::{Answer, Query};
use oxrdf::GraphName;
use oxrdfio::RdfFormat;

const SOURCE: &str = "urn:althing:department:legal:people:1";
const RULES: &str = "prefix e: <http://e/>\nnames keep\nkeep e:name\nbucket 10000 e:salary";

struct Place {
	store: Store,
	_folder: tempfile::TempDir,
}

fn place() -> Place {
	let folder = tempfile::tempdir().unwrap();
	let place = Place {
		store: Store::open(folder.path()).unwrap(),
		_folder: folder,
	};
	place.load(
		SOURCE,
		"<http://e/anna> <http://e/name> \"Anna\" ; <http://e/salary> 90210 .",
		None,
	);
	place
}

impl Place {
	fn load(&self, graph: &str, turtle: &str, access: Option<Access>) {
		let note = Note::new(&Caller::keeper(), "loaded").unwrap();
		let graph: GraphName = NamedNode::new_unchecked(graph).into();
		self.store
			.write(&Caller::keeper(), &note, |draft| {
				draft.share_new_graphs(access);
				let bounds = Bounds::default();
				document::load(
					draft,
					turtle.as_bytes(),
					RdfFormat::Turtle,
					&graph,
					None,
					&bounds,
					|_| (),
				)
			})
			.unwrap();
	}

	fn share(&self, rules: &str) -> Report {
		share(&self.store, &legal(), &request(rules)).unwrap()
	}

	fn count(&self, caller: &Caller, graph: &str) -> usize {
		let query = Query::new(format!("SELECT * {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"));
		match query
			.run(&self.store.head(), caller, &Default::default())
			.unwrap()
		{
			Answer::Table(table) => table.rows.len(),
			_ => 0,
		}
	}
}

fn legal() -> Caller {
	Caller::member(Department::Legal)
}

fn request(rules: &str) -> Request {
	Request {
		graph: SOURCE.into(),
		receiver: Party::Department(Department::Sales),
		rules: if rules.is_empty() {
			Rules::whole()
		} else {
			Rules::parse(rules).unwrap()
		},
		reason: "asked for".into(),
	}
}

fn standing(report: &Report) -> Standing {
	let mut hashes = [[0; 32]; 2];
	hex::decode_to_slice(&report.graph, &mut hashes[0]).unwrap();
	hex::decode_to_slice(&report.rules, &mut hashes[1]).unwrap();
	let opening = crate::access::Opening {
		graph: hashes[0],
		rules: hashes[1],
		from: report.from.clone(),
		to: report.to.clone(),
	};
	Standing {
		block: Some(5),
		grants: vec![Grant {
			id: 1,
			opening,
			at: 4,
			expires: 100,
			acknowledged: false,
		}],
	}
}

fn sales(standing: &Standing) -> Caller {
	let mut sales = Caller::member(Department::Sales);
	sales.granted = standing.opened_to(&sales);
	sales
}

#[test]
fn a_copy_is_seen_by_its_receiver_while_the_grant_stands_and_the_source_never_is() {
	let place = place();
	let report = place.share(RULES);
	let granted = sales(&standing(&report));
	assert_eq!(place.count(&granted, &report.copy), report.triples as usize);
	assert_eq!(place.count(&granted, SOURCE), 0);
	let mut revoked = granted.clone();
	revoked.granted = Granted::NOTHING;
	assert_eq!(place.count(&revoked, &report.copy), 0);
	assert_eq!(place.count(&Caller::member(Department::People), &report.copy), 0);
	assert_eq!(place.count(&legal(), &report.copy), report.triples as usize);
}

#[test]
fn sharing_again_changes_nothing_until_the_source_does() {
	let place = place();
	let first = place.share(RULES);
	assert!(first.commit.is_some());
	assert_eq!(place.share(RULES).commit, None);
	place.load(
		"urn:althing:department:sales:other:1",
		"<a:a> <b:b> <c:c> .",
		None,
	);
	assert_eq!(
		place.share(RULES).commit,
		None,
		"another graph is no change of this one"
	);
	place.load(SOURCE, "<http://e/bert> <http://e/name> \"Bert\" .", None);
	let granted = sales(&standing(&first));
	assert_eq!(
		place.count(&granted, &first.copy),
		first.triples as usize,
		"nothing flows by itself"
	);
	let again = place.share(RULES);
	assert!(again.commit.is_some());
	assert_eq!(
		(again.copy.as_str(), again.triples),
		(first.copy.as_str(), first.triples + 1)
	);
	assert_eq!(place.count(&granted, &first.copy), again.triples as usize);
}

#[test]
fn other_rules_make_another_copy_that_the_grant_does_not_open() {
	let place = place();
	let strict = place.share("prefix e: <http://e/>\nkeep e:name");
	let loose = place.share(RULES);
	assert_ne!(strict.copy, loose.copy);
	let granted = sales(&standing(&strict));
	assert_eq!(place.count(&granted, &loose.copy), 0);
}

#[test]
fn a_preview_says_the_same_and_writes_nothing() {
	let place = place();
	let before = place.store.head().number;
	let tried = preview(&place.store, &legal(), &request(RULES)).unwrap();
	assert_eq!((place.store.head().number, tried.commit), (before, None));
	let made = place.share(RULES);
	assert_eq!(
		(tried.triples, &tried.predicates),
		(made.triples, &made.predicates)
	);
}

#[test]
fn what_is_confidential_is_not_shared_whole() {
	let place = place();
	assert!(share(&place.store, &legal(), &request("")).is_err());
	let open = "urn:althing:department:legal:board:1";
	let access = "restricted:legal,people".parse().unwrap();
	place.load(open, "<http://e/a> <http://e/b> 1 .", Some(access));
	let whole = Request {
		graph: open.into(),
		..request("")
	};
	let report = share(&place.store, &legal(), &whole).unwrap();
	assert_eq!(place.count(&sales(&standing(&report)), &report.copy), 1 + 4);
}

#[test]
fn only_who_writes_to_a_graph_shares_it_and_hears_whether_it_is_there() {
	let place = place();
	let ask = |caller: &Caller, graph: &str| {
		let request = Request {
			graph: graph.into(),
			..request(RULES)
		};
		share(&place.store, caller, &request).unwrap_err().to_string()
	};
	let nowhere = "urn:althing:department:legal:nowhere:1";
	let people = Caller::member(Department::People);
	assert_eq!(
		ask(&people, SOURCE).replace(SOURCE, "G"),
		ask(&people, nowhere).replace(nowhere, "G")
	);
	assert!(ask(&legal(), nowhere).contains("there is no graph"));
	assert!(ask(&Caller::keeper(), "urn:kept:apart").contains("keeper"));
	assert!(ask(&legal(), "no iri").contains("no IRI"));
	let own = Request {
		receiver: Party::Department(Department::Legal),
		..request(RULES)
	};
	assert!(share(&place.store, &legal(), &own).is_err());
}

#[test]
fn withdrawn_copies_are_gone_for_all() {
	let place = place();
	let report = place.share(RULES);
	let hash = rules::digest(SOURCE.as_bytes());
	let people = Caller::member(Department::People);
	assert!(withdraw(&place.store, &people, &hash, &report.to)
		.unwrap()
		.is_none());
	assert!(withdraw(&place.store, &legal(), &hash, &report.to)
		.unwrap()
		.is_some());
	assert_eq!(place.count(&sales(&standing(&report)), &report.copy), 0);
	assert!(withdraw(&place.store, &legal(), &hash, &report.to)
		.unwrap()
		.is_none());
}

#[test]
fn an_inbox_lists_what_stands_for_the_caller() {
	let place = place();
	let report = place.share(RULES);
	let standing = standing(&report);
	let notices = inbox::inbox(&place.store.head(), &Caller::member(Department::Sales), &standing);
	assert_eq!(notices.len(), 1);
	assert_eq!(
		(notices[0].graph.as_str(), notices[0].triples),
		(report.copy.as_str(), Some(report.triples))
	);
	for other in [Caller::member(Department::People), Caller::anybody()] {
		assert!(inbox::inbox(&place.store.head(), &other, &standing).is_empty());
	}
	// A grant without a copy is told as such.
	withdraw(
		&place.store,
		&legal(),
		&rules::digest(SOURCE.as_bytes()),
		&report.to,
	)
	.unwrap();
	let notices = inbox::inbox(&place.store.head(), &Caller::member(Department::Sales), &standing);
	assert_eq!(notices[0].triples, None);
}

#[test]
fn looking_back_shows_no_copy_that_was_made_before() {
	let place = place();
	let first = place.share(RULES);
	place.load(SOURCE, "<http://e/bert> <http://e/name> \"Bert\" .", None);
	place.share(RULES);
	let granted = sales(&standing(&first));
	let head = place.store.head().number;
	for version in 0..head {
		let then = place.store.as_of_for(version, &granted).unwrap();
		assert_eq!(then.visible(&granted).count(), 0, "{version}");
		let found = place.store.difference(version, head, &granted).unwrap();
		assert!(found.added.is_empty() && found.removed.is_empty());
	}
	assert!(place.store.history(&granted).is_empty());
	assert!(!place
		.store
		.difference(0, head, &legal())
		.unwrap()
		.added
		.is_empty());
}

#[test]
fn a_store_that_is_opened_again_still_knows_its_copies() {
	let folder = tempfile::tempdir().unwrap();
	let place = Place {
		store: Store::open(folder.path()).unwrap(),
		_folder: tempfile::tempdir().unwrap(),
	};
	place.load(SOURCE, "<http://e/anna> <http://e/name> \"Anna\" .", None);
	let report = place.share(RULES);
	drop(place);
	let place = Place {
		store: Store::open(folder.path()).unwrap(),
		_folder: folder,
	};
	assert_eq!(
		place.count(&sales(&standing(&report)), &report.copy),
		report.triples as usize
	);
	assert_eq!(place.share(RULES).commit, None);
	place.store.verify(|_, _| ()).unwrap();
}
