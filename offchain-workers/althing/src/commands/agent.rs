//! `althing agent`: keys, and a fleet on any network.

use super::output::{print_json, print_json_line, vwt};
use crate::cli::AgentRun;
use crate::exit::{Failure, Outcome};
use crate::fleet::{Fleet, NodeUrl, HONEYCOMB};
use crate::keystore::{self, PassphraseSource, Secret};
use crate::network::default_data;
use crate::signer::secret;
use crate::worker::{config, Journal, JournalError, Means, Notice, Plan, Roster, Worker, WorkerError};
use althing_chain::{ss58, Chain, Hash, Options};
use althing_content::Content;
use indicatif::ProgressBar;
use serde_json::json;
use std::io::Read;
use std::path::Path;
use tokio::sync::{mpsc, watch};

/// Notices that may wait for whoever shows them.
const NOTICES: usize = 4_096;

/// Makes a keystore.
pub(super) fn new(path: &Path, import: bool, passphrase_file: Option<&Path>, json: bool) -> Outcome {
	let secret = if import {
		let mut phrase = String::new();
		std::io::stdin()
			.take(1024)
			.read_to_string(&mut phrase)
			.map_err(|e| Failure::input(format!("the phrase cannot be read from standard input: {e}")))?;
		Secret::import(phrase.trim())?
	} else {
		Secret::generate()?
	};
	let source = passphrase_file.map_or(PassphraseSource::Prompt, |file| {
		PassphraseSource::File(file.to_owned())
	});
	keystore::create(path, &secret, &source.read_new()?)?;
	if json {
		print_json(&json!({ "keystore": path }));
		return Ok(());
	}
	crate::say!("{} holds the phrase, encrypted.", path.display());
	if !import {
		crate::say!("Write these words down and keep them away from this machine; they are shown only now:\n\n    {}\n", secret.phrase());
	}
	Ok(())
}

/// Runs a fleet until it is told to stop.
pub(super) async fn run(options: AgentRun, json: bool) -> Outcome {
	let fleet = load(&options)?;
	let chain = connect(&options, &fleet).await?;
	let keys = secret(&options.signer, &chain).await?;
	let roster = keys.roster(&fleet)?;
	let plan = Plan::make(&chain, &roster).await?;
	if options.dry_run {
		preview(&plan, json);
		return Ok(());
	}
	// Before anything is bonded: the journal knows whether this is the chain that is meant.
	let data = options
		.data
		.clone()
		.unwrap_or_else(|| default_data().join("fleet"));
	let journal = open_journal(&data, &chain.genesis())?;
	register(&chain, &roster, plan, json).await?;

	let content = super::content::kept(&options.keep, chain.genesis()).await?;
	if let Some(content) = &content {
		tell_peers(content, json);
	}
	let means = Means {
		content: content.clone(),
		talker: super::talk::talker(&options.talk, &data, json).await?,
	};
	let config = config(chain.genesis(), keys.salt_seed()?, None);
	let (notices, inbox) = mpsc::channel(NOTICES);
	let (worker, _cases) = Worker::new(chain, config, roster, journal, means, notices);
	let (stop, stopped) = watch::channel(false);
	let printer = tokio::spawn(print(inbox, json));
	let work = tokio::spawn(worker.run(stopped));
	crate::signals::wait().await;
	// The receiver is gone only when the worker has ended already.
	let _ = stop.send(true);
	let result = work.await.map_err(Failure::other)?;
	printer.abort();
	if let Some(content) = content {
		content.stop().await;
	}
	result.map_err(Failure::from)
}

fn tell_peers(content: &Content, json: bool) {
	let addresses = super::content::addresses(content);
	if json {
		print_json_line(&json!({ "content": addresses }));
		return;
	}
	for address in addresses {
		crate::say!("documents and reasons: --content-peer {address}");
	}
}

impl From<WorkerError> for Failure {
	fn from(error: WorkerError) -> Self {
		match error {
			WorkerError::Chain(error) => error.into(),
			WorkerError::Journal(error) => error.into(),
		}
	}
}

