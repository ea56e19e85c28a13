//! Sharing: a copy of a graph for one receiver, by rules that say what of it stays.
//!
//! | step | where |
//! |---|---|
//! | rules per predicate are read | [`rules`] |
//! | a graph becomes what stays of it | [`redact`] |
//! | names and values become pseudonyms | [`pseudonym`] |
//! | the copy is committed, for its receiver | [`share`] |
//! | the chain says which grants stand | [`grants`] |
//! | a receiver is told what it was let see | [`inbox`] |
//!
//! The receiver sees the copy while a grant stands that names the source, the rules and the receiver, and never the
//! source. What changes in the source is not in the copy until it is shared again.

pub mod grants;
pub mod inbox;
pub mod pseudonym;
pub mod redact;
pub mod rules;
pub(crate) mod secret;
mod value;

use crate::access::{Access, Caller, Owner, Party, Sharing};
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use crate::store::state::Graph;
use crate::store::{Commit, Note, State, Store};
use crate::vocabulary as v;
use oxrdf::{NamedNode, Quad, Triple};
use pseudonym::Pseudonyms;
use redact::{Count, Redacted};
use rules::Rules;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A graph that is to be shared.
#[derive(Clone, Debug)]
pub struct Request {
	/// The graph's name.
	pub graph: String,
	/// Who is let see a copy of it.
	pub receiver: Party,
	/// What stays.
	pub rules: Rules,
	/// Why, for the log.
	pub reason: String,
}

/// What sharing comes to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
	/// The copy's name.
	pub copy: String,
	/// Whose the graph is.
	pub from: Party,
	/// For whom the copy is.
	pub to: Party,
	/// BLAKE2b-256 of the source's name, in hexadecimal: what a grant on chain names.
	pub graph: String,
	/// BLAKE2b-256 of the rules, in hexadecimal; zeros for none.
	pub rules: String,
	/// The commit that had last changed the source.
	pub version: u64,
	/// Triples of the copy, with those that say where it comes from.
	pub triples: u64,
	/// What becomes of the triples with each predicate.
	pub predicates: BTreeMap<String, Count>,
	/// The commit of the copy; nothing where it was there already, or was only tried.
	pub commit: Option<u64>,
}

/// What a copy is called: who knows of the grant can say it, and it tells nothing more than the grant does.
pub fn copy_name(from: &Party, to: &Party, graph: &Hash, rules: &Hash) -> String {
	let mut bytes = b"althing-knowledge/copy/1".to_vec();
	bytes.extend_from_slice(graph);
	bytes.extend_from_slice(rules);
	bytes.extend_from_slice(to.to_string().as_bytes());
	let hash = hex::encode(rules::digest(&bytes));
	let short = hash.get(..32).unwrap_or(&hash);
	match from {
		Party::Department(department) => format!("urn:althing:department:{department}:copy:{short}"),
		Party::Agent(agent) => format!("urn:althing:agent:{agent}:copy:{short}"),
	}
}

/// Says what sharing would come to, and changes nothing.
///
/// # Errors
/// As [`share`].
pub fn preview(store: &Store, caller: &Caller, request: &Request) -> Result<Report> {
	Made::new(store, caller, request).map(|made| made.report(None))
}

/// Makes the copy, or makes it what the rules make of the source now, as one commit.
///
/// # Errors
/// When the caller may not write to the graph, there is none, nobody on chain owns it, the receiver is its owner, or it
/// is closer kept than what may be copied without rules.
pub fn share(store: &Store, caller: &Caller, request: &Request) -> Result<Report> {
	let made = Made::new(store, caller, request)?;
	let note = Note::new(
		caller,
		format!("shared with {}: {}", request.receiver, request.reason),
	)?;
	let name = NamedNode::new_unchecked(made.copy.clone());
	let (commit, ()) = store.write(caller, &note, |draft| {
		let there = draft.find_graph(name.as_str());
		let there = there.and_then(|id| draft.base().graphs.get(&id));
		let newer = there.is_some_and(
			|graph| matches!(&graph.shape.label.access, Access::Granted(old) if old.version > made.sharing.version),
		);
		if newer {
			return Err(Error::Input(
				"a newer version was shared while this copy was made: share again".into(),
			));
		}
		let id = draft.graph(name.as_ref().into())?;
		draft.clear(id);
		for triple in made.provenance.iter().chain(&made.redacted.triples) {
			let quad = Quad::new(
				triple.subject.clone(),
				triple.predicate.clone(),
				triple.object.clone(),
				name.clone(),
			);
			draft.insert_many(quad.as_ref())?;
		}
		draft.label(name.as_ref().into(), Access::Granted(made.sharing.clone()))
	})?;
	Ok(made.report(commit.map(|commit| commit.number)))
}

