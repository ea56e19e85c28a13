//! Behaviour of the pallet, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod anchoring;
mod proving;
mod random;
mod removal;
