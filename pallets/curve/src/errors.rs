//! Why calls are refused.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The curve is not open yet.
		NotOpen,
		/// The curve is open already.
		AlreadyOpen,
		/// Trading is paused.
		TradingIsPaused,
		/// Trading is not paused.
		NotPaused,
		/// The last block in which the order might have been executed is past.
		DeadlinePassed,
		/// The order would give less than the least that it accepts.
		SlippageExceeded,
		/// The order is for nothing.
		NothingOrdered,
		/// The order is so small that nothing would be got for it.
		OrderTooSmall,
		/// The order goes beyond 10^18 whole tokens of reserve or supply.
		OrderTooLarge,
		/// More tokens than the curve's supply.
		ExceedsSupply,
		/// κ is not between 1 and 8.
		KappaOutOfBounds,
		/// κ would change by more than `MaxKappaStep`.
		KappaStepTooLarge,
		/// κ has changed less than `KappaInterval` ago.
		KappaTooSoon,
		/// A curve begins with a reserve and a supply between 10 and 10^18 whole tokens.
		AnchorOutOfBounds,
		/// A tribute is above `MaxTribute`.
		TributeTooHigh,
		/// The reserve does not back the supply after the change; a donation could make up for it.
		ReserveTooLow,
		/// A hatch is running, or contributions of the last one are not refunded yet.
		HatchExists,
		/// There is no hatch that takes contributions.
		NoHatch,
		/// The hatch takes no contributions any more.
		HatchOver,
		/// The hatch still takes contributions.
		HatchRunning,
		/// The hatch has not failed.
		HatchNotFailed,
		/// The terms contradict each other or exceed `MaxPeriod`.
		BadTerms,
		/// The pallet's account lacks the existential deposit of its own that it keeps.
		AccountNotFunded,
		/// The contribution is below `MinContribution`.
		ContributionTooLow,
		/// The contribution would exceed the hatch's cap.
		CapExceeded,
		/// The account has nothing to claim now, or nothing to be refunded.
		NothingToClaim,
	}

	impl<T> From<math::Error> for Error<T> {
		fn from(error: math::Error) -> Self {
			match error {
				math::Error::KappaOutOfBounds => Self::KappaOutOfBounds,
				math::Error::AnchorOutOfBounds => Self::AnchorOutOfBounds,
				math::Error::Zero => Self::NothingOrdered,
				math::Error::TooSmall => Self::OrderTooSmall,
				math::Error::TooLarge => Self::OrderTooLarge,
				math::Error::ExceedsSupply => Self::ExceedsSupply,
			}
		}
	}
}
