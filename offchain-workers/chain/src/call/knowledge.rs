//! Calls about what is known, and who may see it.

use super::{Argument, Call};
use crate::{Hash, Offer};
use althing_primitives::{AgentId, Department};
use codec::Compact;

impl Call {
	/// Publishes the root of a version of a store of the agent's department, after `previous`, which is zero for the
	/// first. Signed by the agent or its owner; sent again it changes nothing.
	pub fn publish_root(agent: AgentId, store: &str, version: u64, root: Hash, previous: Hash) -> Self {
		Self::new("Knowledge", "publish_root")
			.with("agent", Compact(agent))
			.with("store", store.as_bytes())
			.with("version", Compact(version))
			.with("root", root)
			.with("previous", previous)
	}

	/// Has the chain forget a store after the retention time. Signed by who paid its deposit.
	pub fn remove_store(department: Department, store: &str) -> Self {
		Self::new("Knowledge", "remove_store")
			.with("department", department)
			.with("store", store.as_bytes())
	}

	/// Lets somebody see a graph. Signed by the grantor, or its owner, or made by a department's account.
	pub fn grant(offer: &Offer) -> Self {
		Self::new("Knowledge", "grant")
			.with("grantor", offer.grantor)
			.with("grantee", offer.grantee)
			.with("graph", offer.graph)
			.with("level", offer.level)
			.with("redaction", offer.redaction)
			.with("expires", offer.expires)
	}

	/// Takes a grant back. Signed as the grant was.
	pub fn revoke_grant(id: u64) -> Self {
		Self::on_grant("revoke", id)
	}

	/// Clears a grant that is over. Signed by anybody.
	pub fn clear_grant(id: u64) -> Self {
		Self::on_grant("clear", id)
	}

	/// Says that the grantee knows of a grant. Signed by the grantee, or an agent of the department.
	pub fn acknowledge_grant(id: u64) -> Self {
		Self::on_grant("acknowledge", id)
	}

	/// Has a department's account make `call`, or wait for who must approve it. Signed by an agent with a mandate.
	pub fn act(department: Department, call: Self) -> Self {
		let mut act = Self::new("Mandates", "act").with("department", department);
		act.arguments.push(("call", Argument::Call(Box::new(call))));
		act
	}

	fn on_grant(name: &'static str, id: u64) -> Self {
		Self::new("Knowledge", name).with("id", Compact(id))
	}
}

/// One of every call above, for a test that asks the metadata about them.
#[cfg(test)]
pub(crate) fn samples() -> Vec<Call> {
	use crate::{Level, Party};
	let offer = Offer {
		grantor: Party::Department(Department::Legal),
		grantee: Party::Agent(7),
		graph: Offer::graph_hash("urn:althing:department:legal:contracts:3"),
		level: Level::Confidential,
		redaction: [2; 32],
		expires: 9,
	};
	vec![
		Call::publish_root(1, "contracts", 2, [3; 32], [0; 32]),
		Call::remove_store(Department::Legal, "contracts"),
		Call::grant(&offer),
		Call::revoke_grant(1),
		Call::clear_grant(1),
		Call::acknowledge_grant(1),
		Call::act(Department::Legal, Call::grant(&offer)),
	]
}
