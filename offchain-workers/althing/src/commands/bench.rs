//! `althing bench`: measurements, each one command.

pub(super) mod cabal;
pub(super) mod cmp;
pub(super) mod decisions;
pub(super) mod incentives;
pub(super) mod nab;
pub(super) mod rounds;
pub(super) mod withholding;
