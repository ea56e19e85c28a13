//! Behaviour of the pallet, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod governing;
mod hatching;
mod random;
mod reading;
mod trading;
