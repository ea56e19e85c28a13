//! What panels said, what is claimed of it, and what is believed.
//!
//! The chain keeps what the latest panels of each topic answered. Whoever finds out who copies and who is right sends a
//! claim; the chain derives from it, by a few passes over the same answers, what everybody's word is worth, and keeps
//! the best that it was offered.

use crate::{Appraisals, Config, Error, Event, HeardAt, HeardPanels, HeardRanges, Pallet, Stale, WeightInfo};
use alloc::vec::Vec;
use althing_cmp_rules::{
	Answer, Appraisal, Claim, Heard, Receipt, Topic, TopicView, Window, MAX_ANSWERS, MAX_HEARD, MAX_LAG,
	MAX_PANEL,
};
use althing_cmp_stats::{is_due, Real};
use polkadot_sdk::{
	frame_support::{dispatch::Pays, ensure, traits::Defensive, weights::Weight},
	sp_runtime::DispatchError,
};

/// Panels of a topic that are kept: as many as an estimate can be made from, for any of the last [`MAX_LAG`].
pub(crate) const KEPT: u32 = MAX_HEARD + MAX_LAG;

/// By how many nats a claim must be better than another for the same panels.
const BETTER: Real = Real::HALF;

/// Answers that a panel has in the measured weight of [`crate::WeightInfo::appraise`].
pub(crate) const USUAL_PANEL: u32 = MAX_ANSWERS / MAX_HEARD;

/// A claim that would be taken.
pub struct Tried {
	/// What it comes to.
	pub appraisal: Appraisal,
	/// Panels that were read for it.
	panels: u32,
	/// Answers that they gave.
	answers: u32,
	/// Whether another one about the same panels goes for it, though no truth was told since.
	replaces: bool,
}

impl<T: Config> Pallet<T> {
	/// Keeps what the panel of an ended proposal answered.
	pub(crate) fn hear(receipt: &Receipt) {
		let Some(topic) = receipt.question.topic() else {
			return;
		};
		HeardRanges::<T>::mutate(topic, |range| {
			let Some(heard) = Heard::of(receipt, range.seen) else {
				return;
			};
			range.seen = heard.seen;
			HeardAt::<T>::insert(receipt.proposal, range.next);
			HeardPanels::<T>::insert(topic, range.next, heard);
			range.next = range.next.saturating_add(1); // 2³² proposals of one topic never come
			if range.next.saturating_sub(range.first) > KEPT {
				HeardPanels::<T>::remove(topic, range.first);
				range.first = range.first.saturating_add(1); // below `next`
			}
		});
	}

	/// Takes down what turned out to be true of what a panel said, as long as it is kept. What is believed is stale
	/// then: a claim need not wait, nor be better than what went before.
	pub(crate) fn tell(receipt: &Receipt, truth: &Answer) {
		let Some((topic, number)) = receipt.question.topic().zip(HeardAt::<T>::get(receipt.proposal)) else {
			return;
		};
		HeardPanels::<T>::mutate(topic, number, |heard| {
			if let Some(heard) = heard {
				heard.truth = Topic::label(truth);
				Stale::<T>::insert(topic, ());
			}
		});
	}

	/// Appraises everybody by a claim about the panels before `upto`; returns what it weighed and who pays for it: nobody
	/// for the first claim that is wanted. A better one about the same panels is paid for, else whoever begins with a bad
	/// one had thousands of free ones.
	pub(crate) fn do_appraise(
		topic: Topic,
		upto: u32,
		claim: &Claim,
	) -> Result<(Weight, Pays), DispatchError> {
		let tried = Self::try_appraise(topic, upto, claim)?;
		let pays = if tried.replaces { Pays::Yes } else { Pays::No };
		let weight = T::WeightInfo::appraise(usual_panels(tried.panels, tried.answers, claim));
		Self::believe(topic, tried.appraisal);
		Ok((weight, pays))
	}

	/// What a claim comes to; changes nothing.
	pub fn try_appraise(topic: Topic, upto: u32, claim: &Claim) -> Result<Tried, DispatchError> {
		ensure!(topic.is_valid(), Error::<T>::NoSuchTopic);
		let range = HeardRanges::<T>::get(topic);
		let known = range.first < upto && upto <= range.next;
		ensure!(
			known && range.next.saturating_sub(upto) <= MAX_LAG,
			Error::<T>::WrongWindow
		);
		let before = Appraisals::<T>::get(topic);
		let heard = Self::heard(topic, upto, claimed_panels(topic, claim));
		let stale = Stale::<T>::contains_key(topic);
		Self::ensure_wanted(before.as_ref(), stale, upto, &heard)?;
		let appraisal = Window::read(topic, upto, &heard)
			.and_then(|window| window.appraise(claim))
			.ok_or(Error::<T>::BadClaim)?;
		let rival = before.filter(|before| before.upto == upto && !stale);
		if let Some(rival) = &rival {
			let least = Real::from_raw(rival.score) + BETTER;
			ensure!(Real::from_raw(appraisal.score) > least, Error::<T>::NotBetter);
		}
		Ok(Tried {
			panels: heard.len() as u32,                                          // at most 4,096
			answers: heard.iter().map(|heard| heard.answers.len() as u32).sum(), // at most 64 each
			replaces: rival.is_some(),
			appraisal,
		})
	}

