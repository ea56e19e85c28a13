//! The numbers that are to be chosen, and setting them as governance does.

use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::origins::Origin,
	parameters::{dynamic_params::commons as governed, RuntimeParameters},
	AccountId, Balance, Commons, Curve, Runtime, RuntimeCall,
};
use frame_support::traits::Get;
use polkadot_sdk::*;
use sp_runtime::{Perbill, Permill};

use crate::{
	chain::{by, dispatch},
	error::{must, Error},
};

/// What κ and tributes are counted in.
const MILLION: f64 = 1_000_000.0;
/// What the terms of the commons are counted in.
const BILLION: f64 = 1_000_000_000.0;

/// The numbers that are to be chosen. Shares are of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Parameters {
	/// κ of the curve.
	pub kappa: f64,
	/// The tribute of who buys.
	pub entry: f64,
	/// The tribute of who sells.
	pub exit: f64,
	/// Days in which conviction goes half the way to its stake.
	pub half_life: f64,
	/// β: the share of the pool that no single request may reach.
	pub beta: f64,
	/// ρ/β²: the share of the staked CVT that a vanishing request needs.
	pub share: f64,
}

impl Parameters {
	/// What holds on the chain; nothing while its curve is not open.
	pub fn in_force() -> Option<Self> {
		let (curve, terms) = (Curve::view()?, Commons::terms());
		let beta = f64::from(terms.beta.deconstruct()) / BILLION;
		let tribute = |rate: Permill| f64::from(rate.deconstruct()) / MILLION;
		Some(Self {
			kappa: f64::from(curve.state.kappa) / MILLION,
			entry: tribute(curve.tributes.entry),
			exit: tribute(curve.tributes.exit),
			half_life: f64::from(terms.half_life) / f64::from(DAYS),
			beta,
			share: f64::from(terms.rho.deconstruct()) / BILLION / (beta * beta),
		})
	}

	/// Sets them by the origin that a referendum on parameters acts with. `founder` gives the reserve that a
	/// lesser κ needs.
	///
	/// # Errors
	///
	/// What the chain refuses.
	pub fn enact(&self, founder: &AccountId) -> Result<(), Error> {
		let tributes = pallet_curve::Call::set_parameters {
			entry: Some(permill(self.entry)),
			exit: Some(permill(self.exit)),
		};
		must("setting the tributes", govern(RuntimeCall::Curve(tributes)))?;
		reach((self.kappa * MILLION).round() as u32, founder)?;
		let half_life = (self.half_life * f64::from(DAYS)) as u32;
		let beta = perbill(self.beta);
		let rho = perbill(self.share * self.beta * self.beta);
		set(governed::Parameters::HalfLife(
			governed::HalfLife,
			Some(half_life),
		))?;
		set(governed::Parameters::Beta(governed::Beta, Some(beta)))?;
		set(governed::Parameters::Rho(governed::Rho, Some(rho)))
	}
}

fn permill(share: f64) -> Permill {
	Permill::from_parts((share * MILLION).round() as u32)
}

fn perbill(share: f64) -> Perbill {
	Perbill::from_parts((share * BILLION).round() as u32)
}

fn govern(call: RuntimeCall) -> Result<(), sp_runtime::DispatchError> {
	dispatch(Origin::ParameterChange, call)
}

fn set(parameter: governed::Parameters) -> Result<(), Error> {
	let key_value = RuntimeParameters::Commons(parameter);
	let call = pallet_parameters::Call::set_parameter { key_value };
	must(
		"setting the terms of the commons",
		govern(RuntimeCall::Parameters(call)),
	)
}

/// Moves κ to `wanted` in the steps that are allowed, as if the weeks between them were over.
fn reach(wanted: u32, founder: &AccountId) -> Result<(), Error> {
	let step = <Runtime as pallet_curve::Config>::MaxKappaStep::get();
	while let Some(now) = Curve::view()
		.map(|view| view.state.kappa)
		.filter(|now| *now != wanted)
	{
		let kappa = wanted.clamp(now.saturating_sub(step), now.saturating_add(step));
		donate(now, kappa, founder)?;
		let call = pallet_curve::Call::set_kappa { kappa };
		must("changing κ", govern(RuntimeCall::Curve(call)))?;
		pallet_curve::NextKappaAt::<Runtime>::kill();
	}
	Ok(())
}

/// Gives what the reserve lacks at the next κ: the price stays, so what is owed grows as κ falls.
fn donate(now: u32, next: u32, founder: &AccountId) -> Result<(), Error> {
	let lacks = Curve::view().and_then(|view| {
		let owed = view.owed.checked_mul(now.into())?.checked_div(next.into())?;
		owed.checked_add(UNIT)?.checked_sub(view.state.reserve)
	});
	match lacks.filter(|amount: &Balance| next < now && *amount > 0) {
		Some(amount) => {
			let call = pallet_curve::Call::donate { amount };
			must(
				"giving to the reserve",
				dispatch(by(founder), RuntimeCall::Curve(call)),
			)
		}
		None => Ok(()),
	}
}
