//! The arguments of `submitFull`.

use crate::{
	commitment::SignedCommitment,
	contracts::{Handover, LightClient::submitFullCall},
	keyset::Keyset,
};
use alloy_primitives::{Signature, B256, U256};
use althing_chain::ProvenLeaf;

/// Why a commitment cannot be submitted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
	/// The set is of another length than the commitment says.
	#[error("authority set {set} has {members} members, and the commitment for block {block} has places for {places}. Ask another node.")]
	Length {
		/// The set.
		set: u64,
		/// How many are in it.
		members: usize,
		/// The commitment's block.
		block: u32,
		/// How many the commitment says.
		places: usize,
	},
	/// Too few of them signed.
	#[error("the commitment for block {block} has {good} valid signatures of authority set {set}, and {needed} are needed. Ask another node.")]
	NotEnoughSigners {
		/// The commitment's block.
		block: u32,
		/// The set.
		set: u64,
		/// Valid signatures.
		good: usize,
		/// A quorum.
		needed: usize,
	},
}

/// The arguments for `signed`, by members of `keyset`; `handover` where the set takes over with it. Of the valid signatures
/// just as many are shown as are needed: each costs gas.
///
/// # Errors
///
/// When there are too few.
pub fn submission(
	signed: &SignedCommitment,
	keyset: &Keyset,
	handover: Option<&ProvenLeaf>,
) -> Result<submitFullCall, SubmissionError> {
	let (block, set, members) = (signed.block, keyset.id, keyset.members.len());
	if signed.signatures.len() != members {
		let places = signed.signatures.len();
		return Err(SubmissionError::Length {
			set,
			members,
			block,
			places,
		});
	}
	let mut shown = valid(signed, keyset);
	let needed = keyset.threshold();
	if shown.len() < needed {
		let good = shown.len();
		return Err(SubmissionError::NotEnoughSigners {
			block,
			set,
			good,
			needed,
		});
	}
	shown.truncate(needed);
	let places: Vec<usize> = shown.iter().map(|(place, _)| *place).collect();
	Ok(submitFullCall {
		commitment: signed.bytes.clone().into(),
		bitfield: bitfield(members, &places),
		signatures: shown.iter().flat_map(|(_, signature)| words(signature)).collect(),
		siblings: keyset.siblings(&places),
		handover: handover.map(handing_over).unwrap_or_default(),
	})
}

/// The signatures that are by the member of their place, with it.
fn valid(signed: &SignedCommitment, keyset: &Keyset) -> Vec<(usize, Signature)> {
	let digest = signed.digest();
	let all = signed.signatures.iter().zip(&keyset.members).enumerate();
	all.filter_map(|(place, (bytes, member))| {
		let signature = Signature::from_raw_array(bytes.as_ref()?).ok()?;
		let signer = signature.recover_address_from_prehash(&digest).ok()?;
		(signer == *member).then_some((place, signature))
	})
	.collect()
}

/// Bit `i % 256` of word `i / 256` is validator i.
fn bitfield(length: usize, places: &[usize]) -> Vec<U256> {
	let mut words = vec![U256::ZERO; length.div_ceil(256)];
	for place in places {
		if let Some(word) = words.get_mut(place / 256) {
			word.set_bit(place % 256, true);
		}
	}
	words
}

/// r, then s with the parity in its highest bit (EIP-2098).
fn words(signature: &Signature) -> [B256; 2] {
	let compact = signature.as_erc2098();
	let (r, vs) = compact.split_at(32);
	[B256::from_slice(r), B256::from_slice(vs)]
}

fn handing_over(proof: &ProvenLeaf) -> Handover {
	Handover {
		leaf: proof.leaf.clone().into(),
		items: proof.path.items.iter().map(B256::from).collect(),
		order: proof.path.order,
	}
}
