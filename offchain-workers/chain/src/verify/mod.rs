//! Verification of receipts without trust in the node that answers.
//!
//! From the genesis hash, which is all that has to be believed, follows everything else: the genesis header
//! has that hash and commits to a state in which the first GRANDPA authorities stand ([`state`]); they sign
//! for a later block ([`justification`]), whose header hands over to the next authorities
//! ([`AuthoritySet::next`]), and so on to a recent block ([`prove_finality`]); its header commits to a state
//! in which the decision stands; its receipt's hash is that of the receipt at hand, from which the rules give
//! that decision again ([`verify_receipt`]).
//!
//! Whatever the node answers is either proved by that chain or refused with the reason.

mod authorities;
mod fault;
mod file;
mod finality;
pub mod justification;
mod receipt;
mod report;
mod source;
pub mod state;
mod stored;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use authorities::{AuthoritySet, Checkpoint};
pub use fault::Fault;
pub use file::{AnchorProof, FileFault, Rationale, ReceiptFile, MAX_FILE};
pub(crate) use finality::FinalityProof;
pub use finality::{prove_finality, Proven, Start};
pub use receipt::verify_receipt;
pub use report::{Report, Status, Step, StepName};
pub use source::Source;
pub use stored::{StoredAnchor, StoredDecision};
