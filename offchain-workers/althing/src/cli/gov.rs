//! `althing gov`

use super::{Commons, Node, Signing};
use crate::amount::{parse_some, AmountError};
use althing_primitives::Department;
use clap::{ArgGroup, Args, Subcommand, ValueHint};
use std::path::PathBuf;

/// `althing gov`
#[derive(Debug, Subcommand)]
pub enum Gov {
	/// The tracks: what each kind of referendum asks for, and how long it takes.
	Tracks(Node),
	/// The latest referenda.
	List(GovList),
	/// One referendum: its call, its votes, what it needs.
	Show(GovShow),
	/// Vote on a referendum. A second vote replaces the first.
	Vote(Vote),
	/// Have another account vote with so much of yours on a track.
	Delegate(Delegate),
	/// End a delegation.
	Undelegate(OnTrack),
	/// Submit a referendum.
	Propose(Propose),
	/// Pay the deposit without which a referendum is not decided.
	Deposit(OnReferendum),
	/// Give back the deposits of a referendum that has ended.
	Refund(OnReferendum),
	/// Propose to cancel a referendum, on the track for emergencies: nobody can alone.
	Cancel(OnReferendum),
	/// Hand in the runtime that a referendum has authorized.
	Enact {
		/// The runtime's code.
		#[arg(value_hint = ValueHint::FilePath)]
		wasm: PathBuf,
		/// Who signs.
		#[command(flatten)]
		signing: Signing,
	},
	/// Continuous funding from the pool of the commons.
	#[command(subcommand)]
	Commons(Commons),
	/// A department's budget, and what its agents may do alone.
	Mandates(Mandates),
}

/// `althing gov list`
#[derive(Clone, Debug, Args)]
pub struct GovList {
	/// How many of the latest to look at.
	#[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
	pub last: u32,
	/// Only those in which votes count.
	#[arg(long)]
	pub ongoing: bool,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

/// `althing gov show`
#[derive(Clone, Debug, Args)]
pub struct GovShow {
	/// The referendum's number.
	pub referendum: u32,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

/// What takes a referendum's number.
#[derive(Clone, Debug, Args)]
pub struct OnReferendum {
	/// The referendum's number.
	pub referendum: u32,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing gov vote`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("side").required(true))]
pub struct Vote {
	/// The referendum's number.
	pub referendum: u32,
	/// For it.
	#[arg(long, group = "side", requires = "amount")]
	pub aye: bool,
	/// Against it.
	#[arg(long, group = "side", requires = "amount")]
	pub nay: bool,
	/// Neither; what abstains still counts as support.
	#[arg(long, group = "side", requires = "amount", conflicts_with = "conviction")]
	pub abstain: bool,
	/// For it and against it at once, and neither, without conviction.
	#[arg(long, group = "side", value_name = "AYE,NAY[,ABSTAIN]", conflicts_with_all = ["amount", "conviction"])]
	pub split: Option<Split>,
	/// How many CVT to vote with.
	#[arg(long, value_parser = parse_some)]
	pub amount: Option<u128>,
	/// From 0 (a tenth of a vote, free when the referendum ends) to 6 (six votes, locked for 32 periods if it
	/// wins).
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=6))]
	pub conviction: u8,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// The side that a vote is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
	/// For it.
	Aye(u128),
	/// Against it.
	Nay(u128),
	/// More than one.
	Split(Split),
}

/// Amounts for both sides, and for neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
	/// For it.
	pub aye: u128,
	/// Against it.
	pub nay: u128,
	/// Neither.
	pub abstain: u128,
}

impl std::str::FromStr for Split {
	type Err = AmountError;

	fn from_str(text: &str) -> Result<Self, AmountError> {
		let not_a_number = || AmountError::NotANumber { text: text.into() };
		let parts = text.split(',').map(|part| crate::amount::parse(part.trim()));
		let (aye, nay, abstain) = match parts.collect::<Result<Vec<_>, _>>()?[..] {
			[aye, nay] => (aye, nay, 0),
			[aye, nay, abstain] => (aye, nay, abstain),
			_ => return Err(not_a_number()),
		};
		match aye.checked_add(nay).and_then(|sum| sum.checked_add(abstain)) {
			Some(0) => Err(AmountError::Zero),
			Some(_) => Ok(Self { aye, nay, abstain }),
			None => Err(AmountError::TooLarge { text: text.into() }),
		}
	}
}

impl Vote {
	/// The side that was chosen; none only where the command line let through what it must not.
	pub fn side(&self) -> Option<Side> {
		let amount = self.amount.unwrap_or_default();
		match (self.aye, self.nay, self.abstain, self.split) {
			(_, _, _, Some(split)) => Some(Side::Split(split)),
			(true, ..) => Some(Side::Aye(amount)),
			(_, true, ..) => Some(Side::Nay(amount)),
			(_, _, true, _) => Some(Side::Split(Split {
				aye: 0,
				nay: 0,
				abstain: amount,
			})),
			_ => None,
		}
	}
}

/// `althing gov delegate`
#[derive(Clone, Debug, Args)]
pub struct Delegate {
	/// The track, by number or name.
	pub track: String,
	/// Who votes: an account in SS58 or hex.
	pub to: String,
	/// With how many of your CVT.
	#[arg(long, value_parser = parse_some)]
	pub amount: u128,
	/// From 0 to 6; when the delegation ends, the CVT stay locked for as long as it says.
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=6))]
	pub conviction: u8,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing gov undelegate`
#[derive(Clone, Debug, Args)]
pub struct OnTrack {
	/// The track, by number or name.
	pub track: String,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing gov propose`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub struct Propose {
	/// The track, by number or name: what the call is made with, and what it takes to pass.
	#[arg(long)]
	pub track: String,
	/// Let this runtime take over once somebody hands it in (`althing gov enact`).
	#[arg(long, group = "what", value_name = "WASM", value_hint = ValueHint::FilePath)]
	pub upgrade: Option<PathBuf>,
	/// Ask a question: the call does nothing.
	#[arg(long, group = "what", value_name = "TEXT")]
	pub remark: Option<String>,
	/// Any call, encoded, in hex.
	#[arg(long, group = "what", value_name = "HEX")]
	pub call: Option<String>,
	/// Have the treasury pay so many VWT.
	#[arg(long, group = "what", value_name = "AMOUNT", requires = "to", value_parser = parse_some)]
	pub spend: Option<u128>,
	/// Whom the treasury pays: an account in SS58 or hex.
	#[arg(long, value_name = "ACCOUNT", requires = "spend")]
	pub to: Option<String>,
	/// How many blocks after the approval the call is made, if the track allows it so soon.
	#[arg(long, value_name = "BLOCKS", default_value_t = 1)]
	pub after: u32,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing gov mandates`
#[derive(Clone, Debug, Args)]
pub struct Mandates {
	/// The department.
	pub department: Department,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}
