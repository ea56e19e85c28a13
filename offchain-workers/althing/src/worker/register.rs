//! Making the fleet known to the chain.

use super::{Member, Roster};
use althing_chain::{ss58, AccountId, Call, Chain, Outcome, Registration};
use althing_primitives::Capabilities;
use std::collections::BTreeMap;

/// How many agents are registered in one transaction.
const BATCH: usize = 32;
/// What an owner keeps for fees, in the smallest unit of VWT: one VWT.
const FEES: u128 = 1_000_000_000_000;

/// Why a fleet cannot be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
	/// The connection.
	#[error(transparent)]
	Chain(#[from] althing_chain::Error),
	/// An owner cannot pay the bonds.
	#[error("{} has {has} VWT and needs {needs} VWT for the bonds and fees of {agents} agents. Transfer the difference to it, or list fewer agents in the fleet file.", ss58(.owner))]
	Unfunded {
		/// The owner.
		owner: AccountId,
		/// What it has, in VWT.
		has: u128,
		/// What it needs, in VWT.
		needs: u128,
		/// For how many agents.
		agents: usize,
	},
	/// The chain refused.
	#[error("the registration of {agents} agents of {} failed: {reason}", ss58(.owner))]
	Refused {
		/// The owner.
		owner: AccountId,
		/// How many agents.
		agents: usize,
		/// Why.
		reason: String,
	},
	/// An agent's owner has no key here.
	#[error("the fleet holds no key of {}, which owns some of its agents", ss58(.owner))]
	NoKey {
		/// The owner.
		owner: AccountId,
	},
}

/// What is to be registered: per owner, the agents that the chain does not know.
pub struct Plan {
	/// The agents of each owner.
	pub missing: BTreeMap<AccountId, Vec<Member>>,
	/// How many are registered already.
	pub registered: usize,
	/// The bond of one agent, in the smallest unit of VWT.
	pub bond: u128,
	/// What each of those owners has, in the smallest unit of VWT.
	has: BTreeMap<AccountId, u128>,
}

impl Plan {
	/// What the chain does not know of `roster` yet.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn make(chain: &Chain, roster: &Roster) -> Result<Self, RegisterError> {
		let state = chain.now().await?;
		let least: u128 = state.constant("Agents", "MinBond")?;
		// A fifth above the least: at the least itself, the first missed reveal would end the agent's service.
		let bond = least.saturating_add(least / 5);
		let accounts: Vec<_> = roster.agents().map(|member| member.keypair.account()).collect();
		let known = state.agents_of(&accounts).await?;
		let mut missing = BTreeMap::<AccountId, Vec<Member>>::new();
		for (member, _) in roster.agents().zip(&known).filter(|(_, id)| id.is_none()) {
			missing.entry(member.owner).or_default().push(member.clone());
		}
		let mut has = BTreeMap::new();
		for owner in missing.keys() {
			has.insert(*owner, state.balance(owner).await?.free);
		}
		Ok(Self {
			missing,
			registered: known.iter().flatten().count(),
			bond,
			has,
		})
	}

	/// What `owner` needs for the bonds of its missing agents and for fees, and what it lacks of that.
	pub fn funds(&self, owner: &AccountId) -> (u128, u128) {
		let agents = self.missing.get(owner).map_or(0, Vec::len);
		let needs = self.bond.saturating_mul(agents as u128).saturating_add(FEES);
		let has = self.has.get(owner).copied().unwrap_or_default();
		(needs, needs.saturating_sub(has))
	}

	/// # Errors
	/// When an owner cannot pay.
	fn ensure_funded(&self) -> Result<(), RegisterError> {
		for (owner, agents) in &self.missing {
			let (needs, lacks) = self.funds(owner);
			if lacks > 0 {
				return Err(RegisterError::Unfunded {
					owner: *owner,
					has: needs.saturating_sub(lacks) / FEES,
					needs: needs.div_ceil(FEES),
					agents: agents.len(),
				});
			}
		}
		Ok(())
	}

	/// How many agents are to be registered.
	pub fn len(&self) -> usize {
		self.missing.values().map(Vec::len).sum()
	}

	/// Whether the chain knows them all.
	pub fn is_empty(&self) -> bool {
		self.missing.is_empty()
	}

	/// Registers them; `done` is told how many there are after each transaction. Registering again what is
	/// registered does nothing, so that a run that was broken off can be repeated.
	///
	/// # Errors
	/// Those of the connection, what the chain refuses, and before anything is sent, when an owner cannot pay.
	pub async fn carry_out(
		self,
		chain: &Chain,
		roster: &Roster,
		mut done: impl FnMut(usize),
	) -> Result<(), RegisterError> {
		self.ensure_funded()?;
		let mut sent = Vec::new();
		for (owner, agents) in &self.missing {
			let keypair = roster
				.owner(owner)
				.ok_or(RegisterError::NoKey { owner: *owner })?;
			for chunk in agents.chunks(BATCH) {
				let calls = chunk
					.iter()
					.map(|agent| self.registration(chain, agent))
					.collect();
				let submission = chain.submit(keypair, &Call::all(calls)).await?;
				sent.push((*owner, chunk.len(), submission));
			}
		}
		let mut registered = self.registered;
		for (owner, agents, submission) in sent {
			let reason = match submission.outcome().await {
				Outcome::Included(inclusion) => match inclusion.result {
					Ok(()) => None,
					Err(failure) => Some(failure.to_string()),
				},
				Outcome::Expired { .. } => Some("it was not included in time; try again".into()),
				Outcome::Unknown { reason } => Some(reason.to_string()),
			};
			if let Some(reason) = reason {
				return Err(RegisterError::Refused {
					owner,
					agents,
					reason,
				});
			}
			registered = registered.saturating_add(agents);
			done(registered);
		}
		Ok(())
	}

	fn registration(&self, chain: &Chain, member: &Member) -> Call {
		let account = member.keypair.account();
		// The agent's account signs its results, too: one key to guard per agent.
		let attestation = account;
		Call::register(&Registration {
			account,
			department: member.department,
			role: member.role,
			capabilities: Capabilities::SERIES,
			attestation,
			metadata: [0; 32],
			bond: self.bond,
			consent: Registration::consent(&member.keypair, &chain.genesis(), &member.owner, &attestation),
		})
	}
}
