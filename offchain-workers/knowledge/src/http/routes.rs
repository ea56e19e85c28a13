//! What each path does.

use super::parameters::Parameters;
use super::respond::{self, empty, not_allowed, reply, text, Reply};
use super::sharing;
use super::App;
use crate::access::{Access, Caller};
use crate::document::{self, Bounds};
use crate::error::{Error, Limit, Result};
use crate::sparql::update::Update;
use crate::sparql::{Cancel, Query};
use crate::store::{Note, State};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request, StatusCode};
use oxrdf::{GraphName, Quad};
use std::sync::Arc;

/// Answers a request.
pub(super) async fn answer(app: &Arc<App>, request: Request<Incoming>) -> Reply {
	let Some(caller) = app.caller(header(&request, &AUTHORIZATION)) else {
		return respond::unknown_token();
	};
	let path = request.uri().path().to_owned();
	let outcome = match path.as_str() {
		"/sparql" | "/query" => query(app, caller, request).await,
		"/update" => update(app, caller, request).await,
		"/data" => data(app, caller, request).await,
		"/log" if request.method() == Method::GET => log(app, &caller),
		"/log" => Ok(not_allowed("GET")),
		"/share" if request.method() == Method::POST => sharing::share(app, caller, request).await,
		"/share" => Ok(not_allowed("POST")),
		"/inbox" if request.method() == Method::GET => sharing::inbox(app, &caller),
		"/inbox" => Ok(not_allowed("GET")),
		_ => Ok(text(
			StatusCode::NOT_FOUND,
			"there are /sparql, /update, /data, /log, /share and /inbox",
		)),
	};
	outcome.unwrap_or_else(|error| respond::error(&error))
}

fn header<'a>(request: &'a Request<Incoming>, name: &HeaderName) -> Option<&'a str> {
	request
		.headers()
		.get(name)
		.map(|value| value.to_str().unwrap_or(""))
}

fn media_type(request: &Request<Incoming>) -> String {
	let whole = header(request, &CONTENT_TYPE).unwrap_or_default();
	whole
		.split(';')
		.next()
		.unwrap_or_default()
		.trim()
		.to_ascii_lowercase()
}

pub(super) async fn body(request: Request<Incoming>, most: usize) -> Result<Vec<u8>> {
	match Limited::new(request.into_body(), most).collect().await {
		Ok(body) => Ok(body.to_bytes().to_vec()),
		Err(error) if error.is::<LengthLimitError>() => Err(Limit::Document(most as u64).into()),
		Err(error) => Err(Error::Input(format!("the request broke off: {error}"))),
	}
}

pub(super) fn utf8(bytes: Vec<u8>) -> Result<String> {
	String::from_utf8(bytes).map_err(|_| Error::Input("the request is not UTF-8".into()))
}

/// The parameters of an operation that is sent as a form or as it is.
async fn operation(
	request: Request<Incoming>,
	direct: &str,
	most: usize,
) -> Result<(Parameters, Option<String>)> {
	let mut parameters = Parameters::default();
	parameters.read(request.uri().query().unwrap_or_default().as_bytes())?;
	if request.method() == Method::GET {
		return Ok((parameters, None));
	}
	let sent_as = media_type(&request);
	// Encoded three times as long at most.
	let sent = body(request, most.saturating_mul(3)).await?;
	if sent_as == direct {
		return Ok((parameters, Some(utf8(sent)?)));
	}
	if sent_as != "application/x-www-form-urlencoded" {
		return Err(Error::Input(format!(
			"send {direct} or application/x-www-form-urlencoded"
		)));
	}
	parameters.read(&sent)?;
	Ok((parameters, None))
}

/// Ends the work when who asked hangs up, and the handler is dropped.
struct HangUp(Cancel);

impl Drop for HangUp {
	fn drop(&mut self) {
		self.0.cancel();
	}
}

/// Runs `work` beside the connections, when its turn comes.
pub(super) async fn in_turn<T: Send + 'static>(
	app: &Arc<App>,
	work: impl FnOnce(&App, &Cancel) -> Result<T> + Send + 'static,
) -> Result<T> {
	let _turn = app
		.slots
		.acquire()
		.await
		.map_err(|error| Error::Internal(error.to_string()))?;
	let cancel = Cancel::default();
	let hang_up = HangUp(cancel.clone());
	let app = Arc::clone(app);
	let done = tokio::task::spawn_blocking(move || work(&app, &cancel)).await;
	drop(hang_up);
	done.map_err(|error| Error::Internal(error.to_string()))?
}

fn version(app: &App, caller: &Caller, number: Option<u64>) -> Result<Arc<State>> {
	number.map_or_else(
		|| Ok(app.store.head()),
		|number| app.store.as_of_for(number, caller),
	)
}

async fn query(app: &Arc<App>, caller: Caller, request: Request<Incoming>) -> Result<Reply> {
	if request.method() != Method::GET && request.method() != Method::POST {
		return Ok(not_allowed("GET, POST"));
	}
	let accept = header(&request, &ACCEPT).map(str::to_owned);
	let limits = app.settings.limits.clone();
	let (parameters, sent) = operation(request, "application/sparql-query", limits.query_bytes).await?;
	let text = sent
		.or(parameters.query)
		.ok_or_else(|| Error::Input("there is no query".into()))?;
	let query = Query {
		text,
		limits: limits.clone(),
		union: app.settings.union,
		default_graphs: parameters.default_graphs,
		named_graphs: parameters.named_graphs,
		base: None,
	};
	let (media_type, body) = in_turn(app, move |app, cancel| {
		let state = version(app, &caller, parameters.version)?;
		query.each(&state, &caller, cancel, |results| {
			respond::results(results, accept.as_deref(), limits.rows, limits.result_bytes)
		})
	})
	.await?;
	Ok(reply(StatusCode::OK, &media_type, body))
}

