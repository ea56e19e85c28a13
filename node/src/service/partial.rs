//! What every command needs: client, database, transaction pool and block import.

use super::{Backend, Block, Client, Executor, Links, Other, Partial, Pool, SelectChain};
use crate::rpc;
use polkadot_sdk::*;
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaPruningFilter, SharedVoterState};
use sc_executor::{HeapAllocStrategy, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::{Configuration, Error, KeystoreContainer, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::{BabeCreateInherentDataProviders, InherentDataProvider};
use std::{path::Path, sync::Arc};

/// At least every so many blocks a finality justification is stored for good, beside those at the end of
/// each validator set. A verifier asks for the justification nearest above a block and gets the headers
/// between the two: at 32 blocks that is about a minute of headers (10 KiB), for about one justification
/// per minute of disk. The usual 512 means a proof sixteen times as long.
pub const JUSTIFICATION_PERIOD: u32 = 32;

struct Basics {
	client: Arc<Client>,
	backend: Arc<Backend>,
	keystore_container: KeystoreContainer,
	task_manager: TaskManager,
	telemetry: Option<Telemetry>,
}

fn basics(config: &Configuration, runtime_cache: Option<&Path>) -> Result<Basics, Error> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;
	let (client, backend, keystore_container, task_manager) = sc_service::new_full_parts(
		config,
		telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
		executor(config, runtime_cache),
		// A node that prunes blocks keeps those that warp sync is proved with.
		vec![Arc::new(GrandpaPruningFilter)],
	)?;
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});
	Ok(Basics {
		client: Arc::new(client),
		backend,
		keystore_container,
		task_manager,
		telemetry,
	})
}

/// What executes runtimes. Compiling one takes seconds of every core; what came of it is kept on disk, in
/// `runtime_cache` or below the base path.
fn executor(config: &Configuration, runtime_cache: Option<&Path>) -> Executor {
	let own = || config.base_path.path().join("runtime-cache");
	let heap = config
		.executor
		.default_heap_pages
		.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| HeapAllocStrategy::Static {
			extra_pages: pages as _,
		});
	Executor::builder()
		.with_execution_method(config.executor.wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(config.executor.max_runtime_instances)
		.with_runtime_cache_size(config.executor.runtime_cache_size)
		.with_cache_path(runtime_cache.map_or_else(own, Path::to_owned))
		.build()
}

fn pool(config: &Configuration, client: &Arc<Client>, task_manager: &TaskManager) -> Arc<Pool> {
	let builder = sc_transaction_pool::Builder::new(
		task_manager.spawn_essential_handle(),
		client.clone(),
		config.role.is_authority().into(),
	);
	Arc::from(
		builder
			.with_options(config.transaction_pool.clone())
			.with_prometheus(config.prometheus_registry())
			.build(),
	)
}

/// Builds them.
pub fn new(config: &Configuration, runtime_cache: Option<&Path>) -> Result<Partial, Error> {
	let Basics {
		client,
		backend,
		keystore_container,
		task_manager,
		telemetry,
	} = basics(config, runtime_cache)?;
	let select_chain = SelectChain::new(backend.clone());
	let transaction_pool = pool(config, &client, &task_manager);

	let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(|telemetry| telemetry.handle()),
	)?;
	let (beefy_import, beefy, beefy_rpc) = sc_consensus_beefy::beefy_block_import_and_links(
		grandpa_import.clone(),
		backend.clone(),
		client.clone(),
		config.prometheus_registry().cloned(),
	);
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let inherents: BabeCreateInherentDataProviders<Block> = Arc::new(move |_, ()| async move {
		let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
		let slot = InherentDataProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
		Ok((slot, timestamp))
	});
	let (babe_import, babe) = sc_consensus_babe::block_import(
		babe_config,
		beefy_import,
		client.clone(),
		inherents,
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(transaction_pool.clone()),
	)?;
	let (import_queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe.clone(),
			block_import: babe_import.clone(),
			justification_import: Some(Box::new(grandpa_import)),
			client: client.clone(),
			slot_duration,
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry: telemetry.as_ref().map(|telemetry| telemetry.handle()),
		})?;

	let voters = SharedVoterState::empty();
	let rpc = rpc::builder(rpc::Deps {
		client: client.clone(),
		backend: backend.clone(),
		pool: transaction_pool.clone(),
		select_chain: select_chain.clone(),
		chain_spec: Arc::from(config.chain_spec.cloned_box()),
		keystore: keystore_container.keystore(),
		babe_worker,
		voters: voters.clone(),
		authority_set: grandpa.shared_authority_set().clone(),
		justifications: grandpa.justification_stream(),
		beefy: beefy_rpc,
		finality: FinalityProofProvider::new_for_service(
			backend.clone(),
			Some(grandpa.shared_authority_set().clone()),
		),
	});
	Ok(Partial {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: Other {
			rpc,
			links: Links {
				babe_import,
				babe,
				grandpa,
				beefy,
			},
			voters,
			telemetry,
		},
	})
}
