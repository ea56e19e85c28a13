//! `althing bench`

use super::{Node, Signer};
use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

/// `althing bench`
#[derive(Debug, Subcommand)]
pub enum Bench {
	/// Replay labelled series as streams: each brain alone, and the panel.
	Nab {
		/// The folder with the series and windows.json.
		#[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
		data: PathBuf,
	},
	/// How panels converge on labelled series, round by round.
	Rounds {
		/// The folder with the series and windows.json.
		#[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
		data: PathBuf,
	},
	/// What looking at a case pays, beside what one gets without.
	Incentives,
	/// What seats gain by not opening what they sealed.
	Withholding,
	/// Replay answers whose truth is known: CMP online and at the end, majority, Dawid–Skene.
	Cmp(BenchCmp),
	/// What a growing share of cheats gains against CMP and its peers, on made-up crowds.
	Cabal(BenchCabal),
	/// Decisions per minute on a running network, with cases of our own.
	Decisions {
		/// How the chain is reached.
		#[command(flatten)]
		node: Node,
		/// Who signs.
		#[command(flatten)]
		signer: Signer,
		/// How many proposals to put.
		#[arg(long, default_value_t = 32)]
		count: u32,
		/// How many are open at once.
		#[arg(long, default_value_t = 16)]
		open: u32,
	},
}

/// `althing bench cmp`
#[derive(Debug, Args)]
pub struct BenchCmp {
	/// A table with the columns question, worker, answer.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub answers: PathBuf,
	/// A table with the columns question, truth.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub truth: PathBuf,
	/// Add colluders: so many that they are this share of all workers, in per cent (30, 30%) or, below 1, as a
	/// fraction (0.3). All give one answer per task, the true one on 30 % of the tasks.
	#[arg(long, value_name = "P", default_value = "0", value_parser = share)]
	pub colluders: f64,
	/// What chance the colluders use.
	#[arg(long, default_value_t = 1)]
	pub seed: u64,
	/// Write the answers, colluders and all, to a file: for other programs.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub write: Option<PathBuf>,
}

/// `althing bench cabal`
#[derive(Debug, Args)]
pub struct BenchCabal {
	/// Write the curves as SVG.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub svg: Option<PathBuf>,
	/// Crowds per point; the figures are their means.
	#[arg(long, default_value_t = 3)]
	pub crowds: u64,
	/// Where chance begins.
	#[arg(long, default_value_t = 1)]
	pub seed: u64,
}

fn share(text: &str) -> Result<f64, String> {
	let bare = text.trim().trim_end_matches('%').trim_end();
	let number: f64 = bare.parse().map_err(|_| format!("{text} is no share"))?;
	let share = if number < 1.0 && bare.len() == text.trim().len() {
		number
	} else {
		number / 100.0
	};
	if (0.0..=0.9).contains(&share) {
		Ok(share)
	} else {
		Err(format!("{text} is not between 0 and 90 %"))
	}
}
