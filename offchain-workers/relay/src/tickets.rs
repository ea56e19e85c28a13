//! Tickets: samples that were begun, as the EVM chain has them.
//!
//! A ticket belongs to whoever opened it. Which there are is in the client's events, how far each is in its storage, what it
//! was opened with in the transaction that opened it: so a relayer that was restarted goes on with its own, and sees those of others.

use crate::{
	client::LightClientAt,
	contracts::LightClient,
	evm::{At, EvmError, Log},
};
use alloy_primitives::{keccak256, Address, B256, U160};
use alloy_sol_types::{SolCall, SolEvent};

/// The most tickets of others that are looked at, the newest: more would mean that somebody opens them for no reason.
const MOST: usize = 16;

/// How a light client samples. It cannot be changed there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
	/// Signatures that do not depend on the set; zero where nothing is sampled.
	pub base: u32,
	/// Blocks from a ticket to its seed.
	pub delay: u32,
	/// Blocks in which the seed can be captured.
	pub window: u32,
}

impl Rules {
	/// The signatures that a sample of a set of `length` has, when the validator whose signature opens the ticket was used
	/// `uses` times before: `Sampling.required`.
	pub fn required(self, length: usize, uses: u64) -> u64 {
		let ceil_log2 =
			|value: u64| u64::from(value.checked_next_power_of_two().map_or(64, u64::trailing_zeros));
		let set = ceil_log2(length as u64).saturating_add(1); // usize fits; qed
		let uses = ceil_log2(uses).saturating_mul(2);
		u64::from(self.base).saturating_add(set).saturating_add(uses)
	}

	/// The first block in which the seed of a ticket can be captured.
	const fn first(self, opened: u64) -> u64 {
		opened.saturating_add(self.delay as u64)
	}

	/// The last one.
	const fn last(self, opened: u64) -> u64 {
		self.first(opened).saturating_add(self.window as u64)
	}

	/// Until when others wait for whoever opened a ticket: as long as for the seed, once more, for the end.
	const fn patience(self, opened: u64) -> u64 {
		self.last(opened).saturating_add(self.window as u64)
	}

	/// How far back tickets are of interest.
	const fn reach(self) -> u64 {
		self.patience(0).saturating_mul(4).saturating_add(64)
	}
}

/// A ticket that is not used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
	/// Whose.
	pub submitter: Address,
	/// Keccak-256 of the commitment.
	pub digest: B256,
	/// The commitment's block.
	pub block: u32,
	/// When it was opened.
	pub opened: u64,
	/// Whether a seed was asked for.
	pub captured: bool,
	/// Whether it has one: a chain without randomness gives zero, which is none.
	pub drawn: bool,
	/// What opened it.
	pub transaction: B256,
}

/// How far a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
	/// It waits for this block.
	Ripens(u64),
	/// Its seed can be captured in the next block.
	Ripe,
	/// Its sample is known.
	Drawn,
	/// Nothing can be done with it any more.
	Lapsed,
}

impl Ticket {
	/// How far it is after block `head`.
	pub fn stage(&self, rules: Rules, head: u64) -> Stage {
		let from = rules.first(self.opened);
		match () {
			() if self.drawn => Stage::Drawn,
			() if self.captured => Stage::Lapsed,
			() if head < from => Stage::Ripens(from),
			// A transaction is in the next block at the earliest.
			() if head < rules.last(self.opened) => Stage::Ripe,
			() => Stage::Lapsed,
		}
	}
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turns<'a> {
	/// Nobody has begun a sample.
	Nobodys,
	/// This account goes on with its ticket.
	Own(&'a Ticket),
	/// Another was first, and has time until this block.
	Anothers(u64),
}

/// The tickets for commitments that a light client still needs, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tickets {
	/// After which block that is so.
	pub head: u64,
	/// They.
	pub all: Vec<Ticket>,
}

