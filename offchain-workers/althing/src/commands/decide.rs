//! `althing decide`: put a case to a panel and wait for the decision.

use super::connect::connect_as;
use super::content::{offer, Passing};
use super::inclusion::included;
use super::output::{outcome, percent, print_json, vwt};
use super::receipt::write;
use crate::case::{Case, Evidence};
use crate::cli::Decide;
use crate::exit::{Failure, Outcome};
use crate::receipts::{add_rationales, gather};
use althing_chain::verify::ReceiptFile;
use althing_chain::views::{DecisionView, Phase, ProposalView};
use althing_chain::{Call, Chain, CmpEvent, DispatchFailure, Event, Inclusion, Keypair};
use althing_primitives::{blake2, Hash, ProposalId};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::time::Duration;

/// How long reasons are waited for after the anchor.
const REASONS: Duration = Duration::from_secs(30);
/// How long an anchor is waited for after the decision.
const ANCHOR: Duration = Duration::from_secs(60);

pub(crate) async fn run(options: Decide, json: bool) -> Outcome {
	let (case, notices) = Case::from_path(&options.case).map_err(Failure::input)?;
	for notice in &notices {
		crate::complain!("note: {notice}");
	}
	let body = case.body();
	let question = case.question(blake2(&body));
	let (chain, keypair) = connect_as(&options.by).await?;
	let call = Call::open(&question, body.clone());
	let fee = chain.fee_of(&keypair.account(), &call).await?;
	chain.rehearse(&keypair, &call).await?.result.map_err(refused)?;
	if options.dry_run {
		return preview(&chain, &keypair, body.len(), fee.amount, json).await;
	}
	let passing = offered(&options, &case, chain.genesis()).await?;
	let work = decide(&chain, &keypair, &call, json);
	let patience = Duration::from_secs(options.timeout);
	let (proposal, decision) = tokio::time::timeout(patience, work).await.map_err(|_| {
		Failure::timeout(format!(
			"no decision within {} s. Is a fleet running on this network? The proposal goes on; look with `althing proposals`.",
			options.timeout
		))
	})??;
	let mut file = receipt(&chain, proposal).await?;
	if let Some(passing) = passing {
		reasons(&chain, &mut file, &passing).await;
		passing.content.stop().await;
	}
	let path = write(&file, options.out.as_deref())?;
	if json {
		print_json(&json!({
			"proposal": proposal,
			"decision": decision,
			"feeVwt": vwt(fee.amount),
			"anchored": file.anchor.as_ref().map(|anchor| anchor.id),
			"rationales": file.rationales.len(),
			"receipt": path,
		}));
		return Ok(());
	}
	crate::say!("proposal {proposal}: {}", outcome(&decision.outcome));
	crate::say!(
		"support  {} [{}, {}], decided in block {}",
		percent(decision.support),
		percent(decision.lower),
		percent(decision.upper),
		decision.decided_at
	);
	match &file.anchor {
		Some(anchor) => crate::say!("anchor   {}", anchor.id),
		None => crate::say!("anchor   none yet; `althing receipt {proposal}` fetches it later"),
	}
	crate::say!("fee      {} (the deposit is back)", vwt(fee.amount));
	crate::say!(
		"receipt  {}; check it with `althing verify {}`",
		path.display(),
		path.display()
	);
	Ok(())
}

/// A store with the documents of the case, which agents get them from; none where there are no documents.
async fn offered(options: &Decide, case: &Case, genesis: Hash) -> Result<Option<Passing>, Failure> {
	if !matches!(case.evidence(), Evidence::Documents(_)) {
		return Ok(None);
	}
	let passing = Passing::start(genesis, &options.offer.listen, &options.offer.peers).await?;
	offer(&passing.content, &options.case, case).await?;
	Ok(Some(passing))
}

/// Waits for the reasons, which agents publish when the proposal has ended for them.
async fn reasons(chain: &Chain, file: &mut ReceiptFile, passing: &Passing) {
	let published = async {
		let mut blocks = chain.follow(None);
		while add_rationales(file, &passing.content).await > 0 && blocks.next().await.is_ok() {}
	};
	if tokio::time::timeout(REASONS, published).await.is_err() {
		crate::complain!(
			"note: not all agents have published their reasons; `althing receipt` may find more later"
		);
	}
}

