#![allow(clippy::unwrap_used)]

use crate::{fake::FakeNode, Chain, Error, Options};
use std::time::{Duration, Instant};

fn options(url: &str) -> Options {
	Options {
		attempts: 2,
		patience: Duration::from_secs(2),
		..Options::new(url)
	}
}

#[tokio::test]
async fn a_node_that_is_not_there_is_told_soon_and_by_its_address() {
	// Bound and dropped: nobody listens there now.
	let port = std::net::TcpListener::bind("127.0.0.1:0")
		.unwrap()
		.local_addr()
		.unwrap()
		.port();
	let url = format!("ws://127.0.0.1:{port}");
	let start = Instant::now();
	let error = Chain::connect(options(&url)).await.err().unwrap();
	assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
	assert!(error.to_string().contains(&url), "{error}");
	assert!(error.is_transient());
	assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
	for url in ["127.0.0.1:9944", "http://127.0.0.1:9944", ""] {
		let error = Chain::connect(options(url)).await.err().unwrap();
		assert!(matches!(error, Error::BadUrl(_)), "{url}: {error:?}");
	}
	assert!(Chain::connect(options("ws://")).await.is_err());
}

#[tokio::test]
async fn somebody_who_says_nothing_is_not_waited_for() {
	let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
	let url = format!("ws://{}", silent.local_addr().unwrap());
	let options = Options {
		attempts: 1,
		patience: Duration::from_millis(300),
		..Options::new(url)
	};
	let connecting = tokio::time::timeout(Duration::from_secs(5), Chain::connect(options));
	assert!(matches!(
		connecting.await.unwrap().err().unwrap(),
		Error::Unreachable { .. }
	));
}

#[tokio::test]
async fn another_chain_is_refused_with_both_hashes() {
	let node = FakeNode::new();
	let genesis = node.chain().await.genesis();
	node.try_chain(Some(genesis)).await.unwrap();
	let error = node.try_chain(Some([7; 32])).await.err().unwrap();
	assert!(matches!(error, Error::WrongChain { .. }));
	let text = error.to_string();
	assert!(
		text.contains(&crate::hex0x(genesis)) && text.contains(&crate::hex0x([7; 32])),
		"{text}"
	);
}
