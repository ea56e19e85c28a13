//! The accounts of a simulation: the last byte says what somebody is.

use althing_runtime::AccountId;

/// Holds CVT, pays agents, votes.
pub const HOLDER: u8 = b'h';
/// Owns agents.
pub const OPERATOR: u8 = b'o';
/// Trades on the curve.
pub const SPECULATOR: u8 = b's';
/// Means ill.
pub const ATTACKER: u8 = b'x';
/// Exists only in rehearsals.
pub const NOBODY: u8 = b'n';

/// The `number`-th account of a kind.
pub fn account(kind: u8, number: u16) -> AccountId {
	let mut bytes = [kind; 32];
	for (byte, of) in bytes.iter_mut().zip(number.to_be_bytes()) {
		*byte = of;
	}
	AccountId::new(bytes)
}

/// Whether the account is an attacker's. Only those who look closely ask; see [`crate::people::holders`].
pub fn is_hostile(who: &AccountId) -> bool {
	let bytes: &[u8; 32] = who.as_ref();
	bytes.iter().skip(2).all(|byte| *byte == ATTACKER)
}
