//! `/share` and `/inbox`: copies for others, and what others copied for us.

use super::parameters::Parameters;
use super::respond::{self, Reply};
use super::routes::{body, in_turn, utf8};
use super::App;
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::share::grants::Standing;
use crate::share::inbox::Notice;
use crate::share::rules::{self, Rules};
use crate::share::{self, Request};
use hyper::body::Incoming;
use serde::Serialize;
use std::sync::Arc;

/// Makes a copy by the rules in the body; by none where it is empty.
pub(super) async fn share(
	app: &Arc<App>,
	caller: Caller,
	request: hyper::Request<Incoming>,
) -> Result<Reply> {
	let mut parameters = Parameters::default();
	parameters.read(request.uri().query().unwrap_or_default().as_bytes())?;
	let missing = |what: &str| Error::Input(format!("say {what}: ?graph=IRI&with=legal or &with=agent:7"));
	let graph = parameters.graph.ok_or_else(|| missing("which graph"))?;
	let receiver = parameters.with.ok_or_else(|| missing("with whom"))?;
	let sent = utf8(body(request, rules::LONGEST).await?)?;
	let request = Request {
		graph: graph.into_string(),
		receiver,
		rules: match sent.trim() {
			"" => Rules::whole(),
			_ => Rules::parse(&sent)?,
		},
		reason: parameters.reason.unwrap_or_else(|| "over HTTP".into()),
	};
	let report = in_turn(app, move |app, _| match parameters.preview {
		true => share::preview(&app.store, &caller, &request),
		false => share::share(&app.store, &caller, &request),
	})
	.await?;
	respond::json(&report)
}

#[derive(Serialize)]
struct Inbox {
	/// The final block at which these grants stand.
	block: Option<u64>,
	shared: Vec<Notice>,
}

/// Lists what was shared with the caller.
pub(super) fn inbox(app: &App, caller: &Caller) -> Result<Reply> {
	let standing = match &app.settings.grants {
		Some(grants) => grants.standing()?,
		None => Arc::new(Standing::default()),
	};
	respond::json(&Inbox {
		block: standing.block,
		shared: share::inbox::inbox(&app.store.head(), caller, &standing),
	})
}
