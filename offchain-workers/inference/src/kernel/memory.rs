//! Where weights lie: in large pages of memory, where the system has them.
//!
//! An answer's token reads all weights once, in order. With pages of 4 KiB the processor looks up an address for every
//! 64 lines, in a virtual machine twice over, and what it fetches ahead stops at each page's end.

use memmap2::MmapMut;

/// A line of the processor's cache.
pub type Line = [u8; LINE];
const LINE: usize = 64;
/// Bytes from which memory is mapped: what is mapped begins at a line's beginning.
const MAPPED: usize = 4096;
/// Bytes below which a large page would be mostly empty.
const LARGE: usize = 1 << 20;

enum Store {
	Mapped(MmapMut),
	Heap(Vec<Line>),
}

/// Lines of memory.
pub struct Lines(Store);

impl Lines {
	/// So many, all zeros.
	pub fn zeros(count: usize) -> Self {
		let mapped = match count.checked_mul(LINE) {
			Some(bytes) if bytes >= MAPPED => MmapMut::map_anon(bytes).ok(),
			_ => None,
		};
		let Some(map) = mapped else {
			return Self(Store::Heap(vec![[0; LINE]; count]));
		};
		// A wish: a system that does not know large pages, or has none left, gives small ones.
		#[cfg(target_os = "linux")]
		if map.len() >= LARGE {
			let _ = map.advise(memmap2::Advice::HugePage);
		}
		Self(Store::Mapped(map))
	}

	/// All of them.
	pub fn all(&self) -> &[Line] {
		match &self.0 {
			Store::Mapped(map) => map.as_chunks().0,
			Store::Heap(lines) => lines,
		}
	}

	/// All of them, to be written to.
	pub fn all_mut(&mut self) -> &mut [Line] {
		match &mut self.0 {
			Store::Mapped(map) => map.as_chunks_mut().0,
			Store::Heap(lines) => lines,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn there_are_as_many_zeros_as_asked_for_and_they_can_be_written() {
		for count in [0, 3, MAPPED / LINE + 1, LARGE / LINE + 1] {
			let mut lines = Lines::zeros(count);
			assert_eq!(lines.all().len(), count);
			assert!(lines.all().iter().flatten().all(|byte| *byte == 0));
			lines.all_mut().iter_mut().for_each(|line| line.fill(7));
			assert!(lines.all().iter().flatten().all(|byte| *byte == 7));
		}
	}
}
