//! Whose account pays.

use super::EvmError;
use alloy_primitives::{Address, Signature, B256};
use hmac::{Hmac, Mac};
use k256::{ecdsa::SigningKey, elliptic_curve::sec1::ToEncodedPoint, NonZeroScalar, SecretKey};
use sha2::Sha512;
use std::fmt;
use zeroize::Zeroizing;

/// The account of a phrase that wallets show first: m/44'/60'/0'/0/index.
const PATH: [u32; 4] = [44 | HARDENED, 60 | HARDENED, HARDENED, 0];
const HARDENED: u32 = 1 << 31;

/// A private key. Erased from memory when dropped, never shown by `Debug`.
pub struct Key(SigningKey);

impl Key {
	/// The key of 32 bytes in hex, with or without `0x`.
	///
	/// # Errors
	///
	/// When it is none; it is not repeated.
	pub fn from_hex(text: &str) -> Result<Self, EvmError> {
		let text = text.trim();
		let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).map(Zeroizing::new);
		let bytes = bytes.map_err(|_| EvmError::BadKey)?;
		let key = SigningKey::from_slice(&bytes).map_err(|_| EvmError::BadKey)?;
		Ok(Self(key))
	}

	/// The key that wallets derive from a BIP-39 phrase as account number `index`.
	///
	/// # Errors
	///
	/// When the phrase is none; it is not repeated.
	pub fn from_phrase(phrase: &str, index: u32) -> Result<Self, EvmError> {
		let mnemonic = bip39::Mnemonic::parse_normalized(phrase).map_err(|_| EvmError::BadPhrase)?;
		let seed = Zeroizing::new(mnemonic.to_seed_normalized(""));
		let mut node = Node::master(&*seed).ok_or(EvmError::BadPhrase)?;
		for step in PATH.into_iter().chain([index]) {
			node = node.child(step).ok_or(EvmError::BadPhrase)?;
		}
		Ok(Self(SigningKey::from(&node.key)))
	}

	/// The account.
	pub fn address(&self) -> Address {
		Address::from_public_key(self.0.verifying_key())
	}

	pub(super) fn sign(&self, digest: &B256) -> Result<Signature, EvmError> {
		let signed = self.0.sign_prehash_recoverable(digest.as_slice());
		signed.map(Signature::from).map_err(|_| EvmError::BadKey)
	}
}

impl fmt::Debug for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "Key({}, not shown)", self.address())
	}
}

/// Half of a hash, which is secret.
type Half = Zeroizing<[u8; 32]>;

/// A node of BIP-32's tree of keys.
struct Node {
	key: SecretKey,
	code: Half,
}

impl Node {
	fn master(seed: &[u8]) -> Option<Self> {
		let (left, code) = expand(b"Bitcoin seed", &[seed])?;
		let key = SecretKey::from_slice(&*left).ok()?;
		Some(Self { key, code })
	}

	fn child(&self, step: u32) -> Option<Self> {
		let secret = Zeroizing::new([&[0][..], self.key.to_bytes().as_slice()].concat());
		let public = self.key.public_key().to_encoded_point(true);
		let about: &[u8] = match step >= HARDENED {
			true => &secret,
			false => public.as_bytes(),
		};
		let (left, code) = expand(&*self.code, &[about, &step.to_be_bytes()])?;
		let tweak = SecretKey::from_slice(&*left).ok()?;
		let sum = *tweak.to_nonzero_scalar() + *self.key.to_nonzero_scalar();
		let scalar = Option::<NonZeroScalar>::from(NonZeroScalar::new(sum))?;
		Some(Self {
			key: SecretKey::from(scalar),
			code,
		})
	}
}

/// Both halves of an HMAC-SHA-512.
fn expand(key: &[u8], parts: &[&[u8]]) -> Option<(Half, Half)> {
	let mut mac = Hmac::<Sha512>::new_from_slice(key).ok()?;
	parts.iter().for_each(|part| mac.update(part));
	let out = Zeroizing::new(<[u8; 64]>::from(mac.finalize().into_bytes()));
	let (left, right) = out.split_at(32);
	Some((
		Zeroizing::new(left.try_into().ok()?),
		Zeroizing::new(right.try_into().ok()?),
	))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_account_of_a_phrase_is_the_one_that_wallets_show() {
		const PHRASE: &str = "test test test test test test test test test test test junk";
		let first = Key::from_phrase(PHRASE, 0).unwrap();
		let second = Key::from_phrase(PHRASE, 1).unwrap();
		assert_eq!(
			first.address().to_string(),
			"0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
		);
		assert_eq!(
			second.address().to_string(),
			"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
		);
		let hex = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
		assert_eq!(Key::from_hex(hex).unwrap().address(), first.address());
	}

	#[test]
	fn what_is_no_key_is_refused_and_not_repeated() {
		for text in ["", "0x12", &"00".repeat(32), &"ff".repeat(32), "no hex"] {
			let error = Key::from_hex(text).unwrap_err().to_string();
			assert!(text.is_empty() || !error.contains(text), "{error}");
		}
		assert!(matches!(
			Key::from_phrase("test test", 0),
			Err(EvmError::BadPhrase)
		));
		let key = Key::from_phrase("test test test test test test test test test test test junk", 0).unwrap();
		assert!(!format!("{key:?}").contains("ac0974"));
	}
}
