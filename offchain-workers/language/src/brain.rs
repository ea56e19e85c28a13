//! Ballots in words: a role, a case and a language model give an answer, a confidence and a rationale.
//!
//! | module | holds |
//! |---|---|
//! | [`case`](mod@case) | what is asked, and with which evidence |
//! | [`series`] | a series of numbers in words |
//! | [`role`] | how each of the eight roles looks at a case |
//! | [`quote`] | texts of strangers, fenced and marked, so that they are read and not obeyed |
//! | [`panel`] | what the panel said in the round before |
//! | [`prompt`] | all of it as messages |
//! | [`ballot`] | the schema of an answer, and its reading |
//! | [`likelihood`] | how probable the model held its answer, by its tokens |
//! | [`agreement`] | how far several samples agree |
//! | [`confidence`] | both, with what the model says of itself, as one probability |
//! | [`calibration`] | that probability, corrected by what came true before |
//! | [`budget`] | tokens, time and VWT that a case may take |
//! | [`speaker`] | the brain |

pub mod agreement;
pub mod ballot;
pub mod budget;
pub mod calibration;
pub mod case;
pub mod confidence;
pub mod likelihood;
pub mod panel;
pub mod prompt;
pub mod quote;
pub mod role;
pub mod series;
pub mod speaker;

pub use budget::{Budget, Tariff};
pub use calibration::Platt;
pub use case::{Answer, Case, Form, Passage};
pub use quote::Fence;
pub use role::Role;
pub use speaker::{Brain, BrainError, Opinion, Options, Silence};
