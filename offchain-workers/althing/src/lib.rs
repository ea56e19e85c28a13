//! The parts of the worker that can be tested without a network: what goes in, what is seen, what is shown.
//!
//! | module | holds |
//! |---|---|
//! | [`case`] | a case file, and the canonical bytes that travel on chain |
//! | [`fleet`] | the fleet file: nodes, owners, agents and where they stand |
//! | [`keystore`] | the fleet's secret phrase, encrypted at rest |
//! | [`telemetry`] | what validators report, and when it looks wrong |
//! | [`screen`] | the live terminal view |
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod case;
pub mod fleet;
pub mod keystore;
pub mod screen;
pub mod telemetry;
