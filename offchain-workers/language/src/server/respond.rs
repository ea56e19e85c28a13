//! Answers and failures, in OpenAI's shapes.

use crate::model::Error;
use crate::wire::reply::{Failure, Problem};
use crate::wire::Refusal;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{HeaderValue, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};
use serde::Serialize;
use std::convert::Infallible;
use std::time::{SystemTime, UNIX_EPOCH};

/// What is sent back.
pub(super) type Reply = Response<UnsyncBoxBody<Bytes, Infallible>>;

/// A request that is not answered as it wished.
#[derive(Debug)]
pub(super) struct Refused {
	pub status: StatusCode,
	pub problem: Problem,
}

impl Refused {
	pub(super) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
		let kind = match status {
			StatusCode::TOO_MANY_REQUESTS => "rate_limit_error",
			status if status.is_server_error() => "server_error",
			_ => "invalid_request_error",
		};
		Self {
			status,
			problem: Problem {
				message: message.into(),
				kind: Some(kind.into()),
				param: None,
				code: Some(code.into()),
			},
		}
	}

	pub(super) fn reply(self) -> Reply {
		let status = self.status;
		let mut reply = json(status, &Failure { error: self.problem });
		let headers = reply.headers_mut();
		match status {
			StatusCode::UNAUTHORIZED => {
				headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
			}
			StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
				headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
			}
			_ => (),
		}
		reply
	}
}

impl From<Refusal> for Refused {
	fn from(refusal: Refusal) -> Self {
		let mut refused = Self::new(StatusCode::BAD_REQUEST, "invalid_value", refusal.message);
		refused.problem.param = refusal.param.map(str::to_owned);
		refused
	}
}

impl From<Error> for Refused {
	/// What a client can mend is told; what only the operator can, is for the log.
	fn from(error: Error) -> Self {
		let (status, code, told) = match &error {
			Error::Request(_) => (StatusCode::BAD_REQUEST, "invalid_request", error.to_string()),
			Error::TooLong { .. } => (
				StatusCode::BAD_REQUEST,
				"context_length_exceeded",
				error.to_string(),
			),
			Error::Busy(_) => (
				StatusCode::SERVICE_UNAVAILABLE,
				"busy",
				"the model is busy; try again later".into(),
			),
			Error::Refused(_) => (
				StatusCode::BAD_GATEWAY,
				"refused",
				"the model's service refused".into(),
			),
			Error::Unreachable(_) => (
				StatusCode::GATEWAY_TIMEOUT,
				"unreachable",
				"the model's service did not answer".into(),
			),
			Error::Malformed(_) => (
				StatusCode::BAD_GATEWAY,
				"malformed",
				"the model's service answered what cannot be read".into(),
			),
			Error::Failed(_) => (
				StatusCode::INTERNAL_SERVER_ERROR,
				"failed",
				"the model failed; the server's log says why".into(),
			),
		};
		if status.is_server_error() {
			tracing::warn!("a request failed: {error}");
		}
		Self::new(status, code, told)
	}
}

/// JSON.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Reply {
	match serde_json::to_vec(value) {
		Ok(bytes) => reply(status, "application/json", bytes),
		Err(_) => reply(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", Vec::new()),
	}
}

/// A reply with a body.
pub(super) fn reply(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Reply {
	let mut response = Response::new(Full::new(body.into()).boxed_unsync());
	*response.status_mut() = status;
	response
		.headers_mut()
		.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
	response
}

/// Unix seconds; zero where the clock is before 1970.
pub(super) fn now() -> u64 {
	SystemTime::now()
		.duration_since(UNIX_EPOCH)
		.map_or(0, |since| since.as_secs())
}
