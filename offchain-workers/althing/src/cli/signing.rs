//! What commands take that sign something for an account.

use super::{Node, Signer};
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// An account on a chain, and where its key is.
#[derive(Clone, Debug, Args)]
pub struct Signatory {
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// Who signs.
	#[command(flatten)]
	pub signer: Signer,
	/// The derivation of the account that signs, from the keystore's phrase.
	#[arg(long = "as", value_name = "PATH", default_value = "//Alice")]
	pub account: String,
}

/// Who signs, and under which conditions.
#[derive(Clone, Debug, Args)]
pub struct Signing {
	/// Who signs, and on which chain.
	#[command(flatten)]
	pub by: Signatory,
	/// What the key may sign; the file beside the keystore with `.policy.toml` behind its name, if there is one.
	#[arg(long, env = "ALTHING_POLICY", value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub policy: Option<PathBuf>,
	/// Show the plan, try it on the chain's state, and end: nothing is sent.
	#[arg(long)]
	pub dry_run: bool,
	/// Sign without asking.
	#[arg(short, long)]
	pub yes: bool,
	/// How long to wait until a final block holds the transaction, in seconds.
	#[arg(long, default_value_t = 300, value_name = "SECONDS")]
	pub timeout: u64,
}
