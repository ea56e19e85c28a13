//! What a language model said, and what turned out to be true: its confidence is corrected by that.
//!
//! Only what the chain was told counts (`Cmp::settle`). What panels decide does not: the model's own votes are in it, and it
//! would soon be as sure as it is often.

use althing_cmp_rules::{agrees, Answer, Receipt};
use althing_language::brain::Platt;
use althing_primitives::{AgentId, Hash, ProposalId};
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Opinions whose truth was not told yet, as JSON.
const SAID: TableDefinition<(ProposalId, AgentId), &str> = TableDefinition::new("said");
/// How sure a manner of thinking was, and whether it was right; the newest last.
const CAME: TableDefinition<(&str, u64), (f64, bool)> = TableDefinition::new("came");
/// Opinions that wait for their truth; of most questions nobody ever tells it.
const MOST_WAITING: u64 = 20_000;
/// Outcomes of one manner that are kept.
const MOST_OUTCOMES: u64 = althing_language::brain::calibration::MOST_OUTCOMES as u64;

/// Why outcomes cannot be kept.
#[derive(Debug, thiserror::Error)]
#[error("what models said cannot be kept in {path}: {source}. If another worker runs on the same data, stop it first; the file can be removed, and calibration then begins anew.")]
pub struct OutcomesError {
	path: PathBuf,
	source: Box<dyn std::error::Error + Send + Sync>,
}

/// An agent's opinion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
	/// What its confidence hangs on: model, samples.
	pub manner: String,
	/// Of the question, which a number alone does not name: chains begin anew.
	pub evidence: Hash,
	/// The answer.
	pub answer: Answer,
	/// The probability that it is right, before it is calibrated.
	pub sure: f64,
}

/// Opinions and outcomes, on disk.
pub struct Outcomes {
	database: Database,
	path: PathBuf,
	/// What was fitted, until there are newer outcomes.
	fitted: Mutex<HashMap<String, Option<Platt>>>,
}

impl Outcomes {
	/// Opens what is kept in `folder`, or begins.
	///
	/// # Errors
	/// When the file cannot be made or is in use.
	pub fn open(folder: &Path) -> Result<Self, OutcomesError> {
		let path = folder.join("opinions.redb");
		let failed = |source: redb::Error| OutcomesError {
			path: path.clone(),
			source: source.into(),
		};
		let database = Database::create(&path).map_err(|error| failed(error.into()))?;
		let outcomes = Self {
			database,
			path: path.clone(),
			fitted: Mutex::default(),
		};
		outcomes.write(|transaction| {
			transaction.open_table(SAID)?;
			transaction.open_table(CAME)?;
			Ok(())
		})?;
		Ok(outcomes)
	}

	fn failed(&self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OutcomesError {
		OutcomesError {
			path: self.path.clone(),
			source: source.into(),
		}
	}

	fn write<T>(
		&self,
		work: impl FnOnce(&redb::WriteTransaction) -> Result<T, redb::Error>,
	) -> Result<T, OutcomesError> {
		let transaction = self.database.begin_write().map_err(|error| self.failed(error))?;
		let result = work(&transaction).map_err(|error| self.failed(error))?;
		transaction.commit().map_err(|error| self.failed(error))?;
		Ok(result)
	}

	/// Keeps an opinion until its truth is told. The first that an agent has of a question stays: later ones have heard the
	/// panel. The oldest make room.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn said(&self, proposal: ProposalId, agent: AgentId, said: &Said) -> Result<(), OutcomesError> {
		let text = serde_json::to_string(said).map_err(|error| self.failed(error))?;
		self.write(|transaction| {
			let mut table = transaction.open_table(SAID)?;
			let known = table
				.get((proposal, agent))?
				.and_then(|known| read(known.value()));
			if known.is_none_or(|known| known.evidence != said.evidence) {
				table.insert((proposal, agent), &*text)?;
			}
			while table.len()? > MOST_WAITING {
				table.pop_first()?;
			}
			Ok(())
		})
	}

