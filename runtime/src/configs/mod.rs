//! How each pallet is configured, one file each.

mod accounts;
pub mod agents;
mod anchors;
pub mod balances;
pub mod bridges;
pub mod cmp;
mod commons;
pub mod consensus;
mod curve;
pub mod emergency;
mod governance;
mod knowledge;
mod mandates;
pub mod parameters;
mod scheduling;
pub mod staking;
pub mod system;
pub mod treasury;
