//! What one scrape says, as far as anybody here wants to know it.

use super::{samples, Usage};

/// What one scrape says. A field is absent where the endpoint does not report it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Metrics {
	/// Height of the best block.
	pub best: Option<f64>,
	/// Height of the last finalized block.
	pub finalized: Option<f64>,
	/// Connected peers.
	pub peers: Option<f64>,
	/// Transactions in the pool that are ready to be included.
	pub ready: Option<f64>,
	/// Seconds of CPU that the process has used since it started, over all cores.
	pub cpu_seconds: Option<f64>,
	/// Resident memory, in bytes.
	pub memory: Option<f64>,
}

impl Metrics {
	/// Reads what a Substrate node's endpoint answers. What is missing or broken is absent.
	pub fn parse(text: &str) -> Self {
		let mut read = Self::default();
		for sample in samples(text) {
			let field = match sample.name {
				"substrate_block_height" if sample.has("status", "best") => &mut read.best,
				"substrate_block_height" if sample.has("status", "finalized") => &mut read.finalized,
				"substrate_sub_libp2p_peers_count" => &mut read.peers,
				"substrate_ready_transactions_number" => &mut read.ready,
				"process_cpu_seconds_total" => &mut read.cpu_seconds,
				"process_resident_memory_bytes" | "substrate_memory_usage_bytes" => &mut read.memory,
				_ => continue,
			};
			*field = Some(sample.value);
		}
		read
	}

	/// Fills in what the endpoint does not report from the process itself.
	pub fn or_usage(mut self, usage: Option<Usage>) -> Self {
		self.cpu_seconds = self.cpu_seconds.or(usage.map(|usage| usage.cpu_seconds));
		self.memory = self.memory.or(usage.map(|usage| usage.memory));
		self
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_substrate_node_is_understood() {
		let text = "substrate_block_height{status=\"best\",chain=\"local\"} 12\n\
			substrate_block_height{status=\"finalized\",chain=\"local\"} 10\n\
			substrate_block_height{status=\"sync_target\",chain=\"local\"} 99\n\
			substrate_sub_libp2p_peers_count{chain=\"local\"} 3\n\
			substrate_ready_transactions_number{chain=\"local\"} 0\n";
		let metrics = Metrics::parse(text);
		assert_eq!((metrics.best, metrics.finalized), (Some(12.0), Some(10.0)));
		assert_eq!((metrics.peers, metrics.ready), (Some(3.0), Some(0.0)));
		assert_eq!(metrics.memory, None);
		let usage = Usage {
			cpu_seconds: 1.5,
			memory: 1e6,
		};
		assert_eq!(metrics.or_usage(Some(usage)).cpu_seconds, Some(1.5));
		assert_eq!(metrics.or_usage(None), metrics);
	}
}
