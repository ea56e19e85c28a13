//! What happened to the economy and its government, as far as who sent a transaction wants to know it.

use crate::{AccountId, Error, Result};
use althing_primitives::CommonsId;
use codec::Decode;

/// What happened to the economy or its government.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EconomyEvent {
	/// CVT were bought from the curve.
	Bought(Order),
	/// CVT were sold to it.
	Sold(Order),
	/// A referendum was submitted.
	ReferendumSubmitted {
		/// Its number.
		index: u32,
	},
	/// A proposal was submitted to the commons.
	FundingSubmitted {
		/// Its number.
		proposal: CommonsId,
	},
}

/// An order that was executed. Amounts in the smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode)]
pub struct Order {
	/// What was given: VWT for a purchase, CVT for a sale.
	pub given: u128,
	/// What was got: CVT for a purchase, VWT for a sale.
	pub got: u128,
	/// VWT that went to the commons.
	pub tribute: u128,
	/// The curve's supply afterwards.
	pub supply: u128,
	/// Its reserve afterwards.
	pub reserve: u128,
	/// Its price afterwards: VWT for a CVT, 18 decimals.
	pub price: u128,
}

impl EconomyEvent {
	/// The event `name` of `pallet` from its fields; nothing for others. Only what is used of the fields is
	/// read, in their order.
	pub(crate) fn from_parts(pallet: &str, name: &str, fields: &[u8]) -> Result<Option<Self>> {
		Ok(Some(match (pallet, name) {
			("Curve", "Bought") => Self::Bought(leading::<(AccountId, Order)>(fields)?.1),
			("Curve", "Sold") => Self::Sold(leading::<(AccountId, Order)>(fields)?.1),
			("Referenda", "Submitted") => Self::ReferendumSubmitted {
				index: leading(fields)?,
			},
			("Commons", "Submitted") => Self::FundingSubmitted {
				proposal: leading(fields)?,
			},
			_ => return Ok(None),
		}))
	}
}

/// What a list of fields begins with.
fn leading<T: Decode>(fields: &[u8]) -> Result<T> {
	T::decode(&mut &*fields).map_err(|e| Error::undecodable("an event", e))
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]
	use super::*;
	use codec::Encode;

	#[test]
	fn an_order_is_read_behind_its_account() {
		let fields = ([1u8; 32], (1u128, 2u128, 3u128, 4u128, 5u128, 6u128)).encode();
		let event = EconomyEvent::from_parts("Curve", "Sold", &fields).unwrap();
		let Some(EconomyEvent::Sold(order)) = event else {
			unreachable!("{event:?}")
		};
		assert_eq!((order.given, order.got, order.price), (1, 2, 6));
		assert!(EconomyEvent::from_parts("Curve", "Sold", &fields[..40]).is_err());
	}

	#[test]
	fn what_cannot_be_read_stops_nobody_who_follows_the_chain() {
		assert_eq!(crate::Event::from_parts("Curve", "Sold", 0, &[1]).unwrap(), None);
	}

	#[test]
	fn other_events_are_passed_over() {
		assert_eq!(EconomyEvent::from_parts("Curve", "Donated", &[]).unwrap(), None);
		assert_eq!(
			EconomyEvent::from_parts("Treasury", "Deposit", &[]).unwrap(),
			None
		);
	}
}
