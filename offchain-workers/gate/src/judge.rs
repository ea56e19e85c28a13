//! One call against a mandate.
//!
//! A pure function: the same mandate, ledger, call and context give the same verdict. Its time is bounded by the bounds
//! on each of them: patterns are linear, lists, links and contexts have greatest lengths.

mod shape;
mod value;

use crate::call::Call;
use crate::context::Context;
use crate::ledger::{number, Ledger, MOST};
use crate::mandate::{Grant, Mandate, Tool};
use crate::verdict::{Finding, Findings, Outcome, Verdict};
use serde_json::{Map, Value};

/// Judges a call by its arguments.
///
/// Denied is whatever the mandate does not name, whatever cannot be read strictly, and everything once the ledger or the
/// context is full. Denials come before questions to a person, these before leave. A caller that lets a call go ahead
/// records it in the ledger and adds its result to the context.
pub fn judge(mandate: &Mandate, ledger: &Ledger, call: &Call, context: &Context) -> Verdict {
	let mut findings = Findings::default();
	let arguments = match call.read() {
		Ok(arguments) => arguments,
		Err(refusal) => {
			let next = "let the model write the call again, as one JSON object";
			findings.deny(refusal.rule(), refusal.to_string(), next);
			return findings.verdict();
		}
	};
	let Some(tool) = mandate.tools.get(&call.name) else {
		let reason = format!("the mandate `{}` names no tool `{}`", mandate.name, call.name);
		findings.deny(
			"tools",
			reason,
			"add the tool to the mandate if the agent needs it",
		);
		return findings.verdict();
	};
	if context.is_full() {
		let next = "begin a new task, or shorten what the tools return";
		findings.deny(
			"context.longest",
			"there is more text than can be looked through",
			next,
		);
		return findings.verdict();
	}
	limits(mandate, ledger, call, &arguments, context, &mut findings);
	granted(&call.name, tool, ledger, context, &mut findings);
	let place = format!("tools.{}.arguments", call.name);
	let check = value::Check {
		context,
		findings: &mut findings,
	};
	check.object(&place, &tool.arguments, &arguments);
	findings.verdict()
}

fn limits(
	mandate: &Mandate,
	ledger: &Ledger,
	call: &Call,
	arguments: &Map<String, Value>,
	context: &Context,
	findings: &mut Findings,
) {
	let calls = usize::try_from(mandate.limits.calls).unwrap_or(MOST).min(MOST);
	if ledger.len() >= calls {
		let reason = format!("{calls} calls were made in this task");
		findings.deny("limits.calls", reason, "begin a new task");
	}
	let now = context.now();
	for (place, rate) in mandate.rates.iter().enumerate() {
		let count = || ledger.count(&rate.tools, now, rate.within_seconds);
		if rate.tools.contains(&call.name) && count() >= usize::try_from(rate.most).unwrap_or(MOST) {
			let reason = format!(
				"{} calls of these tools were made, no more are allowed",
				rate.most
			);
			findings.deny(format!("rates.{place}"), reason, "wait, or begin a new task");
		}
	}
	for (place, sum) in mandate.sums.iter().enumerate() {
		let Some(value) = arguments.get(&sum.argument).filter(|v| !v.is_null()) else {
			continue;
		};
		if !sum.tools.contains(&call.name) {
			continue;
		}
		let before = ledger.sum(&sum.tools, &sum.argument, now, sum.within_seconds);
		let fits = number(value).is_some_and(|n| before.plus(n.size()) <= sum.most);
		if !fits {
			let reason = format!(
				"with {before} already used, `{}` would pass {}",
				sum.argument, sum.most
			);
			findings.deny(
				format!("sums.{place}"),
				reason,
				"lower the amount, or raise the mandate's limit",
			);
		}
	}
}

fn granted(name: &str, tool: &Tool, ledger: &Ledger, context: &Context, findings: &mut Findings) {
	match tool.grant() {
		Grant::Always => {}
		Grant::Request if context.scope().names(name) => {}
		Grant::Request => findings.add(tool.unnamed, || {
			Finding::new(
				format!("tools.{name}.grant"),
				"the user's request does not name this tool",
				"ask the user whether this is wanted",
			)
		}),
		Grant::Confirm => findings.add(Outcome::Ask, || {
			Finding::new(
				format!("tools.{name}.grant"),
				"the mandate wants a person to confirm this tool",
				"show the call to a person",
			)
		}),
	}
	for before in tool.after.iter().filter(|before| !ledger.has(before)) {
		let reason = format!("`{before}` was not called yet");
		findings.deny(format!("tools.{name}.after"), reason, "call it first");
	}
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
