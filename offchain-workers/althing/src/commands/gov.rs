//! `althing gov`: how CVT holders rule.

mod cap;
mod commons;
mod deposit;
mod file;
mod mandates;
mod propose;
mod referenda;
mod spender;
mod tracks;
mod vote;

use crate::cli::Gov;
use crate::exit::Outcome;

/// What referenda and votes depend on, beside what every connection is checked for.
const PALLETS: [&str; 3] = ["ConvictionVoting", "Cvt", "Referenda"];

pub(super) async fn run(command: Gov, json: bool) -> Outcome {
	match command {
		Gov::Tracks(node) => tracks::run(&node, json).await,
		Gov::List(options) => referenda::list(&options, json).await,
		Gov::Show(options) => referenda::show(&options, json).await,
		Gov::Vote(options) => vote::vote(options, json).await,
		Gov::Delegate(options) => vote::delegate(options, json).await,
		Gov::Undelegate(options) => vote::undelegate(options, json).await,
		Gov::Propose(options) => propose::propose(options, json).await,
		Gov::Deposit(options) => deposit::place(options, json).await,
		Gov::Refund(options) => deposit::refund(options, json).await,
		Gov::Cancel(options) => propose::cancel(options, json).await,
		Gov::Enact { wasm, signing } => propose::enact(&wasm, signing, json).await,
		Gov::Commons(command) => commons::run(command, json).await,
		Gov::Mandates(options) => mandates::run(&options, json).await,
	}
}
