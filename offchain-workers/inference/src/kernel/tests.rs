use super::*;
use crate::pool::Pool;
use crate::quant::{decode, encode, Format};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const FORMATS: [Format; 9] = [
	Format::F32,
	Format::F16,
	Format::BF16,
	Format::Q8_0,
	Format::Q4_0,
	Format::Q5_0,
	Format::Q4_K,
	Format::Q5_K,
	Format::Q6_K,
];

fn numbers(random: &mut ChaCha8Rng, count: usize) -> Vec<f32> {
	(0..count).map(|_| random.gen_range(-1.0f32..1.0)).collect()
}

struct Case {
	matrix: Packed,
	plain: Vec<f32>,
	group: Activations,
	x: Vec<Vec<f32>>,
}

fn case(format: Format, rows: usize, columns: usize, seed: u64) -> Case {
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let mut bytes = Vec::new();
	encode(format, &numbers(&mut random, rows * columns), &mut bytes);
	let mut plain = vec![0.0; rows * columns];
	for (row, out) in bytes
		.chunks(format.row_bytes(columns))
		.zip(plain.chunks_mut(columns))
	{
		decode(format, row, out);
	}
	let matrix = Packed::new(&mut Pool::new(2), format, rows, columns, &bytes);
	let integer = matrix.layout().integer();
	let mut group = Activations::new(
		columns,
		Needs {
			bytes: integer,
			floats: !integer,
		},
	);
	let x: Vec<Vec<f32>> = (0..GROUP).map(|_| numbers(&mut random, columns)).collect();
	x.iter().enumerate().for_each(|(t, x)| group.set_all(t, x));
	Case {
		matrix,
		plain,
		group,
		x,
	}
}

#[test]
fn products_are_those_of_the_numbers() {
	for format in FORMATS {
		let (rows, columns) = (19, 512);
		let case = case(format, rows, columns, 1);
		for index in 0..case.matrix.tiles() {
			let mut out = [[0.0; TILE]; GROUP];
			tile(Isa::detect(), &case.matrix, index, &case.group, &mut out);
			for (t, out) in out.iter().enumerate() {
				for (r, got) in out.iter().enumerate().take(rows.saturating_sub(index * TILE)) {
					let row = &case.plain[(index * TILE + r) * columns..][..columns];
					let exact: f64 = row
						.iter()
						.zip(&case.x[t])
						.map(|(a, b)| f64::from(*a) * f64::from(*b))
						.sum();
					let limit = if case.matrix.layout().integer() { 0.2 } else { 1e-4 };
					assert!(
						(f64::from(*got) - exact).abs() < limit,
						"{format:?} {got} {exact}"
					);
				}
			}
		}
	}
}

#[test]
fn every_version_and_every_number_of_tokens_gives_the_same_bits() {
	for format in FORMATS {
		for seed in 0..8 {
			let case = case(format, 16, 768, seed);
			let mut expected = [[0.0; TILE]; GROUP];
			tile(Isa::Scalar, &case.matrix, 0, &case.group, &mut expected);
			for isa in Isa::available() {
				for count in 1..=GROUP {
					let mut out = vec![[7.0; TILE]; count];
					tile(isa, &case.matrix, 0, &case.group, &mut out);
					for (got, expected) in out.iter().zip(&expected) {
						assert_eq!(
							got.map(f32::to_bits),
							expected.map(f32::to_bits),
							"{format:?} {isa:?} {count}"
						);
					}
				}
			}
		}
	}
}

#[test]
fn units_are_known_by_name_where_the_processor_has_them() {
	for isa in Isa::available() {
		assert_eq!(isa.name().parse(), Ok(isa));
	}
	assert!("avx1024".parse::<Isa>().unwrap_err().contains("scalar"));
}

#[test]
fn extreme_codes_do_not_overflow() {
	for format in [
		Format::Q8_0,
		Format::Q4_0,
		Format::Q4_K,
		Format::Q5_K,
		Format::Q6_K,
	] {
		let bytes = vec![0x7f; format.row_bytes(256) * 16];
		let other = vec![0x80; format.row_bytes(256) * 16];
		for bytes in [bytes, other] {
			let matrix = Packed::new(&mut Pool::new(1), format, 16, 256, &bytes);
			let mut group = Activations::new(
				256,
				Needs {
					bytes: true,
					floats: false,
				},
			);
			(0..GROUP).for_each(|t| group.set_all(t, &[if t % 2 == 0 { 1.0 } else { -1.0 }; 256]));
			let mut expected = [[0.0; TILE]; GROUP];
			tile(Isa::Scalar, &matrix, 0, &group, &mut expected);
			for isa in Isa::available() {
				let mut out = [[0.0; TILE]; GROUP];
				tile(isa, &matrix, 0, &group, &mut out);
				let bits = |x: f32| if x.is_nan() { 1 } else { x.to_bits() };
				assert_eq!(
					out.map(|r| r.map(bits)),
					expected.map(|r| r.map(bits)),
					"{format:?} {isa:?}"
				);
			}
		}
	}
}

#[test]
fn vectors_are_the_same_in_every_version_and_near_the_truth() {
	let mut random = ChaCha8Rng::seed_from_u64(3);
	let x = numbers(&mut random, 901);
	let exact = {
		let mean = x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / x.len() as f64;
		1.0 / (mean + 1e-5).sqrt()
	};
	let mut seen: Option<(u32, Vec<u32>, u32, Vec<u32>)> = None;
	for isa in Isa::available() {
		let vectors = Vectors::new(isa);
		let rms = vectors.inverse_rms(&x, 1e-5);
		assert!((f64::from(rms) - exact).abs() < 1e-5);
		let mut p: Vec<f32> = x.iter().map(|x| x * 30.0).collect();
		let wide = p.clone();
		let sum = vectors.exponentials(&mut p);
		let most = wide.iter().copied().fold(f32::MIN, f32::max);
		for (p, x) in p.iter().zip(&wide) {
			let exact = f64::from(x - most).exp();
			assert!(
				(f64::from(*p) - exact).abs() < exact * 1e-6 + 1e-37,
				"{p} {exact}"
			);
		}
		let mut gates: [f32; 16] = std::array::from_fn(|i| x[i] * 9.0);
		let before = gates;
		vectors.gate(&mut gates, &[2.0; 16]);
		for (g, x) in gates.iter().zip(before) {
			let exact = f64::from(x) / (1.0 + f64::from(-x).exp()) * 2.0;
			assert!((f64::from(*g) - exact).abs() < 1e-5, "{g} {exact}");
		}
		let bits = |all: &[f32]| all.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
		let now = (rms.to_bits(), bits(&p), sum.to_bits(), bits(&gates));
		assert_eq!(seen.get_or_insert_with(|| now.clone()), &now, "{isa:?}");
	}
}
