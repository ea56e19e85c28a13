//! Which transaction is next.

use super::Relayer;
use crate::{
	althing::Source,
	client::ClientState,
	contracts::LightClient,
	event::{Event, Step},
	evm::{At, EvmError},
	next::{again, next, Commitment, Next},
	submission::Submission,
	tickets::{Stage, Ticket, Tickets, Turns},
	Error,
};
use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;

/// How many validators are looked at for one that has opened few tickets.
const OPENERS: usize = 4;

/// A transaction to the light client.
pub(super) struct Action {
	/// The commitment's block.
	pub(super) block: u32,
	/// What it does for the commitment.
	pub(super) step: Step,
	/// Whether a set takes over with it.
	pub(super) handover: bool,
	/// What the client is told.
	pub(super) data: Bytes,
}

/// What is to be done.
pub(super) enum Plan {
	/// This is sent.
	Send(Action),
	/// A sample waits for blocks; soon, when its turn may be a block or two ahead.
	Wait { soon: bool },
	/// The client knows all there is.
	Nothing { newest: Option<u32> },
}

impl<S: Source, F: FnMut(&Event)> Relayer<'_, S, F> {
	/// What the client in `state` needs: first that a sample is ended that was begun, by whomever.
	pub(super) async fn plan(&mut self, state: &ClientState) -> Result<Plan, Error> {
		let (rules, account) = (self.rules, self.key.address());
		let tickets = match self.may_sample(state) {
			true => self.client.tickets(rules, account, state.latest).await?,
			false => Tickets::default(),
		};
		match tickets.turns(rules, account) {
			Turns::Own(ticket) => {
				if let Some(plan) = self.go_on(state, ticket, tickets.head).await? {
					return Ok(plan);
				}
			}
			Turns::Anothers(until) => {
				self.say(Event::StoodBack { until });
				return Ok(Plan::Wait { soon: false });
			}
			Turns::Nobodys => (),
		}
		match next(self.source, state, self.settings.every).await? {
			Next::Nothing { newest } => Ok(Plan::Nothing { newest }),
			Next::Submit(commitment) => self.begin(&commitment, &tickets).await.map(Plan::Send),
		}
	}

	fn may_sample(&self, state: &ClientState) -> bool {
		let longest = state.current.length.max(state.next.length) as usize; // 32 bits fit; qed
		self.rules.base > 0 && longest > self.settings.sample_above
	}

	/// The next step of an own ticket; nothing where this node cannot help to end it.
	async fn go_on(
		&mut self,
		state: &ClientState,
		ticket: &Ticket,
		head: u64,
	) -> Result<Option<Plan>, Error> {
		let block = ticket.block;
		match ticket.stage(self.rules, head) {
			Stage::Ripens(from) => {
				self.say(Event::Ripening { block, from });
				let soon = from.saturating_sub(head) <= self.rules.window.into();
				Ok(Some(Plan::Wait { soon }))
			}
			Stage::Ripe => {
				let call = LightClient::commitPrevRandaoCall {
					commitmentHash: ticket.digest,
				};
				Ok(Some(Plan::Send(Action {
					block,
					step: Step::Seed,
					handover: false,
					data: call.abi_encode().into(),
				})))
			}
			Stage::Drawn => self.end(state, ticket).await,
			Stage::Lapsed => Ok(None),
		}
	}

	/// Shows the signatures that the seed has drawn.
	async fn end(&mut self, state: &ClientState, ticket: &Ticket) -> Result<Option<Plan>, Error> {
		let commitment = again(self.source, state, ticket.block, ticket.digest).await?;
		let (Some(commitment), Some(opening)) = (commitment, self.client.opening(ticket).await?) else {
			return Ok(None);
		};
		let Some(places) = self.drawn(state, ticket, &opening).await? else {
			return Ok(Some(Plan::Wait { soon: true }));
		};
		let Some(call) = commitment.closing(&opening, &places) else {
			return Ok(None);
		};
		self.tell_built(&commitment, places.len());
		Ok(Some(Plan::Send(Action {
			block: ticket.block,
			step: Step::Sample,
			handover: commitment.handover.is_some(),
			data: call.abi_encode().into(),
		})))
	}

	/// The places that the seed has drawn; nothing where the sample was ended since the ticket was looked at: by another process
	/// of this account, or by what an earlier life of this one had sent.
	async fn drawn(
		&mut self,
		state: &ClientState,
		ticket: &Ticket,
		opening: &LightClient::submitInitialCall,
	) -> Result<Option<Vec<usize>>, Error> {
		let question = LightClient::sampleCall {
			submitter: ticket.submitter,
			commitment: opening.commitment.clone(),
			bitfield: opening.bitfield.clone(),
		};
		let (evm, address, block) = (&self.client.evm, self.client.address, ticket.block);
		let refusal = match evm.view(address, &question, At::Latest).await {
			Ok(drawn) => return Ok(Some(drawn.iter().map(|place| place.saturating_to()).collect())),
			Err(EvmError::Reverted(refusal)) => refusal,
			Err(error) => return Err(error.into()),
		};
		if !refusal.is_of_ticket() && self.client.state().await? == *state {
			return Err(Error::Refused { block, refusal });
		}
		self.say(Event::Overtaken { block });
		Ok(None)
	}

	/// The first step for a commitment: a ticket where a sample pays, or all signatures.
	async fn begin(&mut self, commitment: &Commitment, tickets: &Tickets) -> Result<Action, Error> {
		let submission = Submission::of(commitment)?;
		let block = commitment.signed.block;
		if let Some(call) = self.opening(commitment, &submission, tickets).await? {
			self.tell_built(commitment, 1);
			return Ok(Action {
				block,
				step: Step::Ticket,
				handover: false,
				data: call.abi_encode().into(),
			});
		}
		let call = submission.full();
		self.tell_built(commitment, call.signatures.len() / 2);
		Ok(Action {
			block,
			step: Step::Full,
			handover: commitment.handover.is_some(),
			data: call.abi_encode().into(),
		})
	}

	/// What opens a ticket for `commitment`; nothing where a sample does not pay or the client would not take it.
	async fn opening(
		&self,
		commitment: &Commitment,
		submission: &Submission<'_>,
		tickets: &Tickets,
	) -> Result<Option<LightClient::submitInitialCall>, Error> {
		let (keyset, digest) = (&commitment.keyset, commitment.signed.digest());
		let length = keyset.members.len();
		let account = self.key.address();
		if self.rules.base == 0
			|| length <= self.settings.sample_above
			|| tickets.is_blocked(self.rules, account, digest)
		{
			return Ok(None);
		}
		// Each account begins at another validator: whose signature opens many tickets makes their samples larger.
		let places = submission.places();
		let first = usize::from(account.first().copied().unwrap_or_default());
		let order = places.iter().cycle().skip(first % places.len().max(1));
		let mut best = None;
		for place in order.take(OPENERS.min(places.len())) {
			let call = LightClient::usesOfCall {
				id: keyset.id,
				index: U256::from(*place),
			};
			let uses = self
				.client
				.evm
				.view(self.client.address, &call, At::Latest)
				.await?;
			let uses: u64 = uses.saturating_to();
			if best.is_none_or(|(fewest, _)| uses < fewest) {
				best = Some((uses, *place));
			}
			if uses == 0 {
				break;
			}
		}
		let smaller = best.filter(|(uses, _)| self.rules.required(length, *uses) < keyset.threshold() as u64); // usize fits; qed
		Ok(smaller.and_then(|(_, place)| submission.opening(place)))
	}

	fn tell_built(&mut self, commitment: &Commitment, signers: usize) {
		self.say(Event::Built {
			block: commitment.signed.block,
			set: commitment.signed.set,
			handover: commitment.handover.is_some(),
			signers,
		});
	}
}
