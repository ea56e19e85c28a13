//! Which grants stand, as the chain says: what a knowledge server asks.

use crate::cli::Node;
use crate::commands::connect::connect;
use crate::exit::Failure;
use althing_chain::{Chain, Grant as OnChain, Party, State};
use althing_knowledge::access::Opening;
use althing_knowledge::share::grants::{self, Grant, Read, Standing};
use althing_knowledge::Error;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Mutex;

/// A chain that is connected to once it is asked, and again after it failed.
#[derive(Default)]
pub(super) struct Ledger {
	chain: Mutex<Option<Chain>>,
}

impl grants::Chain for Ledger {
	fn read<'a>(
		&'a self,
		url: &'a str,
	) -> Pin<Box<dyn Future<Output = althing_knowledge::Result<Read>> + Send + 'a>> {
		Box::pin(async move {
			let mut connected = self.chain.lock().await;
			let read = newest(&mut connected, url).await;
			if read.is_err() {
				*connected = None;
			}
			read.map_err(|failure| Error::Grants(failure.message))
		})
	}
}

async fn newest(connected: &mut Option<Chain>, url: &str) -> Result<Read, Failure> {
	let chain = match connected {
		Some(chain) => chain.clone(),
		None => {
			let node = Node {
				node: url.to_owned(),
				genesis: std::env::var("ALTHING_GENESIS").ok(),
			};
			connected.insert(connect(&node).await?).clone()
		}
	};
	let state = chain.now().await?;
	state.expect(&["Knowledge"])?;
	let number = state.number().await?;
	let mut registered = Registered {
		state: &state,
		known: BTreeMap::new(),
	};
	let mut standing = Vec::new();
	for (id, grant) in state.grants(grants::MOST).await? {
		let over = number >= grant.expires
			|| !registered.has(grant.grantor).await?
			|| !registered.has(grant.grantee).await?;
		if !over {
			standing.push(as_known(id, &grant)?);
		}
	}
	let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Ok(Read {
		standing: Standing {
			block: Some(u64::from(number)),
			grants: standing,
		},
		age: now.saturating_sub(Duration::from_millis(state.moment().await?)),
	})
}

/// Which agents are registered; each is asked for once.
struct Registered<'a> {
	state: &'a State,
	known: BTreeMap<u64, bool>,
}

impl Registered<'_> {
	/// Whether a party is registered: a grant ends with its registration. A department always is.
	async fn has(&mut self, party: Party) -> Result<bool, Failure> {
		let Party::Agent(id) = party else {
			return Ok(true);
		};
		if let Some(known) = self.known.get(&id) {
			return Ok(*known);
		}
		let there = self.state.agent(id).await?.is_some();
		self.known.insert(id, there);
		Ok(there)
	}
}

fn as_known(id: u64, grant: &OnChain) -> Result<Grant, Failure> {
	Ok(Grant {
		id,
		opening: opening(grant)?,
		at: u64::from(grant.at),
		expires: u64::from(grant.expires),
		acknowledged: grant.acknowledged.is_some(),
	})
}

/// What a grant opens in a store.
pub(super) fn opening(grant: &OnChain) -> Result<Opening, Failure> {
	Ok(Opening {
		graph: grant.graph,
		rules: grant.redaction,
		from: party(grant.grantor)?,
		to: party(grant.grantee)?,
	})
}

/// A party as stores know it: an agent's name there is its number here.
pub(super) fn party(party: Party) -> Result<althing_knowledge::access::Party, Failure> {
	let known: althing_knowledge::Result<_> = super::share::words(party).parse();
	known.map_err(Failure::other)
}

#[cfg(test)]
mod tests {
	use super::*;
	use althing_primitives::Department;

	#[test]
	fn every_party_of_the_chain_is_one_of_a_store() {
		for department in Department::ALL {
			let known = party(Party::Department(department)).unwrap();
			assert_eq!(known.to_string(), department.to_string());
		}
		assert_eq!(party(Party::Agent(7)).unwrap().to_string(), "agent:7");
	}
}
