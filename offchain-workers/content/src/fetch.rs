//! A payload from several peers, none of whom is believed.
//!
//! Peers that the table names are asked for the beginning: length, states, last chunk, which the address itself checks.
//! Then chunks are asked for from the last to the first, of all who told the same states. Who sends what does not fit
//! lied and is banned; who is slow or leaves is replaced. What is here survives a restart, and is gone on with from
//! whoever is there then.

mod answers;
mod tracker;

use crate::address::Address;
use crate::error::{Error, Result};
use crate::hash::{Manifest, CHUNK};
use crate::net::message::Request;
use crate::net::Network;
use crate::store::{blocking, Item, Partial, Store};
use answers::{taken, Landed, Outcome};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use libp2p::PeerId;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tracker::Tracker;

/// Peers that are asked for beginnings at once.
const BEGINNING: usize = 2;

/// Peers that give chunks at most; one more for each so many chunks that are missing, as each costs a beginning.
const SUPPLIERS: usize = 8;
const CHUNKS_FOR_A_SUPPLIER: usize = 8;

/// Chunks under way at once from a peer, and in all.
const FROM_A_PEER: usize = 4;
const UNDER_WAY: usize = 16;

/// Chunks that a peer may be late with.
const STRIKES: u8 = 2;

/// How often a peer may say that it is busy, and the longest that it is waited for each time.
const RESTS: u8 = 60;
const LONGEST_REST: Duration = Duration::from_secs(2);

/// How often the table is asked.
const LOOKUPS: u8 = 2;

/// Peers that are considered at most.
const CANDIDATES: usize = 256;

/// How far a transfer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
	/// In bytes, once somebody told and the address agreed.
	pub length: Option<u64>,
	/// Bytes that are here.
	pub have: u64,
	/// Peers that give chunks now.
	pub suppliers: usize,
	/// Peers that lied.
	pub liars: usize,
}

/// Takes how far a transfer is, whenever that changes.
pub type Watch<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// What was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
	/// The payload, which is in the store.
	pub item: Item,
	/// Bytes that were here already.
	pub resumed: u64,
	/// Who gave the rest.
	pub suppliers: Vec<PeerId>,
	/// Who lied.
	pub liars: Vec<PeerId>,
}

/// Fetches a payload into the store, from whoever has it.
///
/// # Errors
/// If nobody has it, or nobody is left who has the rest, or it is longer than allowed, or there is no room.
pub async fn fetch(
	network: &Network,
	store: &Store,
	address: Address,
	pinned: bool,
	watch: Watch<'_>,
) -> Result<Fetched> {
	let fetch = Fetch {
		network: network.clone(),
		store: store.clone(),
		address,
		pinned,
		candidates: VecDeque::new(),
		seen: HashSet::new(),
		asked: 0,
		beginning: 0,
		rests: HashMap::new(),
		suppliers: HashMap::new(),
		work: None,
		resumed: 0,
		helped: BTreeSet::new(),
		liars: Vec::new(),
		flight: FuturesUnordered::new(),
	};
	fetch.run(watch).await
}

/// A peer that told states to which the address agrees.
struct Supplier {
	manifest: Manifest,
	/// Whether these are the states that chunks are checked against now.
	current: bool,
	under_way: usize,
	strikes: u8,
	resting: bool,
}

struct Work {
	partial: Arc<Partial>,
	tracker: Tracker,
}

struct Fetch {
	network: Network,
	store: Store,
	address: Address,
	pinned: bool,
	candidates: VecDeque<PeerId>,
	seen: HashSet<PeerId>,
	asked: usize,
	beginning: usize,
	rests: HashMap<PeerId, u8>,
	suppliers: HashMap<PeerId, Supplier>,
	work: Option<Work>,
	/// Chunks.
	resumed: u32,
	helped: BTreeSet<PeerId>,
	liars: Vec<PeerId>,
	flight: FuturesUnordered<BoxFuture<'static, Landed>>,
}

impl Fetch {
	async fn run(mut self, watch: Watch<'_>) -> Result<Fetched> {
		let mut found = Some(self.network.find(self.address).await?);
		let mut lookups = 1;
		let mut told = Progress::default();
		loop {
			self.assign();
			let progress = self.progress();
			if progress != told {
				told = progress;
				watch(progress);
			}
			if self.work.as_ref().is_some_and(|work| work.tracker.whole()) {
				return self.finish().await;
			}
			if self.flight.is_empty() && self.candidates.is_empty() && found.is_none() {
				if self.turn().await? {
					continue;
				}
				if lookups == LOOKUPS {
					return Err(self.failure());
				}
				lookups += 1;
				self.seen = self.liars.iter().copied().collect();
				found = Some(self.network.find(self.address).await?);
			}
			tokio::select! {
				peer = next(&mut found) => match peer {
					Some(peer) => self.consider(peer),
					None => found = None,
				},
				Some(landed) = self.flight.next() => self.landed(landed).await?,
			}
		}
	}

	fn consider(&mut self, peer: PeerId) {
		if self.seen.len() < CANDIDATES && self.seen.insert(peer) {
			self.candidates.push_back(peer);
		}
	}

