//! Products of two 128-bit numbers, and their quotients.

/// Which way a quotient is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
	/// Towards zero.
	Down,
	/// Away from zero.
	Up,
}

/// The low half of a 128-bit number.
const LOW: u128 = u64::MAX as u128;

/// `a × b` as its high and its low 128 bits.
pub(crate) const fn mul(a: u128, b: u128) -> (u128, u128) {
	let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
	let low = a0 * b0;
	// Below 2¹²⁸: (2⁶⁴−1)² + (2⁶⁴−1) and again + (2⁶⁴−1) is 2¹²⁸−1.
	let cross = a1 * b0 + (low >> 64);
	let other = a0 * b1 + (cross & LOW);
	let high = a1 * b1 + (cross >> 64) + (other >> 64);
	(high, (other << 64) | (low & LOW))
}

/// `a × b / 2^bits`, rounded; `None` where that needs more than 128 bits. `bits` is between 1 and 127.
pub const fn mul_shift(a: u128, b: u128, bits: u32, rounding: Rounding) -> Option<u128> {
	let (high, low) = mul(a, b);
	if bits == 0 || bits > 127 || high >> bits != 0 {
		return None;
	}
	let quotient = (high << (128 - bits)) | (low >> bits);
	let exact = low << (128 - bits) == 0;
	round(quotient, exact, rounding)
}

/// `a × b / c` from the exact 256-bit product, rounded; `None` where `c` is zero or the quotient needs more
/// than 128 bits.
pub const fn mul_div(a: u128, b: u128, c: u128, rounding: Rounding) -> Option<u128> {
	let (high, low) = mul(a, b);
	if high >= c {
		return None; // `c` is zero, or the quotient is 2¹²⁸ at least
	}
	if high == 0 {
		return round(low / c, low % c == 0, rounding);
	}
	// Long division, bit by bit: `rest` stays below `c`, and one more bit of it is in `carry`.
	let (mut rest, mut quotient, mut bit) = (high, 0u128, 128u32);
	while bit > 0 {
		bit -= 1;
		let carry = rest >> 127 == 1;
		rest = (rest << 1) | ((low >> bit) & 1);
		quotient <<= 1;
		if carry || rest >= c {
			rest = rest.wrapping_sub(c);
			quotient |= 1;
		}
	}
	round(quotient, rest == 0, rounding)
}

const fn round(quotient: u128, exact: bool, rounding: Rounding) -> Option<u128> {
	match rounding {
		Rounding::Up if !exact => quotient.checked_add(1),
		Rounding::Up | Rounding::Down => Some(quotient),
	}
}