impl From<JournalError> for Failure {
	fn from(error: JournalError) -> Self {
		let code = match &error {
			JournalError::OtherChain { .. } => 4,
			JournalError::Database { .. } | JournalError::Record { .. } => 1,
		};
		Self {
			code,
			message: error.to_string(),
		}
	}
}

/// Opens the journal in `data`, which is made if it is not there, for the chain with this genesis hash.
pub(super) fn open_journal(data: &Path, genesis: &Hash) -> Result<Journal, Failure> {
	std::fs::create_dir_all(data).map_err(|e| {
		Failure::other(format!(
			"{} cannot be made: {e}. Choose another folder with --data.",
			data.display()
		))
	})?;
	Ok(Journal::open(data, genesis)?)
}

/// Registers what is missing, with a progress bar.
pub(super) async fn register(chain: &Chain, roster: &Roster, plan: Plan, quiet: bool) -> Outcome {
	if plan.is_empty() {
		return Ok(());
	}
	let bar = if quiet {
		ProgressBar::hidden()
	} else {
		ProgressBar::new(roster.len() as u64)
	};
	bar.set_message("registering agents");
	plan.carry_out(chain, roster, |done| bar.set_position(done as u64))
		.await?;
	bar.finish_and_clear();
	Ok(())
}

fn load(options: &AgentRun) -> Result<Fleet, Failure> {
	match &options.fleet {
		Some(path) => Fleet::from_path(path).map_err(Failure::input),
		None => {
			let node: NodeUrl = options.node.node.parse().map_err(Failure::input)?;
			Fleet::default_local(node, HONEYCOMB, Vec::new()).map_err(Failure::input)
		}
	}
}

/// The first of the fleet's nodes that answers.
async fn connect(options: &AgentRun, fleet: &Fleet) -> Result<Chain, Failure> {
	let genesis = super::connect::pinned(&options.node)?.or(fleet.genesis);
	let mut last = Failure::input("the fleet file names no node");
	for node in &fleet.nodes {
		let target = Options::new(node.as_str());
		let target = match genesis {
			Some(genesis) => target.pinned(genesis),
			None => target,
		};
		match Chain::connect(target).await {
			Ok(chain) => return Ok(chain),
			Err(error) => last = error.into(),
		}
	}
	Err(last)
}

fn preview(plan: &Plan, json: bool) {
	if json {
		let owners = plan.missing.iter().map(|(owner, agents)| {
			let (needs, lacks) = plan.funds(owner);
			json!({
				"owner": ss58(owner), "agents": agents.len(), "needs": needs.to_string(), "lacks": lacks.to_string(),
			})
		});
		print_json(&json!({
			"registered": plan.registered,
			"missing": owners.collect::<Vec<_>>(),
			"bond": plan.bond.to_string(),
		}));
		return;
	}
	crate::say!(
		"{} agents are registered, {} would be:",
		plan.registered,
		plan.len()
	);
	for (owner, agents) in &plan.missing {
		let (needs, lacks) = plan.funds(owner);
		let lacks = match lacks {
			0 => "and has it".to_owned(),
			lacks => format!("and lacks {}: send it to that account first", vwt(lacks)),
		};
		crate::say!(
			"  {} of {}, which needs {} for bonds and fees, {lacks}",
			agents.len(),
			ss58(owner),
			vwt(needs)
		);
	}
}

async fn print(mut inbox: mpsc::Receiver<Notice>, json: bool) {
	while let Some(notice) = inbox.recv().await {
		match notice {
			Notice::Event(event) if json => print_json_line(&json!({ "event": format!("{event:?}") })),
			Notice::Event(event) => crate::say!("{event:?}"),
			Notice::Block { block, counts } if json => {
				print_json_line(&json!({ "block": block, "counts": format!("{counts:?}") }));
			}
			_ => (),
		}
	}
}
