//! Agents and those who own them: paid by holders, they spend on their keep and keep a little in CVT, which
//! they sell now and then. What owners get goes to holders again, as wages and rents do.

use althing_primitives::{Capabilities, Department, Role};
use althing_runtime::{constants::currency::UNIT, AccountId, Balance, Runtime, RuntimeCall, Signature};
use polkadot_sdk::*;
use sp_core::{sr25519, Pair as _};

use crate::{
	account::{account, OPERATOR},
	error::{must, Error},
	money::{cvt, part, vwt},
	purse::Purse,
	world::World,
};

/// What share of the VWT each of the eight owners begins with, for bonds and fees.
const SHARE: f64 = 0.001;
/// The bond of an agent.
const BOND: Balance = 100 * UNIT;
/// What an agent keeps for fees.
const FLOAT: Balance = 5 * UNIT;
/// How likely an agent spends on a day, and what parts of its VWT go to its owner and into CVT.
const SPENDING: (f64, f64, f64) = (0.5, 0.6, 0.02);
/// How likely an agent sells half of its CVT.
const SELLING: f64 = 1.0 / 60.0;
/// How likely an owner pays a holder, and what part of its VWT.
const WAGES: (f64, f64) = (0.8, 0.4);

/// Agents, one per cell of the honeycomb, and their owners, one per department.
pub struct Agents {
	agents: Vec<(AccountId, AccountId)>,
	owners: Vec<AccountId>,
}

impl Agents {
	pub(super) fn settle(world: &mut World, purse: &Purse) -> Result<Self, Error> {
		let (mut agents, mut owners) = (Vec::new(), Vec::new());
		for department in Department::ALL {
			let owner = account(OPERATOR, department.index().into());
			purse.hand(world, &owner, part(purse.vwt, SHARE), 0)?;
			for role in Role::ALL {
				let agent = register(world, &owner, department, role)?;
				purse.hand(world, &agent, FLOAT, 0)?;
				world.agents.push(agent.clone());
				agents.push((agent, owner.clone()));
			}
			owners.push(owner);
		}
		Ok(Self { agents, owners })
	}

	pub(super) fn day(&self, world: &mut World) {
		for (agent, owner) in &self.agents {
			if world.chance(SPENDING.0) {
				spend(world, agent, owner);
			}
			if world.chance(SELLING) {
				let _ = world.sell(agent, cvt(agent) / 2);
			}
		}
		for owner in &self.owners {
			if let (true, Some(holder)) = (world.chance(WAGES.0), world.any_holder()) {
				let wages = part(vwt(owner), WAGES.1);
				if wages >= UNIT {
					let _ = world.pay(owner, holder, wages);
				}
			}
		}
	}
}

fn spend(world: &mut World, agent: &AccountId, owner: &AccountId) {
	let free = vwt(agent).saturating_sub(FLOAT);
	let keep = part(free, SPENDING.1);
	if keep >= UNIT {
		let _ = world.pay(agent, owner.clone(), keep);
	}
	let _ = world.buy(agent, part(free, SPENDING.2));
}

/// Registers the agent of a cell, with a bond.
fn register(
	world: &mut World,
	owner: &AccountId,
	department: Department,
	role: Role,
) -> Result<AccountId, Error> {
	let mut seed = [b'a'; 32];
	for (byte, of) in seed.iter_mut().zip([department.index(), role.index()]) {
		*byte = of;
	}
	let pair = sr25519::Pair::from_seed(&seed);
	let agent = AccountId::from(pair.public());
	let message = pallet_agents::Pallet::<Runtime>::registration_message(owner, &agent, &pair.public().0);
	let call = pallet_agents::Call::register {
		account: agent.clone(),
		department,
		role,
		capabilities: Capabilities::SERIES,
		attestation: pair.public().0,
		metadata: [0; 32],
		bond: BOND,
		proof: Signature::from(pair.sign(&message)),
	};
	must(
		"registering an agent",
		world.sign(owner, RuntimeCall::Agents(call)),
	)?;
	Ok(agent)
}
