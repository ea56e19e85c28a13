//! The chain and the model, step by step.

use super::steps::{Amount, Step, FUNDS, PEOPLE, POLLS};
use althing_integration_tests::{
	people::by,
	referenda::{ask, remark, root, status},
	voting_model::{Class, End, Model, Refusal},
};
use althing_runtime::{
	governance::{
		origins::Origin,
		pallet_origins,
		tracks::{ROOT, SMALL_SPENDER},
		StakeCap,
	},
	AccountId, Commons, ConvictionVoting, Cvt, Identity, OriginCaller, Runtime, RuntimeCall, RuntimeOrigin,
	System,
};
use frame_support::{assert_ok, traits::Get};
use pallet_conviction_voting::{AccountVote, Conviction, Error, Vote};
use pallet_identity::{legacy::IdentityInfo, Data, Judgement};
use pallet_referenda::{ReferendumInfo, ReferendumInfoFor};
use polkadot_sdk::*;
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	traits::{BlakeTwo256, Dispatchable, Hash},
	DispatchError, MultiAddress,
};

/// What the chain said, and what the model.
pub type Said = (Result<(), DispatchError>, Result<(), Refusal>);

/// The chain and the model.
pub struct Both {
	model: Model,
	/// The numbers of the referenda.
	polls: Vec<u32>,
}

fn account(who: usize) -> AccountId {
	PEOPLE[who].to_account_id()
}

fn conviction(level: u8) -> Conviction {
	Conviction::try_from(level).unwrap()
}

/// A third aye and the rest nay; or half of the rest abstains.
fn split(amount: u128, abstains: bool) -> AccountVote<u128> {
	let (aye, nay) = (amount / 3, amount - amount / 3);
	match abstains {
		true => AccountVote::SplitAbstain {
			aye,
			nay: nay / 2,
			abstain: nay - nay / 2,
		},
		false => AccountVote::Split { aye, nay },
	}
}

/// Has a registrar vouch for the first of the people.
fn vouch() {
	let (who, registrar) = (account(0), Sr25519Keyring::Ferdie.to_account_id());
	let address = |who: &AccountId| MultiAddress::Id(who.clone());
	let info = IdentityInfo {
		additional: Default::default(),
		display: Data::None,
		legal: Data::None,
		web: Data::None,
		riot: Data::None,
		email: Data::None,
		pgp_fingerprint: None,
		image: Data::None,
		twitter: Data::None,
	};
	let hash = BlakeTwo256::hash_of(&info);
	assert_ok!(Identity::add_registrar(
		RuntimeOrigin::root(),
		address(&registrar)
	));
	assert_ok!(Identity::set_identity(by(&who), Box::new(info)));
	let known = Judgement::KnownGood;
	assert_ok!(Identity::provide_judgement(
		by(&registrar),
		0,
		address(&who),
		known,
		hash
	));
}

/// The pallet's name for a refusal.
pub fn named(refusal: Refusal) -> DispatchError {
	type Voting = Error<Runtime>;
	match refusal {
		Refusal::Filtered => frame_system::Error::<Runtime>::CallFiltered.into(),
		Refusal::StakeAboveCap => pallet_origins::Error::<Runtime>::StakeAboveCap.into(),
		Refusal::Nonsense => Voting::Nonsense.into(),
		Refusal::BadClass => Voting::BadClass.into(),
		Refusal::InsufficientFunds => Voting::InsufficientFunds.into(),
		Refusal::NotOngoing => Voting::NotOngoing.into(),
		Refusal::AlreadyDelegating => Voting::AlreadyDelegating.into(),
		Refusal::AlreadyVoting => Voting::AlreadyVoting.into(),
		Refusal::NotDelegating => Voting::NotDelegating.into(),
		Refusal::ClassNeeded => Voting::ClassNeeded.into(),
		Refusal::NotVoter => Voting::NotVoter.into(),
		Refusal::NoPermission => Voting::NoPermission.into(),
		Refusal::NoPermissionYet => Voting::NoPermissionYet.into(),
	}
}

impl Both {
	/// At the beginning of a history.
	pub fn new() -> Self {
		vouch();
		let most = |track| StakeCap::most(track, false).zip(StakeCap::most(track, true));
		let tracks = [ROOT, SMALL_SPENDER].map(|track| (track, most(track)));
		let period = <Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod::get();
		let origin = |class: &Class| match *class {
			ROOT => root(),
			_ => OriginCaller::from(Origin::SmallSpender),
		};
		Self {
			model: Model::new(period, FUNDS, tracks.into(), &POLLS),
			polls: POLLS.iter().map(|class| ask(origin(class), remark())).collect(),
		}
	}

	fn amount(&self, Amount(kind, any): Amount) -> u128 {
		let (open, vouched) = self.model.tracks[&SMALL_SPENDER].unwrap();
		match kind {
			0 => 0,
			1 => 9,
			2 => open,
			3 => open + 1,
			4 => vouched,
			5 => vouched + 1,
			6 => FUNDS,
			7 => FUNDS + 1,
			8 => any,
			_ => any % open,
		}
	}

