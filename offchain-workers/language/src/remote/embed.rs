//! An embedding model that others run.

use super::config::Remote;
use super::http::Endpoint;
use crate::model::{Card, EmbeddingModel, Embeddings, Error};
use crate::wire::embeddings::{EmbeddingReply, EmbeddingRequest, Vector};
use futures::future::{BoxFuture, FutureExt as _};
use hyper::Method;
use serde_json::Value;

/// The most bytes of an answer.
const LONGEST_ANSWER: usize = 64 << 20;
/// The most texts of a request.
const MOST_TEXTS: usize = 2048;

/// An embedding model that others run.
#[derive(Clone)]
pub struct RemoteEmbedder {
	card: Card,
	asks: String,
	endpoint: Endpoint,
}

impl RemoteEmbedder {
	/// The model of `remote`. Nothing is sent yet.
	///
	/// # Errors
	/// When the system's certificates cannot be read.
	pub fn new(remote: Remote) -> Result<Self, Error> {
		let endpoint = Endpoint::new(&remote)?;
		Ok(Self {
			card: Card {
				name: remote.name,
				context: remote.context,
				hash: None,
				engine: format!("remote {}", endpoint.shown()),
			},
			asks: remote.asks,
			endpoint,
		})
	}

	async fn ask(&self, texts: Vec<String>) -> Result<Embeddings, Error> {
		if texts.is_empty() {
			return Ok(Embeddings {
				vectors: Vec::new(),
				tokens: 0,
			});
		}
		if texts.len() > MOST_TEXTS {
			return Err(Error::Request(format!(
				"there are more than {MOST_TEXTS} texts; send them in parts"
			)));
		}
		let count = texts.len();
		let body = EmbeddingRequest {
			model: self.asks.clone(),
			input: Value::from(texts),
			encoding_format: Some("float".into()),
			dimensions: None,
		};
		let body = serde_json::to_string(&body).map_err(|e| Error::Request(e.to_string()))?;
		let (response, deadline) = self
			.endpoint
			.send(Method::POST, "/embeddings", Some(body))
			.await?;
		self.endpoint.expect(&response, "application/json")?;
		let bytes = self
			.endpoint
			.read(response.into_body(), LONGEST_ANSWER, deadline)
			.await?;
		let reply: EmbeddingReply = serde_json::from_slice(&bytes).map_err(|e| {
			self.endpoint
				.malformed(&format!("it is no JSON of embeddings: {e}"))
		})?;
		let tokens = reply.usage.as_ref().map_or(0, |usage| usage.prompt_tokens);
		let vectors = vectors(reply, count).map_err(|reason| self.endpoint.malformed(reason))?;
		Ok(Embeddings { vectors, tokens })
	}
}

impl EmbeddingModel for RemoteEmbedder {
	fn card(&self) -> &Card {
		&self.card
	}

	fn embed(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Embeddings, Error>> {
		self.ask(texts).boxed()
	}
}

/// The vectors in the order of the texts, each of length 1.
fn vectors(reply: EmbeddingReply, count: usize) -> Result<Vec<Vec<f32>>, &'static str> {
	let mut places: Vec<Option<Vec<f32>>> = vec![None; count];
	for placed in reply.data {
		let Vector::Numbers(vector) = placed.embedding else {
			return Err("a vector is not of numbers");
		};
		let place = places
			.get_mut(placed.index)
			.ok_or("it holds a vector of no text")?;
		if place.replace(unit(vector)?).is_some() {
			return Err("it holds two vectors of one text");
		}
	}
	let vectors: Option<Vec<Vec<f32>>> = places.into_iter().collect();
	let vectors = vectors.ok_or("it lacks the vector of a text")?;
	let length = vectors.first().map_or(0, Vec::len);
	match vectors.iter().all(|vector| vector.len() == length) {
		true => Ok(vectors),
		false => Err("its vectors differ in length"),
	}
}

fn unit(vector: Vec<f32>) -> Result<Vec<f32>, &'static str> {
	let squares: f64 = vector.iter().map(|value| f64::from(*value).powi(2)).sum();
	let length = squares.sqrt();
	match length.is_finite() && length > 0.0 {
		true => Ok(vector
			.iter()
			.map(|value| (f64::from(*value) / length) as f32)
			.collect()),
		false => Err("a vector is empty, zero or not finite"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn read(data: Value, count: usize) -> Result<Vec<Vec<f32>>, &'static str> {
		vectors(serde_json::from_value(json!({ "data": data })).unwrap(), count)
	}

	#[test]
	fn vectors_come_in_the_order_of_the_texts_and_of_length_one() {
		let data = json!([{ "index": 1, "embedding": [0.0, 2.0] }, { "index": 0, "embedding": [3.0, 4.0] }]);
		assert_eq!(read(data, 2).unwrap(), [[0.6, 0.8], [0.0, 1.0]]);
	}

	#[test]
	fn what_does_not_fit_is_refused() {
		for data in [
			json!([{ "index": 0, "embedding": [1.0] }]),
			json!([{ "index": 0, "embedding": [1.0] }, { "index": 2, "embedding": [1.0] }]),
			json!([{ "index": 0, "embedding": [1.0] }, { "index": 0, "embedding": [1.0] }]),
			json!([{ "index": 0, "embedding": [1.0] }, { "index": 1, "embedding": [1.0, 0.0] }]),
			json!([{ "index": 0, "embedding": [1.0] }, { "index": 1, "embedding": [0.0] }]),
			json!([{ "index": 0, "embedding": [] }, { "index": 1, "embedding": [] }]),
		] {
			assert!(read(data.clone(), 2).is_err(), "{data}");
		}
	}
}
