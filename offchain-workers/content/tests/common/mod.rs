//! Peers of one chain on this machine, and ones that lie.
#![allow(dead_code)] // each test uses some of it

pub mod liar;

use althing_content::net::{Serving, Settings};
use althing_content::store::Limits;
use althing_content::{Address, Content, Error, Kind};
use libp2p::Multiaddr;
use std::future::Future;
use std::time::Duration;
use tempfile::TempDir;

pub const GENESIS: [u8; 32] = [0xa1; 32];

/// Bytes that do not repeat and depend on `seed`.
pub fn payload(seed: u64, length: usize) -> Vec<u8> {
	let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
	let mut bytes = Vec::with_capacity(length + 8);
	while bytes.len() < length {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		bytes.extend(state.to_le_bytes());
	}
	bytes.truncate(length);
	bytes
}

/// Ends a test that would wait for ever.
pub async fn within<T>(work: impl Future<Output = T>) -> T {
	tokio::time::timeout(Duration::from_secs(120), work)
		.await
		.expect("it ends in two minutes")
}

pub struct Peer {
	pub content: Content,
	pub folder: TempDir,
}

pub fn settings(peers: &[Multiaddr]) -> Settings {
	Settings {
		peers: peers.to_vec(),
		// One machine asks faster than a peer out there may.
		serving: Serving {
			requests_per_second: 100_000,
			burst: 100_000,
			..Serving::default()
		},
		timeout: Duration::from_secs(10),
		..Settings::new(GENESIS)
	}
}

impl Peer {
	pub async fn start(peers: &[Multiaddr]) -> Self {
		Self::with(Limits::default(), settings(peers)).await
	}

	pub async fn with(limits: Limits, settings: Settings) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let content = Content::start(folder.path(), limits, settings).await.unwrap();
		Self { content, folder }
	}

	/// Stops it and starts it again in its folder.
	pub async fn restart(self, limits: Limits, settings: Settings) -> Self {
		let Self { content, folder } = self;
		content.stop().await;
		drop(content);
		loop {
			match Content::start(folder.path(), limits, settings.clone()).await {
				Ok(content) => return Self { content, folder },
				// A chunk of the transfer that was cut off is being written still.
				Err(Error::Locked(_)) => tokio::task::yield_now().await,
				Err(other) => panic!("{other}"),
			}
		}
	}

	pub fn addresses(&self) -> Vec<Multiaddr> {
		self.content.network().addresses().to_vec()
	}

	/// Keeps a payload, and waits until the table knows.
	pub async fn keep(&self, bytes: &[u8]) -> Address {
		let item = self
			.content
			.put(Kind::Blake2b, bytes.to_vec(), false)
			.await
			.unwrap();
		self.content.network().provide(item.address).await.unwrap();
		item.address
	}

	/// Waits until so many peers are in its routes.
	pub async fn routes(&self, count: usize) {
		let mut standing = self.content.network().standing();
		standing.wait_for(|now| now.routed >= count).await.unwrap();
	}
}

/// So many peers that began with the first, which has them all in its routes.
pub async fn fleet(count: usize) -> Vec<Peer> {
	let first = Peer::start(&[]).await;
	let begin = first.addresses();
	let mut peers = vec![first];
	for _ in 1..count {
		let peer = Peer::start(&begin).await;
		peer.content.network().ready().await.unwrap();
		peers.push(peer);
	}
	peers[0].routes(count - 1).await;
	peers
}
