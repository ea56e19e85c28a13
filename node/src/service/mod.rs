//! Puts the node together.

mod beefy;
mod consensus;
mod node;
mod partial;
mod workers;

use crate::rpc::RpcBuilder;
use althing_runtime::RuntimeApi;
use node::{Node, Settings};
use polkadot_sdk::*;
use sc_consensus_grandpa::SharedVoterState;
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend, NetworkBackend, NetworkWorker};
use sc_network_sync::WarpSyncConfig;
use sc_service::{Configuration, Error, TaskManager};
use sc_telemetry::Telemetry;
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;
use sp_consensus_beefy::ecdsa_crypto::AuthorityId as BeefyId;
use std::{path::Path, sync::Arc};

pub use althing_runtime::{opaque::Block, BlockNumber, Hash};

type Executor = sc_executor::WasmExecutor<sp_io::SubstrateHostFunctions>;

/// The client: blocks, state and calls into the runtime.
pub type Client = sc_service::TFullClient<Block, RuntimeApi, Executor>;

/// The database.
pub type Backend = sc_service::TFullBackend<Block>;

/// The transactions that wait for a block.
pub type Pool = sc_transaction_pool::TransactionPoolHandle<Block, Client>;

/// How the best chain is chosen: the longest that keeps what is finalized.
pub type SelectChain = sc_consensus::LongestChain<Backend, Block>;

type ImportQueue = sc_consensus::DefaultImportQueue<Block>;
type GrandpaImport = sc_consensus_grandpa::GrandpaBlockImport<Backend, Block, Client, SelectChain>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, Client, SelectChain>;
type BeefyImport =
	sc_consensus_beefy::import::BeefyBlockImport<Block, Backend, Client, GrandpaImport, BeefyId>;
type BeefyLinks = sc_consensus_beefy::BeefyVoterLinks<Block, BeefyId>;
type BabeImport = sc_consensus_babe::BabeBlockImport<
	Block,
	Client,
	BeefyImport,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;
type BabeLink = sc_consensus_babe::BabeLink<Block>;

/// What the consensus engines share with block import.
struct Links {
	babe_import: BabeImport,
	babe: BabeLink,
	grandpa: GrandpaLink,
	beefy: BeefyLinks,
}

/// What is built beside the parts that every command needs.
struct Other {
	rpc: RpcBuilder,
	links: Links,
	voters: SharedVoterState,
	telemetry: Option<Telemetry>,
}

type Partial = sc_service::PartialComponents<Client, Backend, SelectChain, ImportQueue, Pool, Other>;

/// What a command needs that works on the database without a network.
pub struct ChainOps {
	/// The client.
	pub client: Arc<Client>,
	/// The database.
	pub backend: Arc<Backend>,
	/// Checks and imports blocks.
	pub import_queue: ImportQueue,
	/// Runs the tasks of these.
	pub task_manager: TaskManager,
}

/// Opens the chain without running a node.
pub fn new_chain_ops(mut config: Configuration) -> Result<ChainOps, Error> {
	// No such command signs anything, so none may touch the keys.
	config.keystore = sc_service::config::KeystoreConfig::InMemory;
	indexed(&mut config);
	let Partial {
		client,
		backend,
		import_queue,
		task_manager,
		..
	} = partial::new(&config, None)?;
	Ok(ChainOps {
		client,
		backend,
		import_queue,
		task_manager,
	})
}

/// Has what blocks index kept: without it a node can prove neither the leaves of the mountain range nor outcomes, not
/// even later, so there is no choice.
fn indexed(config: &mut Configuration) {
	config.offchain_worker.indexing_enabled = true;
}

/// Takes back what the consensus engines keep about the last `blocks` blocks.
pub fn revert(client: Arc<Client>, backend: Arc<Backend>, blocks: BlockNumber) -> sc_cli::Result<()> {
	sc_consensus_babe::revert(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert(client, blocks)?;
	Ok(())
}

/// Starts a node.
pub fn new_full(mut config: Configuration, runtime_cache: Option<&Path>) -> Result<TaskManager, Error> {
	indexed(&mut config);
	match config.network.network_backend {
		NetworkBackendType::Libp2p => start::<NetworkWorker<Block, Hash>>(config, runtime_cache),
		NetworkBackendType::Litep2p => start::<Litep2pNetworkBackend>(config, runtime_cache),
	}
}

fn start<Net: NetworkBackend<Block, Hash>>(
	config: Configuration,
	runtime_cache: Option<&Path>,
) -> Result<TaskManager, Error> {
	let Partial {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: Other {
			rpc,
			links,
			voters,
			mut telemetry,
		},
	} = partial::new(&config, runtime_cache)?;

	let mut net_config = sc_network::config::FullNetworkConfiguration::<_, _, Net>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let net_metrics = Net::register_notification_metrics(config.prometheus_registry());
	let genesis = client.chain_info().genesis_hash;
	let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (grandpa_config, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, Net>(
		grandpa_protocol.clone(),
		net_metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_config);
	let beefy = beefy::Channels::open::<Net>(&config, &client, &mut net_config, &net_metrics);
	let warp_sync = Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		links.grandpa.shared_authority_set().clone(),
		Vec::new(),
	));

	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
			block_relay: None,
			metrics: net_metrics,
			gap_sync_body_policy: None,
		})?;

	let node = Node {
		settings: Settings::of(&config, grandpa_protocol),
		client: client.clone(),
		backend: backend.clone(),
		keystore: keystore_container.keystore(),
		select_chain,
		pool: transaction_pool.clone(),
		network: network.clone(),
		sync: sync_service.clone(),
		spawner: task_manager.spawn_handle(),
		essential: task_manager.spawn_essential_handle(),
		telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
	};
	node.start_offchain_workers()?;
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		config,
		backend,
		client,
		keystore: keystore_container.keystore(),
		network,
		sync_service,
		rpc_builder: rpc,
		transaction_pool,
		task_manager: &mut task_manager,
		system_rpc_tx,
		tx_handler_controller,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;
	node.start_authority_discovery();
	let authority_set = links.grandpa.shared_authority_set().clone();
	node.start_metrics(voters.clone(), authority_set)?;
	node.start_consensus(links, voters, grandpa_notifications, beefy)?;
	Ok(task_manager)
}
