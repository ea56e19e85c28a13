//! Who is right and who copies: the estimator behind CMP's weights, in fixed point.
//!
//! Every task has one true label; an agent answers by its own confusion matrix (Dawid and Skene, 1979) or,
//! as a member of a cabal, repeats what the cabal says, which is one more voter with a confusion matrix of
//! its own. A cabal of any size thus has one voice. [`estimate`] fits that model to a window of answers,
//! starting from several guesses of who belongs together, and keeps the fit that explains the answers best;
//! [`Model::posterior`] decides a single panel with what was estimated.
//!
//! No floats, no panics, no dependencies: the same bits come out in wasm and natively.

#![no_std]

extern crate alloc;

mod answers;
mod claim;
mod counts;
mod evidence;
mod fit;
mod groups;
mod logs;
mod model;
mod orient;
mod pairs;
mod prior;
mod real;
mod search;
mod series;
mod settings;
mod table;
mod voices;
mod vote;
mod weight;

pub use answers::{Answer, Answers, Invalid, MAX_AGENTS, MAX_LABELS};
pub use claim::{check, is_due, warm, Claim};
pub use groups::Groups;
pub use logs::{greatest, shares_of};
pub use model::Model;
pub use real::Real;
pub use search::{estimate, Estimate};
pub use settings::Settings;
pub use voices::{Posterior, Voices};
pub use vote::majority;
