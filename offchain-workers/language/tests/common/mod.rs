//! A model of rules, a service that replays what was recorded, and clients that know nothing of either.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

pub mod http;
pub mod replay;
pub mod scripted;
