//! The client against a node in memory, and against the metadata that it ships.

mod connect;
mod economy;
mod follow;
mod metadata;
mod rehearsal;
mod shape;
mod submit;
mod truths;
