//! The rules of CMP: threshold, weights, tally, interval and decision, in fixed point.
//!
//! One function decides a round, [`conclude`]; the pallet calls it when a round closes, a verifier calls
//! it again on the receipt ([`Receipt::check`]), and the benchmarks call it on public data. There is no
//! other implementation of the rules. What the weights rest on is kept by `althing-cmp-skill`.
//!
//! No floats, no panics, no allocation beyond the panel's size: the same bits come out in wasm and natively.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agreement;
mod appraisal;
mod ballot;
mod belief;
mod blocs;
mod check;
mod conclude;
mod constants;
mod decimal;
mod display;
mod finding;
mod fixed;
mod hearing;
mod herding;
mod interval;
mod lessons;
mod mismatch;
mod owners;
mod past;
mod question;
mod receipt;
mod shares;
mod standing;
mod surprise;
mod tally;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod threshold;
mod topic;
mod weights;
mod window;

pub use agreement::{agrees, label};
pub use althing_cmp_skill::{
	Calibration, Class, History, Odds, Pair, Seen, Skill, Track, Weighed, MAX_SEEN, WHOLE,
};
pub use appraisal::{Appraisal, Cabal, Known, Matrix, Part, Testimony, MAX_CABALS, MAX_KNOWN};
pub use ballot::{commitment, Ballot, Binding, Reveal, Salt};
pub use conclude::{conclude, outcome};
pub use constants::Constants;
pub use decimal::NotFixed;
pub use finding::{Bias, Finding, Grounds, Reasons};
pub use fixed::Fixed;
pub use hearing::{Hearing, Shown};
pub use interval::{effective, wilson, Interval};
pub use lessons::{first_ballot, lessons, Taught};
pub use mismatch::Mismatch;
pub use owners::cap_owners;
pub use past::Past;
pub use question::{Answer, Kind, Question};
pub use receipt::{
	Cast, Outcome, Receipt, Round, Seat, Tally, Verdict, MAX_FINDINGS, MAX_PAIRS, MAX_PANEL, MAX_ROUNDS,
	RECEIPT_VERSION,
};
pub use standing::Standing;
pub use surprise::surprise;
pub use threshold::threshold;
pub use topic::{Topic, MAX_TOPIC_LABELS};
pub(crate) use weights::{weights, Weights};
pub use window::{Claim, Heard, TopicView, Window, MAX_ANSWERS, MAX_HEARD, MAX_LAG};
