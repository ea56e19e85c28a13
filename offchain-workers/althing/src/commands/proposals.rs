//! `althing proposals`: what is being decided, and what was.

use super::connect::connect;
use super::output::{kind, outcome, percent, print_json};
use crate::cli::Proposals;
use crate::exit::Outcome;
use althing_chain::views::{Phase, ProposalView};
use serde_json::json;

pub(super) async fn run(options: Proposals, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let state = chain.now().await?;
	let open = state.proposals().await?;
	let summary = state.summary().await?;
	let ended = summary
		.decided
		.saturating_add(summary.escalated)
		.saturating_add(summary.expired);
	let next = ended.saturating_add(u64::from(summary.active_proposals));
	let mut decisions = Vec::new();
	// Cancelled proposals leave gaps in the numbers.
	for id in (0..next).rev() {
		if decisions.len() as u64 >= options.last {
			break;
		}
		decisions.extend(state.decision(id).await?);
	}
	if json {
		print_json(&json!({ "open": open, "decided": decisions }));
		return Ok(());
	}
	for proposal in &open {
		crate::say!("{}", line(proposal));
	}
	for decision in &decisions {
		crate::say!(
			"{:>6}  {:<34} support {} [{}, {}] · block {} · receipt {}",
			decision.id,
			outcome(&decision.outcome),
			percent(decision.support),
			percent(decision.lower),
			percent(decision.upper),
			decision.decided_at,
			decision.receipt,
		);
	}
	crate::say!("{} open, {ended} ended", open.len());
	Ok(())
}

fn line(proposal: &ProposalView) -> String {
	let sealed = proposal
		.seats
		.iter()
		.filter(|seat| seat.commitment.is_some())
		.count();
	let revealed = proposal.seats.iter().filter(|seat| seat.revealed).count();
	let seats = proposal.seats.len();
	let phase = match proposal.phase {
		Phase::Drawing => "drawing its panel".to_owned(),
		Phase::Sealing => format!("round {}: sealed {sealed}/{seats}", proposal.round),
		Phase::Revealing => format!("round {}: revealed {revealed}/{sealed}", proposal.round),
	};
	format!(
		"{:>6}  {phase:<34} threshold {} · {} · until block {}",
		proposal.id,
		percent(proposal.threshold),
		kind(&proposal.kind),
		proposal.due,
	)
}
