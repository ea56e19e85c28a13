//! `althing know sparql` and `althing know infer`

use super::{say_json, Place, Say};
use crate::datalog::{self, Proof};
use crate::error::{Error, Result};
use crate::sparql::update::Update;
use crate::sparql::{Answer, Cancel, Limits, Query, Table};
use crate::store::Note;
use clap::{Args, ValueHint};
use oxrdf::Triple;
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// `althing know sparql`
#[derive(Clone, Debug, Args)]
pub struct Sparql {
	/// The query or the update; read from a file where it begins with @.
	#[arg(value_name = "SPARQL|@FILE")]
	pub text: String,
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
	/// It is an update: one commit.
	#[arg(long)]
	pub update: bool,
	/// Why, for the log of an update.
	#[arg(long, default_value = "an update by hand")]
	pub reason: String,
	/// Ask an older version.
	#[arg(long, value_name = "N", conflicts_with = "update")]
	pub version: Option<u64>,
	/// The default graph is what is in it, not all named graphs together.
	#[arg(long)]
	pub strict: bool,
	/// Stop after so many seconds.
	#[arg(long, value_name = "SECONDS", default_value_t = 60)]
	pub timeout: u64,
	/// Use so much working memory at most, in MiB.
	#[arg(long, value_name = "MIB", default_value_t = 1_024)]
	pub memory: usize,
}

impl Sparql {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(self.update)?;
		let caller = &self.place.caller;
		let text = match self.text.strip_prefix('@') {
			Some(path) => std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?,
			None => self.text.clone(),
		};
		let limits = Limits {
			time_ms: self.timeout.saturating_mul(1_000),
			memory_mib: self.memory,
			..Limits::wide()
		};
		if self.update {
			let update = Update {
				limits,
				union: !self.strict,
				..Update::new(text)
			};
			let commit = update.run(
				&store,
				caller,
				&Note::new(caller, &self.reason)?,
				&Cancel::default(),
			)?;
			if json {
				return say_json(say, &json!({ "commit": commit }));
			}
			say(&commit.map_or("nothing changed".into(), |commit| {
				format!(
					"version {}: {} triples came, {} went",
					commit.number,
					commit.added(),
					commit.removed()
				)
			}));
			return Ok(());
		}
		let state = match self.version {
			None => store.head(),
			Some(version) => store.as_of_for(version, caller)?,
		};
		let query = Query {
			limits,
			union: !self.strict,
			..Query::new(text)
		};
		show(json, say, query.run(&state, caller, &Cancel::default())?)
	}
}

fn show(json: bool, say: Say<'_>, answer: Answer) -> Result<()> {
	match answer {
		Answer::Boolean(truth) if json => say_json(say, &json!({ "head": {}, "boolean": truth })),
		Answer::Boolean(truth) => {
			say(if truth { "yes" } else { "no" });
			Ok(())
		}
		Answer::Graph(triples) if json => {
			say_json(say, &triples.iter().map(Triple::to_string).collect::<Vec<_>>())
		}
		Answer::Graph(triples) => {
			triples.iter().for_each(|triple| say(&format!("{triple} .")));
			Ok(())
		}
		Answer::Table(table) if json => say_json(say, &document(&table)),
		Answer::Table(table) => {
			let names: Vec<&str> = table.variables.iter().map(|variable| variable.as_str()).collect();
			say(&names.join("\t"));
			for row in &table.rows {
				let cells = row
					.iter()
					.map(|term| term.as_ref().map(ToString::to_string).unwrap_or_default());
				say(&cells.collect::<Vec<_>>().join("\t"));
			}
			Ok(())
		}
	}
}

/// Rows as objects: a variable's name and its term in N-Triples.
fn document(table: &Table) -> Value {
	let rows = table.rows.iter().map(|row| {
		let bound = table.variables.iter().zip(row);
		let cells = bound
			.filter_map(|(name, term)| Some((name.as_str().to_owned(), json!(term.as_ref()?.to_string()))));
		Value::Object(cells.collect())
	});
	json!({
		"variables": table.variables.iter().map(|variable| variable.as_str()).collect::<Vec<_>>(),
		"rows": rows.collect::<Vec<_>>(),
	})
}

/// `althing know infer`
#[derive(Clone, Debug, Args)]
pub struct Infer {
	/// The rules.
	#[arg(value_hint = ValueHint::FilePath)]
	pub rules: PathBuf,
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
	/// Show the proof of each thing that follows.
	#[arg(long)]
	pub proofs: bool,
}

impl Infer {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(false)?;
		let rules = read(&self.rules)?;
		let derived = datalog::derive(
			&rules,
			&store.head(),
			&self.place.caller,
			&datalog::Bounds::default(),
		)?;
		for fact in derived.iter() {
			let proof = if self.proofs { derived.proof(&fact) } else { None };
			if json {
				let proof = proof.as_ref().map(proof_document);
				say(&json!({ "fact": fact.to_string(), "proof": proof }).to_string());
			} else {
				say(&format!("{fact} ."));
				for proof in proof.iter().flat_map(|proof| &proof.premises) {
					say_proof(say, proof, 1);
				}
			}
		}
		Ok(())
	}
}

fn read(path: &Path) -> Result<String> {
	std::fs::read_to_string(path).map_err(|error| Error::io(path, error))
}

fn say_proof(say: Say<'_>, proof: &Proof, depth: usize) {
	let why = proof
		.rule
		.map_or("known".into(), |line| format!("rule of line {line}"));
	say(&format!("{}because {} ({why})", "  ".repeat(depth), proof.fact));
	for premise in &proof.premises {
		say_proof(say, premise, depth.saturating_add(1));
	}
}

fn proof_document(proof: &Proof) -> Value {
	json!({
		"fact": proof.fact.to_string(),
		"rule": proof.rule,
		"premises": proof.premises.iter().map(proof_document).collect::<Vec<_>>(),
	})
}
