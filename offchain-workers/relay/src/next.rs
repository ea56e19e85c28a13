//! Which commitment the light client needs next.

use crate::{
	althing::Source, client::ClientState, commitment::SignedCommitment, contracts::AuthoritySet,
	keyset::Keyset, leaf::Leaf, Error,
};
use alloy_primitives::B256;
use althing_chain::{BeefyKeys, BlockId, ProvenLeaf};

/// A commitment that the light client would take, once enough of its signatures are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
	/// What was signed, and the signatures.
	pub signed: SignedCommitment,
	/// Who signed.
	pub keyset: Keyset,
	/// The leaf that names the set after that one, where that one takes over with this.
	pub handover: Option<ProvenLeaf>,
}

/// What is to be done for a light client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
	/// It knows all there is, or the newest is not so far ahead that it would be worth a transaction.
	Nothing {
		/// The newest block that validators signed, as far as the node knows.
		newest: Option<u32>,
	},
	/// It should be told this.
	Submit(Box<Commitment>),
}

/// What a light client in `state` needs next. The newest commitment if the client can follow it, once it is `every` blocks
/// ahead; the first of the next set at once; and where whole sessions were missed, the commitment with which the next
/// set took over, which the chain keeps.
///
/// # Errors
///
/// When the chain cannot be asked, or what it says does not fit the client.
pub async fn next(source: &impl Source, state: &ClientState, every: u32) -> Result<Next, Error> {
	let head = source.newest().await?;
	let nothing = Next::Nothing {
		newest: head.map(|head| head.number),
	};
	let Some(head) = head.filter(|head| head.number > state.latest) else {
		return Ok(nothing);
	};
	// The node speaks of a block a moment before it has stored the signatures.
	let Some(signed) = signed_at(source, head).await? else {
		return Ok(nothing);
	};
	let (current, next) = (state.current.id, state.next.id);
	match signed.set {
		set if set == current && head.number.saturating_sub(state.latest) < every => Ok(nothing),
		set if set == current => plain(state, &source.keys(head).await?, signed).map(Into::into),
		set if set == next => {
			let keys = source.keys(head).await?;
			handover(source, state, head, &keys, signed).await.map(Into::into)
		}
		set if set < current => Ok(nothing),
		_ => missed(source, state, head, signed.set).await,
	}
}

impl From<Commitment> for Next {
	fn from(commitment: Commitment) -> Self {
		Self::Submit(Box::new(commitment))
	}
}

async fn signed_at(source: &impl Source, block: BlockId) -> Result<Option<SignedCommitment>, Error> {
	let genesis = source.genesis().into();
	let read = |bytes: Vec<u8>| SignedCommitment::decode(&bytes)?.of(genesis);
	Ok(source.signatures(block).await?.map(read).transpose()?)
}

/// The set of these keys, which must be those that the client knows.
fn keyset(keys: &BeefyKeys, known: &AuthoritySet) -> Result<Keyset, Error> {
	let keyset = Keyset::new(keys)?;
	let found = keyset.root();
	match (keyset.id == known.id, found == known.root) {
		(true, true) => Ok(keyset),
		_ => Err(Error::OtherKeys {
			set: known.id,
			known: known.root,
			found,
		}),
	}
}

fn plain(state: &ClientState, keys: &BeefyKeys, signed: SignedCommitment) -> Result<Commitment, Error> {
	Ok(Commitment {
		keyset: keyset(keys, &state.current)?,
		signed,
		handover: None,
	})
}

/// The same by the next set, with a leaf that names the one after it.
async fn handover(
	source: &impl Source,
	state: &ClientState,
	head: BlockId,
	keys: &BeefyKeys,
	signed: SignedCommitment,
) -> Result<Commitment, Error> {
	Ok(Commitment {
		keyset: keyset(keys, &state.next)?,
		handover: Some(leaf_of(source, head, &signed).await?),
		signed,
	})
}

/// The commitment for block `number` whose bytes have the hash `digest`; nothing where this node has not its signatures, or a
/// client in `state` would not take it.
///
/// # Errors
///
/// When the chain cannot be asked, or what it says does not fit the client.
pub async fn again(
	source: &impl Source,
	state: &ClientState,
	number: u32,
	digest: B256,
) -> Result<Option<Commitment>, Error> {
	let (Some(head), Some(block)) = (source.newest().await?, source.block(number).await?) else {
		return Ok(None);
	};
	let signed = signed_at(source, block)
		.await?
		.filter(|signed| signed.digest() == digest);
	let Some(signed) = signed.filter(|signed| signed.block > state.latest && head.number >= signed.block)
	else {
		return Ok(None);
	};
	let set = signed.set;
	if set != state.current.id && set != state.next.id {
		return Ok(None);
	}
	let Some(keys) = keys_of(source, set, head).await? else {
		return Ok(None);
	};
	match set == state.current.id {
		true => plain(state, &keys, signed).map(Some),
		false => handover(source, state, head, &keys, signed).await.map(Some),
	}
}

/// The keys of a set that has signed until lately: the block that it signed may be long ago, and states are pruned.
async fn keys_of(source: &impl Source, set: u64, head: BlockId) -> Result<Option<BeefyKeys>, Error> {
	let newest = source.keys(head).await?;
	if newest.id == set {
		return Ok(Some(newest));
	}
	let first = first_block_of(source, set, 0, head).await?;
	Ok(match source.block(first).await? {
		Some(block) => Some(source.keys(block).await?),
		None => None,
	})
}

/// The leaf of the block that is signed.
async fn leaf_of(
	source: &impl Source,
	head: BlockId,
	signed: &SignedCommitment,
) -> Result<ProvenLeaf, Error> {
	let proof = source.leaf(signed.block, signed.block, head).await?;
	Leaf::proven(&proof, signed.root)?;
	Ok(proof)
}

/// Whole sessions were missed: what the next set signed when it took over.
async fn missed(source: &impl Source, state: &ClientState, head: BlockId, found: u64) -> Result<Next, Error> {
	let set = state.next.id;
	let number = first_block_of(source, set, state.latest, head).await?;
	let not_kept = Error::NotKept { block: number, set };
	let Some(block) = source.block(number).await? else {
		return Err(not_kept);
	};
	let Some(signed) = signed_at(source, block).await? else {
		return Err(not_kept);
	};
	if signed.set != set {
		return Err(Error::NoWay {
			current: state.current.id,
			next: set,
			block: head.number,
			found,
		});
	}
	let keys = source.keys(block).await?;
	handover(source, state, head, &keys, signed).await.map(Into::into)
}

/// The first block after `latest` that `set` or a later one signs. A leaf names the set after the one that signs for its
/// block, and nodes keep leaves, not states: so they are searched.
async fn first_block_of(source: &impl Source, set: u64, latest: u32, head: BlockId) -> Result<u32, Error> {
	// Not yet at `low`; at `high` it does.
	let (mut low, mut high) = (latest, head.number);
	while high.saturating_sub(low) > 1 {
		let middle = low.midpoint(high);
		let proof = source.leaf(middle, head.number, head).await?;
		match Leaf::decode(&proof.leaf)?.next_id > set {
			true => high = middle,
			false => low = middle,
		}
	}
	Ok(high)
}
