//! Putting the contracts on an EVM chain.

use crate::{
	althing::Source,
	client::expect_chain,
	commitment::SignedCommitment,
	contracts::{AuthoritySet, LightClient, SamplingRules, Verifier},
	evm::{At, Evm, Key, Transaction},
	fees::Fees,
	keyset::Keyset,
	leaf::Leaf,
	Error,
};
use alloy_primitives::{hex, Address, Bytes, TxKind, B256, U256};
use alloy_sol_types::SolConstructor;
use serde::Deserialize;
use std::time::Duration;
use tokio::time::{sleep, Instant};

/// What the light client is made with. Whoever deploys one trusts the node that said this: compare it with another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
	/// The hash of the chain's first block.
	pub genesis: B256,
	/// Commitments must be of later blocks.
	pub block: u32,
	/// Who signs now.
	pub current: AuthoritySet,
	/// Who signs next.
	pub next: AuthoritySet,
	/// How it samples; all zero for never.
	pub sampling: SamplingRules,
}

/// Where contracts are, and what they cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployed {
	/// `AlthingLightClient`
	pub client: Address,
	/// `AnchorVerifier`
	pub verifier: Address,
	/// Both together, in wei.
	pub cost: u128,
}

/// A file of `contracts/out`.
#[derive(Deserialize)]
struct Artifact {
	bytecode: String,
}

impl Plan {
	/// From where the chain is now.
	///
	/// # Errors
	///
	/// [`Error::NothingSigned`], and what reading the chain brings.
	pub async fn of(source: &impl Source, sampling: SamplingRules) -> Result<Self, Error> {
		let head = source.newest().await?.ok_or(Error::NothingSigned)?;
		let bytes = source.signatures(head).await?.ok_or(Error::NothingSigned)?;
		let genesis = source.genesis().into();
		let signed = SignedCommitment::decode(&bytes)?.of(genesis)?;
		let keyset = Keyset::new(&source.keys(head).await?)?;
		let leaf = Leaf::proven(&source.leaf(head.number, head.number, head).await?, signed.root)?;
		Ok(Self {
			genesis,
			block: head.number,
			current: AuthoritySet {
				id: keyset.id,
				length: u32::try_from(keyset.members.len()).unwrap_or(u32::MAX), // at most 4096; qed
				root: keyset.root(),
			},
			next: AuthoritySet {
				id: leaf.next_id,
				length: leaf.next_length,
				root: leaf.next_root.into(),
			},
			sampling,
		})
	}

	fn client(&self) -> Result<Bytes, Error> {
		let arguments = LightClient::constructorCall {
			genesis: self.genesis,
			blockNumber: self.block,
			current: self.current.clone(),
			next: self.next.clone(),
			rules: self.sampling.clone(),
		};
		let artifact = include_str!("../../../contracts/out/AlthingLightClient.json");
		creation("AlthingLightClient", artifact, &arguments.abi_encode())
	}
}

fn verifier(client: Address) -> Result<Bytes, Error> {
	let arguments = Verifier::constructorCall { lightClient: client };
	let artifact = include_str!("../../../contracts/out/AnchorVerifier.json");
	creation("AnchorVerifier", artifact, &arguments.abi_encode())
}

/// The bytecode with its arguments behind it.
fn creation(what: &'static str, artifact: &str, arguments: &[u8]) -> Result<Bytes, Error> {
	let wrong = |reason: String| Error::Artifact { what, reason };
	let artifact: Artifact = serde_json::from_str(artifact).map_err(|e| wrong(e.to_string()))?;
	let mut code = hex::decode(artifact.bytecode).map_err(|e| wrong(e.to_string()))?;
	code.extend_from_slice(arguments);
	Ok(code.into())
}

/// An account that deploys.
pub struct Deployer {
	evm: Evm,
	chain_id: u64,
	key: Key,
	/// What a unit of gas may cost, in wei.
	max_fee: u128,
	/// How long a block is waited for.
	patience: Duration,
}

impl Deployer {
	/// On the EVM chain number `chain_id` if that is given.
	///
	/// # Errors
	///
	/// [`Error::WrongEvmChain`], and what reaching it brings.
	pub async fn new(
		evm: Evm,
		chain_id: Option<u64>,
		key: Key,
		max_fee: u128,
		patience: Duration,
	) -> Result<Self, Error> {
		Ok(Self {
			chain_id: expect_chain(&evm, chain_id).await?,
			evm,
			key,
			max_fee,
			patience,
		})
	}

	/// The EVM chain's number.
	pub const fn chain_id(&self) -> u64 {
		self.chain_id
	}

	/// Who pays.
	pub fn account(&self) -> Address {
		self.key.address()
	}

	/// Deploys the light client and the verifier that believes it: two transactions.
	///
	/// # Errors
	///
	/// When one is too expensive, refused, or not included in good time.
	pub async fn deploy(&self, plan: &Plan) -> Result<Deployed, Error> {
		let (client, first) = self.create("AlthingLightClient", plan.client()?).await?;
		let (verifier, second) = self.create("AnchorVerifier", verifier(client)?).await?;
		Ok(Deployed {
			client,
			verifier,
			cost: first.saturating_add(second),
		})
	}

	async fn create(&self, what: &'static str, data: Bytes) -> Result<(Address, u128), Error> {
		let account = self.account();
		let fees = Fees::quote(&self.evm, self.max_fee).await?;
		let gas = self.evm.gas(account, None, &data, At::Pending).await?;
		let (bytes, transaction) = Transaction {
			chain_id: self.chain_id,
			nonce: self.evm.nonce(account, At::Pending).await?,
			tip: fees.tip,
			max_fee: fees.max,
			gas: gas.saturating_add(gas / 8),
			to: TxKind::Create,
			value: U256::ZERO,
			data,
			access: Vec::new(),
		}
		.sign(&self.key)?;
		self.evm.send(&bytes).await?;
		self.made(what, transaction).await
	}

	/// Waits for a block with the transaction; gives the contract's address and the cost.
	async fn made(&self, what: &'static str, transaction: B256) -> Result<(Address, u128), Error> {
		const POLL: Duration = Duration::from_millis(500);
		let began = Instant::now();
		while began.elapsed() < self.patience {
			let receipt = match self.evm.receipt(transaction).await {
				Err(error) if !error.is_transient() => return Err(error.into()),
				receipt => receipt.ok().flatten(),
			};
			match receipt.map(|receipt| (receipt.succeeded(), receipt.contract_address, receipt.cost())) {
				Some((true, Some(address), cost)) => return Ok((address, cost)),
				Some(_) => return Err(Error::NotDeployed { what, transaction }),
				None => sleep(POLL).await,
			}
		}
		Err(Error::NotIncluded {
			transaction,
			seconds: self.patience.as_secs(),
		})
	}
}

impl From<&Plan> for serde_json::Value {
	fn from(plan: &Plan) -> Self {
		let set = |set: &AuthoritySet| serde_json::json!({ "id": set.id, "length": set.length, "root": set.root.to_string() });
		serde_json::json!({
			"genesis": plan.genesis.to_string(),
			"blockNumber": plan.block,
			"current": set(&plan.current),
			"next": set(&plan.next),
			"rules": { "base": plan.sampling.base, "delay": plan.sampling.delay, "window": plan.sampling.window },
		})
	}
}
