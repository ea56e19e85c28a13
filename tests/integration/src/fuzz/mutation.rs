//! Bytes that are almost a call.

use super::{
	dice::Dice,
	grammar::{Grammar, DEPTH},
	words::{Trust, Words},
};
use althing_runtime::RuntimeCall;
use codec::DecodeLimit;

/// The bytes of a call with some of them changed, or bytes that were never a call.
pub fn mutated(grammar: &Grammar, dice: &mut Dice, words: &Words) -> Option<Vec<u8>> {
	if dice.once_in(4) {
		let len = dice.below(200);
		return Some(dice.bytes(len));
	}
	let mut bytes = grammar.write(dice, words, Trust::Anyone)?;
	for _ in 0..1 + dice.below(4) {
		let at = dice.below(bytes.len());
		match dice.below(4) {
			0 => bytes.truncate(at.max(2)),
			1 => bytes.insert(at, dice.below(256) as u8),
			_ => {
				if let Some(byte) = bytes.get_mut(at) {
					*byte = dice.below(256) as u8;
				}
			}
		}
	}
	Some(bytes)
}

/// The call that `bytes` are.
pub fn decoded(bytes: &[u8]) -> Option<RuntimeCall> {
	RuntimeCall::decode_all_with_depth_limit(DEPTH, &mut &*bytes).ok()
}
