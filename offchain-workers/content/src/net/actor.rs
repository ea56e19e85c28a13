//! The task that owns the connections.

mod exchange;
mod peers;
mod table;

use super::behaviour::{self, Behaviour, BehaviourEvent};
use super::message::{Request, Response};
use super::serving::Meters;
use super::{AskError, Settings, Standing};
use crate::address::Address;
use crate::error::{Error, Result};
use crate::store::Store;
use exchange::Exchange;
use futures::StreamExt as _;
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::SwarmEvent;
use libp2p::{Multiaddr, PeerId, Swarm};
use peers::Peers;
use std::time::Duration;
use table::Table;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{interval, timeout, Interval, MissedTickBehavior};

/// What the task is told to do.
#[derive(Debug)]
pub(super) enum Command {
	Find(Address, mpsc::Sender<PeerId>),
	Ask(PeerId, Request, oneshot::Sender<Result<Response, AskError>>),
	Provide(Address, Option<oneshot::Sender<()>>),
	Dial(Multiaddr),
	Ban(PeerId),
	Stop,
}

pub(super) struct Actor {
	swarm: Swarm<Behaviour>,
	store: Store,
	settings: Settings,
	commands: mpsc::Receiver<Command>,
	standing: watch::Sender<Standing>,
	table: Table,
	exchange: Exchange,
	peers: Peers,
	tick: Interval,
}

impl Actor {
	pub(super) fn new(
		key: Keypair,
		store: Store,
		settings: Settings,
		commands: mpsc::Receiver<Command>,
		standing: watch::Sender<Standing>,
	) -> Result<Self> {
		let (table, _) = behaviour::protocols(&settings.genesis)?;
		let swarm = behaviour::swarm(key, store.clone(), &settings)?;
		let mut tick = interval(Duration::from_secs(1));
		tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
		Ok(Self {
			swarm,
			store,
			commands,
			standing,
			table: Table::new(table),
			exchange: Exchange::new(Meters::new(settings.serving)),
			peers: Peers::default(),
			tick,
			settings,
		})
	}

	/// Listens, and returns where, with this peer's name.
	pub(super) async fn listen(&mut self) -> Result<Vec<Multiaddr>> {
		let name = *self.swarm.local_peer_id();
		let mut found = Vec::new();
		for address in self.settings.listen.clone() {
			let failed =
				|why: &dyn std::fmt::Display| Error::Network(format!("cannot listen on {address}: {why}"));
			self.swarm.listen_on(address.clone()).map_err(|e| failed(&e))?;
			let event = timeout(Duration::from_secs(5), self.first_listener());
			let address = event
				.await
				.map_err(|_| failed(&"it takes too long"))?
				.map_err(|e| failed(&e))?;
			found.push(address.with(Protocol::P2p(name)));
		}
		for address in self.settings.announce.clone() {
			self.swarm.add_external_address(address);
		}
		Ok(found)
	}

	async fn first_listener(&mut self) -> Result<Multiaddr, String> {
		loop {
			match self.swarm.select_next_some().await {
				SwarmEvent::NewListenAddr { address, .. } => {
					self.listening(&address);
					return Ok(address);
				}
				SwarmEvent::ListenerClosed { reason, .. } => {
					return Err(reason.err().map_or("it was closed".into(), |e| e.to_string()));
				}
				event => self.on_event(event),
			}
		}
	}

	/// So that records of what this peer has say where it is.
	fn listening(&mut self, address: &Multiaddr) {
		tracing::info!(%address, "listening");
		if self.settings.announce.is_empty() {
			self.swarm.add_external_address(address.clone());
		}
	}

	/// Works until it is stopped.
	pub(super) async fn run(mut self) {
		loop {
			tokio::select! {
				event = self.swarm.select_next_some() => self.on_event(event),
				command = self.commands.recv() => match command {
					None | Some(Command::Stop) => break,
					Some(command) => self.on_command(command),
				},
				Some(answer) = self.exchange.next_read() => self.answer(answer),
				_ = self.tick.tick() => self.on_tick(),
			}
			self.tell_standing();
		}
		tracing::info!("the content network was stopped");
	}

	fn on_command(&mut self, command: Command) {
		match command {
			Command::Find(address, to) => self.find(address, to),
			Command::Ask(peer, request, to) => self.ask(peer, request, to),
			Command::Provide(address, done) => self.provide(address, done),
			Command::Dial(address) => self.dial(address),
			Command::Ban(peer) => self.ban(peer),
			Command::Stop => (),
		}
	}

	fn on_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
		match event {
			SwarmEvent::Behaviour(BehaviourEvent::Kad(event)) => self.on_table(event),
			SwarmEvent::Behaviour(BehaviourEvent::Exchange(event)) => self.on_exchange(event),
			SwarmEvent::Behaviour(BehaviourEvent::Identify(event)) => self.on_identify(event),
			SwarmEvent::NewListenAddr { address, .. } => self.listening(&address),
			SwarmEvent::ExpiredListenAddr { address, .. } => self.swarm.remove_external_address(&address),
			SwarmEvent::ConnectionEstablished { peer_id, .. } => self.connected(peer_id),
			SwarmEvent::ConnectionClosed { connection_id, .. } => self.first_dial_ended(connection_id),
			SwarmEvent::OutgoingConnectionError {
				connection_id,
				peer_id,
				error,
			} => {
				tracing::debug!(?peer_id, %error, "no connection");
				self.first_dial_ended(connection_id);
				peer_id.into_iter().for_each(|peer| self.unreachable(peer));
			}
			_ => (),
		}
	}

	fn on_tick(&mut self) {
		self.lift_bans();
		self.announce_again();
		self.dial_again();
	}

	fn tell_standing(&mut self) {
		let now = Standing {
			connected: self.swarm.connected_peers().count(),
			routed: self.table.routed(),
			banned: self.peers.banned(),
			dialing: self.peers.dialing(),
		};
		self.standing.send_if_modified(|old| {
			let changed = *old != now;
			*old = now;
			changed
		});
	}
}
