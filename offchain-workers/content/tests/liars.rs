//! Peers that lie are found, dropped and banned, and what they sent is not kept.

use crate::common::liar::{self, truth, Says};
use crate::common::{payload, within, Peer};
use althing_content::hash::{digest, Manifest, State, CHUNK};
use althing_content::net::message::{Request, Response, MAX_RESPONSE};
use althing_content::{Address, Error, Kind};
use libp2p::PeerId;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

const CHUNKS: usize = 24;

struct Truth {
	address: Address,
	manifest: Manifest,
	bytes: Vec<u8>,
}

fn content() -> Truth {
	let bytes = payload(77, CHUNKS * CHUNK - 5);
	let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
	Truth {
		address,
		manifest,
		bytes,
	}
}

/// How a liar lies, and how many chunks it may send before it is found out.
type Lie = (&'static str, fn(&Truth, Request) -> Vec<u8>);

fn flip(mut bytes: Vec<u8>) -> Vec<u8> {
	if let Some(byte) = bytes.last_mut() {
		*byte ^= 1;
	}
	bytes
}

fn told(truth_of: &Truth, request: Request) -> Vec<u8> {
	truth(&truth_of.manifest, &truth_of.bytes, request).encode()
}

/// States of which one in the middle is invented, and chunks that are true.
fn with_a_wrong_state(of: &Truth) -> Manifest {
	let mut states = of.manifest.states().to_vec();
	states[10] = State::INITIAL;
	Manifest::new(of.manifest.length(), states).unwrap()
}

const LIES: [Lie; 8] = [
	("a wrong last chunk", |of, request| match request {
		Request::Begin(_) => flip(told(of, request)),
		chunk => told(of, chunk),
	}),
	("a wrong length", |of, request| match request {
		Request::Begin(_) => {
			let states = of.manifest.states().to_vec();
			let longer = Manifest::new(of.manifest.length() + 5, states).unwrap();
			Response::Begin(longer, vec![0; CHUNK]).encode()
		}
		chunk => told(of, chunk),
	}),
	("wrong chunks", |of, request| match request {
		Request::Chunk(..) => flip(told(of, request)),
		begin => told(of, begin),
	}),
	(
		"another chunk than the one that was asked for",
		|of, request| match request {
			Request::Chunk(address, chunk) => told(of, Request::Chunk(address, chunk ^ 1)),
			begin => told(of, begin),
		},
	),
	("short chunks", |of, request| match request {
		Request::Chunk(..) => Response::Chunk(vec![0; 10]).encode(),
		begin => told(of, begin),
	}),
	("bytes that are no answer", |_, _| b"HTTP/1.1 200 OK".to_vec()),
	("an answer that is too long", |_, _| vec![3; MAX_RESPONSE + 1]),
	("an invented state", |of, request| {
		truth(&with_a_wrong_state(of), &of.bytes, request).encode()
	}),
];

fn says(lie: Lie, asked: Arc<AtomicUsize>) -> Says {
	let of = content();
	Box::new(move |request| {
		asked.fetch_add(1, Ordering::Relaxed);
		Some(lie.1(&of, request))
	})
}

async fn is_banned(peer: &Peer, count: usize) {
	let mut standing = peer.content.network().standing();
	standing.wait_for(|now| now.banned == count).await.unwrap();
}

/// A lie is found out after the chunks that were under way: a few from a peer.
async fn alone(lie: Lie) -> (Error, usize, Peer, PeerId) {
	let first = Peer::start(&[]).await;
	let asked = Arc::new(AtomicUsize::new(0));
	let address = content().address;
	let liar = liar::start(first.addresses()[0].clone(), address, says(lie, asked.clone())).await;
	first.routes(1).await;
	let asker = Peer::start(&first.addresses()).await;
	asker.content.network().ready().await.unwrap();
	let error = asker.content.get(address).await.unwrap_err();
	(error, asked.load(Ordering::Relaxed), asker, liar)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_liar_alone_is_banned_and_nothing_of_it_is_kept() {
	within(async {
		for lie in LIES {
			let (error, asked, asker, _) = alone(lie).await;
			let liars = match error {
				Error::Nobody { liars, .. } | Error::Interrupted { liars, .. } => liars,
				other => panic!("{}: {other}", lie.0),
			};
			assert_eq!(liars, 1, "{}", lie.0);
			assert!(!asker.content.store().contains(&content().address), "{}", lie.0);
			is_banned(&asker, 1).await;
			// The invented state is in the middle: what is true before it is taken.
			assert!(asked < CHUNKS, "{}: asked {asked} times", lie.0);
		}
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_liar_the_truth_is_fetched() {
	within(async {
		let of = content();
		for lie in LIES {
			let first = Peer::start(&[]).await;
			first.keep(&of.bytes).await;
			let begin = first.addresses();
			let liar = liar::start(begin[0].clone(), of.address, says(lie, Arc::default())).await;
			first.routes(1).await;
			let asker = Peer::start(&begin).await;
			asker.content.network().ready().await.unwrap();
			let fetched = asker
				.content
				.ensure(of.address, false, &mut |_| ())
				.await
				.unwrap()
				.unwrap();
			// The honest one may have been faster than the liar's first word.
			assert!(fetched.liars.is_empty() || fetched.liars == [liar], "{}", lie.0);
			assert_eq!(
				asker.content.get(of.address).await.unwrap(),
				of.bytes,
				"{}",
				lie.0
			);
		}
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_honest_peer_that_comes_after_the_liars_gives_the_rest() {
	within(async {
		let of = content();
		let (error, _, asker, liar) = alone(LIES[7]).await;
		let Error::Interrupted { have, .. } = error else {
			panic!("{error}");
		};
		assert!(have > 0);
		let honest = Peer::start(&[]).await;
		honest.keep(&of.bytes).await;
		asker
			.content
			.network()
			.dial(honest.addresses()[0].clone())
			.await
			.unwrap();
		asker.routes(2).await;
		let fetched = asker
			.content
			.ensure(of.address, false, &mut |_| ())
			.await
			.unwrap()
			.unwrap();
		assert!(
			fetched.resumed >= CHUNK as u64,
			"what the liar told truly is not fetched again"
		);
		assert!(!fetched.suppliers.contains(&liar));
		assert_eq!(asker.content.get(of.address).await.unwrap(), of.bytes);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_ends() {
	within(async {
		let first = Peer::start(&[]).await;
		let settings = althing_content::net::Settings {
			ban: std::time::Duration::from_secs(2),
			..crate::common::settings(&first.addresses())
		};
		let asker = Peer::with(Default::default(), settings).await;
		asker.content.network().ready().await.unwrap();
		asker
			.content
			.network()
			.ban(first.content.network().peer_id())
			.await
			.unwrap();
		is_banned(&asker, 1).await;
		is_banned(&asker, 0).await;
	})
	.await;
}
