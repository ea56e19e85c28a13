//! Tables in Markdown.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{pictures::MEASURES, Summary};
use crate::{sweep::Compared, Outcome};

/// The velocity that was aimed at, a month.
pub const TARGET: f64 = 2.5;

/// The scenarios side by side.
pub fn table(outcomes: &[Outcome]) -> String {
	let mut out = String::from(
		"| scenario | price: least, greatest, last | deepest fall | VWT a month | CVT a month | Gini | \
		 pool: first, last | support for root costs | of it lost at once |\n|---|---|---|---|---|---|---|---|---|\n",
	);
	for outcome in outcomes {
		let of = Summary::of(outcome);
		// Writing to a string cannot fail.
		let _ = writeln!(
			out,
			"| {} | {:.3}, {:.3}, {:.3} | {} | {:.2} | {:.2} | {:.3} | {}, {} | {} | {} |",
			outcome.scenario.name(),
			of.price.0,
			of.price.1,
			of.price.2,
			percent(of.fall),
			of.vwt_velocity,
			of.cvt_velocity,
			of.gini,
			thousands(of.pool.0),
			thousands(of.pool.1),
			thousands(of.attack_capital),
			percent(of.attack_loss),
		);
	}
	out
}

/// What attackers tried, by attack.
fn attacks(outcomes: &[Outcome]) -> String {
	let mut ledger: BTreeMap<&str, (u32, u32, f64, f64)> = BTreeMap::new();
	for attempt in outcomes.iter().flat_map(|outcome| &outcome.attempts) {
		let line = ledger.entry(attempt.attack).or_default();
		line.0 += 1;
		line.1 += u32::from(attempt.success);
		line.2 = line.2.max(attempt.capital);
		line.3 += attempt.profit;
	}
	if ledger.is_empty() {
		return String::new();
	}
	let mut out = String::from(
		"\n## Attacks\n\n| attack | tried | got what it wanted | most capital | won in all |\n|---|---|---|---|---|\n",
	);
	for (attack, (tried, got, capital, profit)) in ledger {
		let (capital, profit) = (thousands(capital), thousands(profit));
		let _ = writeln!(out, "| {attack} | {tried} | {got} | {capital} | {profit} |");
	}
	out
}

/// What the chain was asked, and what it refused.
fn calls(outcomes: &[Outcome]) -> String {
	let mut out = String::from(
		"\n## Calls\n\n| scenario | signed | holders' referenda approved, rejected | attackers' | refused |\n|---|---|---|---|---|\n",
	);
	for outcome in outcomes {
		let refused: Vec<_> = outcome
			.refused
			.iter()
			.map(|(why, count)| format!("{why}: {count}"))
			.collect();
		let _ = writeln!(
			out,
			"| {} | {} | {}, {} | {}, {} | {} |",
			outcome.scenario.name(),
			outcome.calls,
			outcome.honest.approved,
			outcome.honest.rejected,
			outcome.hostile.approved,
			outcome.hostile.rejected,
			refused.join("; "),
		);
	}
	out
}

/// The page of a report: tables, and pictures that lie in `folder`.
pub fn page(outcomes: &[Outcome], folder: &str, command: &str) -> String {
	let days = outcomes.first().map_or(0, |outcome| outcome.days);
	let mut out = format!(
		"# The economy, simulated\n\nWritten by `{command}`: {days} days on the real runtime. What is real and what is \
		 modelled is in [docs/economy.md](../economy.md). Amounts are whole tokens, prices VWT for a CVT.\n\n{}\n\
		 Velocity was to be {TARGET} a month: {}.\n{}{}\n",
		table(outcomes),
		against_target(outcomes),
		attacks(outcomes),
		calls(outcomes),
	);
	for measure in MEASURES {
		let _ = writeln!(out, "![{}]({folder}/{}.svg)", measure.title, measure.name);
	}
	out
}

fn against_target(outcomes: &[Outcome]) -> String {
	let line = |outcome: &Outcome| {
		let of = Summary::of(outcome);
		let (vwt, cvt) = (of.vwt_velocity / TARGET, of.cvt_velocity / TARGET);
		format!(
			"{} VWT {}, CVT {} of it",
			outcome.scenario.name(),
			percent(vwt),
			percent(cvt)
		)
	};
	outcomes.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// Sets of parameters side by side, and whether each does what the presets are chosen for.
pub fn verdicts(compared: &[Compared], command: &str) -> String {
	let mut out = format!(
		"# Parameters of the economy, side by side\n\nWritten by `{command}`. The criteria are in \
		 [docs/economy.md](../economy.md).\n\n| set | κ | entry, exit | half-life | β | ρ/β² | attackers win | pool left \
		 after calm | deepest fall | VWT a month | CVT a month | lost at once | fit |\n\
		 |---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
	);
	for set in compared {
		let of = &set.parameters;
		let _ = writeln!(
			out,
			"| {} | {} | {}, {} | {} d | {} | {} | {} | {} | {} | {:.2} | {:.2} | {} | {} |",
			set.name,
			of.kappa,
			percent(of.entry),
			percent(of.exit),
			of.half_life,
			percent(of.beta),
			percent(of.share),
			thousands(set.attack_profit),
			percent(set.pool_left),
			percent(set.fall),
			set.vwt_velocity,
			set.cvt_velocity,
			percent(set.attack_loss),
			if set.is_fit() { "yes" } else { "no" },
		);
	}
	out
}

fn percent(share: f64) -> String {
	format!("{:.1} %", share * 100.0)
}

/// Whole tokens with commas between thousands.
fn thousands(tokens: f64) -> String {
	let digits = format!("{:.0}", tokens.abs());
	let mut out = String::new();
	for (index, digit) in digits.chars().enumerate() {
		if index > 0 && (digits.len() - index) % 3 == 0 {
			out.push(',');
		}
		out.push(digit);
	}
	let sign = if tokens <= -0.5 { "−" } else { "" };
	format!("{sign}{out}")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn thousands_are_parted_and_signs_kept() {
		assert_eq!(thousands(0.2), "0");
		assert_eq!(thousands(999.0), "999");
		assert_eq!(thousands(-1_234_567.4), "−1,234,567");
	}
}
