//! What always holds of the state between blocks and between calls.

use crate::{
	appraising::KEPT, Active, Appraisals, BalanceOf, Ballots, Config, Decisions, Expiring, ExpiringRange,
	HeardPanels, HeardRanges, HoldReason, NextProposal, Pallet, Panels, Pasts, Phase, Prizes, Promised,
	ProposalInfoOf, Proposals, Receipts, Referred, ReferredCalls, Rewards, Rounds, Settlements, Tracks,
};
use alloc::{collections::BTreeMap, vec::Vec};
use althing_cmp_rules::Topic;
use althing_primitives::{AgentDirectory, ProposalId};
use polkadot_sdk::{
	frame_support::{
		ensure,
		traits::{
			fungible::{Inspect, InspectHold},
			Get,
		},
	},
	sp_runtime::{traits::Saturating, TryRuntimeError},
};

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every invariant.
	///
	/// # Errors
	///
	/// The first one that does not hold.
	pub fn do_try_state() -> Checked {
		Self::check_list()?;
		for (proposal, info) in Proposals::<T>::iter() {
			Self::check_proposal(proposal, &info)?;
		}
		let strays = Panels::<T>::iter_keys()
			.chain(Ballots::<T>::iter_keys().map(|(proposal, _)| proposal))
			.chain(Rounds::<T>::iter_keys().map(|(proposal, _)| proposal))
			.any(|proposal| !Proposals::<T>::contains_key(proposal));
		ensure!(!strays, "working state outlives its proposal");
		Self::check_deposits()?;
		Self::check_prizes()?;
		Self::check_decisions()?;
		Self::check_learnt()
	}

	/// Prizes are of proposals that can be settled yet, and the pot has them.
	fn check_prizes() -> Checked {
		let waits = |proposal: ProposalId| {
			let ended = Receipts::<T>::contains_key(proposal) && !Settlements::<T>::contains_key(proposal);
			Proposals::<T>::contains_key(proposal) || ended
		};
		ensure!(
			Prizes::<T>::iter_keys().all(waits),
			"a prize is kept that nobody can earn"
		);
		let sum = Prizes::<T>::iter_values().fold(BalanceOf::<T>::default(), Saturating::saturating_add);
		ensure!(sum == Promised::<T>::get(), "the prizes are miscounted");
		ensure!(
			T::Currency::total_balance(&T::Pot::get()) >= sum,
			"the pot has less than is promised"
		);
		Ok(())
	}

	/// What is known of agents is of registered ones, what is known of truths is of decisions.
	fn check_learnt() -> Checked {
		let strays = Tracks::<T>::iter_keys().any(|agent| T::Agents::get(agent).is_none());
		ensure!(!strays, "something is kept of a registration that has ended");
		let strays = Settlements::<T>::iter_keys().any(|proposal| !Decisions::<T>::contains_key(proposal));
		ensure!(!strays, "a truth is kept of a proposal that has not ended");
		let paid =
			|proposal| Receipts::<T>::contains_key(proposal) && Settlements::<T>::contains_key(proposal);
		ensure!(
			Rewards::<T>::iter_keys().all(paid),
			"a reward is remembered longer than its receipt"
		);
		let sound = Pasts::<T>::iter_values().all(|past| past.wrong <= past.settled);
		ensure!(sound, "a class was wrong more often than it was settled");
		Topic::ALL.into_iter().try_for_each(Self::check_heard)
	}

	/// What is kept of a topic's panels is in one piece, and no more than is needed.
	fn check_heard(topic: Topic) -> Checked {
		let range = HeardRanges::<T>::get(topic);
		let kept = range.next.saturating_sub(range.first);
		ensure!(kept <= KEPT, "more panels are kept than can be appraised");
		let mut seen = 0u64;
		for number in range.first..range.next {
			let heard = HeardPanels::<T>::get(topic, number).ok_or("a panel in the range is not kept")?;
			ensure!(heard.seen > seen, "answers are miscounted");
			seen = heard.seen;
		}
		ensure!(
			kept == 0 || seen == range.seen,
			"the last panel is not the last one"
		);
		ensure!(
			HeardPanels::<T>::iter_key_prefix(topic).count() == kept as usize,
			"a panel outside of the range is kept"
		);
		let appraised = Appraisals::<T>::get(topic).is_none_or(|appraisal| appraisal.upto <= range.next);
		ensure!(appraised, "panels were appraised that have not been heard");
		Ok(())
	}

	/// The list is sorted and names each active proposal once, with its due block.
	fn check_list() -> Checked {
		let active = Active::<T>::get();
		ensure!(
			active.iter().is_sorted(),
			"the list of active proposals is not sorted"
		);
		ensure!(
			active.len() == Proposals::<T>::iter_keys().count(),
			"list and proposals differ"
		);
		for (due, proposal) in &active {
			let listed = Proposals::<T>::get(proposal).is_some_and(|info| info.due == *due);
			ensure!(listed, "the list names a proposal that is not due then");
		}
		Ok(())
	}

	/// The counts of a proposal are those of its panel, its ballots and its rounds.
	fn check_proposal(proposal: ProposalId, info: &ProposalInfoOf<T>) -> Checked {
		ensure!(
			proposal < NextProposal::<T>::get(),
			"a number was not given out yet"
		);
		ensure!(
			!Decisions::<T>::contains_key(proposal),
			"an active proposal is decided"
		);
		let seats = Panels::<T>::get(proposal)
			.map(|panel| panel.seats)
			.unwrap_or_default();
		ensure!(
			seats.len() == usize::from(info.seats),
			"the number of seats is wrong"
		);
		let ballots: Vec<_> = Self::ballots(proposal);
		ensure!(
			ballots.len() == seats.len() && Ballots::<T>::iter_key_prefix(proposal).count() == seats.len(),
			"there is not one ballot per seat"
		);
		let placed = (0u8..)
			.zip(&seats)
			.zip(&ballots)
			.all(|((position, seat), (agent, ballot))| {
				ballot.seat == position && ballot.account == seat.account && *agent == seat.agent
			});
		ensure!(placed, "a ballot is not its seat's");

		let held = Rounds::<T>::iter_key_prefix(proposal).count();
		let in_order = Self::rounds(proposal).len();
		let casts = |round| ballots.iter().filter_map(move |(_, ballot)| ballot.cast(round));
		let (round, counts) = match info.phase {
			Phase::Drawing { .. } => (0, (0, 0)),
			Phase::Sealing { round, sealed } => (round, (sealed, 0)),
			Phase::Revealing {
				round,
				sealed,
				revealed,
			} => (round, (sealed, revealed)),
		};
		ensure!(
			held == usize::from(round) && in_order == held,
			"the rounds are not those before this one"
		);
		let sealed = casts(round).count();
		let revealed = casts(round).filter(|cast| cast.reveal.is_some()).count();
		ensure!(
			(sealed, revealed) == (counts.0.into(), counts.1.into()),
			"the ballots are miscounted"
		);
		Ok(())
	}

	/// What is held of each proposer is the sum of the deposits.
	fn check_deposits() -> Checked {
		let mut deposits = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for info in Proposals::<T>::iter_values() {
			let sum = deposits.entry(info.proposer).or_default();
			*sum = sum.saturating_add(info.deposit);
		}
		let reason = HoldReason::ProposalDeposit.into();
		let held = deposits
			.iter()
			.all(|(who, sum)| T::Currency::balance_on_hold(&reason, who) == *sum);
		ensure!(held, "a proposer's hold is not the sum of its deposits");
		Ok(())
	}

	/// Every receipt belongs to a decision, has its hash and will leave.
	fn check_decisions() -> Checked {
		let (start, end) = ExpiringRange::<T>::get();
		let queued: BTreeMap<_, _> = (start..end)
			.filter_map(Expiring::<T>::get)
			.map(|(leaves, proposal)| (proposal, leaves))
			.collect();
		let receipts = Receipts::<T>::iter_keys().count();
		ensure!(
			queued.len() == receipts && Expiring::<T>::iter_keys().count() == receipts,
			"queue and receipts differ"
		);
		for (proposal, receipt) in Receipts::<T>::iter() {
			let hash = Decisions::<T>::get(proposal).map(|decision| decision.receipt);
			ensure!(
				hash == Some(receipt.hash()),
				"a receipt is not that of the decision"
			);
			ensure!(queued.contains_key(&proposal), "a receipt would stay for good");
		}
		let strays = Referred::<T>::iter_keys().any(|proposal| !Receipts::<T>::contains_key(proposal));
		ensure!(!strays, "a referendum is remembered longer than the receipt");
		let orphans = ReferredCalls::<T>::iter_keys().any(|proposal| !Referred::<T>::contains_key(proposal));
		ensure!(!orphans, "a call is kept for no referendum");
		Ok(())
	}
}
