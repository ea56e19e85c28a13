//! JSON-RPC over HTTP.

use super::EvmError;
use crate::contracts::Refusal;
use alloy_primitives::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{body, header::CONTENT_TYPE, Request, Uri};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
	client::legacy::{connect::HttpConnector, Client},
	rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::{json, Value};
use std::{sync::Arc, time::Duration};

/// No answer that is asked for here is larger.
const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// How long one answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to one node, made when it is needed. Clones share it.
#[derive(Clone)]
pub(super) struct Http {
	client: Client<HttpsConnector<HttpConnector>, Full<body::Bytes>>,
	uri: Uri,
	/// What errors show: a provider's key is often in the path.
	shown: Arc<str>,
}

#[derive(Deserialize)]
struct Answer {
	#[serde(default)]
	result: Value,
	error: Option<Problem>,
}

#[derive(Deserialize)]
struct Problem {
	code: i64,
	message: String,
	#[serde(default)]
	data: Value,
}

impl Http {
	pub(super) fn new(url: &str) -> Result<Self, EvmError> {
		let bad = || EvmError::BadUrl(url.into());
		let uri: Uri = url.parse().map_err(|_| bad())?;
		let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.host()) else {
			return Err(bad());
		};
		let shown = format!("{}://{host}", uri.scheme_str().unwrap_or_default());
		let connector = HttpsConnectorBuilder::new()
			.with_tls_config(tls(uri.scheme_str() == Some("https"))?)
			.https_or_http()
			.enable_http1()
			.build();
		Ok(Self {
			client: Client::builder(TokioExecutor::new()).build(connector),
			shown: uri
				.port_u16()
				.map_or(shown.clone(), |port| format!("{shown}:{port}"))
				.into(),
			uri,
		})
	}

	/// Where it is, without what may be secret.
	pub(super) fn shown(&self) -> &str {
		&self.shown
	}

	/// Calls `method`.
	pub(super) async fn call<T: DeserializeOwned>(
		&self,
		method: &'static str,
		params: Value,
	) -> Result<T, EvmError> {
		let asked = tokio::time::timeout(PATIENCE, self.ask(method, params));
		let bytes = asked.await.map_err(|_| EvmError::Timeout {
			url: self.shown.to_string(),
			method,
		})??;
		let bad = |e: serde_json::Error| EvmError::BadAnswer {
			method,
			reason: e.to_string(),
		};
		let answer: Answer = serde_json::from_slice(&bytes).map_err(bad)?;
		match answer.error {
			Some(problem) => Err(refused(method, problem)),
			None => serde_json::from_value(answer.result).map_err(bad),
		}
	}

	async fn ask(&self, method: &'static str, params: Value) -> Result<body::Bytes, EvmError> {
		let unreachable = |reason: String| EvmError::Unreachable {
			url: self.shown.to_string(),
			reason,
		};
		let question = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
		let request = Request::post(&self.uri)
			.header(CONTENT_TYPE, "application/json")
			.body(Full::from(question.to_string()))
			.map_err(|e| unreachable(e.to_string()))?;
		let response = self
			.client
			.request(request)
			.await
			.map_err(|e| unreachable(chain_of(&e)))?;
		let status = response.status();
		let read = Limited::new(response.into_body(), MAX_ANSWER).collect().await;
		let bytes = read.map_err(|e| unreachable(e.to_string()))?.to_bytes();
		// Some send errors of JSON-RPC with a status of their own.
		let is_json = bytes.first() == Some(&b'{');
		match status.is_success() || (status.is_client_error() && is_json) {
			true => Ok(bytes),
			false => Err(unreachable(format!("it answers with HTTP status {status}"))),
		}
	}
}

/// The system's certificates where they are needed: a machine may have none.
fn tls(needed: bool) -> Result<ClientConfig, EvmError> {
	let provider = Arc::new(rustls::crypto::ring::default_provider());
	let failed = |e: &dyn std::error::Error| EvmError::NoCertificates(e.to_string());
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

fn refused(method: &'static str, problem: Problem) -> EvmError {
	// Nodes differ in where they put the data of a revert.
	let data = problem
		.data
		.as_str()
		.or_else(|| problem.data.get("data")?.as_str());
	let bytes = data.and_then(|data| hex::decode(data.trim_start_matches("0x")).ok());
	let reverted = problem.message.contains("revert");
	match bytes {
		Some(bytes) if reverted || bytes.len() >= 4 => EvmError::Reverted(Refusal(bytes.into())),
		_ if reverted => EvmError::Reverted(Refusal(Bytes::new())),
		_ => EvmError::Refused {
			method,
			code: problem.code,
			message: problem.message,
		},
	}
}
