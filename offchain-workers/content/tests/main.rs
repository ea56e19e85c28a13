//! The store, its peers and its command line.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod cli;
mod common;
mod kills;
mod liars;
mod network;
mod store;
