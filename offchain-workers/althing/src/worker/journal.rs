//! What must survive a crash, on disk.

use althing_core::{Forget, JournalKey, JournalRecord};
use althing_primitives::Hash;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::{Path, PathBuf};

/// Records by their key, both as JSON: the key sorts by kind first, and a person can read either.
const RECORDS: TableDefinition<&str, &str> = TableDefinition::new("records");
/// The genesis hash of the chain that the records are about.
const CHAIN: TableDefinition<&str, &[u8]> = TableDefinition::new("chain");
/// The only key of [`CHAIN`].
const GENESIS: &str = "genesis";

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
	/// The database refuses.
	#[error("the journal {path} cannot be used: {source}. If another worker runs on the same data, stop it first.")]
	Database {
		/// Where it is.
		path: PathBuf,
		/// Why.
		source: Box<redb::Error>,
	},
	/// The records are about another chain.
	#[error("the journal {path} belongs to the chain with genesis 0x{found}, and this node serves 0x{wanted}: nothing is done, so that what was sealed there can still be revealed. Give the address of a node of that chain, or another folder with --data.")]
	OtherChain {
		/// Where it is.
		path: PathBuf,
		/// The genesis of the chain that it is about.
		found: String,
		/// The genesis of the chain that is served.
		wanted: String,
	},
	/// A record cannot be read.
	#[error("the journal {path} holds a record that cannot be read ({key}): {source}. Restore it from a backup, or move it away: ballots sealed but not revealed would be lost.")]
	Record {
		/// Where it is.
		path: PathBuf,
		/// Which record.
		key: String,
		/// Why.
		source: serde_json::Error,
	},
}

/// The journal: records that are on disk for good once a call returns.
pub struct Journal {
	database: Database,
	path: PathBuf,
}

impl Journal {
	/// Opens the journal of the fleet whose data is in `folder`, or begins one, for the chain with this genesis
	/// hash. One process at a time.
	///
	/// # Errors
	/// When it cannot be opened, is in use, or is about another chain: to take it up there would be to forget
	/// ballots that are still to be revealed.
	pub fn open(folder: &Path, genesis: &Hash) -> Result<Self, JournalError> {
		let path = folder.join("journal.redb");
		let database = Database::create(&path).map_err(|e| JournalError::Database {
			path: path.clone(),
			source: Box::new(e.into()),
		})?;
		let journal = Self { database, path };
		journal.bind(genesis)?;
		Ok(journal)
	}

	/// Makes the tables, and sees to it that they are about one chain.
	fn bind(&self, genesis: &Hash) -> Result<(), JournalError> {
		let transaction = self.database.begin_write().map_err(|e| self.failed(e))?;
		transaction.open_table(RECORDS).map_err(|e| self.failed(e))?;
		let found = {
			let mut chain = transaction.open_table(CHAIN).map_err(|e| self.failed(e))?;
			let known = chain
				.get(GENESIS)
				.map_err(|e| self.failed(e))?
				.map(|known| known.value().to_vec());
			let found = known.unwrap_or_else(|| genesis.to_vec());
			chain.insert(GENESIS, &*found).map_err(|e| self.failed(e))?;
			found
		};
		transaction.commit().map_err(|e| self.failed(e))?;
		if found != *genesis {
			return Err(JournalError::OtherChain {
				path: self.path.clone(),
				found: hex::encode(found),
				wanted: hex::encode(genesis),
			});
		}
		Ok(())
	}

	fn failed(&self, source: impl Into<redb::Error>) -> JournalError {
		JournalError::Database {
			path: self.path.clone(),
			source: Box::new(source.into()),
		}
	}

	fn unreadable(&self, key: &str, source: serde_json::Error) -> JournalError {
		JournalError::Record {
			path: self.path.clone(),
			key: key.to_owned(),
			source,
		}
	}

	/// Writes records and waits until they are on disk.
	///
	/// # Errors
	/// When the disk refuses; then none of them is written.
	pub fn write(&self, records: &[JournalRecord]) -> Result<(), JournalError> {
		let transaction = self.database.begin_write().map_err(|e| self.failed(e))?;
		{
			let mut table = transaction.open_table(RECORDS).map_err(|e| self.failed(e))?;
			for record in records {
				let key = self.name(&record.key())?;
				let value = serde_json::to_string(record).map_err(|e| self.unreadable(&key, e))?;
				table.insert(&*key, &*value).map_err(|e| self.failed(e))?;
			}
		}
		transaction.commit().map_err(|e| self.failed(e))
	}

