//! Which ports a local network uses.

use std::net::{Ipv4Addr, TcpListener};

/// The first port of each kind; the n-th validator uses the n-th after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
	/// JSON-RPC over HTTP and WebSocket.
	pub rpc: u16,
	/// Between nodes.
	pub p2p: u16,
	/// Prometheus metrics.
	pub metrics: u16,
}

impl Default for Ports {
	fn default() -> Self {
		Self {
			rpc: 9944,
			p2p: 30333,
			metrics: 9615,
		}
	}
}

impl Ports {
	/// Ports for `count` validators that nobody listens on at this moment.
	///
	/// Another process can still take one before it is used; then the validator says so and ends.
	///
	/// # Errors
	/// When the machine has none left.
	pub fn free(count: u16) -> std::io::Result<Self> {
		Ok(Self {
			rpc: free_run(count)?,
			p2p: free_run(count)?,
			metrics: free_run(count)?,
		})
	}

	/// The ports of the validator at `index`.
	pub(super) fn of(&self, index: usize) -> Self {
		let offset = u16::try_from(index).unwrap_or(u16::MAX);
		Self {
			rpc: self.rpc.saturating_add(offset),
			p2p: self.p2p.saturating_add(offset),
			metrics: self.metrics.saturating_add(offset),
		}
	}
}

/// The first of `count` free ports in a row.
fn free_run(count: u16) -> std::io::Result<u16> {
	const TRIES: usize = 64;
	for _ in 0..TRIES {
		let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
		let first = probe.local_addr()?.port();
		let rest = (1..count).map(|i| TcpListener::bind((Ipv4Addr::LOCALHOST, first.checked_add(i)?)).ok());
		if rest.collect::<Option<Vec<_>>>().is_some() {
			return Ok(first);
		}
	}
	Err(std::io::Error::new(
		std::io::ErrorKind::AddrInUse,
		"no run of free ports was found",
	))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn free_ports_can_be_bound() {
		let ports = Ports::free(4).unwrap();
		for index in 0..4 {
			let of = ports.of(index);
			for port in [of.rpc, of.p2p, of.metrics] {
				TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
			}
		}
	}

	#[test]
	fn validators_have_ports_of_their_own() {
		let ports = Ports::default();
		assert_eq!(
			ports.of(3),
			Ports {
				rpc: 9947,
				p2p: 30336,
				metrics: 9618
			}
		);
	}
}
