use super::*;
use crate::make::{bytes, Plan};
use crate::model::Family;
use crate::quant::Format;
use proptest::prelude::*;

fn tiny() -> Vec<u8> {
	bytes(&Plan::named("tiny", Family::Llama, Format::Q8_0, 1).unwrap()).unwrap()
}

fn head(bytes: &[u8]) -> usize {
	Header::read(bytes)
		.unwrap()
		.tensors
		.values()
		.map(|t| t.bytes.start)
		.min()
		.unwrap()
}

#[test]
fn a_file_cut_short_anywhere_is_an_error() {
	let bytes = tiny();
	let head = head(&bytes);
	for cut in 0..head {
		assert!(Header::read(&bytes[..cut]).is_err(), "{cut}");
	}
	for cut in (head..bytes.len()).step_by(97) {
		assert!(Header::read(&bytes[..cut]).is_err(), "{cut}");
	}
}

#[test]
fn tensors_may_not_lie_on_each_other_or_apart_from_the_grid() {
	let plan = Plan::named("tiny", Family::Llama, Format::F32, 1).unwrap();
	let good = bytes(&plan).unwrap();
	let name = b"output_norm.weight";
	let at = good.windows(name.len()).position(|w| w == name).unwrap() + name.len();
	// Dimensions, one side, format, offset.
	let offset = at + 4 + 8 + 4;
	for (value, word) in [
		(0u64, "lies on"),
		(8, "aligned"),
		(1 << 40, "beyond"),
		(u64::MAX - 31, "beyond"),
	] {
		let mut bad = good.clone();
		bad[offset..offset + 8].copy_from_slice(&value.to_le_bytes());
		let error = Header::read(&bad).unwrap_err().to_string();
		assert!(error.contains(word), "{value}: {error}");
	}
	for side in [0u64, u64::MAX, 1 << 60] {
		let mut bad = good.clone();
		bad[at + 4..at + 12].copy_from_slice(&side.to_le_bytes());
		assert!(Header::read(&bad).unwrap_err().to_string().contains("shape"));
	}
}

proptest! {
	#[test]
	fn flipped_bits_never_panic(flips in prop::collection::vec((0usize..20_000, 0u8..8), 1..8)) {
		let mut bytes = tiny();
		for (at, bit) in flips {
			let length = bytes.len();
			bytes[at % length] ^= 1 << bit;
		}
		if let Ok(header) = Header::read(&bytes) {
			let _ = crate::model::Shape::from_gguf(&header);
		}
	}

	#[test]
	fn noise_never_panics(noise in prop::collection::vec(any::<u8>(), 0..512)) {
		let mut bytes = b"GGUF\x03\0\0\0".to_vec();
		bytes.extend(noise);
		prop_assert!(Header::read(&bytes).is_err() || bytes.len() > 24);
	}
}
