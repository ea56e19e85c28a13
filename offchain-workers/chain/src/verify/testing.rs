//! A small chain with known keys, for tests: three sets of authorities over twelve blocks, and a state in
//! which a decision and an anchor stand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::{finality::FinalityProof, AuthoritySet, Source, StoredAnchor, StoredDecision};
use crate::{BlockId, Error, Hash, Header, Layout, Result};
use althing_cmp_rules::{
	commitment, conclude, Answer, Ballot, Binding, Cast, Constants, Hearing, Kind, Outcome, Past, Question,
	Receipt, Reveal, Round, Seat, Shown, RECEIPT_VERSION,
};
use althing_merkle as merkle;
use althing_primitives::{blake2, Department, Departments, Grade, Role};
use codec::Encode;
use polkadot_sdk::{
	sp_consensus_grandpa::{AuthorityId, AuthorityList, ConsensusLog, ScheduledChange, GRANDPA_ENGINE_ID},
	sp_core::{ed25519, storage::StateVersion, Pair, H256},
	sp_runtime::{
		traits::{BlakeTwo256, Header as _},
		Digest, DigestItem, Perbill,
	},
	sp_state_machine::{prove_read, InMemoryBackend},
};
use std::{
	collections::BTreeMap,
	ops::Range,
	sync::atomic::{AtomicU32, Ordering},
};

/// What was asked about in the test's case.
pub(super) const BODY: &str = r#"{"question":"is it so?"}"#;
/// What every agent gives as its reasons.
pub(super) const REASONS: &str = "it is so";

/// Authorities with their secrets.
#[derive(Clone)]
pub(super) struct Validators(Vec<ed25519::Pair>);

impl Validators {
	/// Those whose seeds are in `seeds`, one unit of weight each.
	pub(super) fn new(seeds: Range<u8>) -> Self {
		Self(
			seeds
				.map(|seed| ed25519::Pair::from_seed(&[seed.saturating_add(1); 32]))
				.collect(),
		)
	}

	pub(super) fn list(&self) -> AuthorityList {
		self.0
			.iter()
			.map(|pair| (AuthorityId::from(pair.public()), 1))
			.collect()
	}

	pub(super) fn set(&self, set_id: u64) -> AuthoritySet {
		AuthoritySet::new(set_id, self.list()).unwrap()
	}

	/// A justification of `target` in which the authorities at these positions vote for these blocks.
	pub(super) fn justify(
		&self,
		set_id: u64,
		round: u64,
		target: BlockId,
		votes: &[(usize, BlockId)],
		ancestries: &[Header],
	) -> Vec<u8> {
		let precommits: Vec<_> = votes
			.iter()
			.map(|(who, block)| self.precommit(*who, *block, (round, set_id)))
			.collect();
		(round, (target.hash, target.number, precommits), ancestries).encode()
	}

	/// The same with everybody's vote for the target itself.
	pub(super) fn unanimous(&self, set_id: u64, target: BlockId) -> Vec<u8> {
		let votes: Vec<_> = (0..self.0.len()).map(|who| (who, target)).collect();
		self.justify(set_id, 7, target, &votes, &[])
	}

	fn precommit(
		&self,
		who: usize,
		block: BlockId,
		(round, set_id): (u64, u64),
	) -> ((Hash, u32), ed25519::Signature, ed25519::Public) {
		const PRECOMMIT: u8 = 1;
		let payload = (PRECOMMIT, block.hash, block.number, round, set_id).encode();
		(
			(block.hash, block.number),
			self.0[who].sign(&payload),
			self.0[who].public(),
		)
	}
}

/// A block after `parent` with this state root and these digest logs.
pub(super) fn header(number: u32, parent: Hash, state_root: Hash, logs: Vec<DigestItem>) -> Header {
	Header::new(
		number,
		H256::zero(),
		H256(state_root),
		H256(parent),
		Digest { logs },
	)
}

/// Which block `header` is.
pub(super) fn id(header: &Header) -> BlockId {
	BlockId {
		number: header.number,
		hash: header.hash().0,
	}
}

/// The log by which a block hands over to `next`.
pub(super) fn hand_over(next: &Validators, delay: u32) -> DigestItem {
	let change = ScheduledChange {
		next_authorities: next.list(),
		delay,
	};
	DigestItem::Consensus(GRANDPA_ENGINE_ID, ConsensusLog::ScheduledChange(change).encode())
}

