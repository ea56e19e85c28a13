//! Decoders: their shape, their files, their weights, and a step through them.

mod attention;
mod cache;
mod classes;
mod decoder;
mod files;
mod forward;
mod hugging;
mod layer;
mod rope;
mod safetensors;
mod shape;
mod weights;

pub use cache::{Cache, Precision};
pub use classes::Classes;
pub use decoder::{Decoder, Processor};
pub use files::{hash as hash_file, Files, View};
pub use forward::{Pass, Work};
pub use shape::{Family, Shape};
pub use weights::{Model, Progress};

pub(crate) use rope::Rope;
pub(crate) use weights::Rows;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod trial;
