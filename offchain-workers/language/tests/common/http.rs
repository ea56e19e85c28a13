//! A server of its own for each test, and a client over a plain socket.

use super::scripted::{Letters, Scripted};
use althing_language::model::{EmbeddingModel, LanguageModel};
use althing_language::server::{Keys, Models, Server, Settings};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The key of all servers here.
pub const KEY: &str = "ak-test";

/// A server on a port of its own.
pub struct Running {
	pub address: SocketAddr,
	end: Option<oneshot::Sender<()>>,
	task: JoinHandle<()>,
}

impl Running {
	pub async fn start(model: Scripted, settings: Settings) -> Self {
		let chat: Vec<Arc<dyn LanguageModel>> = vec![Arc::new(model)];
		let embedding: Vec<Arc<dyn EmbeddingModel>> = vec![Arc::new(Letters::new("letters"))];
		let mut models = Models::new(chat, embedding);
		models.engine = Some(Arc::new(|| "althing_engine_tokens_total 7\n".to_owned()));
		let server = Server::bind("127.0.0.1:0".parse().unwrap(), models, Keys::of([KEY]), settings)
			.await
			.unwrap();
		let (end, ended) = oneshot::channel::<()>();
		Self {
			address: server.address(),
			end: Some(end),
			task: tokio::spawn(server.serve(async { drop(ended.await) })),
		}
	}

	pub fn url(&self) -> String {
		format!("http://{}/v1", self.address)
	}

	/// Tells the server to stop.
	pub fn stop(&mut self) {
		drop(self.end.take());
	}

	/// Waits until it has.
	pub async fn stopped(mut self) {
		self.stop();
		self.task.await.unwrap();
	}

	pub async fn connect(&self) -> TcpStream {
		TcpStream::connect(self.address).await.unwrap()
	}

	/// Sends a request and reads the answer to the end of the connection.
	pub async fn send(&self, key: Option<&str>, head: &str, body: &str) -> Reply {
		let mut stream = self.connect().await;
		stream.write_all(&request(key, head, body)).await.unwrap();
		Reply::read(&mut stream).await
	}

	pub async fn post(&self, path: &str, body: &Value) -> Reply {
		self.send(Some(KEY), &format!("POST {path}"), &body.to_string())
			.await
	}

	pub async fn get(&self, path: &str) -> Reply {
		self.send(Some(KEY), &format!("GET {path}"), "").await
	}
}

pub fn request(key: Option<&str>, head: &str, body: &str) -> Vec<u8> {
	let key = key
		.map(|key| format!("Authorization: Bearer {key}\r\n"))
		.unwrap_or_default();
	format!(
		"{head} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{key}Content-Length: {}\r\n\r\n{body}",
		body.len()
	)
	.into_bytes()
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
	pub status: u16,
	pub head: String,
	pub body: String,
}

impl Reply {
	pub async fn read(stream: &mut TcpStream) -> Self {
		let mut bytes = Vec::new();
		let _ = stream.read_to_end(&mut bytes).await;
		Self::of(&bytes)
	}

	pub fn of(bytes: &[u8]) -> Self {
		let text = String::from_utf8(bytes.to_vec()).unwrap();
		let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
		let status = head
			.split(' ')
			.nth(1)
			.and_then(|status| status.parse().ok())
			.unwrap_or(0);
		let body = match head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
			true => dechunked(body),
			false => body.to_owned(),
		};
		Self {
			status,
			head: head.to_ascii_lowercase(),
			body,
		}
	}

	pub fn json(&self) -> Value {
		serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
	}

	pub fn error_code(&self) -> String {
		self.json()["error"]["code"].as_str().unwrap().to_owned()
	}

	/// The data of its events.
	pub fn events(&self) -> Vec<&str> {
		self.body
			.split("\n\n")
			.filter_map(|event| event.strip_prefix("data: "))
			.collect()
	}
}

fn dechunked(mut text: &str) -> String {
	let mut out = String::new();
	while let Some((size, rest)) = text.split_once("\r\n") {
		let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
		if size == 0 || rest.len() < size {
			break;
		}
		out.push_str(&rest[..size]);
		text = rest[size..].trim_start_matches("\r\n");
	}
	out
}
