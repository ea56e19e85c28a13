//! What became of the transactions that were sent: looked up in finalized blocks, nowhere else.
//!
//! A node's notifications about a transaction end with the connection and say "finalized" on the node's
//! word. Here every finalized block from the submission on is read, across reconnections, until one holds
//! the transaction or until none can any more.

use crate::{block::Block, chain::WeakChain, BlockId, Chain, Hash, Inclusion, Outcome};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::Duration,
};
use tokio::sync::oneshot;

/// How often it is looked whether anybody still waits.
const TIDY: Duration = Duration::from_secs(5);

/// The transactions whose outcome is awaited.
#[derive(Clone, Default)]
pub(crate) struct Tracker(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
	waiting: HashMap<Hash, Waiting>,
	running: bool,
}

struct Waiting {
	/// The finalized block that it was sent after.
	after: BlockId,
	/// The first block that cannot hold it.
	death: u32,
	tell: oneshot::Sender<Outcome>,
}

impl Tracker {
	/// Watches for the extrinsic with `hash`, sent after `after` was finalized.
	pub(crate) fn watch(
		&self,
		chain: &Chain,
		hash: Hash,
		after: BlockId,
		death: u32,
	) -> oneshot::Receiver<Outcome> {
		let (tell, outcome) = oneshot::channel();
		let mut state = self.lock();
		state.waiting.insert(hash, Waiting { after, death, tell });
		if !core::mem::replace(&mut state.running, true) {
			tokio::spawn(run(self.clone(), chain.downgrade()));
		}
		outcome
	}

	/// It was not sent after all.
	pub(crate) fn forget(&self, hash: &Hash) {
		self.lock().waiting.remove(hash);
	}

	fn lock(&self) -> MutexGuard<'_, State> {
		self.0.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// The block to go on after, or nothing when nobody waits any more. Then the task has to end.
	fn start(&self) -> Option<BlockId> {
		let mut state = self.lock();
		state.waiting.retain(|_, waiting| !waiting.tell.is_closed());
		let start = state.waiting.values().map(|waiting| waiting.after).min();
		state.running = start.is_some();
		start
	}

	/// Whether anybody still waits.
	fn is_idle(&self) -> bool {
		let mut state = self.lock();
		state.waiting.retain(|_, waiting| !waiting.tell.is_closed());
		state.waiting.is_empty()
	}

	/// Tells those whose transaction is in `block`, and those for whom it was the last that could hold it.
	fn settle(&self, block: &Block) {
		let mut state = self.lock();
		for (index, hash) in (0u32..).zip(&block.extrinsics) {
			if let Some(waiting) = state.waiting.remove(hash) {
				let _ = waiting.tell.send(Outcome::Included(inclusion(block, index)));
			}
		}
		let next = block.id.number.saturating_add(1);
		let dead: Vec<Hash> = state
			.waiting
			.iter()
			.filter(|(_, waiting)| waiting.death <= next)
			.map(|(hash, _)| *hash)
			.collect();
		for hash in dead {
			if let Some(waiting) = state.waiting.remove(&hash) {
				let _ = waiting.tell.send(Outcome::Expired { at: block.id });
			}
		}
	}

	fn give_up(&self, reason: &str) {
		for (_, waiting) in self.lock().waiting.drain() {
			let _ = waiting.tell.send(Outcome::Unknown {
				reason: reason.into(),
			});
		}
	}
}

fn inclusion(block: &Block, index: u32) -> Inclusion {
	let applied = block.applied.get(&index).cloned().unwrap_or_default();
	let events = block
		.events
		.iter()
		.filter(|record| record.extrinsic == Some(index));
	Inclusion {
		block: block.id,
		index,
		result: applied.failure.map_or(Ok(()), Err),
		failed_items: applied.failed_items,
		events: events.map(|record| record.event.clone()).collect(),
	}
}

async fn run(tracker: Tracker, chain: WeakChain) {
	while let Some(after) = tracker.start() {
		let Some(chain) = chain.upgrade() else {
			return tracker.give_up(&crate::Error::Closed.to_string());
		};
		let mut blocks = chain.follow(Some(after));
		while !tracker.is_idle() {
			match tokio::time::timeout(TIDY, blocks.next()).await {
				Ok(Ok(block)) => tracker.settle(&block),
				Ok(Err(error)) => tracker.give_up(&error.to_string()),
				Err(_) => (),
			}
		}
	}
}