/// A node whose answers a test can spoil.
pub(super) struct Net {
	/// By number.
	pub headers: Vec<Header>,
	/// The last block of each set, and its authorities.
	pub sets: Vec<(u32, Validators)>,
	/// Genesis state and the state of every later block.
	pub states: [BTreeMap<Vec<u8>, Vec<u8>>; 2],
	/// No more headers than this fit into an answer.
	pub most_headers: u32,
	/// How often a proof of finality was asked for.
	pub asked: AtomicU32,
}

fn backend(state: &BTreeMap<Vec<u8>, Vec<u8>>) -> InMemoryBackend<BlakeTwo256> {
	(state.clone(), StateVersion::V1).into()
}

/// The state root of `state`.
pub(super) fn root(state: &BTreeMap<Vec<u8>, Vec<u8>>) -> Hash {
	backend(state).root().0
}

/// Trie nodes that prove the values of `keys` in `state`.
pub(super) fn prove(state: &BTreeMap<Vec<u8>, Vec<u8>>, keys: &[Vec<u8>]) -> Vec<Vec<u8>> {
	prove_read(backend(state), keys)
		.unwrap()
		.into_iter_nodes()
		.collect()
}

/// Many entries, so that the trie has some depth.
pub(super) fn filler() -> BTreeMap<Vec<u8>, Vec<u8>> {
	(0..64u8)
		.map(|n| (blake2(&[n]).to_vec(), vec![n; usize::from(n)]))
		.collect()
}

fn first_set() -> Validators {
	Validators::new(0..4)
}

/// The state that the chain begins with.
fn beginning(layout: &Layout) -> BTreeMap<Vec<u8>, Vec<u8>> {
	let mut state = filler();
	let authorities = layout.key("Grandpa", "Authorities", &[]).unwrap();
	state.insert(authorities, first_set().list().encode());
	state
}

fn first_header(layout: &Layout) -> Header {
	header(0, [0; 32], root(&beginning(layout)), vec![])
}

impl Net {
	/// The chain, with the decision that `receipt` leads to.
	pub(super) fn new(layout: &Layout, receipt: &Receipt) -> Self {
		let sets = [
			(4, first_set()),
			(8, Validators::new(2..6)),
			(12, Validators::new(0..7)),
		];
		let genesis = beginning(layout);
		let later = Self::later(layout, receipt);
		let mut headers = vec![first_header(layout)];
		for number in 1..=12 {
			let parent = headers.last().unwrap().hash().0;
			let next = sets
				.iter()
				.position(|(last, _)| *last == number)
				.and_then(|set| sets.get(set + 1));
			let logs = next.map(|(_, next)| hand_over(next, 0)).into_iter().collect();
			headers.push(header(number, parent, root(&later), logs));
		}
		let states = [genesis, later];
		Self {
			headers,
			sets: sets.into(),
			states,
			most_headers: 100,
			asked: AtomicU32::new(0),
		}
	}

	fn later(layout: &Layout, receipt: &Receipt) -> BTreeMap<Vec<u8>, Vec<u8>> {
		let mut state = filler();
		let tally = &receipt.rounds[0].tally;
		let decision = StoredDecision {
			outcome: receipt.outcome,
			support: tally.support,
			lower: tally.lower,
			upper: tally.upper,
			threshold: tally.threshold,
			rounds: 1,
			receipt: receipt.hash(),
			evidence: receipt.question.evidence,
			decided_at: receipt.decided_at,
		};
		let key = layout
			.key("Cmp", "Decisions", &[receipt.proposal.encode()])
			.unwrap();
		state.insert(key, decision.encode());
		let anchor = StoredAnchor {
			root: merkle::root(&Self::batch(receipt)),
			count: 5,
			schema: [3; 32],
			proposal: Some(receipt.proposal),
			agent: 1,
			key: [4; 32],
			depositor: [5; 32],
			deposit: 6,
			grade: Grade::Signed,
			at: 9,
		};
		let key = layout.key("Anchors", "Anchors", &[2u64.encode()]).unwrap();
		state.insert(key, anchor.encode());
		state
	}

