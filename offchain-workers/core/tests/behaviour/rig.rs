//! A fleet with agents 1 to 3, and short ways to feed it.

use althing_cmp_rules::{Answer, Kind, Question, Seat};
use althing_core::*;
use althing_primitives::{blake2, AgentId, Department, Departments, Hash, ProposalId, Role};
use polkadot_sdk::sp_arithmetic::Perbill;

pub const BODY: &[u8] = b"is the moon made of cheese?";
pub const PROPOSER: Account = [0xEE; 32];
pub const GENESIS: Hash = [7; 32];

pub fn question() -> Question {
	Question {
		kind: Kind::Binary,
		departments: Departments::default(),
		risk: Perbill::zero(),
		impact: Perbill::zero(),
		urgency: Perbill::zero(),
		evidence: blake2(BODY),
	}
}

pub fn account(agent: AgentId) -> Account {
	[agent as u8; 32]
}

pub fn key(round: u8, agent: AgentId) -> BallotKey {
	BallotKey {
		proposal: 5,
		round,
		agent,
	}
}

pub fn agent(id: AgentId) -> AgentView {
	let (department, role) = (Department::Legal, Role::Synthesizer);
	AgentView {
		id,
		account: account(id),
		department,
		role,
		active: true,
		last_heartbeat: 100,
	}
}

pub fn seat(id: AgentId) -> SeatView {
	let seat = Seat {
		agent: id,
		account: account(id),
		owner: [1; 32],
		department: Department::Legal,
		role: Role::Synthesizer,
	};
	SeatView {
		seat,
		commitment: None,
		revealed: false,
	}
}

/// Proposal 5, with agents 1 and 2 and a stranger on its panel.
pub fn proposal(phase: Phase) -> ProposalView {
	let seats = vec![seat(1), seat(2), seat(77)];
	ProposalView {
		id: 5,
		question: question(),
		proposer: [9; 32],
		opened_at: 90,
		phase,
		seats,
		previous: Vec::new(),
	}
}

pub const fn sealing(deadline: BlockNumber) -> Phase {
	Phase::Sealing { round: 0, deadline }
}

pub const fn revealing(deadline: BlockNumber) -> Phase {
	Phase::Revealing { round: 0, deadline }
}

pub fn hash(number: BlockNumber) -> Hash {
	blake2(&number.to_le_bytes())
}

pub fn view(number: BlockNumber, active: Vec<ProposalView>) -> BlockView {
	BlockView {
		block: BlockRef {
			number,
			hash: hash(number),
		},
		parent: hash(number - 1),
		agents: Some((1..=3).map(agent).collect()),
		active,
		ended: Vec::new(),
	}
}

pub struct Rig {
	pub fleet: Fleet,
	pub config: Config,
}

impl Rig {
	pub fn new() -> Self {
		let mut config = Config::new(GENESIS, Seed::new([3; 32]));
		config.proposer = Some(PROPOSER);
		// No heartbeats but where they are the subject.
		config.heartbeats.period = BlockNumber::MAX;
		Self::with(config)
	}

	pub fn with(config: Config) -> Self {
		Self {
			fleet: Fleet::new(config.clone()),
			config,
		}
	}

	/// A new process that finds `journal`.
	pub fn restarted(&self, journal: &[JournalRecord]) -> (Self, Vec<Effect>) {
		let mut rig = Self::with(self.config.clone());
		let effects = rig.fleet.handle(Input::Restored(journal.to_vec()));
		(rig, effects)
	}

	pub fn see(&mut self, number: BlockNumber, active: Vec<ProposalView>) -> Vec<Effect> {
		self.feed(Input::Finalized(Box::new(view(number, active))))
	}

	pub fn see_ended(&mut self, number: BlockNumber, ended: EndedView) -> Vec<Effect> {
		let ended = vec![ended];
		self.feed(Input::Finalized(Box::new(BlockView {
			ended,
			..view(number, Vec::new())
		})))
	}

	pub fn feed(&mut self, input: Input) -> Vec<Effect> {
		self.fleet.handle(input)
	}

	pub fn bring_case(&mut self) -> Vec<Effect> {
		self.feed(Input::CaseFetched {
			proposal: 5,
			body: Some(BODY.into()),
		})
	}

	pub fn judge(&mut self, key: BallotKey, yes: bool) -> Vec<Effect> {
		self.feed(Input::Judged {
			key,
			judgement: judgement(yes),
		})
	}

	/// Sees proposal 5 at block 101 and judges for agent 1; returns the record.
	pub fn judged(&mut self) -> BallotRecord {
		self.see(101, vec![proposal(sealing(140))]);
		self.bring_case();
		match &self.judge(key(0, 1), true)[..] {
			[Effect::Journal(JournalRecord::Ballot(record))] => record.clone(),
			other => panic!("{other:?}"),
		}
	}

	/// The same, with the record on disk and the seal sent.
	pub fn sealed(&mut self) -> BallotRecord {
		let record = self.judged();
		let effects = self.feed(Input::Journaled(JournalKey::Ballot(record.key)));
		assert_eq!(calls(&effects), [seal(&record)]);
		record
	}
}

pub fn judgement(yes: bool) -> Judgement {
	Judgement {
		answer: Answer::Binary(yes),
		confidence: Perbill::from_percent(80),
		rationale: "taste".into(),
	}
}

pub fn seal(record: &BallotRecord) -> Call {
	let BallotKey {
		proposal,
		round,
		agent,
	} = record.key;
	Call::Seal {
		proposal,
		round,
		agent,
		commitment: record.commitment,
	}
}

pub fn reveal(record: &BallotRecord) -> Call {
	let BallotKey {
		proposal,
		round,
		agent,
	} = record.key;
	Call::Reveal {
		proposal,
		round,
		agent,
		reveal: record.reveal,
	}
}

pub fn submissions(effects: &[Effect]) -> Vec<&Submission> {
	effects
		.iter()
		.filter_map(|e| {
			if let Effect::Submit(s) = e {
				Some(&**s)
			} else {
				None
			}
		})
		.collect()
}

pub fn calls(effects: &[Effect]) -> Vec<Call> {
	submissions(effects).into_iter().map(|s| s.call.clone()).collect()
}

pub fn asked(effects: &[Effect]) -> Vec<BallotKey> {
	effects
		.iter()
		.filter_map(|e| {
			if let Effect::Judge(j) = e {
				Some(j.key)
			} else {
				None
			}
		})
		.collect()
}

pub fn events(effects: &[Effect]) -> Vec<Event> {
	effects
		.iter()
		.filter_map(|e| {
			if let Effect::Report(event) = e {
				Some(event.clone())
			} else {
				None
			}
		})
		.collect()
}

pub const fn forget(proposal: ProposalId) -> Effect {
	Effect::Forget(Forget::Proposal(proposal))
}
