//! What BEEFY validators sign, as it comes from the chain.
//!
//! A `VersionedFinalityProof` in SCALE: version 1; the commitment (payload items, block, authority set), whose Keccak-256 is
//! signed; a bit for each validator, the first in the highest bit of the first byte; how many validators there are; the
//! signatures of those whose bits are set. One proof has one encoding here: anything else is refused by name.

use crate::keyset::MAX_AUTHORITIES;
use alloy_primitives::{keccak256, B256};
use codec::{Decode, DecodeAll, Encode};

/// The id of the payload item that is the root of the mountain range.
const MMR_ROOT: [u8; 2] = *b"mh";
/// The id of the payload item that is the hash of the chain's first block.
const CHAIN: [u8; 2] = *b"ch";
/// The version of these proofs.
const VERSION: u8 = 1;
/// The most payload items that the light client takes.
const MAX_ITEMS: usize = 8;
/// The most bytes of one of them that it takes: what a length of two bytes can say.
const MAX_ITEM: usize = 16_383;

/// Why bytes are no signed commitment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentError {
	/// Not the encoding.
	#[error("the signatures from the chain cannot be decoded ({0}). Is the node of this program's version?")]
	Undecodable(String),
	/// Another version.
	#[error("the signatures from the chain have version {0}, and {VERSION} is known. Install a newer release of this program.")]
	Version(u8),
	/// Items out of order, twice, too many or too long.
	#[error(
		"the payload of the commitment for block {0} is none that a light client takes: {MAX_ITEMS} items at most, in order, each once, of {MAX_ITEM} bytes at most. Ask another node."
	)]
	Payload(u32),
	/// No root.
	#[error(
		"the commitment for block {0} has no root of the mountain range: it is of no use to a light client"
	)]
	RootMissing(u32),
	/// No name.
	#[error("the commitment for block {0} does not name its chain. Is the node of this program's version?")]
	ChainMissing(u32),
	/// Another chain's.
	#[error("the commitment for block {block} is for the chain with genesis block {chain}, and the node is of {genesis}. Ask another node.")]
	OtherChain {
		/// Its block.
		block: u32,
		/// The chain that it names.
		chain: B256,
		/// The chain that is asked.
		genesis: B256,
	},
	/// Bits and signatures do not belong together.
	#[error("the commitment for block {block} claims {claimed} signatures of {validators} validators and has {signatures}. Ask another node.")]
	Bits {
		/// Its block.
		block: u32,
		/// Bits that are set.
		claimed: usize,
		/// Signatures there are.
		signatures: usize,
		/// Validators there are said to be.
		validators: u32,
	},
}

/// What is signed.
#[derive(Encode, Decode)]
struct Commitment {
	payload: Vec<([u8; 2], Vec<u8>)>,
	block: u32,
	set: u64,
}

#[derive(Decode)]
struct Proof {
	version: u8,
	commitment: Commitment,
	bits: Vec<u8>,
	validators: u32,
	signatures: Vec<[u8; 65]>,
}

/// A commitment with the signatures that came with it, which nobody has checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCommitment {
	/// The bytes that were signed.
	pub bytes: Vec<u8>,
	/// The hash of the first block of the chain that it is for.
	pub chain: B256,
	/// The root of the mountain range.
	pub root: B256,
	/// The block after which that is the root.
	pub block: u32,
	/// Who signs.
	pub set: u64,
	/// A place for each validator: r, s and the recovery id of who signed.
	pub signatures: Vec<Option<[u8; 65]>>,
}

impl SignedCommitment {
	/// Reads a justification of the chain.
	///
	/// # Errors
	///
	/// When the bytes are none, or not in the one form that they have.
	pub fn decode(bytes: &[u8]) -> Result<Self, CommitmentError> {
		if let Some(version) = bytes.first().filter(|version| **version != VERSION) {
			return Err(CommitmentError::Version(*version));
		}
		let proof =
			Proof::decode_all(&mut &*bytes).map_err(|e| CommitmentError::Undecodable(e.to_string()))?;
		debug_assert_eq!(proof.version, VERSION);
		let (chain, root) = items(&proof.commitment)?;
		let signatures = places(&proof)?;
		let Commitment { block, set, .. } = proof.commitment;
		Ok(Self {
			bytes: proof.commitment.encode(),
			chain,
			root,
			block,
			set,
			signatures,
		})
	}

	/// The same, if it is for the chain whose first block has this hash.
	///
	/// # Errors
	///
	/// [`CommitmentError::OtherChain`]
	pub fn of(self, genesis: B256) -> Result<Self, CommitmentError> {
		match self.chain == genesis {
			true => Ok(self),
			false => Err(CommitmentError::OtherChain {
				block: self.block,
				chain: self.chain,
				genesis,
			}),
		}
	}

	/// What each signature is over.
	pub fn digest(&self) -> B256 {
		keccak256(&self.bytes)
	}
}

/// The chain's name and the root.
fn items(commitment: &Commitment) -> Result<(B256, B256), CommitmentError> {
	let Commitment { payload, block, .. } = commitment;
	let ordered = payload.is_sorted_by(|(first, _), (second, _)| first < second);
	let short = payload.iter().all(|(_, bytes)| bytes.len() <= MAX_ITEM);
	if payload.len() > MAX_ITEMS || !ordered || !short {
		return Err(CommitmentError::Payload(*block));
	}
	let item = |wanted| {
		let (_, bytes) = payload.iter().find(|(id, _)| *id == wanted)?;
		B256::try_from(bytes.as_slice()).ok()
	};
	let chain = item(CHAIN).ok_or(CommitmentError::ChainMissing(*block))?;
	let root = item(MMR_ROOT).ok_or(CommitmentError::RootMissing(*block))?;
	Ok((chain, root))
}

/// The signatures, each at its validator's place.
fn places(proof: &Proof) -> Result<Vec<Option<[u8; 65]>>, CommitmentError> {
	let set = |place: usize| {
		let byte = proof.bits.get(place / 8).copied().unwrap_or(0);
		byte & (0b1000_0000 >> (place % 8)) != 0
	};
	let validators = proof.validators as usize; // 32 bits fit; qed
	let claimed = proof.bits.iter().map(|byte| byte.count_ones() as usize).sum();
	let inside = (0..validators.min(MAX_AUTHORITIES))
		.filter(|place| set(*place))
		.count();
	// Every bit stands for a validator, and every signature for a bit. The SDK writes a whole byte more than it needs
	// where the validators are a multiple of eight.
	let bytes = validators / 8 + 1;
	let signatures = proof.signatures.len();
	if validators > MAX_AUTHORITIES || proof.bits.len() != bytes || inside != claimed || claimed != signatures
	{
		return Err(CommitmentError::Bits {
			block: proof.commitment.block,
			claimed,
			signatures,
			validators: proof.validators,
		});
	}
	let mut rest = proof.signatures.iter().copied();
	Ok((0..validators)
		.map(|place| set(place).then(|| rest.next()).flatten())
		.collect())
}