	/// All records.
	///
	/// # Errors
	/// When the disk refuses or a record cannot be read.
	pub fn read(&self) -> Result<Vec<JournalRecord>, JournalError> {
		let transaction = self.database.begin_read().map_err(|e| self.failed(e))?;
		let table = transaction.open_table(RECORDS).map_err(|e| self.failed(e))?;
		let mut records = Vec::new();
		for entry in table.iter().map_err(|e| self.failed(e))? {
			let (key, value) = entry.map_err(|e| self.failed(e))?;
			let record = serde_json::from_str(value.value()).map_err(|e| self.unreadable(key.value(), e))?;
			records.push(record);
		}
		Ok(records)
	}

	/// The reasons for the ballots that `what` covers, each once.
	///
	/// # Errors
	/// When the disk refuses or a record cannot be read.
	pub fn rationales(&self, what: &[Forget]) -> Result<Vec<String>, JournalError> {
		let mut rationales: Vec<String> = self
			.read()?
			.into_iter()
			.filter(|record| what.iter().any(|forget| matches(forget, &record.key())))
			.filter_map(|record| match record {
				JournalRecord::Ballot(ballot) => Some(ballot.rationale),
				_ => None,
			})
			.filter(|rationale| !rationale.is_empty())
			.collect();
		rationales.sort_unstable();
		rationales.dedup();
		Ok(rationales)
	}

	/// Removes what is needed no more.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn forget(&self, what: &[Forget]) -> Result<(), JournalError> {
		let transaction = self.database.begin_write().map_err(|e| self.failed(e))?;
		{
			let mut table = transaction.open_table(RECORDS).map_err(|e| self.failed(e))?;
			table
				.retain(|key, _| match serde_json::from_str::<JournalKey>(key) {
					Ok(key) => !what.iter().any(|forget| matches(forget, &key)),
					// Not ours to throw away.
					Err(_) => true,
				})
				.map_err(|e| self.failed(e))?;
		}
		transaction.commit().map_err(|e| self.failed(e))
	}

	fn name(&self, key: &JournalKey) -> Result<String, JournalError> {
		serde_json::to_string(key).map_err(|e| self.unreadable("key", e))
	}
}

fn matches(forget: &Forget, key: &JournalKey) -> bool {
	match (forget, key) {
		(Forget::Proposal(proposal), JournalKey::Ballot(ballot)) => ballot.proposal == *proposal,
		(Forget::Case(case), JournalKey::Opening { case: of, .. } | JournalKey::Opened { case: of }) => {
			case == of
		}
		_ => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn opened(case: u8, proposal: u64) -> JournalRecord {
		JournalRecord::Opened {
			case: [case; 32],
			proposal,
		}
	}

	#[test]
	fn what_was_written_is_read_again_after_a_restart() {
		let folder = tempfile::tempdir().unwrap();
		let records = vec![opened(1, 10), opened(2, 20)];
		Journal::open(folder.path(), &[7; 32])
			.unwrap()
			.write(&records)
			.unwrap();
		assert_eq!(
			Journal::open(folder.path(), &[7; 32]).unwrap().read().unwrap(),
			records
		);
	}

	#[test]
	fn only_what_is_named_is_forgotten() {
		let folder = tempfile::tempdir().unwrap();
		let journal = Journal::open(folder.path(), &[7; 32]).unwrap();
		journal.write(&[opened(1, 10), opened(2, 20)]).unwrap();
		journal.forget(&[Forget::Case([1; 32])]).unwrap();
		assert_eq!(journal.read().unwrap(), [opened(2, 20)]);
	}

	#[test]
	fn another_chain_does_not_touch_what_is_written() {
		let folder = tempfile::tempdir().unwrap();
		let records = vec![opened(1, 10)];
		Journal::open(folder.path(), &[7; 32])
			.unwrap()
			.write(&records)
			.unwrap();
		let other = Journal::open(folder.path(), &[8; 32]).err().unwrap();
		assert!(matches!(other, JournalError::OtherChain { .. }), "{other}");
		let text = other.to_string();
		assert!(
			text.contains(&"07".repeat(32)) && text.contains(&"08".repeat(32)),
			"{text}"
		);
		assert_eq!(
			Journal::open(folder.path(), &[7; 32]).unwrap().read().unwrap(),
			records
		);
	}

	#[test]
	fn two_workers_cannot_share_a_journal() {
		let folder = tempfile::tempdir().unwrap();
		let _first = Journal::open(folder.path(), &[7; 32]).unwrap();
		let second = Journal::open(folder.path(), &[7; 32]);
		assert!(matches!(second, Err(JournalError::Database { .. })));
	}
}