	/// Asks whom there is for what is missing.
	fn assign(&mut self) {
		while self.beginning < self.beginnings_wanted() {
			let Some(peer) = self.candidates.pop_front() else {
				break;
			};
			self.beginning += 1;
			self.asked += usize::from(!self.rests.contains_key(&peer));
			let (network, request) = (self.network.clone(), Request::Begin(self.address));
			let ask = async move { Landed::Beginning(peer, network.ask(peer, request).await) };
			self.flight.push(ask.boxed());
		}
		let mut under_way: usize = self.suppliers.values().map(|supplier| supplier.under_way).sum();
		while under_way < UNDER_WAY && self.ask_a_chunk() {
			under_way += 1;
		}
	}

	fn beginnings_wanted(&self) -> usize {
		let Some(work) = &self.work else {
			return BEGINNING;
		};
		let missing = work.tracker.missing() as usize;
		let wanted = (1 + missing / CHUNKS_FOR_A_SUPPLIER).min(SUPPLIERS);
		let there = self
			.suppliers
			.values()
			.filter(|supplier| supplier.current)
			.count();
		wanted.saturating_sub(there).min(BEGINNING)
	}

	/// Asks the idlest peer for the next chunk; whether there were both.
	fn ask_a_chunk(&mut self) -> bool {
		let Some(work) = &mut self.work else {
			return false;
		};
		let able = self.suppliers.iter_mut().filter(|(_, supplier)| {
			supplier.current && !supplier.resting && supplier.under_way < FROM_A_PEER
		});
		let Some((peer, supplier)) = able.min_by_key(|(_, supplier)| supplier.under_way) else {
			return false;
		};
		let Some(chunk) = work.tracker.next() else {
			return false;
		};
		supplier.under_way += 1;
		let (peer, network, partial) = (*peer, self.network.clone(), work.partial.clone());
		let request = Request::Chunk(self.address, chunk);
		let ask = async move {
			let outcome = match network.ask(peer, request).await {
				Ok(response) => taken(partial, chunk, response).await,
				Err(error) => Outcome::Failed(error),
			};
			Landed::Chunk(peer, chunk, outcome)
		};
		self.flight.push(ask.boxed());
		true
	}

	/// Opens what there is of the payload, by these states.
	fn open(
		&self,
		manifest: Manifest,
		last: Option<Vec<u8>>,
	) -> impl Future<Output = Result<Work>> + Send + 'static {
		let (store, address) = (self.store.clone(), self.address);
		blocking(move || {
			let partial = store.partial(address, manifest)?;
			let chunks = partial.manifest().chunks();
			let mut tracker = Tracker::new(chunks, partial.resumed());
			if let Some(last) = last {
				if partial.accept(chunks - 1, &last)? {
					tracker.got(chunks - 1);
				}
			}
			Ok(Work {
				partial: Arc::new(partial),
				tracker,
			})
		})
	}

	/// When nobody is left who told the states that were followed: turns to others that somebody told, if there are.
	async fn turn(&mut self) -> Result<bool> {
		let others = self.suppliers.values();
		let Some(manifest) = others.map(|supplier| supplier.manifest.clone()).next() else {
			return Ok(false);
		};
		// Closed first: a payload has one transfer at a time.
		self.work = None;
		self.work = Some(self.open(manifest.clone(), None).await?);
		for supplier in self.suppliers.values_mut() {
			supplier.current = supplier.manifest == manifest;
		}
		Ok(true)
	}

	async fn finish(mut self) -> Result<Fetched> {
		// A payload has one list of states: who told another lied.
		let others = self.suppliers.iter().filter(|(_, supplier)| !supplier.current);
		for peer in others.map(|(peer, _)| *peer).collect::<Vec<_>>() {
			self.lied(peer).await?;
		}
		let Some(work) = self.work else {
			return Err(Error::Internal("a transfer without a beginning".into()));
		};
		let resumed = bytes_from(work.partial.manifest(), self.resumed);
		let pinned = self.pinned;
		Ok(Fetched {
			item: blocking(move || work.partial.finish(pinned)).await?,
			resumed,
			suppliers: self.helped.into_iter().collect(),
			liars: self.liars,
		})
	}

	fn progress(&self) -> Progress {
		let suppliers = self
			.suppliers
			.values()
			.filter(|supplier| supplier.current)
			.count();
		let liars = self.liars.len();
		let Some(work) = &self.work else {
			return Progress {
				suppliers,
				liars,
				..Progress::default()
			};
		};
		let manifest = work.partial.manifest();
		Progress {
			length: Some(manifest.length()),
			have: bytes_from(manifest, manifest.chunks() - work.tracker.missing()),
			suppliers,
			liars,
		}
	}

	fn failure(&self) -> Error {
		let (address, liars, progress) = (self.address, self.liars.len(), self.progress());
		match progress.length {
			Some(length) => Error::Interrupted {
				address,
				have: progress.have,
				length,
				liars,
			},
			None if self.asked == 0 && self.network.standing().borrow().routed == 0 => Error::Alone,
			None => Error::Nobody {
				address,
				asked: self.asked,
				liars,
			},
		}
	}
}

/// Bytes of so many chunks, the last one among them.
fn bytes_from(manifest: &Manifest, chunks: u32) -> u64 {
	let missing = u64::from(manifest.chunks().saturating_sub(chunks)) * CHUNK as u64;
	if chunks == 0 {
		return 0;
	}
	manifest.length().saturating_sub(missing)
}

/// The next peer that is found; never, once there are no more.
async fn next(found: &mut Option<mpsc::Receiver<PeerId>>) -> Option<PeerId> {
	match found {
		Some(found) => found.recv().await,
		None => std::future::pending().await,
	}
}
