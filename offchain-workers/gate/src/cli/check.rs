//! `althing gate check`

use super::{read, say_json, Say};
use crate::error::Result;
use crate::mandate::{Grant, Mandate, LONGEST};
use crate::plan::derive;
use clap::{Args, ValueHint};
use serde::Serialize;
use std::path::PathBuf;

/// `althing gate check`
#[derive(Clone, Debug, Args)]
pub struct Check {
	/// The mandate, TOML or JSON.
	#[arg(value_hint = ValueHint::FilePath)]
	pub mandate: PathBuf,
	/// Also say what this request names.
	#[arg(long, value_name = "TEXT")]
	pub request: Option<String>,
}

#[derive(Serialize)]
struct Checked<'a> {
	mandate: &'a str,
	hash: String,
	tools: usize,
	#[serde(skip_serializing_if = "Option::is_none")]
	scope: Option<crate::plan::Scope>,
}

impl Check {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let mandate = Mandate::read(&read(&self.mandate, LONGEST)?)?;
		let scope = self
			.request
			.as_ref()
			.map(|request| derive(&mandate, std::slice::from_ref(request)));
		if json {
			let checked = Checked {
				mandate: &mandate.name,
				hash: hex::encode(mandate.hash),
				tools: mandate.tools.len(),
				scope,
			};
			return say_json(say, &checked);
		}
		say(&format!(
			"{}: {} tools, all others are denied",
			mandate.name,
			mandate.tools.len()
		));
		for (name, tool) in &mandate.tools {
			let when = match tool.grant() {
				Grant::Always => "always",
				Grant::Request => "when the request names it",
				Grant::Confirm => "when a person confirms",
			};
			let arguments: Vec<&str> = tool.arguments.keys().map(String::as_str).collect();
			say(&format!("  {name}({}) {when}", arguments.join(", ")));
		}
		if let Some(scope) = scope {
			for (tool, cue) in &scope.named {
				say(&format!("named: {tool}, by \"{cue}\""));
			}
			scope
				.values
				.iter()
				.for_each(|value| say(&format!("value: {value}")));
			scope.open.iter().for_each(|open| say(&format!("open: {open}")));
		}
		Ok(())
	}
}
