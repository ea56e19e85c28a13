//! What the fleet knows.
//!
//! | module | holds |
//! |---|---|
//! | [`access`] | who sees which graph, who writes to it |
//! | [`store`] | terms, indexes, the log of commits; versions, differences, rollback, verification |
//! | [`document`] | RDF documents in and out |
//! | [`share`] | redacted copies for others, grants, notices |
//! | [`sparql`] | queries and updates inside limits, over what a caller sees |
//! | [`ingest`] | text, Markdown, HTML and tables as passages, names and facts |
//! | [`vectors`] | vectors of passages, apart by who may see them; exact or by a graph |
//! | [`retrieve`] | answers over several hops, with the subgraph they rest on |
//! | [`judge`] | claims and questions judged by documents |
//! | [`datalog`] | rules and proofs |
//! | [`memory`] | what agents remember, what they share for a while, forgetting for good |
//! | [`outcomes`] | what came of decisions: which agents and sources were right |
//! | [`cli`] | `althing know` |
//! | [`http`] | the SPARQL and graph store protocols |
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod access;
pub mod cli;
pub mod datalog;
pub mod document;
pub mod error;
pub mod http;
pub mod ingest;
pub mod judge;
pub mod memory;
pub mod outcomes;
pub mod retrieve;
pub mod share;
pub mod sparql;
pub mod store;
pub mod vectors;
pub mod vocabulary;

pub use error::{Error, Limit, Result};
