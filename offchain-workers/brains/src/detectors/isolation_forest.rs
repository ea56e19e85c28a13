//! Isolation forest on lag-embedded windows.
//!
//! F. T. Liu, K. M. Ting and Z.-H. Zhou, "Isolation Forest" (ICDM 2008): trees that cut a random
//! feature at a random place isolate odd vectors in few cuts; the score is s = 2^(−E[h]/c(ψ)) with h the
//! path length, c(n) = 2H(n − 1) − 2(n − 1)/n and subsamples of ψ = 256. Here a vector is the last few
//! points, and the statistic is c(ψ)/E[h] − 1, which orders vectors as s does but is not squeezed at one.
//!
//! A cut drawn when the tree was built never lies outside what the tree has seen, so a vector farther
//! out than all others would get the depth of the outermost one, and a tree grown on a constant would
//! not notice anything. So a node counts the chance that a cut over the range *including* the query
//! had separated the query at once, as the random cut forest of Guha et al. (ICML 2016) inserts points.

use std::collections::VecDeque;

use crate::{detector::Statistic, rolling::spread_floor};

/// Points in a vector.
const LAGS: usize = 8;
/// The paper's subsample size ψ.
const SUBSAMPLE: usize = 256;
/// Half the paper's hundred trees: a stream asks at every point, and averages over time as well.
const TREES: usize = 50;
/// Vectors remembered; subsamples are drawn from these.
const MEMORY: usize = 1024;
/// Answers from this many vectors on.
const FEWEST: usize = 16;

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): small, seeded, the same everywhere.
struct SplitMix(u64);

impl SplitMix {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Uniform in [0,1).
	fn unit(&mut self) -> f64 {
		(self.next() >> 11) as f64 / (1u64 << 53) as f64
	}

	/// Uniform in 0..bound; zero when the bound is zero.
	fn below(&mut self, bound: usize) -> usize {
		((self.unit() * bound as f64) as usize).min(bound.saturating_sub(1))
	}
}

type Vector = [f64; LAGS];

/// A part of the sample: its box, and how it was cut.
struct Node {
	low: Vector,
	high: Vector,
	size: usize,
	cut: Option<Cut>,
}

struct Cut {
	feature: usize,
	at: f64,
	below: Box<Node>,
	above: Box<Node>,
}

/// c(n): the mean depth of an unsuccessful search among n.
fn mean_depth(n: usize) -> f64 {
	match n {
		0 | 1 => 0.0,
		2 => 1.0,
		_ => {
			let n = n as f64;
			const EULER: f64 = 0.577_215_664_901_532_9;
			2.0 * ((n - 1.0).ln() + EULER) - 2.0 * (n - 1.0) / n
		}
	}
}

fn feature_of(vector: &Vector, feature: usize) -> f64 {
	vector.get(feature).copied().unwrap_or(0.0)
}

impl Node {
	fn grow(sample: &mut [Vector], depth: u32, random: &mut SplitMix) -> Self {
		let (mut low, mut high) = ([f64::INFINITY; LAGS], [f64::NEG_INFINITY; LAGS]);
		for vector in sample.iter() {
			low.iter_mut().zip(vector).for_each(|(l, x)| *l = l.min(*x));
			high.iter_mut().zip(vector).for_each(|(h, x)| *h = h.max(*x));
		}
		let size = sample.len();
		let cut = (depth > 0 && size > 1)
			.then(|| Cut::draw(sample, &low, &high, depth, random))
			.flatten();
		Self { low, high, size, cut }
	}

	/// The chance that a cut of this node, its box stretched to the query, separates the query.
	fn separation(&self, query: &Vector) -> f64 {
		let (mut chance, mut features) = (0.0, 0.0);
		for ((low, high), x) in self.low.iter().zip(&self.high).zip(query) {
			let outside = (low - x).max(x - high).max(0.0);
			let range = high - low;
			if range + outside > spread_floor(*high) {
				chance += outside / (range + outside);
				features += 1.0;
			}
		}
		if features > 0.0 {
			chance / features
		} else {
			0.0
		}
	}

