//! Who signs, and how accounts are written.

use crate::{unhex, Error, Result};
use polkadot_sdk::{
	sp_core::{
		crypto::{Ss58AddressFormat, Ss58Codec},
		sr25519, Pair,
	},
	sp_runtime::AccountId32,
};

/// An account: the public key that signs for it.
pub type AccountId = [u8; 32];

/// The chain's SS58 prefix.
const SS58_PREFIX: u16 = 42;

/// The account as an SS58 address.
pub fn ss58(account: &AccountId) -> String {
	AccountId32::new(*account).to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX))
}

/// The account that is written as an SS58 address (of any network) or as 32 bytes in hex.
pub fn parse_account(text: &str) -> Result<AccountId> {
	let bytes = unhex(text).and_then(|bytes| AccountId::try_from(bytes).ok());
	bytes
		.or_else(|| AccountId32::from_ss58check(text).ok().map(Into::into))
		.ok_or_else(|| Error::BadAccount(text.into()))
}

/// The account of a pallet with this id, or the one below it with this seed: nobody has a key to it.
pub(crate) fn of_pallet(id: [u8; 8], seed: &[u8]) -> AccountId {
	let mut bytes = [&b"modl"[..], &id[..], seed].concat();
	bytes.resize(32, 0);
	bytes.try_into().unwrap_or_default()
}

/// An sr25519 key pair. Cloning is cheap; the secret is never shown.
#[derive(Clone)]
pub struct Keypair(sr25519::Pair);

impl Keypair {
	/// The pair of a secret seed.
	pub fn from_seed(seed: &[u8; 32]) -> Self {
		Self(sr25519::Pair::from_seed(seed))
	}

	/// The pair of a secret as wallets write it: a phrase, a seed in hex, or a derivation such as
	/// `//Alice//stash`, with the password of a phrase after `///`.
	pub fn from_secret(secret: &str) -> Result<Self> {
		sr25519::Pair::from_string(secret, None)
			.map(Self)
			.map_err(|_| Error::BadSecret)
	}

	/// The account it signs for.
	pub fn account(&self) -> AccountId {
		self.0.public().0
	}

	/// A signature over `message`.
	pub fn sign(&self, message: &[u8]) -> [u8; 64] {
		self.0.sign(message).0
	}
}

impl core::fmt::Debug for Keypair {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "Keypair({})", ss58(&self.account()))
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
	use super::*;
	use crate::hex0x;

	const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn an_account_reads_back_as_it_was_written() {
		let account = Keypair::from_secret("//Alice").unwrap().account();
		assert_eq!(ss58(&account), ALICE);
		assert_eq!(parse_account(ALICE).unwrap(), account);
		assert_eq!(parse_account(&hex0x(account)).unwrap(), account);
	}

	#[test]
	fn a_pallets_account_begins_with_its_id_and_ends_with_zeros() {
		let account = of_pallet(*b"al/deprt", &[1, 2]);
		assert_eq!(&account[..14], b"modlal/deprt\x01\x02");
		assert_eq!(account[14..], [0; 18]);
	}

	#[test]
	fn text_that_is_no_account_is_refused_with_the_text() {
		let error = parse_account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ").unwrap_err();
		assert!(error.to_string().contains("KutQZ"), "{error}");
	}

	#[test]
	fn a_bad_secret_is_not_repeated() {
		let error = Keypair::from_secret("correct horse").unwrap_err();
		assert!(!error.to_string().contains("horse"), "{error}");
	}

	#[test]
	fn a_signature_is_the_accounts() {
		let pair = Keypair::from_seed(&[7; 32]);
		let signature = sr25519::Signature::from_raw(pair.sign(b"so"));
		let public = sr25519::Public::from_raw(pair.account());
		assert!(sr25519::Pair::verify(&signature, b"so", &public));
		assert!(!sr25519::Pair::verify(&signature, b"no", &public));
	}
}
