//! The worker: what goes in, who acts, what is seen.
//!
//! | module | holds |
//! |---|---|
//! | [`amount`] | amounts of VWT and CVT, and shares, as people write them |
//! | [`case`] | a case file, and the canonical bytes that travel on chain |
//! | [`cli`], [`commands`], [`exit`] | the command line, one file per command, exit codes |
//! | [`explain`] | why a decision came out so, in words and as a picture |
//! | [`fleet`] | the fleet file: nodes, owners, agents and where they stand |
//! | [`keystore`], [`signer`] | the fleet's secret phrase, encrypted at rest; the keys derived from it |
//! | [`network`] | validators on this machine |
//! | [`plan`], [`policy`] | what a command would sign, shown beforehand; what a key may sign at all |
//! | [`receipts`] | what belongs to a decision, gathered from the chain |
//! | [`screen`] | the live terminal view |
//! | [`stdout`] | printing, when the reader of a pipe may leave |
//! | [`telemetry`] | what validators report, and when it looks wrong |
//! | [`worker`] | the shell around `althing-core` |
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod amount;
pub mod case;
pub mod claims;
pub mod cli;
pub mod commands;
pub mod exit;
pub mod explain;
pub mod fleet;
pub mod keystore;
pub mod network;
pub mod plan;
pub mod policy;
pub mod receipts;
pub mod screen;
pub mod signals;
pub mod signer;
pub mod stdout;
pub mod telemetry;
pub mod worker;