	/// The leaves of anchor 2; the receipt's is number 3.
	pub(super) fn batch(receipt: &Receipt) -> Vec<Hash> {
		let mut leaves: Vec<Hash> = (0..5u8).map(|n| [n; 32]).collect();
		leaves[3] = receipt.hash();
		leaves
	}

	pub(super) fn genesis(&self) -> Hash {
		self.headers[0].hash().0
	}

	fn at(&self, hash: Hash) -> Result<&Header> {
		let unknown = || Error::UnknownBlock {
			url: "test".into(),
			block: crate::hex0x(hash),
		};
		self.headers
			.iter()
			.find(|header| header.hash().0 == hash)
			.ok_or_else(unknown)
	}
}

impl Source for Net {
	async fn header(&self, hash: Hash) -> Result<Header> {
		self.at(hash).cloned()
	}

	async fn finalized(&self) -> Result<u32> {
		Ok(self.headers.last().unwrap().number)
	}

	async fn prove_finality(&self, number: u32) -> Result<Option<Vec<u8>>> {
		self.asked.fetch_add(1, Ordering::Relaxed);
		let set = self.sets.iter().position(|(last, _)| number <= *last).unwrap();
		let (last, validators) = &self.sets[set];
		if last.saturating_sub(number) > self.most_headers {
			return Err(Error::Refused {
				method: "grandpa_proveFinality",
				code: -32008,
				message: "big".into(),
			});
		}
		let target = id(&self.headers[*last as usize]);
		let headers = self.headers[number as usize + 1..=*last as usize].to_vec();
		let justification = validators.unanimous(set as u64, target);
		Ok(Some(
			FinalityProof {
				block: target.hash,
				justification,
				unknown_headers: headers,
			}
			.encode(),
		))
	}

	async fn read_proof(&self, keys: &[Vec<u8>], hash: Hash) -> Result<Vec<Vec<u8>>> {
		let state = usize::from(self.at(hash)?.number > 0);
		Ok(prove(&self.states[state], keys))
	}
}

/// A receipt that the rules agree with: nine agents of three owners say yes.
pub(super) fn receipt() -> Receipt {
	let question = Question {
		kind: Kind::Binary,
		departments: Departments::default(),
		risk: Perbill::from_percent(20),
		impact: Perbill::from_percent(10),
		urgency: Perbill::zero(),
		evidence: blake2(BODY.as_bytes()),
	};
	let genesis = id(&first_header(&Layout::shipped().unwrap())).hash;
	let seats: Vec<Seat> = (0..9u8).map(seat).collect();
	let casts: Vec<Cast> = seats
		.iter()
		.zip(0u8..)
		.map(|(seat, position)| cast(genesis, seat, position))
		.collect();
	let constants = Constants::default();
	let tally = conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts);
	let round = Round {
		casts: casts.try_into().unwrap(),
		tally,
	};
	Receipt {
		version: RECEIPT_VERSION,
		genesis,
		proposal: 11,
		question,
		proposer: [8; 32],
		constants,
		past: Past::default(),
		opened_at: 1,
		drawn_at: 3,
		entropy: [9; 32],
		shown: vec![Shown::default(); seats.len()].try_into().unwrap(),
		pairs: Vec::new().try_into().unwrap(),
		testimony: None,
		seats: seats.try_into().unwrap(),
		rounds: vec![round].try_into().unwrap(),
		decided_at: 6,
		outcome: Outcome::Decided(Answer::Binary(true)),
	}
}

fn seat(n: u8) -> Seat {
	Seat {
		agent: u64::from(n),
		account: [n; 32],
		owner: [100 + n % 3; 32],
		department: Department::ALL[usize::from(n % 8)],
		role: Role::ALL[usize::from(n % 8)],
	}
}

fn cast(genesis: Hash, seat: &Seat, position: u8) -> Cast {
	let ballot = Ballot {
		answer: Answer::Binary(true),
		confidence: Perbill::from_percent(80),
		rationale: blake2(REASONS.as_bytes()),
	};
	let salt = [position; 32];
	let binding = Binding {
		genesis,
		proposal: 11,
		round: 0,
		agent: seat.agent,
		account: seat.account,
	};
	let commitment = commitment(&binding, &ballot, &salt);
	Cast {
		seat: position,
		commitment,
		reveal: Some(Reveal { ballot, salt }),
	}
}
