//! What the world outside does to the economy.

/// A story of the world outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
	/// Demand stays as it is.
	Calm,
	/// Demand triples, and for the first half people expect more.
	Boom,
	/// A boom that ends in the middle: demand halves and people want out.
	Crash,
	/// A calm world with attackers in it.
	Attack,
}

/// The world outside on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Market {
	/// How much clients want done, against the first day.
	pub demand: f64,
	/// What people think of CVT: from −1, out at any price, to 1.
	pub mood: f64,
}

impl Scenario {
	/// All of them.
	pub const ALL: [Self; 4] = [Self::Calm, Self::Boom, Self::Crash, Self::Attack];

	/// What it is called.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Calm => "calm",
			Self::Boom => "boom",
			Self::Crash => "crash",
			Self::Attack => "attack",
		}
	}

	/// The world outside when `over`, from 0 to 1, of the time has passed.
	pub fn market(self, over: f64) -> Market {
		let (demand, mood) = match self {
			Self::Calm | Self::Attack => (1.0, 0.0),
			Self::Boom if over < 0.5 => (1.0 + 2.0 * over, 0.5),
			Self::Boom => (1.0 + 2.0 * over, 0.0),
			Self::Crash if over < 0.5 => (1.0 + 2.0 * over, 0.5),
			Self::Crash if over < 0.7 => (0.5, -1.0),
			Self::Crash => (0.5, 0.0),
		};
		Market { demand, mood }
	}
}
