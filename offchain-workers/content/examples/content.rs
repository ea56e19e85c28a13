//! Measures transfers between peers on this machine: `content [PEERS]`.
//!
//! For each length: the time from the question to the payload being on disk and checked, MB/s of it; then the time to
//! find somebody who has it among so many peers (20), and the memory of the process with all of them in it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a measurement ends where it fails

use althing_content::net::{Serving, Settings};
use althing_content::store::Limits;
use althing_content::{Content, Kind, Store};
use libp2p::Multiaddr;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn payload(seed: u64, length: usize) -> Vec<u8> {
	let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
	let mut bytes = Vec::with_capacity(length + 8);
	while bytes.len() < length {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		bytes.extend(state.to_le_bytes());
	}
	bytes.truncate(length);
	bytes
}

async fn peer(begin: &[Multiaddr]) -> (Content, TempDir) {
	let folder = tempfile::tempdir().unwrap();
	let settings = Settings {
		peers: begin.to_vec(),
		// What a peer answers, not what it would answer one of many.
		serving: Serving {
			requests_per_second: 1_000_000,
			burst: 1_000_000,
			..Serving::default()
		},
		..Settings::new([7; 32])
	};
	let content = Content::start(folder.path(), Limits::default(), settings)
		.await
		.unwrap();
	if !begin.is_empty() {
		content.network().ready().await.unwrap();
	}
	(content, folder)
}

fn quantile(times: &mut [Duration], q: f64) -> f64 {
	times.sort();
	let at = ((times.len() - 1) as f64 * q).round() as usize;
	times[at].as_secs_f64() * 1e3
}

/// Resident memory now and at most, in MiB.
fn memory() -> (u64, u64) {
	let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
	let field = |name: &str| -> u64 {
		let line = status.lines().find(|line| line.starts_with(name));
		line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
			.unwrap_or(0)
			/ 1_024
	};
	(field("VmRSS:"), field("VmHWM:"))
}

async fn transfers(providers: &[&Content], asker: &Content) {
	println!("| payload | times | p50 ms | p95 ms | MB/s at p50 |\n|---|---|---|---|---|");
	for (length, times) in [
		(1 << 10, 100),
		(64 << 10, 100),
		(256 << 10, 50),
		(1 << 20, 30),
		(8 << 20, 10),
		(64 << 20, 5),
	] {
		let mut took = Vec::new();
		for at in 0..times {
			let bytes = payload((length + at) as u64, length);
			let mut address = None;
			for provider in providers {
				let item = provider.put(Kind::Blake2b, bytes.clone(), false).await.unwrap();
				provider.network().provide(item.address).await.unwrap();
				address = Some(item.address);
			}
			let address = address.unwrap();
			let start = Instant::now();
			asker.ensure(address, false, &mut |_| ()).await.unwrap().unwrap();
			took.push(start.elapsed());
			asker.store().remove(&address).unwrap();
			for provider in providers {
				provider.store().remove(&address).unwrap();
			}
		}
		let (p50, p95) = (quantile(&mut took, 0.5), quantile(&mut took, 0.95));
		println!(
			"| {} KiB | {times} | {p50:.1} | {p95:.1} | {:.1} |",
			length >> 10,
			length as f64 / 1e3 / p50
		);
	}
}

async fn finding(count: usize) {
	let (first, _folder) = peer(&[]).await;
	let begin = first.network().addresses().to_vec();
	let mut peers = Vec::new();
	for _ in 1..count {
		peers.push(peer(&begin).await);
	}
	let mut standing = first.network().standing();
	standing.wait_for(|now| now.routed >= count - 1).await.unwrap();
	let mut took = Vec::new();
	for at in 0..100usize {
		let holder = &peers[at % peers.len()].0;
		let item = holder
			.put(Kind::Blake2b, payload(at as u64, 200), false)
			.await
			.unwrap();
		holder.network().provide(item.address).await.unwrap();
		let asker = &peers[(at * 7 + 3) % peers.len()].0;
		if asker.network().peer_id() == holder.network().peer_id() {
			continue;
		}
		let start = Instant::now();
		let mut found = asker.network().find(item.address).await.unwrap();
		found.recv().await.expect("somebody has it");
		took.push(start.elapsed());
	}
	println!(
		"somebody who has it among {count} peers: p50 {:.1} ms, p95 {:.1} ms of {}",
		quantile(&mut took, 0.5),
		quantile(&mut took, 0.95),
		took.len()
	);
	let (now, most) = memory();
	println!("memory with {count} peers in one process: {now} MiB, at most {most} MiB");
}

fn storing() {
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path(), Limits::default()).unwrap();
	let bytes = payload(1, 64 << 20);
	let megabytes = bytes.len() as f64 / 1e6;
	let start = Instant::now();
	let address = althing_content::hash::digest(Kind::Blake2b, &bytes).unwrap().0;
	println!("hash: {:.0} MB/s", megabytes / start.elapsed().as_secs_f64());
	let start = Instant::now();
	store.put(Kind::Blake2b, bytes.as_slice(), false).unwrap();
	println!(
		"put, on disk: {:.0} MB/s",
		megabytes / start.elapsed().as_secs_f64()
	);
	let start = Instant::now();
	assert!(store.check(&address).unwrap());
	println!(
		"read and check: {:.0} MB/s",
		megabytes / start.elapsed().as_secs_f64()
	);
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
	let count = std::env::args()
		.nth(1)
		.map_or(20, |count| count.parse().expect("a number of peers"));
	storing();
	let (first, _folder) = peer(&[]).await;
	let begin = first.network().addresses().to_vec();
	let (second, _second) = peer(&begin).await;
	let (asker, _asker) = peer(&begin).await;
	let (before, _) = memory();
	println!("\nfrom one peer:");
	transfers(&[&first], &asker).await;
	println!("\nfrom two peers:");
	transfers(&[&first, &second], &asker).await;
	let (_, most) = memory();
	println!("\nmemory of the three peers: {before} MiB before, at most {most} MiB (the payloads that are made among it)");
	for content in [first, second, asker] {
		content.stop().await;
	}
	finding(count).await;
}
