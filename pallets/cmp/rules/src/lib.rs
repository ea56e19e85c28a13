//! The rules of CMP: threshold, weights, tally, interval and decision, in fixed point.
//!
//! One function decides a round, [`conclude`]; the pallet calls it when a round closes, a verifier calls
//! it again on the receipt ([`Receipt::check`]), and the benchmarks call it on public data. There is no
//! other implementation of the rules.
//!
//! No floats, no panics, no allocation beyond the panel's size: the same bits come out in wasm and natively.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod ballot;
mod check;
mod conclude;
mod constants;
mod decimal;
mod display;
mod fixed;
mod interval;
mod mismatch;
mod question;
mod receipt;
mod tally;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod threshold;
mod weights;

pub use ballot::{commitment, Ballot, Reveal, Salt};
pub use conclude::{conclude, outcome};
pub use constants::Constants;
pub use decimal::NotFixed;
pub use fixed::Fixed;
pub use interval::{effective, wilson, Interval};
pub use mismatch::Mismatch;
pub use question::{Answer, Kind, Question};
pub use receipt::{Cast, Finding, Outcome, Receipt, Round, Seat, Tally, Verdict, MAX_PANEL, MAX_ROUNDS};
pub use threshold::threshold;
pub use weights::{cap_owners, weights};
