//! Where an account lies under the fleet's secret phrase.

use std::{fmt, str::FromStr};

use althing_primitives::{Department, Role};

use super::FleetError;

/// The most bytes of a path.
const LONGEST: usize = 256;

/// A path of hard junctions, `//a//b`, to be put behind a secret phrase. Soft junctions (`/a`) are
/// refused: with one of their keys and the parent's public key, anybody has the parent's key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Derivation(String);

impl Derivation {
	/// `//fleet//<department>`: the account of a department's owner.
	pub fn of_owner(department: Department) -> Self {
		Self(format!("//fleet//{department}"))
	}

	/// `//fleet//<department>//<role>//<number>`: an agent's account.
	pub fn of_agent(department: Department, role: Role, number: u32) -> Self {
		Self(format!("//fleet//{department}//{role}//{number}"))
	}

	/// The path as it stands behind a phrase.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

impl fmt::Display for Derivation {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl FromStr for Derivation {
	type Err = FleetError;

	fn from_str(text: &str) -> Result<Self, FleetError> {
		let mut junctions = text.split("//");
		let begins = junctions.next() == Some("");
		let mut count = 0;
		let sound = junctions.all(|junction| {
			count += 1;
			let printable = junction
				.bytes()
				.all(|byte| byte.is_ascii_graphic() && byte != b'/');
			!junction.is_empty() && printable
		});
		if !begins || !sound || count == 0 || text.len() > LONGEST {
			return Err(FleetError::BadPath { path: text.into() });
		}
		Ok(Self(text.into()))
	}
}
