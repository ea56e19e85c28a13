use crate::{Fixed, NotFixed};
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn text_reads_back_to_the_same_bits(raw in any::<i128>(), shift in 0u32..127) {
		let number = Fixed::from_raw(raw >> shift);
		prop_assert_eq!(number.to_string().parse(), Ok(number));
		let json = serde_json::to_string(&number).unwrap();
		prop_assert_eq!(&json, &format!("\"{number}\""));
		prop_assert_eq!(serde_json::from_str::<Fixed>(&json).unwrap(), number);
	}

	#[test]
	fn any_text_is_read_or_refused(text in "[-+0-9.eE ]{0,50}") {
		let _ = text.parse::<Fixed>();
	}
}

#[test]
fn the_ends_of_the_range_read_back() {
	for number in [
		Fixed::MIN,
		Fixed::MAX,
		Fixed::ZERO,
		Fixed::from_raw(1),
		Fixed::from_raw(-1),
	] {
		assert_eq!(number.to_string().parse(), Ok(number));
	}
}

#[test]
fn text_is_short_and_plain() {
	assert_eq!(Fixed::ZERO.to_string(), "0");
	assert_eq!(Fixed::from_int(-12).to_string(), "-12");
	assert_eq!(Fixed::from_int(100).to_string(), "100");
	assert_eq!(Fixed::HALF.to_string(), "0.5");
	assert_eq!(Fixed::from_raw(-(5 << 46)).to_string(), "-1.25");
	assert_eq!(format!("{:>6}", Fixed::HALF), "   0.5");
}

#[test]
fn what_is_no_number_is_refused() {
	for text in [
		"", "-", ".", "1.", ".5", "+1", "--1", "1e3", " 1", "1,5", "½", "0x1", "1.2.3", "-+1",
	] {
		assert_eq!(text.parse::<Fixed>(), Err(NotFixed::Form), "{text:?}");
	}
	assert_eq!("0.1234567890123456".parse::<Fixed>(), Err(NotFixed::Digits));
	for text in [
		"604462909807314587353088",
		"-604462909807314587353089",
		&"9".repeat(60),
	] {
		assert_eq!(text.parse::<Fixed>(), Err(NotFixed::Range), "{text:?}");
	}
	assert!(serde_json::from_str::<Fixed>("0.5").is_err());
}
