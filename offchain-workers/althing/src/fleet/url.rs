//! Addresses, checked when they are read and not when they are first used.

use std::{fmt, str::FromStr};

use super::FleetError;

/// The most bytes of an address.
const LONGEST: usize = 1024;

/// A node's WebSocket address: `ws://` or `wss://`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeUrl(String);

impl NodeUrl {
	/// The address.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

impl fmt::Display for NodeUrl {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

impl FromStr for NodeUrl {
	type Err = FleetError;

	fn from_str(text: &str) -> Result<Self, FleetError> {
		let rest = text.strip_prefix("ws://").or_else(|| text.strip_prefix("wss://"));
		match rest.and_then(split) {
			Some(_) => Ok(Self(text.into())),
			None => Err(FleetError::BadNodeUrl { url: shown(text) }),
		}
	}
}

/// The address of a Prometheus endpoint: `http://host[:port][/path]`. Without a port it is 80, without a
/// path `/metrics`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetricsUrl {
	host: String,
	port: u16,
	path: String,
}

impl MetricsUrl {
	/// The host's name or address; an IPv6 address stands without its brackets.
	pub fn host(&self) -> &str {
		self.host.trim_start_matches('[').trim_end_matches(']')
	}

	/// The port.
	pub fn port(&self) -> u16 {
		self.port
	}

	/// The path, with its leading slash.
	pub fn path(&self) -> &str {
		&self.path
	}

	/// Host and port, as an HTTP request names them.
	pub fn authority(&self) -> String {
		format!("{}:{}", self.host, self.port)
	}
}

impl fmt::Display for MetricsUrl {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "http://{}:{}{}", self.host, self.port, self.path)
	}
}

impl FromStr for MetricsUrl {
	type Err = FleetError;

	fn from_str(text: &str) -> Result<Self, FleetError> {
		let bad = || FleetError::BadMetricsUrl { url: shown(text) };
		let (host, port, path) = text.strip_prefix("http://").and_then(split).ok_or_else(bad)?;
		let path = if path.is_empty() || path == "/" {
			"/metrics"
		} else {
			path
		};
		Ok(Self {
			host: host.into(),
			port: port.unwrap_or(80),
			path: path.into(),
		})
	}
}

/// Host, port and path of what follows a scheme.
fn split(rest: &str) -> Option<(&str, Option<u16>, &str)> {
	let graphic = rest.bytes().all(|byte| byte.is_ascii_graphic());
	if !graphic || rest.len() > LONGEST || rest.contains(['#', '@']) {
		return None;
	}
	let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
	// The colons of an IPv6 address stand inside brackets.
	let after_host = authority.rfind(']').map_or(0, |at| at + 1);
	let colon = authority.get(after_host..)?.find(':').map(|at| at + after_host);
	let (host, port) = match colon {
		Some(at) => (authority.get(..at)?, Some(authority.get(at + 1..)?.parse().ok()?)),
		None => (authority, None),
	};
	(!host.is_empty() && port != Some(0)).then_some((host, port, path))
}

/// An address as it may be shown.
fn shown(text: &str) -> String {
	text.chars()
		.take(100)
		.map(|c| if c.is_control() { '?' } else { c })
		.collect()
}
