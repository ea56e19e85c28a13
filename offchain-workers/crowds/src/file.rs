//! Truth-inference files, read and written.
//!
//! Answers have the columns `question`, `worker`, `answer`, the truth `question`, `truth`, in any order and
//! with any others between. Names and labels are taken as they stand, without blanks around them.

use crate::Crowd;
use althing_cmp_stats::{Answer, MAX_AGENTS, MAX_LABELS};
use csv::{Position, ReaderBuilder, StringRecord, Trim, Writer};
use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};

/// Why a file cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
	/// Not a table, or not readable.
	#[error("line {line}: {reason}")]
	Table {
		/// Where, from 1.
		line: u64,
		/// What is wrong.
		reason: csv::Error,
	},
	/// The header lacks a column.
	#[error("line 1: there is no column \"{0}\" in the header")]
	Column(&'static str),
	/// A cell is empty.
	#[error("line {line}: the column \"{column}\" is empty")]
	Empty {
		/// Where, from 1.
		line: u64,
		/// Which.
		column: &'static str,
	},
	/// One task has two truths.
	#[error("line {line}: question {question} has another truth above")]
	Contradiction {
		/// Where, from 1.
		line: u64,
		/// Whose.
		question: String,
	},
	/// More labels than a task may have.
	#[error("line {line}: \"{label}\" is label number {}, and {MAX_LABELS} is the most", MAX_LABELS + 1)]
	Labels {
		/// Where, from 1.
		line: u64,
		/// The first that is too many.
		label: String,
	},
	/// More workers than a window may have.
	#[error("line {line}: \"{worker}\" is worker number {}, and {MAX_AGENTS} is the most", MAX_AGENTS + 1)]
	Workers {
		/// Where, from 1.
		line: u64,
		/// The first that is too many.
		worker: String,
	},
	/// Nothing to decide between.
	#[error("the answers and the truth name {0} label(s); at least two are needed")]
	FewLabels(usize),
	/// No question with answers has a truth.
	#[error("none of the {0} answered questions has a truth")]
	NoTruth(usize),
}

/// Answers that were read, without their truth yet.
#[derive(Debug, Default)]
pub struct Draft {
	questions: Names,
	agents: Names,
	labels: Names,
	tasks: Vec<Vec<Answer>>,
	/// Answers left out because their worker had answered the question before: the first one counts, as on
	/// chain.
	pub repeated: usize,
}

/// Reads answers; tasks and workers keep the order of their first answer.
///
/// # Errors
/// [`FileError`], with the line where there is one.
pub fn read_answers(answers: impl Read) -> Result<Draft, FileError> {
	let mut draft = Draft::default();
	let mut given = HashSet::new();
	each_row(
		answers,
		["question", "worker", "answer"],
		|line, [question, worker, label]| {
			let (task, agent) = (draft.questions.number(question), draft.agents.number(worker));
			if agent >= MAX_AGENTS {
				let worker = worker.to_owned();
				return Err(FileError::Workers { line, worker });
			}
			let label = draft.label(line, label)?;
			if !given.insert((task, agent)) {
				draft.repeated = draft.repeated.saturating_add(1);
				return Ok(());
			}
			draft.tasks.resize_with(draft.questions.all.len(), Vec::new);
			if let Some(task) = draft.tasks.get_mut(task) {
				// Below the most agents, which fit.
				let agent = u16::try_from(agent).unwrap_or_default();
				task.push(Answer { agent, label });
			}
			Ok(())
		},
	)?;
	Ok(draft)
}

impl Draft {
	/// Adds the truth. Truths of questions that nobody answered are left out; labels are sorted by name.
	///
	/// # Errors
	/// [`FileError`], with the line where there is one.
	pub fn with_truth(mut self, truth: impl Read) -> Result<Crowd, FileError> {
		let mut known = vec![None; self.tasks.len()];
		each_row(truth, ["question", "truth"], |line, [question, label]| {
			let Some(task) = self.questions.places.get(question).copied() else {
				return Ok(());
			};
			let label = self.label(line, label)?;
			if let Some(truth) = known.get_mut(task) {
				if truth.is_some_and(|truth| truth != label) {
					let question = question.to_owned();
					return Err(FileError::Contradiction { line, question });
				}
				*truth = Some(label);
			}
			Ok(())
		})?;
		if self.labels.all.len() < 2 {
			return Err(FileError::FewLabels(self.labels.all.len()));
		}
		if known.iter().all(Option::is_none) {
			return Err(FileError::NoTruth(self.tasks.len()));
		}
		Ok(self.sorted(known))
	}

