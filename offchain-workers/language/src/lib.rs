//! What speaks.
//!
//! | module | holds |
//! |---|---|
//! | [`model`] | the trait of a language model, and what goes in and comes out |
//! | [`gather`](mod@gather) | a whole answer out of a stream |
//! | [`wire`] | the JSON of OpenAI's interface, read and written |
//! | [`remote`] | models that others run, behind that interface |
//! | [`server`] | that interface over HTTP, for whatever models there are |
//! | [`brain`] | ballots of the eight roles, in words |
//! | [`cli`] | the command line |
#![cfg_attr(
	test,
	allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, missing_docs)
)]

pub mod brain;
pub mod cli;
pub mod gather;
pub mod model;
pub mod remote;
pub mod server;
pub mod wire;

mod secret;
