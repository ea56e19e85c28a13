//! From the genesis hash to a recent block that is proved final.

use super::{justification, state, AuthoritySet, Checkpoint, Fault, Source};
use crate::{BlockId, Error, Hash, Header, Layout};
use codec::{Decode, DecodeAll, Encode};
use polkadot_sdk::sp_consensus_grandpa::GrandpaJustification;

/// The most hand-overs that are followed at once.
const MOST_SETS: u32 = 100_000;

/// Where the proof begins.
#[derive(Clone, Debug)]
pub enum Start<'a> {
	/// At genesis, whose state the node still has.
	Genesis,
	/// At genesis, whose state is in this raw chain specification (JSON).
	Spec(&'a str),
	/// At a block that was proved before.
	Checkpoint(Checkpoint),
}

/// A block that is proved final.
#[derive(Clone, Debug)]
pub struct Proven {
	/// Its header.
	pub header: Header,
	/// From where a later proof can go on.
	pub checkpoint: Checkpoint,
	/// The authorities that signed for it.
	pub signed_by: AuthoritySet,
}

impl Proven {
	/// Which block.
	pub const fn block(&self) -> BlockId {
		self.checkpoint.block
	}
}

/// What `grandpa_proveFinality` returns.
#[derive(Encode, Decode)]
pub(crate) struct FinalityProof {
	/// The block that is justified.
	pub block: Hash,
	/// Its justification.
	pub justification: Vec<u8>,
	/// Headers from the block that was asked for to that one. Not needed here, where headers are asked for
	/// by their hashes.
	pub unknown_headers: Vec<Header>,
}

impl FinalityProof {
	/// SCALE of the proof that `justification` is for the block that it names; none when it is none.
	pub(crate) fn of(justification: Vec<u8>) -> Option<Vec<u8>> {
		let decoded = GrandpaJustification::<Header>::decode(&mut &justification[..]).ok()?;
		let block = decoded.commit.target_hash.0;
		Some(
			Self {
				block,
				justification,
				unknown_headers: Vec::new(),
			}
			.encode(),
		)
	}
}

/// The newest block that the node can prove final on the chain with this genesis hash.
///
/// The node is asked for a proof of its newest block; where other authorities signed that than are known, for
/// the end of the known ones' time, at which they signed for their successors, until they meet.
pub async fn prove_finality(
	source: &impl Source,
	genesis: &Hash,
	start: Start<'_>,
	layout: &Layout,
) -> Result<Proven, Fault> {
	let mut checkpoint = begin(source, genesis, start, layout).await?;
	for _ in 0..MOST_SETS {
		let newest = source.finalized().await?;
		let set = &checkpoint.authorities;
		let block = match ask(source, newest, set).await {
			Ok(block) => block,
			Err(Fault::Node(error)) => return Err(error.into()),
			Err(_) => end_of_set(source, &checkpoint, newest).await?,
		};
		if block.number < checkpoint.block.number {
			return Err(no_proof(&checkpoint, "it has only an older one"));
		}
		let header = source.header(block.hash).await?;
		if header.hash().0 != block.hash || header.number != block.number {
			return Err(Fault::Differs(format!(
				"the header of block {block} has another hash or number"
			)));
		}
		let signed_by = checkpoint.authorities.clone();
		let next = signed_by.next(&header)?;
		let is_last = next.is_none() || block.number >= newest;
		checkpoint.block = block;
		checkpoint.authorities = next.unwrap_or_else(|| signed_by.clone());
		if is_last {
			return Ok(Proven {
				header,
				checkpoint,
				signed_by,
			});
		}
		tracing::debug!(%block, set = checkpoint.authorities.set_id(), "authorities handed over");
	}
	Err(Fault::TooManySets(MOST_SETS))
}

