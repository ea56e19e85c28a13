//! A receipt against the chain.

use super::{
	prove_finality,
	report::Steps,
	state,
	stored::{StoredAnchor, StoredDecision},
	Fault, Proven, ReceiptFile, Report, Source, Start, Status, StepName,
};
use crate::{hex0x, layout::decode, layout::one_key, Hash, Layout};
use althing_cmp_rules::Receipt;
use althing_merkle as merkle;
use althing_primitives::blake2;

type Checked<T> = Result<(T, String), Fault>;

/// Checks everything that `file` says, on the chain with the genesis hash `genesis`, which is the only thing
/// that is believed. `layout` says where decisions and anchors lie in the state: [`Layout::shipped`].
///
/// Never fails as a whole: the report has the reason of what did.
pub async fn verify_receipt(
	source: &impl Source,
	file: &ReceiptFile,
	genesis: &Hash,
	start: Start<'_>,
	layout: &Layout,
) -> Report {
	let mut steps = Steps::default();
	let receipt = steps.note(StepName::Receipt, check_receipt(file));
	check_content(&mut steps, file, receipt.as_ref());
	let proven = match steps.note(StepName::Genesis, check_genesis(file, receipt.as_ref(), genesis)) {
		Some(()) => {
			let proven = prove_finality(source, genesis, start, layout).await;
			steps.note(
				StepName::Finality,
				proven.map(|proven| {
					let words = said(&proven);
					(proven, words)
				}),
			)
		}
		None => {
			steps.skip(StepName::Finality, Status::NotReached, "the chain is another one");
			None
		}
	};
	check_stored(
		&mut steps,
		source,
		file,
		receipt.as_ref(),
		proven.as_ref(),
		layout,
	)
	.await;
	let block = proven.as_ref().map(Proven::block);
	steps.finish(block, proven.map(|proven| proven.checkpoint))
}

fn said(proven: &Proven) -> String {
	let set = &proven.signed_by;
	format!(
		"block {} is signed for by at least {} of {} (authority set {}, {} authorities)",
		proven.block(),
		set.threshold(),
		set.total(),
		set.set_id(),
		set.len()
	)
}

fn check_receipt(file: &ReceiptFile) -> Checked<Receipt> {
	let receipt = file.decode().ok_or(Fault::Unreadable("the receipt"))?;
	if receipt.proposal != file.proposal {
		return Err(Fault::Differs(format!(
			"the receipt is of proposal {}, and the file says {}",
			receipt.proposal, file.proposal
		)));
	}
	let hash = hex0x(blake2(&file.receipt));
	Ok((receipt, format!("proposal {}, hash {hash}", file.proposal)))
}

/// What needs no chain.
fn check_content(steps: &mut Steps, file: &ReceiptFile, receipt: Option<&Receipt>) {
	let names = [StepName::Decision, StepName::Body, StepName::Rationales];
	let Some(receipt) = receipt else {
		return names.into_iter().for_each(|name| unreadable(steps, name));
	};
	steps.note(StepName::Decision, check_decision(receipt));
	match &file.body {
		Some(body) => drop(steps.note(StepName::Body, check_body(receipt, body))),
		None => steps.skip(StepName::Body, Status::Absent, "the file has no body"),
	}
	match file.rationales.is_empty() {
		false => drop(steps.note(StepName::Rationales, check_rationales(receipt, file))),
		true => steps.skip(StepName::Rationales, Status::Absent, "the file has no rationales"),
	}
}

fn unreadable(steps: &mut Steps, name: StepName) {
	steps.skip(name, Status::NotReached, "the receipt cannot be read");
}

fn check_decision(receipt: &Receipt) -> Checked<()> {
	receipt
		.check()
		.map_err(|mismatch| Fault::Differs(mismatch.to_string()))?;
	Ok((
		(),
		format!(
			"the rules give {:?} again, after {} rounds, and {} weights from what the agents had shown",
			receipt.outcome,
			receipt.rounds.len(),
			receipt
				.rounds
				.iter()
				.map(|round| round.tally.weights.len())
				.sum::<usize>()
		),
	))
}

fn check_body(receipt: &Receipt, body: &str) -> Checked<()> {
	let (found, wanted) = (blake2(body.as_bytes()), receipt.question.evidence);
	match found == wanted {
		true => Ok(((), format!("{} bytes, hash {}", body.len(), hex0x(found)))),
		false => Err(Fault::Differs(format!(
			"the body's hash is {}, and the question's evidence is {}",
			hex0x(found),
			hex0x(wanted)
		))),
	}
}

