//! # Curve
//!
//! Issues CVT against a reserve of VWT at a price that rises with the supply, and takes them back.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for the configuration trait, dispatchables, storage items, events and errors.
//! The functions for readers are [`Pallet::view`], [`Pallet::quote_buy`], [`Pallet::quote_sell`],
//! [`Pallet::claimable`] and [`Pallet::account_id`]. The formulas and the proofs of their rounding are in
//! [`althing_curve_math`].
//!
//! ## Overview
//!
//! An augmented bonding curve: with κ = 1 / reserve ratio and V₀ = S₀^κ / R₀, a supply S is owed S^κ / V₀ of
//! reserve, and a token costs κ · R / S. Who **buys** pays VWT into the reserve and gets new CVT; who **sells**
//! has CVT burnt and gets VWT out of it. A **tribute** of each order goes to the commons. Every order names
//! the least that it accepts and the last block in which it may be executed.
//!
//! The curve begins with a **hatch**: for a time, anybody contributes VWT at a fixed price up to a cap. When
//! the goal was reached, a part goes to the commons, the rest is the first reserve and the curve opens;
//! otherwise everybody is refunded. The hatch's CVT are **held** on their owners after they claim them, and
//! vest in equal parts per block after a cliff; one existential deposit of them is free at once. Or the genesis
//! configuration opens the curve without a hatch.
//!
//! Governance sets tributes up to [`Config::MaxTribute`] and moves κ, at most [`Config::MaxKappaStep`] every
//! [`Config::KappaInterval`], along curves that keep the price ([`Pallet::set_kappa`]). It may **pause** buying,
//! selling and contributing; a pause never keeps anybody from claiming or being refunded.
//!
//! ## What the supply is
//!
//! S is **recorded**: what the curve minted less what it burnt, and at genesis what its configuration says. It
//! is not the issuance of CVT, which others change too (a genesis endowment, rewards, burns by owners,
//! dust). CVT are fungible, so the curve buys CVT from whoever has them, and what it pays is a function of S
//! alone: it never pays out more in all than S is owed, and refuses with `ExceedsSupply` to go below zero.
//! CVT that others issued therefore never over-promise the reserve, but who holds them competes with buyers
//! for it: the last to sell may find S at zero. So
//!
//! - a genesis that endows accounts with CVT should count them in the supply of its opening and give the
//!   reserve for them. Then every CVT is backed from the first block;
//! - who rewards with CVT should buy them, or accept that [`CurveView::unbacked`] grows, which everybody sees.
//!
//! Where owners burn CVT elsewhere, S is above the issuance and a part of the reserve can never be claimed.
//!
//! ## Low Level / Implementation Details
//!
//! The pallet's account holds one existential deposit that is nobody's, the reserve, and the contributions of
//! a hatch until its end. VWT that are sent to it otherwise are not part of the reserve; [`Pallet::donate`]
//! adds to it.
//!
//! What is recorded may exceed what S is owed, by rounding (a unit or two per order), by donations and when κ
//! grows. This surplus backs later decreases of κ and is never paid out.
//!
//! A purchase takes exactly `reserve_in`. All amounts are `u128`, since that is what the proofs are for.
//! Every call reads and writes a constant number of items. The order of a block's transactions decides at
//! which price each is executed: `min_out` is what protects from it.

#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod errors;
mod events;
mod govern;
mod hatch;
#[cfg(test)]
mod mock;
mod reads;
#[cfg(test)]
mod tests;
mod trade;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{
	Balance, CurveState, CurveView, HatchInfo, HatchInfoOf, HatchStatus, Quote, Terms, TermsOf, Tributes,
	Vesting, UNIT,
};
pub use weights::WeightInfo;

use polkadot_sdk::{
	frame_support::{self, pallet_macros::import_section},
	frame_system, sp_runtime,
};

