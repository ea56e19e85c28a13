//! What came of a call, for whoever signed it.

use althing_chain::{EconomyEvent, Event};
use serde_json::{json, Value};

/// What came of a call that whoever signed wants to know: in words, and as JSON.
pub(super) fn news(event: &Event) -> Option<(String, Value)> {
	let exact = crate::amount::exact;
	let Event::Economy(event) = event else {
		return None;
	};
	Some(match event {
		EconomyEvent::Bought(order) => (
			format!("bought    {} CVT for {} VWT", exact(order.got), exact(order.given)),
			json!({ "bought": order.got.to_string(), "paid": order.given.to_string(), "tribute": order.tribute.to_string() }),
		),
		EconomyEvent::Sold(order) => (
			format!("sold      {} CVT for {} VWT", exact(order.given), exact(order.got)),
			json!({ "sold": order.given.to_string(), "got": order.got.to_string(), "tribute": order.tribute.to_string() }),
		),
		EconomyEvent::ReferendumSubmitted { index } => (
			format!("opened    referendum {index}; it is decided once somebody pays: `althing gov deposit {index}`"),
			json!({ "referendum": index }),
		),
		EconomyEvent::FundingSubmitted { proposal } => (
			format!("opened    proposal {proposal} of the commons; `althing gov commons stake {proposal} AMOUNT` supports it"),
			json!({ "proposal": proposal }),
		),
	})
}
