//! `models` and `chat` without the rest of `althing`: makes models with random weights, measures and tries them.

use althing_inference::cli::{exit_code, run, Chat, Models};
use clap::Parser;

#[derive(Parser)]
struct Arguments {
	/// Print JSON.
	#[arg(long, global = true)]
	json: bool,
	#[command(subcommand)]
	command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
	#[command(flatten)]
	Models(Models),
	/// Talk with a model.
	Chat(Chat),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
	let Arguments { json, command } = Arguments::parse();
	let mut say = |line: &str| println!("{line}");
	let done = match command {
		Command::Models(models) => run(models, json, &mut say),
		Command::Chat(chat) => chat.run(json, &mut say).await,
	};
	match done {
		Ok(()) => std::process::ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("{error}");
			std::process::ExitCode::from(exit_code(&error))
		}
	}
}
