//! Language models of one's own: weights from files, pages of cache, batches, the same bytes every time.

pub mod error;
pub mod gguf;
pub mod kernel;
pub mod make;
pub mod model;
pub mod pool;
pub mod quant;
