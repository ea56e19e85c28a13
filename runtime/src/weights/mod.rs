//! Measured weights, one file per pallet; `scripts/weights` writes them.

pub mod pallet_agents;
pub mod pallet_anchors;
pub mod pallet_cmp;
pub mod pallet_commons;
pub mod pallet_conviction_voting;
pub mod pallet_curve;
pub mod pallet_knowledge;
pub mod pallet_mandates;
