//! `althing evidence`: whether what agents say a case's documents say is really in them.

use super::content::Passing;
use super::output::print_json;
use super::verify::read;
use crate::case::{self, Case, Document};
use crate::cli::Evidence;
use crate::exit::{Failure, Outcome};
use crate::worker::task;
use althing_chain::verify::{Rationale, ReceiptFile};
use althing_cmp_rules::{Answer, Receipt};
use althing_content::Address;
use althing_knowledge::judge::{self, Checked, Library};
use althing_primitives::blake2;
use codec::DecodeAll;
use serde::Serialize;
use std::path::Path;

/// What was found out about one ballot's reasons.
#[derive(Debug, Serialize)]
struct Finding {
	round: u8,
	seat: u8,
	answer: Option<Answer>,
	outcome: Result<Reasons, String>,
}

/// What a ballot that holds rests on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum Reasons {
	/// Statements that the documents make.
	Documents(Checked),
	/// Plain words, as a language model gives them: they are the ballot's, and nothing here proves or disproves them.
	Words(String),
}

pub(super) async fn run(options: Evidence, json: bool) -> Outcome {
	let file = ReceiptFile::parse(&read(&options.receipt)?).map_err(Failure::input)?;
	let receipt = Receipt::decode_all(&mut file.receipt.as_slice())
		.map_err(|e| Failure::input(format!("the receipt cannot be decoded: {e}")))?;
	let case = case_of(&file, &receipt)?;
	let case::Evidence::Documents(documents) = case.evidence() else {
		return Err(Failure::input(
			"this case is not about documents; its reasons are plain text",
		));
	};
	if file.rationales.is_empty() {
		return Err(Failure::input(
			"the receipt file has no rationales; fetch it with `althing receipt --content-peer`",
		));
	}
	let texts = match &options.documents {
		Some(folder) => from_folder(folder, documents)?,
		None => from_peers(&options, &file, documents).await?,
	};
	let named = texts.iter().map(|(name, bytes)| judge::Document { name, bytes });
	let library = Library::of(named).map_err(Failure::input)?;
	let task = task(&case).map_err(Failure::input)?;
	let findings: Vec<Finding> = file
		.rationales
		.iter()
		.map(|rationale| look(&library, &task, &receipt, rationale))
		.collect();
	print(&findings, json);
	let wrong = findings.iter().filter(|finding| finding.outcome.is_err()).count();
	if wrong > 0 {
		return Err(Failure::verification(format!(
			"{wrong} of {} rationales do not hold",
			findings.len()
		)));
	}
	Ok(())
}

/// The case that the receipt is about: its body must be the one that was asked.
fn case_of(file: &ReceiptFile, receipt: &Receipt) -> Result<Case, Failure> {
	let body = file.body.as_deref().ok_or_else(|| {
		Failure::input("the receipt file does not have the case's body; fetch it with `althing receipt`")
	})?;
	if blake2(body.as_bytes()) != receipt.question.evidence {
		return Err(Failure::verification(
			"the case's body is not the one that was asked about",
		));
	}
	Case::from_body(body.as_bytes()).map_err(Failure::input)
}

fn from_folder(folder: &Path, documents: &[Document]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
	let one = |document: &Document| {
		let path = folder.join(&document.name);
		let bytes = std::fs::read(&path)
			.map_err(|e| Failure::input(format!("{} cannot be read: {e}", path.display())))?;
		if blake2(&bytes) != document.hash {
			return Err(Failure::verification(format!(
				"{} is another document than the case's",
				path.display()
			)));
		}
		Ok((document.name.clone(), bytes))
	};
	documents.iter().map(one).collect()
}

async fn from_peers(
	options: &Evidence,
	file: &ReceiptFile,
	documents: &[Document],
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
	if options.peers.peers.is_empty() {
		return Err(Failure::input(
			"say where the documents are: --documents, or --content-peer to have them fetched",
		));
	}
	// Only asking: nobody needs to find this one.
	let passing = Passing::start(file.genesis, &[], &options.peers.peers).await?;
	let mut texts = Vec::with_capacity(documents.len());
	for document in documents {
		let bytes = passing.content.get(Address::blake2b(document.hash)).await?;
		texts.push((document.name.clone(), bytes));
	}
	passing.content.stop().await;
	Ok(texts)
}

/// Checks a rationale: it is the one that the ballot names, it holds, and it says what the ballot says.
fn look(library: &Library, task: &judge::Task, receipt: &Receipt, rationale: &Rationale) -> Finding {
	let reveal = receipt
		.rounds
		.get(usize::from(rationale.round))
		.and_then(|round| round.casts.iter().find(|cast| cast.seat == rationale.seat))
		.and_then(|cast| cast.reveal.as_ref());
	let checked = || {
		let ballot = &reveal.ok_or("no such ballot was revealed")?.ballot;
		if blake2(rationale.text.as_bytes()) != ballot.rationale {
			return Err("it is not the one that the ballot names".to_owned());
		}
		if !is_evidence(&rationale.text) {
			return Ok(Reasons::Words(rationale.text.clone()));
		}
		let checked = judge::check(library, task, &rationale.text).map_err(|e| e.to_string())?;
		let given = match ballot.answer {
			Answer::Binary(yes) => usize::from(yes),
			Answer::Choice(option) => usize::from(option),
			Answer::Scalar(_) => return Err("the ballot answers another kind of question".into()),
		};
		if checked.answer == given {
			Ok(Reasons::Documents(checked))
		} else {
			Err("the ballot says something else than its reasons".into())
		}
	};
	Finding {
		round: rationale.round,
		seat: rationale.seat,
		answer: reveal.map(|reveal| reveal.ballot.answer),
		outcome: checked(),
	}
}

/// Whether it claims to be statements about documents: each line of N-Quads begins with an IRI or a blank node.
fn is_evidence(text: &str) -> bool {
	text.starts_with('<') || text.starts_with("_:")
}

fn print(findings: &[Finding], json: bool) {
	if json {
		print_json(&findings);
		return;
	}
	for Finding {
		round, seat, outcome, ..
	} in findings
	{
		match outcome {
			Ok(Reasons::Words(text)) => {
				crate::say!("words  round {round}, seat {seat}: {}", case::shown(text))
			}
			Ok(Reasons::Documents(checked)) => {
				crate::say!(
				"ok     round {round}, seat {seat}: {} says {}, by {} statements that the documents make{}",
				checked.method.name(),
				checked.said,
				checked.quads,
				if checked.reproduced { "; judged again, the same" } else { "; judged again, otherwise" }
			)
			}
			Err(reason) => crate::say!("FAILED round {round}, seat {seat}: {reason}"),
		}
	}
}
