//! What a receiver is told: what it was let see, by whom, until when, and where it is.

use super::copy_name;
use super::grants::Standing;
use crate::access::Caller;
use crate::store::State;
use serde::Serialize;

/// One thing that was shared with the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
	/// The grant's number on chain.
	pub grant: u64,
	/// Whose the source is.
	pub from: String,
	/// Who is let see the copy: the caller, or its department.
	pub to: String,
	/// The copy's name, to be asked for.
	pub graph: String,
	/// BLAKE2b-256 of the rules, in hexadecimal; nothing where everything was copied.
	pub rules: Option<String>,
	/// The block of the grant.
	pub at: u64,
	/// The first block in which it does not stand any more.
	pub expires: u64,
	/// Whether the receiver said on chain that it knows.
	pub acknowledged: bool,
	/// How many triples the copy has; nothing where this store has no such copy.
	pub triples: Option<u64>,
}

/// What stands for `caller`, the latest grant first.
pub fn inbox(state: &State, caller: &Caller, standing: &Standing) -> Vec<Notice> {
	let mut caller = caller.clone();
	caller.granted = standing.opened_to(&caller);
	let mut notices: Vec<Notice> = standing
		.of(&caller)
		.map(|grant| {
			let opening = &grant.opening;
			let graph = copy_name(&opening.from, &opening.to, &opening.graph, &opening.rules);
			let found = state.graph_id(Some(&graph)).and_then(|id| state.graphs.get(&id));
			let seen = found.filter(|graph| graph.shape.alive && caller.sees(&graph.shape.label));
			Notice {
				grant: grant.id,
				from: opening.from.to_string(),
				to: opening.to.to_string(),
				triples: seen.map(|graph| graph.index.len() as u64),
				graph,
				rules: (opening.rules != [0; 32]).then(|| hex::encode(opening.rules)),
				at: grant.at,
				expires: grant.expires,
				acknowledged: grant.acknowledged,
			}
		})
		.collect();
	notices.sort_by_key(|notice| std::cmp::Reverse((notice.at, notice.grant)));
	notices
}
