//! BLAKE2b with 32 bytes of output and no key (RFC 7693), with its chaining state in the open.
//!
//! Other implementations keep the state to themselves. Here it is what a chunk is checked against.

/// Bytes of a block.
const BLOCK: usize = 128;

const IV: [u64; 8] = [
	0x6a09_e667_f3bc_c908,
	0xbb67_ae85_84ca_a73b,
	0x3c6e_f372_fe94_f82b,
	0xa54f_f53a_5f1d_36f1,
	0x510e_527f_ade6_82d1,
	0x9b05_688c_2b3e_6c1f,
	0x1f83_d9ab_fb41_bd6b,
	0x5be0_cd19_137e_2179,
];

/// Bytes of a state.
pub const STATE_BYTES: usize = 64;

/// What the hash function carries from one block to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State([u64; 8]);

impl State {
	/// Before the first byte.
	pub const INITIAL: Self = {
		let mut words = IV;
		// The parameter block: 32 bytes of output, no key, no tree.
		words[0] ^= 0x0101_0020;
		Self(words)
	};

	/// The state after `bytes`, which begin `offset` bytes after the payload's beginning and are, unless they are its
	/// `last`, whole blocks of 128 bytes. What is beyond whole blocks otherwise is left out.
	pub fn absorb(mut self, offset: u64, bytes: &[u8], last: bool) -> Self {
		let mut count = offset;
		// The last block is hashed in another way, also when it is full.
		let whole = if last {
			bytes.len().saturating_sub(1) / BLOCK * BLOCK
		} else {
			bytes.len()
		};
		let (body, tail) = bytes.split_at(whole);
		for block in body.chunks_exact(BLOCK) {
			count = count.wrapping_add(BLOCK as u64);
			self.compress(block, count, 0);
		}
		if last {
			let mut block = [0; BLOCK];
			for (to, from) in block.iter_mut().zip(tail) {
				*to = *from;
			}
			count = count.wrapping_add(tail.len() as u64);
			self.compress(&block, count, u64::MAX);
		}
		self
	}

	/// The hash, if this is the state after the last byte.
	pub fn output(&self) -> [u8; 32] {
		let mut output = [0; 32];
		for (to, from) in output.chunks_exact_mut(8).zip(&self.0) {
			to.copy_from_slice(&from.to_le_bytes());
		}
		output
	}

	/// As it is written to files and messages.
	pub fn to_bytes(self) -> [u8; STATE_BYTES] {
		let mut bytes = [0; STATE_BYTES];
		for (to, from) in bytes.chunks_exact_mut(8).zip(&self.0) {
			to.copy_from_slice(&from.to_le_bytes());
		}
		bytes
	}

	/// What [`Self::to_bytes`] gives.
	pub fn from_bytes(bytes: &[u8; STATE_BYTES]) -> Self {
		let mut words = [0; 8];
		read_words(bytes, &mut words);
		Self(words)
	}

	/// The function F of RFC 7693, 3.2. `count` is of the bytes up to this block's end; no payload has 2⁶⁴.
	#[inline]
	fn compress(&mut self, block: &[u8], count: u64, last: u64) {
		let mut m = [0; 16];
		read_words(block, &mut m);
		let [h0, h1, h2, h3, h4, h5, h6, h7] = self.0;
		let [i0, i1, i2, i3, i4, i5, i6, i7] = IV;
		let mut v = [
			h0,
			h1,
			h2,
			h3,
			h4,
			h5,
			h6,
			h7,
			i0,
			i1,
			i2,
			i3,
			i4 ^ count,
			i5,
			i6 ^ last,
			i7,
		];
		rounds(&mut v, &m);
		let (low, high) = v.split_at(8);
		for ((word, low), high) in self.0.iter_mut().zip(low).zip(high) {
			*word ^= low ^ high;
		}
	}
}

fn read_words(bytes: &[u8], words: &mut [u64]) {
	for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
		*word = u64::from_le_bytes(bytes.try_into().unwrap_or_default());
	}
}

