//! The way to a service: one request, its limits, and what its failures mean.

use super::config::Remote;
use super::retry::{is_transient, retry_after, Next, Policy};
use crate::model::Error;
use crate::secret::Key;
use crate::wire::reply::Failure;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderValue, ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::{timeout, timeout_at, Instant};

/// The most bytes that are read of a failure.
const LONGEST_FAILURE: usize = 64 << 10;
/// The most characters of a service's own words that are shown.
const LONGEST_WORDS: usize = 300;

/// How long a service is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
	/// Until there is a connection.
	pub connect: Duration,
	/// Until an answer begins, or a piece follows the one before.
	pub wait: Duration,
	/// Until it has ended, with all that was tried again.
	pub total: Duration,
}

impl Default for Patience {
	fn default() -> Self {
		Self {
			connect: Duration::from_secs(10),
			wait: Duration::from_secs(120),
			total: Duration::from_secs(600),
		}
	}
}

/// A service. Clones share its connections.
#[derive(Clone)]
pub struct Endpoint {
	client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
	base: String,
	shown: Arc<str>,
	key: Option<Key>,
	/// How long it is waited for.
	pub patience: Patience,
	policy: Policy,
}

impl Endpoint {
	/// The service of `remote`; connections are made when they are needed.
	///
	/// # Errors
	/// When the system's certificates cannot be read.
	pub fn new(remote: &Remote) -> Result<Self, Error> {
		let mut connector = HttpConnector::new();
		connector.set_connect_timeout(Some(remote.patience.connect));
		connector.set_nodelay(true);
		connector.enforce_http(false);
		let is_tls = remote.url.scheme_str() == Some("https");
		let connector = HttpsConnectorBuilder::new()
			.with_tls_config(tls(is_tls)?)
			.https_or_http()
			.enable_http1()
			.wrap_connector(connector);
		let client = Client::builder(TokioExecutor::new())
			.pool_timer(TokioTimer::new())
			.pool_idle_timeout(Duration::from_secs(30))
			.http1_max_buf_size(256 << 10)
			.build(connector);
		let authority = remote.url.authority().map_or("", |authority| authority.as_str());
		Ok(Self {
			client,
			base: remote.url.to_string().trim_end_matches('/').to_owned(),
			shown: authority.into(),
			key: remote.key.clone(),
			patience: remote.patience,
			policy: remote.policy,
		})
	}

	/// The service's host and port.
	pub fn shown(&self) -> &str {
		&self.shown
	}

	/// Sends a request until it is answered with success, and gives the answer with the moment at which patience ends.
	/// What the service says it has not done is tried again; nothing else is.
	///
	/// # Errors
	/// Every other answer, as what it means.
	pub async fn send(
		&self,
		method: Method,
		path: &str,
		body: Option<String>,
	) -> Result<(Response<Incoming>, Instant), Error> {
		let deadline = Instant::now()
			.checked_add(self.patience.total)
			.ok_or_else(|| Error::Request("the time allowed is too long".into()))?;
		let body = body.map(Bytes::from);
		let mut tried = 0;
		loop {
			let request = self.request(&method, path, body.clone())?;
			let response = self.ask(request, deadline).await?;
			let status = response.status();
			if status.is_success() {
				return Ok((response, deadline));
			}
			if !is_transient(status) {
				return Err(self.failure(response).await);
			}
			let after = response
				.headers()
				.get(RETRY_AFTER)
				.and_then(|value| value.to_str().ok());
			let after = after.and_then(|value| retry_after(value, OffsetDateTime::now_utc()));
			match self.policy.next(tried, after, chance()) {
				Next::Again(pause) if Instant::now() + pause < deadline => {
					tracing::debug!("{} answers {status}; again in {pause:?}", self.shown);
					drop(response);
					tokio::time::sleep(pause).await;
				}
				Next::TooLong(pause) => {
					return Err(Error::Busy(format!(
						"{} asks to wait for {} s",
						self.shown,
						pause.as_secs()
					)))
				}
				Next::Again(_) | Next::GiveUp => return Err(self.failure(response).await),
			}
			tried = tried.saturating_add(1);
		}
	}

	fn request(
		&self,
		method: &Method,
		path: &str,
		body: Option<Bytes>,
	) -> Result<Request<Full<Bytes>>, Error> {
		let mut request = Request::builder()
			.method(method)
			.uri(format!("{}{path}", self.base))
			.header(ACCEPT, "application/json, text/event-stream")
			.header(USER_AGENT, concat!("althing/", env!("CARGO_PKG_VERSION")));
		if let Some(key) = &self.key {
			let value = HeaderValue::from_str(&format!("Bearer {}", key.expose()));
			let mut value = value.map_err(|_| Error::Request("the key cannot be sent".into()))?;
			value.set_sensitive(true);
			request = request.header(AUTHORIZATION, value);
		}
		if body.is_some() {
			request = request.header(CONTENT_TYPE, "application/json");
		}
		let built = request.body(Full::from(body.unwrap_or_default()));
		built.map_err(|e| Error::Request(e.to_string()))
	}

	async fn ask(
		&self,
		request: Request<Full<Bytes>>,
		deadline: Instant,
	) -> Result<Response<Incoming>, Error> {
		let late = |_| self.unreachable(&format!("no answer within {} s", self.patience.wait.as_secs()));
		let first = deadline.min(Instant::now() + self.patience.wait);
		let asked = timeout_at(first, self.client.request(request))
			.await
			.map_err(late)?;
		asked.map_err(|e| self.unreachable(&chain_of(&e)))
	}

