//! What an estimate says of the agents of a topic, as it is kept; and the part of it that a panel is appraised by.

use crate::{topic::MAX_TOPIC_LABELS, Fixed, MAX_PANEL};
use alloc::vec::Vec;
use althing_cmp_stats::{Groups, Model, Real, Voices};
use althing_primitives::AgentId;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most cells of a confusion matrix.
pub const MAX_CELLS: u32 = (MAX_TOPIC_LABELS * MAX_TOPIC_LABELS) as u32;

/// The most cabals that an estimate may find: more than a search ever does.
pub const MAX_CABALS: u32 = 24;

/// The most agents that an estimate may know.
pub const MAX_KNOWN: u32 = 4_096;

/// A share of one in 65,535ths, never nothing.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Part(u16);

impl Part {
	/// The nearest part.
	pub fn of(share: Real) -> Self {
		let nearest = (share * Real::from_count(u16::MAX.into()) + Real::HALF).floor();
		Self(u16::try_from(nearest).unwrap_or(u16::MAX).max(1))
	}

	/// The share.
	pub fn share(self) -> Real {
		Real::ratio(self.0.into(), u16::MAX.into())
	}
}

/// How somebody answers: for each true label the share of each answer, row by row.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Matrix(BoundedVec<Part, ConstU32<MAX_CELLS>>);

impl Matrix {
	fn of(cells: &[Real]) -> Self {
		Self::of_parts(cells.iter().copied().map(Part::of).collect())
	}

	/// From its cells, row by row; those beyond [`MAX_CELLS`] are left out.
	pub fn of_parts(cells: Vec<Part>) -> Self {
		Self(BoundedVec::truncate_from(cells))
	}

	fn cells(&self) -> Vec<Real> {
		self.0.iter().map(|part| part.share()).collect()
	}

	/// How often the answer is the truth, in the mean over the labels.
	pub fn accuracy(&self) -> Perbill {
		let side = self.0.len().isqrt();
		let own = self.0.iter().step_by(side.saturating_add(1));
		let sum: Real = own.map(|part| part.share()).sum();
		Fixed::from_real(sum.over(Real::from_count(side))).to_perbill()
	}
}

/// What is known of one agent.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Known {
	/// How it answers.
	pub matrix: Matrix,
	/// The cabal that it belongs to, by its place.
	pub cabal: Option<u8>,
}

/// Agents who speak with one voice.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Cabal {
	/// How that voice answers.
	pub matrix: Matrix,
	/// How often a member answers differently.
	pub noise: Part,
}

/// What is known of the agents of a topic.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Appraisal {
	/// How many panels had been heard when it was made.
	pub upto: u32,
	/// How many answers they had given.
	pub seen: u64,
	/// What it is worth, in nats · 2⁴⁰: of two for the same panels the greater is the better one.
	pub score: i64,
	/// How frequent each label is.
	pub labels: BoundedVec<Part, ConstU32<{ MAX_TOPIC_LABELS as u32 }>>,
	/// How an agent of whom nothing is known is taken to answer.
	pub average: Matrix,
	/// The agents that had answered, in ascending order.
	pub agents: BoundedVec<(AgentId, Known), ConstU32<MAX_KNOWN>>,
	/// The cabals.
	pub cabals: BoundedVec<Cabal, ConstU32<MAX_CABALS>>,
}

impl Appraisal {
	/// What `model` says of `agents`, which are in the order that it knows them by, ascending; after `upto` panels
	/// with `seen` answers. Nothing where it found more cabals than [`MAX_CABALS`] or knows more agents than
	/// [`MAX_KNOWN`].
	pub fn of(model: &Model, agents: &[AgentId], (upto, seen): (u32, u64), score: Real) -> Option<Self> {
		let known = |(place, agent): (usize, &AgentId)| {
			let matrix = Matrix::of(model.matrix(place));
			let cabal = model.groups().of(place).map(u8::try_from).transpose().ok()?;
			Some((*agent, Known { matrix, cabal }))
		};
		let cabal = |(place, noise): (usize, &Real)| Cabal {
			matrix: Matrix::of(model.cabal(place)),
			noise: Part::of(*noise),
		};
		let agents: Option<Vec<_>> = agents.iter().enumerate().map(known).collect();
		let cabals: Vec<_> = model.noise().iter().enumerate().map(cabal).collect();
		Some(Self {
			upto,
			seen,
			score: score.raw(),
			labels: parts(model.labels())?,
			average: Matrix::of(&model.average()),
			agents: agents?.try_into().ok()?,
			cabals: cabals.try_into().ok()?,
		})
	}

