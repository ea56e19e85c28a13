//! A scout's word, and the case that it becomes.

use althing_brains::{Series, Window};
use althing_primitives::Departments;
use polkadot_sdk::sp_arithmetic::Perbill;

use super::{track::Track, Signal};
use crate::case::{moment, About, Case, CaseError, Form};

/// The target of a suspicion that is no single validator's. No validator can have this name, for names
/// have no spaces.
pub const NETWORK: &str = "the network";

/// What was found.
pub(super) struct Finding {
	pub(super) signal: Signal,
	pub(super) since: i64,
	pub(super) now: i64,
	pub(super) alone: bool,
}

/// A scout's word that something is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspicion {
	/// The validator's name, or [`NETWORK`].
	pub target: String,
	/// What looks wrong.
	pub signal: Signal,
	/// The signal's recent past.
	pub series: Series,
	/// Since when it looks wrong, until now.
	pub window: Window,
	/// How bad it would be, in [0,1], for choosing among many.
	pub severity: f64,
	/// What is seen, in one sentence.
	pub summary: String,
}

impl Suspicion {
	pub(super) fn new(target: &str, finding: Finding, track: Option<&Track>) -> Option<Self> {
		let track = track?;
		let series = track.series().ok()?;
		let window = Window::new(finding.since, finding.now).ok()?;
		series.check(window).ok()?;
		let (risk, impact, urgency) = finding.signal.stakes();
		// A fault of the whole network is worse than any single one.
		let severity = if finding.alone {
			(risk + impact + urgency) / 3.0
		} else {
			1.0
		};
		let summary = summary(target, &finding, track, &series, window);
		Some(Self {
			target: target.into(),
			signal: finding.signal,
			series,
			window,
			severity,
			summary,
		})
	}

	/// The case that asks a panel: a binary question that names the validator.
	///
	/// # Errors
	/// Those of [`Case::about_series`]; none for names that a fleet file can hold.
	pub fn case(&self) -> Result<Case, CaseError> {
		let share = |value: f64| Perbill::from_parts((value * 1e9).round() as u32);
		let (risk, impact, urgency) = self.signal.stakes();
		let network = self.target == NETWORK;
		let who = if network {
			NETWORK.to_owned()
		} else {
			format!("validator {}", self.target)
		};
		let about = About {
			question: format!("Is {who} failing? {}", self.summary),
			subject: Some(self.target.clone()),
			form: Form::Binary,
			departments: if network {
				Departments::default()
			} else {
				self.signal.departments()
			},
			risk: share(risk),
			impact: share(if network { 1.0 } else { impact }),
			urgency: share(urgency),
		};
		Case::about_series(about, self.window, &self.series).map(|(case, _)| case)
	}
}

fn summary(target: &str, finding: &Finding, track: &Track, series: &Series, window: Window) -> String {
	let since = moment::format(finding.since);
	let inside = series
		.timestamps()
		.iter()
		.filter(|time| window.contains(**time))
		.count();
	let signal = finding.signal;
	if signal == Signal::Up {
		return format!(
			"{target} has not answered since {since}: {inside} questions in a row without an answer."
		);
	}
	let now = track
		.latest()
		.map(|value| signal.shown(value))
		.unwrap_or_default();
	let usual = track
		.normal(finding.since)
		.map(|value| signal.shown(value))
		.unwrap_or_default();
	let whose = if finding.alone {
		format!("of {target}")
	} else {
		"seen by most validators".into()
	};
	format!("The {signal} {whose} is unusual since {since}: {now}, where {usual} is usual.")
}
