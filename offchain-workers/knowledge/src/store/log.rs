//! The append-only log: the only truth on disk.
//!
//! A commit is frames of terms, shapes and triples with an end frame behind them. What has no end frame is half
//! written and cut off when the log is opened; bytes that do not fit before a whole commit are damage, and said.

use super::commit::{Commit, Hash};
use super::frame::{self, Kind, Next};
use super::state::{Delta, GraphDelta, ShapeDelta};
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"ALTHKN01";

/// A commit and where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
	/// The commit.
	pub commit: Commit,
	/// Where its first frame begins.
	pub offset: u64,
}

/// What a commit holds, as it is read.
#[derive(Debug, Default)]
pub struct Content {
	/// New terms, one payload per frame.
	pub terms: Vec<Vec<u8>>,
	/// Shapes.
	pub shapes: Vec<ShapeDelta>,
	/// Triples.
	pub graphs: Vec<GraphDelta>,
}

/// The log file.
pub struct Log {
	path: PathBuf,
	file: File,
	/// Where the next commit begins.
	end: u64,
	entries: Vec<Entry>,
	/// Set when a write failed and could not be taken back.
	broken: bool,
}

impl Log {
	/// Opens the log, or begins one. Every commit is handed to `each` in order.
	///
	/// # Errors
	/// When it cannot be read, or is damaged.
	pub fn open(path: &Path, mut each: impl FnMut(&Commit, Content) -> Result<()>) -> Result<Self> {
		let mut options = OpenOptions::new();
		let file = options
			.read(true)
			.write(true)
			.create(true)
			.truncate(false)
			.open(path);
		let file = file.map_err(|e| Error::io(path, e))?;
		let mut log = Self {
			path: path.to_owned(),
			file,
			end: 0,
			entries: Vec::new(),
			broken: false,
		};
		log.begin()?;
		let torn = log.replay(&mut each)?;
		if let Some(reason) = torn {
			log.cut_off(reason)?;
		}
		Ok(log)
	}

	fn io(&self, source: io::Error) -> Error {
		Error::io(&self.path, source)
	}

	fn damaged(&self, offset: u64, reason: impl Into<String>) -> Error {
		Error::Damaged {
			path: self.path.clone(),
			offset,
			reason: reason.into(),
		}
	}

	fn begin(&mut self) -> Result<()> {
		let mut magic = [0; 8];
		let length = self.file.metadata().map_err(|e| self.io(e))?.len();
		self.end = MAGIC.len() as u64;
		if length < self.end {
			// Killed between the first two writes of its life.
			self.file
				.set_len(0)
				.and_then(|()| self.file.write_all(MAGIC))
				.map_err(|e| self.io(e))?;
			return self.file.sync_all().map_err(|e| self.io(e));
		}
		self.file.read_exact(&mut magic).map_err(|e| self.io(e))?;
		if magic != *MAGIC {
			return Err(self.damaged(0, "this is no log of a knowledge store"));
		}
		Ok(())
	}

