//! Paying for what has passed, at once or as a stream.

use althing_commons_math::{mul_div, threshold, Conviction, Rounding, Rules};
use althing_primitives::{CommonsId, Departmental};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{
			fungible::{Inspect, Mutate, MutateHold},
			tokens::{Fortitude, Precision, Preservation, Restriction},
			Defensive, Get,
		},
	},
	frame_system::pallet_prelude::BlockNumberFor,
	sp_runtime::{
		traits::{AccountIdConversion, SaturatedConversion, Saturating, Zero},
		DispatchError,
	},
};

use crate::{
	bounded_floor, BalanceOf, Config, Error, Event, HoldReason, Pallet, Payout, ProposalOf, RequestOf,
	Stream, StreamCount, StreamOf, Streams, TotalStaked, VotesOf,
};

impl<T: Config> Pallet<T> {
	/// The account of the pool.
	pub fn pool() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The account that a payout comes from.
	pub(crate) fn payer(payout: &Payout<BlockNumberFor<T>>) -> T::AccountId {
		match payout {
			Payout::Pool | Payout::Stream { .. } => Self::pool(),
			Payout::Department(department) => T::Departments::account(*department),
		}
	}

	/// What a payout could take at most: R of the formulas.
	pub fn available(payout: &Payout<BlockNumberFor<T>>) -> BalanceOf<T> {
		T::Currency::reducible_balance(&Self::payer(payout), Preservation::Preserve, Fortitude::Polite)
	}

	/// S of the formulas: what is staked, and the floor's share of all CVT at least.
	pub(crate) fn supply() -> VotesOf<T> {
		let floor = bounded_floor(T::Floor::get());
		TotalStaked::<T>::get().max(floor.mul_ceil(T::Votes::total_issuance()))
	}

	/// The conviction that a proposal needs now; none while it asks for too much.
	pub(crate) fn needed(info: &ProposalOf<T>) -> Option<Conviction> {
		let terms = Self::terms();
		let rules = Rules {
			beta: terms.beta.deconstruct(),
			rho: terms.rho.deconstruct(),
		};
		let available = Self::available(&info.request.payout);
		threshold(
			info.request.amount.saturated_into(),
			available.saturated_into(),
			Self::supply().saturated_into(),
			&rules,
		)
	}

	pub(crate) fn do_execute(proposal: CommonsId) -> DispatchResult {
		let info = Self::undisputed(proposal)?;
		ensure!(Self::now() < info.expires_at, Error::<T>::TimeOver);
		let needed = Self::needed(&info).ok_or(Error::<T>::AsksTooMuch)?;
		let conviction = Self::conviction(&info);
		ensure!(conviction >= needed, Error::<T>::NotEnoughConviction);

		Self::end(proposal, &info);
		Self::give_back(HoldReason::ProposalDeposit, &info.proposer, info.deposit);
		Self::pay(proposal, &info.request)?;
		Self::deposit_event(Event::Passed {
			proposal,
			beneficiary: info.request.beneficiary,
			amount: info.request.amount,
			payout: info.request.payout,
			conviction: conviction.tokens(),
		});
		Ok(())
	}

	fn pay(proposal: CommonsId, request: &RequestOf<T>) -> DispatchResult {
		if let Payout::Stream { blocks } = request.payout {
			return Self::start_stream(proposal, request, blocks);
		}
		let payer = Self::payer(&request.payout);
		T::Currency::transfer(
			&payer,
			&request.beneficiary,
			request.amount,
			Preservation::Preserve,
		)?;
		Ok(())
	}

	fn start_stream(
		proposal: CommonsId,
		request: &RequestOf<T>,
		blocks: BlockNumberFor<T>,
	) -> DispatchResult {
		let count = StreamCount::<T>::get();
		ensure!(count < T::MaxStreams::get(), Error::<T>::TooManyStreams);
		StreamCount::<T>::put(count.saturating_add(1)); // below `MaxStreams`
		T::Currency::hold(&HoldReason::Stream.into(), &Self::pool(), request.amount)?;
		let stream = Stream {
			beneficiary: request.beneficiary.clone(),
			total: request.amount,
			paid: Zero::zero(),
			from: Self::now(),
			blocks,
		};
		Streams::<T>::insert(proposal, stream);
		Ok(())
	}

	pub(crate) fn do_claim(id: CommonsId) -> DispatchResult {
		let mut stream = Streams::<T>::get(id).ok_or(Error::<T>::UnknownStream)?;
		let amount = Self::pay_due(&mut stream)?;
		ensure!(!amount.is_zero(), Error::<T>::NothingDue);
		Self::deposit_event(Event::Claimed {
			stream: id,
			beneficiary: stream.beneficiary.clone(),
			amount,
		});
		if stream.paid >= stream.total {
			Self::end_stream(id);
		} else {
			Streams::<T>::insert(id, stream);
		}
		Ok(())
	}

	pub(crate) fn do_stop(id: CommonsId) -> DispatchResult {
		let mut stream = Streams::<T>::get(id).ok_or(Error::<T>::UnknownStream)?;
		// Where the beneficiary's account cannot take what is due, that goes back too: nothing keeps
		// governance from stopping a stream. A refused payment has changed nothing.
		let _ = Self::pay_due(&mut stream);
		let rest = stream.total.saturating_sub(stream.paid);
		let reason = HoldReason::Stream.into();
		let returned = T::Currency::release(&reason, &Self::pool(), rest, Precision::BestEffort)?;
		Self::end_stream(id);
		Self::deposit_event(Event::StreamStopped { stream: id, returned });
		Ok(())
	}

	fn end_stream(id: CommonsId) {
		Streams::<T>::remove(id);
		StreamCount::<T>::mutate(|count| *count = count.checked_sub(1).defensive_unwrap_or_default());
	}

	/// Pays what is due of a stream and notes it; returns what it was.
	fn pay_due(stream: &mut StreamOf<T>) -> Result<BalanceOf<T>, DispatchError> {
		let due = Self::due_of(stream);
		if due.is_zero() {
			return Ok(due);
		}
		T::Currency::transfer_on_hold(
			&HoldReason::Stream.into(),
			&Self::pool(),
			&stream.beneficiary,
			due,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Polite,
		)?;
		stream.paid = stream.paid.saturating_add(due); // at most the total
		Ok(due)
	}

	/// What of a stream is due and not yet paid: total × elapsed / blocks, rounded down, less what was paid.
	pub(crate) fn due_of(stream: &StreamOf<T>) -> BalanceOf<T> {
		let elapsed = Self::now().saturating_sub(stream.from).min(stream.blocks);
		let vested = mul_div(
			stream.total.saturated_into(),
			elapsed.saturated_into(),
			stream.blocks.saturated_into(),
			Rounding::Down,
		);
		// At most the total, since no more blocks count than there are; zero blocks are refused.
		let vested: BalanceOf<T> = vested.defensive_unwrap_or_default().saturated_into();
		vested.saturating_sub(stream.paid)
	}
}