impl Tickets {
	/// Whose turn it is, seen by `account`: whoever opened the oldest ticket that is alive. Once somebody let one
	/// lapse nobody is waited for: else who opens tickets and does nothing could keep everybody waiting.
	pub fn turns(&self, rules: Rules, account: Address) -> Turns<'_> {
		let is_late = |ticket: &Ticket| self.head > rules.patience(ticket.opened);
		let others_lapsed = self
			.all
			.iter()
			.any(|ticket| ticket.submitter != account && is_late(ticket));
		let is_alive = |ticket: &&Ticket| match ticket.submitter == account {
			true => ticket.stage(rules, self.head) != Stage::Lapsed,
			false => !others_lapsed,
		};
		match self.all.iter().find(is_alive) {
			None => Turns::Nobodys,
			Some(own) if own.submitter == account => Turns::Own(own),
			Some(other) => Turns::Anothers(rules.patience(other.opened)),
		}
	}

	/// Whether `account` has one for this commitment in whose place it can open no other yet.
	pub fn is_blocked(&self, rules: Rules, account: Address, digest: B256) -> bool {
		self.all.iter().any(|ticket| {
			ticket.submitter == account
				&& ticket.digest == digest
				&& !ticket.drawn
				&& self.head < rules.last(ticket.opened)
		})
	}
}

impl LightClientAt {
	/// How it samples.
	pub async fn rules(&self) -> Result<Rules, EvmError> {
		let (evm, address, at) = (&self.evm, self.address, At::Latest);
		Ok(Rules {
			base: evm.view(address, &LightClient::SAMPLE_BASECall {}, at).await?,
			delay: evm.view(address, &LightClient::SEED_DELAYCall {}, at).await?,
			window: evm.view(address, &LightClient::SEED_WINDOWCall {}, at).await?,
		})
	}

	/// The tickets for commitments of blocks after `latest`: all of `account`, the newest of others.
	pub async fn tickets(&self, rules: Rules, account: Address, latest: u32) -> Result<Tickets, EvmError> {
		let head = self.evm.head().await?;
		let from = head.number.saturating_sub(rules.reach());
		let kinds = [
			LightClient::TicketOpened::SIGNATURE_HASH,
			LightClient::SeedCaptured::SIGNATURE_HASH,
		];
		let logs = self.evm.logs(self.address, &kinds, from, head.number).await?;
		let mut all = opened(&logs);
		all.retain(|ticket| ticket.block > latest);
		let is_own = |ticket: &Ticket| ticket.submitter == account;
		let others = all.iter().filter(|ticket| !is_own(ticket)).count();
		let mut surplus = others.saturating_sub(MOST);
		all.retain(|ticket| {
			let stays = is_own(ticket) || surplus == 0;
			surplus = surplus.saturating_sub(usize::from(!stays));
			stays
		});
		let mut alive = Vec::with_capacity(all.len());
		for ticket in all {
			let call = LightClient::ticketOfCall {
				submitter: ticket.submitter,
				commitmentHash: ticket.digest,
			};
			let known = self.evm.view(self.address, &call, At::Block(head.hash)).await?;
			if known.openedAt == ticket.opened {
				alive.push(Ticket {
					drawn: known.seed != U160::ZERO,
					..ticket
				});
			}
		}
		Ok(Tickets {
			head: head.number,
			all: alive,
		})
	}

	/// What a ticket was opened with; nothing where it was not opened by a transaction of just that.
	pub async fn opening(&self, ticket: &Ticket) -> Result<Option<LightClient::submitInitialCall>, EvmError> {
		let input = self.evm.input(ticket.transaction).await?;
		let call = input.and_then(|input| LightClient::submitInitialCall::abi_decode(&input).ok());
		Ok(call.filter(|call| keccak256(&call.commitment) == ticket.digest))
	}
}

/// The tickets that these tell of, in the order in which they were opened.
fn opened(logs: &[Log]) -> Vec<Ticket> {
	let mut all: Vec<Ticket> = Vec::new();
	for (ticket, captured) in logs.iter().filter_map(read) {
		let same = |other: &Ticket| other.submitter == ticket.submitter && other.digest == ticket.digest;
		match captured {
			true => {
				let own = all.iter_mut().find(|other| same(other));
				own.into_iter().for_each(|own| own.captured = true);
			}
			// One that is opened again takes the place of the one before.
			false => {
				all.retain(|other| !same(other));
				all.push(ticket);
			}
		}
	}
	all
}

