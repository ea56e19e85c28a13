//! The processes that are measured.

use crate::anvil::Anvil;
use althing_chain::{AccountId, Chain, Keypair};
use althing_e2e::{binary, eventually, registered, worker, Testnet};
use althing_primitives::{AgentId, AnchorId, EntryId};
use althing_relay::{contracts::LightClient, evm::At, verifier::calldata, Address, Evm};
use serde_json::{json, Value};
use std::{process::Stdio, sync::Mutex};
use tokio::process::{Child, Command};

/// The private key of anvil's second account, known to everybody.
const PAYER: &str = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
/// Which account that is.
const ACCOUNT: u32 = 1;
/// What deploying both contracts takes.
const DEPLOYMENTS: u64 = 2;

/// Four validators, anvil with contracts for them, a fleet and a relayer.
pub struct Scene {
	pub net: Testnet,
	pub chain: Chain,
	pub anvil: Anvil,
	pub client: Address,
	pub verifier: Address,
	pub worker: Mutex<Option<Child>>,
	pub relayer: Mutex<Option<Child>>,
}

impl Scene {
	/// Until the fleet is registered and contracts are deployed.
	pub async fn set() -> Self {
		let net = Testnet::start(4).await;
		// A transaction is in a block within a second.
		let anvil = Anvil::start_with(&["--block-time", "1"]).await;
		let chain = net.chain(0).await;
		let (client, verifier) = deployed(&net.rpc(), &anvil).await;
		let mut scene = Self {
			net,
			chain,
			anvil,
			client,
			verifier,
			worker: Mutex::new(None),
			relayer: Mutex::new(None),
		};
		scene.worker = Mutex::new(Some(scene.start_worker()));
		scene.relayer = Mutex::new(Some(scene.start_relayer()));
		registered(&scene.chain).await;
		scene
	}

	/// The fleet's worker; its journal is the same each time. Killed when dropped.
	pub fn start_worker(&self) -> Child {
		worker(&self.net.rpc(), &self.net.folder.path().join("fleet"))
	}

	/// A relayer that takes every commitment. Killed when dropped.
	pub fn start_relayer(&self) -> Child {
		Command::new(binary("althing"))
			.args(["relay", "--json", "--every", "1", "--confirmations", "1"])
			.args(["--node", &self.net.rpc(), "--evm", self.anvil.url()])
			.args(["--client", &self.client.to_string()])
			.env("ALTHING_EVM_KEY", PAYER)
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.kill_on_drop(true)
			.spawn()
			.unwrap()
	}

	/// The newest block that the light client knows of.
	pub async fn latest(&self) -> u32 {
		let call = LightClient::latestBlockCall {};
		self.anvil
			.evm()
			.view(self.client, &call, At::Latest)
			.await
			.unwrap()
	}

	/// How many transactions the relayer has sent, and how many commitments the client has taken.
	pub async fn relayed(&self) -> (u64, u64) {
		let call = LightClient::commitmentsCall {};
		let taken = self
			.anvil
			.evm()
			.view(self.client, &call, At::Latest)
			.await
			.unwrap();
		(self.anvil.sent(ACCOUNT).await - DEPLOYMENTS, taken.into())
	}

	/// Who proves anchors to the verifier.
	pub fn prover(&self) -> Prover {
		Prover {
			chain: self.chain.clone(),
			evm: self.anvil.evm(),
			verifier: self.verifier,
		}
	}

	/// The owners of the fleet, one for each department, each with one of its agents.
	pub async fn owners(&self) -> Vec<(Keypair, AgentId)> {
		let agents = self.chain.now().await.unwrap().agents().await.unwrap();
		let holders = althing_e2e::gov::holders();
		let with_agent = holders.into_iter().filter_map(|owner| {
			let account: AccountId = owner.account();
			let agent = agents
				.iter()
				.find(|agent| <[u8; 32]>::from(agent.owner.clone()) == account);
			agent.map(|agent| (owner, agent.id))
		});
		with_agent.collect()
	}
}

/// Anybody with a node of either chain.
#[derive(Clone)]
pub struct Prover {
	chain: Chain,
	evm: Evm,
	verifier: Address,
}

impl Prover {
	/// Whether the verifier takes the anchor, proven under the root after block `after`. False where the node does not
	/// prove it yet.
	pub async fn is_verified(&self, anchor: AnchorId, after: u32) -> bool {
		let id = EntryId::Anchor(anchor);
		let Ok(proof) = self.chain.prove_entry(id, Some(after)).await else {
			return false;
		};
		let data = calldata(&proof).unwrap();
		self.evm.call(None, self.verifier, data, At::Latest).await.is_ok()
	}
}

async fn deployed(rpc: &str, anvil: &Anvil) -> (Address, Address) {
	let made = eventually("a commitment to deploy from", 180, || async {
		let output = Command::new(binary("althing"))
			.args(["relay", "deploy", "--json", "--node", rpc, "--evm", anvil.url()])
			.env("ALTHING_EVM_KEY", PAYER)
			.stdin(Stdio::null())
			.output()
			.await
			.ok()?;
		serde_json::from_slice::<Value>(&output.stdout).ok()
	})
	.await;
	let address = |name| made["deployed"][name].as_str().unwrap().parse().unwrap();
	(address("client"), address("verifier"))
}

/// What so many percent of them are not above, the median and the largest, in seconds with one decimal.
pub fn spread(mut seconds: Vec<f64>) -> Value {
	seconds.sort_by(f64::total_cmp);
	let at = |percent: usize| {
		// The smallest that is not below so many of them: the nearest rank.
		let rank = (seconds.len() * percent).div_ceil(100).max(1);
		seconds.get(rank - 1).map(|value| (value * 10.0).round() / 10.0)
	};
	json!({ "p50": at(50), "p99": at(99), "max": at(100) })
}
