//! Passages and names as one graph, in the form that a walk reads.

/// For each node the nodes a walker may go to next, with how likely each is. Passages come first, names behind them.
#[derive(Clone, Debug, Default)]
pub struct Graph {
	/// Where the steps of each node begin; one more at the end.
	starts: Vec<usize>,
	steps: Vec<(u32, f32)>,
}

impl Graph {
	/// Of each node's neighbours with weights above 0: how likely a step is goes by its weight.
	pub fn new(nodes: impl IntoIterator<Item = Vec<(usize, f32)>>) -> Self {
		let mut graph = Self {
			starts: vec![0],
			steps: Vec::new(),
		};
		for mut steps in nodes {
			// The same neighbour twice is one that weighs more.
			steps.sort_by_key(|(to, _)| *to);
			steps.dedup_by(|next, kept| {
				let same = next.0 == kept.0;
				if same {
					kept.1 += next.1;
				}
				same
			});
			let all: f32 = steps.iter().map(|(_, weight)| weight).sum();
			let likely = |(to, weight): (usize, f32)| Some((u32::try_from(to).ok()?, weight / all));
			graph.steps.extend(steps.into_iter().filter_map(likely));
			graph.starts.push(graph.steps.len());
		}
		graph
	}

	/// How many nodes.
	pub fn len(&self) -> usize {
		self.starts.len().saturating_sub(1)
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Where a walker may go from a node; the shares of all add up to 1.
	pub fn steps(&self, node: usize) -> &[(u32, f32)] {
		let (start, end) = (self.starts.get(node), self.starts.get(node.saturating_add(1)));
		start
			.zip(end)
			.and_then(|(start, end)| self.steps.get(*start..*end))
			.unwrap_or_default()
	}
}
