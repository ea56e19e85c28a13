//! One file per command. Text goes to standard output, progress and complaints to standard error.

mod agent;
mod agents;
mod anchors;
mod appraise;
mod bench;
pub(crate) mod connect;
mod content;
pub(crate) mod decide;
mod endow;
mod evidence;
mod explain;
mod gov;
pub(crate) mod inclusion;
mod know;
mod models;
pub(crate) mod output;
mod proposals;
mod receipt;
mod relay;
mod signing;
mod status;
mod talk;
mod tokens;
mod up;
mod validator;
mod verify;

use crate::cli::{Agent, Bench, Cli, Command, Validator};
use crate::exit::Outcome;
use clap::CommandFactory;
use tracing_subscriber::EnvFilter;

/// Carries a command out.
///
/// # Errors
/// What went wrong, with the exit code that belongs to it.
pub async fn run(cli: Cli) -> Outcome {
	let json = cli.global.json;
	match cli.command {
		Command::Up(options) => up::run(options, json).await,
		Command::Agent(Agent::New {
			keystore,
			import,
			passphrase_file,
		}) => agent::new(&keystore, import, passphrase_file.as_deref(), json),
		Command::Agent(Agent::Run(options)) => agent::run(*options, json).await,
		Command::Validator(Validator::Join(options)) => validator::join(options, json).await,
		Command::Tokens(command) => tokens::run(command, json).await,
		Command::Gov(command) => gov::run(command, json).await,
		Command::Endow(options) => endow::run(options, json).await,
		Command::Appraise(options) => appraise::run(options, json).await,
		Command::Decide(options) => decide::run(options, json).await,
		Command::Verify(options) => verify::run(options, json).await,
		Command::Explain(options) => explain::run(options, json).await,
		Command::Receipt(options) => receipt::run(options, json).await,
		Command::Evidence(options) => evidence::run(options, json).await,
		Command::Content(command) => content::run(command, json).await,
		Command::Fetch(options) => content::fetch(options, json).await,
		Command::Anchors(command) => anchors::run(command, json).await,
		Command::Relay(options) => relay::run(options, json).await,
		Command::Agents(options) => agents::run(options, json).await,
		Command::Proposals(options) => proposals::run(options, json).await,
		Command::Status(options) => status::run(options, json).await,
		Command::Know(command) => know::run(command, json).await,
		Command::Models(command) => models::run(command, json).await,
		Command::Chat(options) => models::chat(options, json).await,
		Command::Serve(options) => models::serve(*options, json).await,
		Command::Remote(command) => models::remote(command, json).await,
		Command::Gate(command) => models::gate(command, json),
		Command::Bench(Bench::Nab { data }) => bench::nab::run(&data, json),
		Command::Bench(Bench::Rounds { data }) => bench::rounds::run(&data, json),
		Command::Bench(Bench::Incentives) => bench::incentives::run(json),
		Command::Bench(Bench::Withholding) => bench::withholding::run(json),
		Command::Bench(Bench::Cmp(options)) => bench::cmp::run(&options, json),
		Command::Bench(Bench::Cabal(options)) => bench::cabal::run(&options, json),
		Command::Bench(Bench::Decisions {
			node,
			signer,
			count,
			open,
		}) => bench::decisions::run(&node, &signer, count, open, json).await,
		Command::Completions { shell } => {
			let mut script = Vec::new();
			clap_complete::generate(shell, &mut Cli::command(), "althing", &mut script);
			crate::stdout::write(format_args!("{}", String::from_utf8_lossy(&script)));
			Ok(())
		}
	}
}

/// Sends the program's own log to standard error: warnings, or more with each `-v`, or what `RUST_LOG` says.
pub fn log_to_stderr(verbose: u8) {
	let level = match verbose {
		0 => "warn",
		1 => "info,althing=debug,althing_chain=debug,althing_relay=debug",
		_ => "debug",
	};
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(std::io::stderr)
		.init();
}
