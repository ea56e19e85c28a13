//! Who has what: asking the table, and telling it.

use super::Actor;
use crate::address::Address;
use libp2p::kad::{self, QueryId, QueryResult, RecordKey};
use libp2p::{PeerId, StreamProtocol};
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Announcements under way at once.
const ANNOUNCING: usize = 8;

/// Lookups that wait for a first route at most.
const EARLY: usize = 64;

/// After a new route, so that several are taken together.
const SETTLE: Duration = Duration::from_secs(1);

/// Between announcements of everything, however many peers come and go.
const AGAIN: Duration = Duration::from_secs(300);

/// Between looks for records that are over time.
const EXPIRE: Duration = Duration::from_secs(60);

pub(super) struct Table {
	protocol: StreamProtocol,
	routed: usize,
	/// Lookups before there is a route.
	early: Vec<(Address, mpsc::Sender<PeerId>)>,
	lookups: HashMap<QueryId, mpsc::Sender<PeerId>>,
	to_announce: VecDeque<(Address, Option<oneshot::Sender<()>>)>,
	announcing: HashMap<QueryId, Option<oneshot::Sender<()>>>,
	announce_at: Option<Instant>,
	announced: Option<Instant>,
	expired: Instant,
}

impl Table {
	pub(super) fn new(protocol: StreamProtocol) -> Self {
		Self {
			protocol,
			routed: 0,
			early: Vec::new(),
			lookups: HashMap::new(),
			to_announce: VecDeque::new(),
			announcing: HashMap::new(),
			announce_at: None,
			announced: None,
			expired: Instant::now(),
		}
	}

	pub(super) fn protocol(&self) -> &StreamProtocol {
		&self.protocol
	}

	pub(super) fn routed(&self) -> usize {
		self.routed
	}
}

fn key(address: Address) -> RecordKey {
	RecordKey::from(address.to_bytes().to_vec())
}

impl Actor {
	pub(super) fn find(&mut self, address: Address, to: mpsc::Sender<PeerId>) {
		if self.table.routed == 0 && self.peers.dialing() > 0 && self.table.early.len() < EARLY {
			self.table.early.push((address, to));
			return;
		}
		let query = self.swarm.behaviour_mut().kad.get_providers(key(address));
		self.table.lookups.insert(query, to);
	}

	/// Starts the lookups that waited for a route, or for there to be none.
	pub(super) fn find_early(&mut self) {
		for (address, to) in std::mem::take(&mut self.table.early) {
			let query = self.swarm.behaviour_mut().kad.get_providers(key(address));
			self.table.lookups.insert(query, to);
		}
	}

	pub(super) fn provide(&mut self, address: Address, done: Option<oneshot::Sender<()>>) {
		let most = self.settings_queue();
		if self.table.to_announce.len() < most {
			self.table.to_announce.push_back((address, done));
		}
		self.announce_next();
	}

	/// As many as the store may have, twice.
	fn settings_queue(&self) -> usize {
		self.store.limits().payloads.saturating_mul(2)
	}

	fn announce_next(&mut self) {
		while self.table.announcing.len() < ANNOUNCING {
			let Some((address, done)) = self.table.to_announce.pop_front() else {
				break;
			};
			match self.swarm.behaviour_mut().kad.start_providing(key(address)) {
				Ok(query) => {
					self.table.announcing.insert(query, done);
				}
				Err(error) => tracing::warn!(%address, %error, "not announced"),
			}
		}
	}

	/// Whoever came late is told what is here.
	pub(super) fn announce_again(&mut self) {
		let now = Instant::now();
		if now.saturating_duration_since(self.table.expired) > EXPIRE {
			self.table.expired = now;
			self.swarm.behaviour_mut().kad.store_mut().expire(now);
		}
		if self.table.announce_at.is_none_or(|at| at > now) {
			return;
		}
		self.table.announce_at = None;
		self.table.announced = Some(now);
		let waiting = |done: &Option<oneshot::Sender<()>>| done.is_some();
		self.table.to_announce.retain(|(_, done)| waiting(done));
		for item in self.store.list() {
			if !item.damaged {
				self.table.to_announce.push_back((item.address, None));
			}
		}
		self.announce_next();
	}

	/// Counts the routes again.
	pub(super) fn refresh_routes(&mut self) {
		let buckets = self.swarm.behaviour_mut().kad.kbuckets();
		self.table.routed = buckets.map(|bucket| bucket.num_entries()).sum();
	}

	fn new_route(&mut self) {
		self.refresh_routes();
		self.find_early();
		let now = Instant::now();
		let earliest = self.table.announced.map_or(now, |announced| announced + AGAIN);
		if !self.settings.listen.is_empty() {
			self.table.announce_at.get_or_insert(earliest.max(now + SETTLE));
		}
	}

	pub(super) fn on_table(&mut self, event: kad::Event) {
		match event {
			kad::Event::RoutingUpdated { is_new_peer, .. } if is_new_peer => self.new_route(),
			kad::Event::OutboundQueryProgressed { id, result, step, .. } => {
				self.on_query(id, result, step.last);
			}
			_ => (),
		}
	}

	fn on_query(&mut self, id: QueryId, result: QueryResult, last: bool) {
		match result {
			QueryResult::GetProviders(Ok(kad::GetProvidersOk::FoundProviders { providers, .. })) => {
				self.found(id, providers);
			}
			QueryResult::StartProviding(_) => {
				if let Some(done) = self.table.announcing.remove(&id).flatten() {
					// Who asked may have left.
					let _ = done.send(());
				}
				self.announce_next();
			}
			_ => (),
		}
		if last {
			self.table.lookups.remove(&id);
		}
	}

	/// Passes on who has it. They are dialed now, while the table remembers where they are.
	fn found(&mut self, id: QueryId, providers: impl IntoIterator<Item = PeerId>) {
		let Some(to) = self.table.lookups.get(&id).cloned() else {
			return;
		};
		let own = *self.swarm.local_peer_id();
		for peer in providers {
			if peer != own && !self.peers.is_banned(&peer) && self.reach(peer) {
				// There are enough if they come faster than they are asked.
				let _ = to.try_send(peer);
			}
		}
		if to.is_closed() {
			self.table.lookups.remove(&id);
			if let Some(mut query) = self.swarm.behaviour_mut().kad.query_mut(&id) {
				query.finish();
			}
		}
	}
}
