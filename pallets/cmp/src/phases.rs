//! What happens by itself: the transitions that are due.

use crate::{
	draw::{seat, Draw},
	entropy::{Stream, FRESH_OUTPUTS},
	weights::pairs,
	Active, BalanceOf, Ballots, Config, Entropy, Event, OnEscalated, Pallet, Panel, Panels, Phase,
	ProposalInfoOf, Proposals, SeatBallot, WeightInfo, MAX_DRAWS, MIN_PANEL,
};
use althing_cmp_rules::{Outcome, Seat, MAX_PANEL, MAX_ROUNDS};
use althing_primitives::{Outcomes, ProposalId};
use polkadot_sdk::frame_support::{
	traits::{ConstU32, Defensive},
	weights::{Weight, WeightMeter},
	BoundedVec,
};

impl<T: Config> Pallet<T> {
	/// Gathers entropy, makes the transitions that are due and removes old receipts, as far as the
	/// weight goes.
	pub(crate) fn service(meter: &mut WeightMeter) {
		if meter.try_consume(T::WeightInfo::service_base()).is_err() {
			return;
		}
		let now = Self::now();
		let active = Active::<T>::get();
		if !active.is_empty() {
			Self::gather_entropy();
		}
		for (_, proposal) in active.into_iter().take_while(|(due, _)| *due <= now) {
			if !Self::step(proposal, meter) {
				break;
			}
		}
		Self::drop_receipts(now, meter);
	}

	/// Makes the transition of `proposal` that is due. False when there is not weight enough.
	fn step(proposal: ProposalId, meter: &mut WeightMeter) -> bool {
		if meter.try_consume(T::WeightInfo::peek()).is_err() {
			return false;
		}
		let Some(info) = Proposals::<T>::get(proposal).defensive() else {
			Self::unlist(proposal);
			return true;
		};
		if !meter.can_consume(Self::most_weight(&info)) {
			return false;
		}
		meter.consume(Self::transition(proposal, info));
		true
	}

	/// The most that the next transition of a proposal can weigh.
	fn most_weight(info: &ProposalInfoOf<T>) -> Weight {
		match info.phase {
			Phase::Drawing { .. } => {
				Self::drawing_weight(info.timing.panel_size).saturating_add(Self::finishing_weight(0, 0))
			}
			Phase::Sealing { sealed, .. } if sealed > 0 => T::WeightInfo::start_revealing(),
			Phase::Sealing { round, .. } => Self::most_to_close(info.seats, round, 0),
			Phase::Revealing {
				round,
				sealed,
				revealed,
			} => Self::most_to_close(info.seats, round, sealed.saturating_sub(revealed)),
		}
	}

	/// The most that the end of a round can weigh.
	fn most_to_close(seats: u8, round: u8, missed: u8) -> Weight {
		let rounds = u32::from(round).saturating_add(1);
		Self::closing_weight(seats, round, missed)
			.saturating_add(Self::finishing_weight(seats.into(), rounds))
			.saturating_add(T::OnEscalated::weight())
	}

	/// What drawing a panel weighs. Each seat is compared with each: no line over the seats covers that.
	fn drawing_weight(seats: u32) -> Weight {
		T::WeightInfo::draw(seats).saturating_add(T::WeightInfo::compare(pairs(seats)))
	}

	/// What counting a round weighs, when `missed` sealed ballots were not opened.
	pub(crate) fn closing_weight(seats: u8, round: u8, missed: u8) -> Weight {
		let slashes = T::WeightInfo::slash().saturating_mul(missed.into());
		T::WeightInfo::close_round(seats.into(), round.into()).saturating_add(slashes)
	}

	/// What the end of a proposal weighs, with its being published.
	pub(crate) fn finishing_weight(seats: u32, rounds: u32) -> Weight {
		T::WeightInfo::finish(seats, rounds).saturating_add(T::Outcomes::weight())
	}