macro_rules! mix {
	($v:ident, $a:literal, $b:literal, $c:literal, $d:literal, $x:expr, $y:expr) => {
		$v[$a] = $v[$a].wrapping_add($v[$b]).wrapping_add($x);
		$v[$d] = ($v[$d] ^ $v[$a]).rotate_right(32);
		$v[$c] = $v[$c].wrapping_add($v[$d]);
		$v[$b] = ($v[$b] ^ $v[$c]).rotate_right(24);
		$v[$a] = $v[$a].wrapping_add($v[$b]).wrapping_add($y);
		$v[$d] = ($v[$d] ^ $v[$a]).rotate_right(16);
		$v[$c] = $v[$c].wrapping_add($v[$d]);
		$v[$b] = ($v[$b] ^ $v[$c]).rotate_right(63);
	};
}

// Written out, since an index that is known needs no check.
macro_rules! round {
	($v:ident, $m:ident, $a:literal $b:literal $c:literal $d:literal $e:literal $f:literal $g:literal $h:literal
	 $i:literal $j:literal $k:literal $l:literal $n:literal $o:literal $p:literal $q:literal) => {
		mix!($v, 0, 4, 8, 12, $m[$a], $m[$b]);
		mix!($v, 1, 5, 9, 13, $m[$c], $m[$d]);
		mix!($v, 2, 6, 10, 14, $m[$e], $m[$f]);
		mix!($v, 3, 7, 11, 15, $m[$g], $m[$h]);
		mix!($v, 0, 5, 10, 15, $m[$i], $m[$j]);
		mix!($v, 1, 6, 11, 12, $m[$k], $m[$l]);
		mix!($v, 2, 7, 8, 13, $m[$n], $m[$o]);
		mix!($v, 3, 4, 9, 14, $m[$p], $m[$q]);
	};
}

/// Twelve rounds, by the permutations of RFC 7693, 2.7.
#[inline]
fn rounds(v: &mut [u64; 16], m: &[u64; 16]) {
	round!(v, m, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
	round!(v, m, 14 10 4 8 9 15 13 6 1 12 0 2 11 7 5 3);
	round!(v, m, 11 8 12 0 5 2 15 13 10 14 3 6 7 1 9 4);
	round!(v, m, 7 9 3 1 13 12 11 14 2 6 5 10 4 0 15 8);
	round!(v, m, 9 0 5 7 2 4 10 15 14 1 11 12 6 8 3 13);
	round!(v, m, 2 12 6 10 0 11 8 3 4 13 7 5 15 14 1 9);
	round!(v, m, 12 5 1 15 14 13 4 10 0 7 6 3 9 2 8 11);
	round!(v, m, 13 11 7 14 12 1 3 9 5 0 15 4 8 6 2 10);
	round!(v, m, 6 15 14 9 11 3 0 8 12 2 13 7 1 4 10 5);
	round!(v, m, 10 2 8 4 7 6 1 5 15 11 9 14 3 12 13 0);
	round!(v, m, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
	round!(v, m, 14 10 4 8 9 15 13 6 1 12 0 2 11 7 5 3);
}

#[cfg(test)]
mod tests {
	use super::*;
	use blake2::digest::{consts::U32, Digest as _};
	use proptest::prelude::*;

	type Reference = blake2::Blake2b<U32>;

	fn hash(bytes: &[u8]) -> [u8; 32] {
		State::INITIAL.absorb(0, bytes, true).output()
	}

	#[test]
	fn known_hashes_come_out() {
		let known = [
			(
				"",
				"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
			),
			(
				"abc",
				"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
			),
		];
		for (text, expected) in known {
			assert_eq!(hex::encode(hash(text.as_bytes())), expected);
		}
	}

	#[test]
	fn every_length_around_blocks_hashes_as_the_reference_does() {
		let bytes: Vec<u8> = (0..1_100u32).map(|at| (at * 31 % 251) as u8).collect();
		for length in 0..bytes.len() {
			let expected: [u8; 32] = Reference::digest(&bytes[..length]).into();
			assert_eq!(hash(&bytes[..length]), expected, "{length}");
		}
	}

	proptest! {
		#[test]
		fn a_state_carries_on_wherever_blocks_are_cut(
			bytes in prop::collection::vec(any::<u8>(), 0..4_000),
			cut in 0usize..30,
		) {
			let cut = (cut * BLOCK).min(bytes.len().saturating_sub(1) / BLOCK * BLOCK);
			let (first, rest) = bytes.split_at(cut);
			let state = State::INITIAL.absorb(0, first, false);
			let state = State::from_bytes(&state.to_bytes()).absorb(cut as u64, rest, true);
			let expected: [u8; 32] = Reference::digest(&bytes).into();
			prop_assert_eq!(state.output(), expected);
		}
	}
}
