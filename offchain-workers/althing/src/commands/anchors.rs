//! `althing anchors`: what was anchored, and proofs for others.

mod entry;

use super::connect::connect;
use super::output::print_json;
use super::relay::evm;
use crate::cli::{Anchors, AnchorsList, AnchorsProve, AnchorsVerify, EvmNode};
use crate::exit::{Failure, Outcome};
use crate::say;
use althing_chain::{Chain, Hash};
use althing_merkle::chain::OutcomeProof;
use althing_primitives::EntryId;
use althing_relay::{client::LightClientAt, verifier, Address, Bytes, Error, EvmError, B256};
use serde_json::json;
use std::path::{Path, PathBuf};

pub(super) async fn run(command: Anchors, json: bool) -> Outcome {
	match command {
		Anchors::List(options) => list(options, json).await,
		Anchors::Prove(options) => prove(options, json).await,
		Anchors::Verify(options) => verify(options, json).await,
	}
}

async fn list(options: AnchorsList, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let state = chain.now().await?;
	let count = state.summary().await?.anchors;
	let first = count.saturating_sub(options.limit.into());
	let mut found = Vec::new();
	// Numbers are given from 0 or from 1 on; what is asked beyond is not there.
	for id in first..=count {
		// Old ones are removed by who anchored them.
		found.extend(state.anchor(id).await?);
	}
	if json {
		print_json(&found);
		return Ok(());
	}
	for anchor in &found {
		say!(
			"{:>6}  block {:<8} {:>6} results  {:<9} {}",
			anchor.id,
			anchor.anchored_at,
			anchor.count,
			format!("{:?}", anchor.grade).to_lowercase(),
			anchor.submitter
		);
	}
	say!("{} of {count} anchors", found.len());
	Ok(())
}

async fn prove(options: AnchorsProve, json: bool) -> Outcome {
	let id = options.entry().ok_or_else(|| {
		Failure::input(format!(
			"{} is no number of what is to be proven; for work it is the agent's and the proposal's, as in 3/42",
			options.id
		))
	})?;
	let chain = connect(&options.node).await?;
	let after = match (options.after, options.client) {
		(None, Some(client)) => Some(latest_known(&chain, &options.evm, client).await?),
		(after, _) => after,
	};
	let proof = chain.prove_entry(id, after).await.map_err(unproven)?;
	let path = options.out.clone().unwrap_or_else(|| file_of(id));
	write(&proof, &path)?;
	let block = proof.block();
	if json {
		print_json(&json!({ "file": path, "block": block, "commitmentBlock": proof.commitment_block }));
	} else {
		say!(
			"{}: of block {}, under the root after block {}",
			path.display(),
			block.unwrap_or_default(),
			proof.commitment_block
		);
	}
	Ok(())
}

/// What the node cannot prove yet is told apart from what it cannot answer.
fn unproven(error: althing_chain::Error) -> Failure {
	/// Nothing was published about it.
	const NOT_PUBLISHED: i32 = 11_006;
	/// Validators have not signed for it.
	const NOT_SIGNED: i32 = 11_007;
	match error {
		althing_chain::Error::Refused {
			code: NOT_PUBLISHED | NOT_SIGNED,
			message,
			..
		} => Failure::timeout(format!("{message}.")),
		error => error.into(),
	}
}

/// The newest block that a light client knows the root after.
async fn latest_known(chain: &Chain, at: &EvmNode, client: Address) -> Result<u32, Failure> {
	let genesis = chain.genesis().into();
	let (client, _) = LightClientAt::open(evm(at)?, client, genesis, at.evm_chain).await?;
	let state = client.state().await.map_err(Error::from)?;
	Ok(state.latest)
}

fn file_of(id: EntryId) -> PathBuf {
	PathBuf::from(match id {
		EntryId::Decision(id) => format!("decision-{id}.json"),
		EntryId::Anchor(id) => format!("anchor-{id}.json"),
		EntryId::Registration(id) => format!("registration-{id}.json"),
		EntryId::Work(agent, proposal) => format!("work-{agent}-{proposal}.json"),
	})
}

