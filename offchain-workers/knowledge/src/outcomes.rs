//! What came of decisions: facts about which agents and which sources were right, and what follows for retrieval.
//!
//! | module | holds |
//! |---|---|
//! | [`decision`] | a decision with its ballots and what they cite, and how it is written as facts |
//! | [`reliability`] | how far agents and sources are believed |
//! | [`prior`] | what that makes of passages' scores |

pub mod decision;
mod names;
pub mod prior;
pub mod reliability;

pub use decision::{cited, Ballot, Decision, Recorded, Source};
pub use prior::Prior;
pub use reliability::{Posterior, Reliability};
