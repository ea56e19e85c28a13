//! What can be sent to the chain.

mod economy;
mod knowledge;
#[cfg(test)]
pub(crate) use economy::samples;
#[cfg(test)]
pub(crate) use knowledge::samples as knowledge_samples;

use crate::{AccountId, Error, Hash, Keypair, Layout, Result};
use althing_cmp_rules::{Claim, Question, Reveal, Topic};
use althing_primitives::{AgentId, AnchorId, Capabilities, Department, ProposalId, Role};
use codec::{Compact, Encode};

/// What an agent's account signs when it consents to be registered begins with this.
const REGISTRATION_CONTEXT: &[u8; 18] = b"althing/register/1";

/// A call: a pallet's name, a function's name, and the arguments by name.
///
/// Names are looked up in the chain's metadata when the call is signed, so that indices and the order of
/// arguments are the runtime's affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
	pallet: &'static str,
	name: &'static str,
	arguments: Vec<(&'static str, Argument)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Argument {
	Encoded(Vec<u8>),
	Call(Box<Call>),
	Calls(Vec<Call>),
}

/// An agent to be registered by its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
	/// The account that signs for it.
	pub account: AccountId,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
	/// What it can be asked.
	pub capabilities: Capabilities,
	/// The sr25519 public key that signs its results off chain.
	pub attestation: [u8; 32],
	/// BLAKE2b-256 of its description.
	pub metadata: Hash,
	/// What is held of its owner, in the smallest unit of VWT.
	pub bond: u128,
	/// The account's signature that it consents; see [`Registration::consent`].
	pub consent: [u8; 64],
}

impl Registration {
	/// The signature by which the agent with `pair` consents to be registered by `owner` on the chain with
	/// this genesis hash, with this attestation key.
	pub fn consent(pair: &Keypair, genesis: &Hash, owner: &AccountId, attestation: &[u8; 32]) -> [u8; 64] {
		pair.sign(&(REGISTRATION_CONTEXT, genesis, owner, pair.account(), attestation).encode())
	}
}

impl Call {
	/// A call of a function that has no constructor here; arguments follow by [`Call::with`].
	pub const fn new(pallet: &'static str, name: &'static str) -> Self {
		Self {
			pallet,
			name,
			arguments: Vec::new(),
		}
	}

	/// The same with one argument more. Where the function takes it compact, so must `value` be.
	pub fn with(self, name: &'static str, value: impl Encode) -> Self {
		self.with_encoded(name, value.encode())
	}

	/// The same with one argument more, which is SCALE-encoded already.
	pub fn with_encoded(mut self, name: &'static str, value: Vec<u8>) -> Self {
		self.arguments.push((name, Argument::Encoded(value)));
		self
	}

	/// Registers an agent. Signed by its owner.
	pub fn register(agent: &Registration) -> Self {
		const SR25519: u8 = 1;
		Self::new("Agents", "register")
			.with("account", agent.account)
			.with("department", agent.department)
			.with("role", agent.role)
			.with("capabilities", agent.capabilities)
			.with("attestation", agent.attestation)
			.with("metadata", agent.metadata)
			.with("bond", Compact(agent.bond))
			.with("proof", (SR25519, agent.consent))
	}

	/// Changes what is said about an agent; `None` leaves a field as it is. Signed by its owner.
	pub fn update(
		id: AgentId,
		role: Option<Role>,
		capabilities: Option<Capabilities>,
		attestation: Option<[u8; 32]>,
		metadata: Option<Hash>,
	) -> Self {
		Self::new("Agents", "update")
			.with("id", Compact(id))
			.with("role", role)
			.with("capabilities", capabilities)
			.with("attestation", attestation)
			.with("metadata", metadata)
	}

	/// Raises an agent's bond by `amount`. Signed by its owner.
	pub fn add_bond(id: AgentId, amount: u128) -> Self {
		Self::new("Agents", "add_bond")
			.with("id", Compact(id))
			.with("amount", Compact(amount))
	}

	/// Shows that an agent is alive. Signed by the agent; free when due.
	pub const fn heartbeat() -> Self {
		Self::new("Agents", "heartbeat")
	}

	/// Begins an agent's leaving. Signed by its owner.
	pub fn retire(id: AgentId) -> Self {
		Self::new("Agents", "retire").with("id", Compact(id))
	}

	/// Ends a registration after the unbonding time. Signed by its owner.
	pub fn withdraw(id: AgentId) -> Self {
		Self::new("Agents", "withdraw").with("id", Compact(id))
	}

	/// Puts a question to a panel. `question.evidence` is not sent: the chain takes it from `body`.
	pub fn open(question: &Question, body: Vec<u8>) -> Self {
		const NO_CALL: Option<()> = None;
		Self::new("Cmp", "open")
			.with("kind", question.kind)
			.with("departments", question.departments)
			.with("risk", question.risk)
			.with("impact", question.impact)
			.with("urgency", question.urgency)
			.with("body", body)
			.with("call", NO_CALL)
	}

	/// Seals a ballot. Signed by the agent; free when it succeeds.
	pub fn seal(proposal: ProposalId, commitment: Hash) -> Self {
		Self::new("Cmp", "seal")
			.with("proposal", proposal)
			.with("commitment", commitment)
	}

