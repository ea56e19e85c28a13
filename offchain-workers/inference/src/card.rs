//! Steps on a graphics card.
//!
//! The kernels ([`kernels.cu`](card/kernels.cu)) keep the engine's promise: what a sequence gets does not depend on who else is
//! in a step. Their bytes are those of every card that computes alike; they are not the processor's, because weights and what
//! goes between products have sixteen bits here.

#[cfg(feature = "cuda")]
pub mod cuda;
mod inputs;
mod machine;
mod room;
mod step;
mod weights;

#[cfg(test)]
mod emulated;
#[cfg(test)]
mod tests;

pub use machine::{Argument, Kernel, Machine};
pub use step::Card;
