//! How strongly an anchored result was verified.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An anchor's number. Never reused.
pub type AnchorId = u64;

/// What a leaf of the batches is that workers anchor of each decision, in words. The BLAKE2b-256 of it is their schema,
/// which every chain knows from its genesis on.
pub const DECISION_SCHEMA: &str =
	"althing decision v1: leaf 0 is BLAKE2b-256 of the SCALE-encoded receipt; the following \
	leaves are BLAKE2b-256 of the rationales of the revealed ballots, by round and seat";

/// How strongly an anchored result was verified. Higher grades are reserved words until the chain can
/// check what they claim.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
	/// One agent's word, signed.
	#[codec(index = 1)]
	Signed,
	/// Several independent executions agree.
	#[codec(index = 2)]
	Agreed,
	/// A hardware attestation says so.
	#[codec(index = 3)]
	Attested,
	/// Replayed, with bisection of disputes.
	#[codec(index = 4)]
	Replayed,
}