	/// The most that one transition can weigh, with what comes before it in a block.
	pub fn dearest_step() -> Weight {
		let seats = MAX_PANEL as u8; // 64
		let last = MAX_ROUNDS.saturating_sub(1) as u8; // 7
		let draw = Self::drawing_weight(MAX_PANEL).saturating_add(Self::finishing_weight(0, 0));
		T::WeightInfo::service_base()
			.saturating_add(T::WeightInfo::peek())
			.saturating_add(Self::most_to_close(seats, last, seats).max(draw))
	}

	/// Makes the transition that is due; returns what it weighed.
	pub(crate) fn transition(proposal: ProposalId, info: ProposalInfoOf<T>) -> Weight {
		match info.phase {
			Phase::Drawing { attempts } => Self::try_draw(proposal, info, attempts),
			Phase::Sealing { round, sealed } if sealed > 0 => {
				let until = Self::now().saturating_add(info.timing.reveal_period);
				Self::enter(
					proposal,
					info,
					Phase::Revealing {
						round,
						sealed,
						revealed: 0,
					},
					until,
				);
				Self::deposit_event(Event::RevealingStarted {
					proposal,
					round,
					until,
				});
				T::WeightInfo::start_revealing()
			}
			Phase::Sealing { round, .. } => Self::close_round(proposal, info, round, 0),
			Phase::Revealing {
				round,
				sealed,
				revealed,
			} => Self::close_round(proposal, info, round, sealed.saturating_sub(revealed)),
		}
	}

	/// Draws the panel. Without fresh randomness or without agents enough, the next block tries again;
	/// after [`MAX_DRAWS`] blocks the proposal expires.
	fn try_draw(proposal: ProposalId, mut info: ProposalInfoOf<T>, attempts: u8) -> Weight {
		let weight = Self::drawing_weight(info.timing.panel_size);
		let attempts = attempts.saturating_add(1);
		if let Some(panel) = Self::draw(proposal, &info) {
			info.seats = panel.seats.len() as u8; // at most 64
			for (position, seat) in (0u8..).zip(&panel.seats) {
				Ballots::<T>::insert(proposal, seat.agent, SeatBallot::new(position, seat.account));
			}
			Self::deposit_event(Event::PanelDrawn {
				proposal,
				seats: info.seats.into(),
			});
			Panels::<T>::insert(proposal, panel);
			Self::start_sealing(proposal, info, 0);
			weight
		} else if attempts < MAX_DRAWS {
			let due = Self::now().saturating_add(1);
			Self::enter(proposal, info, Phase::Drawing { attempts }, due);
			weight
		} else {
			weight.saturating_add(Self::finish(proposal, info, Outcome::Expired))
		}
	}

	/// The panel of `proposal`, if one can be drawn now.
	fn draw(proposal: ProposalId, info: &ProposalInfoOf<T>) -> Option<Panel> {
		let pool = Entropy::<T>::get();
		if pool.outputs.saturating_sub(info.entropy_mark) < FRESH_OUTPUTS {
			return None;
		}
		let mut stream = Stream::new(pool.value, proposal);
		let (named, size) = (info.question.departments, info.timing.panel_size);
		let chosen = Draw::<T::AccountId, BalanceOf<T>, T::Agents, Self>::run(&mut stream, named, size);
		let seats: BoundedVec<Seat, ConstU32<MAX_PANEL>> =
			BoundedVec::truncate_from(chosen.into_iter().map(seat).collect());
		(seats.len() as u32 >= MIN_PANEL).then(|| Self::panel_of(&info.question, pool.value, seats))
	}

	/// Begins round `round`.
	pub(crate) fn start_sealing(proposal: ProposalId, info: ProposalInfoOf<T>, round: u8) {
		let until = Self::now().saturating_add(info.timing.seal_period);
		Self::enter(proposal, info, Phase::Sealing { round, sealed: 0 }, until);
		Self::deposit_event(Event::SealingStarted {
			proposal,
			round,
			until,
		});
	}

	/// Enters a phase that ends at `due`.
	fn enter(proposal: ProposalId, mut info: ProposalInfoOf<T>, phase: Phase, due: u32) {
		info.phase = phase;
		info.due = due;
		Proposals::<T>::insert(proposal, info);
		Self::relist(proposal, due);
	}
}
