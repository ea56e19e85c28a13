//! Where agents stand: a sunflower, in which each has six nearest neighbours and none is crowded.
//!
//! H. Vogel, "A better way to construct the sunflower head" (Mathematical Biosciences 44, 1979): the k-th
//! point lies at the angle k·137.50776° and the distance c·√k from the centre, so that every point has
//! the same area around it.

/// The golden angle π(3 − √5), in degrees.
pub const GOLDEN_ANGLE: f64 = 137.507_764_050_037_85;
/// How many neighbours an agent has.
pub const NEIGHBOURS: usize = 6;

/// Neighbours are looked for no farther than this many spacings away. A circle of that radius holds 16
/// points on average, so the six nearest are always in it.
const REACH: f64 = 4.0;

/// Where the `k`-th agent stands, counted from zero: (x, y) in the unit of `spacing`, which is the
/// distance of agent 1 from the centre.
pub fn position(k: usize, spacing: f64) -> (f64, f64) {
	let angle = (k as f64 * GOLDEN_ANGLE).to_radians();
	let radius = spacing * (k as f64).sqrt();
	(radius * angle.cos(), radius * angle.sin())
}

/// The six agents of `count` that stand nearest to the `k`-th, nearest first (all others where there are
/// fewer than seven). Costs O(√count), since who stands near has a near index.
pub fn neighbours(k: usize, count: usize) -> Vec<usize> {
	// (√k ± r)² = k ± 2r√k + r²: indices of what lies within the reach.
	let spread = (2.0 * REACH * (k as f64).sqrt() + REACH * REACH) as usize;
	let (low, high) = (
		k.saturating_sub(spread),
		k.saturating_add(spread).saturating_add(1).min(count),
	);
	let (x, y) = position(k, 1.0);
	let mut others: Vec<(f64, usize)> = (low..high)
		.filter(|other| *other != k)
		.map(|other| {
			let (other_x, other_y) = position(other, 1.0);
			((other_x - x).hypot(other_y - y), other)
		})
		.collect();
	others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
	others
		.into_iter()
		.take(NEIGHBOURS)
		.map(|(_, other)| other)
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn distance(a: usize, b: usize) -> f64 {
		let ((ax, ay), (bx, by)) = (position(a, 1.0), position(b, 1.0));
		(ax - bx).hypot(ay - by)
	}

	#[test]
	fn the_centre_is_agent_zero_and_distance_grows_with_the_root() {
		assert_eq!(position(0, 3.0), (0.0, 0.0));
		let (x, y) = position(4, 3.0);
		assert!((x.hypot(y) - 6.0).abs() < 1e-12);
		let angle = y.atan2(x).to_degrees().rem_euclid(360.0);
		assert!((angle - (4.0 * GOLDEN_ANGLE).rem_euclid(360.0)).abs() < 1e-9);
	}

	#[test]
	fn none_is_crowded() {
		for k in 0..1000 {
			let nearest = neighbours(k, 1000)[0];
			assert!(distance(k, nearest) >= 0.99, "{k} and {nearest}");
		}
	}

	#[test]
	fn neighbours_are_the_six_nearest_of_all() {
		for count in [7, 64, 600] {
			for k in (0..count).step_by(7) {
				let mut all: Vec<usize> = (0..count).filter(|other| *other != k).collect();
				all.sort_by(|a, b| distance(k, *a).total_cmp(&distance(k, *b)).then(a.cmp(b)));
				all.truncate(NEIGHBOURS);
				assert_eq!(neighbours(k, count), all, "{k} of {count}");
			}
		}
	}

	#[test]
	fn small_fleets_have_fewer_neighbours() {
		assert!(neighbours(0, 1).is_empty());
		assert_eq!(neighbours(1, 3).len(), 2);
		assert!(neighbours(5, 0).is_empty());
	}
}
