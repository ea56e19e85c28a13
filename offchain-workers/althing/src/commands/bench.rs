//! `althing bench`: measurements, each one command.

pub(super) mod decisions;
pub(super) mod nab;
