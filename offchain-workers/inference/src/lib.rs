//! Language models of one's own: weights from files, pages of cache, batches, the same bytes every time.

pub mod bench;
pub mod card;
pub mod cli;
pub mod device;
pub mod engine;
pub mod error;
pub mod gguf;
pub mod grammar;
pub mod kernel;
pub mod make;
pub mod model;
pub mod pool;
pub mod quant;
pub mod sample;
pub mod speech;
pub mod store;
pub mod template;
pub mod words;
