//! Periods that pass faster on test networks.
//!
//! A preset sets one number at genesis, [`pallet_origins::Pace`]; the periods of referenda, the locks of votes
//! and the half-life of conviction in the commons are divided by it, nothing else is. So the rules and the
//! proportions between those periods are those of the main network, and the binary is the same. `pallet-parameters` would have been the other place, but it has no genesis, and no referendum
//! has a reason to change this.

use super::pallet_origins;
use crate::{BlockNumber, Runtime};
use frame_support::traits::Get;
use polkadot_sdk::*;

/// `period` divided by `pace`, one block at least.
pub fn at(period: BlockNumber, pace: u32) -> BlockNumber {
	period.checked_div(pace).unwrap_or(period).max(1)
}

/// A period of `BLOCKS` at this chain's pace.
pub struct Paced<const BLOCKS: BlockNumber>;

impl<const BLOCKS: BlockNumber> Get<BlockNumber> for Paced<BLOCKS> {
	fn get() -> BlockNumber {
		at(BLOCKS, pallet_origins::Pace::<Runtime>::get())
	}
}