	/// Reads all commits; returns why reading ended where that was not the end.
	fn replay(
		&mut self,
		each: &mut impl FnMut(&Commit, Content) -> Result<()>,
	) -> Result<Option<&'static str>> {
		let file = self.file.try_clone().map_err(|e| self.io(e))?;
		let mut reader = BufReader::with_capacity(frame::FULL, file);
		reader.seek(SeekFrom::Start(self.end)).map_err(|e| self.io(e))?;
		let mut parent = Hash::default();
		loop {
			let read = read_commit(&mut reader).map_err(|e| self.io(e))?;
			let (commit, content, length) = match read {
				Reading::Commit(commit, content, length) => (*commit, content, length),
				Reading::End => return Ok(None),
				Reading::Torn(reason) => return Ok(Some(reason)),
				Reading::Nonsense(reason) => return Err(self.damaged(self.end, reason)),
			};
			let number = self.entries.len() as u64 + 1;
			if commit.number != number || commit.parent != parent {
				return Err(self.damaged(
					self.end,
					format!("commit {} does not follow {}", commit.number, number - 1),
				));
			}
			parent = commit.hash;
			each(&commit, content)?;
			let offset = self.end;
			self.end = self.end.saturating_add(length);
			self.entries.push(Entry { commit, offset });
		}
	}

	/// Cuts off what a crash left half written, unless whole commits follow: then it was no crash.
	fn cut_off(&mut self, reason: &str) -> Result<()> {
		let mut rest = Vec::new();
		self.file
			.seek(SeekFrom::Start(self.end))
			.map_err(|e| self.io(e))?;
		self.file.read_to_end(&mut rest).map_err(|e| self.io(e))?;
		let follows = (1..rest.len().saturating_sub(frame::HEAD)).any(|at| {
			let ninth = rest.get(at.saturating_add(frame::HEAD - 1));
			ninth == Some(&9) && ends_here(rest.get(at..).unwrap_or_default())
		});
		if follows {
			return Err(self.damaged(self.end, format!("{reason}, and whole commits follow")));
		}
		self.file
			.set_len(self.end)
			.and_then(|()| self.file.sync_all())
			.map_err(|e| self.io(e))
	}

	/// Writes a commit and waits until the disk has it.
	///
	/// # Errors
	/// When it cannot be written; then nothing of it remains.
	pub fn append(&mut self, mut commit: Commit, delta: &Delta) -> Result<Commit> {
		if self.broken {
			return Err(self.damaged(self.end, "an earlier write failed; open the store anew"));
		}
		let offset = self.end;
		match self.write(&mut commit, delta) {
			Ok(length) => {
				self.end = self.end.saturating_add(length);
				let entry = Entry {
					commit: commit.clone(),
					offset,
				};
				self.entries.push(entry);
				Ok(commit)
			}
			Err(error) => {
				let undone = self.file.set_len(offset).and_then(|()| self.file.sync_all());
				self.broken = undone.is_err();
				Err(self.io(error))
			}
		}
	}

	fn write(&mut self, commit: &mut Commit, delta: &Delta) -> io::Result<u64> {
		self.file.seek(SeekFrom::Start(self.end))?;
		let mut writer = BufWriter::with_capacity(frame::FULL, &self.file);
		let (mut length, mut hasher) = (0_u64, Sha256::new());
		let mut put = |kind: Kind, payload: &[u8]| -> io::Result<()> {
			hasher.update([kind.byte()]);
			hasher.update((payload.len() as u64).to_le_bytes());
			hasher.update(payload);
			length = length.saturating_add(frame::write(&mut writer, kind, payload)?);
			Ok(())
		};
		frame::terms(delta.terms.iter(), |payload| put(Kind::Terms, payload))?;
		if !delta.shapes.is_empty() {
			put(Kind::Shapes, &serde_json::to_vec(&delta.shapes)?)?;
		}
		for graph in &delta.graphs {
			frame::triples(graph.graph, graph.added.iter().copied(), |payload| {
				put(Kind::Added, payload)
			})?;
			frame::triples(graph.graph, graph.removed.iter().copied(), |payload| {
				put(Kind::Removed, payload)
			})?;
		}
		commit.content = hasher.finalize().into();
		commit.hash = commit.computed_hash();
		length = length.saturating_add(frame::write(
			&mut writer,
			Kind::End,
			&serde_json::to_vec(commit)?,
		)?);
		writer.flush()?;
		drop(writer);
		self.file.sync_data()?;
		Ok(length)
	}

	/// The commits, oldest first.
	pub fn entries(&self) -> &[Entry] {
		&self.entries
	}

	/// How many bytes the log has.
	pub fn bytes(&self) -> u64 {
		self.end
	}

	/// Reads what a commit holds.
	///
	/// # Errors
	/// When there is no such commit, or it cannot be read.
	pub fn content(&self, number: u64) -> Result<Content> {
		let newest = self.entries.len() as u64;
		let place = number
			.checked_sub(1)
			.and_then(|place| usize::try_from(place).ok());
		let entry = place
			.and_then(|place| self.entries.get(place))
			.ok_or(Error::NoVersion(number, newest))?;
		let file = File::open(&self.path).map_err(|e| self.io(e))?;
		let mut reader = BufReader::with_capacity(frame::FULL, file);
		reader
			.seek(SeekFrom::Start(entry.offset))
			.map_err(|e| self.io(e))?;
		match read_commit(&mut reader).map_err(|e| self.io(e))? {
			Reading::Commit(commit, content, _) if commit.hash == entry.commit.hash => Ok(content),
			Reading::Torn(reason) | Reading::Nonsense(reason) => Err(self.damaged(entry.offset, reason)),
			_ => Err(self.damaged(
				entry.offset,
				format!("commit {number} is another than when the store was opened"),
			)),
		}
	}
}

/// Whether an end frame stands at the beginning of these bytes.
fn ends_here(bytes: &[u8]) -> bool {
	let next = frame::read(&mut &*bytes, &mut Vec::new());
	matches!(next, Ok(Next::Frame(Kind::End, _)))
}

enum Reading {
	Commit(Box<Commit>, Content, u64),
	End,
	Torn(&'static str),
	Nonsense(&'static str),
}

/// Reads one commit and checks its hashes.
fn read_commit(reader: &mut impl Read) -> io::Result<Reading> {
	let (mut content, mut payload) = (Content::default(), Vec::new());
	let (mut length, mut hasher) = (0_u64, Sha256::new());
	loop {
		let (kind, bytes) = match frame::read(reader, &mut payload)? {
			Next::Frame(kind, bytes) => (kind, bytes),
			Next::End if length == 0 => return Ok(Reading::End),
			Next::End => return Ok(Reading::Torn("a commit has no end")),
			Next::Torn(reason) => return Ok(Reading::Torn(reason)),
		};
		length = length.saturating_add(bytes);
		if kind == Kind::End {
			let Ok(commit) = serde_json::from_slice::<Commit>(&payload) else {
				return Ok(Reading::Nonsense("a commit's end is no commit"));
			};
			let hash: Hash = hasher.finalize().into();
			if commit.content != hash || commit.hash != commit.computed_hash() {
				return Ok(Reading::Nonsense("a commit's hash is not that of what it holds"));
			}
			return Ok(Reading::Commit(Box::new(commit), content, length));
		}
		hasher.update([kind.byte()]);
		hasher.update((payload.len() as u64).to_le_bytes());
		hasher.update(&payload);
		if keep(kind, &mut payload, &mut content).is_none() {
			return Ok(Reading::Nonsense("a frame holds something else than it says"));
		}
	}
}

fn keep(kind: Kind, payload: &mut Vec<u8>, content: &mut Content) -> Option<()> {
	match kind {
		Kind::Terms => content.terms.push(std::mem::take(payload)),
		Kind::Shapes => content
			.shapes
			.extend(serde_json::from_slice::<Vec<ShapeDelta>>(payload).ok()?),
		Kind::Added => frame::gather(&mut content.graphs, payload, false)?,
		Kind::Removed => frame::gather(&mut content.graphs, payload, true)?,
		Kind::End => (),
	}
	Some(())
}
