//! Judges every call of a tool by its arguments against a mandate, outside any model; filters what goes in and out.
//!
//! | module | holds |
//! |---|---|
//! | [`mandate`] | what an agent may call, with which arguments, from which sources; anything else is denied |
//! | [`plan`] | what a request names, derived before any untrusted data is read |
//! | [`context`] | who said what: the user, the system, the results of tools |
//! | [`ledger`] | what was called already, for rates, sums and order |
//! | [`judge`](mod@judge) | one call against all of these: allow, ask a person, deny |
//! | [`audit`] | decisions as a chain of hashes |
//! | [`filter`] | what hides in texts on their way into and out of models |
//! | [`classifier`] | a small linear model that scores texts as injections |
//! | [`cli`] | `althing gate` |
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod audit;
pub mod call;
pub mod classifier;
pub mod cli;
pub mod context;
pub mod decimal;
pub mod error;
pub mod filter;
pub mod fold;
pub mod judge;
pub mod ledger;
pub mod mandate;
pub mod plan;
pub mod verdict;

pub use call::Call;
pub use context::{Context, Transcript};
pub use error::{Error, Result};
pub use judge::judge;
pub use ledger::Ledger;
pub use mandate::Mandate;
pub use plan::Scope;
pub use verdict::{Finding, Verdict};
