//! What one account counts for, on the tracks where one holder could decide alone.
//!
//! Nothing passes a track without the support that its curve ends at. On a capped track an account's vote
//! may be a tenth of that, or a third when a registrar vouches for who it is (`pallet-identity`): ten
//! accounts at least, or three known people, must want a thing, whatever one of them holds. The cap is on
//! what is voted with, before conviction. `docs/adr/0005-stake-cap-per-voter.md` says which tracks, why,
//! and what this cannot prevent.

use super::{
	pallet_origins,
	tracks::{support_floor, TrackId, ROOT, RUNTIME_UPGRADE},
};
use crate::{AccountId, Balance, Cvt, Referenda, Runtime, RuntimeCall};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{Contains, Currency, Polling},
};
use pallet_conviction_voting::{AccountVote, Status, TallyOf, VotingHooks};
use pallet_identity::Judgement;
use pallet_referenda::ReferendumIndex;
use polkadot_sdk::*;

/// The fewest accounts that can carry a capped referendum.
const LEAST_ACCOUNTS: u32 = 10;
/// The fewest when a registrar vouches for each.
const LEAST_KNOWN: u32 = 3;

/// Refuses votes and delegations above the cap.
pub struct StakeCap;

impl StakeCap {
	/// Whether votes on `track` are capped. Not where half of all CVT may be needed: there a cap could make
	/// a decision impossible, and no other way leads out.
	pub const fn applies_to(track: TrackId) -> bool {
		!matches!(track, ROOT | RUNTIME_UPGRADE)
	}

	/// The most that one account may vote with on `track`; nothing when it is not capped.
	///
	/// `known` says whether a registrar vouches for the account.
	pub fn most(track: TrackId, known: bool) -> Option<Balance> {
		if !Self::applies_to(track) {
			return None;
		}
		let floor = support_floor(track)? * <Cvt as Currency<AccountId>>::active_issuance();
		let accounts = if known { LEAST_KNOWN } else { LEAST_ACCOUNTS };
		floor.checked_div(accounts.into())
	}

	/// Whether a registrar vouches for `who`. Sub-accounts are not known by their parent's identity.
	pub fn is_known(who: &AccountId) -> bool {
		pallet_identity::IdentityOf::<Runtime>::get(who).is_some_and(|identity| {
			let vouched = |judgement| matches!(judgement, Judgement::Reasonable | Judgement::KnownGood);
			identity
				.judgements
				.iter()
				.any(|(_, judgement)| vouched(*judgement))
		})
	}
}

impl VotingHooks<AccountId, ReferendumIndex, Balance> for StakeCap {
	fn on_before_vote(who: &AccountId, index: ReferendumIndex, vote: AccountVote<Balance>) -> DispatchResult {
		let Some((_, track)) = <Referenda as Polling<TallyOf<Runtime>>>::as_ongoing(index) else {
			return Ok(()); // the pallet refuses it with a better reason
		};
		let stake = vote.balance();
		let within = |known| Self::most(track, known).is_none_or(|most| stake <= most);
		// Measured with all that it may read, whatever the benchmark votes with.
		if cfg!(feature = "runtime-benchmarks") {
			let _ = (within(false), within(true), Self::is_known(who));
			return Ok(());
		}
		ensure!(
			within(false) || (within(true) && Self::is_known(who)),
			pallet_origins::Error::<Runtime>::StakeAboveCap
		);
		Ok(())
	}

	fn on_remove_vote(_: &AccountId, _: ReferendumIndex, _: Status) {}

	fn lock_balance_on_unsuccessful_vote(_: &AccountId, _: ReferendumIndex) -> Option<Balance> {
		None
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn on_vote_worst_case(_: &AccountId) {}

	#[cfg(feature = "runtime-benchmarks")]
	fn on_remove_vote_worst_case(_: &AccountId) {}
}

/// The calls that the cap lets through. There is no hook on delegations, so that who delegates is held to
/// what anybody may vote with, known or not.
impl Contains<RuntimeCall> for StakeCap {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::delegate {
				class,
				balance,
				..
			}) => Self::most(*class, false).is_none_or(|most| *balance <= most),
			_ => true,
		}
	}
}
