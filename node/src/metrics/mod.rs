//! Prometheus metrics of this chain, beside those that every Substrate node has.
//!
//! They are read once per second, not on finality: a chain whose finality stands still is just what the
//! lag and the silence of the voters have to show.

pub mod silence;

use crate::service::{BlockNumber, Client, Hash};
use althing_runtime_api::{AlthingApi, Summary};
use polkadot_sdk::*;
use sc_consensus_grandpa::{SharedAuthoritySet, SharedVoterState};
use silence::Silence;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_grandpa::AuthorityId;
use std::{collections::HashSet, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::{register, Gauge, GaugeVec, Opts, PrometheusError, Registry, U64};

/// How often the metrics are read.
const EVERY: Duration = Duration::from_secs(1);

/// The metrics.
pub struct Metrics {
	agents: GaugeVec<U64>,
	active_proposals: Gauge<U64>,
	decisions: GaugeVec<U64>,
	anchors: Gauge<U64>,
	finality_lag: Gauge<U64>,
	missing_voters: Gauge<U64>,
	silence: GaugeVec<U64>,
}

impl Metrics {
	/// Adds them to `registry`.
	pub fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let gauge = |name, help| register(Gauge::new(name, help)?, registry);
		let labelled =
			|name, help, label| register(GaugeVec::new(Opts::new(name, help), &[label])?, registry);
		Ok(Self {
			agents: labelled(
				"althing_agents",
				"Active agents at the last final block.",
				"department",
			)?,
			active_proposals: gauge(
				"althing_active_proposals",
				"Proposals that have not ended at the last final block.",
			)?,
			decisions: labelled(
				"althing_decisions_total",
				"Proposals that ended since genesis, up to the last final block.",
				"outcome",
			)?,
			anchors: gauge(
				"althing_anchors",
				"Anchors since genesis, up to the last final block.",
			)?,
			finality_lag: gauge(
				"althing_finality_lag_blocks",
				"Blocks between the best block and the last final one.",
			)?,
			missing_voters: gauge(
				"althing_grandpa_missing_voters",
				"GRANDPA voters of which no vote was seen for 10 seconds.",
			)?,
			silence: labelled(
				"althing_grandpa_voter_silence_seconds",
				"Seconds since a vote of this GRANDPA voter was seen, or since this node began to look.",
				"voter",
			)?,
		})
	}

	/// Shows what the runtime counted.
	pub fn set_summary(&self, summary: &Summary) {
		for (department, count) in summary.agents() {
			self.agents
				.with_label_values(&[department.name()])
				.set(count.into());
		}
		self.active_proposals.set(summary.active_proposals.into());
		let outcomes = [
			("decided", summary.decided),
			("escalated", summary.escalated),
			("expired", summary.expired),
		];
		for (outcome, count) in outcomes {
			self.decisions.with_label_values(&[outcome]).set(count);
		}
		self.anchors.set(summary.anchors);
	}

	fn set_silence(&self, silence: &Silence<AuthorityId>) {
		self.missing_voters.set(silence.missing());
		// A voter that has left the set must not be shown for ever.
		self.silence.reset();
		for (voter, seconds) in silence.seconds() {
			self.silence.with_label_values(&[&voter.to_string()]).set(seconds);
		}
	}
}

/// Keeps `metrics` up to date until the node stops.
pub async fn run(
	metrics: Metrics,
	client: Arc<Client>,
	voters: SharedVoterState,
	authority_set: SharedAuthoritySet<Hash, BlockNumber>,
) {
	let mut silence = Silence::default();
	let mut seen = None;
	let mut ticks = tokio::time::interval(EVERY);
	// After a pause of the machine one reading is as good as many.
	ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
	loop {
		let now = ticks.tick().await;
		let info = client.info();
		metrics
			.finality_lag
			.set(info.best_number.saturating_sub(info.finalized_number).into());
		if seen != Some(info.finalized_hash) {
			match client.runtime_api().summary(info.finalized_hash) {
				Ok(summary) => metrics.set_summary(&summary),
				// So it is while a node fetches its first state.
				Err(error) => tracing::debug!(target: "althing", %error, "no summary of the final block"),
			}
			seen = Some(info.finalized_hash);
		}
		let set = authority_set.current_authorities();
		silence.observe(now, set.iter().map(|(id, _)| id.clone()), &heard(&voters));
		metrics.set_silence(&silence);
	}
}

/// The voters of which there is a vote in a round that is not yet over.
fn heard(voters: &SharedVoterState) -> HashSet<AuthorityId> {
	let Some(state) = voters.voter_state() else {
		return HashSet::new();
	};
	let rounds = state.background_rounds.into_values().chain([state.best_round.1]);
	rounds
		.flat_map(|round| round.prevote_ids.into_iter().chain(round.precommit_ids))
		.collect()
}
