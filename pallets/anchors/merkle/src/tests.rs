//! What the trees and proofs say, by module.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod chain;
mod entry;
mod mountains;
mod path;
mod strategies;
mod tree;
mod vectors;
