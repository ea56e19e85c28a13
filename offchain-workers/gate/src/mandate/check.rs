//! Whether a mandate makes sense as a whole.

use super::{Argument, Kind, Links, Mandate, Provenance};
use crate::call::LONGEST_NAME;
use crate::error::{Error, Result};
use crate::verdict::Outcome;

const MOST_TOOLS: usize = 512;
const MOST_RULES: usize = 256;
const DEEPEST: usize = 4;

fn wrong(place: &str, reason: &str) -> Error {
	Error::Mandate(format!("{place}: {reason}"))
}

/// # Errors
/// With the place, when a rule could never hold, would never be used, or names what is not there.
pub(super) fn check(mandate: &Mandate) -> Result<()> {
	if mandate.name.is_empty() || mandate.name.len() > LONGEST_NAME {
		return Err(wrong("name", "has 1 to 128 bytes"));
	}
	if mandate.tools.len() > MOST_TOOLS {
		return Err(wrong("tools", "512 at most"));
	}
	let rules = [mandate.trust.len(), mandate.sums.len(), mandate.rates.len()];
	if rules.iter().any(|n| *n > MOST_RULES) {
		return Err(wrong("trust, sums, rates", "256 of each at most"));
	}
	for trust in &mandate.trust {
		named(mandate, "trust.tool", &trust.tool)?;
		if mandate.trust.iter().filter(|t| t.tool == trust.tool).count() > 1 {
			return Err(wrong("trust", &format!("`{}` comes twice", trust.tool)));
		}
	}
	for rate in &mandate.rates {
		rate.tools
			.iter()
			.try_for_each(|tool| named(mandate, "rates.tools", tool))?;
	}
	sums(mandate)?;
	for (name, tool) in &mandate.tools {
		let place = format!("tools.{name}");
		tool.after
			.iter()
			.try_for_each(|t| named(mandate, &format!("{place}.after"), t))?;
		if tool.unnamed == Outcome::Allow {
			return Err(wrong(
				&place,
				"unnamed = \"allow\" is written as grant = \"always\"",
			));
		}
		if tool.cues.iter().any(|cue| cue.trim().is_empty()) || tool.cues.len() > MOST_RULES {
			return Err(wrong(&place, "cues are words, 256 at most"));
		}
		for (argument, rule) in &tool.arguments {
			self::argument(mandate, &format!("{place}.arguments.{argument}"), rule, 0)?;
		}
	}
	Ok(())
}

fn named(mandate: &Mandate, place: &str, tool: &str) -> Result<()> {
	if mandate.tools.contains_key(tool) {
		return Ok(());
	}
	Err(wrong(
		place,
		&format!("there is no tool `{tool}` in this mandate"),
	))
}

fn sums(mandate: &Mandate) -> Result<()> {
	for sum in &mandate.sums {
		for name in &sum.tools {
			named(mandate, "sums.tools", name)?;
			let rule = mandate
				.tools
				.get(name)
				.and_then(|t| t.arguments.get(&sum.argument));
			if !rule.is_some_and(|r| matches!(r.kind, Kind::Number | Kind::Integer)) {
				let reason = format!("`{name}` has no number `{}`", sum.argument);
				return Err(wrong("sums.argument", &reason));
			}
		}
	}
	Ok(())
}

fn argument(mandate: &Mandate, place: &str, rule: &Argument, depth: usize) -> Result<()> {
	if depth > DEEPEST {
		return Err(wrong(place, "rules are nested 4 deep at most"));
	}
	fits(place, rule)?;
	if rule
		.least
		.zip(rule.most)
		.is_some_and(|(least, most)| least > most)
	{
		return Err(wrong(place, "least is more than most"));
	}
	if rule
		.one_of
		.as_ref()
		.is_some_and(|list| list.is_empty() || list.len() > 4096)
	{
		return Err(wrong(&format!("{place}.one_of"), "1 to 4096 texts"));
	}
	rule.withhold
		.iter()
		.try_for_each(|tool| named(mandate, &format!("{place}.withhold"), tool))?;
	if let Some(items) = &rule.items {
		argument(mandate, &format!("{place}.items"), items, depth.saturating_add(1))?;
	}
	for (name, field) in rule.fields.iter().flatten() {
		argument(
			mandate,
			&format!("{place}.fields.{name}"),
			field,
			depth.saturating_add(1),
		)?;
	}
	Ok(())
}

/// A rule that its type never looks at would be a restriction that its author believes in and nobody keeps.
fn fits(place: &str, rule: &Argument) -> Result<()> {
	use Kind::{Boolean, Email, Integer, List, Number, Object, Path, Text, Url};
	let text = matches!(rule.kind, Text | Email | Url | Path);
	let number = matches!(rule.kind, Number | Integer);
	let words = [
		("longest", rule.longest.is_some(), text || rule.kind == List),
		("least", rule.least.is_some(), number),
		("most", rule.most.is_some(), number),
		("one_of", rule.one_of.is_some(), text),
		("pattern", rule.pattern.is_some(), text),
		("hosts", rule.hosts.is_some(), matches!(rule.kind, Email | Url)),
		("under", rule.under.is_some(), rule.kind == Path),
		("from", rule.from != Provenance::Any, text || number),
		("links", rule.links != Links::Any, rule.kind == Text),
		("secrets", rule.secrets != Outcome::Allow, text),
		("withhold", !rule.withhold.is_empty(), text),
	];
	for (word, used, fits) in words {
		if used && !fits {
			return Err(wrong(&format!("{place}.{word}"), "does not fit this type"));
		}
	}
	match rule.kind {
		List if rule.items.is_none() => Err(wrong(&format!("{place}.items"), "is missing")),
		Object if rule.fields.is_none() => Err(wrong(&format!("{place}.fields"), "is missing")),
		Text | Number | Integer | Boolean | Email | Url | Path
			if rule.items.is_some() || rule.fields.is_some() =>
		{
			Err(wrong(place, "only lists have items, only objects have fields"))
		}
		_ => Ok(()),
	}
}