fn write(proof: &OutcomeProof, path: &Path) -> Result<(), Failure> {
	let text = serde_json::to_string_pretty(proof).map_err(Failure::other)?;
	std::fs::write(path, text).map_err(|e| {
		Failure::other(format!(
			"{} cannot be written: {e}. Choose another place with --out.",
			path.display()
		))
	})
}

fn read(path: &Path) -> Result<OutcomeProof, Failure> {
	/// The most bytes of a proof; the largest have about 10 KB.
	const MAX_FILE: u64 = 1024 * 1024;
	let unreadable =
		|e: &dyn std::fmt::Display| Failure::input(format!("{} cannot be read: {e}", path.display()));
	let length = std::fs::metadata(path).map_err(|e| unreadable(&e))?.len();
	if length > MAX_FILE {
		return Err(unreadable(&"it is far too large for a proof"));
	}
	let text = std::fs::read_to_string(path).map_err(|e| unreadable(&e))?;
	serde_json::from_str(&text)
		.map_err(|e| Failure::input(format!("{} is no proof of an entry: {e}", path.display())))
}

async fn verify(options: AnchorsVerify, json: bool) -> Outcome {
	let proof = read(&options.proof)?;
	let (entry, root) = proof.mmr_root().map_err(|e| refused(&e))?;
	let data = verifier::calldata(&proof).map_err(|e| refused(&e))?;
	if let Some(known) = &options.root {
		let known = hash("--root", known)?;
		proof.verify(&known).map_err(|e| refused(&e))?;
	}
	let believed = match options.verifier {
		Some(address) => Some(by_contract(&options, address, data.clone()).await?),
		None => None,
	};
	let found = entry::describe(&entry);
	if json {
		print_json(&json!({
			"entry": found,
			"block": proof.block(),
			"commitmentBlock": proof.commitment_block,
			"root": B256::from(root).to_string(),
			"client": believed.map(|client| client.to_string()),
			"calldata": data.to_string(),
		}));
		return Ok(());
	}
	for (name, value) in found.as_object().into_iter().flatten() {
		say!(
			"{name:<12} {}",
			value.as_str().map_or_else(|| value.to_string(), Into::into)
		);
	}
	match believed {
		Some(client) => say!("Proven to the contract, which believes the light client {client}."),
		None => say!(
			"Proven under {}, the root after block {}.",
			B256::from(root),
			proof.commitment_block
		),
	}
	Ok(())
}

/// Has the verifier check it; gives the light client that it believes.
async fn by_contract(options: &AnchorsVerify, address: Address, data: Bytes) -> Result<Address, Failure> {
	let wanted = options
		.genesis
		.as_deref()
		.map(|text| hash("--genesis", text))
		.transpose()?;
	let checked = verifier::check(&evm(&options.evm)?, address, data, options.evm.evm_chain).await;
	let believed = checked.map_err(|error| match error {
		Error::Evm(EvmError::Reverted(_)) => refused(&error),
		error => error.into(),
	})?;
	match wanted {
		Some(genesis) if B256::from(genesis) != believed.genesis => Err(Error::WrongGenesis {
			address: believed.client,
			known: believed.genesis,
			genesis: genesis.into(),
		}
		.into()),
		_ => Ok(believed.client),
	}
}

fn refused(error: &dyn std::fmt::Display) -> Failure {
	Failure::verification(format!("the proof does not hold: {error}"))
}

fn hash(option: &str, text: &str) -> Result<Hash, Failure> {
	let bytes = hex::decode(text.trim_start_matches("0x")).ok();
	bytes.and_then(|bytes| Hash::try_from(bytes).ok()).ok_or_else(|| {
		Failure::input(format!(
			"{option} {text} is no hash: it takes 64 hexadecimal digits"
		))
	})
}
