//! `althing know load`

use super::{in_file, say_json, Place, Say};
use crate::access::{Access, Department, Owner};
use crate::document::{self, Bounds};
use crate::error::{Error, Result};
use crate::ingest::{self, Format, Source, Taken};
use crate::store::{Commit, Note, Store};
use clap::{Args, ValueHint};
use indicatif::{ProgressBar, ProgressStyle};
use oxrdf::{GraphName, NamedNode};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// `althing know load`
#[derive(Clone, Debug, Args)]
pub struct Load {
	/// The files. What they are is told by their names: ttl, nt, nq, trig, jsonld; txt, md, html, csv.
	#[arg(required = true, value_hint = ValueHint::FilePath)]
	pub files: Vec<PathBuf>,
	/// Which store, and who loads.
	#[command(flatten)]
	pub place: Place,
	/// The graph.
	#[arg(long, value_name = "IRI", conflicts_with_all = ["department", "agent"])]
	pub graph: Option<String>,
	/// A graph of this department, named after the source.
	#[arg(long, conflicts_with = "agent")]
	pub department: Option<Department>,
	/// A graph of this agent, named after the source.
	#[arg(long)]
	pub agent: Option<String>,
	/// What the source is called in the graph's name; the file's name otherwise.
	#[arg(long)]
	pub source: Option<String>,
	/// Which version of the source it is.
	#[arg(long = "source-version", value_name = "N", default_value_t = 1)]
	pub source_version: u64,
	/// Who sees a graph that is new: public, restricted:legal,finance, confidential:legal, personal:NAME, unshared;
	/// its owner alone otherwise.
	#[arg(long)]
	pub access: Option<Access>,
	/// Why, for the log.
	#[arg(long, default_value = "loaded by hand")]
	pub reason: String,
	/// Empty the graph first.
	#[arg(long)]
	pub replace: bool,
}

impl Load {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(true)?;
		for file in &self.files {
			let (commit, what) = self.one(&store, file)?;
			report(json, say, file, commit.as_ref(), &what)?;
		}
		Ok(())
	}

	fn graph(&self, file: &Path, rdf: bool) -> Result<GraphName> {
		if let Some(graph) = &self.graph {
			let node = NamedNode::new(graph).map_err(|e| Error::Input(format!("{graph} is no IRI: {e}")))?;
			return Ok(node.into());
		}
		let owner = match (self.department, &self.agent, &self.place.caller) {
			(Some(department), ..) => Owner::Department(department),
			(_, Some(agent), _) => Owner::Agent(crate::access::agent_name(agent)?),
			(_, _, caller) => match (caller.department, &caller.agent) {
				(Some(department), _) => Owner::Department(department),
				(None, Some(agent)) => Owner::Agent(agent.clone()),
				// Quads bring their graphs along.
				(None, None) if rdf => return Ok(GraphName::DefaultGraph),
				(None, None) => {
					return Err(Error::Input(
						"say whose it is: --department, --agent or --graph".into(),
					));
				}
			},
		};
		let name = self
			.source
			.clone()
			.or_else(|| Some(file.file_stem()?.to_string_lossy().into_owned()));
		let name: String = form_urlencoded::byte_serialize(name.unwrap_or_default().as_bytes()).collect();
		let (kind, whose) = match &owner {
			Owner::Department(department) => ("department", department.name().to_owned()),
			Owner::Agent(agent) => ("agent", agent.clone()),
			Owner::Keeper => ("keeper", String::new()),
		};
		let iri = format!("urn:althing:{kind}:{whose}:{name}:{}", self.source_version);
		Ok(NamedNode::new_unchecked(iri).into())
	}

	fn one(&self, store: &Store, path: &Path) -> Result<(Option<Commit>, What)> {
		let rdf = document::format_of(path).ok();
		let graph = self.graph(path, rdf.is_some())?;
		let file = File::open(path).map_err(|e| Error::io(path, e))?;
		let length = file.metadata().map_err(|e| Error::io(path, e))?.len();
		let note = Note::new(&self.place.caller, &self.reason)?;
		let bar = bar(length);
		let done = store.write(&self.place.caller, &note, |draft| {
			draft.share_new_graphs(self.access.clone());
			if self.replace {
				let id = draft.graph(graph.as_ref())?;
				draft.clear(id);
			}
			let Some(format) = rdf else {
				let mut bytes = Vec::new();
				let read = std::io::Read::read_to_end(&mut bar.wrap_read(&file), &mut bytes);
				read.map_err(|e| Error::io(path, e))?;
				return text(draft, path, &graph, &bytes, &note.author).map(What::Passages);
			};
			let base = format!("file://{}", path.display());
			let base = NamedNode::new(&base).ok().map(|base| base.into_string());
			let reader = bar.wrap_read(&file);
			document::load(
				draft,
				reader,
				format,
				&graph,
				base.as_deref(),
				&Bounds::default(),
				|read| {
					bar.set_message(format!("{read} triples"));
				},
			)
			.map(What::Triples)
		});
		bar.finish_and_clear();
		done.map_err(|error| in_file(path, error))
	}
}

fn text(
	draft: &mut crate::store::Draft,
	path: &Path,
	graph: &GraphName,
	bytes: &[u8],
	author: &str,
) -> Result<Taken> {
	let GraphName::NamedNode(graph) = graph else {
		return Err(Error::Input("passages are kept in a named graph".into()));
	};
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	let source = Source {
		name: &path
			.file_name()
			.map(|name| name.to_string_lossy().into_owned())
			.unwrap_or_default(),
		format: Format::of(path)?,
		bytes,
		author,
		time: u64::try_from(since.as_millis()).unwrap_or(0),
	};
	ingest::ingest(draft, &source, graph)
}

enum What {
	Triples(u64),
	Passages(Taken),
}

fn report(json: bool, say: Say<'_>, file: &Path, commit: Option<&Commit>, what: &What) -> Result<()> {
	let (added, version) = commit.map_or((0, None), |commit| (commit.added(), Some(commit.number)));
	if json {
		let read = match what {
			What::Triples(read) => json!({ "triples": read }),
			What::Passages(taken) => json!(taken),
		};
		return say_json(
			say,
			&json!({
				"file": file, "read": read, "new_triples": added, "version": version,
				"commit": commit.map(|commit| hex::encode(commit.hash)),
			}),
		);
	}
	let read = match what {
		What::Triples(read) => format!("{read} triples"),
		What::Passages(taken) => format!(
			"{} passages ({} said before, {} junk), {} facts, {} names",
			taken.passages, taken.repeated, taken.junk, taken.facts, taken.entities
		),
	};
	let kept = version.map_or("nothing new".into(), |version| {
		format!("{added} new triples, version {version}")
	});
	say(&format!("{}: {read}; {kept}", file.display()));
	Ok(())
}

/// On standard error, and not at all where that is no terminal.
fn bar(length: u64) -> ProgressBar {
	let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg}");
	let bar = ProgressBar::new(length);
	match style {
		Ok(style) => bar.with_style(style),
		Err(_) => bar,
	}
}
