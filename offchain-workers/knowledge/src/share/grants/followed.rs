//! Grants of a chain that is followed from block to block.

use super::{Grants, Standing};
use crate::error::{Error, Result};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// What was read from a chain.
#[derive(Clone, Debug)]
pub struct Read {
	/// What stands at its newest final block.
	pub standing: Standing,
	/// How old that block is by what it says of itself.
	pub age: Duration,
}

/// Reads the newest final block of a chain: what connects to one brings it.
pub trait Chain: Send + Sync {
	/// The grants that stand at the newest final block of the chain behind `url`.
	fn read<'a>(&'a self, url: &'a str) -> Pin<Box<dyn Future<Output = Result<Read>> + Send + 'a>>;
}

/// For programs that connect to no chain.
pub struct NoChain;

impl Chain for NoChain {
	fn read<'a>(&'a self, _: &'a str) -> Pin<Box<dyn Future<Output = Result<Read>> + Send + 'a>> {
		Box::pin(std::future::ready(Err(Error::Input(
			"this program connects to no chain: give a file of grants, or use `althing know`".into(),
		))))
	}
}

/// The newest that was read of a chain. It counts until its block is older than `within`, whatever happens: then
/// nothing does.
#[derive(Debug)]
pub struct Followed {
	within: Duration,
	newest: RwLock<Option<(Instant, Arc<Standing>)>>,
}

impl Followed {
	/// Nothing yet. A block counts while it is not older than `within`.
	pub fn new(within: Duration) -> Self {
		Self {
			within,
			newest: RwLock::new(None),
		}
	}

	/// Takes what was read, unless something newer was.
	pub fn take(&self, read: Read) {
		let until = Instant::now().checked_add(self.within.saturating_sub(read.age));
		let Some(until) = until else { return };
		let mut newest = self.newest.write().unwrap_or_else(PoisonError::into_inner);
		let newer = newest
			.as_ref()
			.is_none_or(|(_, known)| known.block < read.standing.block);
		if newer {
			*newest = Some((until, Arc::new(read.standing)));
		}
	}
}

impl Grants for Followed {
	fn standing(&self) -> Result<Arc<Standing>> {
		let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner);
		match &*newest {
			Some((until, standing)) if Instant::now() < *until => Ok(Arc::clone(standing)),
			_ => Err(Error::Grants(format!(
				"of the chain no final block is known that is newer than {} s: grants open nothing until there is",
				self.within.as_secs()
			))),
		}
	}
}

/// Reads the chain again and again, four times in the time for which a block counts. Never ends. `say` hears when that
/// begins to fail, and when it works again.
pub async fn follow(chain: &dyn Chain, url: &str, followed: &Followed, say: impl Fn(&str)) {
	let pause = (followed.within / 4).max(Duration::from_millis(10));
	let mut failing = false;
	loop {
		let read = tokio::time::timeout(followed.within, chain.read(url)).await;
		let read = read.unwrap_or_else(|_| Err(Error::Grants(format!("{url} does not answer"))));
		match (read, failing) {
			(Ok(read), before) => {
				followed.take(read);
				if before {
					say("grants are read again");
				}
				failing = false;
			}
			(Err(error), before) => {
				if !before {
					say(&format!("grants cannot be read: {error}"));
				}
				failing = true;
			}
		}
		tokio::time::sleep(pause).await;
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::sync::atomic::{AtomicU64, Ordering};

	const MINUTE: Duration = Duration::from_secs(60);

	fn read(block: u64, age: Duration) -> Read {
		Read {
			standing: Standing {
				block: Some(block),
				grants: Vec::new(),
			},
			age,
		}
	}

	#[test]
	fn nothing_is_known_before_a_block_is() {
		assert!(Followed::new(MINUTE).standing().is_err());
	}

	#[test]
	fn a_block_that_is_too_old_counts_for_nothing() {
		let followed = Followed::new(MINUTE);
		followed.take(read(1, MINUTE));
		assert!(matches!(followed.standing(), Err(Error::Grants(_))));
		followed.take(read(2, Duration::ZERO));
		assert_eq!(followed.standing().unwrap().block, Some(2));
	}

	#[test]
	fn a_node_that_is_behind_takes_nothing_back() {
		let followed = Followed::new(MINUTE);
		followed.take(read(7, Duration::ZERO));
		followed.take(read(6, Duration::ZERO));
		assert_eq!(followed.standing().unwrap().block, Some(7));
	}

	#[test]
	fn the_same_block_again_does_not_last_longer() {
		let followed = Followed::new(MINUTE);
		followed.take(read(7, MINUTE));
		followed.take(read(7, Duration::ZERO));
		assert!(followed.standing().is_err());
	}

	/// Fails every second time.
	struct Shaky(AtomicU64);

	impl Chain for Shaky {
		fn read<'a>(&'a self, _: &'a str) -> Pin<Box<dyn Future<Output = Result<Read>> + Send + 'a>> {
			let time = self.0.fetch_add(1, Ordering::Relaxed);
			Box::pin(std::future::ready(if time.is_multiple_of(2) {
				Ok(read(time, Duration::ZERO))
			} else {
				Err(Error::Grants("away".into()))
			}))
		}
	}

	#[tokio::test(start_paused = true)]
	async fn a_chain_that_fails_is_asked_again() {
		let (chain, followed) = (Shaky(AtomicU64::new(0)), Followed::new(MINUTE));
		let said = std::sync::Mutex::new(Vec::new());
		let say = |text: &str| said.lock().unwrap().push(text.to_owned());
		let following = follow(&chain, "ws://somewhere", &followed, say);
		let ended = tokio::time::timeout(Duration::from_secs(100), following).await;
		assert!(ended.is_err());
		assert_eq!(followed.standing().unwrap().block, Some(6));
		let said = said.into_inner().unwrap();
		assert_eq!(said.len(), 6, "{said:?}");
	}
}
