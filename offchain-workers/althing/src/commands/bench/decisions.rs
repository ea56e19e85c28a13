//! `althing bench decisions`: how many cases a running network and its fleet decide in a minute.

use crate::case::{About, Case, Form};
use crate::cli::{Node, Signer};
use crate::commands::connect::connect;
use crate::commands::decide::open;
use crate::commands::output::print_json;
use crate::exit::{Failure, Outcome};
use crate::signer::secret;
use althing_brains::{Series, Window};
use althing_chain::{Call, Chain, Keypair};
use althing_primitives::{blake2, Departments, ProposalId};
use futures::{stream, StreamExt, TryStreamExt};
use polkadot_sdk::sp_arithmetic::Perbill;
use serde_json::json;
use std::time::Instant;

/// Points of each case's series.
const POINTS: i64 = 256;

pub(crate) async fn run(node: &Node, signer: &Signer, count: u32, open_at_once: u32, json: bool) -> Outcome {
	let chain = connect(node).await?;
	let keypair = secret(signer, &chain).await?.derive("//Alice")?;
	let began = Instant::now();
	let first = chain.finalized().await?.number;
	let blocks: Vec<(u32, u32)> = stream::iter(0..count)
		.map(|index| one(&chain, &keypair, index))
		.buffer_unordered(open_at_once.max(1) as usize)
		.try_collect()
		.await?;
	let seconds = began.elapsed().as_secs_f64();
	let last = chain.finalized().await?.number;
	let mut waits: Vec<u32> = blocks
		.iter()
		.map(|(opened, decided)| decided.saturating_sub(*opened))
		.collect();
	waits.sort_unstable();
	let at = |share: usize| {
		waits
			.get(waits.len().saturating_sub(1) * share / 100)
			.copied()
			.unwrap_or_default()
	};
	let per_minute = f64::from(count) * 60.0 / seconds;
	if json {
		print_json(&json!({
			"proposals": count, "openAtOnce": open_at_once, "seconds": seconds, "perMinute": per_minute,
			"blocks": last.saturating_sub(first),
			"blocksToDecision": { "median": at(50), "p95": at(95), "max": at(100) },
		}));
		return Ok(());
	}
	crate::say!(
		"{count} proposals, {open_at_once} at once: {per_minute:.1} a minute ({seconds:.0} s, {} blocks)",
		last.saturating_sub(first)
	);
	crate::say!(
		"blocks from opening to decision: median {}, 95 % {}, most {}",
		at(50),
		at(95),
		at(100)
	);
	Ok(())
}

/// Puts one case; gives the blocks of its opening and its decision.
async fn one(chain: &Chain, keypair: &Keypair, index: u32) -> Result<(u32, u32), Failure> {
	let case = case(index)?;
	let body = case.body();
	let call = Call::open(&case.question(blake2(&body)), body);
	let proposal: ProposalId = open(chain, keypair, &call).await?;
	let opened = chain.finalized().await?.number;
	let mut blocks = chain.follow(None);
	loop {
		let block = blocks.next().await?;
		if let Some(decision) = chain.at(block.id.hash).await?.decision(proposal).await? {
			return Ok((opened, decision.decided_at));
		}
	}
}

/// A series of its own for each case: a slow wave, and in every other case a jump at the end.
fn case(index: u32) -> Result<Case, Failure> {
	let times: Vec<i64> = (0..POINTS).map(|i| 1_700_000_000 + i * 60).collect();
	let jump = if index.is_multiple_of(2) { 40.0 } else { 0.0 };
	let value = |i: i64| (i as f64 / 9.0 + f64::from(index)).sin() + if i >= POINTS - 8 { jump } else { 0.0 };
	let series = Series::new(times.clone(), (0..POINTS).map(value).collect()).map_err(Failure::other)?;
	let (from, to) = (times.iter().rev().nth(9), times.last());
	let window = Window::new(from.copied().unwrap_or_default(), to.copied().unwrap_or_default())
		.map_err(Failure::other)?;
	let about = About {
		question: format!("Benchmark case {index}: is there an anomaly?"),
		subject: Some("benchmark".into()),
		form: Form::Binary,
		departments: Departments::default(),
		risk: Perbill::from_percent(20),
		impact: Perbill::from_percent(20),
		urgency: Perbill::from_percent(20),
	};
	Case::about_series(about, window, &series)
		.map(|(case, _)| case)
		.map_err(Failure::other)
}
