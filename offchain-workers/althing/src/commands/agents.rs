//! `althing agents`: who is registered.

use super::connect::connect;
use super::output::{percent, print_json, vwt};
use crate::cli::Agents;
use crate::exit::Outcome;
use althing_chain::views::{AgentStatus, AgentView};

pub(super) async fn run(options: Agents, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let mut agents = chain.now().await?.agents().await?;
	agents.retain(|agent| {
		options
			.department
			.is_none_or(|department| agent.department == department)
	});
	if json {
		print_json(&agents);
		return Ok(());
	}
	crate::say!(
		"{:>6}  {:<12} {:<18} {:<10} {:>12} {:>8} {:>7} {:>7}  account",
		"id",
		"department",
		"role",
		"status",
		"bond",
		"reput.",
		"sealed",
		"missed"
	);
	for agent in &agents {
		crate::say!("{}", line(agent));
	}
	crate::say!("{} agents", agents.len());
	Ok(())
}

fn line(agent: &AgentView) -> String {
	let status = match (agent.status, agent.alive) {
		(AgentStatus::Active, true) => "active",
		(AgentStatus::Active, false) => "silent",
		(AgentStatus::Suspended, _) => "suspended",
		(AgentStatus::Retiring, _) => "retiring",
	};
	format!(
		"{:>6}  {:<12} {:<18} {status:<10} {:>12} {:>8} {:>7} {:>7}  {}",
		agent.id,
		agent.department,
		agent.role,
		vwt(agent.bond),
		percent(agent.reputation),
		agent.duties.sealed,
		agent.duties.missed,
		agent.account,
	)
}
