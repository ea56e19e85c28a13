//! What the pallet does, seen from outside.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod appraising;
mod drawing;
mod ending;
mod escalating;
mod learning;
mod opening;
mod paying;
mod publishing;
mod random;
mod revealing;
mod rounds;
mod sealing;
mod servicing;
