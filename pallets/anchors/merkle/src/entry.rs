//! The bytes of an entry: big-endian, of fixed width, the kind first, as `Entries.sol` reads them. No entry has 64 bytes,
//! the length of an inner node.
//!
//! | kind | bytes |
//! |---|---|
//! | 1 anchor | id 8, agent 8, department 1, grade 1, schema 32, root 32, count 4, key 32 |
//! | 2 decision | proposal 8, department 1, departments 1, outcome 1, form 1, answer 8, evidence 32, receipt 32 |
//! | 3 registration | agent 8, department 1, owner 32, EVM owner 20, card 32 |
//! | 4 work | agent 8, proposal 8, department 1, owner 32, payer 32, paid 16, verdict 1 |

use alloc::vec::Vec;
use althing_primitives::{
	AnchorEntry, DecisionEntry, Department, Departments, Ending, Entry, Grade, RegistrationEntry, WorkEntry,
	WorkVerdict,
};

/// The longest entry, an anchor.
pub const MAX_LENGTH: usize = 119;

const ANCHOR: u8 = 1;
const DECISION: u8 = 2;
const REGISTRATION: u8 = 3;
const WORK: u8 = 4;

/// Why bytes are no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryError {
	/// An entry of kind `kind` has not `length` bytes; no bytes have kind 0.
	EntryLength {
		/// The first byte.
		kind: u8,
		/// How many there are.
		length: usize,
	},
	/// The number at `offset` stands for nothing.
	EntryField {
		/// The kind of the entry.
		kind: u8,
		/// Where the number is.
		offset: usize,
	},
	/// Grades 3 and 4 are reserved: nothing may claim them, and there are no others.
	GradeReserved(u8),
}

impl core::fmt::Display for EntryError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::EntryLength { kind, length } => write!(f, "an entry of kind {kind} has not {length} bytes"),
			Self::EntryField { kind, offset } => {
				write!(f, "byte {offset} of an entry of kind {kind} stands for nothing")
			}
			Self::GradeReserved(grade) => write!(f, "nothing may claim the grade {grade}"),
		}
	}
}

impl core::error::Error for EntryError {}

/// The bytes of `entry`.
pub fn encode(entry: &Entry) -> Vec<u8> {
	let mut out = Vec::with_capacity(MAX_LENGTH);
	let mut put = |bytes: &[u8]| out.extend_from_slice(bytes);
	match entry {
		Entry::Anchor(a) => {
			put(&[ANCHOR]);
			put(&a.id.to_be_bytes());
			put(&a.agent.to_be_bytes());
			put(&[a.department.index(), grade_byte(a.grade)]);
			put(&a.schema);
			put(&a.root);
			put(&a.count.to_be_bytes());
			put(&a.key);
		}
		Entry::Decision(d) => {
			let (outcome, form, answer) = ending_numbers(d.ending);
			put(&[DECISION]);
			put(&d.proposal.to_be_bytes());
			put(&[d.department.index(), d.departments.0, outcome, form]);
			put(&answer.to_be_bytes());
			put(&d.evidence);
			put(&d.receipt);
		}
		Entry::Registration(r) => {
			put(&[REGISTRATION]);
			put(&r.agent.to_be_bytes());
			put(&[r.department.index()]);
			put(&r.owner);
			put(&r.evm_owner);
			put(&r.card);
		}
		Entry::Work(w) => {
			put(&[WORK]);
			put(&w.agent.to_be_bytes());
			put(&w.proposal.to_be_bytes());
			put(&[w.department.index()]);
			put(&w.owner);
			put(&w.payer);
			put(&w.paid.to_be_bytes());
			put(&[verdict_byte(w.verdict)]);
		}
	}
	out
}

/// The entry that `bytes` are, whole and of a form that only one entry has.
///
/// # Errors
///
/// When they are of none.
pub fn decode(bytes: &[u8]) -> Result<Entry, EntryError> {
	let (kind, length) = (bytes.first().copied().unwrap_or(0), bytes.len());
	let wrong = EntryError::EntryLength { kind, length };
	if length == 0 || length_of(kind) != Some(length) {
		return Err(wrong);
	}
	let mut reader = Reader { kind, bytes, at: 1 };
	// Of the right length, so that no field is missing.
	match kind {
		ANCHOR => reader.anchor().map(Entry::Anchor),
		DECISION => reader.decision().map(Entry::Decision),
		REGISTRATION => reader.registration().map(Entry::Registration),
		_ => reader.work().map(Entry::Work),
	}
}

const fn length_of(kind: u8) -> Option<usize> {
	match kind {
		ANCHOR => Some(MAX_LENGTH),
		DECISION => Some(85),
		REGISTRATION => Some(94),
		WORK => Some(99),
		_ => None,
	}
}

