//! # The bonding curve of CVT
//!
//! An augmented bonding curve (Zargham, Shorish, Paruch: *From Curved Bonding to Configuration Spaces*, 2020;
//! the power-function invariant is the one of Bancor, Rosenfeld 2017) in integer arithmetic. Nothing here
//! knows of accounts or storage.
//!
//! With κ = 1 / reserve ratio, the reserve that a supply s needs is
//!
//! ```text
//! g(s) = s^κ / V₀ = R₀ · (s / S₀)^κ          V₀ = S₀^κ / R₀
//! h(r) = (V₀ · r)^(1/κ) = S₀ · (r / R₀)^(1/κ)        the inverse
//! p(s) = g′(s) = κ · g(s) / s
//! ```
//!
//! (R₀, S₀), the **anchor**, is a point of the curve. It stands for V₀, which for κ = 8 would have 700 bits.
//!
//! ## Rounding
//!
//! Three functions are computed, all with products of at most 256 bits:
//!
//! | | is | and differs from it by at most |
//! |---|---|---|
//! | [`Curve::backing`] `U(s)` | an integer ≥ g(s) | 1 + 2^−115 · g(s) |
//! | [`Curve::worth`] `D(s)` | an integer ≤ g(s) | 1 + 2^−115 · g(s) |
//! | [`Curve::supply_for`] `H(r)` | an integer ≤ h(r), with U(H(r)) ≤ r | 1 + 2^−114 · h(r) |
//!
//! All three are monotone. Every order is rounded against the one who gives it:
//!
//! ```text
//! mint(s, n) = H(D(s) + n) − s        burn(s, t) = D(s) − U(s − t)
//! ```
//!
//! From `D ≤ g ≤ U`, `H ≤ h`, `U(H(r)) ≤ r` and nothing else it follows, exactly and not up to dust:
//!
//! 1. **Never more owed than held.** Let `held ≥ U(s)`. After a mint `held + n ≥ D(s) + n ≥ U(s′)` (if
//!    `held ≥ U(s) ≥ D(s)`); after a burn `held − D(s) + U(s′) ≥ U(s′)`. All of s can always be burnt.
//! 2. **No sequence of orders gains.** A mint from s to s′ pays `n ≥ U(s′) − D(s) ≥ g(s′) − g(s)`, a burn gets
//!    `D(s) − U(s′) ≤ g(s) − g(s′)`. So any sequence from s to s′ costs at least `g(s′) − g(s)`, whatever its
//!    number of steps and order. As g grows strictly, who ends with as many tokens has no more reserve, and who
//!    ends with as much reserve has no more tokens. Buy-then-sell and sell-then-buy are two cases.
//! 3. **Splitting never gains.** Sells: `D(s) − U(s₁) + D(s₁) − U(s₂) ≤ D(s) − U(s₂)`, as `D(s₁) ≤ U(s₁)`.
//!    Buys: `s₁ = H(D(s) + a)`, so `D(s₁) ≤ g(h(D(s) + a)) = D(s) + a`, and as H is monotone
//!    `s₂ = H(D(s₁) + b) ≤ H(D(s) + a + b)`.
//!
//! ## Accuracy
//!
//! A mint is at most the exact `h(g(s) + n) − s` and a burn at most the exact `g(s) − g(s − t)`. What lacks is
//! below 1e-12 of it plus the integers' own grain: 2 units of the result, and for a mint also the tokens that
//! 2 units of reserve buy. The errors of s and s′ are of the order 2^−115 ≈ 2.4e-35 of the whole reserve, which
//! is below a unit for every amount up to [`MAX_AMOUNT`]; that is why the difference of two absolute values
//! loses nothing in small orders.
//!
//! ### Example
//!
//! ```
//! use althing_curve_math::{Curve, Kappa};
//!
//! let unit = 1_000_000_000_000u128;
//! // 1,000 in reserve for 10,000 tokens, reserve ratio ½: the price is 2 · 1,000 / 10,000 = 0.2.
//! let curve = Curve::through(Kappa::new(2_000_000).unwrap(), 1_000 * unit, 10_000 * unit).unwrap();
//! let tokens = curve.mint(10_000 * unit, 210 * unit).unwrap();
//! assert_eq!(tokens / unit, 999, "1,210 in reserve back 11,000 tokens, less the rounding");
//! assert!(curve.burn(10_000 * unit + tokens, tokens).unwrap() <= 210 * unit);
//! ```

#![cfg_attr(not(feature = "std"), no_std)]

mod curve;
mod fixed;
mod kappa;
mod roots;

pub use curve::{mul_div, Curve, Error, MAX_AMOUNT, MIN_ANCHOR, PRICE_UNIT};
pub use kappa::{Kappa, KAPPA_UNIT};