/// Takes the copies of a graph for one receiver away, by whatever rules they were made. The chain is not told: until
/// its grant is revoked the receiver is still said to have one.
///
/// # Errors
/// When the disk refuses.
pub fn withdraw(store: &Store, caller: &Caller, graph: &Hash, receiver: &Party) -> Result<Option<Commit>> {
	let note = Note::new(caller, format!("no longer shared with {receiver}"))?;
	let (commit, ()) = store.write(caller, &note, |draft| {
		let base = Arc::clone(draft.base());
		for (id, found) in &base.graphs {
			let label = &found.shape.label;
			let of_it = matches!(
				&label.access,
				Access::Granted(sharing) if sharing.graph == *graph && sharing.receiver == *receiver
			);
			if of_it && found.shape.alive && caller.writes(&label.owner) {
				draft.drop_graph(*id);
			}
		}
		Ok(())
	})?;
	Ok(commit)
}

/// A copy that is not committed yet.
struct Made {
	copy: String,
	from: Party,
	sharing: Sharing,
	redacted: Redacted,
	provenance: Vec<Triple>,
}

impl Made {
	fn new(store: &Store, caller: &Caller, request: &Request) -> Result<Self> {
		let from = owner(caller, request)?;
		let state = store.head();
		let (id, graph) = source(&state, &request.graph)?;
		ensure_rules(graph, request)?;
		let changed = store.last_change(id, state.number);
		let (version, version_hash) =
			changed.ok_or_else(|| Error::Internal("a graph that no commit touched".into()))?;
		let sharing = Sharing {
			receiver: request.receiver.clone(),
			graph: rules::digest(request.graph.as_bytes()),
			rules: request.rules.hash,
			source: request.graph.clone(),
			version,
		};
		let copy = copy_name(&from, &sharing.receiver, &sharing.graph, &sharing.rules);
		let names = Pseudonyms::open(store.folder(), &request.receiver)?;
		Ok(Self {
			provenance: provenance(&copy, &from, &sharing, &names.seal(&version_hash)),
			redacted: redact::redact(&state, graph, &request.rules, &names)?,
			copy,
			from,
			sharing,
		})
	}

	fn report(self, commit: Option<u64>) -> Report {
		let triples = self.redacted.triples.len().saturating_add(self.provenance.len());
		Report {
			copy: self.copy,
			from: self.from,
			to: self.sharing.receiver,
			graph: hex::encode(self.sharing.graph),
			rules: hex::encode(self.sharing.rules),
			version: self.sharing.version,
			triples: triples as u64,
			predicates: self.redacted.counts,
			commit,
		}
	}
}

/// Whose the graph is, where the caller may share it with the receiver.
fn owner(caller: &Caller, request: &Request) -> Result<Party> {
	NamedNode::new(&request.graph)
		.map_err(|error| Error::Input(format!("{} is no IRI: {error}", request.graph)))?;
	// First, and with the same words whether it exists or not.
	caller.ensure_writes(Some(&request.graph))?;
	let from = Party::of(&Owner::of(Some(&request.graph))).ok_or_else(|| {
		Error::Input(format!(
			"<{}> is the keeper's, whom the chain does not know: load it with --department or --agent to share it",
			request.graph
		))
	})?;
	if from == request.receiver {
		return Err(Error::Input(format!("{from} sees its own graphs anyway")));
	}
	Ok(from)
}

fn source<'a>(state: &'a State, name: &str) -> Result<(u32, &'a Arc<Graph>)> {
	let id = state.graph_id(Some(name));
	let found = id.and_then(|id| Some((id, state.graphs.get(&id)?)));
	found
		.filter(|(_, graph)| graph.shape.alive)
		.ok_or_else(|| Error::Input(format!("there is no graph <{name}>")))
}

/// Of what is confidential or personal only a redacted copy is shared, as on chain.
fn ensure_rules(graph: &Graph, request: &Request) -> Result<()> {
	let open = matches!(graph.shape.label.access, Access::Public | Access::Restricted(_));
	if request.rules.is_whole() && !open {
		return Err(Error::Input(format!(
			"<{}> is {}: of that only a redacted copy is shared; say by which --rules",
			request.graph, graph.shape.label.access
		)));
	}
	Ok(())
}

/// What a copy says of itself. There is no time in it: the same copy made again is the same.
fn provenance(copy: &str, from: &Party, sharing: &Sharing, sealed: &str) -> Vec<Triple> {
	let copy = NamedNode::new_unchecked(copy);
	let say = |p: oxrdf::NamedNodeRef<'_>, o: String| {
		Triple::new(copy.clone(), p.into_owned(), NamedNode::new_unchecked(o))
	};
	let mut said = vec![
		say(v::TYPE, v::PROV_ENTITY.as_str().to_owned()),
		say(v::PROV_DERIVED, format!("urn:althing:sealed-version:{sealed}")),
		say(v::PROV_ATTRIBUTED, party_name(from)),
		say(v::SHARED_WITH, party_name(&sharing.receiver)),
	];
	if sharing.rules != [0; 32] {
		let rules = format!("urn:althing:rules:{}", hex::encode(sharing.rules));
		said.push(say(v::PROV_GENERATED_BY, rules));
	}
	said
}

fn party_name(party: &Party) -> String {
	match party {
		Party::Department(department) => format!("urn:althing:department:{department}"),
		Party::Agent(agent) => format!("urn:althing:agent:{agent}"),
	}
}

#[cfg(test)]
mod tests;
