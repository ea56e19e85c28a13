//! The chain's side: phases, deadlines and receipts as the pallets keep them, counted by the real rules.

use althing_cmp_rules::{
	conclude, outcome, Ballot, Binding, Cast, Constants, Hearing, Outcome, Past, Question, Receipt, Reveal,
	Round, Seat, Shown, RECEIPT_VERSION,
};
use althing_core::{
	Account, AgentView, BlockNumber, BlockRef, BlockView, Call, EndedView, Phase, ProposalView, SeatView,
	Submission,
};
use althing_primitives::{blake2, AgentId, Hash, ProposalId};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};

pub const DRAW_DELAY: BlockNumber = 2;

/// The hash of the first block.
pub fn genesis() -> Hash {
	blake2(b"genesis")
}

pub struct Live {
	pub view: ProposalView,
	pub drawn_at: BlockNumber,
	pub entropy: Hash,
	casts: BTreeMap<usize, Cast>,
	rounds: Vec<Round>,
}

pub struct Done {
	pub receipt: Receipt,
	pub hash: Hash,
	pub anchors: u32,
}

/// Finalized state.
pub struct Chain {
	pub block: BlockRef,
	pub parent: Hash,
	pub window: BlockNumber,
	pub panel: usize,
	pub constants: Constants,
	pub agents: BTreeMap<AgentId, (AgentView, Account)>,
	pub active: BTreeMap<ProposalId, Live>,
	pub done: BTreeMap<ProposalId, Done>,
	pub bodies: BTreeMap<ProposalId, Arc<[u8]>>,
	pub opened: Vec<(BlockNumber, Account, Question, ProposalId)>,
	/// Seals that were not opened in time.
	pub unrevealed: u32,
	next: ProposalId,
}

impl Chain {
	pub fn new(window: BlockNumber, panel: usize) -> Self {
		Self {
			block: BlockRef {
				number: 0,
				hash: genesis(),
			},
			parent: Hash::default(),
			window,
			panel,
			constants: Constants::default(),
			agents: BTreeMap::new(),
			active: BTreeMap::new(),
			done: BTreeMap::new(),
			bodies: BTreeMap::new(),
			opened: Vec::new(),
			unrevealed: 0,
			next: 0,
		}
	}

	/// Begins the next finalized block: due phases end.
	pub fn begin(&mut self) {
		let number = self.block.number + 1;
		self.parent = self.block.hash;
		self.block = BlockRef {
			number,
			hash: blake2(&[&self.parent[..], &number.to_le_bytes()].concat()),
		};
		let due: Vec<_> = self
			.active
			.values()
			.filter(|p| p.due() <= number)
			.map(|p| p.view.id)
			.collect();
		for id in due {
			self.turn(id);
		}
	}

	/// Ends the block: phases in which nobody is waited for any more end with the next.
	pub fn end(&mut self) {
		let next = self.block.number + 1;
		for live in self.active.values_mut() {
			let all = live.view.seats.iter().all(|s| s.commitment.is_some());
			let open = live
				.view
				.seats
				.iter()
				.any(|s| s.commitment.is_some() && !s.revealed);
			match &mut live.view.phase {
				Phase::Sealing { deadline, .. } if all => *deadline = next.min(*deadline),
				Phase::Revealing { deadline, .. } if !open => *deadline = next.min(*deadline),
				_ => {}
			}
		}
	}

