//! Carries what Althing's validators sign to a light client on an EVM chain, and has that chain verify what follows from it.
//!
//! | module | what |
//! |---|---|
//! | [`commitment`], [`keyset`], [`leaf`], [`multiproof`] | what comes from the chain: signatures, keys, who signs next |
//! | [`contracts`], [`submission`], [`verifier`] | what the contracts take, give and refuse |
//! | [`althing`], [`client`], [`tickets`], [`next`] | both sides' states, and which commitment is needed next |
//! | [`evm`], [`fees`] | questions and transactions of the EVM side, and what they may cost |
//! | [`relayer`], [`event`] | the loop, and what it tells |
//! | [`deploy`] | the contracts on a new chain |
//!
//! Nothing is kept on disk. Nothing that a node says is believed by the contracts; what it gets wrong costs a refusal that
//! is found out before anything is sent.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod althing;
pub mod client;
pub mod commitment;
pub mod contracts;
pub mod deploy;
mod error;
pub mod event;
pub mod evm;
pub mod fees;
pub mod keyset;
pub mod leaf;
pub mod multiproof;
pub mod next;
pub mod relayer;
pub mod submission;
pub mod tickets;
pub mod verifier;

pub use alloy_primitives::{Address, Bytes, B256};
pub use error::Error;
pub use event::{Counters, Event, Step};
pub use evm::{Evm, EvmError, Key};
pub use relayer::{Relayer, Settings, Turn};
