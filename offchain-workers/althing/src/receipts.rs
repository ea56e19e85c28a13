//! Receipt files: what belongs to a decision, gathered from the chain.

use crate::worker::anchor;
use althing_chain::verify::{AnchorProof, Rationale, ReceiptFile, MAX_FILE};
use althing_chain::{Chain, Hash};
use althing_cmp_rules::Receipt;
use althing_content::{Address, Content};
use althing_merkle as merkle;
use althing_primitives::ProposalId;
use codec::DecodeAll;

/// The leaves of a decision's anchor: the receipt's hash, then the rationale's hash of every revealed ballot,
/// by round and seat.
pub fn leaves(receipt: &Receipt) -> Vec<Hash> {
	let casts = receipt.rounds.iter().flat_map(|round| &round.casts);
	let rationales = casts
		.filter_map(|cast| cast.reveal.as_ref())
		.map(|reveal| reveal.ballot.rationale);
	std::iter::once(receipt.hash()).chain(rationales).collect()
}

/// The receipt of a proposal with its case and, if there is one yet, its anchor; nothing when the chain keeps
/// no receipt of it.
///
/// # Errors
/// Those of the connection.
pub async fn gather(chain: &Chain, proposal: ProposalId) -> althing_chain::Result<Option<ReceiptFile>> {
	let state = chain.now().await?;
	let Some(receipt) = state.receipt(proposal).await? else {
		return Ok(None);
	};
	let mut file = ReceiptFile::new(chain.genesis(), &receipt);
	if let Some(block) = chain.finalized_at(receipt.opened_at).await? {
		let opened = chain.block(block.hash).await?.opened;
		let body = opened
			.into_iter()
			.find(|opened| opened.proposal == proposal)
			.and_then(|opened| opened.body);
		file.body = body.and_then(|body| String::from_utf8(body).ok());
	}
	let hash = receipt.hash();
	let key = anchor::key(proposal, &hash);
	for seat in &receipt.seats {
		if let Some(id) = state.anchor_by_key(seat.agent, &key).await? {
			file.anchor = merkle::prove(&leaves(&receipt), 0).map(|proof| AnchorProof {
				id,
				index: 0,
				leaf: hash.to_vec(),
				proof,
			});
			break;
		}
	}
	Ok(Some(file))
}

/// Adds the reasons that agents published to a receipt file, as far as peers have them; how many are missing.
///
/// A file holds no more than [`MAX_FILE`] bytes: what comes after that is left out and counts as missing.
pub async fn add_rationales(file: &mut ReceiptFile, content: &Content) -> usize {
	// In JSON, a byte of text takes two at most where texts are as these are: quotes and line ends are escaped.
	let room = MAX_FILE / 2;
	let Ok(receipt) = Receipt::decode_all(&mut file.receipt.as_slice()) else {
		return 0;
	};
	let (mut missing, mut used) = (
		0,
		file.rationales
			.iter()
			.map(|known| known.text.len())
			.sum::<usize>(),
	);
	for (round, votes) in (0u8..).zip(&receipt.rounds) {
		for cast in &votes.casts {
			let Some(reveal) = &cast.reveal else { continue };
			let seat = cast.seat;
			if file
				.rationales
				.iter()
				.any(|known| (known.round, known.seat) == (round, seat))
			{
				continue;
			}
			let found = content.get(Address::blake2b(reveal.ballot.rationale)).await.ok();
			match found.and_then(|bytes| String::from_utf8(bytes).ok()) {
				Some(text) if used.saturating_add(text.len()) <= room => {
					used = used.saturating_add(text.len());
					file.rationales.push(Rationale { round, seat, text });
				}
				_ => missing += 1,
			}
		}
	}
	missing
}
