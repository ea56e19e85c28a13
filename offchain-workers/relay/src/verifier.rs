//! Proofs as `AnchorVerifier.sol` takes them.

use crate::{
	client::expect_chain,
	contracts::{LightClient, Proof, Verifier},
	evm::{At, Evm, EvmError},
	Error,
};
use alloy_primitives::{Address, Bytes, B256};
use alloy_sol_types::SolCall;
use althing_merkle::{chain::OutcomeProof, entry};
use althing_primitives::Entry;

/// A verifier that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Believed {
	/// Whose roots it believes.
	pub client: Address,
	/// Which chain that follows.
	pub genesis: B256,
	/// The EVM chain's number.
	pub chain_id: u64,
}

/// What a transaction tells a verifier to check `proof`: the view for entries of its kind, with the proof.
///
/// # Errors
///
/// When the entry is none.
pub fn calldata(proof: &OutcomeProof) -> Result<Bytes, entry::EntryError> {
	let argument = argument(proof);
	let bytes = match entry::decode(&proof.entry)? {
		Entry::Anchor(_) => Verifier::anchorOfCall { proof: argument }.abi_encode(),
		Entry::Decision(_) => Verifier::decisionOfCall { proof: argument }.abi_encode(),
		Entry::Registration(_) => Verifier::registrationOfCall { proof: argument }.abi_encode(),
		Entry::Work(_) => Verifier::workOfCall { proof: argument }.abi_encode(),
	};
	Ok(bytes.into())
}

/// Has the verifier at `address` check `data`, which is [`calldata`]; tells whom it believes.
///
/// # Errors
///
/// [`EvmError::Reverted`] where the proof does not hold, [`Error::NoVerifier`] where there is no verifier, and what
/// reaching the chain brings.
pub async fn check(
	evm: &Evm,
	address: Address,
	data: Bytes,
	chain_id: Option<u64>,
) -> Result<Believed, Error> {
	let chain_id = expect_chain(evm, chain_id).await?;
	let client = about(
		evm.view(address, &Verifier::LIGHT_CLIENTCall {}, At::Latest)
			.await,
		address,
	)?;
	let genesis = about(
		evm.view(client, &LightClient::GENESISCall {}, At::Latest).await,
		address,
	)?;
	evm.call(None, address, data, At::Latest).await?;
	Ok(Believed {
		client,
		genesis,
		chain_id,
	})
}

/// What a verifier says of itself; what does not say it is none.
fn about<T>(answer: Result<T, EvmError>, address: Address) -> Result<T, Error> {
	answer.map_err(|error| match error {
		EvmError::Reverted(_) | EvmError::BadAnswer { .. } => Error::NoVerifier { address },
		error => error.into(),
	})
}

/// `proof` as the contract takes it.
pub fn argument(proof: &OutcomeProof) -> Proof {
	Proof {
		entry: proof.entry.clone().into(),
		department: proof.department,
		index: proof.index,
		count: proof.count,
		departmentItems: proof
			.department_items
			.iter()
			.map(|item| B256::from(item.0))
			.collect(),
		blockItems: proof.block_items.iter().map(|item| B256::from(item.0)).collect(),
		blockOrder: proof.block_order,
		leaf: proof.leaf.clone().into(),
		mmrItems: proof.mmr_items.iter().map(|item| B256::from(item.0)).collect(),
		mmrOrder: proof.mmr_order,
		commitmentBlock: proof.commitment_block,
	}
}
