//! When agents say that they are alive.

use crate::{fleet::Effects, AgentView, BlockNumber, Call, Fleet, Heartbeats, TxKey};
use althing_primitives::AgentId;

impl Heartbeats {
	/// The block from which `agent` owes its next heartbeat.
	fn due(&self, agent: &AgentView) -> BlockNumber {
		agent
			.last_heartbeat
			.saturating_add(self.period)
			.saturating_add(self.share(agent.id))
	}

	/// An agent's share of the spread. Multiples of the golden ratio modulo one fill an interval evenly,
	/// whatever their number (Knuth, The Art of Computer Programming, volume 3, 6.4).
	fn share(&self, id: AgentId) -> BlockNumber {
		let fraction = id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
		let share = fraction.saturating_mul(u64::from(self.spread)) >> 32;
		u32::try_from(share).unwrap_or(self.spread)
	}
}

impl Fleet {
	/// Whether `agent` owes a heartbeat.
	pub(crate) fn needs_heartbeat(&self, agent: AgentId) -> bool {
		self.agents
			.get(&agent)
			.is_some_and(|a| a.active && self.config.heartbeats.due(a) <= self.now())
	}

	/// `agent` was heard at `at`.
	pub(crate) fn heard(&mut self, agent: AgentId, at: BlockNumber) {
		if let Some(agent) = self.agents.get_mut(&agent) {
			agent.last_heartbeat = agent.last_heartbeat.max(at);
		}
	}

	/// Sends the heartbeats that are owed, the longest overdue first, as many as a view may.
	pub(crate) fn send_heartbeats(&mut self, fx: &mut Effects) {
		let (rules, now) = (self.config.heartbeats, self.now());
		let mut owed: Vec<_> = self
			.agents
			.values()
			.filter(|a| a.active && rules.due(a) <= now && self.outbox.is_due(&TxKey::Heartbeat(a.id), now))
			.map(|a| (rules.due(a), a.id, a.account))
			.collect();
		owed.sort_unstable();
		for (_, agent, account) in owed.into_iter().take(rules.per_view) {
			self.submit(TxKey::Heartbeat(agent), account, Call::Heartbeat { agent }, fx);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_thousand_agents_share_the_spread_evenly() {
		let rules = Heartbeats {
			period: 300,
			spread: 100,
			per_view: 32,
		};
		let mut per_block = vec![0u32; 100];
		for id in 0..1_000 {
			let share = usize::try_from(rules.share(id)).unwrap_or(usize::MAX);
			if let Some(count) = per_block.get_mut(share) {
				*count += 1;
			}
		}
		assert_eq!(per_block.iter().sum::<u32>(), 1_000);
		assert!(per_block.iter().all(|n| (8..=12).contains(n)), "{per_block:?}");
	}

	#[test]
	fn without_a_spread_all_are_due_at_once() {
		let rules = Heartbeats {
			period: 300,
			spread: 0,
			per_view: 32,
		};
		assert!((0..1_000).all(|id| rules.share(id) == 0));
	}
}
