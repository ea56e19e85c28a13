//! Behaviour of the pallet, by concept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod acting;
mod approving;
mod governing;
mod random;
mod stopping;
