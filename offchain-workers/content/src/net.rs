//! Peers: who has what, questions and answers, limits, bans.
//!
//! One task owns the connections; a [`Network`] tells it what to do through a bounded channel. Streams are encrypted and
//! authenticated (Noise) and share a TCP connection (Yamux). Who has what is in a distributed table (Kademlia). Its
//! protocols carry the chain's genesis hash, so that the fleets of different chains never mix.

mod actor;
mod behaviour;
mod codec;
pub mod identity;
pub mod message;
mod records;
mod serving;

pub use codec::Codec;
pub use records::Bounds;
pub use serving::Serving;

use crate::address::Address;
use crate::error::{Error, Result};
use crate::store::Store;
use actor::{Actor, Command};
use libp2p::identity::Keypair;
use libp2p::{Multiaddr, PeerId};
use message::{Request, Response};
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// How a peer behaves.
#[derive(Clone, Debug)]
pub struct Settings {
	/// The chain's first block's hash: only peers with the same are heard.
	pub genesis: [u8; 32],
	/// Where to listen; nowhere to only ask.
	pub listen: Vec<Multiaddr>,
	/// Under which addresses others find this peer; those where it listens if empty.
	pub announce: Vec<Multiaddr>,
	/// Peers to begin with.
	pub peers: Vec<Multiaddr>,
	/// How much is answered to whom.
	pub serving: Serving,
	/// How much of the table is kept for others.
	pub records: Bounds,
	/// Connections at most.
	pub connections: u32,
	/// How long an answer may take.
	pub timeout: Duration,
	/// How long a liar is banned.
	pub ban: Duration,
}

impl Settings {
	/// A peer that listens on a free port of this machine only, and knows no other.
	pub fn new(genesis: [u8; 32]) -> Self {
		Self {
			genesis,
			listen: vec![Multiaddr::from(Ipv4Addr::LOCALHOST).with(libp2p::multiaddr::Protocol::Tcp(0))],
			announce: Vec::new(),
			peers: Vec::new(),
			serving: Serving::default(),
			records: Bounds::default(),
			connections: 128,
			timeout: Duration::from_secs(20),
			ban: Duration::from_secs(3_600),
		}
	}
}

/// What a peer is connected to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Standing {
	/// Peers with a connection.
	pub connected: usize,
	/// Peers in the table's routes.
	pub routed: usize,
	/// Peers that lied and are not talked to.
	pub banned: usize,
	/// Dials to the peers to begin with that have neither failed nor led anywhere yet.
	pub dialing: usize,
}

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskError {
	/// The peer cannot be reached.
	Unreachable,
	/// The peer takes too long.
	Timeout,
	/// The peer left.
	Closed,
	/// What came is no answer.
	Malformed,
	/// The peer does not want to.
	Refused,
	/// This side was stopped.
	Stopped,
}

/// A peer that runs. Clones are the same peer.
#[derive(Clone, Debug)]
pub struct Network {
	commands: mpsc::Sender<Command>,
	standing: watch::Receiver<Standing>,
	peer: PeerId,
	addresses: Vec<Multiaddr>,
	serves: bool,
}

impl Network {
	/// Starts a peer; the task ends when it is stopped or the last handle is gone.
	///
	/// # Errors
	/// If it cannot listen.
	pub async fn start(key: Keypair, store: Store, settings: Settings) -> Result<(Self, JoinHandle<()>)> {
		let peer = key.public().to_peer_id();
		let serves = !settings.listen.is_empty();
		let (commands, taken) = mpsc::channel(256);
		let (told, standing) = watch::channel(Standing::default());
		let mut actor = Actor::new(key, store, settings, taken, told)?;
		let addresses = actor.listen().await?;
		actor.dial_first();
		let network = Self {
			commands,
			standing,
			peer,
			addresses,
			serves,
		};
		Ok((network, tokio::spawn(actor.run())))
	}

	/// Under which name others know this peer.
	pub fn peer_id(&self) -> PeerId {
		self.peer
	}

	/// Where it listens, with its name: what others are told to begin with.
	pub fn addresses(&self) -> &[Multiaddr] {
		&self.addresses
	}

	/// Whether it answers.
	pub fn serves(&self) -> bool {
		self.serves
	}

	/// What it is connected to, now and whenever that changes.
	pub fn standing(&self) -> watch::Receiver<Standing> {
		self.standing.clone()
	}

	/// Waits until a peer is in the table's routes.
	///
	/// # Errors
	/// If no peer that it was told to begin with can be reached.
	pub async fn ready(&self) -> Result<()> {
		let mut standing = self.standing.clone();
		let settled = standing.wait_for(|now| now.routed > 0 || now.dialing == 0).await;
		match settled {
			Ok(now) if now.routed > 0 => Ok(()),
			Ok(_) => Err(Error::Alone),
			Err(_) => Err(Error::Stopped),
		}
	}

	/// Looks for peers that have a payload: they come as they are found, and the channel closes when there are no more.
	///
	/// # Errors
	/// When it was stopped.
	pub async fn find(&self, address: Address) -> Result<mpsc::Receiver<PeerId>> {
		let (found, receive) = mpsc::channel(64);
		self.tell(Command::Find(address, found)).await?;
		Ok(receive)
	}

	/// Asks a peer.
	///
	/// # Errors
	/// Why there is no answer.
	pub async fn ask(&self, peer: PeerId, request: Request) -> Result<Response, AskError> {
		let (answer, receive) = oneshot::channel();
		let told = self.tell(Command::Ask(peer, request, answer)).await;
		told.map_err(|_| AskError::Stopped)?;
		receive.await.unwrap_or(Err(AskError::Stopped))
	}

	/// Tells the peers that are nearest to a payload in the table that this one has it; returns when they were told.
	///
	/// # Errors
	/// When it was stopped.
	pub async fn provide(&self, address: Address) -> Result<()> {
		let (done, receive) = oneshot::channel();
		self.tell(Command::Provide(address, Some(done))).await?;
		receive.await.map_err(|_| Error::Stopped)
	}

	/// As [`Self::provide`], without waiting for anybody.
	///
	/// # Errors
	/// When it was stopped.
	pub async fn announce(&self, address: Address) -> Result<()> {
		self.tell(Command::Provide(address, None)).await
	}

	/// Connects to a peer.
	///
	/// # Errors
	/// When it was stopped.
	pub async fn dial(&self, address: Multiaddr) -> Result<()> {
		self.tell(Command::Dial(address)).await
	}

	/// Talks to a peer no more, for as long as the settings say.
	///
	/// # Errors
	/// When it was stopped.
	pub async fn ban(&self, peer: PeerId) -> Result<()> {
		self.tell(Command::Ban(peer)).await
	}

	/// Ends it.
	pub async fn stop(&self) {
		// It is no fault if it has ended.
		let _ = self.tell(Command::Stop).await;
	}

	async fn tell(&self, command: Command) -> Result<()> {
		self.commands.send(command).await.map_err(|_| Error::Stopped)
	}
}
