//! Brains, services of others and our own, over real connections.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod brain;
mod cli;
mod common;
mod remote;
mod server;
