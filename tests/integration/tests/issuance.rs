//! Both issuances with orders on the curve in between: VWT only move, CVT come and go as the curve says.

use althing_integration_tests::{
	assert_conserved, genesis, next_block,
	people::{by, newcomer, NEVER},
	referenda::{ask, remark, root, vote},
};
use althing_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, UNIT},
	governance::origins::Origin,
	AccountId, Balances, Commons, Curve, Cvt, RuntimeEvent, System,
};
use pallet_commons::Payout;
use pallet_conviction_voting::Conviction;
use pallet_curve::CurveState;
use polkadot_sdk::*;
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchResult, MultiAddress, Permill};

#[derive(Clone, Debug)]
enum Step {
	Buy(usize, u128),
	Sell(usize, u128),
	/// All that is left of somebody's CVT but so much.
	SellAllBut(usize, u128),
	Donate(usize, u128),
	Pay(usize, usize, u128, bool),
	Ask(usize, u128),
	Stake(usize, u64, u128),
	Execute(usize, u64),
	Vote(usize, u128),
	Unlock(usize),
	Tribute(u8),
	Blocks(u8),
}

/// An amount of any size up to twice what anybody has, or of next to nothing.
fn amount() -> impl Strategy<Value = u128> {
	prop_oneof![
		0..=EXISTENTIAL_DEPOSIT + 1,
		0..=1_000 * UNIT,
		0..=2_000_000 * UNIT
	]
}

fn step() -> impl Strategy<Value = Step> {
	let who = || 0..5usize;
	prop_oneof![
		6 => (who(), amount()).prop_map(|(who, amount)| Step::Buy(who, amount)),
		4 => (who(), amount()).prop_map(|(who, amount)| Step::Sell(who, amount)),
		2 => (who(), 0..=EXISTENTIAL_DEPOSIT).prop_map(|(who, rest)| Step::SellAllBut(who, rest)),
		1 => (who(), amount()).prop_map(|(who, amount)| Step::Donate(who, amount)),
		4 => (who(), who(), amount(), any::<bool>())
			.prop_map(|(from, to, amount, cvt)| Step::Pay(from, to, amount, cvt)),
		1 => (who(), amount()).prop_map(|(who, amount)| Step::Ask(who, amount)),
		2 => (who(), 0..3u64, amount()).prop_map(|(who, id, amount)| Step::Stake(who, id, amount)),
		1 => (who(), 0..3u64).prop_map(|(who, id)| Step::Execute(who, id)),
		1 => (who(), amount()).prop_map(|(who, amount)| Step::Vote(who, amount)),
		6 => prop_oneof![
			2 => who().prop_map(Step::Unlock),
			1 => (0..=20u8).prop_map(Step::Tribute),
			3 => (1..60u8).prop_map(Step::Blocks),
		],
	]
}

/// What must have become of both currencies, added up from the events.
#[derive(Debug)]
struct Books {
	state: CurveState,
	vwt: u128,
	cvt: u128,
	read: usize,
}

impl Books {
	fn open() -> Self {
		Self {
			state: Curve::view().unwrap().state,
			vwt: Balances::total_issuance(),
			cvt: Cvt::total_issuance(),
			read: System::events().len(),
		}
	}

	fn read(&mut self) {
		let events = System::events();
		for record in &events[self.read..] {
			match &record.event {
				RuntimeEvent::Curve(event) => self.trade(event),
				RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. }) => {
					self.vwt -= amount;
				}
				RuntimeEvent::Cvt(pallet_balances::Event::DustLost { amount, .. }) => self.cvt -= amount,
				_ => (),
			}
		}
		self.read = events.len();
	}

	fn trade(&mut self, event: &pallet_curve::Event<althing_runtime::Runtime>) {
		match event {
			pallet_curve::Event::Bought { order, .. } => {
				self.cvt += order.got;
				self.state.supply += order.got;
				self.state.reserve += order.given - order.tribute;
			}
			pallet_curve::Event::Sold { order, .. } => {
				self.cvt -= order.given;
				self.state.supply -= order.given;
				self.state.reserve -= order.got + order.tribute;
			}
			pallet_curve::Event::Donated { amount, .. } => self.state.reserve += amount,
			_ => (),
		}
	}

	/// Fails unless the chain has what the books say.
	fn agree(&self) -> Result<(), TestCaseError> {
		prop_assert_eq!(Balances::total_issuance(), self.vwt);
		prop_assert_eq!(Cvt::total_issuance(), self.cvt);
		let view = Curve::view().unwrap();
		prop_assert_eq!(view.state, self.state);
		prop_assert!(view.state.reserve >= view.owed);
		prop_assert_eq!(view.unbacked, self.cvt.saturating_sub(self.state.supply));
		let account = Balances::free_balance(Curve::account_id());
		prop_assert_eq!(account, self.state.reserve + EXISTENTIAL_DEPOSIT);
		assert_conserved();
		Ok(())
	}
}

/// People of the preset, and two who have VWT only.
fn people() -> Vec<AccountId> {
	let known = [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Eve];
	let known = known.into_iter().map(|person| person.to_account_id());
	let new = [newcomer(101, 100 * UNIT), newcomer(102, EXISTENTIAL_DEPOSIT)];
	known.chain(new).collect()
}

/// Does a step, or is refused.
fn take(step: Step, people: &[AccountId], referendum: u32) -> DispatchResult {
	let signed = |who: usize| by(&people[who]);
	match step {
		Step::Buy(who, amount) => Curve::buy(signed(who), amount, 0, NEVER),
		Step::Sell(who, amount) => Curve::sell(signed(who), amount, 0, NEVER),
		Step::SellAllBut(who, rest) => {
			let amount = Cvt::free_balance(&people[who]).saturating_sub(rest);
			Curve::sell(signed(who), amount, 0, NEVER)
		}
		Step::Donate(who, amount) => Curve::donate(signed(who), amount),
		Step::Pay(from, to, amount, cvt) => {
			let dest = MultiAddress::Id(people[to].clone());
			match cvt {
				true => Cvt::transfer_allow_death(signed(from), dest, amount),
				false => Balances::transfer_allow_death(signed(from), dest, amount),
			}
		}
		Step::Ask(who, amount) => {
			let to = people[who].clone();
			Commons::submit(signed(who), amount, to, Payout::Pool, [0; 32])
		}
		Step::Stake(who, id, amount) => Commons::stake(signed(who), id, amount),
		Step::Execute(who, id) => Commons::execute(signed(who), id),
		Step::Vote(who, amount) => vote(&people[who], referendum, true, Conviction::Locked1x, amount),
		Step::Unlock(who) => {
			let done = Commons::unlock(signed(who));
			done.map(|_| ()).map_err(|refused| refused.error)
		}
		Step::Tribute(share) => {
			let share = Some(Permill::from_percent(share.into()));
			Curve::set_parameters(Origin::ParameterChange.into(), share, share)
		}
		Step::Blocks(count) => {
			for _ in 0..count {
				next_block();
			}
			Ok(())
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn vwt_only_move_and_cvt_come_and_go_as_the_curve_says(
		steps in prop::collection::vec(step(), 1..60),
	) {
		genesis("local_testnet").execute_with(|| {
			let people = people();
			let referendum = ask(root(), remark());
			let mut books = Books::open();
			for step in steps {
				// Refusals are part of the history.
				let _ = take(step, &people, referendum);
				books.read();
				books.agree()?;
			}
			Ok::<(), TestCaseError>(())
		})?;
	}
}
