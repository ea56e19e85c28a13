//! What a key may sign: caps for keys that agents hold.
//!
//! A policy is a TOML file beside the keystore. It names keys, and what each may do; what it does not allow is
//! forbidden. It is asked before anything is signed, and what was allowed is booked before it is sent, so that a
//! crash never gives a cap back.
//!
//! It keeps an honest program from doing more than it should, for instance after a prompt that misleads it. It is
//! not proof against who has the passphrase: what the chain itself enforces is a mandate (`pallet-mandates`), or
//! an account that has no more than may be lost.

mod error;
mod file;
#[cfg(test)]
mod tests;
mod usage;

pub use error::PolicyError;

use althing_chain::{AccountId, Currency};
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
	time::{SystemTime, UNIX_EPOCH},
};
use usage::Ledgers;

/// What every key is called that a policy does not name.
const ANY: &str = "*";

/// An amount of each currency, in the smallest unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
	/// Of VWT.
	pub vwt: u128,
	/// Of CVT.
	pub cvt: u128,
}

impl Amounts {
	/// The amount of `currency`.
	pub const fn of(&self, currency: Currency) -> u128 {
		match currency {
			Currency::Vwt => self.vwt,
			Currency::Cvt => self.cvt,
		}
	}

	/// Both sums; as much as there can be where they would be more.
	#[must_use]
	pub const fn plus(self, other: Self) -> Self {
		Self {
			vwt: self.vwt.saturating_add(other.vwt),
			cvt: self.cvt.saturating_add(other.cvt),
		}
	}

	/// What is left without `other`, nothing at least.
	#[must_use]
	pub const fn less(self, other: Self) -> Self {
		Self {
			vwt: self.vwt.saturating_sub(other.vwt),
			cvt: self.cvt.saturating_sub(other.cvt),
		}
	}
}

/// What somebody wants to sign.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
	/// Whose key is to sign.
	pub account: &'a AccountId,
	/// What it would do, such as `Balances.transfer_keep_alive`.
	pub deeds: &'a [String],
	/// Who would get something.
	pub recipients: &'a [AccountId],
	/// Whether others may get something too, whom nobody can name.
	pub opaque: bool,
	/// What would leave the account or be locked, with the fee.
	pub outlay: Amounts,
}

/// Which ones are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowed<T> {
	All,
	These(BTreeSet<T>),
}

impl<T: Ord> Allowed<T> {
	fn allows(&self, one: &T) -> bool {
		match self {
			Self::All => true,
			Self::These(these) => these.contains(one),
		}
	}
}

/// What one key may do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
	/// Which key; every one that is not named elsewhere, if none.
	account: Option<AccountId>,
	deeds: Allowed<String>,
	recipients: Allowed<AccountId>,
	per_transaction: Amounts,
	per_day: Amounts,
}

/// What keys may sign.
#[derive(Clone, Debug)]
pub struct Policy {
	path: PathBuf,
	rules: Vec<Rule>,
	ledgers: Ledgers,
}

/// What was booked for a transaction.
#[derive(Debug)]
#[must_use = "what is booked stays booked unless it is released"]
pub struct Booking {
	ledgers: Ledgers,
	account: AccountId,
	outlay: Amounts,
	day: u64,
}

impl Policy {
	/// Where the policy of a keystore lies: beside it, with `.policy.toml` behind its name.
	pub fn beside(keystore: &Path) -> PathBuf {
		let mut name = keystore.as_os_str().to_owned();
		name.push(".policy.toml");
		name.into()
	}

	/// Reads a policy. Links to one share its books, which lie beside the file itself.
	///
	/// # Errors
	/// [`PolicyError::Unreadable`], [`PolicyError::Malformed`].
	pub fn open(path: &Path) -> Result<Self, PolicyError> {
		let unreadable = |source| PolicyError::Unreadable {
			path: path.into(),
			source,
		};
		let path = path.canonicalize().map_err(unreadable)?;
		Ok(Self {
			rules: file::read(&path)?,
			ledgers: Ledgers::beside(&path),
			path,
		})
	}

