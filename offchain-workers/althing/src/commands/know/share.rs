//! `althing know share`, `unshare`, `acknowledge`, `grants`: who is let see what.

use super::failure;
use super::ledger::{opening, party as party_of};
use crate::cli::{party, KnowAcknowledge, KnowGrants, KnowShare, KnowUnshare};
use crate::commands::connect::connect;
use crate::commands::output::print_json;
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Pace, Way};
use crate::say;
use althing_chain::{hex0x, Call, Currency, Grant, Hash, Level, Offer, Party};
use althing_knowledge::access::Caller;
use althing_knowledge::cli;
use althing_knowledge::share::{copy_name, Report};
use serde_json::{json, Value};

/// The most grants that are listed.
const MOST: usize = 65_536;

pub(super) async fn share(options: KnowShare, json: bool) -> Outcome {
	let tried = options.signing.dry_run;
	// In JSON what was copied is told with what was signed: one document.
	let quiet = json && !options.copy_only;
	let mut tell = |line: &str| {
		if !quiet {
			say!("{line}");
		}
	};
	let report = options
		.copy
		.run(&Caller::keeper(), tried, json, &mut tell)
		.map_err(|error| failure(&error))?;
	if options.copy_only {
		return Ok(());
	}
	let (grantor, grantee) = (on_chain(&report.from)?, on_chain(&report.to)?);
	let redaction = hash(&report.rules)?;
	let session = Session::open(options.signing, json, &["Knowledge", "Mandates"]).await?;
	let graph = Offer::graph_hash(&options.copy.graph);
	if let Some((id, grant)) = session.state.standing_grant(grantor, graph, grantee).await? {
		return stands(id, &grant, &report, json);
	}
	let offer = Offer {
		grantor,
		grantee,
		graph,
		level: options
			.level
			.map_or_else(|| level(grantor, grantee, redaction), Into::into),
		redaction,
		expires: expiry(session.pace, options.days),
	};
	let intent = format!(
		"let {} see a copy of <{}> of {} until {}",
		words(offer.grantee),
		options.copy.graph,
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
		.carry_out(
			draft
				.warning("taking it back stops what is given out then, not what was copied")
				.after("copy", json!(report)),
		)
		.await
}

/// A grant that stands already opens the copy that was made anew just now, if that is by the same rules.
fn stands(id: u64, grant: &Grant, report: &Report, json: bool) -> Outcome {
	if grant.redaction != hash(&report.rules)? {
		return Err(Failure::refused(format!(
			"grant {id} of this graph is by other rules, {}: `althing know unshare {id}`, then share again",
			hex0x(grant.redaction)
		)));
	}
	if json {
		print_json(&json!({ "copy": report, "grant": id, "expires": grant.expires, "granted": true }));
	} else {
		say!("Grant {id} opens it already, until block {}.", grant.expires);
	}
	Ok(())
}

/// How closely a graph is kept, where nobody says: as closely as the copy allows.
fn level(grantor: Party, grantee: Party, redaction: Hash) -> Level {
	match (grantor, grantee) {
		_ if redaction == [0; 32] => Level::Restricted,
		(Party::Agent(_), Party::Agent(_)) => Level::Personal,
		_ => Level::Confidential,
	}
}

/// A party as the chain knows it.
fn on_chain(known: &althing_knowledge::access::Party) -> Result<Party, Failure> {
	party(&known.to_string()).map_err(|_| {
		Failure::input(format!(
			"{known} has a name, but on chain agents have numbers: name graphs and receivers by them, as in agent:7"
		))
	})
}

fn hash(text: &str) -> Result<Hash, Failure> {
	hex::decode(text)
		.ok()
		.and_then(|bytes| Hash::try_from(bytes).ok())
		.ok_or_else(|| Failure::other(format!("{text} is no hash")))
}

pub(super) async fn unshare(options: KnowUnshare, json: bool) -> Outcome {
	let tried = options.signing.dry_run;
	let session = Session::open(options.signing, json, &["Knowledge", "Mandates"]).await?;
	let id = options.grant;
	let grant = kept(&session, id).await?;
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
	session.carry_out(Draft::new(intent, call)).await?;
	match &options.store {
		Some(store) if !tried => {
			let receiver = party_of(grant.grantee)?;
			let say = &mut |line: &str| say!("{line}");
			cli::unshare(store, &Caller::keeper(), &grant.graph, &receiver, json, say)
				.map_err(|error| failure(&error))
		}
		_ => Ok(()),
	}
}

pub(super) async fn acknowledge(options: KnowAcknowledge, json: bool) -> Outcome {
	let session = Session::open(options.signing, json, &["Knowledge"]).await?;
	let id = options.grant;
	let grant = kept(&session, id).await?;
	let intent = format!(
		"say for {} that it knows of grant {id} of a graph of {}",
		words(grant.grantee),
		words(grant.grantor)
	);
	session
		.carry_out(Draft::new(intent, Call::acknowledge_grant(id)))
		.await
}

async fn kept(session: &Session, id: u64) -> Result<Grant, Failure> {
	session.state.grant(id).await?.ok_or_else(|| {
		Failure::refused(format!(
			"the chain keeps no grant {id}: `althing know grants` lists them"
		))
	})
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
			copy(grant).unwrap_or_else(|| hex0x(grant.graph))
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
		"copy": copy(grant),
		"level": format!("{:?}", grant.level).to_lowercase(),
		"redaction": hex0x(grant.redaction),
		"at": grant.at,
		"expires": grant.expires,
		"expired": now >= grant.expires,
		"acknowledged": grant.acknowledged,
	})
}

/// What the copy that a grant opens is called, wherever it is kept.
fn copy(grant: &Grant) -> Option<String> {
	let opened = opening(grant).ok()?;
	Some(copy_name(&opened.from, &opened.to, &opened.graph, &opened.rules))
}

/// A party as the command line takes it.
pub(super) fn words(party: Party) -> String {
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_graph_is_kept_as_closely_as_its_copy_allows() {
		let agent = Party::Agent(7);
		let legal = Party::Department(althing_primitives::Department::Legal);
		assert_eq!(level(legal, agent, [0; 32]), Level::Restricted);
		assert_eq!(level(legal, agent, [1; 32]), Level::Confidential);
		assert_eq!(level(agent, Party::Agent(8), [1; 32]), Level::Personal);
	}

	#[test]
	fn a_grant_lasts_as_many_days_as_the_chain_has_blocks_for() {
		let pace = |millis| Pace { now: 10, millis };
		assert_eq!(expiry(pace(2_000), 1), 10 + 43_200);
		assert_eq!(expiry(pace(2_000), 30), 10 + 30 * 43_200);
		// A chain that does not say how long its blocks take lets nothing be granted.
		assert_eq!(expiry(pace(0), 30), 10);
	}
}