	/// That the last of `heard` came long enough after what was appraised before, or was appraised already, or that a
	/// truth was told since.
	fn ensure_wanted(
		before: Option<&Appraisal>,
		stale: bool,
		upto: u32,
		heard: &[Heard],
	) -> Result<(), Error<T>> {
		let seen = heard.last().ok_or(Error::<T>::BadClaim)?.seen;
		let Some(before) = before else {
			ensure!(is_due(seen, 0), Error::<T>::NotDue);
			return Ok(());
		};
		ensure!(upto >= before.upto, Error::<T>::WrongWindow);
		ensure!(
			stale || upto == before.upto || is_due(seen, before.seen),
			Error::<T>::NotDue
		);
		Ok(())
	}

	fn believe(topic: Topic, appraisal: Appraisal) {
		Self::deposit_event(Event::Appraised {
			topic,
			upto: appraisal.upto,
			agents: appraisal.agents.len() as u32,
			cabals: appraisal.cabals.len() as u32,
			score: appraisal.score,
		});
		Stale::<T>::remove(topic);
		Appraisals::<T>::insert(topic, appraisal);
	}

	/// The last `panels` panels before `upto` and one more, the earliest first, as far as they are kept: whether that one
	/// belongs to the window, too, is for [`Window::read`] to say.
	fn heard(topic: Topic, upto: u32, panels: u32) -> Vec<Heard> {
		let first = HeardRanges::<T>::get(topic).first;
		let mut latest: Vec<Heard> = (first..upto)
			.rev()
			.take(panels.saturating_add(1).min(MAX_HEARD) as usize)
			.filter_map(|number| HeardPanels::<T>::get(topic, number).defensive())
			.collect();
		latest.reverse();
		latest
	}

	/// The topics of which a claim is wanted: enough was answered, or a truth told, since the last one.
	pub fn wanted() -> Vec<Topic> {
		let wanted = |topic: &Topic| {
			let range = HeardRanges::<T>::get(topic);
			let last = || Appraisals::<T>::get(topic).map_or(0, |appraisal| appraisal.seen);
			range.first < range.next && (Stale::<T>::contains_key(topic) || is_due(range.seen, last()))
		};
		Topic::ALL.into_iter().filter(wanted).collect()
	}

	/// What a claim about `topic` would be about now.
	pub fn topic(topic: Topic) -> Option<TopicView> {
		let range = HeardRanges::<T>::get(topic);
		(topic.is_valid() && range.first < range.next).then(|| TopicView {
			upto: range.next,
			heard: Self::heard(topic, range.next, MAX_HEARD),
			appraisal: Appraisals::<T>::get(topic),
		})
	}
}

/// How many panels a claim is about.
pub(crate) fn claimed_panels(topic: Topic, claim: &Claim) -> u32 {
	let each = u32::from(topic.labels).saturating_sub(1).max(1);
	(claim.shares.len() as u32).checked_div(each).unwrap_or(0) // at most 12,288
}

/// What a claim can weigh, in panels of the usual size.
pub(crate) fn most_panels(topic: Topic, claim: &Claim) -> u32 {
	let panels = claimed_panels(topic, claim).saturating_add(1).min(MAX_HEARD);
	usual_panels(panels, panels.saturating_mul(MAX_PANEL).min(MAX_ANSWERS), claim)
}

/// So many panels with so many answers, in panels of the usual size of which a claim names a single cabal. Each further one
/// adds a nineteenth at most: of 4,096 panels and as many agents four take 1.16 and 24 take 1.86 times as long as one does.
fn usual_panels(panels: u32, answers: u32, claim: &Claim) -> u32 {
	let named = claim
		.cabals
		.iter()
		.flatten()
		.max()
		.map_or(0, |last| u32::from(*last));
	let panels = panels.max(answers.div_ceil(USUAL_PANEL)); // at most 32,768
	panels.saturating_mul(named.saturating_add(19)).div_ceil(19)
}