	/// What is known of an agent.
	pub fn known(&self, agent: AgentId) -> Option<&Known> {
		let place = self
			.agents
			.binary_search_by_key(&agent, |(known, _)| *known)
			.ok()?;
		self.agents.get(place).map(|(_, known)| known)
	}

	/// What a panel of these agents is appraised by.
	pub fn testimony(&self, seats: impl Iterator<Item = AgentId>) -> Testimony {
		let seat = |agent| {
			self.known(agent).cloned().unwrap_or_else(|| Known {
				matrix: self.average.clone(),
				cabal: None,
			})
		};
		Testimony {
			upto: self.upto,
			labels: self.labels.clone(),
			seats: BoundedVec::truncate_from(seats.map(seat).collect()),
			cabals: self.cabals.clone(),
		}
	}

	/// The same for the estimator, about any number of agents in their order.
	pub fn voices(&self, agents: &[AgentId]) -> Voices {
		let known: Vec<_> = agents.iter().map(|agent| self.known(*agent)).collect();
		let matrices: Vec<_> = known
			.iter()
			.map(|known| known.map_or(&self.average, |known| &known.matrix).cells())
			.collect();
		let of = known.iter().map(|known| known.and_then(|known| known.cabal));
		voices(&self.labels, &matrices, of, &self.cabals)
	}
}

/// What the answers of one panel are appraised by: of the appraisal that was in force when it was drawn the part that
/// concerns its seats.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Testimony {
	/// How many panels had been heard when the appraisal was made.
	pub upto: u32,
	/// How frequent each label is.
	pub labels: BoundedVec<Part, ConstU32<{ MAX_TOPIC_LABELS as u32 }>>,
	/// What is known of each seat's agent, in the order of the seats.
	pub seats: BoundedVec<Known, ConstU32<MAX_PANEL>>,
	/// The cabals.
	pub cabals: BoundedVec<Cabal, ConstU32<MAX_CABALS>>,
}

impl Testimony {
	/// What the seats' answers say, by their positions.
	pub fn voices(&self) -> Voices {
		let matrices: Vec<_> = self.seats.iter().map(|known| known.matrix.cells()).collect();
		let of = self.seats.iter().map(|known| known.cabal);
		voices(&self.labels, &matrices, of, &self.cabals)
	}

	/// Whether it is about `seats` seats and questions with `labels` answers, complete in itself.
	pub fn fits(&self, seats: usize, labels: u8) -> bool {
		let cells = usize::from(labels).saturating_mul(labels.into());
		let known = |cabal: &Option<u8>| cabal.is_none_or(|cabal| usize::from(cabal) < self.cabals.len());
		self.labels.len() == usize::from(labels)
			&& self.seats.len() == seats
			&& self
				.seats
				.iter()
				.all(|seat| seat.matrix.0.len() == cells && known(&seat.cabal))
			&& self.cabals.iter().all(|cabal| cabal.matrix.0.len() == cells)
	}
}

fn parts(shares: &[Real]) -> Option<BoundedVec<Part, ConstU32<{ MAX_TOPIC_LABELS as u32 }>>> {
	let parts: Vec<_> = shares.iter().copied().map(Part::of).collect();
	parts.try_into().ok()
}

fn voices(
	labels: &[Part],
	matrices: &[Vec<Real>],
	of: impl Iterator<Item = Option<u8>>,
	cabals: &[Cabal],
) -> Voices {
	let labels: Vec<_> = labels.iter().map(|part| part.share()).collect();
	let groups = Groups::of_known(of.map(|cabal| cabal.map(usize::from)).collect(), cabals.len());
	let cabals: Vec<_> = cabals
		.iter()
		.map(|cabal| (cabal.matrix.cells(), cabal.noise.share()))
		.collect();
	Voices::new(&labels, matrices, groups, &cabals)
}
