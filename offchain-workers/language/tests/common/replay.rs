//! A service that says what was recorded, one byte after the other, and notes what it is asked otherwise than recorded.

use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// The key of all recordings.
pub const KEY: &str = "sk-test-0123456789abcdef";

#[derive(Deserialize)]
struct Exchange {
	request: Asked,
	response: Said,
}

#[derive(Deserialize)]
struct Asked {
	method: String,
	path: String,
	#[serde(default)]
	body: Value,
}

#[derive(Deserialize)]
struct Said {
	status: u16,
	headers: BTreeMap<String, String>,
	/// Lines.
	body: Vec<String>,
}

/// A running service.
pub struct Replay {
	pub address: SocketAddr,
	left: Arc<Mutex<VecDeque<Exchange>>>,
	wrong: Arc<Mutex<Vec<String>>>,
}

impl Replay {
	/// Replays `tests/exchanges/NAME.json`.
	pub async fn start(name: &str) -> Self {
		let path = format!("{}/tests/exchanges/{name}.json", env!("CARGO_MANIFEST_DIR"));
		let exchanges: VecDeque<Exchange> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let replay = Self {
			address: listener.local_addr().unwrap(),
			left: Arc::new(Mutex::new(exchanges)),
			wrong: Arc::default(),
		};
		let (left, wrong) = (Arc::clone(&replay.left), Arc::clone(&replay.wrong));
		tokio::spawn(async move {
			while let Ok((stream, _)) = listener.accept().await {
				let (left, wrong) = (Arc::clone(&left), Arc::clone(&wrong));
				tokio::spawn(async move {
					let service =
						service_fn(move |request| answer(Arc::clone(&left), Arc::clone(&wrong), request));
					let _ = http1::Builder::new()
						.serve_connection(TokioIo::new(stream), service)
						.await;
				});
			}
		});
		replay
	}

	pub fn url(&self) -> String {
		format!("http://{}/v1", self.address)
	}

	/// Checks that all was asked, as recorded.
	pub fn check(&self) {
		assert_eq!(*self.wrong.lock().unwrap(), Vec::<String>::new());
		assert!(self.left.lock().unwrap().is_empty(), "not all was asked");
	}
}

async fn answer(
	left: Arc<Mutex<VecDeque<Exchange>>>,
	wrong: Arc<Mutex<Vec<String>>>,
	request: Request<Incoming>,
) -> Result<Response<http_body_util::combinators::UnsyncBoxBody<Bytes, Infallible>>, Infallible> {
	let (head, body) = request.into_parts();
	let body = body.collect().await.unwrap().to_bytes();
	let exchange = left.lock().unwrap().pop_front();
	let Some(exchange) = exchange else {
		wrong
			.lock()
			.unwrap()
			.push(format!("{} {} was not to be asked", head.method, head.uri));
		let mut response = Response::new(StreamBody::new(futures::stream::empty()).boxed_unsync());
		*response.status_mut() = hyper::StatusCode::NOT_FOUND;
		return Ok(response);
	};
	let asked = exchange.request;
	let said: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
	if head.method.as_str() != asked.method || head.uri.path() != asked.path || said != asked.body {
		let text = format!(
			"{} {} {said} is not {} {} {}",
			head.method, head.uri, asked.method, asked.path, asked.body
		);
		wrong.lock().unwrap().push(text);
	}
	let key = head
		.headers
		.get("authorization")
		.and_then(|value| value.to_str().ok());
	if key != Some(format!("Bearer {KEY}").as_str()) {
		wrong.lock().unwrap().push("the key is not there".into());
	}
	let text = exchange.response.body.join("\n");
	let bytes: Vec<u8> = text.into_bytes();
	let frames = bytes
		.into_iter()
		.map(|byte| Ok::<_, Infallible>(Frame::data(Bytes::from(vec![byte]))));
	let mut response = Response::builder().status(exchange.response.status);
	for (name, value) in exchange.response.headers {
		response = response.header(name, value);
	}
	Ok(response
		.body(StreamBody::new(futures::stream::iter(frames)).boxed_unsync())
		.unwrap())
}
