//! The economy as it is read from state.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::{fake::FakeNode, ClaimKind, Conviction, Currency, End, Error, Referendum, Vote, Voting};
use codec::Encode;

const ACCOUNT: [u8; 32] = [7; 32];

fn key() -> Vec<Vec<u8>> {
	vec![ACCOUNT.encode()]
}

#[tokio::test]
async fn an_account_is_told_why_it_cannot_spend_everything() {
	let node = FakeNode::new();
	// Whole tokens: the existential deposit is a thousandth of one.
	const UNIT: u128 = 1_000_000_000_000;
	let balance = (100 * UNIT, 30 * UNIT, 60 * UNIT, 0u128);
	node.store("Cvt", "Account", &key(), balance);
	node.store("Cvt", "Reserves", &key(), vec![(*b"a reason", 10 * UNIT)]);
	node.store("Cvt", "Locks", &key(), vec![(*b"pyconvot", 60 * UNIT, 2u8)]);
	let state = node.chain().await.now().await.unwrap();
	let holdings = state.holdings(Currency::Cvt, &ACCOUNT).await.unwrap();
	assert_eq!(
		(holdings.transferable(), holdings.total()),
		(70 * UNIT, 130 * UNIT)
	);
	let claims: Vec<_> = holdings
		.claims
		.iter()
		.map(|claim| (claim.kind, claim.reason.as_str(), claim.amount))
		.collect();
	assert_eq!(
		claims,
		[
			(ClaimKind::Held, "a reason", 10 * UNIT),
			(ClaimKind::Held, "deposits", 20 * UNIT),
			(ClaimKind::Frozen, "ConvictionVoting", 60 * UNIT)
		]
	);
}

#[tokio::test]
async fn an_account_that_is_not_there_has_nothing() {
	let state = FakeNode::new().chain().await.now().await.unwrap();
	for currency in Currency::ALL {
		let holdings = state.holdings(currency, &ACCOUNT).await.unwrap();
		assert_eq!((holdings.transferable(), holdings.claims), (0, vec![]));
	}
}

#[tokio::test]
async fn referenda_are_read_newest_first() {
	let node = FakeNode::new();
	node.store("Referenda", "ReferendumCount", &[], 3u32);
	for number in 0..3u32 {
		let ended = (1u8, number, None::<([u8; 32], u128)>, None::<([u8; 32], u128)>);
		node.store("Referenda", "ReferendumInfoFor", &[number.encode()], ended);
	}
	let state = node.chain().await.now().await.unwrap();
	let numbers: Vec<u32> = state
		.referenda(2)
		.await
		.unwrap()
		.iter()
		.map(|(number, _)| *number)
		.collect();
	assert_eq!(numbers, [2, 1]);
	let first = state.referendum(0).await.unwrap().unwrap();
	assert!(matches!(
		first,
		Referendum::Ended {
			end: End::Approved,
			at: 0,
			..
		}
	));
	assert_eq!(state.referendum(3).await.unwrap(), None);
}

#[tokio::test]
async fn votes_are_read_track_by_track() {
	let node = FakeNode::new();
	let vote = Vote::standard(true, Conviction::new(2).unwrap(), 5);
	let casting = (0u8, vec![(1u32, vote)], (0u128, 0u128), (0u32, 0u128));
	let keys = [ACCOUNT.encode(), 10u16.encode()];
	node.store("ConvictionVoting", "VotingFor", &keys, casting);
	let state = node.chain().await.now().await.unwrap();
	let voting = state.voting(&ACCOUNT, &[10]).await.unwrap();
	let [(10, Voting::Casting { votes, .. })] = &voting[..] else {
		panic!("{voting:?}")
	};
	assert_eq!(votes, &[(1, vote)]);
}

#[tokio::test]
async fn the_tracks_of_the_runtime_are_understood() {
	let state = FakeNode::new().chain().await.now().await.unwrap();
	let tracks = state.tracks().unwrap();
	assert_eq!((tracks[0].id, tracks[0].name.as_str()), (0, "root"));
	assert!(tracks
		.iter()
		.all(|track| track.min_support.floor().deconstruct() > 0));
	assert!(state.vote_locking_period().unwrap() > 0);
}

#[tokio::test]
async fn a_preimage_is_there_once_its_bytes_are() {
	let node = FakeNode::new();
	let ticket = (ACCOUNT, 5u128);
	let keep = |hash: u8, status: Vec<u8>| {
		let key = vec![[hash; 32].encode()];
		node.store("Preimage", "RequestStatusFor", &key, Raw(status));
	};
	keep(1, (0u8, ticket, 9u32).encode());
	keep(2, (1u8, Some(ticket), 1u32, Some(9u32)).encode());
	keep(3, (1u8, None::<([u8; 32], u128)>, 1u32, None::<u32>).encode());
	let state = node.chain().await.now().await.unwrap();
	for (hash, there) in [(1, true), (2, true), (3, false), (4, false)] {
		assert_eq!(state.has_preimage(&[hash; 32]).await.unwrap(), there, "{hash}");
	}
}

/// Bytes that are encoded already.
struct Raw(Vec<u8>);

impl Encode for Raw {
	fn encode(&self) -> Vec<u8> {
		self.0.clone()
	}
}

#[tokio::test]
async fn a_pallet_that_is_not_there_is_named() {
	let state = FakeNode::new().chain().await.now().await.unwrap();
	assert!(state.expect(&["Cvt", "Referenda"]).is_ok());
	let none = state.value::<u32>("Kings", "Crowns", &[]).await.unwrap_err();
	assert!(matches!(none, Error::Missing(_)), "{none}");
}