	/// Opens a sealed ballot. Signed by the agent; free when it succeeds.
	pub fn reveal(proposal: ProposalId, reveal: &Reveal) -> Self {
		Self::new("Cmp", "reveal")
			.with("proposal", proposal)
			.with("reveal", reveal)
	}

	/// Claims who copies and who is right on the panels before `upto`. Signed by anybody; free when it is taken.
	pub fn appraise(topic: Topic, upto: u32, claim: &Claim) -> Self {
		Self::new("Cmp", "appraise")
			.with("topic", topic)
			.with("upto", upto)
			.with("claim", claim)
	}

	/// Adds to the prize of an active proposal, for good. Signed by anybody.
	pub fn endow(proposal: ProposalId, amount: u128) -> Self {
		Self::new("Cmp", "endow")
			.with("proposal", proposal)
			.with("amount", Compact(amount))
	}

	/// Anchors a batch of `count` results of `agent` under `root`, idempotent by `key`. Signed by the agent
	/// or its owner. `schema` is that of a result, registered on the chain, or zero for none.
	pub fn anchor(
		root: Hash,
		count: u32,
		schema: Hash,
		proposal: Option<ProposalId>,
		agent: AgentId,
		key: Hash,
	) -> Self {
		Self::new("Anchors", "submit")
			.with("root", root)
			.with("count", Compact(count))
			.with("schema", schema)
			.with("proposal", proposal)
			.with("agent", Compact(agent))
			.with("key", key)
	}

	/// Removes an anchor after the retention time. Signed by who paid its deposit.
	pub fn remove_anchor(id: AnchorId) -> Self {
		Self::new("Anchors", "remove").with("id", Compact(id))
	}

	/// Sends `amount` of VWT, never so much that the sender's account ends.
	pub fn transfer(to: &AccountId, amount: u128) -> Self {
		Self::transfer_of("Balances", to, amount)
	}

	/// Sends `amount` of CVT, never so much that the sender's account ends.
	pub fn transfer_cvt(to: &AccountId, amount: u128) -> Self {
		Self::transfer_of("Cvt", to, amount)
	}

	fn transfer_of(currency: &'static str, to: &AccountId, amount: u128) -> Self {
		const BY_ID: u8 = 0;
		Self::new(currency, "transfer_keep_alive")
			.with("dest", (BY_ID, to))
			.with("value", Compact(amount))
	}

	/// All of `calls`, or none of them when one fails.
	pub fn all(calls: Vec<Self>) -> Self {
		Self::batch("batch_all", calls)
	}

	/// Each of `calls`, whatever becomes of the others. What failed is told in
	/// [`crate::Inclusion::failed_items`].
	pub fn each(calls: Vec<Self>) -> Self {
		Self::batch("force_batch", calls)
	}

	fn batch(name: &'static str, calls: Vec<Self>) -> Self {
		Self {
			pallet: "Utility",
			name,
			arguments: vec![("calls", Argument::Calls(calls))],
		}
	}

	/// The names of what it does, such as `Balances.transfer_keep_alive`: its own, or those of what it
	/// holds, with its own where another account makes it.
	pub fn deeds(&self) -> Vec<String> {
		let held = self.arguments.iter().flat_map(|(_, argument)| match argument {
			Argument::Call(call) => core::slice::from_ref(&**call),
			Argument::Calls(calls) => calls.as_slice(),
			Argument::Encoded(_) => &[],
		});
		let held: Vec<String> = held.flat_map(Self::deeds).collect();
		let wraps = |(_, argument): &(_, Argument)| matches!(argument, Argument::Call(_));
		let own = || format!("{}.{}", self.pallet, self.name);
		if held.is_empty() {
			return vec![own()];
		}
		// Who has another account make a call does more than the call; who batches does not.
		let own = self.arguments.iter().any(wraps).then(own);
		own.into_iter().chain(held).collect()
	}

	/// The pallet's name.
	pub const fn pallet(&self) -> &'static str {
		self.pallet
	}

	/// The function's name.
	pub const fn name(&self) -> &'static str {
		self.name
	}

	/// The arguments in the order that the runtime wants them in.
	pub(crate) fn arguments(&self, wanted: &[&str], layout: &Layout) -> Result<Vec<u8>> {
		let is_wanted = |name: &str| wanted.contains(&name);
		if let Some((name, _)) = self.arguments.iter().find(|(name, _)| !is_wanted(name)) {
			return Err(self.missing(name));
		}
		let mut bytes = Vec::new();
		for name in wanted {
			let argument = self.arguments.iter().find(|(given, _)| given == name);
			match argument.map(|(_, argument)| argument) {
				Some(Argument::Encoded(value)) => bytes.extend(value),
				Some(Argument::Call(call)) => bytes.extend(layout.call(call)?),
				Some(Argument::Calls(calls)) => {
					let calls = calls
						.iter()
						.map(|call| layout.call(call))
						.collect::<Result<Vec<_>>>()?;
					Compact(u32::try_from(calls.len()).unwrap_or(u32::MAX)).encode_to(&mut bytes);
					bytes.extend(calls.concat());
				}
				None => {
					return Err(Error::Unsignable(format!(
						"{}.{} takes an argument {name} that was not given",
						self.pallet, self.name
					)))
				}
			}
		}
		Ok(bytes)
	}

	fn missing(&self, argument: &str) -> Error {
		Error::Missing(format!("argument {argument} of {}.{}", self.pallet, self.name))
	}
}
