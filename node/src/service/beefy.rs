//! Signatures for other chains (BEEFY) over the root of all blocks (MMR).

use super::{node::Node, BeefyId, BeefyLinks, Block, Client, Hash};
use polkadot_sdk::*;
use sc_consensus_beefy::{
	communication::{beefy_peers_set_config, request_response::BeefyJustifsRequestHandler},
	gossip_protocol_name, start_beefy_gadget, BeefyNetworkParams, BeefyParams,
};
use sc_network::{
	config::FullNetworkConfiguration, service::NotificationMetrics, types::ProtocolName, NetworkBackend,
	NotificationService,
};
use sc_service::Configuration;
use sp_consensus_beefy::{mmr::MmrRootProvider, Payload, PayloadProvider};
use std::{marker::PhantomData, sync::Arc};

/// A commitment is made at least so many blocks after the last one, beside the first of each session, which is always
/// signed. What waits for it waits 8 s; each costs every light client a transaction.
const MIN_BLOCK_DELTA: u32 = 4;

/// The id of the payload item that is the hash of the chain's first block: without it, a commitment of one chain would be
/// one of any other whose validators have the same keys.
const CHAIN_ID: [u8; 2] = *b"ch";

/// What is signed: the root of all blocks, and of which chain.
#[derive(Clone)]
struct NamedRoots {
	roots: MmrRootProvider<Block, Client>,
	genesis: Hash,
}

impl PayloadProvider<Block> for NamedRoots {
	fn payload(&self, header: &<Block as sp_runtime::traits::Block>::Header) -> Option<Payload> {
		let payload = self.roots.payload(header)?;
		Some(payload.push_raw(CHAIN_ID, self.genesis.0.to_vec()))
	}
}

/// What the voters speak through.
pub struct Channels {
	protocol: ProtocolName,
	notifications: Box<dyn NotificationService>,
	requests: BeefyJustifsRequestHandler<Block, Client>,
}

impl Channels {
	/// Adds them to a network that has not started.
	pub fn open<Net: NetworkBackend<Block, Hash>>(
		config: &Configuration,
		client: &Arc<Client>,
		network: &mut FullNetworkConfiguration<Block, Hash, Net>,
		metrics: &NotificationMetrics,
	) -> Self {
		let genesis = client.chain_info().genesis_hash;
		let fork = config.chain_spec.fork_id();
		let protocol = gossip_protocol_name(genesis, fork);
		let (peers, notifications) =
			beefy_peers_set_config::<_, Net>(protocol.clone(), metrics.clone(), network.peer_store_handle());
		network.add_notification_protocol(peers);
		let (requests, answers) = BeefyJustifsRequestHandler::new::<_, Net>(
			genesis,
			fork,
			client.clone(),
			config.prometheus_registry().cloned(),
		);
		network.add_request_response_protocol(answers);
		Self {
			protocol,
			notifications,
			requests,
		}
	}
}

impl Node {
	/// Every node follows what is signed, so that each can serve it; only a validator has the keys to sign.
	pub fn start_beefy(&self, links: BeefyLinks, channels: Channels) {
		let authority = self.settings.role.is_authority();
		let network_params = BeefyNetworkParams {
			network: Arc::new(self.network.clone()),
			sync: self.sync.clone(),
			notification_service: channels.notifications,
			gossip_protocol_name: channels.protocol,
			justifications_protocol_name: channels.requests.protocol_name(),
			_phantom: PhantomData,
		};
		let gadget = start_beefy_gadget::<_, _, _, _, _, _, _, BeefyId>(BeefyParams {
			client: self.client.clone(),
			backend: self.backend.clone(),
			payload_provider: NamedRoots {
				roots: MmrRootProvider::new(self.client.clone()),
				genesis: self.client.chain_info().genesis_hash,
			},
			runtime: self.client.clone(),
			key_store: authority.then(|| self.keystore.clone()),
			network_params,
			min_block_delta: MIN_BLOCK_DELTA,
			prometheus_registry: self.settings.registry.clone(),
			links,
			on_demand_justifications_handler: channels.requests,
			is_authority: authority,
		});
		self.essential.spawn_blocking("beefy-gadget", None, gadget);
		let range = mmr_gadget::MmrGadget::start(
			self.client.clone(),
			self.backend.clone(),
			sp_mmr_primitives::INDEXING_PREFIX.to_vec(),
		);
		self.essential.spawn_blocking("mmr-gadget", None, range);
	}
}
