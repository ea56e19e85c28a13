//! The phrase that all accounts of a fleet are derived from.

use std::fmt;

use bip39::{Language, Mnemonic};
use zeroize::Zeroizing;

use super::KeystoreError;

/// The phrase of development chains, known to everybody.
const DEVELOPMENT: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
/// 128 bits: twelve words, as wallets make them.
const ENTROPY: usize = 16;

/// A BIP-39 phrase. Erased from memory when dropped, never shown by `Debug`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
	/// The phrase of development chains, known to everybody: only for a chain whose genesis is that of a
	/// development or local preset.
	pub fn dev() -> Self {
		Self(Zeroizing::new(DEVELOPMENT.into()))
	}

	/// A new phrase of twelve words, from the system's random bytes.
	///
	/// # Errors
	/// [`KeystoreError::NoRandomness`].
	pub fn generate() -> Result<Self, KeystoreError> {
		let mut entropy = Zeroizing::new([0u8; ENTROPY]);
		getrandom::fill(entropy.as_mut_slice()).map_err(|error| KeystoreError::NoRandomness {
			reason: error.to_string(),
		})?;
		let mnemonic = Mnemonic::from_entropy(entropy.as_slice()).map_err(|_| KeystoreError::BadPhrase {
			reason: "its length is wrong",
		})?;
		Ok(Self::of(&mnemonic))
	}

	/// A phrase that exists already: 12 to 24 English words, with whatever space between them.
	///
	/// # Errors
	/// [`KeystoreError::BadPhrase`], which does not repeat the words.
	pub fn import(phrase: &str) -> Result<Self, KeystoreError> {
		let phrase = Zeroizing::new(phrase.to_lowercase());
		let mnemonic = Mnemonic::parse_in_normalized(Language::English, &phrase).map_err(|error| {
			let reason = match error {
				bip39::Error::BadWordCount(_) => "the number of words is wrong",
				bip39::Error::UnknownWord(_) => "a word is not in the list",
				bip39::Error::InvalidChecksum => "the words do not fit together, one is wrong or misplaced",
				_ => "it cannot be read",
			};
			KeystoreError::BadPhrase { reason }
		})?;
		Ok(Self::of(&mnemonic))
	}

	fn of(mnemonic: &Mnemonic) -> Self {
		let mut phrase = Zeroizing::new(String::with_capacity(24 * 9));
		for word in mnemonic.words() {
			if !phrase.is_empty() {
				phrase.push(' ');
			}
			phrase.push_str(word);
		}
		Self(phrase)
	}

	/// The words. For showing a new phrase to its owner once, and for deriving.
	pub fn phrase(&self) -> &str {
		&self.0
	}

	/// The secret URI of the account at `path`: the phrase with the path behind it, as Substrate's key
	/// derivation takes it.
	pub fn uri(&self, path: &crate::fleet::Derivation) -> Zeroizing<String> {
		// With room for both, so that no copy is left behind by growing.
		let mut uri = Zeroizing::new(String::with_capacity(self.0.len() + path.as_str().len()));
		uri.push_str(&self.0);
		uri.push_str(path.as_str());
		uri
	}
}

impl fmt::Debug for Secret {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Secret(not shown)")
	}
}
