//! Whose keys sign.

use crate::cli;
use crate::exit::Failure;
use crate::fleet::Fleet;
use crate::keystore::{self, KeystoreError, PassphraseSource, Secret};
use crate::worker::{Member, Roster};
use althing_chain::{Chain, Keypair};
use althing_primitives::Hash;
use althing_relay::Key;
use zeroize::Zeroizing;

/// What the test presets call themselves; only there the well-known phrase may sign.
const TEST_CHAINS: [&str; 2] = ["Althing Development", "Althing Local"];

impl From<KeystoreError> for Failure {
	fn from(error: KeystoreError) -> Self {
		Self::input(error)
	}
}

/// A secret that accounts are derived from.
pub struct Keys(Secret);

impl Keys {
	/// The well-known development phrase.
	pub fn dev() -> Self {
		Self(Secret::dev())
	}

	/// The key pair at `path`, such as `//Alice`.
	///
	/// # Errors
	/// When it is no path of hard junctions.
	pub fn derive(&self, path: &str) -> Result<Keypair, Failure> {
		let path = path.parse().map_err(Failure::input)?;
		Ok(Keypair::from_secret(&self.0.uri(&path))?)
	}

	/// The keys of a whole fleet.
	///
	/// # Errors
	/// When a path cannot be derived.
	pub fn roster(&self, fleet: &Fleet) -> Result<Roster, Failure> {
		let pair = |path| Keypair::from_secret(&self.0.uri(path));
		let owners = fleet
			.owners
			.iter()
			.map(|owner| pair(&owner.path))
			.collect::<Result<Vec<_>, _>>()?;
		let members = fleet.agents.iter().map(|agent| {
			let no_owner = || Failure::input(format!("agent {} has no owner in the fleet file", agent.index));
			Ok(Member {
				keypair: pair(&agent.path)?,
				owner: owners.get(agent.owner).ok_or_else(no_owner)?.account(),
				department: agent.department,
				role: agent.role,
			})
		});
		Ok(Roster::new(
			members.collect::<Result<Vec<_>, Failure>>()?,
			owners.clone(),
		))
	}

	/// The secret that the salts of sealed ballots come from.
	///
	/// # Errors
	/// When the phrase cannot be derived from.
	pub fn salt_seed(&self) -> Result<Hash, Failure> {
		// A signature by a key of its own: deterministic, and unknown to whoever lacks the phrase.
		const PATH: &str = "//fleet//salts";
		let path = PATH.parse().map_err(Failure::input)?;
		let uri = self.0.uri(&path);
		Ok(althing_primitives::blake2(uri.as_bytes()))
	}
}

/// The environment variable that may hold the key of an EVM account. No option does: others can read command lines.
const EVM_KEY: &str = "ALTHING_EVM_KEY";

/// The key of the EVM account that pays.
///
/// # Errors
/// When there is none, or the keystore cannot be opened.
pub fn evm_key(options: &cli::Payer) -> Result<Key, Failure> {
	if let Ok(text) = std::env::var(EVM_KEY).map(Zeroizing::new) {
		return Ok(Key::from_hex(&text).map_err(althing_relay::Error::from)?);
	}
	let path = options.signer.keystore.as_deref().ok_or_else(|| {
		Failure::input(format!(
			"an EVM account must pay: name a keystore with --keystore, made by `althing agent new`, or set {EVM_KEY}"
		))
	})?;
	let secret = keystore::open(path, &passphrase(&options.signer).read()?)?;
	let key = Key::from_phrase(secret.phrase(), options.evm_account);
	Ok(key.map_err(althing_relay::Error::from)?)
}

fn passphrase(options: &cli::Signer) -> PassphraseSource {
	match &options.passphrase_file {
		Some(file) => PassphraseSource::File(file.clone()),
		None => PassphraseSource::Prompt,
	}
}

/// The keys that the user named; the development phrase on a test chain when none are.
///
/// # Errors
/// When the keystore cannot be opened, or there is none and the chain is not for tests.
pub async fn secret(options: &cli::Signer, chain: &Chain) -> Result<Keys, Failure> {
	if let Some(path) = &options.keystore {
		return Ok(Keys(keystore::open(path, &passphrase(options).read()?)?));
	}
	let name = chain.name().await?;
	if TEST_CHAINS.contains(&name.as_str()) {
		return Ok(Keys::dev());
	}
	Err(Failure::input(format!(
		"{name} is no test chain: name a keystore with --keystore, made by `althing agent new`"
	)))
}
