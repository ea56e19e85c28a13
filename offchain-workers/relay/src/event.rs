//! What a relayer tells about itself.

use alloy_primitives::{hex, Address, B256};
use serde::{Serialize, Serializer};

/// What a transaction does for a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
	/// All signatures of a quorum: the client takes it.
	Full,
	/// Opens a ticket for a sample: `submitInitial`.
	Ticket,
	/// Fixes which signatures are drawn: `commitPrevRandao`.
	Seed,
	/// Those that were drawn: the client takes it, `submitFinal`.
	Sample,
}

/// Something that happened. In JSON a line each, named by `event`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Event {
	/// It begins.
	Started {
		/// The light client.
		#[serde(serialize_with = "hexed")]
		client: Address,
		/// The EVM chain's number.
		chain_id: u64,
		/// Who pays.
		#[serde(serialize_with = "hexed")]
		account: Address,
		/// The newest block that the client knows of.
		latest: u32,
		/// The set that signs for it now.
		set: u64,
	},
	/// The client knows all there is.
	Idle {
		/// The newest block that it knows of.
		latest: u32,
		/// The newest that validators signed.
		newest: Option<u32>,
	},
	/// A commitment is ready.
	Built {
		/// Its block.
		block: u32,
		/// Who signed.
		set: u64,
		/// Whether that set takes over with it.
		handover: bool,
		/// How many signatures are shown.
		signers: usize,
	},
	/// It was tried, and would be taken.
	Simulated {
		/// Its block.
		block: u32,
		/// How much gas it may use.
		gas: u64,
		/// What a unit may cost, in wei.
		max_fee: u128,
	},
	/// It is on its way already: somebody else's transaction, or one of ours from before.
	Overtaken {
		/// Its block.
		block: u32,
	},
	/// A transaction of this account waits for a block.
	Waiting {
		/// Which one of the account's.
		nonce: u64,
	},
	/// Gas costs more than allowed.
	TooExpensive {
		/// What a unit takes, in wei.
		wanted: u128,
		/// What was allowed, in wei.
		cap: u128,
	},
	/// It is signed.
	Signed {
		/// The commitment's block.
		block: u32,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
		/// Which one of the account's.
		nonce: u64,
		/// What a unit of gas may cost, in wei.
		max_fee: u128,
	},
	/// The node has taken it.
	Sent {
		/// The commitment's block.
		block: u32,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
	},
	/// A block has it.
	Included {
		/// The commitment's block.
		block: u32,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
		/// The EVM chain's block.
		evm_block: u64,
		/// How much gas it used.
		gas: u64,
		/// What it cost, in wei.
		cost: u128,
	},
	/// A block has a step towards a sample.
	Prepared {
		/// The commitment's block.
		block: u32,
		/// Which step.
		step: Step,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
		/// The EVM chain's block.
		evm_block: u64,
		/// How much gas it used.
		gas: u64,
		/// What it cost, in wei.
		cost: u128,
	},
	/// A ticket waits for the block from which on its sample can be drawn.
	Ripening {
		/// The commitment's block.
		block: u32,
		/// That block of the EVM chain.
		from: u64,
	},
	/// Another relayer has begun a sample, and is given time to end it.
	StoodBack {
		/// Until this block of the EVM chain.
		until: u64,
	},
	/// A block has it, and the contract refused it: another's came first.
	Reverted {
		/// The commitment's block.
		block: u32,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
		/// What it cost, in wei.
		cost: u128,
	},
	/// So many blocks are on top of it as were asked for.
	Confirmed {
		/// The commitment's block.
		block: u32,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
	},
	/// The EVM chain went back, and no block has it any more.
	Dropped {
		/// The commitment's block.
		block: u32,
		/// The transaction.
		#[serde(serialize_with = "hexed")]
		transaction: B256,
	},
	/// Something did not work that may work later.
	Failed {
		/// What, and what to do.
		reason: String,
		/// When it is tried again, in milliseconds.
		retry: u64,
	},
	/// It ends.
	Stopped(Counters),
}

/// What a relayer has done since it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
	/// Commitments that were taken.
	pub relayed: u64,
	/// Of these, with how many a new set took over.
	pub handovers: u64,
	/// Steps towards samples that were taken.
	pub prepared: u64,
	/// How often another's commitment was on its way first.
	pub overtaken: u64,
	/// Transactions that were refused in a block.
	pub reverted: u64,
	/// Transactions that a block had and lost again.
	pub dropped: u64,
	/// How often gas was too expensive.
	pub too_expensive: u64,
	/// How often something failed.
	pub failures: u64,
	/// What all transactions cost, in wei.
	pub spent: u128,
}

impl Counters {
	/// Counts `event`.
	pub fn count(&mut self, event: &Event) {
		let counter = match event {
			Event::Built { .. } | Event::Simulated { .. } | Event::Signed { .. } | Event::Sent { .. } => {
				return
			}
			Event::Started { .. } | Event::Idle { .. } | Event::Waiting { .. } | Event::Stopped(_) => return,
			Event::Confirmed { .. } | Event::Ripening { .. } | Event::StoodBack { .. } => return,
			Event::Overtaken { .. } => &mut self.overtaken,
			Event::TooExpensive { .. } => &mut self.too_expensive,
			Event::Dropped { .. } => &mut self.dropped,
			Event::Failed { .. } => &mut self.failures,
			Event::Included { cost, .. } => {
				self.spent = self.spent.saturating_add(*cost);
				&mut self.relayed
			}
			Event::Prepared { cost, .. } => {
				self.spent = self.spent.saturating_add(*cost);
				&mut self.prepared
			}
			Event::Reverted { cost, .. } => {
				self.spent = self.spent.saturating_add(*cost);
				&mut self.reverted
			}
		};
		*counter = counter.saturating_add(1);
	}
}

fn hexed<S: Serializer>(bytes: impl AsRef<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_str(&hex::encode_prefixed(bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_is_a_line_of_json_that_begins_with_its_name() {
		let event = Event::TooExpensive {
			wanted: u128::MAX,
			cap: 1,
		};
		let line = format!(r#"{{"event":"too-expensive","wanted":{},"cap":1}}"#, u128::MAX);
		assert_eq!(serde_json::to_string(&event).unwrap(), line);
		let event = Event::Included {
			block: 7,
			transaction: B256::repeat_byte(0xab),
			evm_block: 9,
			gas: 70_000,
			cost: 1,
		};
		let mut counters = Counters::default();
		counters.count(&event);
		counters.count(&Event::Overtaken { block: 8 });
		let included = serde_json::to_value(&event).unwrap();
		assert_eq!(included["evmBlock"], 9);
		assert_eq!(included["transaction"], format!("0x{}", "ab".repeat(32)));
		let stopped = serde_json::to_value(Event::Stopped(counters)).unwrap();
		assert_eq!(stopped["event"], "stopped");
		assert_eq!(
			(&stopped["relayed"], &stopped["overtaken"]),
			(&1.into(), &1.into())
		);
	}
}
