//! Decoders: their shape, their files, their weights, and a step through them.

mod attention;
mod cache;
mod files;
mod forward;
mod hugging;
mod layer;
mod rope;
mod safetensors;
mod shape;
mod weights;

pub use cache::{Cache, Precision};
pub use files::{hash as hash_file, Files, View};
pub use forward::{Pass, Work};
pub use shape::{Family, Shape};
pub use weights::Model;

#[cfg(test)]
mod tests;