	/// The day that caps count on, in days since 1970: the chain's, by `moment` in milliseconds since 1970.
	///
	/// It is the node that tells the moment, and one that told a later day each time would have the caps begin
	/// anew each time. So `own`, this machine's clock, has to agree but for a day.
	///
	/// # Errors
	/// [`PolicyError::ClocksDiffer`].
	pub fn day(moment: u64, own: SystemTime) -> Result<u64, PolicyError> {
		const SECONDS: u64 = 86_400;
		let chain = moment / (1_000 * SECONDS);
		let own = own.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / SECONDS;
		match chain.abs_diff(own) {
			0 | 1 => Ok(chain),
			_ => Err(PolicyError::ClocksDiffer { chain, own }),
		}
	}

	/// The file.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// Whether `wish` may be signed on `day`, a count of days; what is left of the day's caps after it. Books
	/// nothing.
	///
	/// # Errors
	/// [`PolicyError::KeyNotNamed`], [`PolicyError::CallNotAllowed`], [`PolicyError::RecipientNotAllowed`],
	/// [`PolicyError::RecipientsNotKnown`], [`PolicyError::AboveTransactionCap`], [`PolicyError::AboveDailyCap`], and those of reading the books.
	pub fn check(&self, wish: &Wish<'_>, day: u64) -> Result<Amounts, PolicyError> {
		let cap = self.rule_for(wish)?.per_day;
		let booked = within(cap, self.ledgers.booked(wish.account, day)?, wish.outlay)?;
		Ok(cap.less(booked))
	}

	/// Books `wish` on `day`. All or nothing, also when several processes do it at once.
	///
	/// # Errors
	/// Those of [`Policy::check`], and those of keeping the books: what cannot be booked may not be signed.
	pub fn book(&self, wish: &Wish<'_>, day: u64) -> Result<Booking, PolicyError> {
		let cap = self.rule_for(wish)?.per_day;
		let day = self
			.ledgers
			.change(wish.account, day, |booked| within(cap, booked, wish.outlay))?;
		Ok(Booking {
			ledgers: self.ledgers.clone(),
			account: *wish.account,
			outlay: wish.outlay,
			day,
		})
	}

	fn named(&self, account: &AccountId) -> Result<&Rule, PolicyError> {
		let own = self
			.rules
			.iter()
			.find(|rule| rule.account.as_ref() == Some(account));
		own.or_else(|| self.rules.iter().find(|rule| rule.account.is_none()))
			.ok_or_else(|| PolicyError::KeyNotNamed {
				account: althing_chain::ss58(account),
				path: self.path.clone(),
			})
	}

	fn rule_for(&self, wish: &Wish<'_>) -> Result<&Rule, PolicyError> {
		let rule = self.named(wish.account)?;
		if let Some(deed) = wish.deeds.iter().find(|deed| !rule.deeds.allows(deed)) {
			return Err(PolicyError::CallNotAllowed { call: deed.clone() });
		}
		if let Some(to) = wish.recipients.iter().find(|to| !rule.recipients.allows(to)) {
			return Err(PolicyError::RecipientNotAllowed {
				recipient: althing_chain::ss58(to),
			});
		}
		if wish.opaque && !matches!(rule.recipients, Allowed::All) {
			return Err(PolicyError::RecipientsNotKnown);
		}
		for currency in Currency::ALL {
			let (amount, cap) = (wish.outlay.of(currency), rule.per_transaction.of(currency));
			if amount > cap {
				return Err(PolicyError::AboveTransactionCap {
					currency,
					amount,
					cap,
				});
			}
		}
		Ok(rule)
	}
}

/// What is booked with `outlay`, unless that is more than the day's cap.
fn within(cap: Amounts, booked: Amounts, outlay: Amounts) -> Result<Amounts, PolicyError> {
	let left = cap.less(booked);
	for currency in Currency::ALL {
		let amount = outlay.of(currency);
		if amount > left.of(currency) {
			return Err(PolicyError::AboveDailyCap {
				currency,
				amount,
				left: left.of(currency),
				cap: cap.of(currency),
			});
		}
	}
	Ok(booked.plus(outlay))
}

impl Booking {
	/// Gives back what was booked: the transaction was never sent, or never can be included any more. Only on
	/// the day that it was booked on: a later day's cap is its own.
	///
	/// # Errors
	/// Those of keeping the books. Then it stays booked.
	pub fn release(self) -> Result<(), PolicyError> {
		self.ledgers.release(&self.account, self.day, self.outlay)
	}
}
