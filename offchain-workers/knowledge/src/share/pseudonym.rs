//! Names that stand for others and tell nothing of them.
//!
//! A pseudonym is a keyed hash (BLAKE2b, RFC 7693) of what it stands for. The key follows from a secret that never
//! leaves the store's folder, and from the receiver: who guesses a value cannot check the guess, and two receivers
//! cannot lay their copies side by side. The same thing has the same pseudonym in all that one receiver gets.

use super::secret;
use crate::access::Party;
use crate::error::Result;
use blake2b_simd::Params;
use oxrdf::{BlankNode, Literal, NamedNode, Term};
use std::path::Path;

/// The file of the secret, in the store's folder.
pub const SECRET: &str = "share.secret";

/// What pseudonyms begin with.
pub const PREFIX: &str = "urn:althing:pseudonym:";

/// Bytes of a pseudonym: chance makes two alike only among about 2^64.
const SHOWN: usize = 16;

/// Makes pseudonyms for one receiver.
pub struct Pseudonyms {
	key: [u8; 32],
}

impl Pseudonyms {
	/// Those that `receiver` gets from the store in this folder. A secret is made where there is none.
	///
	/// # Errors
	/// When the secret cannot be read or made.
	pub fn open(folder: &Path, receiver: &Party) -> Result<Self> {
		let secret = secret::kept(&folder.join(SECRET))?;
		Ok(Self::new(secret.as_bytes(), receiver))
	}

	/// Those that `receiver` gets by this secret.
	pub fn new(secret: &[u8], receiver: &Party) -> Self {
		let key = super::rules::digest(secret);
		Self {
			key: mac(&key, "receiver", receiver.to_string().as_bytes()),
		}
	}

	/// What stands for a thing.
	pub fn node(&self, node: &NamedNode) -> NamedNode {
		let text = self.short("node", node.as_str());
		NamedNode::new_unchecked(format!("{PREFIX}{text}"))
	}

	/// What stands for a value. Of a number and a text that look alike these are different.
	pub fn value(&self, value: &Literal) -> Term {
		Literal::new_simple_literal(self.short("value", &value.to_string())).into()
	}

	/// What a blank node is called in a copy.
	pub fn blank(&self, node: &BlankNode) -> BlankNode {
		// A letter in front: in Turtle, too, that is a label.
		BlankNode::new_unchecked(format!("b{}", self.short("blank", node.as_str())))
	}

	/// A version's hash, sealed: who knows secret and version can check it, nobody else learns anything. Bare, it would
	/// let a receiver check guesses of all that was taken away.
	pub fn seal(&self, version: &[u8; 32]) -> String {
		hex::encode(mac(&self.key, "version", version))
	}

	fn short(&self, kind: &str, text: &str) -> String {
		let tag = mac(&self.key, kind, text.as_bytes());
		hex::encode(tag.get(..SHOWN).unwrap_or(&tag))
	}
}

fn mac(key: &[u8; 32], kind: &str, bytes: &[u8]) -> [u8; 32] {
	let mut tag = [0; 32];
	let mut state = Params::new().hash_length(tag.len()).key(key).to_state();
	// The kind's length: no kind and text read together as another.
	state.update(&(kind.len() as u64).to_le_bytes());
	state.update(kind.as_bytes());
	state.update(bytes);
	tag.copy_from_slice(state.finalize().as_bytes());
	tag
}

#[cfg(test)]
mod tests {
	use super::*;

	fn names(secret: &str, receiver: &str) -> Pseudonyms {
		Pseudonyms::new(secret.as_bytes(), &receiver.parse().unwrap())
	}

	#[test]
	fn a_pseudonym_depends_on_secret_receiver_kind_and_what_it_stands_for() {
		let node = |secret: &str, receiver: &str, name: &str| {
			let name = NamedNode::new(name).unwrap();
			names(secret, receiver).node(&name)
		};
		let one = node("s", "sales", "http://e/anna");
		assert_eq!(one, node("s", "sales", "http://e/anna"));
		assert_ne!(one, node("t", "sales", "http://e/anna"));
		assert_ne!(one, node("s", "legal", "http://e/anna"));
		assert_ne!(one, node("s", "sales", "http://e/bert"));
		let value = names("s", "sales").value(&Literal::new_simple_literal("http://e/anna"));
		assert!(!value.to_string().contains(&one.as_str()[PREFIX.len()..]));
	}

	#[test]
	fn a_number_and_its_text_are_different_values() {
		let names = names("s", "sales");
		let text = names.value(&Literal::new_simple_literal("7"));
		assert_ne!(text, names.value(&Literal::from(7)));
	}
}
