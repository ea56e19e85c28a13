use super::*;

const BLOCKS: [(Format, f32); 6] = [
	(Format::Q8_0, 0.005),
	(Format::Q4_0, 0.13),
	(Format::Q5_0, 0.065),
	(Format::Q4_K, 0.1),
	(Format::Q5_K, 0.06),
	(Format::Q6_K, 0.045),
];

#[test]
fn what_is_encoded_is_decoded_within_half_a_step() {
	let numbers: Vec<f32> = (0..1024)
		.map(|i| ((i * 7919 % 2001) as f32 - 1000.0) / 1000.0)
		.collect();
	for (format, limit) in
		BLOCKS
			.into_iter()
			.chain([(Format::F32, 0.0), (Format::F16, 6e-4), (Format::BF16, 4e-3)])
	{
		let mut bytes = Vec::new();
		encode(format, &numbers, &mut bytes);
		assert_eq!(bytes.len(), format.row_bytes(1024), "{format:?}");
		let mut out = vec![0.0; 1024];
		decode(format, &bytes, &mut out);
		for (a, b) in numbers.iter().zip(&out) {
			assert!((a - b).abs() <= limit, "{format:?} {a} {b}");
		}
	}
}

#[test]
fn zeros_stay_zeros() {
	for (format, _) in BLOCKS {
		let mut bytes = Vec::new();
		encode(format, &[0.0; 256], &mut bytes);
		let mut out = vec![1.0; 256];
		decode(format, &bytes, &mut out);
		assert!(out.iter().all(|x| *x == 0.0), "{format:?}");
	}
}

#[test]
fn parts_beyond_the_row_are_none() {
	for (format, _) in BLOCKS {
		let row = vec![0; format.row_bytes(256)];
		assert!(Part::read(format, &row, 7).is_some());
		assert!(Part::read(format, &row, 8).is_none());
		assert!(Part::read(format, &row[1..], 7).is_none());
	}
}
