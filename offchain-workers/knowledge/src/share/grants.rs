//! Which grants stand, by whoever knows: the chain that is followed, or a file.
//!
//! What is not known well enough opens nothing: a chain that was not heard of for too long, a file that cannot be
//! read.

mod file;
mod followed;

pub use file::FromFile;
pub use followed::{follow, Chain, Followed, NoChain, Read};

use crate::access::{Caller, Granted, Opening};
use crate::error::Result;
use std::fmt::Debug;
use std::sync::Arc;

/// The most grants that are looked at.
pub const MOST: usize = 65_536;

/// A grant that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
	/// Its number on chain.
	pub id: u64,
	/// What it opens.
	pub opening: Opening,
	/// The block of the grant.
	pub at: u64,
	/// The first block in which it does not stand any more.
	pub expires: u64,
	/// Whether the receiver said that it knows.
	pub acknowledged: bool,
}

/// The grants that stand at one final block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
	/// The block; nothing where who tells does not say.
	pub block: Option<u64>,
	/// Grants that have not expired then, whose parties are both registered.
	pub grants: Vec<Grant>,
}

impl Standing {
	/// The grants that `caller` receives by.
	pub fn of<'a>(&'a self, caller: &'a Caller) -> impl Iterator<Item = &'a Grant> {
		let to = move |grant: &&Grant| grant.opening.to.is(caller);
		self.grants.iter().filter(to)
	}

	/// What they open.
	pub fn opened_to(&self, caller: &Caller) -> Granted {
		self.of(caller).map(|grant| grant.opening.clone()).collect()
	}
}

/// Knows which grants stand.
pub trait Grants: Debug + Send + Sync {
	/// Those of the newest final block that is known.
	///
	/// # Errors
	/// When nothing is known that is new enough.
	fn standing(&self) -> Result<Arc<Standing>>;
}

/// `caller` with what stands for it now; with nothing where that is not known.
#[must_use]
pub fn with_grants(mut caller: Caller, grants: Option<&dyn Grants>) -> Caller {
	caller.granted = match grants.map(Grants::standing) {
		Some(Ok(standing)) => standing.opened_to(&caller),
		Some(Err(_)) | None => Granted::NOTHING,
	};
	caller
}
