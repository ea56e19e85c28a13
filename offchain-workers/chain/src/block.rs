//! A finalized block, as far as it concerns a worker.

use crate::{
	layout::decode, rpc::Rpc, runtime::Runtime, BlockId, CmpEvent, DispatchFailure, Event, Hash, Header,
	Result,
};
use althing_primitives::{blake2, ProposalId};
use polkadot_sdk::sp_runtime::DigestItem;
use std::collections::BTreeMap;

/// A finalized block.
#[derive(Clone, Debug)]
pub struct Block {
	/// Which it is.
	pub id: BlockId,
	/// Its header.
	pub header: Header,
	/// When its author says it was made, in milliseconds since 1970.
	pub timestamp: u64,
	/// The cases that were opened in it.
	pub opened: Vec<OpenedCase>,
	/// What happened in it to agents, proposals and anchors, in order.
	pub events: Vec<EventRecord>,
	/// BLAKE2b-256 of each extrinsic.
	pub extrinsics: Vec<Hash>,
	/// What became of each extrinsic.
	pub(crate) applied: BTreeMap<u32, Applied>,
}

/// An event, and the extrinsic that caused it if one did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
	/// Position of the extrinsic in the block.
	pub extrinsic: Option<u32>,
	/// The event.
	pub event: Event,
}

/// A case that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCase {
	/// The proposal's number.
	pub proposal: ProposalId,
	/// Who asked.
	pub proposer: crate::AccountId,
	/// BLAKE2b-256 of the body.
	pub evidence: Hash,
	/// The body, which has that hash. None where the block does not show it: when a call that was
	/// scheduled or stored elsewhere opened the case.
	pub body: Option<Vec<u8>>,
}

/// What became of an extrinsic.
#[derive(Clone, Debug, Default)]
pub(crate) struct Applied {
	/// Why it failed, if it did.
	pub failure: Option<DispatchFailure>,
	/// What failed inside it without making it fail.
	pub failed_items: Vec<DispatchFailure>,
}

impl Block {
	/// The block with `hash`, executed by `runtime`.
	pub(crate) async fn read(rpc: &Rpc, hash: Hash, runtime: &Runtime) -> Result<Self> {
		let raw = rpc.block(hash).await?;
		let id = BlockId {
			number: raw.header.number,
			hash,
		};
		let keys = [
			runtime.layout.key("System", "Events", &[])?,
			runtime.layout.key("Timestamp", "Now", &[])?,
		];
		let mut values = rpc.storages(&keys, hash).await?.into_iter();
		let events = values.next().flatten().unwrap_or_default();
		let timestamp = values.next().flatten();
		let timestamp = timestamp
			.map(|bytes| decode("the block's time", &bytes))
			.transpose()?
			.unwrap_or_default();
		let happenings = runtime.happenings(events)?;
		let extrinsics: Vec<Vec<u8>> = raw.extrinsics.into_iter().map(|bytes| bytes.0).collect();
		let opened = opened(&happenings.events, &extrinsics, runtime).await?;
		Ok(Self {
			id,
			header: raw.header,
			timestamp,
			opened,
			events: happenings.events,
			extrinsics: extrinsics.iter().map(|bytes| blake2(bytes)).collect(),
			applied: happenings.applied,
		})
	}

	/// Whether the runtime that executes the next block may be another one.
	pub(crate) fn changes_runtime(&self) -> bool {
		self.header
			.digest
			.logs
			.iter()
			.any(|log| matches!(log, DigestItem::RuntimeEnvironmentUpdated))
	}
}

async fn opened(
	events: &[EventRecord],
	extrinsics: &[Vec<u8>],
	runtime: &Runtime,
) -> Result<Vec<OpenedCase>> {
	let mut cases = Vec::new();
	for record in events {
		let Event::Cmp(CmpEvent::Opened {
			proposal,
			proposer,
			evidence,
		}) = &record.event
		else {
			continue;
		};
		let extrinsic = record
			.extrinsic
			.and_then(|index| extrinsics.get(usize::try_from(index).ok()?));
		let body = match extrinsic {
			Some(extrinsic) => runtime
				.bodies(extrinsic.clone(), &[*evidence])
				.await?
				.remove(evidence),
			None => None,
		};
		cases.push(OpenedCase {
			proposal: *proposal,
			proposer: *proposer,
			evidence: *evidence,
			body,
		});
	}
	Ok(cases)
}
