//! What peers answered, and what follows for them.

use super::{Fetch, Supplier, LONGEST_REST, RESTS, STRIKES};
use crate::error::{Error, Result};
use crate::net::message::Response;
use crate::net::AskError;
use crate::store::{blocking, Partial};
use futures::FutureExt as _;
use libp2p::PeerId;
use std::sync::Arc;
use std::time::Duration;

/// Something that was waited for.
pub(super) enum Landed {
	Beginning(PeerId, Result<Response, AskError>),
	Chunk(PeerId, u32, Outcome),
	Rested(PeerId),
}

pub(super) enum Outcome {
	Good,
	Lie,
	Gone,
	Busy(u32),
	Failed(AskError),
	Ours(Error),
}

impl Fetch {
	pub(super) async fn landed(&mut self, landed: Landed) -> Result<()> {
		match landed {
			Landed::Beginning(peer, answer) => {
				self.beginning -= 1;
				self.begun(peer, answer).await
			}
			Landed::Chunk(peer, chunk, outcome) => self.chunk(peer, chunk, outcome).await,
			Landed::Rested(peer) => {
				match self.suppliers.get_mut(&peer) {
					Some(supplier) => supplier.resting = false,
					None => self.candidates.push_back(peer),
				}
				Ok(())
			}
		}
	}

	async fn begun(&mut self, peer: PeerId, answer: Result<Response, AskError>) -> Result<()> {
		match answer {
			Ok(Response::Begin(manifest, last)) => {
				if !manifest.fits(&self.address, manifest.chunks() - 1, &last) {
					return self.lied(peer).await;
				}
				let current = match &self.work {
					Some(work) => *work.partial.manifest() == manifest,
					None => {
						let work = self.open(manifest.clone(), Some(last)).await?;
						self.resumed = work.partial.resumed();
						self.work = Some(work);
						self.helped.insert(peer);
						true
					}
				};
				let supplier = Supplier {
					manifest,
					current,
					under_way: 0,
					strikes: 0,
					resting: false,
				};
				self.suppliers.insert(peer, supplier);
				Ok(())
			}
			Ok(Response::NotHere) => Ok(()),
			Ok(Response::Busy(wait)) => {
				self.rest(peer, wait);
				Ok(())
			}
			Ok(Response::Chunk(_)) | Err(AskError::Malformed) => self.lied(peer).await,
			Err(error) => {
				tracing::debug!(%peer, ?error, "gave no beginning");
				Ok(())
			}
		}
	}

	async fn chunk(&mut self, peer: PeerId, chunk: u32, outcome: Outcome) -> Result<()> {
		if let Some(supplier) = self.suppliers.get_mut(&peer) {
			supplier.under_way = supplier.under_way.saturating_sub(1);
		}
		if let Some(work) = &mut self.work {
			match outcome {
				Outcome::Good => work.tracker.got(chunk),
				_ => work.tracker.lost(chunk),
			}
		}
		match outcome {
			Outcome::Good => {
				self.rests.remove(&peer);
				self.helped.insert(peer);
			}
			Outcome::Lie | Outcome::Failed(AskError::Malformed) => self.lied(peer).await?,
			Outcome::Ours(error) => return Err(error),
			Outcome::Busy(wait) => self.rest(peer, wait),
			Outcome::Failed(AskError::Timeout) => {
				let strikes = self.suppliers.get_mut(&peer).map(|supplier| {
					supplier.strikes += 1;
					supplier.strikes
				});
				if strikes >= Some(STRIKES) {
					self.suppliers.remove(&peer);
				}
			}
			Outcome::Gone | Outcome::Failed(_) => {
				tracing::debug!(%peer, chunk, "gives no more");
				self.suppliers.remove(&peer);
			}
		}
		Ok(())
	}

	/// Asks a peer that is busy again later, unless it always is.
	fn rest(&mut self, peer: PeerId, wait: u32) {
		if let Some(supplier) = self.suppliers.get_mut(&peer) {
			if supplier.resting {
				return;
			}
			supplier.resting = true;
		}
		let rests = self.rests.entry(peer).or_default();
		*rests += 1;
		if *rests > RESTS {
			self.suppliers.remove(&peer);
			return;
		}
		let wait = Duration::from_millis(wait.into()).min(LONGEST_REST);
		let rest = async move {
			tokio::time::sleep(wait).await;
			Landed::Rested(peer)
		};
		self.flight.push(rest.boxed());
	}

	pub(super) async fn lied(&mut self, peer: PeerId) -> Result<()> {
		self.suppliers.remove(&peer);
		self.helped.remove(&peer);
		if !self.liars.contains(&peer) {
			self.liars.push(peer);
		}
		self.network.ban(peer).await
	}
}

/// What came is checked and written.
pub(super) async fn taken(partial: Arc<Partial>, chunk: u32, response: Response) -> Outcome {
	match response {
		Response::Chunk(bytes) => match blocking(move || partial.accept(chunk, &bytes)).await {
			Ok(true) => Outcome::Good,
			Ok(false) => Outcome::Lie,
			Err(error) => Outcome::Ours(error),
		},
		Response::NotHere => Outcome::Gone,
		Response::Busy(wait) => Outcome::Busy(wait),
		Response::Begin(..) => Outcome::Lie,
	}
}
