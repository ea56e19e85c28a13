//! The fleet's eyes: it samples the validators, and puts what looks wrong to a panel.

use crate::case::{About, Case, Form};
use crate::fleet::Watch;
use crate::telemetry::{scrape, Health, Observer, Settings, Suspicion};
use crate::worker::Cases;
use althing_brains::{Series, Window};
use althing_primitives::{blake2, Departments};
use polkadot_sdk::sp_arithmetic::Perbill;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;

/// How often every validator is asked.
const EVERY: Duration = Duration::from_secs(1);
/// How long one of them may take to answer.
const PATIENCE: Duration = Duration::from_millis(800);
/// After so many rounds the fleet looks at the network as a whole, and then again each time as many have
/// passed as in [`ROUTINE`].
const FIRST_LOOK: usize = 75;
/// Rounds between two routine looks: a quarter of an hour.
const ROUTINE: usize = 900;
/// Points of the window that a routine look asks about.
const RECENT: usize = 10;

/// What the eyes saw.
pub(super) enum Sighting {
	/// How the validators are.
	Health(Vec<Health>),
	/// Something looks wrong.
	Suspected(Suspicion),
	/// A case was handed to the worker.
	Asked {
		/// BLAKE2b-256 of its body.
		evidence: [u8; 32],
		/// What it is about.
		subject: String,
	},
}

/// Samples until the receiver is gone.
pub(super) async fn run(targets: Vec<Watch>, cases: Cases, seen: mpsc::Sender<Sighting>) {
	let mut observer = Observer::new(
		targets.iter().map(|target| target.name.clone()),
		Settings::default(),
	);
	let mut answering = Vec::new();
	let mut ticks = tokio::time::interval(EVERY);
	ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
	for round in 1usize.. {
		ticks.tick().await;
		let answers = futures::future::join_all(targets.iter().map(|target| scrape(target, PATIENCE))).await;
		let now = now();
		let up = answers.iter().filter(|answer| answer.is_ok()).count();
		answering.push((now, up as f64));
		answering.drain(..answering.len().saturating_sub(512));
		for (target, answer) in targets.iter().zip(answers) {
			observer.sample(&target.name, now, answer.ok());
		}
		if seen.send(Sighting::Health(observer.health())).await.is_err() {
			return;
		}
		for suspicion in observer.suspicions() {
			let case = suspicion.case();
			let _ = seen.send(Sighting::Suspected(suspicion)).await;
			if let Ok(case) = case {
				ask(&cases, &case, &seen).await;
			}
		}
		if round >= FIRST_LOOK && (round - FIRST_LOOK).is_multiple_of(ROUTINE) {
			if let Some(case) = routine(&answering) {
				ask(&cases, &case, &seen).await;
			}
		}
	}
}

async fn ask(cases: &Cases, case: &Case, seen: &mpsc::Sender<Sighting>) {
	let evidence = submit(cases, case).await;
	let subject = case.subject().unwrap_or("a case").to_owned();
	let _ = seen.send(Sighting::Asked { evidence, subject }).await;
}

/// Hands a case to the worker; gives the hash of its body.
pub(super) async fn submit(cases: &Cases, case: &Case) -> [u8; 32] {
	let body = case.body();
	let evidence = blake2(&body);
	let question = case.question(evidence);
	cases
		.submit(althing_core::Case {
			question,
			body: Arc::from(body),
		})
		.await;
	evidence
}

/// The routine question: has the number of validators that answer been normal lately?
fn routine(answering: &[(i64, f64)]) -> Option<Case> {
	let (times, values): (Vec<_>, Vec<_>) = answering.iter().copied().unzip();
	let to = *times.last()?;
	let from = *times.get(times.len().checked_sub(RECENT)?)?;
	let (series, _) = Series::skipping_disorder(&times, &values).ok()?;
	let about = About {
		question: "Routine look: has the number of validators that answer been unusual in the last seconds?"
			.into(),
		subject: Some("the network".into()),
		form: Form::Binary,
		departments: Departments::default(),
		risk: Perbill::from_percent(20),
		impact: Perbill::from_percent(20),
		urgency: Perbill::from_percent(20),
	};
	let window = Window::new(from, to).ok()?;
	Case::about_series(about, window, &series)
		.ok()
		.map(|(case, _)| case)
}

pub(super) fn now() -> i64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
