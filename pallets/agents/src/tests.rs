//! Behaviour of the pallet, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod bonds;
mod heartbeats;
mod leaving;
mod random;
mod reading;
mod registration;
mod suspension;