	fn depth(&self, query: &Vector) -> f64 {
		let (mut node, mut together, mut depth) = (self, 1.0, 0.0);
		loop {
			let separation = node.separation(query);
			let Some(cut) = &node.cut else {
				let inside = mean_depth(node.size);
				return depth + together * (separation + (1.0 - separation) * inside);
			};
			depth += together;
			together *= 1.0 - separation;
			let below = feature_of(query, cut.feature) < cut.at;
			node = if below { &cut.below } else { &cut.above };
		}
	}
}

impl Cut {
	fn draw(
		sample: &mut [Vector],
		low: &Vector,
		high: &Vector,
		depth: u32,
		random: &mut SplitMix,
	) -> Option<Self> {
		let ranges = || low.iter().zip(high).enumerate();
		let cuttable = |(l, h): (&f64, &f64)| h - l > spread_floor(*h);
		let choices = ranges().filter(|(_, range)| cuttable(*range)).count();
		let drawn = random.below(choices);
		let (feature, (low, high)) = ranges().filter(|(_, range)| cuttable(*range)).nth(drawn)?;
		// Above the lowest, so that both sides have a vector.
		let at = (low + (high - low) * (1.0 - random.unit())).min(*high);
		let mut boundary = 0;
		for place in 0..sample.len() {
			if sample.get(place).is_some_and(|v| feature_of(v, feature) < at) {
				sample.swap(place, boundary);
				boundary += 1;
			}
		}
		let (below, above) = sample.split_at_mut(boundary);
		Some(Self {
			feature,
			at,
			below: Box::new(Node::grow(below, depth - 1, random)),
			above: Box::new(Node::grow(above, depth - 1, random)),
		})
	}
}

pub(crate) struct IsolationForest {
	recent: VecDeque<f64>,
	memory: VecDeque<Vector>,
	trees: Vec<Node>,
	sample_size: usize,
	next_growth: usize,
	random: SplitMix,
}

impl IsolationForest {
	pub(crate) fn new(seed: u64) -> Self {
		Self {
			recent: VecDeque::with_capacity(LAGS + 1),
			memory: VecDeque::with_capacity(MEMORY + 1),
			trees: Vec::new(),
			sample_size: 0,
			next_growth: FEWEST,
			random: SplitMix(seed),
		}
	}

	fn regrow(&mut self) {
		let count = self.memory.len().min(SUBSAMPLE);
		let depth = count.max(2).next_power_of_two().ilog2();
		let mut order: Vec<usize> = (0..self.memory.len()).collect();
		self.trees.clear();
		for _ in 0..TREES {
			// The first steps of a Fisher-Yates shuffle draw without replacement.
			for place in 0..count {
				let other = place + self.random.below(order.len() - place);
				order.swap(place, other);
			}
			let drawn = order.iter().take(count);
			let mut sample: Vec<Vector> = drawn.filter_map(|at| self.memory.get(*at)).copied().collect();
			self.trees.push(Node::grow(&mut sample, depth, &mut self.random));
		}
		self.sample_size = count;
	}

	fn statistic(&self, query: &Vector) -> f64 {
		let total: f64 = self.trees.iter().map(|tree| tree.depth(query)).sum();
		let depth = (total / self.trees.len().max(1) as f64).max(0.5);
		(mean_depth(self.sample_size) / depth - 1.0).max(0.0)
	}

	fn learn(&mut self, vector: Vector) {
		self.memory.push_back(vector);
		if self.memory.len() > MEMORY {
			self.memory.pop_front();
		}
		self.next_growth -= 1;
		if self.next_growth == 0 {
			self.next_growth = self.memory.len().min(SUBSAMPLE);
			self.regrow();
		}
	}
}

impl Statistic for IsolationForest {
	const NAME: &'static str = "isolation-forest";
	const UNIT: f64 = 0.1;

	fn next(&mut self, _timestamp: i64, value: f64) -> Option<f64> {
		self.recent.push_back(value);
		if self.recent.len() > LAGS {
			self.recent.pop_front();
		}
		if self.recent.len() < LAGS {
			return None;
		}
		let mut vector = [0.0; LAGS];
		vector
			.iter_mut()
			.zip(&self.recent)
			.for_each(|(slot, x)| *slot = *x);
		let statistic = (!self.trees.is_empty()).then(|| self.statistic(&vector));
		self.learn(vector);
		statistic
	}
}
