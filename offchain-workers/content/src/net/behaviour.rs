//! The protocols that a peer speaks.

use super::records::Records;
use super::{Codec, Settings};
use crate::error::{Error, Result};
use crate::store::Store;
use libp2p::allow_block_list::{self, BlockedPeers};
use libp2p::connection_limits::{self, ConnectionLimits};
use libp2p::identity::Keypair;
use libp2p::request_response::{self, ProtocolSupport};
use libp2p::swarm::NetworkBehaviour;
use libp2p::{identify, kad, noise, ping, tcp, yamux, StreamProtocol, Swarm, SwarmBuilder};
use std::time::Duration;

/// How long others remember that this peer has something; told again three times in it.
const RECORD_TTL: Duration = Duration::from_secs(24 * 3_600);

/// All protocols together.
#[derive(NetworkBehaviour)]
pub(super) struct Behaviour {
	limits: connection_limits::Behaviour,
	pub(super) bans: allow_block_list::Behaviour<BlockedPeers>,
	identify: identify::Behaviour,
	ping: ping::Behaviour,
	pub(super) kad: kad::Behaviour<Records>,
	pub(super) exchange: request_response::Behaviour<Codec>,
}

/// The names of the two protocols on a chain: table and exchange.
pub(super) fn protocols(genesis: &[u8; 32]) -> Result<(StreamProtocol, StreamProtocol)> {
	let name = |what: &str| {
		let name = format!("/althing/{}/{what}/1", hex::encode(genesis));
		StreamProtocol::try_from_owned(name).map_err(|error| Error::Internal(error.to_string()))
	};
	Ok((name("kad")?, name("content")?))
}

/// A swarm that speaks them over TCP.
pub(super) fn swarm(key: Keypair, store: Store, settings: &Settings) -> Result<Swarm<Behaviour>> {
	let behaviour = behaviour(&key, store, settings)?;
	let built = SwarmBuilder::with_existing_identity(key)
		.with_tokio()
		.with_tcp(
			tcp::Config::default().nodelay(true),
			noise::Config::new,
			yamux::Config::default,
		)
		.map_err(|error| Error::Network(format!("no encrypted transport: {error}")))?
		.with_behaviour(|_| behaviour)
		.map_err(|error| Error::Internal(error.to_string()))?
		.with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(120)))
		.build();
	Ok(built)
}

fn behaviour(key: &Keypair, store: Store, settings: &Settings) -> Result<Behaviour> {
	let (table, content) = protocols(&settings.genesis)?;
	let peer = key.public().to_peer_id();
	let serves = !settings.listen.is_empty();
	let half = settings.connections / 2;
	let limits = ConnectionLimits::default()
		.with_max_established(Some(settings.connections))
		// So that those who dial in never keep this peer from dialing out.
		.with_max_established_incoming(Some(settings.connections - half / 2))
		.with_max_pending_incoming(Some(half))
		.with_max_pending_outgoing(Some(half))
		.with_max_established_per_peer(Some(2));
	let mut config = kad::Config::new(table);
	config
		.set_provider_record_ttl(Some(RECORD_TTL))
		.set_provider_publication_interval(Some(RECORD_TTL / 3))
		.set_query_timeout(Duration::from_secs(30))
		.set_caching(kad::Caching::Disabled);
	let records = Records::new(peer, store, settings.records);
	let mut kad = kad::Behaviour::with_config(peer, records, config);
	kad.set_mode(Some(if serves {
		kad::Mode::Server
	} else {
		kad::Mode::Client
	}));
	let support = if serves {
		ProtocolSupport::Full
	} else {
		ProtocolSupport::Outbound
	};
	let exchange = request_response::Config::default()
		.with_request_timeout(settings.timeout)
		.with_max_concurrent_streams(2 * settings.serving.at_once_per_peer.max(16));
	let about = identify::Config::new("/althing/content/1".into(), key.public())
		.with_agent_version(concat!("althing/", env!("CARGO_PKG_VERSION")).into());
	Ok(Behaviour {
		limits: connection_limits::Behaviour::new(limits),
		bans: allow_block_list::Behaviour::default(),
		identify: identify::Behaviour::new(about),
		ping: ping::Behaviour::default(),
		kad,
		exchange: request_response::Behaviour::new([(content, support)], exchange),
	})
}
