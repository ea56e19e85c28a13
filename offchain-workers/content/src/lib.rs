//! What anchors commit to, kept by hash and fetched from whoever has it.
//!
//! | module | holds |
//! |---|---|
//! | [`address`] | the hash that is on chain, as an address |
//! | [`hash`] | BLAKE2b in chunks: each chunk is checked against that hash before the rest is there |
//! | [`store`] | a folder of payloads: quotas, pins, transfers that go on where they stopped |
//! | [`net`] | peers: who has what, questions and answers, limits, bans |
//! | [`fetch`] | a payload from several peers, none of whom is believed |
//! | [`content`] | all of it as one handle, for the worker |
//! | [`cli`] | `althing content`, `althing fetch` |
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod address;
pub mod cli;
pub mod content;
pub mod error;
pub mod fetch;
pub mod hash;
pub mod net;
pub mod store;

pub use address::{Address, Kind};
pub use content::Content;
pub use error::{Error, Result};
pub use libp2p::Multiaddr;
pub use store::Store;
