//! Why a key may not sign.

use crate::amount::exact;
use althing_chain::Currency;
use std::{io, path::PathBuf};
use thiserror::Error;

/// Why a key may not sign. Each begins with its name.
#[derive(Debug, Error)]
pub enum PolicyError {
	/// The file system says no to reading the policy, or what was booked under it.
	#[error("Policy.Unreadable: {} cannot be read ({source}); nothing is signed without it", path.display())]
	Unreadable {
		/// The file.
		path: PathBuf,
		/// What the file system says.
		source: io::Error,
	},
	/// The file says something else than a policy, or than what was booked under one.
	#[error("Policy.Malformed: {} is not valid, please mend it: {reason}", path.display())]
	Malformed {
		/// The file.
		path: PathBuf,
		/// What is wrong.
		reason: String,
	},
	/// What is signed cannot be booked.
	#[error("Policy.Unwritable: {} cannot be written ({source}); nothing is signed that cannot be booked", path.display())]
	Unwritable {
		/// The file.
		path: PathBuf,
		/// What the file system says.
		source: io::Error,
	},
	/// The policy does not speak of the key.
	#[error("Policy.KeyNotNamed: {} does not name {account}, so that this key may sign nothing", path.display())]
	KeyNotNamed {
		/// The key's account.
		account: String,
		/// The policy.
		path: PathBuf,
	},
	/// The call is not one that the key may make.
	#[error("Policy.CallNotAllowed: this key may not make the call {call}")]
	CallNotAllowed {
		/// The pallet and the function.
		call: String,
	},
	/// The key may not send anything there.
	#[error("Policy.RecipientNotAllowed: this key may not give anything to {recipient}")]
	RecipientNotAllowed {
		/// Their account.
		recipient: String,
	},
	/// The transaction holds a call of which nobody can say whom it gives something.
	#[error(
		"Policy.RecipientsNotKnown: this key may give something to some only, and whom an encoded call pays cannot be \
		 told; a key whose recipients are \"*\" may propose it"
	)]
	RecipientsNotKnown,
	/// Nobody knows on which day to book.
	#[error(
		"Policy.ClocksDiffer: the node says that it is day {chain} since 1970, and this machine's clock that it is day \
		 {own}; nothing is signed under a daily cap while it is not known which day it is"
	)]
	ClocksDiffer {
		/// The day by the chain's clock.
		chain: u64,
		/// The day by this machine's.
		own: u64,
	},
	/// The transaction is too large on its own.
	#[error(
		"Policy.AboveTransactionCap: {} {currency} with the fee are more than the {} that this key may spend or lock \
		 at a time", exact(*amount), exact(*cap)
	)]
	AboveTransactionCap {
		/// Of which currency.
		currency: Currency,
		/// How much it is.
		amount: u128,
		/// How much it may be.
		cap: u128,
	},
	/// The transaction is too large after what was signed today.
	#[error(
		"Policy.AboveDailyCap: {} {currency} with the fee are more than the {} that are left today of the {} that \
		 this key may spend or lock in a day", exact(*amount), exact(*left), exact(*cap)
	)]
	AboveDailyCap {
		/// Of which currency.
		currency: Currency,
		/// How much it is.
		amount: u128,
		/// How much is left.
		left: u128,
		/// How much it may be in a day.
		cap: u128,
	},
}
