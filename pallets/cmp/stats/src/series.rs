//! Logarithm and exponential of what lies between one half and two, with 62 bits after the point.

/// Bits after the point.
pub(crate) const WORK: u32 = 62;

/// One.
const ONE: u64 = 1 << WORK;

/// √2, to the nearest.
const ROOT_2: u64 = 6_521_908_912_666_391_106;

/// 1/n! from n = 0, to the nearest: the powers of 0.7 beyond are below 2⁻⁶².
const FACTORIALS: [u64; 18] = [
	4_611_686_018_427_387_904,
	4_611_686_018_427_387_904,
	2_305_843_009_213_693_952,
	768_614_336_404_564_651,
	192_153_584_101_141_163,
	38_430_716_820_228_233,
	6_405_119_470_038_039,
	915_017_067_148_291,
	114_377_133_393_536,
	12_708_570_377_060,
	1_270_857_037_706,
	115_532_457_973,
	9_627_704_831,
	740_592_679,
	52_899_477,
	3_526_632,
	220_414,
	12_966,
];

/// 1/(2n + 1) from n = 0, to the nearest: the powers of 0.172 beyond are below 2⁻⁶².
const ODDS: [u64; 12] = [
	4_611_686_018_427_387_904,
	1_537_228_672_809_129_301,
	922_337_203_685_477_581,
	658_812_288_346_769_701,
	512_409_557_603_043_100,
	419_244_183_493_398_900,
	354_745_078_340_568_300,
	307_445_734_561_825_860,
	271_275_648_142_787_524,
	242_720_316_759_336_205,
	219_604_096_115_589_900,
	200_508_087_757_712_518,
];

/// e⁻ˣ for x from zero to a little above ln 2, by its Taylor series.
pub(crate) fn exp_of_minus(x: u64) -> u64 {
	let next = |sum, factor: &u64| factor.saturating_sub(times(sum, x));
	FACTORIALS.iter().rev().fold(0, next)
}

/// ln m for m from one to two, 2·artanh((m − c)/(m + c)) + ln c with c one or two, whichever is nearer; tells
/// the first summand and whether c is two.
pub(crate) fn ln(m: u64) -> (i64, bool) {
	let above = m > ROOT_2;
	let centre = if above { ONE << 1 } else { ONE };
	let apart = u128::from(m.abs_diff(centre)) << WORK;
	let ratio = apart.checked_div(m.saturating_add(centre).into()).unwrap_or(0) as u64;
	let square = times(ratio, ratio);
	let next = |sum, factor: &u64| times(sum, square).saturating_add(*factor);
	let series = times(ODDS.iter().rev().fold(0, next), ratio).saturating_mul(2);
	// The ratio is below 0.172: 63 bits are enough.
	let series = series as i64;
	(if above { series.saturating_neg() } else { series }, above)
}

fn times(a: u64, b: u64) -> u64 {
	// Twice 64 bits fit: nothing wraps, and nothing is checked for it.
	(u128::from(a).wrapping_mul(b.into()) >> WORK) as u64
}
