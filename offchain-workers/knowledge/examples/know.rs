//! `althing know` without the rest of `althing`: `know load notes.md --department product --store /tmp/k`. It connects to
//! no chain: `share` makes a copy here and tells nobody, and `--grants` takes a file.

use althing_knowledge::cli::{exit_code, run, Know, Share, Unshare};
use althing_knowledge::share::grants::NoChain;
use althing_knowledge::Result;
use clap::{Parser, Subcommand};
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
		/// Say what the copy would hold, and make none.
		#[arg(long)]
		dry_run: bool,
	},
	/// Take copies away.
	Unshare(Unshare),
}

async fn carry_out(arguments: Arguments) -> Result<()> {
	let json = arguments.json;
	let mut say = |line: &str| println!("{line}");
	match arguments.command {
		Command::Know(know) => {
			let end = async { drop(tokio::signal::ctrl_c().await) };
			run(know, json, &mut say, &NoChain, end).await
		}
		Command::Share { share, dry_run } => share.run(dry_run, json, &mut say).map(drop),
		Command::Unshare(unshare) => unshare.run(json, &mut say),
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
