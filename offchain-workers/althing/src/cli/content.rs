//! Where documents and reasons are kept, and who is asked for them.

use super::Node;
use althing_content::Multiaddr;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Where a fleet that listens for peers by default is found.
const FLEET: &str = "/ip4/127.0.0.1/tcp/7879";

/// Who is asked for documents and reasons.
#[derive(Clone, Debug, Args)]
pub struct Peers {
	/// A peer to find documents and reasons through, as `agent run --content` prints it; several with commas.
	#[arg(
		long = "content-peer",
		env = "ALTHING_CONTENT_PEERS",
		value_name = "ADDRESS",
		value_delimiter = ','
	)]
	pub peers: Vec<Multiaddr>,
}

/// Where a fleet keeps documents and reasons.
#[derive(Clone, Debug, Args)]
pub struct Keep {
	/// Keep what cases are judged by, and why agents answered as they did, in this folder, and serve it to peers.
	/// Without it, cases about documents are not answered.
	#[arg(long, env = "ALTHING_CONTENT", value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub content: Option<PathBuf>,
	/// Where to listen for peers: this machine only, unless told otherwise.
	#[arg(long = "content-listen", value_name = "ADDRESS", default_value = FLEET)]
	pub listen: Vec<Multiaddr>,
	/// Who is asked for what is not there.
	#[command(flatten)]
	pub peers: Peers,
}

/// Who is asked, and where is listened meanwhile.
#[derive(Clone, Debug, Args)]
pub struct Offer {
	/// Where to offer the case's documents to peers: this machine only, unless told otherwise.
	#[arg(
		long = "content-listen",
		value_name = "ADDRESS",
		default_value = "/ip4/127.0.0.1/tcp/0"
	)]
	pub listen: Vec<Multiaddr>,
	/// Through whom documents and reasons are found. A fleet on this machine is, unless told otherwise.
	#[arg(
		long = "content-peer",
		env = "ALTHING_CONTENT_PEERS",
		value_name = "ADDRESS",
		value_delimiter = ',',
		default_value = FLEET
	)]
	pub peers: Vec<Multiaddr>,
}

/// `althing evidence`
#[derive(Clone, Debug, Args)]
pub struct Evidence {
	/// The receipt file of a case about documents, with its rationales.
	#[arg(value_hint = ValueHint::FilePath)]
	pub receipt: PathBuf,
	/// The folder that the documents are in, by the names that the case gives them; peers are asked otherwise.
	#[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub documents: Option<PathBuf>,
	/// Who is asked.
	#[command(flatten)]
	pub peers: Peers,
}

/// `althing receipt`
#[derive(Clone, Debug, Args)]
pub struct Receipt {
	/// The proposal's number.
	pub proposal: u64,
	/// How the chain is reached.
	#[command(flatten)]
	pub node: Node,
	/// Where to write it; `receipt-<number>.json` otherwise.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub out: Option<PathBuf>,
	/// Who is asked for the reasons; nobody, and the receipt has none, unless told otherwise.
	#[command(flatten)]
	pub peers: Peers,
}
