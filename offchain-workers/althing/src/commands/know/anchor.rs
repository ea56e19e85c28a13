//! `althing know anchor`: publishes the hash of a store's newest version.

use super::failure;
use crate::cli::KnowAnchor;
use crate::commands::output::print_json;
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Way};
use crate::say;
use althing_chain::{hex0x, Call, Currency, Hash, PublishedRoot};
use althing_knowledge::access::Caller;
use althing_knowledge::store::Store;
use serde_json::json;
use std::path::Path;

/// The versions of a store: number and hash in hexadecimal, the earliest first.
fn versions(folder: &Path) -> Result<Vec<(u64, String)>, Failure> {
	if !folder.join("log").exists() {
		return Err(Failure::input(format!(
			"{} is no knowledge store; `althing know load` begins one",
			folder.display()
		)));
	}
	let store = Store::open(folder).map_err(|error| failure(&error))?;
	let commits = store.history(&Caller::keeper());
	Ok(commits.into_iter().map(|line| (line.number, line.hash)).collect())
}

pub(super) async fn run(options: KnowAnchor, json: bool) -> Outcome {
	let versions = versions(&options.store)?;
	let Some((version, text)) = versions.last() else {
		return Err(Failure::input(
			"nothing was written to this store: there is no version to publish",
		));
	};
	let root = hex::decode(text)
		.ok()
		.and_then(|bytes| Hash::try_from(bytes).ok());
	let root = root.ok_or_else(|| Failure::other(format!("version {version} has no hash, but {text}")))?;
	let session = Session::open(options.signing, json, &["Knowledge"]).await?;
	let agent = session.state.agent(options.agent).await?.ok_or_else(|| {
		Failure::refused(format!(
			"no agent has the number {}: `althing agents` lists them",
			options.agent
		))
	})?;
	let known = session
		.state
		.published_store(agent.department, &options.name)
		.await?;
	let begins = known.is_none();
	let last = known.and_then(|store| store.roots.last().copied());
	if let Some(last) = last {
		descends(&versions, &last)?;
		if last.version == *version {
			return already(*version, &root, json);
		}
	}
	let previous = last.map_or([0; 32], |last| last.root);
	let intent = format!(
		"publish {} as version {version} of the store {} of {}",
		hex0x(root),
		options.name,
		agent.department
	);
	let call = Call::publish_root(options.agent, &options.name, *version, root, previous);
	let draft = Draft::new(intent, call);
	let draft = match begins {
		true => draft.moving(
			Way::Held,
			Currency::Vwt,
			session.state.store_deposit()?,
			"the store",
		),
		false => draft,
	};
	session.carry_out(draft).await
}

/// Whether what was published is a version of this store: the chain would see the fork only by its order.
fn descends(versions: &[(u64, String)], last: &PublishedRoot) -> Result<(), Failure> {
	let ours = versions.iter().find(|(number, _)| *number == last.version);
	match ours {
		Some((_, hash)) if *hash == hex::encode(last.root) => Ok(()),
		Some((number, hash)) => Err(Failure::verification(format!(
			"the chain knows version {number} as {}, but here it is 0x{hash}: there are two histories of this store. \
			 Publish from the folder that has the other, or take another name.",
			hex0x(last.root)
		))),
		None => Err(Failure::verification(format!(
			"the chain knows version {}, which this store does not have: it is behind, or another",
			last.version
		))),
	}
}

fn already(version: u64, root: &Hash, json: bool) -> Outcome {
	if json {
		print_json(&json!({ "version": version, "root": hex0x(root), "published": true }));
	} else {
		say!("Version {version} is published already: {}.", hex0x(root));
	}
	Ok(())
}
