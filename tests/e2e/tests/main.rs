//! What people do with the real programs. One program, since each would link the whole client.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod accountability;
mod appraisal;
mod clock;
mod decision;
mod documents;
mod finality;
mod fork;
mod policy;
mod refusals;
mod relay;
mod sharing;
mod tokens;
mod upgrade;
mod wallets;
