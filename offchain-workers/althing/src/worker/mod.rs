//! The shell around the core: it feeds finalized state and answers in, and carries effects out.
//!
//! Everything that decides anything is in `althing-core`; here are only the connection, the disk and the
//! brains.

pub mod anchor;
mod appraiser;
mod brains;
mod effects;
mod journal;
mod learner;
mod outcomes;
mod register;
mod roster;
mod submit;
mod talk;
mod view;

pub use brains::task;
pub use journal::{Journal, JournalError};
pub use outcomes::{Outcomes, OutcomesError};
pub use register::{Plan, RegisterError};
pub use roster::{Member, Roster};
pub use talk::Talker;

use althing_chain::{BlockId, Chain};
use althing_content::Content;
use althing_core::{Account, Config, Counts, Effect, Event, Fleet, Heartbeats, Input, Seed};
use althing_primitives::Hash;
use appraiser::Appraiser;
use brains::Brains;
use effects::Hands;
use learner::Learner;
use std::collections::VecDeque;
use tokio::sync::{mpsc, watch};
use view::Views;

/// How many answers may wait for the core before those who bring them have to wait.
const INBOX: usize = 4_096;

/// How a fleet works on the chain with this genesis hash; `seed` is the secret of its salts, `proposer` opens
/// the cases that are handed to it.
pub fn config(genesis: Hash, seed: Hash, proposer: Option<Account>) -> Config {
	Config {
		proposer,
		// Longer than a transaction really is valid, so that none is sent again while it may be included.
		mortality: 2 * althing_chain::MORTALITY,
		// Above the chain's least interval, and with the spread below the time for which an agent counts as
		// alive.
		heartbeats: Heartbeats {
			period: 200,
			spread: 100,
			per_view: 32,
		},
		// Evidence of a reader, whole.
		max_rationale: althing_knowledge::judge::LONGEST,
		..Config::new(genesis, Seed::new(seed))
	}
}

/// Why a worker has ended.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
	/// The chain cannot be followed any further.
	#[error(transparent)]
	Chain(#[from] althing_chain::Error),
	/// The journal cannot be written: going on could cost bonds.
	#[error(transparent)]
	Journal(#[from] JournalError),
}

/// What a worker tells those who watch it.
#[derive(Clone, Debug)]
pub enum Notice {
	/// A finalized block was handled.
	Block {
		/// Which.
		block: BlockId,
		/// What the fleet is busy with.
		counts: Counts,
	},
	/// Something happened.
	Event(Event),
}

/// What agents have to think with, beside what needs nothing.
#[derive(Clone, Default)]
pub struct Means {
	/// Where documents of cases come from, and where the reasons for ballots go when their proposal has ended.
	pub content: Option<Content>,
	/// A language model.
	pub talker: Option<Talker>,
}

/// A fleet's worker.
pub struct Worker {
	fleet: Fleet,
	chain: Chain,
	views: Views,
	hands: Hands,
	appraiser: Appraiser,
	learner: Learner,
	inbox: mpsc::Receiver<Input>,
	notices: mpsc::Sender<Notice>,
}

/// Hands cases to a worker.
#[derive(Clone)]
pub struct Cases(mpsc::Sender<Input>);

impl Cases {
	/// Puts a case to a panel; false when the worker has ended.
	pub async fn submit(&self, case: althing_core::Case) -> bool {
		self.0.send(Input::CaseSubmitted(case)).await.is_ok()
	}
}

impl Worker {
	/// A worker for the agents of `roster`. What the journal holds is taken up again.
	pub fn new(
		chain: Chain,
		config: Config,
		roster: Roster,
		journal: Journal,
		means: Means,
		notices: mpsc::Sender<Notice>,
	) -> (Self, Cases) {
		let (outbox, inbox) = mpsc::channel(INBOX);
		let outcomes = means.talker.as_ref().map(Talker::outcomes);
		let worker = Self {
			learner: Learner::new(chain.clone(), outcomes),
			fleet: Fleet::new(config),
			views: Views::new(roster.clone()),
			appraiser: Appraiser::new(chain.clone(), &roster),
			hands: Hands::new(
				chain.clone(),
				roster,
				journal,
				Brains::new(means.content, means.talker),
				outbox.clone(),
			),
			chain,
			inbox,
			notices,
		};
		(worker, Cases(outbox))
	}

	/// Works until `stop` says so.
	///
	/// # Errors
	/// When the chain contradicts itself, its runtime is replaced by one that this program does not know, or
	/// the disk refuses.
	pub async fn run(mut self, mut stop: watch::Receiver<bool>) -> Result<(), WorkerError> {
		let records = self.hands.journal().read()?;
		self.feed(Input::Restored(records))?;
		self.learner.begin();
		let mut blocks = self.chain.follow(None);
		let stopping = async move {
			// An error means that nobody can say so any more, which says it too.
			let _ = stop.wait_for(|stop| *stop).await;
		};
		tokio::pin!(stopping);
		loop {
			tokio::select! {
				// Answers first: a block that is handled before them would ask again.
				biased;
				() = &mut stopping => return Ok(()),
				Some(input) = self.inbox.recv() => self.feed(input)?,
				block = blocks.next() => self.handle_block(block?, blocks.finalized()).await?,
			}
		}
	}

	async fn handle_block(
		&mut self,
		block: althing_chain::Block,
		newest: Option<BlockId>,
	) -> Result<(), WorkerError> {
		// Far behind, only the newest state matters: what happened in between is in it.
		const BEHIND: u32 = 8;
		if newest.is_some_and(|newest| newest.number.saturating_sub(block.id.number) > BEHIND) {
			return Ok(());
		}
		let tracked = self.fleet.tracked().collect();
		match self.views.at(&self.chain, &block, tracked).await {
			Ok(view) => self.feed(Input::Finalized(Box::new(view)))?,
			// The next block's view holds everything that this one's would have.
			Err(error) if error.is_transient() => tracing::warn!("block {}: {error}", block.id.number),
			Err(error) => return Err(error.into()),
		}
		self.appraiser.finalized(block.id.number);
		self.learner.finalized(&block);
		self.notify(Notice::Block {
			block: block.id,
			counts: self.fleet.counts(),
		});
		Ok(())
	}

	/// Feeds one input, and whatever its effects answer at once.
	fn feed(&mut self, input: Input) -> Result<(), WorkerError> {
		let mut inputs = VecDeque::from([input]);
		while let Some(input) = inputs.pop_front() {
			let effects = self.fleet.handle(input);
			for effect in &effects {
				if let Effect::Report(event) = effect {
					self.notify(Notice::Event(event.clone()));
				}
			}
			inputs.extend(self.hands.carry_out(effects)?);
		}
		Ok(())
	}

	/// Watchers that are too slow miss something; the fleet does not wait for them.
	fn notify(&self, notice: Notice) {
		let _ = self.notices.try_send(notice);
	}
}
