//! How each pallet is configured, one file each.

mod accounts;
pub mod agents;
mod anchors;
pub mod balances;
pub mod cmp;
pub mod consensus;
pub mod parameters;
mod scheduling;
pub mod staking;
pub mod system;
