//! The relayer against real contracts on anvil, with a small chain beside it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod commitments;
mod differential;
mod interface;
mod kills;
mod named;
mod relaying;
mod sampling;
mod support;
mod trouble;
mod verifying;
