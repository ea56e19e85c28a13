//! What is measured at the end of each epoch.

use althing_primitives::Department;
use althing_runtime::{
	governance::tracks::{support_floor, ROOT},
	AccountId, Balances, Commons, Curve, Cvt, Mandates, Runtime, Treasury,
};
use pallet_commons::TotalStaked;
use polkadot_sdk::*;
use std::collections::{BTreeMap, BTreeSet};

use crate::{attack::cost, chain::Volume, money::whole, world::World};

/// Days of an epoch.
pub const EPOCH: u32 = 7;
/// Days of a month, for velocities.
const MONTH: f64 = 30.0;

/// An epoch. Amounts in whole tokens.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Epoch {
	/// The last day.
	pub day: u32,
	/// VWT for a CVT.
	pub price: f64,
	/// The curve's supply of CVT.
	pub supply: f64,
	/// The curve's reserve of VWT.
	pub reserve: f64,
	/// How often a circulating VWT changes hands in a month.
	pub vwt_velocity: f64,
	/// How often a circulating CVT changes hands, is issued or burnt in a month.
	pub cvt_velocity: f64,
	/// Of the worth of all accounts that are people's or agents': 0 when all have the same, 1 when one has all.
	pub gini: f64,
	/// The pool of the commons in VWT, streams included.
	pub pool: f64,
	/// CVT staked on proposals.
	pub staked: f64,
	/// VWT for which the least support of a root referendum can be bought.
	pub attack_capital: f64,
	/// VWT that are lost when that is bought and sold again at once.
	pub attack_loss: f64,
	/// What all attackers have won so far, in VWT.
	pub attack_profit: f64,
}

impl Epoch {
	/// Measures the epoch that ends now, in which `volume` changed hands.
	pub fn measure(world: &World, volume: Volume) -> Self {
		let accounts = Accounts::read();
		let view = Curve::view();
		let price = crate::world::price();
		let capital = support_floor(ROOT).and_then(cost::of_share);
		let velocity = |moved: u128, of: f64| whole(moved) * MONTH / f64::from(EPOCH) / of.max(1.0);
		Self {
			day: world.day,
			price,
			supply: view.map_or(0.0, |view| whole(view.state.supply)),
			reserve: view.map_or(0.0, |view| whole(view.state.reserve)),
			vwt_velocity: velocity(volume.vwt, accounts.circulating_vwt),
			cvt_velocity: velocity(volume.cvt, accounts.circulating_cvt),
			gini: gini(accounts.worths(price)),
			pool: whole(
				Balances::free_balance(Commons::pool()) + Balances::reserved_balance(Commons::pool()),
			),
			staked: whole(TotalStaked::<Runtime>::get()),
			attack_capital: capital.map_or(0.0, whole),
			attack_loss: capital.and_then(cost::of_round_trip).map_or(0.0, whole),
			attack_profit: world.attempts.iter().map(|attempt| attempt.profit).sum(),
		}
	}
}

/// What all but the chain's own accounts have.
struct Accounts {
	/// VWT and CVT of each, what is held included.
	all: BTreeMap<AccountId, (f64, f64)>,
	/// VWT that are not held.
	circulating_vwt: f64,
	/// CVT that are neither held, staked nor locked by votes.
	circulating_cvt: f64,
}

impl Accounts {
	fn read() -> Self {
		type Tokens = pallet_balances::Account<Runtime, pallet_balances::Instance2>;
		let own = chains_own();
		let mut read = Self {
			all: BTreeMap::new(),
			circulating_vwt: 0.0,
			circulating_cvt: 0.0,
		};
		for (who, info) in frame_system::Account::<Runtime>::iter() {
			if !own.contains(&who) {
				read.circulating_vwt += whole(info.data.free);
				read.all.entry(who).or_default().0 = whole(info.data.free + info.data.reserved);
			}
		}
		for (who, data) in Tokens::iter() {
			if !own.contains(&who) {
				read.circulating_cvt += whole(data.free.saturating_sub(data.frozen));
				read.all.entry(who).or_default().1 = whole(data.free + data.reserved);
			}
		}
		read
	}

	fn worths(&self, price: f64) -> Vec<f64> {
		self.all.values().map(|(vwt, cvt)| vwt + cvt * price).collect()
	}
}

/// The reserve, the pool, the treasury and the departments.
fn chains_own() -> BTreeSet<AccountId> {
	[Curve::account_id(), Commons::pool(), Treasury::account_id()]
		.into_iter()
		.chain(Department::ALL.map(Mandates::account_of))
		.collect()
}

/// The coefficient of Gini: half the mean difference between two, as a share of the mean.
pub fn gini(mut worths: Vec<f64>) -> f64 {
	worths.sort_by(f64::total_cmp);
	let (count, sum) = (worths.len() as f64, worths.iter().sum::<f64>());
	if sum <= 0.0 {
		return 0.0;
	}
	let ranked: f64 = worths
		.iter()
		.zip(1u32..)
		.map(|(worth, rank)| f64::from(rank) * worth)
		.sum();
	2.0 * ranked / (count * sum) - (count + 1.0) / count
}

/// The supply and issuance that a reader may compare: CVT issued must be what the curve owes for.
pub fn unbacked() -> f64 {
	whole(Cvt::total_issuance()) - Curve::view().map_or(0.0, |view| whole(view.state.supply))
}
