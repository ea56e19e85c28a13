//! What `scripts/weights` measures: our pallets. Those of the SDK bring their own weights.

use polkadot_sdk::*;

frame_benchmarking::define_benchmarks!(
	[pallet_agents, Agents]
	[pallet_anchors, Anchors]
	[pallet_cmp, Cmp]
	[pallet_commons, Commons]
	[pallet_conviction_voting, ConvictionVoting]
	[pallet_curve, Curve]
	[pallet_knowledge, Knowledge]
	[pallet_mandates, Mandates]
);
