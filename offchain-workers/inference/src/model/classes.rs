//! Heads that sort texts into classes: a vector for each class, multiplied with the last token's.

use super::files::Files;
use crate::error::{Error, Result};
use crate::quant::decode;

/// The matrix, as GGUF names it.
const WEIGHTS: &str = "cls.output.weight";
const BIAS: &str = "cls.output.bias";
/// Classes at most.
const MOST: usize = 1024;

/// Classes, and what makes them likely.
pub struct Classes {
	labels: Vec<String>,
	rows: Vec<Vec<f32>>,
	bias: Vec<f32>,
}

impl Classes {
	/// Those of a model; none where it has none.
	///
	/// # Errors
	/// When their weights are damaged, or they are too many.
	pub fn of(files: &Files) -> Result<Option<Self>> {
		let Some(view) = files.find(WEIGHTS) else {
			return Ok(None);
		};
		let (count, hidden) = (view.rows, files.shape.hidden);
		if count > MOST {
			return Err(Error::Unsupported(format!(
				"{count} classes; up to {MOST} are run"
			)));
		}
		let view = files.matrix(WEIGHTS, count, hidden)?;
		let rows = view
			.bytes
			.chunks_exact(view.format.row_bytes(hidden))
			.map(|bytes| {
				let mut row = vec![0.0; hidden];
				decode(view.format, bytes, &mut row);
				row
			});
		let named = files
			.labels()
			.into_iter()
			.map(Some)
			.chain(std::iter::repeat(None));
		Ok(Some(Self {
			rows: rows.collect(),
			bias: files.vector(BIAS, count)?.unwrap_or_else(|| vec![0.0; count]),
			// As everybody calls them who has no names.
			labels: (0..count)
				.zip(named)
				.map(|(index, name)| name.unwrap_or_else(|| format!("LABEL_{index}")))
				.collect(),
		}))
	}

	/// Their names.
	pub fn labels(&self) -> &[String] {
		&self.labels
	}

	/// The logit of each, from the last token's normed vector.
	pub fn logits(&self, vector: &[f32]) -> Vec<f64> {
		let product = |row: &Vec<f32>| {
			row.iter()
				.zip(vector)
				.map(|(w, x)| f64::from(*w) * f64::from(*x))
				.sum::<f64>()
		};
		self.rows
			.iter()
			.zip(&self.bias)
			.map(|(row, bias)| product(row) + f64::from(*bias))
			.collect()
	}

	/// The probability of each, likeliest first.
	pub fn probabilities(&self, vector: &[f32]) -> Vec<(String, f64)> {
		let logits = self.logits(vector);
		let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
		let weights: Vec<f64> = logits.iter().map(|logit| (logit - most).exp()).collect();
		let sum: f64 = weights.iter().sum();
		let mut all: Vec<(String, f64)> = self
			.labels
			.iter()
			.cloned()
			.zip(weights.iter().map(|weight| weight / sum))
			.collect();
		all.sort_by(|(_, one), (_, other)| other.total_cmp(one));
		all
	}
}
