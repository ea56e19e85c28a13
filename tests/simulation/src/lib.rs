//! Years of the economy on the real runtime, before it is rolled out.
//!
//! Every purchase, payment, vote, stake and payout is a call of the runtime with its own error, dispatched in
//! memory on the state that a preset begins with. What people want is a model: [`people`], [`attack`],
//! [`scenario`]. What is left out of a day is said in `docs/economy.md`.
//!
//! | module | holds |
//! |---|---|
//! | [`chain`] | days on the runtime: calls, scheduled things, what changed hands |
//! | [`parameters`] | the numbers that are to be chosen, set as governance sets them |
//! | [`purse`], [`account`], [`money`] | who has what at the beginning, and how it is counted |
//! | [`world`] | what everybody sees and uses |
//! | [`people`], [`attack`] | who lives in it |
//! | [`governance`], [`commons`] | referenda and proposals from day to day |
//! | [`metrics`] | what is measured each week |
//! | [`report`], [`sweep`] | tables, series, pictures; sets of parameters side by side |

pub mod account;
pub mod attack;
pub mod chain;
pub mod commons;
mod error;
pub mod governance;
pub mod metrics;
pub mod money;
pub mod parameters;
pub mod people;
pub mod purse;
pub mod report;
pub mod scenario;
mod simulation;
pub mod sweep;
pub mod world;

pub use error::Error;
pub use simulation::{run, Outcome, Setup};