	fn sorted(mut self, mut truth: Vec<Option<u8>>) -> Crowd {
		let before = self.labels.all.clone();
		self.labels.all.sort();
		let place = |label: &String| self.labels.all.binary_search(label).unwrap_or_default() as u8;
		let places: Vec<u8> = before.iter().map(place).collect();
		let renamed = |label: u8| places.get(usize::from(label)).copied().unwrap_or(label);
		for answer in self.tasks.iter_mut().flatten() {
			answer.label = renamed(answer.label);
		}
		for truth in truth.iter_mut().flatten() {
			*truth = renamed(*truth);
		}
		Crowd {
			labels: self.labels.all,
			agents: self.agents.all,
			questions: self.questions.all,
			tasks: self.tasks,
			truth,
		}
	}

	fn label(&mut self, line: u64, label: &str) -> Result<u8, FileError> {
		let number = self.labels.number(label);
		if number >= MAX_LABELS {
			let label = label.to_owned();
			return Err(FileError::Labels { line, label });
		}
		Ok(u8::try_from(number).unwrap_or_default())
	}
}

/// Names with their places, in the order of their first use.
#[derive(Debug, Default)]
struct Names {
	places: HashMap<String, usize>,
	all: Vec<String>,
}

impl Names {
	fn number(&mut self, name: &str) -> usize {
		if let Some(place) = self.places.get(name) {
			return *place;
		}
		let place = self.all.len();
		self.places.insert(name.to_owned(), place);
		self.all.push(name.to_owned());
		place
	}
}

/// Calls `take` with the line and the cells of the given columns, for each row of a table.
fn each_row<const N: usize>(
	table: impl Read,
	columns: [&'static str; N],
	mut take: impl FnMut(u64, [&str; N]) -> Result<(), FileError>,
) -> Result<(), FileError> {
	let mut table = ReaderBuilder::new().trim(Trim::All).from_reader(table);
	let header = table.headers().map_err(unreadable)?.clone();
	let mut places = [0; N];
	for (place, column) in places.iter_mut().zip(columns) {
		let bare = |name: &str| name.trim_start_matches('\u{feff}') == column;
		*place = header.iter().position(bare).ok_or(FileError::Column(column))?;
	}
	let mut row = StringRecord::new();
	while table.read_record(&mut row).map_err(unreadable)? {
		let line = row.position().map_or(0, Position::line);
		let mut cells = [""; N];
		for ((cell, place), column) in cells.iter_mut().zip(places).zip(columns) {
			*cell = row.get(place).unwrap_or_default();
			if cell.is_empty() {
				return Err(FileError::Empty { line, column });
			}
		}
		take(line, cells)?;
	}
	Ok(())
}

fn unreadable(reason: csv::Error) -> FileError {
	let line = reason.position().map_or(1, Position::line);
	FileError::Table { line, reason }
}

/// Writes the answers of a crowd, task by task.
///
/// # Errors
/// Those of the writer.
pub fn write(crowd: &Crowd, answers: impl Write) -> csv::Result<()> {
	let mut table = Writer::from_writer(answers);
	table.write_record(["question", "worker", "answer"])?;
	for (question, task) in crowd.questions.iter().zip(&crowd.tasks) {
		for answer in task {
			let worker = crowd.agents.get(usize::from(answer.agent));
			let label = crowd.labels.get(usize::from(answer.label));
			if let (Some(worker), Some(label)) = (worker, label) {
				table.write_record([question, worker, label])?;
			}
		}
	}
	table.flush()?;
	Ok(())
}