const fn grade_byte(grade: Grade) -> u8 {
	match grade {
		Grade::Signed => 1,
		Grade::Agreed => 2,
		Grade::Attested => 3,
		Grade::Replayed => 4,
	}
}

/// Outcome, form and answer.
fn ending_numbers(ending: Ending) -> (u8, u8, i64) {
	match ending {
		Ending::Binary(yes) => (1, 1, yes.into()),
		Ending::Choice(option) => (1, 2, option.into()),
		Ending::Scalar(number) => (1, 3, number),
		Ending::Escalated => (2, 0, 0),
		Ending::Expired => (3, 0, 0),
	}
}

const fn verdict_byte(verdict: WorkVerdict) -> u8 {
	match verdict {
		WorkVerdict::Wrong => 0,
		WorkVerdict::Right => 1,
		WorkVerdict::Untold => 2,
	}
}

/// Takes field after field of an entry that has its length.
struct Reader<'a> {
	kind: u8,
	bytes: &'a [u8],
	at: usize,
}

impl Reader<'_> {
	fn take<const N: usize>(&mut self) -> Result<[u8; N], EntryError> {
		let wrong = EntryError::EntryLength {
			kind: self.kind,
			length: self.bytes.len(),
		};
		let field = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<N>());
		self.at = self.at.saturating_add(N); // at most 119
		field.copied().ok_or(wrong)
	}

	fn byte(&mut self) -> Result<u8, EntryError> {
		self.take::<1>().map(|[byte]| byte)
	}

	/// The field that ends here stands for nothing when `value` is nothing.
	fn known<T>(&self, value: Option<T>, width: usize) -> Result<T, EntryError> {
		value.ok_or(EntryError::EntryField {
			kind: self.kind,
			offset: self.at.saturating_sub(width),
		})
	}

	fn department(&mut self) -> Result<Department, EntryError> {
		let byte = self.byte()?;
		self.known(Department::from_index(byte), 1)
	}

	fn anchor(&mut self) -> Result<AnchorEntry, EntryError> {
		Ok(AnchorEntry {
			id: u64::from_be_bytes(self.take()?),
			agent: u64::from_be_bytes(self.take()?),
			department: self.department()?,
			grade: match self.byte()? {
				1 => Grade::Signed,
				2 => Grade::Agreed,
				reserved => return Err(EntryError::GradeReserved(reserved)),
			},
			schema: self.take()?,
			root: self.take()?,
			count: u32::from_be_bytes(self.take()?),
			key: self.take()?,
		})
	}

	fn decision(&mut self) -> Result<DecisionEntry, EntryError> {
		Ok(DecisionEntry {
			proposal: u64::from_be_bytes(self.take()?),
			department: self.department()?,
			departments: Departments(self.byte()?),
			ending: self.ending()?,
			evidence: self.take()?,
			receipt: self.take()?,
		})
	}

	/// An answer is of the form that it says, and there is one just when the panel decided.
	fn ending(&mut self) -> Result<Ending, EntryError> {
		let outcome = self.byte()?;
		self.known((1..=3).contains(&outcome).then_some(()), 1)?;
		let form = self.byte()?;
		let fits = form <= 3 && (outcome == 1) == (form != 0);
		self.known(fits.then_some(()), 1)?;
		let answer = i64::from_be_bytes(self.take()?);
		let ending = match (outcome, form, answer) {
			(1, 1, 0 | 1) => Some(Ending::Binary(answer == 1)),
			(1, 2, _) => u8::try_from(answer).ok().map(Ending::Choice),
			(1, 3, _) => Some(Ending::Scalar(answer)),
			(2, 0, 0) => Some(Ending::Escalated),
			(3, 0, 0) => Some(Ending::Expired),
			_ => None,
		};
		self.known(ending, 8)
	}

	fn registration(&mut self) -> Result<RegistrationEntry, EntryError> {
		Ok(RegistrationEntry {
			agent: u64::from_be_bytes(self.take()?),
			department: self.department()?,
			owner: self.take()?,
			evm_owner: self.take()?,
			card: self.take()?,
		})
	}

	fn work(&mut self) -> Result<WorkEntry, EntryError> {
		Ok(WorkEntry {
			agent: u64::from_be_bytes(self.take()?),
			proposal: u64::from_be_bytes(self.take()?),
			department: self.department()?,
			owner: self.take()?,
			payer: self.take()?,
			paid: u128::from_be_bytes(self.take()?),
			verdict: {
				let verdict = match self.byte()? {
					0 => Some(WorkVerdict::Wrong),
					1 => Some(WorkVerdict::Right),
					2 => Some(WorkVerdict::Untold),
					_ => None,
				};
				self.known(verdict, 1)?
			},
		})
	}
}
