//! The wire: JSON-RPC with reconnection, a time limit on every call, and errors in words.

mod methods;

pub(crate) use methods::Version;

use crate::{hex0x, Error, Hash, Result};
use polkadot_sdk::sp_runtime;
use serde::de::DeserializeOwned;
use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	time::Duration,
};
use subxt::rpcs::{
	client::{reconnecting_rpc_client::RpcClient as Reconnecting, RpcParams},
	Error as RpcError, RpcClient,
};

/// The header of the chain's blocks.
pub type Header = sp_runtime::generic::Header<u32, sp_runtime::traits::BlakeTwo256>;

/// No answer of a node is larger than this.
const MAX_ANSWER: u32 = 32 * 1024 * 1024;

/// A connection to one node.
#[derive(Clone)]
pub(crate) struct Rpc {
	client: RpcClient,
	url: Arc<str>,
	patience: Duration,
}

/// When to try again: a few times at first, so that a wrong address is told soon; without end once the
/// node has been seen, because it will come back.
#[derive(Clone)]
struct Retries {
	seen: Arc<AtomicBool>,
	left: u32,
	delay: Duration,
}

impl Iterator for Retries {
	type Item = Duration;

	fn next(&mut self) -> Option<Duration> {
		const MOST: Duration = Duration::from_secs(5);
		if !self.seen.load(Ordering::Relaxed) {
			self.left = self.left.checked_sub(1)?;
		}
		let delay = self.delay;
		self.delay = delay.saturating_mul(2).min(MOST);
		Some(delay)
	}
}

impl Rpc {
	/// Connects to the node at `url`, trying `attempts` times, at least once. No call waits longer than
	/// `patience`.
	pub(crate) async fn connect(url: &str, attempts: u32, patience: Duration) -> Result<Self> {
		if !(url.starts_with("ws://") || url.starts_with("wss://")) {
			return Err(Error::BadUrl(url.into()));
		}
		let seen = Arc::new(AtomicBool::new(false));
		let retries = Retries {
			seen: seen.clone(),
			left: attempts.saturating_sub(1),
			delay: Duration::from_millis(250),
		};
		let client = Reconnecting::builder()
			.retry_policy(retries)
			.max_response_size(MAX_ANSWER)
			.request_timeout(patience)
			.connection_timeout(patience.min(Duration::from_secs(10)))
			.build(url)
			.await
			.map_err(|e| unreachable_at(url, e))?;
		seen.store(true, Ordering::Relaxed);
		Ok(Self::with_client(RpcClient::new(client), url, patience))
	}

	/// The same over any transport.
	pub(crate) fn with_client(client: RpcClient, url: &str, patience: Duration) -> Self {
		Self {
			client,
			url: url.into(),
			patience,
		}
	}

	/// The node's address.
	pub(crate) fn url(&self) -> &str {
		&self.url
	}

	/// Calls `method`.
	pub(crate) async fn call<T: DeserializeOwned>(
		&self,
		method: &'static str,
		params: RpcParams,
	) -> Result<T> {
		match tokio::time::timeout(self.patience, self.client.request(method, params)).await {
			Err(_) => Err(Error::Timeout {
				url: self.url.to_string(),
				method,
				after: self.patience,
			}),
			Ok(Ok(answer)) => Ok(answer),
			Ok(Err(e)) => Err(self.error(method, e)),
		}
	}

	fn unknown(&self, hash: Option<Hash>) -> Error {
		Error::UnknownBlock {
			url: self.url.to_string(),
			block: hash.map_or("(best)".into(), hex0x),
		}
	}

	fn error(&self, method: &'static str, error: RpcError) -> Error {
		match error {
			RpcError::User(e) => refused(
				method,
				e.code,
				e.message,
				e.data.as_deref().map(|data| data.get()),
			),
			RpcError::Deserialization(e) => Error::BadAnswer {
				method,
				reason: e.to_string(),
			},
			RpcError::Decode(e) => Error::BadAnswer {
				method,
				reason: e.to_string(),
			},
			e => unreachable_at(&self.url, e),
		}
	}
}

fn unreachable_at(url: &str, reason: impl ToString) -> Error {
	Error::Unreachable {
		url: url.into(),
		reason: reason.to_string(),
	}
}

fn refused(method: &'static str, code: i32, message: String, data: Option<&str>) -> Error {
	let data = data.map(|data| data.trim_matches('"')).unwrap_or_default();
	if let Some(rejection) = crate::Rejection::from_pool(code, &message, data) {
		return Error::Rejected(rejection);
	}
	let message = if data.is_empty() {
		message
	} else {
		format!("{message}: {data}")
	};
	if message.contains("State already discarded") {
		let block = message
			.rsplit(' ')
			.next()
			.unwrap_or_default()
			.trim_end_matches('.')
			.to_owned();
		return Error::Pruned(block);
	}
	Error::Refused {
		method,
		code,
		message,
	}
}
