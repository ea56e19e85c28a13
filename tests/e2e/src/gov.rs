//! Referenda as an end-to-end test drives them: with the accounts that development chains are born with.

#![allow(clippy::unwrap_used, clippy::panic)]

use althing_chain::{Call, Chain, Inclusion, Keypair, Outcome};
use codec::{Compact, Encode};

/// One CVT, or one VWT.
pub const UNIT: u128 = 1_000_000_000_000;

/// An origin that a referendum acts with, as the runtime encodes it: the pallet's index and the variant's.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
	/// Authorizes code.
	RuntimeUpgrade,
	/// Pauses and cancels.
	EmergencyStop,
}

impl Origin {
	const PALLET: u8 = 32;

	const fn encoded(self) -> [u8; 2] {
		match self {
			Self::RuntimeUpgrade => [Self::PALLET, 0],
			Self::EmergencyStop => [Self::PALLET, 7],
		}
	}
}

/// How a referendum stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
	/// Votes count.
	Ongoing,
	/// Its call is made, or was.
	Approved,
	/// Its time is over.
	Rejected,
	/// It was cancelled.
	Cancelled,
	/// Nobody paid the deposit in time.
	TimedOut,
	/// It was cancelled and its deposits taken.
	Killed,
}

/// A call as a referendum carries it: 128 bytes of it at most.
pub struct Inline(Vec<u8>);

impl Inline {
	/// Lets the code with this hash take over.
	pub fn authorize_upgrade(code: [u8; 32]) -> Self {
		Self((Origin::PALLET, 0u8, code).encode())
	}

	/// Cancels a referendum.
	pub fn cancel(referendum: u32) -> Self {
		Self((31u8, 3u8, referendum).encode())
	}
}

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

/// Opens a referendum and pays for its decision; gives its number. Nobody else may be opening one.
pub async fn open(chain: &Chain, signer: &Keypair, origin: Origin, call: Inline) -> u32 {
	const INLINE: u8 = 1;
	const AFTER: u8 = 1;
	let count = chain
		.now()
		.await
		.unwrap()
		.value("Referenda", "ReferendumCount", &[])
		.await;
	let index = count.unwrap().unwrap_or(0u32);
	let submit = Call::new("Referenda", "submit")
		.with("proposal_origin", origin.encoded())
		.with("proposal", (INLINE, call.0))
		.with("enactment_moment", (AFTER, 1u32));
	make(chain, signer, submit).await;
	let pay = Call::new("Referenda", "place_decision_deposit").with("index", index);
	make(chain, signer, pay).await;
	index
}

/// Has each of `voters` vote with `amount`, with convictions from none to six times; waits for all.
pub async fn vote(chain: &Chain, voters: &[Keypair], referendum: u32, aye: bool, amount: u128) {
	const STANDARD: u8 = 0;
	let mut sent = Vec::new();
	for (conviction, voter) in (0..=6u8).cycle().zip(voters) {
		let byte = if aye { 0x80 | conviction } else { conviction };
		let call = Call::new("ConvictionVoting", "vote")
			.with("poll_index", Compact(referendum))
			.with("vote", (STANDARD, byte, amount));
		sent.push(chain.submit(voter, &call).await.unwrap());
	}
	for submission in sent {
		match submission.outcome().await {
			Outcome::Included(inclusion) => assert_eq!(inclusion.result, Ok(()), "a vote failed"),
			other => panic!("a vote: {other:?}"),
		}
	}
}

/// How a referendum stands in the newest finalized block.
pub async fn stage(chain: &Chain, referendum: u32) -> Option<Stage> {
	let state = chain.now().await.ok()?;
	let key = [referendum.encode()];
	// Only the variant is of interest.
	let Head(variant) = state.value("Referenda", "ReferendumInfoFor", &key).await.ok()??;
	Some(match variant {
		0 => Stage::Ongoing,
		1 => Stage::Approved,
		2 => Stage::Rejected,
		3 => Stage::Cancelled,
		4 => Stage::TimedOut,
		_ => Stage::Killed,
	})
}

/// The first byte of a value, whatever follows.
struct Head(u8);

impl codec::Decode for Head {
	fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
		let head = input.read_byte()?;
		if let Some(left) = input.remaining_len()? {
			input.read(&mut vec![0; left])?;
		}
		Ok(Self(head))
	}
}