	/// The proposals whose truth is waited for.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn waiting(&self) -> Result<Vec<ProposalId>, OutcomesError> {
		let read = || -> Result<BTreeSet<ProposalId>, redb::Error> {
			let table = self.database.begin_read()?.open_table(SAID)?;
			let keys = table.iter()?.map(|entry| Ok(entry?.0.value().0));
			keys.collect()
		};
		let waiting = read().map_err(|error| self.failed(error))?;
		Ok(waiting.into_iter().collect())
	}

	/// The truth of a proposal was told; how many opinions it had.
	///
	/// # Errors
	/// When the disk refuses; then nothing has changed.
	pub fn told(&self, receipt: &Receipt, truth: &Answer) -> Result<usize, OutcomesError> {
		let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
		let heard = self.write(|transaction| {
			let (mut waiting, mut came) = (transaction.open_table(SAID)?, transaction.open_table(CAME)?);
			let about = (receipt.proposal, AgentId::MIN)..=(receipt.proposal, AgentId::MAX);
			let opinions: Vec<Said> = waiting
				.range(about.clone())?
				.filter_map(|entry| entry.map(|(_, said)| read(said.value())).transpose())
				.collect::<Result<_, _>>()?;
			waiting.retain_in(about, |_, _| false)?;
			let mut manners = BTreeSet::new();
			for said in opinions
				.iter()
				.filter(|said| said.evidence == receipt.question.evidence)
			{
				let right = agrees(kind, tolerance, &said.answer, truth);
				append(&mut came, &said.manner, said.sure, right)?;
				manners.insert(said.manner.clone());
			}
			Ok((opinions.len(), manners))
		})?;
		let mut fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
		heard.1.iter().for_each(|manner| _ = fitted.remove(manner));
		Ok(heard.0)
	}

	/// How the confidence of a manner of thinking is corrected; none while there are too few outcomes.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn calibration(&self, manner: &str) -> Result<Option<Platt>, OutcomesError> {
		let mut fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(known) = fitted.get(manner) {
			return Ok(*known);
		}
		let read = || -> Result<Vec<(f64, bool)>, redb::Error> {
			let table = self.database.begin_read()?.open_table(CAME)?;
			let outcomes = table.range((manner, 0)..=(manner, u64::MAX))?;
			outcomes.map(|entry| Ok(entry?.1.value())).collect()
		};
		let outcomes = read().map_err(|error| self.failed(error))?;
		let platt = Platt::fit(&outcomes);
		if let Some(Platt {
			slope,
			shift,
			outcomes,
		}) = platt
		{
			tracing::info!(manner, outcomes, slope, shift, "confidence is calibrated");
		}
		fitted.insert(manner.to_owned(), platt);
		Ok(platt)
	}
}

fn read(text: &str) -> Option<Said> {
	serde_json::from_str(text).ok()
}

/// Adds an outcome; beyond [`MOST_OUTCOMES`] the oldest goes.
fn append(
	came: &mut redb::Table<(&str, u64), (f64, bool)>,
	manner: &str,
	sure: f64,
	right: bool,
) -> Result<(), redb::Error> {
	let ends = {
		let mut all = came.range((manner, 0)..=(manner, u64::MAX))?;
		let first = all.next().transpose()?.map(|(key, _)| key.value().1);
		let last = all.next_back().transpose()?.map(|(key, _)| key.value().1);
		first.map(|first| (first, last.unwrap_or(first)))
	};
	let next = ends.map_or(0, |(_, last)| last.saturating_add(1));
	if let Some((first, _)) = ends.filter(|(first, _)| next.saturating_sub(*first) >= MOST_OUTCOMES) {
		came.remove((manner, first))?;
	}
	came.insert((manner, next), (sure, right))?;
	Ok(())
}

#[cfg(test)]
mod tests;
