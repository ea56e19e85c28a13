//! What several share while they work on something: a graph with an end.

use super::erase::{Erasure, Which};
use super::names as n;
use super::record::{of_graph, say, unsay, Reader};
use super::{graphs, Kept, Memory, New, Room};
use crate::access::{Access, Caller, Owner};
use crate::error::{Error, Result};
use crate::store::dictionary::Id;
use crate::store::state::State;
use crate::store::Note;
use crate::vocabulary as v;
use althing_embed::Embedder;
use oxrdf::{GraphName, Literal, NamedNode};
use serde::Serialize;

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
	/// What it is called.
	pub name: String,
	/// Its graph, whose name says whose it is.
	pub graph: String,
	/// Who sees it.
	pub access: String,
	/// When it was opened, in milliseconds since 1970.
	pub at: u64,
	/// When it ends, in milliseconds since 1970.
	pub expires: u64,
	/// How many entries it has.
	pub entries: usize,
	/// Bytes of their files.
	pub bytes: u64,
}

/// The longest time that a session is opened for, in milliseconds: ten years.
const LONGEST: u64 = 3_653 * 24 * 3_600 * 1_000;

/// When the session in a graph ends, if it is one.
pub(super) fn ends(state: &State, graph: Id) -> Option<u64> {
	let found = state.graphs.get(&graph)?;
	let reader = Reader::new(state, &found.index);
	let session = reader.of_class(n::SESSION).first().copied()?;
	reader.whole(session, n::EXPIRES)
}

impl Memory<'_> {
	/// Opens a session of `owner` until `lasts` milliseconds after `now`, or lets one that is open last until then.
	/// Where nothing is said of `access`, its owner alone sees it.
	///
	/// # Errors
	/// When the caller may not write to the owner's graphs, or it would last no time or more than ten years.
	#[allow(clippy::too_many_arguments)] // each is another one's word: who, why, whose, which, how long, for whom, when
	pub fn open_session(
		&self,
		caller: &Caller,
		note: &Note,
		owner: &Owner,
		name: &str,
		lasts: u64,
		access: Option<Access>,
		now: u64,
	) -> Result<Session> {
		let graph = n::session(owner, name)?;
		caller.ensure_writes(Some(graph.as_str()))?;
		if lasts == 0 || lasts > LONGEST {
			return Err(Error::Input(
				"a session lasts longer than no time, and ten years at most".into(),
			));
		}
		self.store.write(caller, note, |draft| {
			let base = std::sync::Arc::clone(draft.base());
			let id = draft.graph(GraphName::from(graph.clone()).as_ref())?;
			let before = read(&base, id, &graph);
			if let Some(access) = access {
				draft.label(GraphName::from(graph.clone()).as_ref(), access)?;
			}
			match before {
				Some(before) => unsay(draft, &graph, &graph, n::EXPIRES, Literal::from(before.expires))?,
				None => {
					say(draft, &graph, &graph, v::TYPE, n::SESSION.into_owned())?;
					say(draft, &graph, &graph, v::LABEL, Literal::from(name))?;
					say(draft, &graph, &graph, n::AT, Literal::from(now))?;
				}
			}
			say(
				draft,
				&graph,
				&graph,
				n::EXPIRES,
				Literal::from(now.saturating_add(lasts)),
			)
		})?;
		self.session(caller, &graph)
	}

	fn session(&self, caller: &Caller, graph: &NamedNode) -> Result<Session> {
		let state = self.store.head();
		let id = state.graph_id(Some(graph.as_str()));
		let found = id.and_then(|id| read(&state, id, graph));
		found.ok_or_else(|| Error::Internal(format!("the session {graph} that {caller} opened is not there")))
	}

	/// Adds an entry to a session that is open. Where it has no room, what is worth least in it is erased.
	///
	/// # Errors
	/// When the caller may not write to the owner's graphs, the session is not open, or something is too long.
	#[allow(clippy::too_many_arguments)] // as above
	pub fn say_in_session(
		&self,
		caller: &Caller,
		note: &Note,
		owner: &Owner,
		name: &str,
		new: &New<'_>,
		embedder: &dyn Embedder,
		now: u64,
	) -> Result<Kept> {
		let graph = n::session(owner, name)?;
		let room = Room {
			items: self.settings.session_items,
			bytes: self.settings.session_bytes,
		};
		self.keep(caller, note, &graph, room, new, embedder, now, |state| {
			let end = state
				.graph_id(Some(graph.as_str()))
				.and_then(|id| ends(state, id));
			match end {
				Some(end) if now < end => Ok(()),
				_ => Err(Error::Input(format!(
					"there is no session {name} that is open; `session open` opens one"
				))),
			}
		})
	}

	/// Ends a session: all its entries are erased, and with `dry` only said.
	///
	/// # Errors
	/// When the caller may not write to the owner's graphs, or there is no such session.
	pub fn end_session(
		&self,
		caller: &Caller,
		note: &Note,
		owner: &Owner,
		name: &str,
		now: u64,
		dry: bool,
	) -> Result<Erasure> {
		let graph = n::session(owner, name)?;
		caller.ensure_writes(Some(graph.as_str()))?;
		let state = self.store.head();
		let open = state
			.graph_id(Some(graph.as_str()))
			.and_then(|id| ends(&state, id));
		if open.is_none() {
			return Err(Error::Input(format!(
				"there is no session {name}; `session list` shows them"
			)));
		}
		let which = Which {
			graph: Some(graph.into_string()),
			ended: true,
			..Which::default()
		};
		self.forget(caller, note, &which, now, dry)
	}

	/// The sessions that `caller` sees, by their graphs' names; those too that are over and not erased yet.
	pub fn sessions(&self, caller: &Caller) -> Vec<Session> {
		let state = self.store.head();
		let seen = graphs(&state, |label| caller.sees(label)).into_iter();
		let mut all: Vec<Session> = seen.filter_map(|(id, graph)| read(&state, id, &graph)).collect();
		all.sort_by(|a, b| a.graph.cmp(&b.graph));
		all
	}
}

fn read(state: &State, id: Id, graph: &NamedNode) -> Option<Session> {
	let found = state.graphs.get(&id).filter(|found| found.shape.alive)?;
	let reader = Reader::new(state, &found.index);
	let node = state.terms.find(graph.as_ref().into())?;
	let (at, expires) = (reader.whole(node, n::AT)?, reader.whole(node, n::EXPIRES)?);
	let records = of_graph(state, id);
	Some(Session {
		name: reader.text(node, v::LABEL)?,
		graph: graph.as_str().to_owned(),
		access: found.shape.label.access.to_string(),
		at,
		expires,
		entries: records.len(),
		bytes: records.iter().map(|record| record.bytes).sum(),
	})
}
