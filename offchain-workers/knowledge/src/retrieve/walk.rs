//! Personalised PageRank over passages and names (Haveliwala 2002; over passages and names as in HippoRAG, 2024), by
//! pushing what is left at a node to its neighbours while it is worth it (Andersen, Chung, Lang: Local Graph
//! Partitioning using PageRank Vectors, 2006): what a question costs depends on how exact it is, not on how large the
//! graph is.

use super::corpus::Corpus;
use super::graph::Graph;
use std::collections::VecDeque;

/// Passages where a walk begins.
const SEEDS: usize = 20;

/// What may be left at a node for each of its neighbours: at most `1 / (LEFT * restart)` steps are looked at.
const LEFT: f32 = 1e-5;

/// A walker who never goes back would never be done.
const LEAST_RESTART: f32 = 0.05;

/// Where a walk begins: the best passages, and the names in the question. The shares add up to 1.
pub(super) fn seeds(corpus: &Corpus, base: &[f32], names: &[usize]) -> Vec<(usize, f32)> {
	let best = super::best(base, SEEDS).into_iter();
	let mut seeds: Vec<(usize, f32)> = best
		.filter_map(|place| base.get(place).map(|score| (place, score * score)))
		.collect();
	let seed = |name: usize| {
		(
			corpus.passages.len().saturating_add(name),
			corpus.rarity(name) / 4.0,
		)
	};
	seeds.extend(names.iter().map(|name| seed(*name)));
	seeds.retain(|(_, share)| *share > 0.0);
	let all: f32 = seeds.iter().map(|(_, share)| share).sum();
	seeds.iter_mut().for_each(|(_, share)| *share /= all);
	seeds
}

/// How often each node is met by a walker who begins at `seeds`, and at each step goes back there with the
/// probability `restart`.
pub(super) fn walk(graph: &Graph, seeds: &[(usize, f32)], restart: f32) -> Vec<f32> {
	let restart = restart.clamp(LEAST_RESTART, 1.0);
	let mut met = vec![0.0_f32; graph.len()];
	let mut left = vec![0.0_f32; graph.len()];
	let mut waits = vec![false; graph.len()];
	let mut queue = VecDeque::new();
	let worth = |node: usize, left: f32| left > LEFT * graph.steps(node).len().max(1) as f32;
	for (node, share) in seeds {
		let (Some(left), Some(waits)) = (left.get_mut(*node), waits.get_mut(*node)) else {
			continue;
		};
		*left += share;
		if !std::mem::replace(waits, true) {
			queue.push_back(*node);
		}
	}
	while let Some(node) = queue.pop_front() {
		let (Some(here), Some(waits_here), Some(met)) =
			(left.get_mut(node), waits.get_mut(node), met.get_mut(node))
		else {
			continue;
		};
		let here = std::mem::take(here);
		*waits_here = false;
		*met += restart * here;
		for (to, share) in graph.steps(node) {
			let to = *to as usize;
			let (Some(left), Some(waits)) = (left.get_mut(to), waits.get_mut(to)) else {
				continue;
			};
			*left += (1.0 - restart) * here * share;
			if !*waits && worth(to, *left) {
				*waits = true;
				queue.push_back(to);
			}
		}
	}
	met
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// The same by many steps over all nodes.
	fn exact(graph: &Graph, seeds: &[(usize, f32)], restart: f32) -> Vec<f32> {
		let mut met = vec![0.0_f32; graph.len()];
		let mut now = vec![0.0_f32; graph.len()];
		for (node, share) in seeds {
			now[*node] += share;
		}
		for _ in 0..200 {
			let mut next = vec![0.0_f32; graph.len()];
			for (node, here) in now.iter().enumerate() {
				met[node] += restart * here;
				for (to, share) in graph.steps(node) {
					next[*to as usize] += (1.0 - restart) * here * share;
				}
			}
			now = next;
		}
		met
	}

	proptest! {
		#[test]
		fn pushing_comes_near_to_walking(
			edges in prop::collection::vec((0_usize..12, 0_usize..12, 1_u8..9), 1..60),
			restart in 0.2_f32..0.9,
		) {
			let mut nodes = vec![Vec::new(); 12];
			for (from, to, weight) in edges {
				nodes[from].push((to, f32::from(weight)));
				nodes[to].push((from, f32::from(weight)));
			}
			let graph = Graph::new(nodes);
			let seeds = [(0, 0.75), (1, 0.25)];
			let (pushed, walked) = (walk(&graph, &seeds, restart), exact(&graph, &seeds, restart));
			for (one, other) in pushed.iter().zip(&walked) {
				prop_assert!((one - other).abs() < 5e-3, "{one} {other}");
			}
			prop_assert!(pushed.iter().sum::<f32>() < 1.001);
		}
	}

	#[test]
	fn shares_of_a_node_add_up_to_one_however_often_a_neighbour_is_named() {
		let graph = Graph::new([vec![(1, 2.0), (1, 1.0), (2, 1.0)], vec![], vec![(0, 7.0)]]);
		assert_eq!(graph.steps(0), [(1, 0.75), (2, 0.25)]);
		assert!(graph.steps(1).is_empty() && graph.steps(9).is_empty());
		assert_eq!(graph.len(), 3);
	}

	#[test]
	fn a_walk_without_a_way_back_ends() {
		let graph = Graph::new([vec![(1, 1.0)], vec![(0, 1.0)]]);
		let met = walk(&graph, &[(0, 1.0)], 0.0);
		assert!(met.iter().all(|met| met.is_finite() && *met > 0.0));
	}
}
