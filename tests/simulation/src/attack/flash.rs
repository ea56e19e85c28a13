//! CVT bought shortly before the end of a referendum, and sold right after it.
//!
//! The prize is what a small spender may have. The cap asks for ten accounts; twelve take part.

use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::{origins::Origin, tracks::SMALL_SPENDER},
};

use super::raid::Plan;
use crate::governance::spend;

/// The plan.
pub fn plan() -> Plan {
	Plan {
		name: "flash",
		purse: 0.03,
		track: SMALL_SPENDER,
		origin: Origin::SmallSpender.into(),
		prize: |who| spend(1_000 * UNIT, who.clone()),
		voters: 12,
		excess: 1.25,
		every: 60,
		late: 11 * DAYS / 2,
	}
}
