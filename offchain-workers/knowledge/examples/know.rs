//! `althing know` without the rest of `althing`: `know load notes.md --department product --store /tmp/k`. It connects to
//! no chain: `share` makes a copy here and tells nobody, and `--grants` takes a file.

use althing_knowledge::access::{Caller, Party};
use althing_knowledge::cli::{caller, exit_code, run, unshare, Know, Share};
use althing_knowledge::share::grants::NoChain;
use althing_knowledge::share::rules::digest;
use althing_knowledge::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
	/// Print JSON instead of text.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	#[command(flatten)]
	Know(Know),
	/// Make a redacted copy of a graph.
	Share {
		#[command(flatten)]
		share: Share,
		/// Who shares.
		#[arg(long = "as", default_value = "keeper", value_parser = caller)]
		caller: Caller,
		/// Say what the copy would hold, and make none.
		#[arg(long)]
		dry_run: bool,
	},
	/// Take the copies of a graph for a receiver away.
	Unshare {
		/// The graph's name.
		graph: String,
		/// For whom the copies are.
		#[arg(long)]
		with: Party,
		/// The store's folder.
		#[arg(long, env = "ALTHING_KNOWLEDGE", default_value = "knowledge")]
		store: PathBuf,
		/// Who takes them away.
		#[arg(long = "as", default_value = "keeper", value_parser = caller)]
		caller: Caller,
	},
}

async fn carry_out(arguments: Arguments) -> Result<()> {
	let json = arguments.json;
	let mut say = |line: &str| println!("{line}");
	match arguments.command {
		Command::Know(know) => {
			let end = async { drop(tokio::signal::ctrl_c().await) };
			run(know, json, &mut say, &NoChain, end).await
		}
		Command::Share {
			share,
			caller,
			dry_run,
		} => share.run(&caller, dry_run, json, &mut say).map(drop),
		Command::Unshare {
			graph,
			with,
			store,
			caller,
		} => {
			let graph = digest(graph.as_bytes());
			unshare(&store, &caller, &graph, &with, json, &mut say)
		}
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	match carry_out(Arguments::parse()).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("know: {error}");
			ExitCode::from(exit_code(&error))
		}
	}
}
