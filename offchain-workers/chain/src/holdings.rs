//! What an account has of a currency, and why it cannot spend all of it.

use crate::{layout::one_key, AccountBalance, AccountId, Currency, Result, State};

/// What an account has of a currency, in its smallest unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
	/// Which currency.
	pub currency: Currency,
	/// What is there, and what of it is held or frozen.
	pub balance: AccountBalance,
	/// The least with which an account exists.
	pub minimum: u128,
	/// Why something is held, frozen or locked.
	pub claims: Vec<Claim>,
}

/// Something that an account cannot spend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
	/// How it is kept.
	pub kind: ClaimKind,
	/// Why: the pallet and its word.
	pub reason: String,
	/// How much, in the smallest unit.
	pub amount: u128,
}

/// How something is kept from being spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimKind {
	/// Taken out of the free balance; holds add up.
	Held,
	/// Part of the balance that must stay; freezes overlap, the greatest counts.
	Frozen,
}

impl Holdings {
	/// What can be sent away while the account stays.
	pub fn transferable(&self) -> u128 {
		let AccountBalance {
			free,
			reserved,
			frozen,
			..
		} = self.balance;
		free.saturating_sub(frozen.saturating_sub(reserved).max(self.minimum))
	}

	/// All of it, held or not: what can be voted with.
	pub fn total(&self) -> u128 {
		self.balance.free.saturating_add(self.balance.reserved)
	}
}

impl State {
	/// What `account` has of `currency`.
	pub async fn holdings(&self, currency: Currency, account: &AccountId) -> Result<Holdings> {
		let balance = match currency {
			Currency::Vwt => self.balance(account).await?,
			Currency::Cvt => self.cvt_balance(account).await?,
		};
		let mut claims = self.reasons(currency, "Holds", ClaimKind::Held, account).await?;
		claims.extend(self.reserves(currency, account).await?);
		let named: u128 = claims
			.iter()
			.fold(0u128, |sum, claim| sum.saturating_add(claim.amount));
		let unnamed = balance.reserved.saturating_sub(named);
		if unnamed > 0 {
			claims.push(Claim {
				kind: ClaimKind::Held,
				// Pallets that reserve without a name: referenda, bounties, multisigs, proxies, identities.
				reason: "deposits".into(),
				amount: unnamed,
			});
		}
		claims.extend(
			self.reasons(currency, "Freezes", ClaimKind::Frozen, account)
				.await?,
		);
		claims.extend(self.locks(currency, account).await?);
		Ok(Holdings {
			currency,
			balance,
			minimum: self.constant(currency.pallet(), "ExistentialDeposit")?,
			claims,
		})
	}

	async fn reasons(
		&self,
		currency: Currency,
		item: &str,
		kind: ClaimKind,
		account: &AccountId,
	) -> Result<Vec<Claim>> {
		let pallet = currency.pallet();
		let stored: Option<Vec<([u8; 2], u128)>> = self.value(pallet, item, &one_key(account)).await?;
		let claim = |(reason, amount)| Claim {
			kind,
			reason: self.layout().reason(pallet, item, reason),
			amount,
		};
		Ok(stored.unwrap_or_default().into_iter().map(claim).collect())
	}

	async fn reserves(&self, currency: Currency, account: &AccountId) -> Result<Vec<Claim>> {
		let key = one_key(account);
		let stored: Option<Vec<([u8; 8], u128)>> = self.value(currency.pallet(), "Reserves", &key).await?;
		let claim = |(id, amount)| Claim {
			kind: ClaimKind::Held,
			reason: words(id),
			amount,
		};
		Ok(stored.unwrap_or_default().into_iter().map(claim).collect())
	}

	async fn locks(&self, currency: Currency, account: &AccountId) -> Result<Vec<Claim>> {
		let key = one_key(account);
		// The number behind says what a lock is against; ours are against everything.
		let stored: Option<Vec<([u8; 8], u128, u8)>> = self.value(currency.pallet(), "Locks", &key).await?;
		let claim = |(id, amount, _)| Claim {
			kind: ClaimKind::Frozen,
			reason: words(id),
			amount,
		};
		Ok(stored.unwrap_or_default().into_iter().map(claim).collect())
	}
}

/// The words of a lock's name of eight letters.
fn words(id: [u8; 8]) -> String {
	match &id {
		b"pyconvot" => "ConvictionVoting".into(),
		_ => String::from_utf8_lossy(&id)
			.trim_matches(|c: char| c == ' ' || c == '\0')
			.into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn holdings(free: u128, reserved: u128, frozen: u128) -> Holdings {
		Holdings {
			currency: Currency::Cvt,
			balance: AccountBalance::new(free, reserved, frozen),
			minimum: 1,
			claims: vec![],
		}
	}

	#[test]
	fn what_is_frozen_cannot_be_sent_but_for_what_is_held_anyway() {
		assert_eq!(holdings(100, 0, 0).transferable(), 99);
		assert_eq!(holdings(100, 0, 40).transferable(), 60);
		assert_eq!(holdings(100, 30, 40).transferable(), 90);
		assert_eq!(holdings(100, 50, 40).transferable(), 99);
	}

	#[test]
	fn nothing_can_be_sent_of_nothing() {
		assert_eq!(holdings(0, 0, 0).transferable(), 0);
		assert_eq!(holdings(10, 0, 40).transferable(), 0);
	}

	#[test]
	fn held_funds_count_when_voting() {
		assert_eq!(holdings(100, 50, 40).total(), 150);
	}

	#[test]
	fn the_lock_of_votes_has_a_readable_name() {
		assert_eq!(words(*b"pyconvot"), "ConvictionVoting");
		assert_eq!(words(*b"staking "), "staking");
	}
}
