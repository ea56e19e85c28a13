//! Reaching a chain, and telling its errors apart by exit code.

use crate::cli::{Node, Signatory};
use crate::exit::Failure;
use crate::signer::secret;
use crate::worker::RegisterError;
use althing_chain::{Chain, Error, Hash, Keypair, Options};

impl From<Error> for Failure {
	fn from(error: Error) -> Self {
		let code = match &error {
			Error::BadUrl(_) => 2,
			Error::Unreachable { .. } | Error::Timeout { .. } => 3,
			Error::WrongChain { .. } => 4,
			Error::Rejected(_) => 5,
			Error::TooYoung { .. } => 7,
			_ => 1,
		};
		Self {
			code,
			message: error.to_string(),
		}
	}
}

impl From<RegisterError> for Failure {
	fn from(error: RegisterError) -> Self {
		match error {
			RegisterError::Chain(error) => error.into(),
			RegisterError::Unfunded { .. } | RegisterError::Refused { .. } => Self::refused(error),
			RegisterError::NoKey { .. } => Self::input(error),
		}
	}
}

/// The genesis hash that the user pinned, if any.
pub(crate) fn pinned(node: &Node) -> Result<Option<Hash>, Failure> {
	let Some(text) = &node.genesis else {
		return Ok(None);
	};
	let bytes = hex::decode(text.trim_start_matches("0x"))
		.ok()
		.and_then(|bytes| Hash::try_from(bytes).ok());
	let wrong = || {
		Failure::input(format!(
			"--genesis {text} is no hash: it takes 64 hexadecimal digits"
		))
	};
	bytes.map(Some).ok_or_else(wrong)
}

/// Connects to the node that the user named.
pub(crate) async fn connect(node: &Node) -> Result<Chain, Failure> {
	let options = Options::new(&node.node);
	let options = match pinned(node)? {
		Some(genesis) => options.pinned(genesis),
		None => options,
	};
	Ok(Chain::connect(options).await?)
}

/// Connects to the node that the user named, and opens the key of the account that is to sign there.
pub(crate) async fn connect_as(by: &Signatory) -> Result<(Chain, Keypair), Failure> {
	let chain = connect(&by.node).await?;
	let keypair = secret(&by.signer, &chain).await?.derive(&by.account)?;
	Ok((chain, keypair))
}
