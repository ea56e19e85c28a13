//! A peer that answers as it likes: any bytes, or not at all.

use super::GENESIS;
use althing_content::hash::Manifest;
use althing_content::net::message::{Request, Response};
use althing_content::net::Codec;
use althing_content::Address;
use async_trait::async_trait;
use futures::{AsyncRead, AsyncWrite, AsyncWriteExt as _, StreamExt as _};
use libp2p::kad::store::MemoryStore;
use libp2p::request_response::{self, Message, ProtocolSupport};
use libp2p::swarm::{NetworkBehaviour, SwarmEvent};
use libp2p::{identify, identity, kad, noise, tcp, yamux, Multiaddr, PeerId, StreamProtocol, SwarmBuilder};
use std::io;
use tokio::sync::oneshot;

/// What a liar answers; nothing, and it is gone.
pub type Says = Box<dyn FnMut(Request) -> Option<Vec<u8>> + Send>;

#[derive(Clone, Default)]
struct Raw;

#[async_trait]
impl request_response::Codec for Raw {
	type Protocol = StreamProtocol;
	type Request = Request;
	type Response = Vec<u8>;

	async fn read_request<T>(&mut self, protocol: &StreamProtocol, io: &mut T) -> io::Result<Request>
	where
		T: AsyncRead + Unpin + Send,
	{
		Codec.read_request(protocol, io).await
	}

	async fn read_response<T>(&mut self, _: &StreamProtocol, _: &mut T) -> io::Result<Vec<u8>>
	where
		T: AsyncRead + Unpin + Send,
	{
		Ok(Vec::new())
	}

	async fn write_request<T>(
		&mut self,
		protocol: &StreamProtocol,
		io: &mut T,
		request: Request,
	) -> io::Result<()>
	where
		T: AsyncWrite + Unpin + Send,
	{
		Codec.write_request(protocol, io, request).await
	}

	async fn write_response<T>(&mut self, _: &StreamProtocol, io: &mut T, bytes: Vec<u8>) -> io::Result<()>
	where
		T: AsyncWrite + Unpin + Send,
	{
		io.write_all(&bytes).await
	}
}

#[derive(NetworkBehaviour)]
struct Behaviour {
	identify: identify::Behaviour,
	kad: kad::Behaviour<MemoryStore>,
	exchange: request_response::Behaviour<Raw>,
}

/// Starts a peer that says it has `address`; returns its name once the table knows.
pub async fn start(begin: Multiaddr, address: Address, mut says: Says) -> PeerId {
	let key = identity::Keypair::generate_ed25519();
	let name = key.public().to_peer_id();
	let protocol = |what: &str| {
		StreamProtocol::try_from_owned(format!("/althing/{}/{what}/1", hex::encode(GENESIS))).unwrap()
	};
	let about = identify::Config::new("/althing/content/1".into(), key.public());
	let mut table =
		kad::Behaviour::with_config(name, MemoryStore::new(name), kad::Config::new(protocol("kad")));
	table.set_mode(Some(kad::Mode::Server));
	let behaviour = Behaviour {
		identify: identify::Behaviour::new(about),
		kad: table,
		exchange: request_response::Behaviour::new(
			[(protocol("content"), ProtocolSupport::Full)],
			request_response::Config::default(),
		),
	};
	let mut swarm = SwarmBuilder::with_existing_identity(key)
		.with_tokio()
		.with_tcp(
			tcp::Config::default().nodelay(true),
			noise::Config::new,
			yamux::Config::default,
		)
		.unwrap()
		.with_behaviour(|_| behaviour)
		.unwrap()
		.with_swarm_config(|config| config.with_idle_connection_timeout(std::time::Duration::from_secs(60)))
		.build();
	swarm.listen_on("/ip4/127.0.0.1/tcp/0".parse().unwrap()).unwrap();
	let (known, told) = oneshot::channel();
	let mut known = Some(known);
	tokio::spawn(async move {
		loop {
			match swarm.select_next_some().await {
				SwarmEvent::NewListenAddr { address, .. } => {
					swarm.add_external_address(address);
					swarm.dial(begin.clone()).unwrap();
				}
				SwarmEvent::Behaviour(BehaviourEvent::Identify(identify::Event::Received {
					peer_id,
					info,
					..
				})) => {
					for address in info.listen_addrs {
						swarm.behaviour_mut().kad.add_address(&peer_id, address);
					}
					let key = kad::RecordKey::from(address.to_bytes().to_vec());
					swarm.behaviour_mut().kad.start_providing(key).unwrap();
				}
				SwarmEvent::Behaviour(BehaviourEvent::Kad(kad::Event::OutboundQueryProgressed {
					result: kad::QueryResult::StartProviding(_),
					..
				})) => {
					known.take().into_iter().for_each(|known| known.send(()).unwrap());
				}
				SwarmEvent::Behaviour(BehaviourEvent::Exchange(request_response::Event::Message {
					message: Message::Request { request, channel, .. },
					..
				})) => match says(request) {
					Some(bytes) => drop(swarm.behaviour_mut().exchange.send_response(channel, bytes)),
					None => break,
				},
				_ => (),
			}
		}
	});
	told.await.unwrap();
	name
}

/// The truth about a payload, as a peer tells it.
pub fn truth(manifest: &Manifest, bytes: &[u8], request: Request) -> Response {
	let part = |chunk: u32| {
		let (at, length) = manifest.span(chunk).unwrap();
		bytes[at as usize..][..length].to_vec()
	};
	match request {
		Request::Begin(_) => Response::Begin(manifest.clone(), part(manifest.chunks() - 1)),
		Request::Chunk(_, chunk) => Response::Chunk(part(chunk)),
	}
}
