//! OpenAI's interface over real sockets.

use crate::common::http::{request, Reply, Running, KEY};
use crate::common::scripted::{Letters, Scripted};
use althing_language::server::{Keys, Models, ServeError, Server, Settings};
use serde_json::{json, Value};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const CHAT: &str = "/v1/chat/completions";

fn asks(content: &str) -> Value {
	json!({ "model": "rules", "messages": [{ "role": "user", "content": content }] })
}

fn streams(content: &str) -> Value {
	let mut body = asks(content);
	body["stream"] = true.into();
	body["stream_options"] = json!({ "include_usage": true });
	body
}

async fn start() -> Running {
	Running::start(Scripted::new("rules"), Settings::default()).await
}

#[tokio::test]
async fn words_come_whole() {
	let server = start().await;
	let reply = server.post(CHAT, &asks("one two three")).await;
	assert_eq!(reply.status, 200);
	let body = reply.json();
	assert_eq!(body["object"], "chat.completion");
	assert_eq!(
		body["choices"][0]["message"],
		json!({ "role": "assistant", "content": "one two three", "refusal": null })
	);
	assert_eq!(body["choices"][0]["finish_reason"], "stop");
	assert_eq!(body["usage"]["completion_tokens"], 3);
	assert_eq!(
		body["usage"]["total_tokens"],
		3 + body["usage"]["prompt_tokens"].as_u64().unwrap()
	);
}

