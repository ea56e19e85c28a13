//! What an operator can set.

use crate::{Account, BallotKey, BlockNumber};
use althing_cmp_rules::Salt;
use althing_primitives::{blake2, Hash};
use codec::Encode;
use core::fmt;

/// The secret that all of a fleet's salts come from. Whoever has it can open the fleet's seals early.
#[derive(Clone)]
pub struct Seed([u8; 32]);

impl Seed {
	/// From 32 random bytes.
	pub const fn new(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}

	/// The salt of one ballot. The same question always gets the same salt, so that a brain that says the
	/// same again can open a seal whose record was lost; another question, round, agent or chain never does.
	pub(crate) fn salt(&self, genesis: &Hash, evidence: &Hash, key: &BallotKey) -> Salt {
		const DOMAIN: &[u8; 14] = b"althing/salt/1";
		(
			DOMAIN,
			&self.0,
			genesis,
			evidence,
			key.proposal,
			key.round,
			key.agent,
		)
			.using_encoded(blake2)
	}
}

impl fmt::Debug for Seed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Seed(hidden)")
	}
}

/// What an operator can set. Times are in blocks.
#[derive(Clone, Debug)]
pub struct Config {
	/// The hash of the chain's first block.
	pub genesis: Hash,
	/// The secret that salts come from.
	pub seed: Seed,
	/// The account that opens proposals; without one, cases are refused.
	pub proposer: Option<Account>,
	/// How long a transaction is valid: a power of two, 4 or more, as the chain's eras are.
	pub mortality: BlockNumber,
	/// How long an answer from outside (a transaction's fate, a record's confirmation, a fetched case or
	/// receipt) is waited for before it is asked for again.
	pub patience: BlockNumber,
	/// The longest pause before something that failed is tried again; pauses double from one block.
	pub longest_pause: BlockNumber,
	/// How often an anchor, an opening or a receipt is tried. Seals and reveals are tried until their
	/// deadline, heartbeats always.
	pub attempts: u32,
	/// A seal or reveal is sent only when more than so many blocks are left: one that can only be late
	/// would be refused.
	pub margin: BlockNumber,
	/// When heartbeats are sent.
	pub heartbeats: Heartbeats,
	/// How many questions the brains have in hand at once.
	pub judging: usize,
	/// How many proposals are followed at once.
	pub max_proposals: usize,
	/// The longest case, in bytes.
	pub max_body: usize,
	/// The longest rationale, in bytes.
	pub max_rationale: usize,
	/// How many cases are being opened at once.
	pub max_openings: usize,
	/// How many opened cases are remembered, so that none is opened twice.
	pub max_opened: usize,
	/// How long each further seat of a panel waits before it anchors in place of the one before.
	pub stagger: BlockNumber,
	/// After how long a proposal that is neither active nor ended is given up.
	pub forget_after: BlockNumber,
}

/// When heartbeats are sent.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeats {
	/// The least time between two heartbeats of an agent.
	pub period: BlockNumber,
	/// Agents wait up to so much longer, each its own share, so that they do not all send at once.
	pub spread: BlockNumber,
	/// How many are sent per view at most.
	pub per_view: usize,
}

impl Config {
	/// The defaults, made for blocks of two seconds.
	pub const fn new(genesis: Hash, seed: Seed) -> Self {
		Self {
			genesis,
			seed,
			proposer: None,
			mortality: 32,
			patience: 6,
			longest_pause: 4,
			attempts: 8,
			margin: 1,
			heartbeats: Heartbeats {
				period: 300,
				spread: 150,
				per_view: 32,
			},
			judging: 256,
			max_proposals: 256,
			max_body: 128 * 1024,
			max_rationale: 4096,
			max_openings: 64,
			max_opened: 4096,
			stagger: 8,
			forget_after: 1_200,
		}
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
	use super::*;

	#[test]
	fn the_seed_is_never_printed() {
		let config = Config::new([0; 32], Seed::new([0xAB; 32]));
		let text = format!("{config:?}");
		assert!(text.contains("Seed(hidden)"));
		assert!(!text.contains("171") && !text.to_lowercase().contains("abab"));
	}

	#[test]
	fn salts_differ_by_everything_they_are_bound_to() {
		let seed = Seed::new([1; 32]);
		let key = BallotKey {
			proposal: 1,
			round: 0,
			agent: 7,
		};
		let salts = [
			seed.salt(&[0; 32], &[0; 32], &key),
			seed.salt(&[1; 32], &[0; 32], &key),
			seed.salt(&[0; 32], &[1; 32], &key),
			seed.salt(&[0; 32], &[0; 32], &BallotKey { proposal: 2, ..key }),
			seed.salt(&[0; 32], &[0; 32], &BallotKey { round: 1, ..key }),
			seed.salt(&[0; 32], &[0; 32], &BallotKey { agent: 8, ..key }),
			Seed::new([2; 32]).salt(&[0; 32], &[0; 32], &key),
		];
		for (i, salt) in salts.iter().enumerate() {
			assert!(!salts[..i].contains(salt));
		}
		assert_eq!(salts[0], seed.salt(&[0; 32], &[0; 32], &key));
	}
}
