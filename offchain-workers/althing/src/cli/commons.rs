//! `althing gov commons`

use super::{Node, Signing};
use crate::amount::parse_some;
use althing_primitives::{CommonsId, Department};
use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

/// `althing gov commons`
#[derive(Debug, Subcommand)]
pub enum Commons {
	/// The proposals and streams, and what an account has staked.
	List(CommonsList),
	/// Ask for VWT.
	Submit(CommonsSubmit),
	/// Stake CVT on a proposal.
	Stake(Staking),
	/// Take CVT off a proposal.
	Unstake(Staking),
	/// Take back all stakes on proposals that have ended.
	Withdraw(Signing),
	/// Say that a proposal must not pass, for a deposit; governance rules on it.
	Dispute {
		/// The proposal's number.
		proposal: CommonsId,
		/// A file with the reasons; its BLAKE2b-256 is kept on the chain.
		#[arg(value_hint = ValueHint::FilePath)]
		reasons: PathBuf,
		/// Who signs.
		#[command(flatten)]
		signing: Signing,
	},
	/// Have a proposal paid that has enough conviction.
	Execute(OnFunding),
	/// Have paid what is due of a stream.
	Claim(OnFunding),
	/// Take back a proposal of yours.
	Cancel(OnFunding),
}

/// `althing gov commons list`
#[derive(Clone, Debug, Args)]
pub struct CommonsList {
	/// Whose stakes to show: an account in SS58 or hex.
	pub account: Option<String>,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
}

/// `althing gov commons submit`
#[derive(Clone, Debug, Args)]
pub struct CommonsSubmit {
	/// How many VWT.
	#[arg(value_parser = parse_some)]
	pub amount: u128,
	/// For whom: an account in SS58 or hex.
	pub beneficiary: String,
	/// A file that describes what it is for; its BLAKE2b-256 is kept on the chain.
	#[arg(value_hint = ValueHint::FilePath)]
	pub description: PathBuf,
	/// From a department's account instead of the pool.
	#[arg(long, conflicts_with = "stream")]
	pub department: Option<Department>,
	/// In equal parts per block over so many blocks instead of at once.
	#[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(u32).range(1..))]
	pub stream: Option<u32>,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// `althing gov commons stake` and `unstake`
#[derive(Clone, Debug, Args)]
pub struct Staking {
	/// The proposal's number.
	pub proposal: CommonsId,
	/// How many CVT.
	#[arg(value_parser = parse_some)]
	pub amount: u128,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}

/// What takes the number of a proposal of the commons.
#[derive(Clone, Debug, Args)]
pub struct OnFunding {
	/// The number; a stream has that of its proposal.
	pub proposal: CommonsId,
	/// Who signs.
	#[command(flatten)]
	pub signing: Signing,
}
