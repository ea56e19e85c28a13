//! Who an agent is: its number, department, role and capabilities.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// An agent's registration number. Never reused: an account that registers again gets a new one, so
/// nothing that was said under the old registration can be inherited.
pub type AgentId = u64;

macro_rules! eightfold {
	($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
		$(#[$meta])*
		#[derive(
			Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, DecodeWithMemTracking,
			MaxEncodedLen, TypeInfo, Serialize, Deserialize,
		)]
		#[serde(rename_all = "kebab-case")]
		pub enum $name { $($(#[$vmeta])* $variant),+ }

		impl $name {
			/// All eight, in the order of their indices.
			pub const ALL: [Self; 8] = [$(Self::$variant),+];

			/// Position in [`Self::ALL`].
			pub const fn index(self) -> u8 {
				self as u8
			}

			/// The one at `index`, if there is one.
			pub fn from_index(index: u8) -> Option<Self> {
				Self::ALL.get(usize::from(index)).copied()
			}

			/// The name used in files and on the screen.
			pub const fn name(self) -> &'static str {
				match self { $(Self::$variant => $text),+ }
			}
		}

		impl core::fmt::Display for $name {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				f.pad(self.name())
			}
		}

		impl core::str::FromStr for $name {
			type Err = UnknownName;

			fn from_str(text: &str) -> Result<Self, UnknownName> {
				Self::ALL.into_iter().find(|x| x.name() == text).ok_or(UnknownName)
			}
		}
	};
}

/// The text names no department or role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownName;

impl core::fmt::Display for UnknownName {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("this names no department or role; names are lower case, with hyphens")
	}
}

impl core::error::Error for UnknownName {}

eightfold! {
	/// The part of an organisation that an agent speaks for.
	Department {
		/// Builds and runs the systems.
		Engineering = "engineering",
		/// Decides what is built.
		Product = "product",
		/// Sells it.
		Sales = "sales",
		/// Makes it known.
		Marketing = "marketing",
		/// Pays for it.
		Finance = "finance",
		/// Hires and keeps those who do it.
		People = "people",
		/// Keeps it lawful.
		Legal = "legal",
		/// Speaks for those who use it.
		Customer = "customer",
	}
}

eightfold! {
	/// What an agent does inside its department.
	Role {
		/// Market analysis and planning.
		StrategicAdvisor = "strategic-advisor",
		/// Content and ideas.
		CreativeAdvisor = "creative-advisor",
		/// Performance optimisation.
		GrowthAdvisor = "growth-advisor",
		/// Collection and analysis of data.
		DataScout = "data-scout",
		/// Trends and reports.
		ResearchScout = "research-scout",
		/// Integration of information.
		Synthesizer = "synthesizer",
		/// Carrying tasks out.
		ExecutionAgent = "execution-agent",
		/// Communication with the outside.
		BorderAgent = "border-agent",
	}
}

/// A set of departments, one bit each.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
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
#[serde(transparent)]
pub struct Departments(pub u8);

impl Departments {
	/// The set of the departments given.
	pub fn of(departments: impl IntoIterator<Item = Department>) -> Self {
		Self(departments.into_iter().fold(0, |bits, d| bits | 1 << d.index()))
	}

	/// Whether `department` is in the set.
	pub const fn contains(self, department: Department) -> bool {
		self.0 & (1 << department.index()) != 0
	}

	/// Whether the set is empty.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The members, in the order of [`Department::ALL`].
	pub fn iter(self) -> impl Iterator<Item = Department> {
		Department::ALL.into_iter().filter(move |d| self.contains(*d))
	}
}

/// What an agent can be asked, one bit per kind of case.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
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
#[serde(transparent)]
pub struct Capabilities(pub u64);

impl Capabilities {
	/// Judges time series.
	pub const SERIES: Self = Self(1);
	/// Judges whether a claim is supported by what is known.
	pub const CLAIM: Self = Self(1 << 1);
	/// Chooses among options.
	pub const QUESTION: Self = Self(1 << 2);

	/// Whether every capability of `other` is here.
	pub const fn contains(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}
}
