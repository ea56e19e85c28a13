//! Store and network as one handle, for the worker.

use crate::address::{Address, Kind};
use crate::error::{Error, Result};
use crate::fetch::{self, Fetched, Watch};
use crate::net::{identity, Network, Settings};
use crate::store::{blocking, Item, Limits, Store};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Transfers at once; each holds up to 8 MiB of memory.
const TRANSFERS: usize = 4;

/// What is fetched now: a second who wants it waits for the first.
type Wanted = HashMap<Address, Weak<tokio::sync::Mutex<()>>>;

/// A store that is announced and served in the background. Clones are the same; it ends with the last of them, or when it
/// is stopped.
#[derive(Clone, Debug)]
pub struct Content {
	store: Store,
	network: Network,
	transfers: Arc<Semaphore>,
	wanted: Arc<Mutex<Wanted>>,
	task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Content {
	/// Opens the store in a folder and serves it. The key is in the folder too.
	///
	/// # Errors
	/// If the folder cannot be used, or it cannot listen.
	pub async fn start(folder: impl AsRef<Path>, limits: Limits, settings: Settings) -> Result<Self> {
		let folder = folder.as_ref().to_owned();
		let (store, key) = blocking(move || {
			let store = Store::open(&folder, limits)?;
			let key = identity::load_or_make(&folder.join("identity"))?;
			Ok((store, key))
		})
		.await?;
		Self::with(store, key, settings).await
	}

	/// Serves a store that is open, under a key.
	///
	/// # Errors
	/// If it cannot listen.
	pub async fn with(store: Store, key: libp2p::identity::Keypair, settings: Settings) -> Result<Self> {
		let (network, task) = Network::start(key, store.clone(), settings).await?;
		Ok(Self {
			store,
			network,
			transfers: Arc::new(Semaphore::new(TRANSFERS)),
			wanted: Arc::default(),
			task: Arc::new(Mutex::new(Some(task))),
		})
	}

	/// The store. Its functions block.
	pub fn store(&self) -> &Store {
		&self.store
	}

	/// The peer.
	pub fn network(&self) -> &Network {
		&self.network
	}

	/// Keeps a payload and has it announced in the background.
	///
	/// # Errors
	/// If it is longer than allowed, or there is no room for it.
	pub async fn put(&self, kind: Kind, payload: Vec<u8>, pinned: bool) -> Result<Item> {
		let store = self.store.clone();
		let item = blocking(move || store.put(kind, payload.as_slice(), pinned)).await?;
		if self.network.serves() {
			self.network.announce(item.address).await?;
		}
		Ok(item)
	}

	/// A payload, from the store or from whoever has it. What is fetched is served from then on.
	///
	/// # Errors
	/// Those of [`fetch::fetch`].
	pub async fn get(&self, address: Address) -> Result<Vec<u8>> {
		self.ensure(address, false, &mut |_| ()).await?;
		let store = self.store.clone();
		blocking(move || store.get(&address)).await
	}

	/// Has a payload in the store, fetching it if it is not there; what was fetched, if it was.
	///
	/// # Errors
	/// Those of [`fetch::fetch`].
	pub async fn ensure(&self, address: Address, pinned: bool, watch: Watch<'_>) -> Result<Option<Fetched>> {
		let turn = self.turn(address);
		let _turn = turn.lock().await;
		if self.store.contains(&address) {
			if pinned {
				let store = self.store.clone();
				blocking(move || store.pin(&address)).await?;
			}
			return Ok(None);
		}
		let permit = self.transfers.acquire().await;
		let _permit = permit.map_err(|_| Error::Stopped)?;
		let fetched = fetch::fetch(&self.network, &self.store, address, pinned, watch).await?;
		if self.network.serves() {
			self.network.announce(address).await?;
		}
		Ok(Some(fetched))
	}

	fn turn(&self, address: Address) -> Arc<tokio::sync::Mutex<()>> {
		let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
		wanted.retain(|_, turn| turn.strong_count() > 0);
		if let Some(turn) = wanted.get(&address).and_then(Weak::upgrade) {
			return turn;
		}
		let turn = Arc::default();
		wanted.insert(address, Arc::downgrade(&turn));
		turn
	}

	/// Ends it, and waits until it has ended.
	pub async fn stop(&self) {
		self.network.stop().await;
		let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
		if let Some(task) = task {
			// A fault in the task is logged where it happens; it has ended in any case.
			let _ = task.await;
		}
	}
}
