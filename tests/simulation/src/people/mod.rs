//! Who lives in the simulation, attackers aside.
//!
//! What they do is a model; that it is done by calls of the runtime, and what comes of it, is not. Each has a
//! file, with its numbers at the top.

pub mod agents;
pub mod holders;
pub mod speculators;

pub use agents::Agents;
pub use holders::Holders;
pub use speculators::Speculators;

use crate::{error::Error, purse::Purse, world::World};

/// Everybody but attackers.
pub struct People {
	holders: Holders,
	agents: Agents,
	speculators: Speculators,
}

impl People {
	/// Hands out what each begins with, and registers the agents.
	///
	/// # Errors
	///
	/// What the chain refuses.
	pub fn settle(world: &mut World, purse: &Purse) -> Result<Self, Error> {
		Ok(Self {
			holders: Holders::settle(world, purse)?,
			agents: Agents::settle(world, purse)?,
			speculators: Speculators::settle(world, purse)?,
		})
	}

	/// What they do on a day.
	pub fn day(&mut self, world: &mut World) {
		self.holders.day(world);
		self.agents.day(world);
		self.speculators.day(world);
	}
}
