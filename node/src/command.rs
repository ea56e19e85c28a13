//! Carries out what the command line asks.

use crate::{
	chain_spec,
	cli::{Cli, Command},
	service::{self, Block},
};
use polkadot_sdk::*;
use sc_cli::{Result, SubstrateCli};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Althing Node".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the issue tracker of the repository that this node was built from".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn sc_service::ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// Reads the command line and does what it asks.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();
	match &cli.command {
		None => cli
			.create_runner(&cli.run)?
			.run_node_until_exit(|config| async move {
				service::new_full(config, cli.runtime_cache.as_deref()).map_err(sc_cli::Error::Service)
			}),
		Some(command) => run_command(&cli, command),
	}
}

fn run_command(cli: &Cli, command: &Command) -> Result<()> {
	match command {
		Command::BuildSpec(cmd) => cli
			.create_runner(cmd)?
			.sync_run(|config| cmd.run(config.chain_spec, config.network)),
		Command::ExportChainSpec(cmd) => cmd.run(cli.load_spec(&cmd.chain)?),
		Command::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = service::new_chain_ops(config)?;
			Ok((cmd.run(parts.client, parts.import_queue), parts.task_manager))
		}),
		Command::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let database = config.database.clone();
			let parts = service::new_chain_ops(config)?;
			Ok((cmd.run(parts.client, database), parts.task_manager))
		}),
		Command::ExportState(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let spec = config.chain_spec.cloned_box();
			let parts = service::new_chain_ops(config)?;
			Ok((cmd.run(parts.client, spec), parts.task_manager))
		}),
		Command::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = service::new_chain_ops(config)?;
			Ok((cmd.run(parts.client, parts.import_queue), parts.task_manager))
		}),
		Command::PurgeChain(cmd) => cli
			.create_runner(cmd)?
			.sync_run(|config| cmd.run(config.database)),
		Command::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
			let parts = service::new_chain_ops(config)?;
			Ok((
				cmd.run(parts.client, parts.backend, Some(Box::new(service::revert))),
				parts.task_manager,
			))
		}),
		Command::ChainInfo(cmd) => cli
			.create_runner(cmd)?
			.sync_run(|config| cmd.run::<Block>(&config)),
		Command::Key(cmd) => cmd.run(cli),
	}
}