/// A ticket that is opened, or whose seed is captured: then it has no block of its own here.
fn read(log: &Log) -> Option<(Ticket, bool)> {
	let topics = || log.topics.iter().copied();
	let opened = LightClient::TicketOpened::decode_raw_log(topics(), &log.data).ok();
	let captured = LightClient::SeedCaptured::decode_raw_log(topics(), &log.data).ok();
	let (submitter, digest, block) = match (&opened, &captured) {
		(Some(event), _) => (event.submitter, event.commitmentHash, event.blockNumber),
		(None, Some(event)) => (event.submitter, event.commitmentHash, 0),
		_ => return None,
	};
	let ticket = Ticket {
		submitter,
		digest,
		block,
		opened: log.block_number,
		captured: false,
		drawn: false,
		transaction: log.transaction_hash,
	};
	Some((ticket, opened.is_none()))
}

#[cfg(test)]
mod tests {
	use super::*;

	const RULES: Rules = Rules {
		base: 17,
		delay: 10,
		window: 4,
	};

	fn ticket(who: u8, opened: u64) -> Ticket {
		Ticket {
			submitter: Address::repeat_byte(who),
			digest: B256::repeat_byte(9),
			block: 7,
			opened,
			captured: false,
			drawn: false,
			transaction: B256::ZERO,
		}
	}

	fn turns(head: u64, all: Vec<Ticket>) -> String {
		let tickets = Tickets { head, all };
		match tickets.turns(RULES, Address::repeat_byte(1)) {
			Turns::Nobodys => "nobody's".into(),
			Turns::Own(ticket) => format!("own of {}", ticket.opened),
			Turns::Anothers(until) => format!("another's until {until}"),
		}
	}

	#[test]
	fn a_sample_is_as_large_as_the_contract_says() {
		// Figures of docs/bench/gas.md, and of contracts/test/sampling.test.js for uses.
		assert_eq!(RULES.required(64, 0), 24);
		assert_eq!(RULES.required(300, 0), 27);
		let by_uses: Vec<_> = (0..6).map(|uses| RULES.required(300, uses) - 27).collect();
		assert_eq!(by_uses, [0, 0, 2, 4, 4, 6]);
		assert_eq!(RULES.required(1, 0), 18);
	}

	#[test]
	fn a_ticket_ripens_is_ripe_and_lapses_unless_it_is_drawn() {
		let mut one = ticket(1, 100);
		assert_eq!(one.stage(RULES, 109), Stage::Ripens(110));
		assert_eq!(one.stage(RULES, 110), Stage::Ripe);
		assert_eq!(one.stage(RULES, 113), Stage::Ripe, "block 114 is the last");
		assert_eq!(one.stage(RULES, 114), Stage::Lapsed);
		one.captured = true;
		assert_eq!(one.stage(RULES, 111), Stage::Lapsed, "its seed is zero");
		one.drawn = true;
		assert_eq!(one.stage(RULES, 10_000), Stage::Drawn);
	}

	#[test]
	fn the_oldest_ticket_goes_on_and_who_lets_one_lapse_is_not_waited_for() {
		assert_eq!(turns(105, vec![]), "nobody's");
		assert_eq!(turns(105, vec![ticket(1, 100), ticket(2, 101)]), "own of 100");
		assert_eq!(
			turns(105, vec![ticket(2, 100), ticket(1, 101)]),
			"another's until 118"
		);
		assert_eq!(turns(119, vec![ticket(2, 100), ticket(1, 108)]), "own of 108");
		assert_eq!(turns(119, vec![ticket(2, 100)]), "nobody's");
		assert_eq!(
			turns(119, vec![ticket(2, 100), ticket(3, 117)]),
			"nobody's",
			"one has lapsed: the next is not waited for"
		);
		assert_eq!(
			turns(115, vec![ticket(1, 100)]),
			"nobody's",
			"an own one lapses sooner"
		);
	}

	#[test]
	fn no_other_ticket_is_opened_where_the_contract_would_refuse_it() {
		let account = Address::repeat_byte(1);
		let mut tickets = Tickets {
			head: 113,
			all: vec![ticket(1, 100)],
		};
		let digest = B256::repeat_byte(9);
		assert!(tickets.is_blocked(RULES, account, digest));
		assert!(!tickets.is_blocked(RULES, Address::repeat_byte(2), digest));
		tickets.head = 114;
		assert!(!tickets.is_blocked(RULES, account, digest));
	}
}