async fn begin(
	source: &impl Source,
	genesis: &Hash,
	start: Start<'_>,
	layout: &Layout,
) -> Result<Checkpoint, Fault> {
	if let Start::Checkpoint(checkpoint) = start {
		return match checkpoint.genesis == *genesis {
			true => Ok(checkpoint),
			false => Err(Fault::Differs("the checkpoint belongs to another chain".into())),
		};
	}
	let header = source.header(*genesis).await?;
	state::check_genesis(&header, genesis)?;
	let key = layout.key("Grandpa", "Authorities", &[])?;
	let value = match start {
		Start::Spec(spec) => state::read_spec(&header, spec, &key)?,
		_ => {
			let keys = [key];
			let nodes = source.read_proof(&keys, *genesis).await?;
			state::read(&header, nodes, &keys)?.pop().flatten()
		}
	};
	let block = BlockId {
		number: 0,
		hash: *genesis,
	};
	Ok(Checkpoint {
		genesis: *genesis,
		block,
		authorities: state::first_authorities(value)?,
	})
}

/// The block that the node proves final when asked for `number`, if `set` signed for it.
async fn ask(source: &impl Source, number: u32, set: &AuthoritySet) -> Result<BlockId, Fault> {
	let proof = source.prove_finality(number).await?;
	let proof = proof.ok_or_else(|| Fault::Absent("proof of finality".into()))?;
	let proof =
		FinalityProof::decode_all(&mut &proof[..]).map_err(|_| Fault::Unreadable("the proof of finality"))?;
	let block = justification::check(&proof.justification, set)?;
	match block.hash == proof.block {
		true => Ok(block),
		false => Err(Fault::OtherTarget),
	}
}

/// The last block for which the known authorities signed, or a later one of theirs than the checkpoint.
///
/// The node answers for any block with the end of the set that decided it, and with all headers up to there.
/// That may be more than it can send, and an answer that is too large does not say whose the end is. So blocks
/// are asked for on a grid that gets finer, and what others signed bounds it from above: a block near enough to
/// the end is met after about as many questions as such distances lie between.
async fn end_of_set(source: &impl Source, from: &Checkpoint, newest: u32) -> Result<BlockId, Fault> {
	let first = from.block.number;
	let (mut most, mut reason) = (newest, "it has none".to_owned());
	for number in grid(newest.saturating_sub(first)).map(|offset| first.saturating_add(offset)) {
		if number > most {
			continue;
		}
		match ask(source, number, &from.authorities).await {
			Ok(block) => return Ok(block),
			Err(Fault::Node(error)) if is_too_large(&error) => {}
			Err(Fault::Node(error)) if !matches!(error, Error::Refused { .. }) => return Err(error.into()),
			Err(fault) => {
				reason = fault.to_string();
				most = number.saturating_sub(1);
			}
		}
	}
	Err(no_proof(from, &reason))
}

/// Every number from 1 to `span`: first 1, since most sets are short, then the odd multiples of the powers of two
/// from the largest down.
fn grid(span: u32) -> impl Iterator<Item = u32> {
	let steps = std::iter::successors(Some(1u64 << 31), |step| (*step > 1).then_some(step / 2));
	let odd = move |step: u64| {
		(step..=u64::from(span))
			.step_by(2 * step as usize)
			.map(|number| number as u32)
	};
	std::iter::once(1)
		.filter(move |one| *one <= span)
		.chain(steps.flat_map(odd))
}

fn is_too_large(error: &Error) -> bool {
	/// Code of an answer that is larger than the node may send.
	const OVERSIZED: i32 = -32008;
	matches!(error, Error::Refused { code: OVERSIZED, .. })
}

fn no_proof(from: &Checkpoint, reason: &str) -> Fault {
	Fault::NoProof {
		set_id: from.authorities.set_id(),
		after: from.block.number,
		reason: reason.to_owned(),
	}
}

#[cfg(test)]
mod tests {
	use super::grid;

	#[test]
	fn the_grid_meets_every_number_from_coarse_to_fine() {
		assert!(grid(0).next().is_none());
		assert_eq!(grid(6).collect::<Vec<_>>(), [1, 4, 2, 6, 1, 3, 5]);
	}
}
