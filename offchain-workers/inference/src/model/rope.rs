//! Rotations: how a head knows where its token stands (RoPE, <https://arxiv.org/abs/2104.09864>).

use super::files::Files;
use super::shape::{Shape, Stretch};
use crate::error::{Error, Result};

/// Turns per token, for each pair of a head.
pub struct Rope {
	turns: Vec<f32>,
	neighbours: bool,
}

impl Rope {
	/// Of a model's shape, and of the divisors that its files may have.
	///
	/// # Errors
	/// When a divisor makes no sense.
	pub fn of(files: &Files) -> Result<Self> {
		let divisors = files.vector("rope_freqs.weight", files.shape.head / 2)?;
		let absurd = |all: &Vec<f32>| all.iter().any(|x| !x.is_normal());
		if divisors.as_ref().is_some_and(absurd) {
			return Err(Error::Damaged("rope_freqs.weight divides by nothing".into()));
		}
		Ok(Self::new(&files.shape, divisors.as_deref()))
	}

	/// Of a shape; `divisors`, where the file has them, slow each pair down.
	fn new(shape: &Shape, divisors: Option<&[f32]>) -> Self {
		let half = shape.head / 2;
		let turns = (0..half)
			.map(|pair| {
				let exponent = -2.0 * pair as f64 / shape.head as f64;
				let turn = f64::from(shape.theta).powf(exponent) as f32;
				let divisor = divisors.and_then(|all| all.get(pair)).copied().unwrap_or(1.0);
				stretch(&shape.stretch, turn) / divisor
			})
			.collect();
		Self {
			turns,
			neighbours: shape.neighbours,
		}
	}

	/// Cosine and sine of each pair at a position.
	pub fn at(&self, position: usize) -> Vec<(f32, f32)> {
		self.turns
			.iter()
			.map(|turn| {
				// The angle is rounded as everybody rounds it; its functions then are not, so that they do not depend
				// on the mathematical library.
				let (sine, cosine) = f64::from(position as f32 * turn).sin_cos();
				(cosine as f32, sine as f32)
			})
			.collect()
	}

	/// Turns a head, whose length is twice that of `angles`.
	pub fn turn(&self, head: &mut [f32], angles: &[(f32, f32)]) {
		let rotate = |x: &mut f32, y: &mut f32, (cosine, sine): &(f32, f32)| {
			(*x, *y) = (*x * cosine - *y * sine, *x * sine + *y * cosine);
		};
		if self.neighbours {
			for ([x, y], angle) in head.as_chunks_mut::<2>().0.iter_mut().zip(angles) {
				rotate(x, y, angle);
			}
		} else {
			let (first, second) = head.split_at_mut(head.len() / 2);
			for ((x, y), angle) in first.iter_mut().zip(second).zip(angles) {
				rotate(x, y, angle);
			}
		}
	}
}

/// Llama 3.1's blend: <https://github.com/meta-llama/llama-models/blob/main/models/llama3/model.py>.
fn stretch(stretch: &Stretch, turn: f32) -> f32 {
	match stretch {
		Stretch::None => turn,
		Stretch::Linear(factor) => turn / factor,
		Stretch::Llama3 {
			factor,
			low,
			high,
			old,
		} => {
			let length = std::f32::consts::TAU / turn;
			if length < old / high {
				turn
			} else if length > old / low {
				turn / factor
			} else {
				let share = (old / length - low) / (high - low);
				(1.0 - share) * turn / factor + share * turn
			}
		}
	}
}