async fn preview(chain: &Chain, keypair: &Keypair, bytes: usize, fee: u128, json: bool) -> Outcome {
	let state = chain.now().await?;
	let deposit = state.summary().await?.next_deposit;
	let balance = state.balance(&keypair.account()).await?.free;
	let account = althing_chain::ss58(&keypair.account());
	if json {
		print_json(&json!({
			"account": account, "bodyBytes": bytes, "fee": fee.to_string(), "deposit": deposit.to_string(), "balance": balance.to_string(),
		}));
	} else {
		crate::say!("would open a proposal with a body of {bytes} bytes");
		crate::say!("fee      {}", vwt(fee));
		crate::say!("deposit  {}, back when it ends", vwt(deposit));
		crate::say!("from     {account}, which has {}", vwt(balance));
	}
	Ok(())
}

/// Opens the proposal and follows it to its end.
async fn decide(
	chain: &Chain,
	keypair: &Keypair,
	call: &Call,
	quiet: bool,
) -> Result<(ProposalId, DecisionView), Failure> {
	let progress = if quiet { ProgressBar::hidden() } else { spinner() };
	progress.set_message("opening the proposal");
	let proposal = open(chain, keypair, call).await?;
	let mut blocks = chain.follow(None);
	loop {
		let block = blocks.next().await?;
		let (decision, view) = match look(chain, block.id.hash, proposal).await {
			Ok(seen) => seen,
			// The node is away, or was in the middle of an answer: the next block shows the same.
			Err(error) if error.is_transient() => continue,
			Err(error) => return Err(error.into()),
		};
		if let Some(decision) = decision {
			progress.finish_and_clear();
			return Ok((proposal, decision));
		}
		if let Some(view) = view {
			progress.set_message(format!(
				"proposal {proposal}, block {}: {}",
				block.id.number,
				stage(&view)
			));
		}
	}
}

/// How a proposal was decided, or how far it is, after the block with `hash`.
async fn look(
	chain: &Chain,
	hash: Hash,
	proposal: ProposalId,
) -> althing_chain::Result<(Option<DecisionView>, Option<ProposalView>)> {
	let state = chain.at(hash).await?;
	Ok((state.decision(proposal).await?, state.proposal(proposal).await?))
}

/// The chain does not take the proposal, or would not.
fn refused(failure: DispatchFailure) -> Failure {
	Failure::refused(format!("the chain refused the proposal: {failure}"))
}

/// Opens a proposal; gives its number once that is final.
pub(crate) async fn open(chain: &Chain, keypair: &Keypair, call: &Call) -> Result<ProposalId, Failure> {
	let outcome = chain.submit(keypair, call).await?.outcome().await;
	let Inclusion { result, events, .. } = included(outcome)?;
	result.map_err(refused)?;
	events
		.into_iter()
		.find_map(|event| match event {
			Event::Cmp(CmpEvent::Opened { proposal, .. }) => Some(proposal),
			_ => None,
		})
		.ok_or_else(|| Failure::other("the transaction was included without opening a proposal"))
}

/// The receipt, with its anchor when there is one in time.
async fn receipt(chain: &Chain, proposal: ProposalId) -> Result<ReceiptFile, Failure> {
	let gone = || Failure::other(format!("the chain keeps no receipt of proposal {proposal}"));
	let anchored = async {
		let mut blocks = chain.follow(None);
		loop {
			if let Some(file) = gather(chain, proposal)
				.await?
				.filter(|file| file.anchor.is_some())
			{
				return Ok::<_, althing_chain::Error>(file);
			}
			blocks.next().await?;
		}
	};
	match tokio::time::timeout(ANCHOR, anchored).await {
		Ok(file) => Ok(file?),
		Err(_) => gather(chain, proposal).await?.ok_or_else(gone),
	}
}

fn stage(view: &ProposalView) -> String {
	let seats = view.seats.len();
	match view.phase {
		Phase::Drawing => "drawing the panel".into(),
		Phase::Sealing => {
			let sealed = view.seats.iter().filter(|seat| seat.commitment.is_some()).count();
			format!("round {}, {sealed} of {seats} ballots sealed", view.round)
		}
		Phase::Revealing => {
			let revealed = view.seats.iter().filter(|seat| seat.revealed).count();
			format!("round {}, {revealed} of {seats} ballots revealed", view.round)
		}
	}
}

fn spinner() -> ProgressBar {
	let bar = ProgressBar::new_spinner();
	if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}") {
		bar.set_style(style);
	}
	bar.enable_steady_tick(Duration::from_millis(120));
	bar
}
