//! What agents have shown, and what their word weighs for it.
//!
//! A [`Track`] is what a chain keeps of one agent, of constant size: for each [`Class`] of proposals how often
//! it was right ([`Skill`]), how well it knows itself ([`Calibration`]), and what it said lately ([`History`]).
//! From them follow the log-odds that a ballot weighs ([`Skill::weight`]) and how likely two agents copy each
//! other ([`Pair`]).
//!
//! No floats, no panics, no allocation: the same bits come out in wasm and natively.

#![cfg_attr(not(feature = "std"), no_std)]

mod calibration;
mod class;
mod copying;
mod history;
mod skill;
mod track;

pub use calibration::Calibration;
pub use class::{Class, CLASSES};
pub use copying::{independence, Pair, LEAST_NATS};
pub use history::{History, Seen, MAX_SEEN};
pub use skill::{Belief, Odds, Said, Skill, Weighed, WHOLE};
pub use track::{Lesson, Track};
