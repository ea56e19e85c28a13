//! How sure a score makes: Platt's scaling (Platt, Probabilistic outputs for support vector machines, 1999).
//!
//! The numbers were fitted by `cargo run --release -p althing-knowledge --example judge` on questions of one hop of a
//! public set, those at even places; `docs/bench/knowledge.md` has what they do on those at odd ones, and that on
//! questions of several hops they are too sure.

use super::Method;

/// How sure a method's scores make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
	/// The score at which a claim is as likely supported as not.
	pub middle: f32,
	/// How steeply the odds of being supported grow with the score.
	pub slope: f32,
	/// The same for the better one of two options.
	pub contrast: f32,
}

/// The scale of a method.
pub const fn of(method: Method) -> Scale {
	let (middle, slope, contrast) = match method {
		Method::Sentence => (0.61, 4.3, 12.5),
		Method::Paragraph => (0.62, 4.2, 12.0),
		Method::Vectors => (0.30, 2.8, 8.0),
		Method::Walk => (0.73, 3.4, 22.0),
		Method::Facts => (0.61, 4.2, 11.0),
	};
	Scale {
		middle,
		slope,
		contrast,
	}
}

impl Scale {
	/// How probable it is that a statement with this score is supported, in (0, 1).
	pub fn supported(&self, score: f32) -> f64 {
		logistic(f64::from(self.slope) * f64::from(score - self.middle))
	}

	/// The place of the best score, of equals the first, and how probable it is that it is the right one. Without
	/// scores, 0 and 1.
	pub fn chosen(&self, scores: &[f32]) -> (usize, f64) {
		let mut best = (0, f32::NEG_INFINITY);
		for (place, score) in scores.iter().enumerate() {
			if *score > best.1 {
				best = (place, *score);
			}
		}
		let weight = |score: &f32| (f64::from(self.contrast) * f64::from(*score - best.1)).exp();
		let all: f64 = scores.iter().map(weight).sum();
		(best.0, if all > 0.0 { 1.0 / all } else { 1.0 })
	}
}

/// The standard logistic function.
pub fn logistic(x: f64) -> f64 {
	1.0 / (1.0 + (-x).exp())
}

/// Fits `slope · (score − middle)` to pairs of a score and whether it was so, by Newton's method on the penalised
/// likelihood; the penalty keeps numbers finite where scores separate the two. Gives `middle` and `slope`.
pub fn fit(pairs: &[(f32, bool)]) -> (f64, f64) {
	const PENALTY: f64 = 1e-2;
	const STEPS: usize = 50;
	let (mut a, mut b) = (0.0_f64, 1.0_f64);
	for _ in 0..STEPS {
		let (mut ga, mut gb) = (-PENALTY * a, -PENALTY * b);
		let (mut haa, mut hab, mut hbb) = (PENALTY, 0.0, PENALTY);
		for (score, so) in pairs {
			let x = f64::from(*score);
			let p = logistic(a + b * x);
			let error = f64::from(u8::from(*so)) - p;
			let w = p * (1.0 - p);
			ga += error;
			gb += error * x;
			haa += w;
			hab += w * x;
			hbb += w * x * x;
		}
		let determinant = haa * hbb - hab * hab;
		if determinant <= 0.0 {
			break;
		}
		a += (hbb * ga - hab * gb) / determinant;
		b += (haa * gb - hab * ga) / determinant;
	}
	(-a / b, b)
}