	pub fn apply(&mut self, submission: &Submission) -> Result<(), &'static str> {
		let now = self.block.number;
		if now > submission.until || now <= submission.since.number {
			return Err("outside its era");
		}
		let signer = submission.signer;
		match &submission.call {
			Call::Open { question, body, .. } => self.open(signer, *question, body.clone()),
			Call::Heartbeat { agent } => {
				let (view, _) = self
					.agents
					.get_mut(agent)
					.filter(|(a, _)| a.account == signer)
					.ok_or("no agent")?;
				view.last_heartbeat = now;
				Ok(())
			}
			Call::Seal {
				proposal,
				round,
				agent,
				commitment,
			} => self.seal(*proposal, *round, *agent, signer, *commitment),
			Call::Reveal {
				proposal,
				round,
				agent,
				reveal,
			} => self.reveal(*proposal, *round, *agent, signer, *reveal),
			Call::Anchor {
				proposal,
				receipt,
				leaves,
				..
			} => {
				let done = self.done.get_mut(proposal).ok_or("not ended")?;
				if done.hash != *receipt || leaves.first() != Some(receipt) {
					return Err("another receipt");
				}
				if done.anchors > 0 {
					return Err("anchored before");
				}
				done.anchors += 1;
				Ok(())
			}
		}
	}

	fn open(&mut self, proposer: Account, question: Question, body: Arc<[u8]>) -> Result<(), &'static str> {
		if self.active.len() >= 64 {
			return Err("too many proposals");
		}
		assert_eq!(blake2(&body), question.evidence);
		let (id, now) = (self.next, self.block.number);
		self.next += 1;
		self.bodies.insert(id, body);
		self.opened.push((now, proposer, question, id));
		let (phase, seats, previous) = (Phase::Drawing, Vec::new(), Vec::new());
		let view = ProposalView {
			id,
			question,
			proposer,
			opened_at: now,
			phase,
			seats,
			previous,
		};
		let (casts, rounds) = (BTreeMap::new(), Vec::new());
		self.active.insert(
			id,
			Live {
				view,
				drawn_at: 0,
				entropy: Hash::default(),
				casts,
				rounds,
			},
		);
		Ok(())
	}

	fn seal(
		&mut self,
		proposal: ProposalId,
		at: u8,
		agent: AgentId,
		signer: Account,
		commitment: Hash,
	) -> Result<(), &'static str> {
		let live = self.active.get_mut(&proposal).ok_or("no such proposal")?;
		if !matches!(live.view.phase, Phase::Sealing { round, .. } if round == at) {
			return Err("not sealing");
		}
		let (position, seat) = live.seat(agent, signer)?;
		if seat.commitment.is_some() {
			return Err("sealed before");
		}
		seat.commitment = Some(commitment);
		live.casts.insert(
			position,
			Cast {
				seat: position as u8,
				commitment,
				reveal: None,
			},
		);
		Ok(())
	}

	fn reveal(
		&mut self,
		proposal: ProposalId,
		at: u8,
		agent: AgentId,
		signer: Account,
		reveal: Reveal,
	) -> Result<(), &'static str> {
		let live = self.active.get_mut(&proposal).ok_or("no such proposal")?;
		if !matches!(live.view.phase, Phase::Revealing { round, .. } if round == at) {
			return Err("not revealing");
		}
		let kind = live.view.question.kind;
		let (position, seat) = live.seat(agent, signer)?;
		let commitment = seat.commitment.ok_or("nothing sealed")?;
		if seat.revealed {
			return Err("revealed before");
		}
		let binding = Binding {
			genesis: genesis(),
			proposal,
			round: at,
			agent,
			account: signer,
		};
		if !reveal.opens(&commitment, &kind, &binding) {
			return Err("does not open the seal");
		}
		seat.revealed = true;
		live.casts.get_mut(&position).unwrap().reveal = Some(reveal);
		Ok(())
	}

	/// The phase of `id` ends.
	fn turn(&mut self, id: ProposalId) {
		let now = self.block.number;
		let live = self.active.get_mut(&id).unwrap();
		match live.view.phase {
			Phase::Drawing => {
				live.entropy = blake2(&[&self.block.hash[..], &id.to_le_bytes()].concat());
				live.drawn_at = now;
				live.view.seats = draw(&live.entropy, &self.agents, self.panel);
				live.view.phase = Phase::Sealing {
					round: 0,
					deadline: now + self.window,
				};
			}
			Phase::Sealing { round, .. } => {
				live.view.phase = Phase::Revealing {
					round,
					deadline: now + self.window,
				};
			}
			Phase::Revealing { round, .. } => {
				self.unrevealed += live
					.view
					.seats
					.iter()
					.filter(|s| s.commitment.is_some() && !s.revealed)
					.count() as u32;
				let seats: Vec<_> = live.view.seats.iter().map(|s| s.seat).collect();
				let casts: Vec<_> = core::mem::take(&mut live.casts).into_values().collect();
				let hearing = Hearing::of_strangers(&live.view.question, &self.constants, &seats);
				let tally = conclude(&hearing, &live.rounds, &casts);
				live.view.previous = casts
					.iter()
					.filter_map(|c| c.reveal)
					.map(|r| r.ballot)
					.collect::<Vec<Ballot>>();
				live.rounds.push(Round {
					casts: casts.try_into().unwrap(),
					tally,
				});
				for seat in &mut live.view.seats {
					(seat.commitment, seat.revealed) = (None, false);
				}
				live.view.phase = Phase::Sealing {
					round: round + 1,
					deadline: now + self.window,
				};
				if let Some(outcome) = outcome(&self.constants, &live.rounds) {
					self.conclude(id, outcome);
				}
			}
		}
	}

	fn conclude(&mut self, id: ProposalId, outcome: Outcome) {
		let live = self.active.remove(&id).unwrap();
		let receipt = Receipt {
			version: RECEIPT_VERSION,
			genesis: genesis(),
			proposal: id,
			question: live.view.question,
			proposer: live.view.proposer,
			constants: self.constants,
			past: Past::default(),
			opened_at: live.view.opened_at,
			drawn_at: live.drawn_at,
			entropy: live.entropy,
			seats: live
				.view
				.seats
				.iter()
				.map(|s| s.seat)
				.collect::<Vec<_>>()
				.try_into()
				.unwrap(),
			shown: vec![Shown::default(); live.view.seats.len()].try_into().unwrap(),
			pairs: Vec::new().try_into().unwrap(),
			testimony: None,
			rounds: live.rounds.try_into().unwrap(),
			decided_at: self.block.number,
			outcome,
		};
		let hash = receipt.hash();
		self.done.insert(
			id,
			Done {
				receipt,
				hash,
				anchors: 0,
			},
		);
	}

	/// What a shell reads for a fleet that signs for `accounts` and waits for `tracked`.
	pub fn view(
		&self,
		own: impl Fn(&AgentView) -> bool,
		tracked: impl Iterator<Item = ProposalId>,
	) -> BlockView {
		let ended = tracked
			.filter_map(|id| Some((id, self.done.get(&id)?)))
			.map(|(proposal, done)| EndedView {
				proposal,
				outcome: done.receipt.outcome,
				receipt: Some(done.hash),
				anchored: done.anchors > 0,
			});
		BlockView {
			block: self.block,
			parent: self.parent,
			agents: Some(self.agents.values().map(|(a, _)| *a).filter(|a| own(a)).collect()),
			active: self.active.values().map(|p| p.view.clone()).collect(),
			ended: ended.collect(),
		}
	}
}

