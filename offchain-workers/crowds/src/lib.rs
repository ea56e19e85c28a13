//! Crowds on file and made up, and what CMP and its peers decide of them.
//!
//! | module | holds |
//! |---|---|
//! | [`crowd`] | tasks with their answers and, where known, their truth |
//! | [`file`](mod@file) | truth-inference files, read and written |
//! | [`colluders`] | agents with one common answer, added to a crowd |
//! | [`family`] | made-up crowds of honest agents |
//! | [`cheat`] | made-up agents who are not honest |
//! | [`reference`] | majority, Dawid–Skene and its kin, in doubles |
//! | [`replay`] | the estimator that the runtime executes, over a crowd |
//! | [`cabal`] | what a growing share of cheats gains against each method |
//!
//! Everything here is off chain and measures; nothing decides. A crowd is always the same for the same seed.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod cabal;
pub mod cheat;
pub mod colluders;
pub mod crowd;
pub mod family;
pub mod file;
pub mod incentives;
pub mod reference;
pub mod replay;
pub mod withholding;

pub use althing_cmp_stats::{Answer, Settings};
pub use crowd::Crowd;
pub use file::FileError;
