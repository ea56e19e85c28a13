//! What is watched of a validator, and what each kind of fault would mean.

use std::fmt;

use althing_primitives::{Department, Departments};

/// What is watched of a validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
	/// Whether its endpoint answers: 1 or 0.
	Up,
	/// Height of its best block.
	BestHeight,
	/// Height of its last finalized block.
	FinalizedHeight,
	/// Seconds per block over its last few blocks.
	BlockInterval,
	/// Blocks between its best and its last finalized one.
	FinalityLag,
	/// Connected peers.
	Peers,
	/// Ready transactions in its pool.
	Pool,
	/// Cores in use.
	Cpu,
	/// Resident memory in bytes.
	Memory,
}

impl Signal {
	/// All of them.
	pub const ALL: [Self; 9] = [
		Self::Up,
		Self::BestHeight,
		Self::FinalizedHeight,
		Self::BlockInterval,
		Self::FinalityLag,
		Self::Peers,
		Self::Pool,
		Self::Cpu,
		Self::Memory,
	];

	/// The signal in words.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Up => "reachability",
			Self::BestHeight => "best height",
			Self::FinalizedHeight => "finalized height",
			Self::BlockInterval => "block interval",
			Self::FinalityLag => "finality lag",
			Self::Peers => "peers",
			Self::Pool => "transaction pool",
			Self::Cpu => "CPU use",
			Self::Memory => "memory",
		}
	}

	/// Whether all validators of a network see this alike, so that a fault seen by most is nobody's own.
	pub(super) const fn is_shared(self) -> bool {
		matches!(self, Self::BlockInterval | Self::FinalityLag | Self::Pool)
	}

	/// Whether what is normal depends on how many validators there are.
	pub(super) const fn depends_on_others(self) -> bool {
		matches!(
			self,
			Self::BlockInterval | Self::FinalityLag | Self::Pool | Self::Peers
		)
	}

	/// Whether `value` would matter to anybody where `normal` is the usual one. What is odd to a
	/// statistician need not be: a second peer lost in an hour, a pool that holds ten instead of none.
	pub(super) fn matters(self, value: f64, normal: f64) -> bool {
		const MEBIBYTE: f64 = 1024.0 * 1024.0;
		match self {
			// Has a rule of its own.
			Self::Up => false,
			// Seen through the interval and the lag; heights themselves only grow.
			Self::BestHeight | Self::FinalizedHeight => false,
			Self::BlockInterval => value >= 2.0 * normal + 2.0,
			Self::FinalityLag => value >= normal + 6.0,
			Self::Peers => value <= normal / 2.0,
			Self::Pool => value >= 4.0 * normal + 250.0,
			Self::Cpu => value >= 2.0 * normal + 0.5,
			Self::Memory => value >= 1.5 * normal + 256.0 * MEBIBYTE,
		}
	}

	/// Risk, impact and urgency of a fault, each in [0,1]: how bad a wrong answer would be, how many it
	/// touches, what waiting costs.
	pub(super) const fn stakes(self) -> (f64, f64, f64) {
		match self {
			Self::Up => (0.3, 0.5, 0.9),
			Self::BlockInterval | Self::FinalityLag => (0.3, 0.6, 0.8),
			Self::Peers => (0.2, 0.3, 0.5),
			Self::Pool => (0.2, 0.4, 0.4),
			Self::Cpu | Self::Memory => (0.1, 0.2, 0.3),
			Self::BestHeight | Self::FinalizedHeight => (0.2, 0.4, 0.5),
		}
	}

	/// Who has a stake in the answer.
	pub(super) fn departments(self) -> Departments {
		use Department::{Customer, Engineering, Finance, Product};
		match self {
			Self::Up | Self::BlockInterval | Self::FinalityLag => {
				Departments::of([Engineering, Customer, Product])
			}
			Self::Pool => Departments::of([Engineering, Customer]),
			Self::Peers | Self::BestHeight | Self::FinalizedHeight => Departments::of([Engineering]),
			Self::Cpu | Self::Memory => Departments::of([Engineering, Finance]),
		}
	}

	/// A value as people read it.
	pub(super) fn shown(self, value: f64) -> String {
		match self {
			Self::BlockInterval => format!("{value:.1} s per block"),
			Self::FinalityLag => format!("{value:.0} blocks"),
			Self::Cpu => format!("{value:.2} cores"),
			Self::Memory => format!("{:.0} MiB", value / (1024.0 * 1024.0)),
			_ => format!("{value:.0}"),
		}
	}
}

impl fmt::Display for Signal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}
