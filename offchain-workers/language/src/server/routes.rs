//! Which request is for whom.

use super::respond::{json, reply, Refused, Reply};
use super::{chat, embed, App};
use crate::model::Card;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{HeaderValue, ALLOW, AUTHORIZATION, CONTENT_LENGTH};
use hyper::{Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use std::sync::Arc;
use tokio::time::timeout;

/// Where a request goes. The names are those of the metrics.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Route {
	Chat,
	Embeddings,
	Models,
	Model,
	Metrics,
	Health,
	Unknown,
}

impl Route {
	fn of(path: &str) -> Self {
		match path {
			"/v1/chat/completions" => Self::Chat,
			"/v1/embeddings" => Self::Embeddings,
			"/v1/models" => Self::Models,
			"/metrics" => Self::Metrics,
			"/healthz" => Self::Health,
			_ if path.starts_with("/v1/models/") => Self::Model,
			_ => Self::Unknown,
		}
	}

	const fn name(self) -> &'static str {
		match self {
			Self::Chat => "/v1/chat/completions",
			Self::Embeddings => "/v1/embeddings",
			Self::Models => "/v1/models",
			Self::Model => "/v1/models/NAME",
			Self::Metrics => "/metrics",
			Self::Health => "/healthz",
			Self::Unknown => "other",
		}
	}

	const fn method(self) -> Method {
		match self {
			Self::Chat | Self::Embeddings => Method::POST,
			_ => Method::GET,
		}
	}
}

pub(super) async fn answer(app: &Arc<App>, request: Request<Incoming>) -> Reply {
	let route = Route::of(request.uri().path());
	let reply = match dispatch(app, route, request).await {
		Ok(reply) => reply,
		Err(refused) => {
			let is_wrong_method = refused.status == StatusCode::METHOD_NOT_ALLOWED;
			let mut reply = refused.reply();
			if is_wrong_method {
				let allowed = if route.method() == Method::POST {
					"POST"
				} else {
					"GET"
				};
				reply
					.headers_mut()
					.insert(ALLOW, HeaderValue::from_static(allowed));
			}
			reply
		}
	};
	app.metrics.request(route.name(), reply.status().as_u16());
	reply
}

async fn dispatch(app: &Arc<App>, route: Route, request: Request<Incoming>) -> Result<Reply, Refused> {
	if route == Route::Health {
		return Ok(reply(StatusCode::OK, "text/plain; charset=utf-8", "ok\n"));
	}
	let header = request.headers().get(AUTHORIZATION);
	if !app.keys.knows(header.and_then(|value| value.to_str().ok())) {
		return Err(Refused::new(
			StatusCode::UNAUTHORIZED,
			"invalid_api_key",
			"this key is not known; send one as Authorization: Bearer KEY",
		));
	}
	if route != Route::Unknown && *request.method() != route.method() {
		return Err(Refused::new(
			StatusCode::METHOD_NOT_ALLOWED,
			"method_not_allowed",
			format!("{} is possible here", route.method()),
		));
	}
	match route {
		Route::Chat => chat::answer(app, read(app, request).await?).await,
		Route::Embeddings => embed::answer(app, read(app, request).await?).await,
		Route::Models => Ok(json(StatusCode::OK, &list(app))),
		Route::Model => one(app, request.uri().path()),
		Route::Metrics => Ok(metrics(app)),
		Route::Health | Route::Unknown => Err(Refused::new(
			StatusCode::NOT_FOUND,
			"unknown_url",
			"there is nothing here; see /v1/chat/completions, /v1/embeddings and /v1/models",
		)),
	}
}

/// The body of a request, read as JSON.
async fn read<T: DeserializeOwned>(app: &App, request: Request<Incoming>) -> Result<T, Refused> {
	let most = app.settings.body_bytes;
	let too_large = || {
		Refused::new(
			StatusCode::PAYLOAD_TOO_LARGE,
			"body_too_large",
			format!("a request may have {most} bytes"),
		)
	};
	let told = request.headers().get(CONTENT_LENGTH);
	let told = told.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
	let told = told.or(request.body().size_hint().exact());
	if told.is_some_and(|told| told > most as u64) {
		return Err(too_large());
	}
	let collecting = Limited::new(request.into_body(), most).collect();
	let collected = timeout(app.settings.patience, collecting).await.map_err(|_| {
		Refused::new(
			StatusCode::REQUEST_TIMEOUT,
			"too_slow",
			"the request did not come in time",
		)
	})?;
	let bytes: Bytes = collected
		.map_err(|e| match e.is::<LengthLimitError>() {
			true => too_large(),
			false => Refused::new(StatusCode::BAD_REQUEST, "cut", "the request broke off"),
		})?
		.to_bytes();
	serde_json::from_slice(&bytes).map_err(|e| {
		Refused::new(
			StatusCode::BAD_REQUEST,
			"invalid_json",
			format!("the body cannot be read: {e}"),
		)
	})
}

fn cards(app: &App) -> impl Iterator<Item = &Card> {
	let chat = app.models.chat.values().map(|model| model.card());
	chat.chain(app.models.embedding.values().map(|model| model.card()))
}

fn shown(app: &App, card: &Card) -> Value {
	json!({
		"id": card.name, "object": "model", "created": app.since, "owned_by": "althing",
		"context": card.context, "engine": card.engine, "hash": card.hash.map(hex::encode),
	})
}

fn list(app: &App) -> Value {
	let data: Vec<Value> = cards(app).map(|card| shown(app, card)).collect();
	json!({ "object": "list", "data": data })
}

fn one(app: &App, path: &str) -> Result<Reply, Refused> {
	let name = path.strip_prefix("/v1/models/").unwrap_or_default();
	let card = cards(app)
		.find(|card| card.name == name)
		.ok_or_else(|| no_model(name))?;
	Ok(json(StatusCode::OK, &shown(app, card)))
}

/// A model that is not there.
pub(super) fn no_model(name: &str) -> Refused {
	let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
	let mut refused = Refused::new(
		StatusCode::NOT_FOUND,
		"model_not_found",
		format!("there is no model \"{name}\" that does this; see /v1/models"),
	);
	refused.problem.param = Some("model".into());
	refused
}

fn metrics(app: &App) -> Reply {
	let busy = app
		.settings
		.at_once
		.max(1)
		.saturating_sub(app.slots.available_permits());
	let mut text = app.metrics.text(busy);
	if let Some(engine) = &app.models.engine {
		text.push_str(&engine());
	}
	reply(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text)
}
