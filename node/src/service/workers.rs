//! Tasks beside consensus: off-chain workers, the search for the other validators' addresses, metrics.

use super::{node::Node, BlockNumber, Hash};
use crate::metrics;
use futures::{FutureExt, StreamExt};
use polkadot_sdk::*;
use sc_authority_discovery::{Role, WorkerConfig};
use sc_client_api::Backend as _;
use sc_consensus_grandpa::{SharedAuthoritySet, SharedVoterState};
use sc_network::{Event, NetworkEventStream};
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::Error;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::sync::Arc;

impl Node {
	/// Runs the runtime's own off-chain workers after each block. They get no HTTP: what this chain needs
	/// from outside comes through agents.
	pub fn start_offchain_workers(&self) -> Result<(), Error> {
		if !self.settings.offchain_workers {
			return Ok(());
		}
		let workers = OffchainWorkers::new(OffchainWorkerOptions {
			runtime_api_provider: self.client.clone(),
			keystore: Some(self.keystore.clone()),
			offchain_db: self.backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(self.pool.clone())),
			network_provider: Arc::new(self.network.clone()),
			is_validator: self.settings.role.is_authority(),
			enable_http_requests: false,
			custom_extensions: |_| Vec::new(),
		})?;
		let run = workers.run(self.client.clone(), self.spawner.clone()).boxed();
		self.spawner
			.spawn("offchain-workers-runner", "offchain-worker", run);
		Ok(())
	}

	/// A validator publishes its addresses under its session key and looks the others up.
	pub fn start_authority_discovery(&self) {
		if !self.settings.role.is_authority() {
			return;
		}
		let events = self
			.network
			.event_stream("authority-discovery")
			.filter_map(|event| async move {
				match event {
					Event::Dht(event) => Some(event),
					_ => None,
				}
			});
		let (worker, _) = sc_authority_discovery::new_worker_and_service_with_config(
			WorkerConfig {
				publish_non_global_ips: self.settings.publish_private_addresses,
				public_addresses: self.settings.public_addresses.clone(),
				// Every node of this chain signs its records: one that is not signed is forged.
				strict_record_validation: true,
				persisted_cache_directory: self.settings.network_folder.clone(),
				..WorkerConfig::default()
			},
			self.client.clone(),
			Arc::new(self.network.clone()),
			Box::pin(events),
			Role::PublishAndDiscover(self.keystore.clone()),
			self.settings.registry.clone(),
			self.spawner.clone(),
		);
		self.spawner.spawn(
			"authority-discovery-worker",
			Some("authority-discovery"),
			worker.run(),
		);
	}

	/// Keeps this chain's own metrics up to date, if metrics are served at all.
	pub fn start_metrics(
		&self,
		voters: SharedVoterState,
		authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	) -> Result<(), Error> {
		if let Some(registry) = &self.settings.registry {
			let metrics = metrics::Metrics::register(registry)?;
			let run = metrics::run(metrics, self.client.clone(), voters, authority_set);
			// A call into the runtime takes milliseconds: too long for the threads that serve the network.
			self.spawner
				.spawn_blocking("althing-metrics", Some("althing"), run);
		}
		Ok(())
	}
}
