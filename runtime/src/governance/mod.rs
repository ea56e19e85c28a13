//! How CVT holders rule: what may be decided, by how much, and how long it takes.
//!
//! A referendum belongs to a track, which its origin names; [`origins`] lists the origins, [`tracks`] what
//! each track asks. [`cap`] bounds what one account counts for, [`escalation`] puts the questions that
//! panels of agents could not answer to people, [`pace`] makes periods short on test networks, [`unlock`]
//! frees in one call what a voter has locked.

pub mod cap;
pub mod escalation;
pub mod origins;
pub mod pace;
pub mod tracks;
pub mod unlock;

pub use cap::StakeCap;
pub use escalation::{AskHolders, EnsureMaySubmit, SubmissionDeposit};
pub use origins::pallet_origins;
pub use pace::Paced;
pub use tracks::Tracks;
pub use unlock::Referendary;
