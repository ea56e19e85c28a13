//! The chain as a worker sees it: finalized state in, signed extrinsics out, and receipts verified without
//! trust in the node that answers.
//!
//! - [`Chain`] is the client. [`Chain::follow`] gives every finalized block in order and without gaps;
//!   [`Chain::at`] gives the state after one; [`Chain::submit`] signs and sends, and the [`Submission`] it
//!   returns resolves when a finalized block holds the transaction, or when none can any more.
//! - [`Call`] is what can be sent, [`Keypair`] is who signs it.
//! - [`Chain::fee_of`] and [`Chain::rehearse`] tell what a call would cost and whether it would succeed,
//!   before anything is signed that a block could hold.
//! - [`Chain::beefy_head`] and what stands beside it give what contracts on other chains believe: signatures, keys, proofs.
//! - [`Chain::finality`] says how far finality is, and who is missing when it stands still.
//! - [`verify`] checks a receipt against a header that it proves final itself, from the genesis hash on.
//!
//! The types that travel are those of the chain's own crates, encoded as SCALE. [`Layout`] knows from the
//! runtime's metadata where a value lies and in which order a call takes its arguments; the metadata that
//! this crate ships is compared with the chain's when connecting.

mod account;
mod beefy;
mod block;
mod call;
mod chain;
mod commons;
mod currency;
mod curve;
mod error;
mod events;
mod finality;
mod follow;
mod holdings;
mod knowledge;
mod layout;
mod mandates;
mod nonce;
mod outcome;
mod preimages;
mod referenda;
mod rehearsal;
mod rejection;
mod rpc;
mod runtime;
mod search;
mod state;
mod submit;
mod track;
pub mod verify;
mod voting;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use account::{parse_account, ss58, AccountId, Keypair};
pub use beefy::{new_beefy_keys, BeefyKey, BeefyKeys, ProvenLeaf};
pub use block::{Block, EventRecord, OpenedCase};
pub use call::{Call, Registration};
pub use chain::{fetch_metadata, peer_id, BlockId, Chain, Options, SessionKeys};
pub use commons::{Funding, Payout, Request, Stake, Standing, Stream};
pub use currency::Currency;
pub use error::{Error, Result};
pub use events::{AgentsEvent, AnchorsEvent, CmpEvent, EconomyEvent, Event, Order};
pub use finality::{Finality, MissingVoter, Round};
pub use follow::Blocks;
pub use holdings::{Claim, ClaimKind, Holdings};
pub use knowledge::{Grant, Level, Offer, Party, PublishedRoot, PublishedStore};
pub use layout::Layout;
pub use mandates::{Affairs, Appointment, Budget, Mandate, Payees, PendingAct, Powers, Spending};
pub use outcome::{DispatchFailure, Inclusion, Outcome};
pub use referenda::{
	Deciding, Deposit, Enactment, End, Ongoing, Proposed, Referendum, SupportCurve, Tally, Track,
};
pub use rehearsal::{Fee, Rehearsal};
pub use rejection::Rejection;
pub use rpc::Header;
pub use state::{AccountBalance, State};
pub use submit::{Submission, MORTALITY};
pub use voting::{Conviction, Delegations, PriorLock, Vote, Voting};

pub use althing_primitives::Hash;
pub use althing_runtime_api as views;

/// `0x` and the bytes in hex.
pub fn hex0x(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// The bytes of a hex string with or without `0x`.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
	hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()
}

/// 32 bytes as `0x…` in JSON.
pub(crate) mod hexed {
	use crate::{hex0x, unhex, Hash};
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&hex0x(hash))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
		let text = String::deserialize(deserializer)?;
		let bytes = unhex(&text).and_then(|bytes| Hash::try_from(bytes).ok());
		bytes.ok_or_else(|| D::Error::custom("expected 32 bytes in hex"))
	}
}
