//! Brains: what turns a case into an answer, a confidence and a rationale.
//!
//! In this first stage the evidence of a case is a [`Series`] with a [`Window`], and the question is
//! binary: is there an anomaly in the window? A [`Detector`] streams the points, [`judge()`] turns its
//! scores into an [`Opinion`], a [`Method`] names a detector and says which role uses it.
//!
//! | module | holds |
//! |---|---|
//! | [`series`] | the evidence: a validated series and a window |
//! | [`detector`] | the trait, the shared score scale and the shared threshold |
//! | [`detectors`] | one file per method of the literature |
//! | [`judge`](mod@judge) | one detector's opinion on one case |
//! | [`roles`] | which role thinks with which method |
//! | [`replay`](mod@replay) | many methods and a panel over one series, as a stream |
//! | [`nab`] | the NAB score and window-wise precision and recall |
//! | [`selection`] | thresholds for a benchmark, chosen in the same way for all |
//!
//! # Example
//! ```
//! use althing_brains::{judge, Method, Series, Window};
//!
//! // A validator answers every minute, then dies.
//! let timestamps = (0..80i64).map(|minute| minute * 60).collect();
//! let values = (0..80).map(|minute| if minute < 72 { 1.0 } else { 0.0 }).collect();
//! let series = Series::new(timestamps, values)?;
//! let mut detector = Method::RobustZ.build(7);
//! let opinion = judge(detector.as_mut(), &series, Window::new(70 * 60, 79 * 60)?);
//! assert!(opinion.anomalous);
//! assert_eq!(opinion.at, Some(72 * 60));
//! # Ok::<(), althing_brains::SeriesError>(())
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

pub mod detector;
pub mod detectors;
pub mod judge;
pub mod nab;
pub mod replay;
pub mod roles;
pub mod selection;
pub mod series;

mod rolling;
mod tail;

pub use detector::{Detector, DEFAULT_THRESHOLD};
pub use judge::{judge, Opinion};
pub use replay::{panel_alarms, replay, Trace, Vote};
pub use roles::Method;
pub use series::{Series, SeriesError, Window, MAX_POINTS};