	/// An error of the connection.
	pub fn unreachable(&self, reason: &str) -> Error {
		Error::Unreachable(format!("{}: {}", self.shown, self.words(reason)))
	}

	/// An answer that cannot be read.
	pub fn malformed(&self, reason: &str) -> Error {
		Error::Malformed(format!("{}: {}", self.shown, self.words(reason)))
	}

	/// A service's words, fit to be shown: short, on one line, without the key.
	pub fn words(&self, text: &str) -> String {
		let calm = |c: char| if c.is_control() { ' ' } else { c };
		// The key is looked for before the cut, which might go through it.
		let text: String = text.chars().take(LONGEST_FAILURE).map(calm).collect();
		let text = self.key.as_ref().map_or(text.clone(), |key| key.scrub(&text));
		text.chars().take(LONGEST_WORDS).collect()
	}

	/// What an answer without success means.
	async fn failure(&self, response: Response<Incoming>) -> Error {
		let status = response.status();
		let said = self
			.read(
				response.into_body(),
				LONGEST_FAILURE,
				Instant::now() + Duration::from_secs(5),
			)
			.await;
		let said = said
			.ok()
			.and_then(|bytes| serde_json::from_slice::<Failure>(&bytes).ok());
		let words = said
			.map(|failure| self.words(&failure.error.message))
			.unwrap_or_default();
		let told = format!(
			"{} answers {status}{}{words}",
			self.shown,
			if words.is_empty() { "" } else { ": " }
		);
		match status {
			// Some repeat the key here, in parts.
			StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PAYMENT_REQUIRED => {
				Error::Refused(format!("{} answers {status}", self.shown))
			}
			StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Error::Busy(told),
			StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Error::Unreachable(told),
			status if status.is_client_error() => Error::Request(told),
			status if status.is_server_error() => Error::Failed(told),
			_ => Error::Malformed(format!("{told}; redirections are not followed")),
		}
	}

	/// A whole body of at most `most` bytes.
	///
	/// # Errors
	/// When it is longer, breaks off, pauses or lasts too long.
	pub async fn read(&self, mut body: Incoming, most: usize, deadline: Instant) -> Result<Vec<u8>, Error> {
		let mut bytes = Vec::new();
		let all = async {
			while let Some(data) = self.piece(&mut body).await? {
				if bytes.len().saturating_add(data.len()) > most {
					return Err(self.malformed(&format!("more than {most} bytes")));
				}
				bytes.extend_from_slice(&data);
			}
			Ok(())
		};
		timeout_at(deadline, all).await.map_err(|_| self.late())??;
		Ok(bytes)
	}

	/// The next bytes of a body; none at its end.
	///
	/// # Errors
	/// When it breaks off or pauses too long.
	pub async fn piece(&self, body: &mut Incoming) -> Result<Option<Bytes>, Error> {
		loop {
			let pause =
				|_| self.unreachable(&format!("it went silent for {} s", self.patience.wait.as_secs()));
			let frame = timeout(self.patience.wait, body.frame()).await.map_err(pause)?;
			match frame {
				None => return Ok(None),
				Some(Err(e)) => return Err(self.unreachable(&format!("it broke off ({})", chain_of(&e)))),
				// Trailers say nothing that is wanted.
				Some(Ok(frame)) => {
					if let Ok(data) = frame.into_data() {
						return Ok(Some(data));
					}
				}
			}
		}
	}

	/// An answer that lasts too long.
	pub fn late(&self) -> Error {
		self.unreachable(&format!(
			"it had not ended after {} s",
			self.patience.total.as_secs()
		))
	}

	/// Checks what kind of answer this is.
	///
	/// # Errors
	/// [`Error::Malformed`] when it is another than `wanted`.
	pub fn expect(&self, response: &Response<Incoming>, wanted: &str) -> Result<(), Error> {
		let header = response.headers().get(CONTENT_TYPE);
		let kind = header.and_then(|value| value.to_str().ok()).unwrap_or("nothing");
		let kind = kind.split(';').next().unwrap_or(kind).trim();
		match kind.eq_ignore_ascii_case(wanted) {
			true => Ok(()),
			false => Err(self.malformed(&format!("its content type is {kind}, not {wanted}"))),
		}
	}
}

/// A number in [0, 1), from the system's random bytes; a half where it has none.
fn chance() -> f64 {
	let mut bytes = [0; 4];
	match getrandom::fill(&mut bytes) {
		Ok(()) => f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0),
		Err(_) => 0.5,
	}
}

/// The system's certificates where they are needed: a machine may have none.
fn tls(needed: bool) -> Result<ClientConfig, Error> {
	let provider = Arc::new(rustls::crypto::ring::default_provider());
	let failed = |e: &dyn std::error::Error| {
		Error::Unreachable(format!(
			"the system's certificates cannot be read ({e}); install the package ca-certificates"
		))
	};
	let builder = ClientConfig::builder_with_provider(provider)
		.with_safe_default_protocol_versions()
		.map_err(|e| failed(&e))?;
	let builder = match needed {
		true => builder.with_native_roots().map_err(|e| failed(&e))?,
		false => builder.with_root_certificates(RootCertStore::empty()),
	};
	Ok(builder.with_no_client_auth())
}

/// An error with what it comes from.
fn chain_of(error: &dyn std::error::Error) -> String {
	let causes = std::iter::successors(Some(error), |error| error.source());
	causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
