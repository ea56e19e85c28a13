//! Behaviour of the pallet, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod attacks;
mod disputing;
mod ending;
mod paying;
mod random;
mod staking;
mod streaming;
mod submitting;
mod unlocking;
