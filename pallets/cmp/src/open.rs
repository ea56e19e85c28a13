//! Opening and cancelling.

use crate::{
	Active, BalanceOf, BoundedCallOf, Config, Entropy, Error, Event, HoldReason, NextProposal, Pallet, Pasts,
	Phase, ProposalInfo, ProposalInfoOf, Proposals,
};
use althing_cmp_rules::{Kind, Question};
use althing_primitives::{AgentDirectory, Department, ProposalId};
use polkadot_sdk::{
	frame_support::{
		ensure,
		traits::{fungible::MutateHold, tokens::Precision, Defensive, Get, QueryPreimage},
	},
	sp_runtime::{
		traits::{SaturatedConversion, Saturating},
		DispatchError, DispatchResult,
	},
};

impl<T: Config> Pallet<T> {
	/// Opens a proposal.
	pub(crate) fn do_open(
		proposer: T::AccountId,
		question: Question,
		call: Option<BoundedCallOf<T>>,
	) -> DispatchResult {
		Self::ensure_can_open(&question, call.as_ref())?;
		let proposal = Self::next_number()?;
		let deposit = Self::next_deposit();
		T::Currency::hold(&HoldReason::ProposalDeposit.into(), &proposer, deposit)?;
		if let Some(call) = &call {
			T::Preimages::hold(call);
		}

		let opened_at = Self::now();
		let timing = T::Schedule::get().clamped();
		let due = opened_at.saturating_add(timing.draw_delay);
		Self::list(proposal, due)?;
		let info = ProposalInfo {
			question,
			proposer: proposer.clone(),
			deposit,
			call,
			constants: T::Constants::get().clamped(),
			past: Pasts::<T>::get(question.class()),
			timing,
			opened_at,
			entropy_mark: Entropy::<T>::get().outputs,
			seats: 0,
			phase: Phase::Drawing { attempts: 0 },
			due,
		};
		Proposals::<T>::insert(proposal, info);
		Self::deposit_event(Event::Opened {
			proposal,
			proposer,
			evidence: question.evidence,
		});
		Ok(())
	}

	/// What opening the next proposal holds: [`Config::Deposit`], doubled for every eighth of the places that is
	/// taken. Filling all of them costs what nobody has lying about, while a quiet chain stays cheap.
	pub fn next_deposit() -> BalanceOf<T> {
		let active = Active::<T>::decode_len()
			.unwrap_or_default()
			.saturated_into::<u32>();
		let eighths = active
			.saturating_mul(8)
			.checked_div(T::MaxActive::get())
			.unwrap_or_default();
		let factor = 2u32.saturating_pow(eighths.min(8));
		T::Deposit::get().saturating_mul(factor.into())
	}

	/// Whether `question` can be put now, and `call` be tied to it.
	fn ensure_can_open(question: &Question, call: Option<&BoundedCallOf<T>>) -> Result<(), Error<T>> {
		ensure!(question.kind.is_valid(), Error::<T>::BadKind);
		if let Some(call) = call {
			ensure!(question.kind == Kind::Binary, Error::<T>::CallNeedsBinary);
			let stored = call.lookup_hash().is_none_or(|hash| {
				let length = T::Preimages::len(&hash);
				length.is_some() && length == call.len()
			});
			ensure!(stored, Error::<T>::NoPreimage);
		}
		let anybody = Department::ALL
			.into_iter()
			.any(|department| T::Agents::count(department) > 0);
		ensure!(anybody, Error::<T>::NoAgents);
		Ok(())
	}

	fn next_number() -> Result<ProposalId, Error<T>> {
		NextProposal::<T>::try_mutate(|next| {
			let number = *next;
			*next = number.checked_add(1).ok_or(Error::<T>::NoNumberLeft)?;
			Ok(number)
		})
	}

	/// Ends a proposal without a decision.
	pub(crate) fn do_cancel(proposal: ProposalId) -> DispatchResult {
		let info = Proposals::<T>::get(proposal).ok_or(Error::<T>::UnknownProposal)?;
		Self::clear(proposal, &info);
		Self::drop_call(&info);
		Self::forget_prize(proposal);
		Self::deposit_event(Event::Cancelled { proposal });
		Ok(())
	}

	/// Gives the deposit back.
	pub(crate) fn release_deposit(info: &ProposalInfoOf<T>) {
		let reason = HoldReason::ProposalDeposit.into();
		let released: Result<BalanceOf<T>, DispatchError> =
			T::Currency::release(&reason, &info.proposer, info.deposit, Precision::BestEffort);
		let _ = released.defensive();
	}
}
