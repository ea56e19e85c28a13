//! Questions and answers.

use super::Actor;
use crate::net::message::{Request, Response};
use crate::net::serving::Meters;
use crate::net::AskError;
use crate::store::Store;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use libp2p::request_response::{
	Event, InboundRequestId, Message, OutboundFailure, OutboundRequestId, ResponseChannel,
};
use libp2p::PeerId;
use std::collections::{HashMap, HashSet};
use std::io;
use std::time::Instant;
use tokio::sync::oneshot;

type Asker = oneshot::Sender<Result<Response, AskError>>;

/// An answer that was read from disk, and where it goes.
pub(super) type Answer = (ResponseChannel<Response>, Response);

/// Questions to a peer that wait for a connection at most.
const WAITING: usize = 64;

pub(super) struct Exchange {
	meters: Meters,
	/// What is answered, until it is sent.
	under_way: HashSet<InboundRequestId>,
	reads: FuturesUnordered<BoxFuture<'static, Answer>>,
	asked: HashMap<OutboundRequestId, Asker>,
	/// Questions to peers that are being dialed.
	waiting: HashMap<PeerId, Vec<(Request, Asker)>>,
}

impl Exchange {
	pub(super) fn new(meters: Meters) -> Self {
		Self {
			meters,
			under_way: HashSet::new(),
			reads: FuturesUnordered::new(),
			asked: HashMap::new(),
			waiting: HashMap::new(),
		}
	}

	/// The next answer from disk; nothing while there is nothing to read.
	pub(super) async fn next_read(&mut self) -> Option<Answer> {
		self.reads.next().await
	}
}

/// Tells who asked, who may have left.
fn tell(asker: Asker, outcome: Result<Response, AskError>) {
	let _ = asker.send(outcome);
}

impl Actor {
	pub(super) fn ask(&mut self, peer: PeerId, request: Request, to: Asker) {
		if self.swarm.is_connected(&peer) {
			let id = self.swarm.behaviour_mut().exchange.send_request(&peer, request);
			self.exchange.asked.insert(id, to);
			return;
		}
		let waiting = self.exchange.waiting.get(&peer).map_or(0, Vec::len);
		if self.peers.is_banned(&peer) || waiting >= WAITING || !self.reach(peer) {
			return tell(to, Err(AskError::Unreachable));
		}
		// Not handed on yet: the exchange fails what it has when another dial is under way.
		self.exchange.waiting.entry(peer).or_default().push((request, to));
	}

	pub(super) fn connected(&mut self, peer: PeerId) {
		for (request, to) in self.exchange.waiting.remove(&peer).unwrap_or_default() {
			self.ask(peer, request, to);
		}
	}

	pub(super) fn unreachable(&mut self, peer: PeerId) {
		if self.swarm.is_connected(&peer) {
			return;
		}
		for (_, to) in self.exchange.waiting.remove(&peer).unwrap_or_default() {
			tell(to, Err(AskError::Unreachable));
		}
	}

	pub(super) fn on_exchange(&mut self, event: Event<Request, Response>) {
		match event {
			Event::Message { peer, message } => match message {
				Message::Request {
					request_id,
					request,
					channel,
				} => self.serve(peer, request_id, request, channel),
				Message::Response { request_id, response } => self.answered(request_id, Ok(response)),
			},
			Event::OutboundFailure {
				request_id, error, ..
			} => {
				self.answered(request_id, Err(failure(&error)));
			}
			Event::InboundFailure { peer, request_id, .. } | Event::ResponseSent { peer, request_id } => {
				if self.exchange.under_way.remove(&request_id) {
					self.exchange.meters.end(&peer);
				}
			}
		}
	}

	fn answered(&mut self, id: OutboundRequestId, outcome: Result<Response, AskError>) {
		if let Some(to) = self.exchange.asked.remove(&id) {
			tell(to, outcome);
		}
	}

	fn serve(
		&mut self,
		peer: PeerId,
		id: InboundRequestId,
		request: Request,
		channel: ResponseChannel<Response>,
	) {
		if let Err(wait) = self.exchange.meters.begin(peer, Instant::now()) {
			let wait = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).max(1);
			return self.answer((channel, Response::Busy(wait)));
		}
		self.exchange.under_way.insert(id);
		let store = self.store.clone();
		let read = tokio::task::spawn_blocking(move || read(&store, request));
		let answer = async move { (channel, read.await.unwrap_or(Response::NotHere)) };
		self.exchange.reads.push(answer.boxed());
	}

	pub(super) fn answer(&mut self, (channel, response): Answer) {
		// Who asked may have left; an event says so then.
		let _ = self
			.swarm
			.behaviour_mut()
			.exchange
			.send_response(channel, response);
	}
}

/// What the store has to say. What is damaged is not given out.
fn read(store: &Store, request: Request) -> Response {
	let found = match request {
		Request::Begin(address) => store.manifest(&address).and_then(|manifest| {
			let Some(manifest) = manifest else {
				return Ok(None);
			};
			let last = store.chunk(&address, manifest.chunks() - 1)?;
			Ok(last.map(|last| Response::Begin(manifest, last)))
		}),
		Request::Chunk(address, chunk) => store
			.chunk(&address, chunk)
			.map(|found| found.map(Response::Chunk)),
	};
	match found {
		Ok(found) => found.unwrap_or(Response::NotHere),
		Err(error) => {
			tracing::warn!(%error, "cannot be given to a peer");
			Response::NotHere
		}
	}
}

fn failure(error: &OutboundFailure) -> AskError {
	match error {
		OutboundFailure::DialFailure => AskError::Unreachable,
		OutboundFailure::Timeout => AskError::Timeout,
		OutboundFailure::ConnectionClosed => AskError::Closed,
		OutboundFailure::UnsupportedProtocols => AskError::Refused,
		OutboundFailure::Io(error) if error.kind() == io::ErrorKind::InvalidData => AskError::Malformed,
		OutboundFailure::Io(_) => AskError::Refused,
	}
}
