//! A seeded world: a chain, its network, and several fleets, with everything going wrong that can.

pub mod chain;
pub mod faults;
pub mod net;
pub mod worker;
pub mod world;

pub use faults::Faults;
pub use world::World;
