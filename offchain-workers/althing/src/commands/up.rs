//! `althing up`: validators and a fleet on this machine, deciding about their own network.

mod observe;
mod show;
mod track;

use super::agent::{open_journal, register};
use super::content;
use crate::case::Case;
use crate::cli::Up;
use crate::exit::{Failure, Outcome};
use crate::fleet::{Fleet, NodeUrl, Watch, HONEYCOMB};
use crate::network::{default_data, Network, NetworkConfig};
use crate::screen::Event;
use crate::signer::Keys;
use crate::worker::{config, Means, Plan, Worker};
use althing_chain::{Chain, Options};
use althing_content::Content;
use show::Show;
use std::path::{Path, PathBuf};
use tokio::sync::{mpsc, watch};

/// Notices that may wait for whoever shows them.
const NOTICES: usize = 16_384;

/// Runs until Ctrl-C, or until there were as many decisions as were asked for.
pub(super) async fn run(options: Up, json: bool) -> Outcome {
	let data = options
		.data
		.clone()
		.unwrap_or_else(|| default_data().join("local"));
	let config = network_config(&options, &data)?;
	let mut show = Show::new(json, options.plain);
	show.event(&Event::Step(format!("data is in {}", data.display())));
	let mut network = start(&config, &mut show).await?;
	let result = work(&options, &data, &network, &mut show).await;
	show.close(options.picture.as_deref());
	crate::complain!("stopping the validators");
	network.stop().await;
	result
}

async fn start(config: &NetworkConfig, show: &mut Show) -> Result<Network, Failure> {
	let started = |validator: &crate::network::Validator| {
		show.event(&Event::ValidatorUp {
			name: validator.name().to_owned(),
		});
	};
	let starting = Network::start(config, started);
	tokio::select! {
		network = starting => network.map_err(Failure::other),
		() = crate::signals::wait() => Err(Failure::other("interrupted while the validators were starting")),
	}
}

/// Everything while the validators run.
async fn work(options: &Up, data: &Path, network: &Network, show: &mut Show) -> Outcome {
	let fleet = fleet(options, network)?;
	let first = network
		.validators()
		.first()
		.ok_or_else(|| Failure::input("no validator is configured"))?;
	let chain = Chain::connect(Options::new(first.rpc())).await?;
	let journal = open_journal(&data.join("fleet"), &chain.genesis())?;
	let keys = Keys::dev();
	let roster = keys.roster(&fleet)?;
	show.event(&Event::Step(format!(
		"registering {} agents of {} owners",
		fleet.agents.len(),
		fleet.owners.len()
	)));
	let plan = Plan::make(&chain, &roster).await?;
	register(&chain, &roster, plan, true).await?;

	let proposer = keys.derive("//Alice")?;
	let roster = roster.with_owner(proposer.clone());
	let config = config(chain.genesis(), keys.salt_seed()?, Some(proposer.account()));
	let content = store(options, data, &chain, show).await?;
	let (notices, mut inbox) = mpsc::channel(NOTICES);
	let (worker, cases) = Worker::new(
		chain.clone(),
		config,
		roster.clone(),
		journal,
		Means {
			content: Some(content.clone()),
			talker: super::talk::talker(&options.talk, &data.join("fleet"), true).await?,
		},
		notices,
	);
	let (stop, stopped) = watch::channel(false);
	let working = tokio::spawn(worker.run(stopped.clone()));
	let (seen, mut sightings) = mpsc::channel(NOTICES);
	let observing = tokio::spawn(observe::run(fleet.watch.clone(), cases.clone(), seen));
	let mut tracker = track::Tracker::new(chain, roster, data.join("receipts"));
	for path in &options.case {
		let (case, _) = Case::from_path(path).map_err(Failure::input)?;
		content::offer(&content, path, &case).await?;
		observe::submit(&cases, &case).await;
	}

	let interrupted = crate::signals::wait();
	tokio::pin!(interrupted);
	let mut redraw = tokio::time::interval(std::time::Duration::from_millis(250));
	let outcome = loop {
		tokio::select! {
			() = &mut interrupted => break Ok(()),
			Some(notice) = inbox.recv() => tracker.notice(notice, show).await,
			Some(sighting) = sightings.recv() => tracker.sighting(sighting, show),
			_ = redraw.tick() => tracker.draw(show),
		}
		if working.is_finished() {
			break Err(Failure::other("the worker has ended"));
		}
		if options
			.until_decisions
			.is_some_and(|wanted| tracker.verified() >= wanted)
		{
			break Ok(());
		}
	};
	observing.abort();
	content.stop().await;
	// The receiver is gone only when the worker has ended already.
	let _ = stop.send(true);
	match working.await {
		Ok(Ok(())) => outcome,
		Ok(Err(error)) => Err(error.into()),
		Err(crash) => Err(Failure::other(crash)),
	}
}

/// The store of documents and reasons. Where another fleet on this machine listens already, this one does elsewhere.
async fn store(options: &Up, data: &Path, chain: &Chain, show: &mut Show) -> Result<Content, Failure> {
	let folder = options
		.keep
		.content
		.clone()
		.unwrap_or_else(|| data.join("content"));
	let keep = &options.keep;
	let started = content::start(&folder, chain.genesis(), &keep.listen, &keep.peers.peers).await;
	let content = match started {
		Ok(content) => content,
		Err(_) => {
			content::start(
				&folder,
				chain.genesis(),
				&[content::any_port()],
				&keep.peers.peers,
			)
			.await?
		}
	};
	for address in content::addresses(&content) {
		show.event(&Event::Step(format!(
			"documents and reasons: --content-peer {address}"
		)));
	}
	Ok(content)
}

fn fleet(options: &Up, network: &Network) -> Result<Fleet, Failure> {
	let watch = |validator: &crate::network::Validator| {
		Ok(Watch {
			name: validator.name().to_owned(),
			metrics: validator.metrics().parse().map_err(Failure::input)?,
			pid: validator.pid(),
		})
	};
	let watched = network
		.validators()
		.iter()
		.map(watch)
		.collect::<Result<Vec<_>, Failure>>()?;
	if let Some(path) = &options.fleet {
		let mut fleet = Fleet::from_path(path).map_err(Failure::input)?;
		if fleet.watch.is_empty() {
			fleet.watch = watched;
		}
		return Ok(fleet);
	}
	let first = network
		.validators()
		.first()
		.map(crate::network::Validator::rpc)
		.unwrap_or_default();
	let node: NodeUrl = first.parse().map_err(Failure::input)?;
	Fleet::default_local(node, HONEYCOMB, watched).map_err(Failure::input)
}

fn network_config(options: &Up, data: &Path) -> Result<NetworkConfig, Failure> {
	Ok(NetworkConfig {
		binary: node_binary(options.node_binary.as_deref()),
		data: data.to_owned(),
		chain: if options.validators == 1 { "dev" } else { "local" }.to_owned(),
		validators: options.validators,
		ports: options.ports.unwrap_or_default(),
	})
}

/// The node's binary: as named, or beside this one, or on the path.
fn node_binary(named: Option<&Path>) -> PathBuf {
	const NAME: &str = "althing-node";
	let beside = || {
		let own = std::env::current_exe().ok()?;
		Some(own.with_file_name(NAME)).filter(|path| path.exists())
	};
	named
		.map(Path::to_owned)
		.or_else(beside)
		.unwrap_or_else(|| PathBuf::from(NAME))
}
