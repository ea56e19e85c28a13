//! What speaks: the trait of a language model, remote models, the server, prompts and ballots of the eight roles.

pub mod model;
