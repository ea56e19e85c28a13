//! `althing know session`

use super::{open, say_kept, time, words, With};
use crate::access::{agent_name, Access, Caller, Owner};
use crate::cli::{say_json, Place, Say};
use crate::error::{Error, Result};
use crate::ingest::moment;
use crate::memory::{New, Outcome};
use crate::store::Note;
use clap::{Args, Subcommand};

/// `althing know session`
#[derive(Clone, Debug, Args)]
pub struct Session {
	/// What is done.
	#[command(subcommand)]
	pub what: What,
}

/// What is done with sessions.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
	/// Open a session for a while, or let it last longer.
	Open(Open),
	/// Add an entry.
	Say(Add),
	/// List the sessions that you see.
	List(List),
	/// End a session: what was said in it is erased.
	End(End),
}

impl Session {
	/// Which store, and who asks.
	pub(in crate::cli) fn place(&mut self) -> &mut Place {
		match &mut self.what {
			What::Open(open) => &mut open.which.place,
			What::Say(add) => &mut add.which.place,
			What::List(list) => &mut list.place,
			What::End(end) => &mut end.which.place,
		}
	}
}

/// Which session.
#[derive(Clone, Debug, Args)]
pub struct Which {
	/// What it is called. The name stays in the log.
	pub name: String,
	/// Whose it is: a department, or agent:NAME; otherwise the agent's or the department's who asks.
	#[arg(long, value_name = "OWNER", value_parser = owner)]
	pub of: Option<Owner>,
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
}

/// `althing know session open`
#[derive(Clone, Debug, Args)]
pub struct Open {
	/// Which.
	#[command(flatten)]
	pub which: Which,
	/// How long, from now: 90s, 15m, 2h, 30d.
	#[arg(long, default_value = "2h", value_name = "SPAN")]
	pub ttl: String,
	/// Who sees it: public, restricted:legal,finance, confidential:legal, personal:NAME; its owner alone otherwise.
	#[arg(long)]
	pub access: Option<Access>,
}

/// `althing know session say`
#[derive(Clone, Debug, Args)]
pub struct Add {
	/// Which.
	#[command(flatten)]
	pub which: Which,
	/// What is said; read from a file where it begins with @.
	#[arg(value_name = "TEXT|@FILE")]
	pub text: String,
	/// What was asked.
	#[arg(long, default_value = "")]
	pub asked: String,
	/// Of what kind it is.
	#[arg(long, default_value = "note")]
	pub kind: String,
	/// How important it is, from 0 to 1.
	#[arg(long, default_value_t = 0.5)]
	pub importance: f64,
	/// What makes vectors.
	#[command(flatten)]
	pub with: With,
}

/// `althing know session list`
#[derive(Clone, Debug, Args)]
pub struct List {
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
}

/// `althing know session end`
#[derive(Clone, Debug, Args)]
pub struct End {
	/// Which.
	#[command(flatten)]
	pub which: Which,
	/// Say what would be erased, and erase nothing.
	#[arg(long)]
	pub dry_run: bool,
}

/// Reads whose a session is.
pub(super) fn owner(text: &str) -> Result<Owner> {
	match text.strip_prefix("agent:") {
		Some(agent) => Ok(Owner::Agent(agent_name(agent)?)),
		None => Ok(Owner::Department(text.parse()?)),
	}
}

/// Whose a session is: who is named, or who asks.
pub(super) fn whose(named: Option<&Owner>, caller: &Caller) -> Result<Owner> {
	match (named, &caller.agent, caller.department) {
		(Some(owner), ..) => Ok(owner.clone()),
		// What a department's agent shares, it shares with its department.
		(None, _, Some(department)) => Ok(Owner::Department(department)),
		(None, Some(agent), None) => Ok(Owner::Agent(agent.clone())),
		(None, None, None) => Err(Error::Input(
			"say whose the session is: --of DEPARTMENT or --of agent:NAME".into(),
		)),
	}
}

impl Session {
	pub(in crate::cli) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		match &self.what {
			What::Open(open) => open.run(json, say),
			What::Say(add) => add.run(json, say),
			What::List(list) => list.run(json, say),
			What::End(end) => end.run(json, say),
		}
	}
}

impl Open {
	fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let Which { name, of, place } = &self.which;
		let owner = whose(of.as_ref(), &place.caller)?;
		let lasts = time::span(&self.ttl)?;
		let store = place.open(true)?;
		let note = Note::new(&place.caller, format!("session {name} for {}", self.ttl))?;
		let access = self.access.clone();
		let session =
			open(&store)?.open_session(&place.caller, &note, &owner, name, lasts, access, time::now())?;
		if json {
			return say_json(say, &session);
		}
		say(&format!(
			"{} is open until {}",
			session.graph,
			moment(session.expires).value()
		));
		Ok(())
	}
}

impl Add {
	fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let Which { name, of, place } = &self.which;
		let owner = whose(of.as_ref(), &place.caller)?;
		let text = words(&self.text)?;
		let new = New {
			kind: &self.kind,
			asked: &self.asked,
			text: &text,
			importance: self.importance,
			outcome: Outcome::Open,
		};
		let embedder = self.with.open()?;
		let store = place.open(false)?;
		let note = Note::new(&place.caller, format!("said in session {name}"))?;
		let memory = open(&store)?;
		let kept = memory.say_in_session(
			&place.caller,
			&note,
			&owner,
			name,
			&new,
			embedder.as_ref(),
			time::now(),
		)?;
		say_kept(json, say, &kept)
	}
}

impl List {
	fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(false)?;
		let sessions = open(&store)?.sessions(&self.place.caller);
		if json {
			return say_json(say, &sessions);
		}
		let now = time::now();
		for session in &sessions {
			say(&format!(
				"{}  {}  {} {}, {} entries, {} bytes",
				session.graph,
				session.access,
				if session.expires > now {
					"until"
				} else {
					"over since"
				},
				moment(session.expires).value(),
				session.entries,
				session.bytes
			));
		}
		Ok(())
	}
}

impl End {
	fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let Which { name, of, place } = &self.which;
		let owner = whose(of.as_ref(), &place.caller)?;
		let store = place.open(false)?;
		let note = Note::new(&place.caller, format!("session {name} ended"))?;
		let erasure =
			open(&store)?.end_session(&place.caller, &note, &owner, name, time::now(), self.dry_run)?;
		super::forget::report(json, say, &erasure, self.dry_run)
	}
}
