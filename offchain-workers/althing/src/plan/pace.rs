//! Blocks as time.

/// Where a chain stands, and how long its blocks take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
	/// The number of the newest finalized block.
	pub now: u32,
	/// Milliseconds between blocks.
	pub millis: u64,
}

impl Pace {
	/// So many blocks, and about how long they take.
	pub fn span(self, blocks: u32) -> String {
		format!("{blocks} blocks ({})", self.time(blocks))
	}

	/// The block so many blocks from now, and in about how long that is.
	pub fn later(self, blocks: u32) -> String {
		self.at(self.now.saturating_add(blocks))
	}

	/// A block, and in about how long it comes.
	pub fn at(self, block: u32) -> String {
		match block.checked_sub(self.now) {
			Some(left) if left > 0 => format!("block {block} (in {})", self.time(left)),
			_ => format!("block {block}"),
		}
	}

	/// About how long so many blocks take: two units at most.
	fn time(self, blocks: u32) -> String {
		const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
		let mut left = u64::from(blocks).saturating_mul(self.millis) / 1_000;
		let mut words = Vec::new();
		for (seconds, unit) in UNITS {
			let count = left / seconds;
			left %= seconds;
			if count > 0 {
				words.push(format!("{count} {unit}"));
			}
			if words.len() == 2 || (!words.is_empty() && count == 0) {
				break;
			}
		}
		match words.is_empty() {
			true => "0 s".into(),
			false => words.join(" "),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PACE: Pace = Pace {
		now: 100,
		millis: 2_000,
	};

	#[test]
	fn blocks_are_told_as_time() {
		assert_eq!(PACE.span(30), "30 blocks (1 min)");
		assert_eq!(PACE.span(302_400), "302400 blocks (7 d)");
		assert_eq!(PACE.span(45), "45 blocks (1 min 30 s)");
		assert_eq!(PACE.span(43_200 + 1_801), "45001 blocks (1 d 1 h)");
		assert_eq!(PACE.span(0), "0 blocks (0 s)");
	}

	#[test]
	fn a_block_that_is_past_has_no_time() {
		assert_eq!(PACE.at(99), "block 99");
		assert_eq!(PACE.at(100), "block 100");
		assert_eq!(PACE.later(1), "block 101 (in 2 s)");
		assert_eq!(PACE.later(u32::MAX).split(' ').nth(1), Some("4294967295"));
	}
}
