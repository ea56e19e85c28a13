//! A node whose network runs, and the tasks that it starts then.

use super::{Backend, Client, Pool, SelectChain};
use polkadot_sdk::*;
use sc_network::{config::Role, service::traits::NetworkService, types::ProtocolName, Multiaddr};
use sc_network_sync::SyncingService;
use sc_service::{Configuration, SpawnEssentialTaskHandle, SpawnTaskHandle};
use sc_telemetry::TelemetryHandle;
use sp_keystore::KeystorePtr;
use std::{path::PathBuf, sync::Arc};
use substrate_prometheus_endpoint::Registry;

/// What the tasks need of the configuration, which the service consumes.
pub struct Settings {
	pub name: String,
	pub role: Role,
	pub force_authoring: bool,
	pub grandpa: bool,
	pub offchain_workers: bool,
	pub publish_private_addresses: bool,
	pub public_addresses: Vec<Multiaddr>,
	pub network_folder: Option<PathBuf>,
	pub registry: Option<Registry>,
	pub grandpa_protocol: ProtocolName,
}

impl Settings {
	/// Takes them from `config`.
	pub fn of(config: &Configuration, grandpa_protocol: ProtocolName) -> Self {
		Self {
			name: config.network.node_name.clone(),
			role: config.role,
			force_authoring: config.force_authoring,
			grandpa: !config.disable_grandpa,
			offchain_workers: config.offchain_worker.enabled,
			publish_private_addresses: config.network.allow_non_globals_in_dht,
			public_addresses: config.network.public_addresses.clone(),
			network_folder: config.network.net_config_path.clone(),
			registry: config.prometheus_registry().cloned(),
			grandpa_protocol,
		}
	}
}

/// A node whose network runs.
pub struct Node {
	pub settings: Settings,
	pub client: Arc<Client>,
	pub backend: Arc<Backend>,
	pub keystore: KeystorePtr,
	pub select_chain: SelectChain,
	pub pool: Arc<Pool>,
	pub network: Arc<dyn NetworkService>,
	pub sync: Arc<SyncingService<super::Block>>,
	pub spawner: SpawnTaskHandle,
	pub essential: SpawnEssentialTaskHandle,
	pub telemetry: Option<TelemetryHandle>,
}
