//! The fleet as a pure state machine: inputs in, effects out.
//!
//! No IO, no clock, no randomness, no threads: [`Fleet::handle`] takes one [`Input`] and returns the
//! [`Effect`]s that follow, the same for the same inputs. Time is the number of the finalized block.
//!
//! What the fleet does follows from finalized state as it stands, not from what has changed: a view that
//! was missed, an answer that came twice or late, a crash at any point leave nothing undone and nothing
//! done twice. Two things alone must outlive a crash, and are journaled before they are sent: a ballot,
//! because a second one would differ from what was sealed, and the opening of a case, because the chain
//! would take it twice.
//!
//! What the shell owes in return is said at each [`Input`] and [`Effect`].

mod cases;
mod config;
mod distribution;
mod duties;
mod effect;
mod ending;
mod event;
mod fleet;
mod handle;
mod heartbeat;
mod input;
mod journal;
mod judging;
mod key;
mod opening;
mod outbox;
mod proposal;
mod retry;
mod view;

pub use config::{Config, Heartbeats, Seed};
pub use distribution::Distribution;
pub use effect::{Call, Effect, Forget, Judge, Submission};
pub use event::{CaseRefusal, Event, Refusal};
pub use fleet::{Counts, Fleet};
pub use input::{Case, Input, Judgement, TxOutcome};
pub use journal::{BallotRecord, JournalRecord, OpeningRecord};
pub use key::{BallotKey, JournalKey, TxKey};
pub use view::{
	Account, AgentView, BlockNumber, BlockRef, BlockView, EndedView, Phase, ProposalView, SeatView,
};
