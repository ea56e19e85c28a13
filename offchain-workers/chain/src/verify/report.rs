//! What was checked, and what came out.

use super::{Checkpoint, Fault};
use crate::BlockId;
use serde::Serialize;

/// What is checked of a receipt, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
	/// The file's bytes are a receipt of the proposal that it names.
	Receipt,
	/// The rules give the same decision again.
	Decision,
	/// The case's body is the one that was asked about.
	Body,
	/// The rationales are those that the ballots name.
	Rationales,
	/// The chain is the one that is believed in.
	Genesis,
	/// A recent block is proved final.
	Finality,
	/// The state of that block holds this receipt's hash for the proposal.
	State,
	/// The anchor commits to this receipt.
	Anchor,
}

/// What came out of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
	/// It holds.
	Ok,
	/// It does not.
	Failed,
	/// There is nothing to check: the file does not have it.
	Absent,
	/// It could not be checked because an earlier step failed.
	NotReached,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
	/// What was checked.
	pub name: StepName,
	/// What came out.
	pub status: Status,
	/// In words: what was found, or why it failed.
	pub detail: String,
}

/// What was checked of a receipt, and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
	/// Every step, in order.
	pub steps: Vec<Step>,
	/// The block that was proved final, if that was reached.
	pub block: Option<BlockId>,
	/// From where a later verification can go on.
	pub checkpoint: Option<Checkpoint>,
}

impl Report {
	/// Whether everything that the file has holds.
	pub fn is_verified(&self) -> bool {
		self.steps
			.iter()
			.all(|step| matches!(step.status, Status::Ok | Status::Absent))
	}

	/// The first step that failed.
	pub fn failure(&self) -> Option<&Step> {
		self.steps.iter().find(|step| step.status == Status::Failed)
	}
}

/// Writes a report.
#[derive(Default)]
pub(crate) struct Steps(Vec<Step>);

impl Steps {
	/// Notes a step that was checked, and hands its result on.
	pub(crate) fn note<T>(&mut self, name: StepName, result: Result<(T, String), Fault>) -> Option<T> {
		let (status, detail, value) = match result {
			Ok((value, detail)) => (Status::Ok, detail, Some(value)),
			Err(fault) => (Status::Failed, fault.to_string(), None),
		};
		self.0.push(Step { name, status, detail });
		value
	}

	/// Notes a step that was not.
	pub(crate) fn skip(&mut self, name: StepName, status: Status, detail: &str) {
		self.0.push(Step {
			name,
			status,
			detail: detail.into(),
		});
	}

	/// The report.
	pub(crate) fn finish(mut self, block: Option<BlockId>, checkpoint: Option<Checkpoint>) -> Report {
		self.0.sort_by_key(|step| step.name);
		Report {
			steps: self.0,
			block,
			checkpoint,
		}
	}
}
