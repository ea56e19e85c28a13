//! What is told of the curve.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened to the curve.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// VWT were paid and CVT issued.
		Bought {
			/// By this account.
			who: T::AccountId,
			/// VWT paid (`given`), CVT issued (`got`), and the curve afterwards.
			order: Quote,
		},
		/// CVT were burnt and VWT paid out.
		Sold {
			/// By this account.
			who: T::AccountId,
			/// CVT burnt (`given`), VWT paid out (`got`), and the curve afterwards.
			order: Quote,
		},
		/// VWT were given to the reserve.
		Donated {
			/// By this account.
			who: T::AccountId,
			/// How many.
			amount: Balance,
			/// The reserve now.
			reserve: Balance,
		},
		/// A hatch began.
		HatchStarted {
			/// Its terms.
			terms: TermsOf<T>,
			/// The first block that takes no contribution any more.
			until: BlockNumberFor<T>,
		},
		/// VWT were contributed to the hatch.
		Contributed {
			/// By this account.
			who: T::AccountId,
			/// How many.
			amount: Balance,
			/// All contributions now.
			raised: Balance,
		},
		/// The curve opened.
		Opened {
			/// What was raised.
			raised: Balance,
			/// What of it went to the commons.
			tribute: Balance,
			/// The curve.
			state: CurveState,
		},
		/// The hatch did not reach its goal.
		HatchFailed {
			/// What was raised and can be refunded.
			raised: Balance,
		},
		/// A contribution to a failed hatch was given back.
		Refunded {
			/// To this account.
			who: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// A contributor's tokens of the hatch were issued, most of them held.
		Claimed {
			/// The contributor.
			who: T::AccountId,
			/// All of its tokens.
			total: Balance,
			/// Those that are free.
			released: Balance,
		},
		/// Tokens of the hatch that had vested were released.
		Vested {
			/// The contributor.
			who: T::AccountId,
			/// How many now.
			amount: Balance,
			/// How many in all.
			released: Balance,
		},
		/// The tributes were set.
		TributesSet {
			/// What holds now.
			tributes: Tributes,
		},
		/// κ was changed.
		KappaSet {
			/// The curve before.
			before: CurveState,
			/// The curve now.
			after: CurveState,
		},
		/// Trading was paused.
		TradingPaused,
		/// Trading goes on.
		TradingResumed,
	}
}
