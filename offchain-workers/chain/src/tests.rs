//! The client against a node in memory, and against the metadata that it ships.

mod connect;
mod follow;
mod metadata;
mod shape;
mod submit;
