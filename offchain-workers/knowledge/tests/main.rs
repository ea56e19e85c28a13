//! Stores, what is asked of them, who may ask, and what outlives a killed process.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod common;
mod kills;
mod knowledge;
mod leaks;
mod limits;
mod memory;
mod memory_cli;
mod outcomes;
mod retrieve;
mod shares;
mod sharing;
mod vectors;
mod w3c;
