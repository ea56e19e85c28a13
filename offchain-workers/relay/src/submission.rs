//! The arguments with which a commitment is shown: all its signatures at once, or a sample of them.

use crate::{
	commitment::SignedCommitment,
	contracts::{
		Handover,
		LightClient::{submitFinalCall, submitFullCall, submitInitialCall},
		ValidatorProof,
	},
	keyset::Keyset,
	next::Commitment,
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

/// A commitment with just as many valid signatures as are needed: each that is shown costs gas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
	commitment: &'a Commitment,
	shown: Vec<(usize, Signature)>,
}

impl<'a> Submission<'a> {
	/// The valid signatures of `commitment`, the first that are enough.
	///
	/// # Errors
	///
	/// When there are too few.
	pub fn of(commitment: &'a Commitment) -> Result<Self, SubmissionError> {
		let Commitment { signed, keyset, .. } = commitment;
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
		Ok(Self { commitment, shown })
	}

	/// Who is said to have signed.
	pub fn places(&self) -> Vec<usize> {
		self.shown.iter().map(|(place, _)| *place).collect()
	}

	/// The arguments with which all of them are shown.
	pub fn full(&self) -> submitFullCall {
		let places = self.places();
		submitFullCall {
			commitment: self.commitment.signed.bytes.clone().into(),
			bitfield: self.bitfield(),
			signatures: flat(&self.shown),
			siblings: self.commitment.keyset.siblings(&places),
			handover: self.commitment.handover(),
		}
	}

	/// The arguments that open a ticket by the signature of the validator at `place`; nothing where that is not shown.
	pub fn opening(&self, place: usize) -> Option<submitInitialCall> {
		let (_, signature) = self.shown.iter().find(|(shown, _)| *shown == place)?;
		let [r, vs] = words(signature);
		Some(submitInitialCall {
			commitment: self.commitment.signed.bytes.clone().into(),
			bitfield: self.bitfield(),
			proof: ValidatorProof {
				index: U256::from(place),
				r,
				vs,
				siblings: self.commitment.keyset.siblings(&[place]),
			},
		})
	}

	fn bitfield(&self) -> Vec<U256> {
		bitfield(self.commitment.keyset.members.len(), &self.places())
	}
}

impl Commitment {
	/// The arguments that end what `opening` began, with the signatures at `places`, which ascend; nothing where one of them is
	/// not there.
	pub fn closing(&self, opening: &submitInitialCall, places: &[usize]) -> Option<submitFinalCall> {
		let mut valid = valid(&self.signed, &self.keyset);
		valid.retain(|(place, _)| places.contains(place));
		(valid.len() == places.len()).then(|| submitFinalCall {
			commitment: opening.commitment.clone(),
			bitfield: opening.bitfield.clone(),
			signatures: flat(&valid),
			siblings: self.keyset.siblings(places),
			handover: self.handover(),
		})
	}

	fn handover(&self) -> Handover {
		self.handover.as_ref().map(handing_over).unwrap_or_default()
	}
}

fn flat(shown: &[(usize, Signature)]) -> Vec<B256> {
	shown.iter().flat_map(|(_, signature)| words(signature)).collect()
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
