//! Referenda as an end-to-end test drives them: with the accounts that development chains are born with.

#![allow(clippy::unwrap_used, clippy::panic)]

use althing_chain::{
	Call, Chain, Conviction, Enactment, End, Inclusion, Keypair, Outcome, Proposed, Referendum, Vote,
};

/// One CVT, or one VWT.
pub const UNIT: u128 = 1_000_000_000_000;

/// The accounts that hold CVT on the preset `local`, each of them a sixteenth of it.
pub fn holders() -> Vec<Keypair> {
	let people = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie"].map(|name| format!("//{name}"));
	let departments = [
		"engineering",
		"product",
		"sales",
		"marketing",
		"finance",
		"people",
		"legal",
		"customer",
	]
	.map(|name| format!("//fleet//{name}"));
	people
		.iter()
		.chain(&departments)
		.map(|secret| Keypair::from_secret(secret).unwrap())
		.collect()
}

/// Sends `call` and waits until a finalized block holds it; it must have succeeded.
pub async fn make(chain: &Chain, signer: &Keypair, call: Call) -> Inclusion {
	let submission = chain.submit(signer, &call).await.unwrap();
	match submission.outcome().await {
		Outcome::Included(inclusion) => {
			assert!(inclusion.result.is_ok(), "{call:?}: {:?}", inclusion.result);
			inclusion
		}
		other => panic!("{call:?}: {other:?}"),
	}
}

/// Opens a referendum by `origin` on `call`, and pays for its decision; gives its number. Nobody else may be
/// opening one.
pub async fn open(chain: &Chain, signer: &Keypair, origin: &str, call: &Call) -> u32 {
	let state = chain.now().await.unwrap();
	let index = state.referendum_count().await.unwrap();
	let origin = state.layout().origin("Origins", origin).unwrap();
	let proposal = Proposed::of(&state.layout().call(call).unwrap());
	let submit = Call::submit_referendum(origin, &proposal, Enactment::After(1));
	make(chain, signer, submit).await;
	make(chain, signer, Call::place_decision_deposit(index)).await;
	index
}

/// Has each of `voters` vote with `amount`, with convictions from none to six times; waits for all.
pub async fn vote(chain: &Chain, voters: &[Keypair], referendum: u32, aye: bool, amount: u128) {
	let mut sent = Vec::new();
	for (conviction, voter) in (0..=Conviction::MAX).cycle().zip(voters) {
		let vote = Vote::standard(aye, Conviction::new(conviction).unwrap(), amount);
		sent.push(chain.submit(voter, &Call::vote(referendum, &vote)).await.unwrap());
	}
	for submission in sent {
		match submission.outcome().await {
			Outcome::Included(inclusion) => assert_eq!(inclusion.result, Ok(()), "a vote failed"),
			other => panic!("a vote: {other:?}"),
		}
	}
}

/// How a referendum ended, if it has by the newest finalized block.
pub async fn end(chain: &Chain, referendum: u32) -> Option<End> {
	let state = chain.now().await.ok()?;
	match state.referendum(referendum).await.ok()?? {
		Referendum::Ongoing(_) => None,
		Referendum::Ended { end, .. } => Some(end),
	}
}
