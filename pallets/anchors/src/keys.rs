//! Which signatures count.
//!
//! sr25519 and Ed25519, verified one by one by the host. For Ed25519 the host goes by ZIP-215 (`ed25519-zebra`): S must be
//! below the group's order, so that nobody can write a signature in a second way, and the equation is the one with the cofactor,
//! as in batches: all implementations of ZIP-215 say the same of each signature, which those of RFC 8032 do not. Two things
//! that ZIP-215 lets pass are refused here before:
//!
//! - Points in other encodings than RFC 8032 has: y not below the field's prime, or x = 0 with a sign. Only who has the key
//!   could make such a signature, but not every library would accept it. What Wycheproof calls invalid is refused.
//! - Keys of small order: under such a key a signature is good for any message, and nobody needs a secret for it.
//!   [`is_weak`] knows them all. The zero among them is such a key of sr25519, too.

use althing_primitives::Hash;
use polkadot_sdk::{
	sp_core::{ed25519, sr25519},
	sp_io::crypto::{ed25519_verify, sr25519_verify},
	sp_runtime::MultiSignature,
};

/// y of the points of small order, without the sign of x, in all encodings: orders 4, 1, 8, 8, 2, then 4 and 1 again, written
/// with the field's prime added.
const SMALL_ORDER: [Hash; 7] = [
	[0; 32],
	with_ends(1, 0, 0),
	[
		0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
		0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
	],
	[
		0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
		0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
	],
	with_ends(0xec, 0xff, 0x7f),
	with_ends(0xed, 0xff, 0x7f),
	with_ends(0xee, 0xff, 0x7f),
];

/// `first`, thirty times `between`, `last`.
const fn with_ends(first: u8, between: u8, last: u8) -> Hash {
	let mut bytes = [between; 32];
	let [start, .., end] = &mut bytes;
	*start = first;
	*end = last;
	bytes
}

/// Whether anybody can sign anything for this public key: it is a point of small order, in whatever encoding.
pub fn is_weak(key: &Hash) -> bool {
	SMALL_ORDER.contains(&without_sign(key))
}

/// Whether a point of Ed25519 is written as RFC 8032 has it.
fn is_canonical(point: &Hash) -> bool {
	let y = without_sign(point);
	let signed = y != *point;
	let [first, between @ .., last] = &y;
	// 2²⁵⁵ − 19 and above.
	let too_large = *first >= 0xed && between.iter().all(|byte| *byte == 0xff) && *last == 0x7f;
	// y = 1 and y = −1: x is zero.
	let no_sign = y == with_ends(1, 0, 0) || y == with_ends(0xec, 0xff, 0x7f);
	!(too_large || signed && no_sign)
}

/// y alone.
const fn without_sign(point: &Hash) -> Hash {
	let mut y = *point;
	let [.., last] = &mut y;
	*last &= 0x7f;
	y
}

/// Whether `key`, an account's, has signed `message`.
pub(crate) fn has_signed(key: &Hash, message: &[u8], signature: &MultiSignature) -> bool {
	!is_weak(key)
		&& match signature {
			MultiSignature::Ed25519(signature) => {
				let bytes: &[u8] = signature.as_ref();
				bytes.first_chunk().is_some_and(is_canonical)
					&& is_canonical(key)
					&& ed25519_verify(signature, message, &ed25519::Public::from_raw(*key))
			}
			MultiSignature::Sr25519(signature) => {
				sr25519_verify(signature, message, &sr25519::Public::from_raw(*key))
			}
			// Accounts of these are hashes of keys.
			_ => false,
		}
}