	/// What the chain and the model say to a step.
	pub fn take(&mut self, step: Step) -> Said {
		let model = &mut self.model;
		let address = |who: usize| MultiAddress::Id(account(who));
		match step {
			Step::TakeBack(who, poll, class) => (
				ConvictionVoting::remove_vote(by(&account(who)), class, self.polls[poll]),
				model.take_back(who, who, class, poll),
			),
			Step::TakeBackAnothers(who, whose, poll) => {
				let (class, index) = (POLLS[poll], self.polls[poll]);
				(
					ConvictionVoting::remove_other_vote(by(&account(who)), address(whose), class, index),
					model.take_back(who, whose, Some(class), poll),
				)
			}
			Step::Undelegate(who, class) => {
				let done = ConvictionVoting::undelegate(by(&account(who)), class);
				let done = done.map(|_| ()).map_err(|refused| refused.error);
				(done, model.undelegate(who, class))
			}
			Step::Unlock(who, whose, class) => {
				let done = ConvictionVoting::unlock(by(&account(who)), class, address(whose));
				model.unlock(whose, class);
				(done, Ok(()))
			}
			Step::UnlockAll(who) => {
				let done = Commons::unlock(by(&account(who)));
				model.unlock_all(who);
				(done.map(|_| ()).map_err(|refused| refused.error), Ok(()))
			}
			Step::End(poll, approved) => {
				self.end(poll, approved);
				(Ok(()), Ok(()))
			}
			Step::Wait(blocks) => {
				self.wait(blocks);
				(Ok(()), Ok(()))
			}
			Step::Vote(who, poll, level, aye, amount) => {
				let vote = Vote {
					aye,
					conviction: conviction(level),
				};
				let balance = self.amount(amount);
				self.vote(who, poll, AccountVote::Standard { vote, balance })
			}
			Step::Split(who, poll, amount, abstains) => {
				let vote = split(self.amount(amount), abstains);
				self.vote(who, poll, vote)
			}
			Step::Delegate(who, class, to, level, amount) => {
				let balance = self.amount(amount);
				self.delegate(who, class, to, conviction(level), balance)
			}
		}
	}

	fn delegate(
		&mut self,
		who: usize,
		class: Class,
		to: usize,
		conviction: Conviction,
		balance: u128,
	) -> Said {
		let call = pallet_conviction_voting::Call::<Runtime>::delegate {
			class,
			to: MultiAddress::Id(account(to)),
			conviction,
			balance,
		};
		// Dispatched, since it is the filter that caps it.
		let done = RuntimeCall::from(call).dispatch(by(&account(who)));
		let done = done.map(|_| ()).map_err(|refused| refused.error);
		(done, self.model.delegate(who, class, to, conviction, balance))
	}

	fn vote(&mut self, who: usize, poll: usize, vote: AccountVote<u128>) -> Said {
		(
			ConvictionVoting::vote(by(&account(who)), self.polls[poll], vote),
			self.model.vote(who, poll, vote),
		)
	}

	/// Ends a poll by hand, as its track would: what is compared is not how long that takes.
	fn end(&mut self, poll: usize, approved: Option<bool>) {
		if self.model.polls[poll].1 != End::Open {
			return;
		}
		let now = self.model.now;
		let (end, info) = match approved {
			Some(true) => (End::Decided(now, true), ReferendumInfo::Approved(now, None, None)),
			Some(false) => (
				End::Decided(now, false),
				ReferendumInfo::Rejected(now, None, None),
			),
			None => (End::Cancelled, ReferendumInfo::Cancelled(now, None, None)),
		};
		ReferendumInfoFor::<Runtime>::insert(self.polls[poll], info);
		self.model.polls[poll].1 = end;
	}

	fn wait(&mut self, blocks: u32) {
		self.model.now += blocks;
		System::set_block_number(self.model.now);
	}

	/// Fails unless the tallies of all polls that go on, and all locks, are the same.
	pub fn agree(&self) -> Result<(), TestCaseError> {
		for (poll, index) in self.polls.iter().enumerate() {
			if self.model.polls[poll].1 == End::Open {
				let tally = status(*index).unwrap().tally;
				let counts = (tally.ayes, tally.nays, tally.support);
				prop_assert_eq!(counts, self.model.count(poll), "poll {}", poll);
			}
		}
		for who in 0..PEOPLE.len() {
			let locks = Cvt::locks(&account(who));
			let locked = locks.iter().map(|lock| lock.amount).max().unwrap_or_default();
			prop_assert_eq!(locked, self.model.locked(who), "locks of {}", who);
		}
		Ok(())
	}

	/// Everybody takes all back; locks end in the very block in which the model says so.
	pub fn leave(&mut self) -> Result<(), TestCaseError> {
		self.unlock_everybody()?;
		while let Some(end) = self.model.next_end() {
			for now in [end - 1, end] {
				self.wait(now - self.model.now);
				self.unlock_everybody()?;
			}
		}
		for who in 0..PEOPLE.len() {
			prop_assert_eq!(self.model.locked(who), 0);
		}
		Ok(())
	}

	fn unlock_everybody(&mut self) -> Result<(), TestCaseError> {
		for who in 0..PEOPLE.len() {
			let (done, _) = self.take(Step::UnlockAll(who));
			prop_assert_eq!(done, Ok(()));
		}
		self.agree()
	}
}