/// Configuration, storage, calls, events and errors of the pallet.
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use althing_curve_math as math;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, Mutate, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{traits::Zero, Permill};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about the curve.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency of the reserve: VWT.
		type Reserve: Mutate<Self::AccountId, Balance = Balance>;

		/// The token that the curve issues: CVT.
		type Token: Mutate<Self::AccountId, Balance = Balance>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// Names the account of the reserve.
		#[pallet::constant]
		type PalletId: Get<frame_support::PalletId>;

		/// Where tributes go. Has to exist, or small tributes cannot be paid to it.
		type Commons: Get<Self::AccountId>;

		/// Who may start a hatch and set parameters.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may pause trading and let it go on.
		type PauseOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The most that entry or exit tribute may be. At most a half.
		#[pallet::constant]
		type MaxTribute: Get<Permill>;

		/// By how many millionths κ may change at a time.
		#[pallet::constant]
		type MaxKappaStep: Get<u32>;

		/// How many blocks lie between two changes of κ at least. Without it, one decision could batch steps
		/// past [`Config::MaxKappaStep`].
		#[pallet::constant]
		type KappaInterval: Get<BlockNumberFor<Self>>;

		/// The least contribution to a hatch. At least the existential deposit of the reserve's currency, so
		/// that it can be refunded.
		#[pallet::constant]
		type MinContribution: Get<Balance>;

		/// The longest that a hatch or its vesting may last.
		#[pallet::constant]
		type MaxPeriod: Get<BlockNumberFor<Self>>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Tokens of a hatch that have not vested.
		HatchVesting,
	}

	/// The curve, once it is open.
	#[pallet::storage]
	pub type State<T: Config> = StorageValue<_, CurveState>;

	/// The tributes.
	#[pallet::storage]
	pub type TributeRates<T: Config> = StorageValue<_, Tributes, ValueQuery>;

	/// The first block in which κ may change again.
	#[pallet::storage]
	pub type NextKappaAt<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Whether trading is paused.
	#[pallet::storage]
	pub type Paused<T: Config> = StorageValue<_, bool, ValueQuery>;

	/// The last hatch.
	#[pallet::storage]
	pub type Hatch<T: Config> = StorageValue<_, HatchInfoOf<T>>;

	/// What each account contributed to the hatch and has neither claimed nor been refunded.
	// Hasher: Blake2 since accounts can be chosen.
	#[pallet::storage]
	pub type Contributions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Balance>;

	/// The claimed tokens of each contributor, until all have vested and were released.
	// Hasher: Blake2 since accounts can be chosen.
	#[pallet::storage]
	pub type Vestings<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Vesting>;

	/// Tributes, and an opening without a hatch.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// κ in millionths, the reserve, which is issued to the pallet's account, and the supply: the tokens
		/// that the genesis gives to accounts. `None` leaves the curve closed until a hatch.
		pub opening: Option<(u32, Balance, Balance)>,
		/// The tribute of who buys.
		pub entry: Permill,
		/// The tribute of who sells.
		pub exit: Permill,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// Needs the reserve's currency to be built before.
		fn build(&self) {
			let account = Pallet::<T>::account_id();
			let own = T::Reserve::minimum_balance();
			let missing = own.saturating_sub(T::Reserve::balance(&account));
			if !missing.is_zero() {
				T::Reserve::mint_into(&account, missing).expect("the reserve's account can be created");
			}
			let (entry, exit) = (self.entry, self.exit);
			assert!(
				entry.max(exit) <= T::MaxTribute::get(),
				"the tributes are within the bound"
			);
			TributeRates::<T>::put(Tributes { entry, exit });
			if let Some((kappa, reserve, supply)) = self.opening {
				let state =
					CurveState::opened(kappa, reserve, supply).expect("the opening is within the bounds");
				T::Reserve::mint_into(&account, reserve).expect("the reserve can be issued");
				State::<T>::put(state);
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::MaxTribute::get() <= Permill::from_percent(50),
				"tributes above a half leave no curve to trade on"
			);
			assert!(
				T::MinContribution::get() >= T::Reserve::minimum_balance(),
				"a contribution below the existential deposit could not be refunded to an account that left"
			);
			assert!(
				Pallet::<T>::account_id() != T::Commons::get(),
				"tributes would count as reserve that is nobody's"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pays `reserve_in` VWT, of which the entry tribute goes to the commons, and gets at least `min_out`
		/// new CVT, up to block `deadline` inclusive.
		///
		/// Signed by the buyer, whose account stays alive.
		///
		/// Errors: `TradingIsPaused`, `DeadlinePassed`, `NotOpen`, `NothingOrdered`, `OrderTooSmall`,
		/// `OrderTooLarge`, `SlippageExceeded`, and those of the transfers.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::buy())]
		pub fn buy(
			origin: OriginFor<T>,
			#[pallet::compact] reserve_in: Balance,
			#[pallet::compact] min_out: Balance,
			#[pallet::compact] deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_buy(who, reserve_in, min_out, deadline)
		}

		/// Has `tokens_in` CVT burnt and gets at least `min_out` VWT, after the exit tribute, up to block
		/// `deadline` inclusive.
		///
		/// Signed by the seller. Tokens that are held or frozen cannot be sold; a rest below the token's
		/// existential deposit is lost.
		///
		/// Errors: `TradingIsPaused`, `DeadlinePassed`, `NotOpen`, `NothingOrdered`, `OrderTooSmall`,
		/// `OrderTooLarge`, `ExceedsSupply`, `SlippageExceeded`, and those of the burn and the transfers.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::sell())]
		pub fn sell(
			origin: OriginFor<T>,
			#[pallet::compact] tokens_in: Balance,
			#[pallet::compact] min_out: Balance,
			#[pallet::compact] deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_sell(who, tokens_in, min_out, deadline)
		}

		/// Gives `amount` VWT to the reserve for nothing. They are never paid out; they let κ be lowered.
		///
		/// Signed by the giver, whose account stays alive.
		///
		/// Errors: `NotOpen`, `NothingOrdered`, `OrderTooLarge`, and those of the transfer.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::donate())]
		pub fn donate(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_donate(who, amount)
		}

		/// Contributes `amount` VWT to the running hatch.
		///
		/// Signed by the contributor, whose account stays alive.
		///
		/// Errors: `TradingIsPaused`, `NoHatch`, `HatchOver`, `ContributionTooLow`, `CapExceeded`, and those of
		/// the transfer.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::contribute())]
		pub fn contribute(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_contribute(who, amount)
		}

		/// Ends the hatch when its time is over or its cap reached: opens the curve, or lets contributors be
		/// refunded where the goal was not reached.
		///
		/// Signed by anybody.
		///
		/// Errors: `NoHatch`, `HatchRunning`, `AnchorOutOfBounds`, and those of the transfer.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::finalize())]
		pub fn finalize(origin: OriginFor<T>) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_finalize()
		}

		/// Issues the signer's tokens of an opened hatch, or releases those that have vested since.
		///
		/// Signed by the contributor.
		///
		/// Errors: `NoHatch`, `NotOpen`, `NothingToClaim`, and those of the issue and the hold.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who)
		}

		/// Gives the contribution of `who` to a failed hatch back.
		///
		/// Signed by anybody, so that nobody can keep a hatch from being followed by another.
		///
		/// Errors: `NoHatch`, `HatchNotFailed`, `NothingToClaim`, and those of the transfer.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::refund())]
		pub fn refund(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_refund(who)
		}

		/// Starts a hatch.
		///
		/// Only for [`Config::AdminOrigin`].
		///
		/// Errors: `AlreadyOpen`, `HatchExists`, `BadTerms`, `KappaOutOfBounds`, `AnchorOutOfBounds`,
		/// `AccountNotFunded`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::start_hatch())]
		pub fn start_hatch(origin: OriginFor<T>, terms: TermsOf<T>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_start_hatch(terms)
		}

		/// Sets the tributes; `None` leaves one as it is.
		///
		/// Only for [`Config::AdminOrigin`].
		///
		/// Errors: `TributeTooHigh`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::set_parameters())]
		pub fn set_parameters(
			origin: OriginFor<T>,
			entry: Option<Permill>,
			exit: Option<Permill>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_parameters(entry, exit)
		}

		/// Changes κ, in millionths, and computes V₀ anew so that the price stays.
		///
		/// As the price is κ · R / S, a greater κ needs less reserve for the same price: what is above it is no
		/// longer owed to sellers. A lesser κ needs more, and is refused until the reserve has it.
		///
		/// Only for [`Config::AdminOrigin`].
		///
		/// Errors: `NotOpen`, `KappaTooSoon`, `KappaOutOfBounds`, `KappaStepTooLarge`, `AnchorOutOfBounds`, `OrderTooLarge`,
		/// `ReserveTooLow`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_kappa())]
		pub fn set_kappa(origin: OriginFor<T>, #[pallet::compact] kappa: u32) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_kappa(kappa)
		}

		/// Stops buying, selling and contributing until [`Pallet::unpause`].
		///
		/// Only for [`Config::PauseOrigin`].
		///
		/// Errors: `TradingIsPaused`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::pause())]
		pub fn pause(origin: OriginFor<T>) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_pause()
		}

		/// Ends a pause. The time of a hatch goes on during a pause.
		///
		/// Only for [`Config::PauseOrigin`].
		///
		/// Errors: `NotPaused`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::unpause())]
		pub fn unpause(origin: OriginFor<T>) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_unpause()
		}
	}
}
