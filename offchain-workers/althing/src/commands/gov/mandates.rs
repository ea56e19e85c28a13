//! `althing gov mandates`: a department's budget, and what its agents may do alone.

use crate::amount::exact;
use crate::cli::Mandates;
use crate::commands::connect::connect;
use crate::commands::output::print_json;
use crate::commands::signing::pace;
use crate::exit::Outcome;
use crate::plan::Pace;
use crate::say;
use althing_chain::{hex0x, ss58, Affairs, Currency, Mandate, Payees, Spending};
use althing_primitives::Role;
use serde_json::{json, Value};

pub(super) async fn run(options: &Mandates, json: bool) -> Outcome {
	let state = connect(&options.node).await?.now().await?;
	state.expect(&["Mandates"])?;
	let affairs = state.affairs(options.department).await?;
	let funds = state
		.holdings(Currency::Vwt, &affairs.account)
		.await?
		.balance
		.free;
	if json {
		print_json(&as_json(&affairs, funds));
		return Ok(());
	}
	let Affairs { budget, spent, .. } = &affairs;
	say!(
		"account   {}, which has {} VWT",
		ss58(&affairs.account),
		exact(funds)
	);
	say!(
		"alone     {} of {} VWT spent in period {}",
		exact(spent.alone),
		exact(budget.per_period),
		spent.period
	);
	say!(
		"in all    {} of {} VWT; more needs a referendum",
		exact(spent.total),
		exact(budget.ceiling)
	);
	for (role, mandate, spent) in &affairs.mandates {
		say!("{}", role_line(*role, mandate, spent));
	}
	for (agent, appointment) in &affairs.appointed {
		say!("appointed agent {agent} as {}", appointment.role);
	}
	pending(&affairs, pace(&state).await?)
		.iter()
		.for_each(|line| say!("{line}"));
	Ok(())
}

fn pending(affairs: &Affairs, pace: Pace) -> Vec<String> {
	let lines = affairs.pending.iter().map(|(act, pending)| {
		format!(
			"waits     act {act} of agent {}: call {}, until {}",
			pending.agent,
			hex0x(pending.call),
			pace.at(pending.expires_at)
		)
	});
	lines.collect()
}

fn role_line(role: Role, mandate: &Mandate, spent: &Spending) -> String {
	let powers = match mandate.powers.names().join(", ") {
		none if none.is_empty() => "nothing".into(),
		powers => powers,
	};
	let payees = match &mandate.payees {
		Payees::Any => "anybody".into(),
		Payees::Listed(listed) => format!("{} accounts", listed.len()),
	};
	format!(
		"{role:<18} {powers}; {} VWT an act, {} of {} in this period; to {payees}",
		exact(mandate.per_act),
		exact(spent.alone),
		exact(mandate.per_period),
	)
}

fn as_json(affairs: &Affairs, funds: u128) -> Value {
	let mandates = affairs.mandates.iter().map(|(role, mandate, spent)| {
		let payees = match &mandate.payees {
			Payees::Any => None,
			Payees::Listed(listed) => Some(listed.iter().map(ss58).collect::<Vec<_>>()),
		};
		json!({
			"role": role.to_string(),
			"powers": mandate.powers.names(),
			"perAct": mandate.per_act.to_string(),
			"perPeriod": mandate.per_period.to_string(),
			"spent": spent.alone.to_string(),
			"payees": payees,
		})
	});
	let appointed = affairs.appointed.iter().map(
		|(agent, appointment)| json!({ "agent": agent, "role": appointment.role.to_string(), "number": appointment.number }),
	);
	let pending = affairs.pending.iter().map(|(act, pending)| {
		json!({
			"act": act, "agent": pending.agent, "call": hex0x(pending.call),
			"expiresAt": pending.expires_at,
		})
	});
	json!({
		"account": ss58(&affairs.account),
		"funds": funds.to_string(),
		"perPeriod": affairs.budget.per_period.to_string(),
		"ceiling": affairs.budget.ceiling.to_string(),
		"period": affairs.spent.period,
		"spentAlone": affairs.spent.alone.to_string(),
		"spent": affairs.spent.total.to_string(),
		"mandates": mandates.collect::<Vec<_>>(),
		"appointed": appointed.collect::<Vec<_>>(),
		"pending": pending.collect::<Vec<_>>(),
	})
}
