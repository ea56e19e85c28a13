//! Conviction that grows with time, and the conviction that a request needs, in fixed point.
//!
//! # The formulas
//!
//! A stake x that stands still for t blocks moves a proposal's conviction y to
//!
//! > y(t) = αᵗ·y₀ + x·(1−αᵗ)/(1−α), with α = 2^(−1/half-life),
//!
//! and a request for r of the R in the pool passes when
//!
//! > y ≥ ρ·S / ((1−α)·(β − r/R)²), with r/R < β.
//!
//! (Emmi, Zargham and others, *Conviction Voting: A Novel Continuous Decision Making Alternative to
//! Governance*, 2019; the trigger is the one of 1Hive's Gardens.)
//!
//! # What is kept instead of y
//!
//! z = (1−α)·y, the conviction in tokens: what y is worth as a stake that has always stood. Both sides are
//! multiplied by 1−α, so that it appears nowhere:
//!
//! > z(t) = x + αᵗ·(z₀ − x),  passes when z ≥ ρ·S / (β − r/R)².
//!
//! z lies between its beginning and x, so it never overflows; it is the same number whatever the half-life,
//! so that governance can change the half-life without touching what has accrued. [`Conviction::to_y`] gives
//! y back for display.
//!
//! # Exactness
//!
//! Everything is an integer. An **ulp** of a [`Conviction`] is 2⁻³² of the least unit of the token. Roundings
//! are against the proposal: conviction down, thresholds up. What each function may err by is said with it
//! and tested against big integers.

#![cfg_attr(not(feature = "std"), no_std)]

mod conviction;
mod decay;
#[cfg(test)]
mod tests;
mod trigger;
mod wide;

pub use conviction::{Conviction, MAX_STAKE};
pub use decay::{decay, ONE};
pub use trigger::{threshold, Rules, BILLION};
pub use wide::{mul_div, mul_shift, Rounding};
