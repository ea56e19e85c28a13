//! One question to one Prometheus endpoint.

use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::{body::Bytes, client::conn::http1, header::HOST, Request, StatusCode};
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::TcpStream;

use super::{usage, Metrics};
use crate::fleet::{MetricsUrl, Watch};

/// The most bytes of an answer; a Substrate node's has about 100 KB.
pub const MAX_RESPONSE: usize = 8 * 1024 * 1024;

/// Why an endpoint gave no metrics.
#[derive(Debug, Error)]
pub enum ScrapeError {
	/// Nobody listens there, or the connection broke.
	#[error("{url} does not answer ({reason}); check that the node runs with --prometheus-port and that the port is right")]
	Unreachable {
		/// The endpoint.
		url: MetricsUrl,
		/// What went wrong.
		reason: String,
	},
	/// No answer in time.
	#[error("{url} did not answer within {} ms", limit.as_millis())]
	TooSlow {
		/// The endpoint.
		url: MetricsUrl,
		/// How long was waited.
		limit: Duration,
	},
	/// An answer, but not with metrics.
	#[error("{url} answers with HTTP status {status}; check the path")]
	Status {
		/// The endpoint.
		url: MetricsUrl,
		/// The status.
		status: StatusCode,
	},
	/// An answer that is no text, too long, or cut off.
	#[error("the answer of {url} cannot be read ({reason}); check that it is a Prometheus endpoint")]
	BadAnswer {
		/// The endpoint.
		url: MetricsUrl,
		/// What is wrong.
		reason: String,
	},
}

/// Asks a target for its metrics, and its process for what the endpoint does not report. Waits no longer
/// than `limit` in all, reads no more than [`MAX_RESPONSE`], follows no redirect.
///
/// # Errors
/// A [`ScrapeError`] when there are no metrics to be had.
pub async fn scrape(target: &Watch, limit: Duration) -> Result<Metrics, ScrapeError> {
	let url = &target.metrics;
	let text = tokio::time::timeout(limit, get(url))
		.await
		.map_err(|_| ScrapeError::TooSlow {
			url: url.clone(),
			limit,
		})??;
	Ok(Metrics::parse(&text).or_usage(target.pid.and_then(usage)))
}

async fn get(url: &MetricsUrl) -> Result<String, ScrapeError> {
	let unreachable = |error: &dyn std::fmt::Display| ScrapeError::Unreachable {
		url: url.clone(),
		reason: error.to_string(),
	};
	let bad = |reason: String| ScrapeError::BadAnswer {
		url: url.clone(),
		reason,
	};
	let stream = TcpStream::connect((url.host(), url.port()))
		.await
		.map_err(|error| unreachable(&error))?;
	let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
		.await
		.map_err(|error| unreachable(&error))?;
	// The connection moves the bytes; it ends when both the sender and the body are dropped.
	let connection = AbortOnDrop(tokio::spawn(connection));
	let request = Request::get(url.path())
		.header(HOST, url.authority())
		.body(Empty::<Bytes>::new())
		.map_err(|error| bad(error.to_string()))?;
	let response = sender
		.send_request(request)
		.await
		.map_err(|error| unreachable(&error))?;
	if response.status() != StatusCode::OK {
		return Err(ScrapeError::Status {
			url: url.clone(),
			status: response.status(),
		});
	}
	let body = Limited::new(response.into_body(), MAX_RESPONSE).collect().await;
	drop(connection);
	let bytes = body.map_err(|error| bad(error.to_string()))?.to_bytes();
	String::from_utf8(bytes.into()).map_err(|_| bad("it is not UTF-8".into()))
}

/// Ends a task together with whoever waits for it, so that a slow endpoint leaves nothing behind.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
	fn drop(&mut self) {
		self.0.abort();
	}
}

#[cfg(test)]
mod tests {
	use tokio::{
		io::{AsyncReadExt as _, AsyncWriteExt as _},
		net::TcpListener,
	};

	use super::*;

	/// An endpoint that gives this answer once; keeps silent when there is none.
	async fn endpoint(answer: Option<Vec<u8>>) -> Watch {
		let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
		let port = listener.local_addr().unwrap().port();
		tokio::spawn(async move {
			let (mut stream, _) = listener.accept().await.unwrap();
			let mut request = [0; 1024];
			let read = stream.read(&mut request).await.unwrap();
			assert!(request[..read].starts_with(b"GET /metrics HTTP/1.1\r\nhost: 127.0.0.1:"));
			match answer {
				// The reader may hang up first.
				Some(answer) => drop(stream.write_all(&answer).await),
				None => std::future::pending().await,
			}
		});
		watch(port)
	}

	fn watch(port: u16) -> Watch {
		let metrics = format!("http://127.0.0.1:{port}").parse().unwrap();
		Watch {
			name: "alice".into(),
			metrics,
			pid: Some(std::process::id()),
		}
	}

	async fn ask(answer: Option<&[u8]>) -> Result<Metrics, ScrapeError> {
		scrape(
			&endpoint(answer.map(<[u8]>::to_vec)).await,
			Duration::from_millis(500),
		)
		.await
	}

	#[tokio::test]
	async fn an_endpoint_is_asked_and_the_process_fills_the_gaps() {
		let text = "substrate_sub_libp2p_peers_count 3\n";
		let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len());
		let metrics = ask(Some(answer.as_bytes())).await.unwrap();
		assert_eq!(metrics.peers, Some(3.0));
		assert!(metrics.memory.unwrap() > 0.0);
	}

	#[tokio::test]
	async fn an_answer_in_chunks_is_put_together() {
		let answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
			11\r\nsubstrate_sub_lib\r\n12\r\np2p_peers_count 4\n\r\n0\r\n\r\n";
		assert_eq!(ask(Some(answer)).await.unwrap().peers, Some(4.0));
	}

	#[tokio::test]
	async fn silence_ends_in_time() {
		let error = ask(None).await.unwrap_err();
		assert!(matches!(error, ScrapeError::TooSlow { .. }), "{error}");
	}

	#[tokio::test]
	async fn what_is_no_metrics_is_refused() {
		let error = ask(Some(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"))
			.await
			.unwrap_err();
		assert!(error.to_string().contains("404"), "{error}");
		let error = ask(Some(b"SSH-2.0-OpenSSH\r\n")).await.unwrap_err();
		assert!(matches!(error, ScrapeError::Unreachable { .. }), "{error}");
		let error = ask(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n\xff"))
			.await
			.unwrap_err();
		assert!(error.to_string().contains("UTF-8"), "{error}");
		let mut endless = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n".to_vec();
		endless.resize(endless.len() + MAX_RESPONSE + 1, b'\n');
		let watch = endpoint(Some(endless)).await;
		let error = scrape(&watch, Duration::from_secs(5)).await.unwrap_err();
		assert!(error.to_string().contains("limit"), "{error}");
	}

	#[tokio::test]
	async fn a_port_without_a_listener_is_unreachable() {
		let free = TcpListener::bind("127.0.0.1:0")
			.await
			.unwrap()
			.local_addr()
			.unwrap()
			.port();
		let error = scrape(&watch(free), Duration::from_secs(5)).await.unwrap_err();
		assert!(error.to_string().contains("check that the node runs"), "{error}");
	}
}
