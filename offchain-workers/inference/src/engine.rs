//! Many requests through one model: a thread that owns the weights and the cache, and whoever asks it.

mod asked;
mod job;
mod local;
mod metrics;
mod pages;
mod run;
mod schedule;

pub use local::{Local, Options, CONTEXT};
pub use metrics::{Metrics, Snapshot};
pub use schedule::Limits;

#[cfg(test)]
mod tests;
