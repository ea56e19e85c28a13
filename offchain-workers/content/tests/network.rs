//! Peers on this machine find each other's payloads, without being told who has them.

use crate::common::liar::{self, truth};
use crate::common::{fleet, payload, settings, within, Peer};
use althing_content::hash::{digest, CHUNK};
use althing_content::net::{Serving, Settings};
use althing_content::store::Limits;
use althing_content::{Error, Kind};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_three_peers_one_gets_what_another_has_through_the_third() {
	within(async {
		let peers = fleet(3).await;
		for (seed, length) in [(1, 0), (2, 1), (3, CHUNK), (4, 3 * CHUNK + 17)] {
			let bytes = payload(seed, length);
			let address = peers[1].keep(&bytes).await;
			assert_eq!(peers[2].content.get(address).await.unwrap(), bytes);
			assert!(
				peers[2].content.store().contains(&address),
				"what was fetched is served on"
			);
		}
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_peers_each_gets_what_its_neighbour_has() {
	within(async {
		let peers = fleet(10).await;
		let mut kept = Vec::new();
		for (seed, peer) in peers.iter().enumerate() {
			let bytes = payload(seed as u64 + 10, 2 * CHUNK + seed);
			kept.push((peer.keep(&bytes).await, bytes));
		}
		for (at, peer) in peers.iter().enumerate() {
			let (address, bytes) = &kept[(at + 1) % kept.len()];
			assert_eq!(&peer.content.get(*address).await.unwrap(), bytes, "peer {at}");
		}
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_peer_had_before_it_met_anybody_is_found() {
	within(async {
		let first = Peer::start(&[]).await;
		let folder = tempfile::tempdir().unwrap();
		let bytes = payload(5, 1_000);
		let store = althing_content::Store::open(folder.path(), Limits::default()).unwrap();
		let address = store.put(Kind::Blake2b, bytes.as_slice(), true).unwrap().address;
		drop(store);
		let begin = first.addresses();
		let late = althing_content::Content::start(folder.path(), Limits::default(), settings(&begin));
		let _late = late.await.unwrap();
		first.routes(1).await;
		let asker = Peer::start(&begin).await;
		assert_eq!(asker.content.get(address).await.unwrap(), bytes);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registration_files_are_fetched_by_their_keccak() {
	within(async {
		let peers = fleet(2).await;
		let card = br#"{"type":"agent"}"#.to_vec();
		let item = peers[0]
			.content
			.put(Kind::Keccak, card.clone(), false)
			.await
			.unwrap();
		assert_eq!(peers[1].content.get(item.address).await.unwrap(), card);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn peers_of_another_chain_are_not_heard() {
	within(async {
		let here = Peer::start(&[]).await;
		let address = here.keep(b"ours").await;
		let other = Settings {
			genesis: [0xb2; 32],
			..settings(&here.addresses())
		};
		let stranger = Peer::with(Limits::default(), other).await;
		let error = stranger.content.get(address).await.unwrap_err();
		assert!(matches!(error, Error::Alone), "{error}");
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_and_what_was_forgotten_is_told_so() {
	within(async {
		let peers = fleet(3).await;
		let address = peers[1].keep(b"soon forgotten").await;
		peers[1].content.store().remove(&address).unwrap();
		let error = peers[2].content.get(address).await.unwrap_err();
		assert!(matches!(error, Error::Nobody { liars: 0, .. }), "{error}");
		let alone = Peer::start(&[]).await;
		let error = alone.content.get(address).await.unwrap_err();
		assert!(matches!(error, Error::Alone), "{error}");
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_peers_give_parts_of_one_payload() {
	within(async {
		let peers = fleet(5).await;
		let bytes = payload(6, 64 * CHUNK);
		for peer in &peers[..4] {
			peer.keep(&bytes).await;
		}
		let address = digest(Kind::Blake2b, &bytes).unwrap().0;
		let fetched = peers[4]
			.content
			.ensure(address, false, &mut |_| ())
			.await
			.unwrap()
			.unwrap();
		assert!(fetched.suppliers.len() >= 2, "{:?}", fetched.suppliers);
		assert_eq!(peers[4].content.get(address).await.unwrap(), bytes);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_who_has_it_dies_midway_another_gives_the_rest() {
	within(async {
		let first = Peer::start(&[]).await;
		let bytes = payload(7, 40 * CHUNK);
		let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
		let (mut left, theirs) = (12, bytes.clone());
		let mortal = liar::start(
			first.addresses()[0].clone(),
			address,
			Box::new(move |request| {
				left -= 1;
				(left > 0).then(|| truth(&manifest, &theirs, request).encode())
			}),
		);
		let mortal = mortal.await;
		first.routes(1).await;
		let asker = Peer::start(&first.addresses()).await;
		asker.content.network().ready().await.unwrap();
		let error = asker
			.content
			.ensure(address, false, &mut |_| ())
			.await
			.unwrap_err();
		let Error::Interrupted {
			have,
			length,
			liars: 0,
			..
		} = error
		else {
			panic!("{error}");
		};
		assert_eq!(length, bytes.len() as u64);
		assert!(have >= CHUNK as u64 && have < length, "{have}");
		let other = Peer::start(&first.addresses()).await;
		other.content.network().ready().await.unwrap();
		other.keep(&bytes).await;
		first.routes(3).await;
		let fetched = asker
			.content
			.ensure(address, false, &mut |_| ())
			.await
			.unwrap()
			.unwrap();
		assert!(fetched.resumed > 0);
		assert_eq!(fetched.suppliers, [other.content.network().peer_id()]);
		assert_ne!(fetched.suppliers[0], mortal);
		assert_eq!(asker.content.get(address).await.unwrap(), bytes);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transfer_goes_on_after_a_restart_in_the_middle() {
	within(async {
		let first = Peer::start(&[]).await;
		let bytes = payload(8, 40 * CHUNK);
		let address = first.keep(&bytes).await;
		let asker = Peer::start(&first.addresses()).await;
		let (half, mut reached) = tokio::sync::oneshot::channel();
		let mut half = Some(half);
		let mut watch = |progress: althing_content::fetch::Progress| {
			if progress.have >= 20 * CHUNK as u64 {
				half.take().into_iter().for_each(|half| half.send(()).unwrap());
			}
		};
		tokio::select! {
			biased;
			_ = &mut reached => (),
			done = asker.content.ensure(address, false, &mut watch) => panic!("{done:?}"),
		}
		let asker = asker
			.restart(Limits::default(), settings(&first.addresses()))
			.await;
		assert!(
			!asker.content.store().contains(&address),
			"nothing half done is given out"
		);
		let fetched = asker
			.content
			.ensure(address, true, &mut |_| ())
			.await
			.unwrap()
			.unwrap();
		assert!(fetched.resumed > 0, "{fetched:?}");
		assert!(fetched.item.pinned);
		assert_eq!(asker.content.get(address).await.unwrap(), bytes);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_longer_than_allowed_is_not_fetched() {
	within(async {
		let first = Peer::start(&[]).await;
		let address = first.keep(&payload(9, 5 * CHUNK)).await;
		let limits = Limits {
			payload: 4 * CHUNK as u64,
			..Limits::default()
		};
		let asker = Peer::with(limits, settings(&first.addresses())).await;
		let error = asker.content.get(address).await.unwrap_err();
		let expected = (5 * CHUNK as u64, 4 * CHUNK as u64);
		assert!(
			matches!(error, Error::TooLarge { length, limit } if (length, limit) == expected),
			"{error}"
		);
		assert_eq!(asker.content.store().usage().bytes, 0);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_store_forgets_what_is_not_pinned_and_refuses_what_has_no_room() {
	within(async {
		let first = Peer::start(&[]).await;
		let address = first.keep(&payload(10, 3 * CHUNK)).await;
		let limits = Limits {
			total: 4 * CHUNK as u64,
			..Limits::default()
		};
		let asker = Peer::with(limits, settings(&first.addresses())).await;
		let own = asker
			.content
			.put(Kind::Blake2b, payload(11, 2 * CHUNK), true)
			.await
			.unwrap();
		let error = asker.content.get(address).await.unwrap_err();
		assert!(matches!(error, Error::Full { .. }), "{error}");
		assert!(asker.content.store().contains(&own.address));
		asker.content.store().unpin(&own.address).unwrap();
		asker.content.get(address).await.unwrap();
		assert!(!asker.content.store().contains(&own.address));
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_is_asked_too_fast_says_so_and_is_waited_for() {
	within(async {
		let slow = Settings {
			serving: Serving {
				requests_per_second: 200,
				burst: 2,
				at_once_per_peer: 1,
				at_once: 1,
			},
			..settings(&[])
		};
		let first = Peer::with(Limits::default(), slow).await;
		let bytes = payload(12, 12 * CHUNK);
		let address = first.keep(&bytes).await;
		let asker = Peer::start(&first.addresses()).await;
		assert_eq!(asker.content.get(address).await.unwrap(), bytes);
	})
	.await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_want_the_same_at_once_get_it_and_it_is_fetched_once() {
	within(async {
		let first = Peer::start(&[]).await;
		let bytes = payload(13, 8 * CHUNK);
		let address = first.keep(&bytes).await;
		let asker = Peer::start(&first.addresses()).await;
		let ensure = || async { asker.content.ensure(address, false, &mut |_| ()).await.unwrap() };
		let (one, two) = tokio::join!(ensure(), ensure());
		assert_eq!(one.is_some() as u8 + two.is_some() as u8, 1);
		assert_eq!(asker.content.get(address).await.unwrap(), bytes);
	})
	.await;
}