impl Live {
	fn due(&self) -> BlockNumber {
		match self.view.phase {
			Phase::Drawing => self.view.opened_at + DRAW_DELAY,
			Phase::Sealing { deadline, .. } | Phase::Revealing { deadline, .. } => deadline,
		}
	}

	fn seat(&mut self, agent: AgentId, signer: Account) -> Result<(usize, &mut SeatView), &'static str> {
		let mut seats = self.view.seats.iter_mut().enumerate();
		seats
			.find(|(_, s)| s.seat.agent == agent && s.seat.account == signer)
			.ok_or("no seat")
	}
}

fn draw(entropy: &Hash, agents: &BTreeMap<AgentId, (AgentView, Account)>, panel: usize) -> Vec<SeatView> {
	let mut drawn = BTreeSet::new();
	let mut state = *entropy;
	while drawn.len() < panel.min(agents.len()) {
		state = blake2(&state);
		let index = u64::from_le_bytes(state[..8].try_into().unwrap()) % agents.len() as u64;
		drawn.insert(index as usize);
	}
	let all: Vec<_> = agents.values().collect();
	let seat = |index: usize| {
		let (agent, owner) = all[index];
		let seat = Seat {
			agent: agent.id,
			account: agent.account,
			owner: *owner,
			department: agent.department,
			role: agent.role,
		};
		SeatView {
			seat,
			commitment: None,
			revealed: false,
		}
	};
	drawn.into_iter().map(seat).collect()
}
