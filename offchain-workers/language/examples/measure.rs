//! What the ways to and from a model cost, with a model that answers by rules and at once:
//! `measure sse`, `measure server`; `measure serve` serves it for clients of others.
#![allow(
	clippy::unwrap_used,
	clippy::indexing_slicing,
	dead_code,
	missing_docs,
	reason = "a measurement stops where it cannot go on"
)]

#[path = "../tests/common/scripted.rs"]
mod scripted;

use althing_language::cli::{serve, Serve};
use althing_language::gather::gather;
use althing_language::model::{EmbeddingModel, LanguageModel, Message, Request, Sampling, Speaker};
use althing_language::remote::assemble::Assembler;
use althing_language::remote::sse::{Parser, SseError};
use althing_language::server::{Keys, Models, Server, Settings};
use clap::Parser as _;
use scripted::{Letters, Scripted};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[derive(clap::Parser)]
enum Arguments {
	/// Reading a stream of events.
	Sse,
	/// The server beside the model alone.
	Server {
		/// Requests of each row.
		#[arg(long, default_value_t = 20_000)]
		requests: usize,
	},
	/// Serves the model of rules, and vectors of letters.
	Serve(Serve),
}

#[tokio::main]
async fn main() {
	match Arguments::parse() {
		Arguments::Sse => sse(),
		Arguments::Server { requests } => server(requests).await,
		Arguments::Serve(options) => {
			let stop = async { drop(tokio::signal::ctrl_c().await) };
			serve(models(), &options, false, &mut |line| println!("{line}"), stop)
				.await
				.unwrap();
		}
	}
}

fn models() -> Models {
	let chat: Vec<Arc<dyn LanguageModel>> = vec![Arc::new(Scripted::new("rules"))];
	let embedding: Vec<Arc<dyn EmbeddingModel>> = vec![Arc::new(Letters::new("letters"))];
	Models::new(chat, embedding)
}

/// A stream as OpenAI's service sends it, 60 MB.
fn stream() -> Vec<u8> {
	let event = "data: {\"id\":\"chatcmpl-AbC123\",\"object\":\"chat.completion.chunk\",\"created\":1741569952,\
		\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0123456789\",\
		\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n";
	event.repeat(60_000_000 / event.len()).into_bytes()
}

fn sse() {
	let bytes = stream();
	println!("| | pieces | MB/s, median of 7 | least | most |\n|---|---|---|---|---|");
	for size in [1_400, 16_384] {
		row("events", size, bytes.len(), || {
			let mut parser = Parser::new(1 << 20);
			let mut events = 0usize;
			for piece in bytes.chunks(size) {
				parser
					.feed(piece, |data| {
						events += data.len();
						Ok::<(), SseError>(())
					})
					.unwrap();
			}
			assert!(events > 0);
		});
		row("events and their JSON", size, bytes.len(), || {
			let mut parser = Parser::new(1 << 20);
			let mut assembler = Assembler::new(u32::MAX / 512, None);
			let mut out = Vec::new();
			for piece in bytes.chunks(size) {
				parser.feed(piece, |data| assembler.take(data, &mut out)).unwrap();
				out.clear();
			}
		});
	}
}

fn row(name: &str, size: usize, bytes: usize, mut work: impl FnMut()) {
	let mut speeds: Vec<f64> = (0..7)
		.map(|_| {
			let begun = Instant::now();
			work();
			bytes as f64 / 1e6 / begun.elapsed().as_secs_f64()
		})
		.collect();
	speeds.sort_unstable_by(f64::total_cmp);
	println!(
		"| {name} | {size} B | {:.0} | {:.0} | {:.0} |",
		speeds[3], speeds[0], speeds[6]
	);
}

const WORDS: &str =
	"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

async fn server(requests: usize) {
	let settings = Settings {
		at_once: 1_000,
		..Settings::default()
	};
	let address = "127.0.0.1:0".parse().unwrap();
	let server = Server::bind(address, models(), Keys::of(["ak-measure"]), settings)
		.await
		.unwrap();
	let address = server.address();
	let serving = tokio::spawn(server.serve(std::future::pending()));
	println!("| | clients | requests/s | p50 µs | p99 µs |\n|---|---|---|---|---|");
	// On a worker thread, where the server's tasks are too.
	tokio::spawn(alone(requests)).await.unwrap();
	for (name, stream) in [("whole", false), ("stream of 16 pieces", true)] {
		for clients in [1, 8, 32] {
			let begun = Instant::now();
			let each = requests / clients;
			let tasks: Vec<_> = (0..clients)
				.map(|_| tokio::spawn(client(address, stream, each)))
				.collect();
			let mut times = Vec::new();
			for task in tasks {
				times.extend(task.await.unwrap());
			}
			report(name, clients, begun.elapsed(), times);
		}
	}
	serving.abort();
}

/// The model without the server.
async fn alone(requests: usize) {
	let model = Scripted::new("rules");
	let begun = Instant::now();
	let mut times = Vec::new();
	for _ in 0..requests {
		let asked = Instant::now();
		let request = Request {
			messages: vec![Message {
				role: Speaker::User,
				content: WORDS.into(),
				tool_calls: Vec::new(),
				tool_call_id: None,
			}],
			sampling: Sampling::default(),
			..Request::default()
		};
		gather(model.answer(request).await.unwrap(), 10_000)
			.await
			.unwrap();
		times.push(asked.elapsed());
	}
	report("the model alone", 1, begun.elapsed(), times);
}

fn report(name: &str, clients: usize, all: Duration, mut times: Vec<Duration>) {
	times.sort_unstable();
	let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
	println!(
		"| {name} | {clients} | {:.0} | {:.0} | {:.0} |",
		times.len() as f64 / all.as_secs_f64(),
		at(0.5),
		at(0.99)
	);
}

/// Asks again and again over one connection.
async fn client(address: SocketAddr, stream: bool, requests: usize) -> Vec<Duration> {
	let body = format!(
		"{{\"model\":\"rules\",\"stream\":{stream},\"messages\":[{{\"role\":\"user\",\"content\":\"{WORDS}\"}}]}}"
	);
	let request = format!(
		"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ak-measure\r\nContent-Length: {}\r\n\r\n{body}",
		body.len()
	);
	let mut socket = TcpStream::connect(address).await.unwrap();
	socket.set_nodelay(true).unwrap();
	let mut times = Vec::with_capacity(requests);
	let mut buffer = vec![0; 64 << 10];
	for _ in 0..requests {
		let asked = Instant::now();
		socket.write_all(request.as_bytes()).await.unwrap();
		let mut read = 0;
		while !is_whole(&buffer[..read], stream) {
			let more = socket.read(&mut buffer[read..]).await.unwrap();
			assert!(more > 0, "the server left");
			read += more;
		}
		assert!(buffer.starts_with(b"HTTP/1.1 200 "), "the server refused");
		times.push(asked.elapsed());
	}
	times
}

fn is_whole(bytes: &[u8], stream: bool) -> bool {
	if stream {
		return bytes.ends_with(b"\r\n0\r\n\r\n");
	}
	let text = String::from_utf8_lossy(bytes);
	let Some((head, body)) = text.split_once("\r\n\r\n") else {
		return false;
	};
	let length = head
		.lines()
		.find_map(|line| line.strip_prefix("content-length: "));
	length.is_some_and(|length| body.len() >= length.parse().unwrap())
}
