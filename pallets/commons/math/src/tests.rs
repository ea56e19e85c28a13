//! The functions against big integers and against a simulation block by block.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod accruing;
mod decaying;
mod dividing;
mod triggering;
