//! Whom this peer knows, and whom it talks to no more.

use super::Actor;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::dial_opts::DialOpts;
use libp2p::swarm::{ConnectionId, DialError};
use libp2p::{identify, Multiaddr, PeerId};
use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

/// Banned peers at most; the oldest ban ends when there are more.
const MAX_BANS: usize = 1_024;

/// Addresses of a peer that are believed at most.
const MAX_ADDRESSES: usize = 8;

/// How often the peers to begin with are tried again while this one is alone.
const RETRY: Duration = Duration::from_secs(15);

#[derive(Debug, Default)]
pub(super) struct Peers {
	/// Until when, the first to end in front.
	bans: VecDeque<(Instant, PeerId)>,
	/// Dials to the peers to begin with, until they fail or the peer says who it is.
	first_dials: HashSet<ConnectionId>,
	tried: Option<Instant>,
}

impl Peers {
	pub(super) fn banned(&self) -> usize {
		self.bans.len()
	}

	pub(super) fn dialing(&self) -> usize {
		self.first_dials.len()
	}

	pub(super) fn is_banned(&self, peer: &PeerId) -> bool {
		self.bans.iter().any(|(_, banned)| banned == peer)
	}
}

impl Actor {
	/// Dials the peers to begin with.
	pub(in crate::net) fn dial_first(&mut self) {
		self.peers.tried = Some(Instant::now());
		for address in self.settings.peers.clone() {
			self.dial(address);
		}
		self.tell_standing();
	}

	pub(super) fn dial_again(&mut self) {
		let due = self.peers.tried.is_none_or(|tried| tried.elapsed() > RETRY);
		if due && self.table.routed() == 0 && self.peers.dialing() == 0 && !self.settings.peers.is_empty() {
			self.dial_first();
		}
	}

	pub(super) fn dial(&mut self, address: Multiaddr) {
		let options = DialOpts::from(address.clone());
		let connection = options.connection_id();
		match self.swarm.dial(options) {
			Ok(()) => {
				self.peers.first_dials.insert(connection);
			}
			Err(error) => tracing::warn!(%address, %error, "cannot be dialed"),
		}
	}

	pub(super) fn first_dial_ended(&mut self, connection: ConnectionId) {
		if self.peers.first_dials.remove(&connection) && self.peers.first_dials.is_empty() {
			self.find_early();
		}
	}

	/// Dials a peer by what the table knows of it; whether there is a connection or may be one soon.
	pub(super) fn reach(&mut self, peer: PeerId) -> bool {
		if self.swarm.is_connected(&peer) {
			return true;
		}
		match self.swarm.dial(DialOpts::peer_id(peer).build()) {
			Ok(()) | Err(DialError::DialPeerConditionFalse(_)) => true,
			Err(error) => {
				tracing::debug!(%peer, %error, "cannot be dialed");
				false
			}
		}
	}

	/// A peer says who it is: those of the same chain are part of the table.
	pub(super) fn on_identify(&mut self, event: identify::Event) {
		let connection = event.connection_id();
		if let identify::Event::Received { peer_id, info, .. } = event {
			if info.protocols.contains(self.table.protocol()) {
				let usable = info.listen_addrs.into_iter().filter(is_tcp).take(MAX_ADDRESSES);
				for address in usable {
					self.swarm.behaviour_mut().kad.add_address(&peer_id, address);
				}
				self.refresh_routes();
			} else {
				tracing::debug!(peer = %peer_id, "of another chain, or a passer-by");
			}
			self.first_dial_ended(connection);
		} else if matches!(event, identify::Event::Error { .. }) {
			self.first_dial_ended(connection);
		}
	}

	pub(super) fn ban(&mut self, peer: PeerId) {
		if self.peers.is_banned(&peer) {
			return;
		}
		tracing::warn!(%peer, "lied, and is banned");
		if self.peers.bans.len() >= MAX_BANS {
			self.lift_oldest();
		}
		self.peers
			.bans
			.push_back((Instant::now() + self.settings.ban, peer));
		let behaviour = self.swarm.behaviour_mut();
		behaviour.bans.block_peer(peer);
		behaviour.kad.remove_peer(&peer);
		behaviour.kad.store_mut().forget(&peer);
		self.refresh_routes();
	}

	pub(super) fn lift_bans(&mut self) {
		let now = Instant::now();
		while self.peers.bans.front().is_some_and(|(until, _)| *until <= now) {
			self.lift_oldest();
		}
	}

	fn lift_oldest(&mut self) {
		if let Some((_, peer)) = self.peers.bans.pop_front() {
			self.swarm.behaviour_mut().bans.unblock_peer(peer);
		}
	}
}

fn is_tcp(address: &Multiaddr) -> bool {
	let mut parts = address.iter();
	let host = matches!(parts.next(), Some(Protocol::Ip4(_) | Protocol::Ip6(_)));
	host && matches!(parts.next(), Some(Protocol::Tcp(_)))
}
