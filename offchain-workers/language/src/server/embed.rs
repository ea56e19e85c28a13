//! `/v1/embeddings`

use super::respond::{json, Refused, Reply};
use super::routes::no_model;
use super::{chat::slot, App};
use crate::wire::embeddings::{EmbeddingReply, EmbeddingRequest, Placed, Vector};
use crate::wire::reply::Usage;
use crate::wire::Refusal;
use hyper::StatusCode;
use std::sync::Arc;
use tokio::time::timeout;

pub(super) async fn answer(app: &Arc<App>, request: EmbeddingRequest) -> Result<Reply, Refused> {
	let model = app
		.models
		.embedding
		.get(&request.model)
		.ok_or_else(|| no_model(&request.model))?;
	let texts = request.texts(app.settings.texts)?;
	let is_base64 = request.is_base64()?;
	let _slot = slot(app)?;
	let embedded = timeout(app.settings.answer, model.embed(texts)).await;
	let embeddings = embedded
		.map_err(|_| Refused::new(StatusCode::GATEWAY_TIMEOUT, "too_slow", "the model took too long"))??;
	if let (Some(wanted), Some(first)) = (request.dimensions, embeddings.vectors.first()) {
		if wanted != first.len() {
			let message = format!(
				"this model's vectors have {} numbers and cannot be cut",
				first.len()
			);
			return Err(Refusal::new("dimensions", message).into());
		}
	}
	let usage = crate::model::Usage {
		prompt_tokens: embeddings.tokens,
		..Default::default()
	};
	app.metrics.tokens(&usage);
	let vectors = embeddings.vectors.into_iter().enumerate();
	let data = vectors.map(|(index, vector)| Placed {
		object: "embedding".into(),
		index,
		embedding: match is_base64 {
			true => Vector::base64(&vector),
			false => Vector::Numbers(vector),
		},
	});
	let reply = EmbeddingReply {
		object: "list".into(),
		data: data.collect(),
		model: request.model,
		usage: Some(Usage::from(usage)),
	};
	Ok(json(StatusCode::OK, &reply))
}