#[tokio::test]
async fn words_come_one_by_one() {
	let server = start().await;
	let reply = server.post(CHAT, &streams("one two three")).await;
	assert!(reply.head.contains("content-type: text/event-stream"));
	let events = reply.events();
	assert_eq!(events.last(), Some(&"[DONE]"));
	let chunks: Vec<Value> = events[..events.len() - 1]
		.iter()
		.map(|event| serde_json::from_str(event).unwrap())
		.collect();
	assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
	let words: String = chunks
		.iter()
		.filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
		.collect();
	assert_eq!(words, "one two three");
	let reasons: Vec<&str> = chunks
		.iter()
		.filter_map(|chunk| chunk["choices"][0]["finish_reason"].as_str())
		.collect();
	assert_eq!(reasons, ["stop"]);
	let usage = chunks.last().unwrap();
	assert_eq!(
		(
			usage["choices"].as_array().unwrap().len(),
			&usage["usage"]["completion_tokens"]
		),
		(0, &json!(3))
	);
	let ids: std::collections::BTreeSet<String> =
		chunks.iter().map(|chunk| chunk["id"].to_string()).collect();
	assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn tools_probabilities_and_limits_come_in_openais_shapes() {
	let server = start().await;
	let mut body = asks("what weather");
	body["tools"] =
		json!([{ "type": "function", "function": { "name": "look", "parameters": { "type": "object" } } }]);
	let reply = server.post(CHAT, &body).await.json();
	let message = &reply["choices"][0]["message"];
	assert_eq!(message["content"], Value::Null);
	assert_eq!(
		message["tool_calls"][0],
		json!({ "id": "call-0", "type": "function", "function": { "name": "look", "arguments": "{\"city\":\"Reykjavík\"}" } })
	);
	assert_eq!(reply["choices"][0]["finish_reason"], "tool_calls");
	body["stream"] = true.into();
	let reply = server.post(CHAT, &body).await;
	assert!(
		reply
			.body
			.contains("\"tool_calls\":[{\"index\":0,\"id\":\"call-0\",\"type\":\"function\""),
		"{reply:?}"
	);
	let mut body = asks("one two");
	body["logprobs"] = true.into();
	body["max_tokens"] = 1.into();
	let reply = server.post(CHAT, &body).await.json();
	assert_eq!(reply["choices"][0]["logprobs"]["content"][0]["token"], "one ");
	assert_eq!(reply["choices"][0]["finish_reason"], "length");
	let mut body = asks("one");
	body["deterministic"] = true.into();
	body["seed"] = 7.into();
	let reply = server.post(CHAT, &body).await.json();
	assert_eq!(reply["althing"]["recipe"]["seed"], 7);
}

#[tokio::test]
async fn vectors_come_as_numbers_and_as_base64() {
	let server = start().await;
	let body = json!({ "model": "letters", "input": ["abc", "d"] });
	let reply = server.post("/v1/embeddings", &body).await.json();
	let vector: Vec<f32> = serde_json::from_value(reply["data"][1]["embedding"].clone()).unwrap();
	assert_eq!(vector, Letters::vector("d"));
	assert_eq!(reply["usage"]["prompt_tokens"], 4);
	let body = json!({ "model": "letters", "input": "abc", "encoding_format": "base64" });
	let reply = server.post("/v1/embeddings", &body).await.json();
	assert_eq!(
		reply["data"][0]["embedding"].as_str().unwrap().len(),
		(8usize * 4).div_ceil(3) * 4
	);
	let body = json!({ "model": "letters", "input": "abc", "dimensions": 3 });
	let reply = server.post("/v1/embeddings", &body).await;
	assert_eq!(
		(reply.status, &reply.json()["error"]["param"]),
		(400, &json!("dimensions"))
	);
}

#[tokio::test]
async fn what_there_is_can_be_asked() {
	let server = start().await;
	let list = server.get("/v1/models").await.json();
	let names: Vec<&str> = list["data"]
		.as_array()
		.unwrap()
		.iter()
		.map(|model| model["id"].as_str().unwrap())
		.collect();
	assert_eq!(names, ["rules", "letters"]);
	assert_eq!(server.get("/v1/models/letters").await.json()["object"], "model");
	assert_eq!(
		server.get("/v1/models/none").await.error_code(),
		"model_not_found"
	);
	assert_eq!(server.send(None, "GET /healthz", "").await.body, "ok\n");
	server.post(CHAT, &asks("a b")).await;
	let metrics = server.get("/metrics").await.body;
	for line in [
		"althing_language_tokens_total{kind=\"completion\"} 2",
		"althing_language_requests_total{path=\"/v1/chat/completions\",status=\"200\"} 1",
		"althing_language_answers 0",
		"althing_engine_tokens_total 7",
	] {
		assert!(
			metrics.lines().any(|found| found == line),
			"{line} is not in\n{metrics}"
		);
	}
}

#[tokio::test]
async fn forged_keys_open_nothing() {
	let server = start().await;
	let body = asks("x").to_string();
	for key in [
		None,
		Some(""),
		Some("ak-tes"),
		Some("ak-test2"),
		Some("AK-TEST"),
		Some(&*"x".repeat(5_000)),
	] {
		for head in [
			"POST /v1/chat/completions",
			"GET /v1/models",
			"GET /metrics",
			"GET /nowhere",
		] {
			let reply = server.send(key, head, &body).await;
			assert_eq!(reply.status, 401, "{key:?} {head}");
			assert_eq!(reply.error_code(), "invalid_api_key");
			assert!(reply.head.contains("www-authenticate: bearer"));
		}
	}
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_in_openais_shape() {
	let server = start().await;
	for (head, body, status, code) in [
		("POST /v1/chat/completions", "{".to_owned(), 400, "invalid_json"),
		("POST /v1/chat/completions", "[]".into(), 400, "invalid_json"),
		(
			"POST /v1/chat/completions",
			format!("{}1", "[".repeat(100_000)),
			400,
			"invalid_json",
		),
		(
			"POST /v1/chat/completions",
			json!({ "model": "rules", "messages": [] }).to_string(),
			400,
			"invalid_value",
		),
		(
			"POST /v1/chat/completions",
			json!({ "model": "letters", "messages": [] }).to_string(),
			404,
			"model_not_found",
		),
		(
			"POST /v1/embeddings",
			json!({ "model": "rules", "input": "x" }).to_string(),
			404,
			"model_not_found",
		),
		(
			"POST /v1/embeddings",
			json!({ "model": "letters", "input": [] }).to_string(),
			400,
			"invalid_value",
		),
		(
			"GET /v1/chat/completions",
			String::new(),
			405,
			"method_not_allowed",
		),
		("POST /v1/models", String::new(), 405, "method_not_allowed"),
		("GET /v2", String::new(), 404, "unknown_url"),
	] {
		let reply = server.send(Some(KEY), head, &body).await;
		assert_eq!(
			(reply.status, reply.error_code().as_str()),
			(status, code),
			"{head} {:.80}",
			body
		);
		assert!(reply.json()["error"]["message"]
			.as_str()
			.is_some_and(|message| !message.is_empty()));
	}
	let mut body = asks("x");
	body["max_tokens"] = 4_000_000.into();
	assert_eq!(
		server.post(CHAT, &body).await.error_code(),
		"context_length_exceeded"
	);
}

#[tokio::test]
async fn what_fails_inside_stays_inside() {
	let server = start().await;
	let reply = server.post(CHAT, &asks("please break down")).await;
	assert_eq!((reply.status, reply.error_code().as_str()), (500, "failed"));
	assert!(!reply.body.contains("secret"));
	let reply = server.post(CHAT, &streams("please break down")).await;
	let events = reply.events();
	let last: Value = serde_json::from_str(events.last().unwrap()).unwrap();
	assert_eq!(last["error"]["code"], "failed");
	assert!(!reply.body.contains("secret") && !reply.body.contains("[DONE]"));
}

#[tokio::test]
async fn oversized_bodies_are_refused_before_they_are_read() {
	let settings = Settings {
		body_bytes: 10_000,
		..Settings::default()
	};
	let server = Running::start(Scripted::new("rules"), settings).await;
	// Told in the head: nothing of it is sent.
	let mut stream = server.connect().await;
	let head = format!(
		"POST {CHAT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {KEY}\r\nContent-Length: 99999999\r\n\r\n"
	);
	stream.write_all(head.as_bytes()).await.unwrap();
	let reply = Reply::read(&mut stream).await;
	assert_eq!(
		(reply.status, reply.error_code().as_str()),
		(413, "body_too_large")
	);
	// Not told: sent in chunks until the server has enough.
	let mut stream = server.connect().await;
	let head = format!(
		"POST {CHAT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n"
	);
	stream.write_all(head.as_bytes()).await.unwrap();
	let chunk = format!("3e8\r\n{}\r\n", " ".repeat(1_000));
	for _ in 0..11 {
		stream.write_all(chunk.as_bytes()).await.unwrap();
	}
	let reply = Reply::read(&mut stream).await;
	assert_eq!(
		(reply.status, reply.error_code().as_str()),
		(413, "body_too_large")
	);
	assert_eq!(server.post(CHAT, &asks("still there")).await.status, 200);
}

#[tokio::test]
async fn who_sends_too_slowly_is_sent_away() {
	let settings = Settings {
		patience: Duration::from_millis(200),
		connections: 2,
		..Settings::default()
	};
	let server = Running::start(Scripted::new("rules"), settings).await;
	// All places are taken by heads that do not end.
	let mut slow = Vec::new();
	for _ in 0..2 {
		let mut stream = server.connect().await;
		stream
			.write_all(b"POST /v1/chat/completions HTTP/1.1\r\nX-A: ")
			.await
			.unwrap();
		slow.push(stream);
	}
	// Another gets its turn, for they are sent away.
	assert_eq!(server.post(CHAT, &asks("me too")).await.status, 200);
	for mut stream in slow {
		let mut rest = Vec::new();
		let _ = stream.read_to_end(&mut rest).await;
		assert!(
			rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"),
			"{}",
			String::from_utf8_lossy(&rest)
		);
	}
	// A body that does not end.
	let mut stream = server.connect().await;
	let whole = request(Some(KEY), &format!("POST {CHAT}"), &asks("x").to_string());
	stream.write_all(&whole[..whole.len() - 1]).await.unwrap();
	assert_eq!(Reply::read(&mut stream).await.status, 408);
	// A connection that says nothing.
	let mut idle = server.connect().await;
	let _ = idle.read_to_end(&mut Vec::new()).await;
}

#[tokio::test]
async fn who_leaves_ends_the_work() {
	for is_stream in [false, true] {
		let (model, gate) = Scripted::gated("rules");
		let seen = Arc::clone(&model.seen);
		let server = Running::start(model, Settings::default()).await;
		let body = if is_stream {
			streams("one two three")
		} else {
			asks("one two three")
		};
		let mut stream = server.connect().await;
		stream
			.write_all(&request(Some(KEY), &format!("POST {CHAT}"), &body.to_string()))
			.await
			.unwrap();
		seen.at_work.notified().await;
		if is_stream {
			gate.add_permits(1);
			let mut first = [0; 15];
			stream.read_exact(&mut first).await.unwrap();
		}
		drop(stream);
		seen.left.notified().await;
		// The place is free again once the course is dropped.
		loop {
			let metrics = server.get("/metrics").await.body;
			if metrics.contains("althing_language_cancelled_total 1")
				&& metrics.contains("althing_language_answers 0")
			{
				break;
			}
			tokio::task::yield_now().await;
		}
	}
}

#[tokio::test]
async fn who_closes_its_side_has_left() {
	let (model, _gate) = Scripted::gated("rules");
	let seen = Arc::clone(&model.seen);
	let server = Running::start(model, Settings::default()).await;
	let mut stream = server.connect().await;
	stream
		.write_all(&request(
			Some(KEY),
			&format!("POST {CHAT}"),
			&asks("x").to_string(),
		))
		.await
		.unwrap();
	seen.at_work.notified().await;
	stream.shutdown().await.unwrap();
	seen.left.notified().await;
}

#[tokio::test]
async fn who_reads_nothing_loses_its_place() {
	let settings = Settings {
		stall: Duration::from_millis(200),
		..Settings::default()
	};
	let model = Scripted::new("rules");
	let seen = Arc::clone(&model.seen);
	let server = Running::start(model, settings).await;
	// More than sockets buffer.
	let mut body = streams(&"word ".repeat(100_000));
	body["max_tokens"] = 100_000.into();
	let mut stream = server.connect().await;
	stream
		.write_all(&request(Some(KEY), &format!("POST {CHAT}"), &body.to_string()))
		.await
		.unwrap();
	seen.left.notified().await;
}

#[tokio::test]
async fn no_more_answers_are_given_at_a_time_than_are_allowed() {
	let (model, gate) = Scripted::gated("rules");
	let seen = Arc::clone(&model.seen);
	let settings = Settings {
		at_once: 1,
		..Settings::default()
	};
	let server = Running::start(model, settings).await;
	let one = asks("one");
	let first = server.post(CHAT, &one);
	let second = async {
		seen.at_work.notified().await;
		let refused = server.post(CHAT, &asks("two")).await;
		gate.add_permits(100);
		refused
	};
	let (first, second) = tokio::join!(first, second);
	assert_eq!(first.status, 200);
	assert_eq!(
		(second.status, second.error_code().as_str()),
		(429, "rate_limit_exceeded")
	);
	assert!(second.head.contains("retry-after: 1"));
	assert_eq!(server.post(CHAT, &asks("three")).await.status, 200);
}

#[tokio::test]
async fn a_server_that_stops_lets_answers_end() {
	let (model, gate) = Scripted::gated("rules");
	let seen = Arc::clone(&model.seen);
	let mut server = Running::start(model, Settings::default()).await;
	let mut stream = server.connect().await;
	stream
		.write_all(&request(
			Some(KEY),
			&format!("POST {CHAT}"),
			&streams("one two").to_string(),
		))
		.await
		.unwrap();
	seen.at_work.notified().await;
	server.stop();
	let address = server.address;
	// Nobody new is let in, once the port is closed.
	while tokio::net::TcpStream::connect(address).await.is_ok() {
		tokio::task::yield_now().await;
	}
	gate.add_permits(100);
	let reply = Reply::read(&mut stream).await;
	assert_eq!(reply.events().last(), Some(&"[DONE]"));
	server.stopped().await;
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_ended() {
	let (model, _gate) = Scripted::gated("rules");
	let seen = Arc::clone(&model.seen);
	let settings = Settings {
		answer: Duration::from_millis(100),
		..Settings::default()
	};
	let server = Running::start(model, settings).await;
	assert_eq!(server.post(CHAT, &asks("x")).await.error_code(), "failed");
	seen.left.notified().await;
}

#[tokio::test]
async fn nobody_listens_where_others_reach_it_unasked() {
	let models = Models::new(vec![Arc::new(Scripted::new("rules"))], Vec::new());
	let everywhere = "0.0.0.0:0".parse().unwrap();
	let bound = Server::bind(everywhere, models, Keys::of([KEY]), Settings::default()).await;
	assert!(matches!(bound, Err(ServeError::Exposed(_))));
	let bound = Server::bind(
		"127.0.0.1:0".parse().unwrap(),
		Models::default(),
		Keys::of([KEY]),
		Settings::default(),
	)
	.await;
	assert!(matches!(bound, Err(ServeError::NoModel)));
}
