//! A server of its own for each test, and a client that knows nothing of it.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use althing_knowledge::access::Caller;
use althing_knowledge::http::{Known, Server, Settings};
use althing_knowledge::sparql::Query;
use althing_knowledge::store::state::State;
use althing_knowledge::store::Store;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The fastest of 400 runs of each question, in turn: what the machine does beside them is left out, and slows both.
pub fn fastest<const N: usize>(state: &Arc<State>, caller: &Caller, questions: [String; N]) -> [Duration; N] {
	let mut fastest = [Duration::MAX; N];
	for _ in 0..400 {
		for (question, fastest) in questions.iter().zip(&mut fastest) {
			let query = Query::new(question.clone());
			let begun = Instant::now();
			query.run(state, caller, &Default::default()).unwrap();
			*fastest = begun.elapsed().min(*fastest);
		}
	}
	fastest
}

/// A server on a port of its own, until it is dropped.
pub struct Running {
	pub address: SocketAddr,
	pub store: Arc<Store>,
	end: Option<tokio::sync::oneshot::Sender<()>>,
	thread: Option<std::thread::JoinHandle<()>>,
	_folder: tempfile::TempDir,
}

pub const KEEPER: &str = "keeper-token";

impl Running {
	/// `callers` with their tokens.
	pub fn start(mut settings: Settings, callers: &[(&str, Caller)]) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let store = Arc::new(Store::open(folder.path()).unwrap());
		settings.known.push(Known::new(KEEPER, Caller::keeper()));
		settings.known.extend(
			callers
				.iter()
				.map(|(token, caller)| Known::new(token, caller.clone())),
		);
		let (end, ended) = tokio::sync::oneshot::channel::<()>();
		let (tell, told) = std::sync::mpsc::channel();
		let served = Arc::clone(&store);
		let thread = std::thread::spawn(move || {
			let runtime = tokio::runtime::Builder::new_multi_thread()
				.worker_threads(2)
				.enable_all()
				.build()
				.unwrap();
			runtime.block_on(async move {
				let server = Server::bind("127.0.0.1:0".parse().unwrap(), served, settings)
					.await
					.unwrap();
				tell.send(server.address()).unwrap();
				server.serve(async { drop(ended.await) }).await;
			});
		});
		Self {
			address: told.recv().unwrap(),
			store,
			end: Some(end),
			thread: Some(thread),
			_folder: folder,
		}
	}

	pub fn send(&self, token: Option<&str>, head: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
		let mut stream = TcpStream::connect(self.address).unwrap();
		let mut request = format!(
			"{head} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
			self.address
		);
		if let Some(token) = token {
			request.push_str(&format!("Authorization: Bearer {token}\r\n"));
		}
		for (name, value) in headers {
			request.push_str(&format!("{name}: {value}\r\n"));
		}
		request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
		stream.write_all(request.as_bytes()).unwrap();
		// A server that refuses a body may hang up before it is all sent.
		let _ = stream.write_all(body);
		let mut answer = Vec::new();
		let _ = stream.read_to_end(&mut answer);
		Reply::read(&answer)
	}

	pub fn query(&self, token: Option<&str>, query: &str, accept: &str) -> Reply {
		let headers = [("Content-Type", "application/sparql-query"), ("Accept", accept)];
		self.send(token, "POST /sparql", &headers, query.as_bytes())
	}

	pub fn update(&self, token: Option<&str>, update: &str) -> Reply {
		self.send(
			token,
			"POST /update",
			&[("Content-Type", "application/sparql-update")],
			update.as_bytes(),
		)
	}
}

impl Drop for Running {
	fn drop(&mut self) {
		drop(self.end.take());
		let _ = self.thread.take().unwrap().join();
	}
}

#[derive(Debug)]
pub struct Reply {
	pub status: u16,
	pub media_type: String,
	pub body: Vec<u8>,
}

impl Reply {
	pub fn read(answer: &[u8]) -> Self {
		let split = answer
			.windows(4)
			.position(|four| four == b"\r\n\r\n")
			.unwrap_or(answer.len());
		let head = String::from_utf8_lossy(&answer[..split]).into_owned();
		let status = head
			.split(' ')
			.nth(1)
			.and_then(|status| status.parse().ok())
			.unwrap_or(0);
		let media_type = head.lines().find_map(|line| {
			let (name, value) = line.split_once(':')?;
			name.eq_ignore_ascii_case("content-type")
				.then(|| value.trim().to_owned())
		});
		Self {
			status,
			media_type: media_type.unwrap_or_default(),
			body: answer.get(split + 4..).unwrap_or_default().to_vec(),
		}
	}

	pub fn text(&self) -> String {
		String::from_utf8_lossy(&self.body).into_owned()
	}

	pub fn is_ok(&self) -> bool {
		(200..300).contains(&self.status)
	}
}

/// A value in a URL.
pub fn encoded(text: &str) -> String {
	form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
