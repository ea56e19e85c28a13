//! Behaviour of the pallet, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod agreeing;
mod agreement;
mod anchoring;
mod keys;
mod outcomes;
mod proving;
mod publishing;
mod random;
mod removal;
mod schemas;