fn check_rationales(receipt: &Receipt, file: &ReceiptFile) -> Checked<()> {
	for rationale in &file.rationales {
		let (round, seat) = (rationale.round, rationale.seat);
		let casts = receipt.rounds.get(usize::from(round)).map(|round| &round.casts);
		let cast = casts.and_then(|casts| casts.iter().find(|cast| cast.seat == seat));
		let reveal = cast.and_then(|cast| cast.reveal).ok_or_else(|| {
			Fault::Differs(format!(
				"seat {seat} revealed no ballot in round {round} that could have reasons"
			))
		})?;
		if blake2(rationale.text.as_bytes()) != reveal.ballot.rationale {
			return Err(Fault::Differs(format!(
				"the reasons of seat {seat} in round {round} are not those that its ballot names"
			)));
		}
	}
	Ok((
		(),
		format!(
			"{} of them are those that the ballots name",
			file.rationales.len()
		),
	))
}

fn check_genesis(file: &ReceiptFile, receipt: Option<&Receipt>, genesis: &Hash) -> Checked<()> {
	if let Some(receipt) = receipt.filter(|receipt| receipt.genesis != file.genesis) {
		return Err(Fault::Differs(format!(
			"the receipt is of the chain that began with {}, and the file says {}",
			hex0x(receipt.genesis),
			hex0x(file.genesis)
		)));
	}
	match file.genesis == *genesis {
		true => Ok(((), hex0x(genesis))),
		false => Err(Fault::Genesis {
			wanted: hex0x(genesis),
			found: hex0x(file.genesis),
		}),
	}
}

/// What the proved state says.
async fn check_stored(
	steps: &mut Steps,
	source: &impl Source,
	file: &ReceiptFile,
	receipt: Option<&Receipt>,
	proven: Option<&Proven>,
	layout: &Layout,
) {
	let (Some(receipt), Some(proven)) = (receipt, proven) else {
		for name in [StepName::State, StepName::Anchor] {
			steps.skip(
				name,
				Status::NotReached,
				"the receipt cannot be read, or no block is proved final",
			);
		}
		return;
	};
	steps.note(
		StepName::State,
		check_state(source, file, receipt, proven, layout).await,
	);
	match &file.anchor {
		Some(_) => drop(steps.note(StepName::Anchor, check_anchor(source, file, proven, layout).await)),
		None => steps.skip(StepName::Anchor, Status::Absent, "the file names no anchor"),
	}
}

async fn stored<T: codec::Decode>(
	source: &impl Source,
	proven: &Proven,
	what: String,
	key: Vec<u8>,
) -> Result<T, Fault> {
	let keys = [key];
	let nodes = source.read_proof(&keys, proven.block().hash).await?;
	let value = state::read(&proven.header, nodes, &keys)?.pop().flatten();
	let value = value.ok_or_else(|| Fault::Absent(format!("{what} as of block {}", proven.block())))?;
	Ok(decode(&what, &value)?)
}

async fn check_state(
	source: &impl Source,
	file: &ReceiptFile,
	receipt: &Receipt,
	proven: &Proven,
	layout: &Layout,
) -> Checked<()> {
	let key = layout.key("Cmp", "Decisions", &one_key(&file.proposal))?;
	let what = format!("decision on proposal {}", file.proposal);
	let decision: StoredDecision = stored(source, proven, what, key).await?;
	let hash = blake2(&file.receipt);
	if decision.receipt != hash {
		return Err(Fault::Differs(format!(
			"the receipt's hash is {}, and the chain has {}",
			hex0x(hash),
			hex0x(decision.receipt)
		)));
	}
	if decision.outcome != receipt.outcome || decision.evidence != receipt.question.evidence {
		return Err(Fault::Differs(
			"the chain's decision has another outcome or evidence than the receipt".into(),
		));
	}
	Ok((
		(),
		format!(
			"the chain has {:?} with this receipt's hash since block {}",
			decision.outcome, decision.decided_at
		),
	))
}

async fn check_anchor(
	source: &impl Source,
	file: &ReceiptFile,
	proven: &Proven,
	layout: &Layout,
) -> Checked<()> {
	let Some(proof) = &file.anchor else {
		return Err(Fault::Unreadable("the anchor"));
	};
	if proof.leaf != blake2(&file.receipt) {
		return Err(Fault::Differs(
			"the anchored leaf is not this receipt's hash".into(),
		));
	}
	let key = layout.key("Anchors", "Anchors", &one_key(&proof.id))?;
	let anchor: StoredAnchor = stored(source, proven, format!("anchor {}", proof.id), key).await?;
	if anchor.proposal.is_some_and(|proposal| proposal != file.proposal) {
		return Err(Fault::Differs(format!(
			"anchor {} belongs to another proposal",
			proof.id
		)));
	}
	match merkle::verify(&anchor.root, anchor.count, proof.index, &proof.leaf, &proof.proof) {
		true => Ok((
			(),
			format!(
				"leaf {} of {} under anchor {}",
				proof.index, anchor.count, proof.id
			),
		)),
		false => Err(Fault::Differs(format!(
			"the proof does not lead from the receipt's hash at place {} to the root of anchor {}",
			proof.index, proof.id
		))),
	}
}
