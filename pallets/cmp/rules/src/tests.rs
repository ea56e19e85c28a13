//! What the rules promise, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod agreement;
mod check;
mod conclude;
mod decimal;
mod fixed;
mod interval;
mod lessons;
mod owners;
mod strategies;
mod tally;
mod threshold;
mod weights;
mod window;
