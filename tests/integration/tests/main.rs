//! Behaviour of the real runtime in memory. One program, since each would link the whole runtime.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod accountability;
mod attacks;
mod bad_input;
mod conservation;
mod economy;
mod emergency;
mod fuzz;
mod governance;
mod issuance;
mod knowledge;
mod mandates;
mod metadata;
mod outcomes;
mod presets;
mod replay;
mod rules;
mod voting_model;
mod wasm;
