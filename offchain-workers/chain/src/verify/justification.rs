//! Signatures of authorities for a block.

use super::{AuthoritySet, Fault};
use crate::{BlockId, Hash, Header};
use codec::DecodeAll;
use polkadot_sdk::sp_consensus_grandpa::{check_message_signature, GrandpaJustification, Message};
use std::collections::{BTreeSet, HashMap};

/// No justification is larger than this.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The block that `encoded` (SCALE of a GRANDPA justification) proves final, provided that `set` decides at
/// that height.
///
/// Every precommit in it must be signed by an authority of the set, for its set number and round, and be for
/// the block itself or, as the headers in it show, for a descendant. Authorities with the threshold's weight
/// must have signed, each counted once. See <https://arxiv.org/abs/2007.01560> for why that is finality.
///
/// Errors: [`Fault::Signature`], [`Fault::Unrelated`], [`Fault::TooFewSignatures`], [`Fault::Unreadable`].
pub fn check(encoded: &[u8], set: &AuthoritySet) -> Result<BlockId, Fault> {
	let unreadable = Fault::Unreadable("the justification");
	if encoded.len() > MOST_BYTES {
		return Err(unreadable);
	}
	let justification = GrandpaJustification::<Header>::decode_all(&mut &*encoded).map_err(|_| unreadable)?;
	let GrandpaJustification {
		round,
		commit,
		votes_ancestries,
	} = justification;
	let target = BlockId {
		number: commit.target_number,
		hash: commit.target_hash.0,
	};
	let parents: HashMap<Hash, Hash> = votes_ancestries
		.iter()
		.map(|header| (header.hash().0, header.parent_hash.0))
		.collect();
	let mut signers = BTreeSet::new();
	for signed in &commit.precommits {
		let message = Message::<Header>::Precommit(signed.precommit.clone());
		let weight = set.weight(&signed.id);
		let valid = check_message_signature(&message, &signed.id, &signed.signature, round, set.set_id());
		if weight.is_none() || !valid.is_valid() {
			return Err(Fault::Signature {
				set_id: set.set_id(),
				round,
			});
		}
		if !descends(signed.precommit.target_hash.0, target.hash, &parents) {
			return Err(Fault::Unrelated(target));
		}
		signers.insert(&signed.id);
	}
	// Distinct authorities of the set, whose weights add up without overflow.
	let weight = signers
		.iter()
		.filter_map(|id| set.weight(id))
		.fold(0u64, u64::saturating_add);
	let threshold = set.threshold();
	if weight < threshold {
		return Err(Fault::TooFewSignatures {
			block: target,
			weight,
			threshold,
			set_id: set.set_id(),
		});
	}
	Ok(target)
}

/// Whether `block` is `ancestor` or comes after it. `parents` are by the headers' own hashes, so that the
/// way cannot be forged; nor can it be endless.
fn descends(block: Hash, ancestor: Hash, parents: &HashMap<Hash, Hash>) -> bool {
	let mut current = block;
	for _ in 0..=parents.len() {
		if current == ancestor {
			return true;
		}
		match parents.get(&current) {
			Some(parent) => current = *parent,
			None => return false,
		}
	}
	false
}