async fn update(app: &Arc<App>, caller: Caller, request: Request<Incoming>) -> Result<Reply> {
	if request.method() != Method::POST {
		return Ok(not_allowed("POST"));
	}
	let limits = app.settings.limits.clone();
	let (parameters, sent) = operation(request, "application/sparql-update", limits.query_bytes).await?;
	let text = sent
		.or(parameters.update)
		.ok_or_else(|| Error::Input("there is no update".into()))?;
	let note = Note::new(
		&caller,
		parameters.reason.unwrap_or_else(|| "an update over HTTP".into()),
	)?;
	let update = Update {
		text,
		limits,
		union: app.settings.union,
		default_graphs: parameters.default_graphs,
		named_graphs: parameters.named_graphs,
		base: None,
	};
	in_turn(app, move |app, cancel| {
		update.run(&app.store, &caller, &note, cancel)
	})
	.await?;
	Ok(empty(StatusCode::NO_CONTENT))
}

fn log(app: &App, caller: &Caller) -> Result<Reply> {
	respond::json(&app.store.history(caller))
}

async fn data(app: &Arc<App>, caller: Caller, request: Request<Incoming>) -> Result<Reply> {
	let mut parameters = Parameters::default();
	parameters.read(request.uri().query().unwrap_or_default().as_bytes())?;
	match request.method().clone() {
		Method::GET | Method::HEAD => read_data(app, caller, parameters, header(&request, &ACCEPT)).await,
		Method::PUT | Method::POST => write_data(app, caller, parameters, request).await,
		Method::DELETE => delete_data(app, caller, parameters).await,
		_ => Ok(not_allowed("GET, PUT, POST, DELETE")),
	}
}

async fn read_data(
	app: &Arc<App>,
	caller: Caller,
	parameters: Parameters,
	accept: Option<&str>,
) -> Result<Reply> {
	let accept = accept.map(str::to_owned);
	let found = in_turn(app, move |app, _| {
		let state = version(app, &caller, parameters.version)?;
		let graph = parameters.graph.as_ref().map(|graph| graph.as_str());
		let one = graph.is_some() || parameters.default;
		let wanted = if one { state.graph_id(graph) } else { None };
		let mut quads: Vec<Quad> = Vec::new();
		let mut found = !one;
		for (id, graph) in state
			.visible(&caller)
			.filter(|(id, _)| !one || wanted == Some(*id))
		{
			found = true;
			if quads.len().saturating_add(graph.index.len()) > app.settings.limits.rows {
				return Err(Limit::Rows(app.settings.limits.rows).into());
			}
			quads.extend(graph.index.iter().filter_map(|triple| state.quad(id, triple)));
		}
		if !found {
			return Ok(None);
		}
		respond::quads(&quads, accept.as_deref(), app.settings.limits.result_bytes).map(Some)
	})
	.await?;
	Ok(match found {
		Some((media_type, body)) => reply(StatusCode::OK, &media_type, body),
		None => text(
			StatusCode::NOT_FOUND,
			"there is no such graph, or it is not yours to see",
		),
	})
}

async fn write_data(
	app: &Arc<App>,
	caller: Caller,
	parameters: Parameters,
	request: Request<Incoming>,
) -> Result<Reply> {
	let replace = request.method() == Method::PUT;
	let format = document::format_of_media_type(&media_type(&request))?;
	if parameters.graph.is_none() && !parameters.default && !format.supports_datasets() {
		return Err(Error::Input("say which graph: ?graph=IRI or ?default".into()));
	}
	let access: Option<Access> = parameters.access.as_deref().map(str::parse).transpose()?;
	let sent = body(request, app.settings.body_bytes).await?;
	in_turn(app, move |app, _| {
		let reason = parameters.reason.unwrap_or_else(|| "a document over HTTP".into());
		let note = Note::new(&caller, reason)?;
		let graph = parameters.graph.map_or(GraphName::DefaultGraph, Into::into);
		app.store.write(&caller, &note, |draft| {
			draft.share_new_graphs(access);
			if replace {
				let id = draft.graph(graph.as_ref())?;
				draft.clear(id);
			}
			let base = match &graph {
				GraphName::NamedNode(node) => Some(node.as_str()),
				_ => None,
			};
			document::load(
				draft,
				sent.as_slice(),
				format,
				&graph,
				base,
				&Bounds::default(),
				|_| (),
			)
		})
	})
	.await?;
	Ok(empty(StatusCode::NO_CONTENT))
}

async fn delete_data(app: &Arc<App>, caller: Caller, parameters: Parameters) -> Result<Reply> {
	if parameters.graph.is_none() && !parameters.default {
		return Err(Error::Input("say which graph: ?graph=IRI or ?default".into()));
	}
	let there = in_turn(app, move |app, _| {
		let note = Note::new(
			&caller,
			parameters.reason.unwrap_or_else(|| "a deletion over HTTP".into()),
		)?;
		let (_, there) = app.store.write(&caller, &note, |draft| {
			let graph = parameters.graph.as_ref().map(|graph| graph.as_str());
			draft.caller().ensure_writes(graph)?;
			let id = graph.map_or(Some(crate::store::dictionary::DEFAULT_GRAPH), |graph| {
				draft.find_graph(graph)
			});
			let id = id.filter(|id| draft.has_graph(*id));
			if let Some(id) = id {
				draft.drop_graph(id);
			}
			Ok(id.is_some())
		})?;
		Ok(there)
	})
	.await?;
	Ok(if there {
		empty(StatusCode::NO_CONTENT)
	} else {
		text(StatusCode::NOT_FOUND, "there is no such graph")
	})
}
