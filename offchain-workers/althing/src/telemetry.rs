//! What validators report about themselves, and when it looks wrong.
//!
//! [`scrape`] asks a Prometheus endpoint, [`Metrics`] is what it said, and the [`Observer`] keeps the last
//! few hundred answers of each target and says which of them deserve a panel: a [`Suspicion`] becomes a
//! case with [`Suspicion::case`]. Everything but `scrape` is pure; time comes in as an argument.
//!
//! A suspicion is only a scout's word. It has to be rare rather than certain, for it costs a panel's time;
//! whether there is a fault is for the panel to say.

mod alarm;
mod exposition;
mod metrics;
mod observer;
mod process;
mod scrape;
mod signal;
mod suspicion;
mod target;
mod track;

pub use exposition::{samples, Sample};
pub use metrics::Metrics;
pub use observer::{Health, Observer, Settings};
pub use process::{usage, Usage};
pub use scrape::{scrape, ScrapeError, MAX_RESPONSE};
pub use signal::Signal;
pub use suspicion::{Suspicion, NETWORK};

#[cfg(test)]
mod tests;
