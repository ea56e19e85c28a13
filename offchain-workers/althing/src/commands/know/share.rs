//! `althing know share`, `unshare`, `grants`: who is let see what.

use crate::cli::{KnowGrants, KnowShare, KnowUnshare};
use crate::commands::connect::connect;
use crate::commands::output::print_json;
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Pace, Way};
use crate::say;
use althing_chain::{hex0x, Call, Currency, Grant, Hash, Offer, Party};
use serde_json::{json, Value};
use std::io::Read;
use std::path::Path;

/// The most grants that are listed.
const MOST: usize = 65_536;

pub(super) async fn share(options: KnowShare, json: bool) -> Outcome {
	let redaction = match &options.rules {
		Some(path) => rules(path)?,
		None => [0; 32],
	};
	let session = Session::open(options.signing, json, &["Knowledge", "Mandates"]).await?;
	let offer = Offer {
		grantor: options.from,
		grantee: options.to,
		graph: Offer::graph_hash(&options.graph),
		level: options.level.into(),
		redaction,
		expires: expiry(session.pace, options.days),
	};
	let intent = format!(
		"let {} see <{}> of {} until {}",
		words(offer.grantee),
		options.graph,
		words(offer.grantor),
		session.pace.at(offer.expires)
	);
	let deposit = session.state.grant_deposit()?;
	let draft = match offer.grantor {
		Party::Agent(_) => {
			Draft::new(intent, Call::grant(&offer)).moving(Way::Held, Currency::Vwt, deposit, "the grant")
		}
		Party::Department(department) => Draft::new(intent, Call::act(department, Call::grant(&offer)))
			.warning("what the mandate does not cover waits for a panel or a referendum"),
	};
	session
		.carry_out(draft.warning("taking it back stops what is given out then, not what was copied"))
		.await
}

pub(super) async fn unshare(options: KnowUnshare, json: bool) -> Outcome {
	let session = Session::open(options.signing, json, &["Knowledge", "Mandates"]).await?;
	let id = options.grant;
	let grant = session.state.grant(id).await?.ok_or_else(|| {
		Failure::refused(format!(
			"the chain keeps no grant {id}: `althing know grants` lists them"
		))
	})?;
	let revoke = Call::revoke_grant(id);
	let call = match grant.grantor {
		Party::Agent(_) => revoke,
		Party::Department(department) => Call::act(department, revoke),
	};
	let intent = format!(
		"take back grant {id}, by which {} sees a graph of {}",
		words(grant.grantee),
		words(grant.grantor)
	);
	session.carry_out(Draft::new(intent, call)).await
}

pub(super) async fn list(options: KnowGrants, json: bool) -> Outcome {
	let chain = connect(&options.node).await?;
	let state = chain.now().await?;
	state.expect(&["Knowledge"])?;
	let now = state.number().await?;
	let wanted = |(_, grant): &(u64, Grant)| {
		options.from.is_none_or(|from| grant.grantor == from)
			&& options.to.is_none_or(|to| grant.grantee == to)
	};
	let mut grants = state.grants(MOST).await?;
	grants.retain(wanted);
	if json {
		let shown: Vec<Value> = grants
			.iter()
			.map(|(id, grant)| as_json(*id, grant, now))
			.collect();
		print_json(&shown);
		return Ok(());
	}
	for (id, grant) in &grants {
		say!(
			"{id:>6}  {:<14} to {:<14} {:<12} until block {:<9} {}  {}",
			words(grant.grantor),
			words(grant.grantee),
			format!("{:?}", grant.level).to_lowercase(),
			grant.expires,
			if now >= grant.expires { "over" } else { "    " },
			hex0x(grant.graph)
		);
	}
	say!("{} grants", grants.len());
	Ok(())
}

fn as_json(id: u64, grant: &Grant, now: u32) -> Value {
	json!({
		"id": id,
		"from": words(grant.grantor),
		"to": words(grant.grantee),
		"graph": hex0x(grant.graph),
		"level": format!("{:?}", grant.level).to_lowercase(),
		"redaction": hex0x(grant.redaction),
		"at": grant.at,
		"expires": grant.expires,
		"expired": now >= grant.expires,
		"acknowledged": grant.acknowledged,
	})
}

/// A party as the command line takes it.
fn words(party: Party) -> String {
	match party {
		Party::Department(department) => department.to_string(),
		Party::Agent(id) => format!("agent:{id}"),
	}
}

/// The block so many days after the newest final one.
fn expiry(pace: Pace, days: u32) -> u32 {
	const DAY: u64 = 24 * 3_600 * 1_000;
	let millis = u64::from(days).saturating_mul(DAY);
	let blocks = millis.checked_div(pace.millis).unwrap_or_default();
	pace.now.saturating_add(u32::try_from(blocks).unwrap_or(u32::MAX))
}

/// BLAKE2b-256 of a file of rules.
fn rules(path: &Path) -> Result<Hash, Failure> {
	const MAX_FILE: u64 = 1 << 20;
	let unreadable =
		|why: &dyn std::fmt::Display| Failure::input(format!("{} cannot be read: {why}", path.display()));
	let file = std::fs::File::open(path).map_err(|error| unreadable(&error))?;
	let mut bytes = Vec::new();
	file.take(MAX_FILE + 1)
		.read_to_end(&mut bytes)
		.map_err(|error| unreadable(&error))?;
	if bytes.len() as u64 > MAX_FILE {
		return Err(unreadable(&"rules have a MiB at most"));
	}
	Ok(althing_primitives::blake2(&bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_grant_lasts_as_many_days_as_the_chain_has_blocks_for() {
		let pace = |millis| Pace { now: 10, millis };
		assert_eq!(expiry(pace(2_000), 1), 10 + 43_200);
		assert_eq!(expiry(pace(2_000), 30), 10 + 30 * 43_200);
		// A chain that does not say how long its blocks take lets nothing be granted.
		assert_eq!(expiry(pace(0), 30), 10);
	}
}
