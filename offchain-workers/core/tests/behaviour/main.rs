//! What the fleet does, input by input.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod cases;
mod ending;
mod heartbeats;
mod journal;
mod panel;
mod rig;
mod views;
