//! Steps of a history by chance.

use althing_integration_tests::voting_model::Class;
use althing_runtime::{
	constants::currency::UNIT,
	governance::tracks::{ROOT, SMALL_SPENDER},
};
use polkadot_sdk::*;
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring;

/// Who votes. The first is vouched for by a registrar.
pub const PEOPLE: [Sr25519Keyring; 5] = [
	Sr25519Keyring::Alice,
	Sr25519Keyring::Bob,
	Sr25519Keyring::Charlie,
	Sr25519Keyring::Dave,
	Sr25519Keyring::Eve,
];
/// What each of them has.
pub const FUNDS: u128 = 1_000_000 * UNIT;
/// Where the polls are.
pub const POLLS: [Class; 4] = [ROOT, ROOT, SMALL_SPENDER, SMALL_SPENDER];
/// A track that there is not.
const NOWHERE: Class = 7;

/// An amount: one of those at which something changes, or any.
#[derive(Clone, Copy, Debug)]
pub struct Amount(pub u8, pub u128);

/// Something that somebody does, or that happens.
#[derive(Clone, Debug)]
pub enum Step {
	/// Who, on which poll, with which conviction, aye or nay, with how much.
	Vote(usize, usize, u8, bool, Amount),
	/// Who, on which poll, with how much, and whether it abstains with a part.
	Split(usize, usize, Amount, bool),
	/// Who, on which poll, which track it names.
	TakeBack(usize, usize, Option<Class>),
	/// Who, whose, on which poll.
	TakeBackAnothers(usize, usize, usize),
	/// Who, on which track, to whom, with which conviction, how much.
	Delegate(usize, Class, usize, u8, Amount),
	/// Who, on which track.
	Undelegate(usize, Class),
	/// Who, for whom, on which track.
	Unlock(usize, usize, Class),
	/// Who.
	UnlockAll(usize),
	/// Which poll, and how; cancelled if in no way.
	End(usize, Option<bool>),
	/// How many blocks.
	Wait(u32),
}

fn amount() -> impl Strategy<Value = Amount> {
	(0..12u8, 0..=FUNDS).prop_map(|(kind, any)| Amount(kind, any))
}

/// Any step.
pub fn step() -> impl Strategy<Value = Step> {
	let who = || 0..PEOPLE.len();
	let poll = || 0..POLLS.len();
	let class = || prop_oneof![8 => Just(ROOT), 8 => Just(SMALL_SPENDER), 1 => Just(NOWHERE)];
	let conviction = || 0..7u8;
	prop_oneof![
		8 => (who(), poll(), conviction(), any::<bool>(), amount())
			.prop_map(|(who, poll, conviction, aye, amount)| Step::Vote(who, poll, conviction, aye, amount)),
		2 => (who(), poll(), amount(), any::<bool>())
			.prop_map(|(who, poll, amount, abstains)| Step::Split(who, poll, amount, abstains)),
		3 => (who(), poll(), prop::option::of(class()))
			.prop_map(|(who, poll, class)| Step::TakeBack(who, poll, class)),
		2 => (who(), who(), poll()).prop_map(|(who, whose, poll)| Step::TakeBackAnothers(who, whose, poll)),
		5 => (who(), class(), who(), conviction(), amount())
			.prop_map(|(who, class, to, conviction, amount)| Step::Delegate(who, class, to, conviction, amount)),
		3 => (who(), class()).prop_map(|(who, class)| Step::Undelegate(who, class)),
		3 => (who(), who(), class()).prop_map(|(who, whose, class)| Step::Unlock(who, whose, class)),
		2 => who().prop_map(Step::UnlockAll),
		1 => (poll(), any::<Option<bool>>()).prop_map(|(poll, approved)| Step::End(poll, approved)),
		4 => (1..120u32).prop_map(Step::Wait),
	]
}
