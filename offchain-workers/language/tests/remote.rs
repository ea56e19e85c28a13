//! Remote models against recorded exchanges, and against services that lie.

use crate::common::replay::{Replay, KEY};
use althing_language::gather::{gather, Answer};
use althing_language::model::*;
use althing_language::remote::config::Written;
use althing_language::remote::price::Price;
use althing_language::remote::{Config, Remote, RemoteEmbedder, RemoteModel};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

fn remote(url: &str) -> Remote {
	let config = Config {
		models: vec![Written {
			key_env: Some("KEY".into()),
			price: Some(Price {
				currency: "USD".into(),
				prompt: 150_000,
				cached: Some(75_000),
				completion: 600_000,
			}),
			..Written::new("gpt-4o-mini", url)
		}],
	};
	let mut remote = config.resolve(&|_| Some(KEY.to_owned())).unwrap().remove(0);
	remote.policy.first = Duration::from_millis(1);
	remote
}

fn message(role: Speaker, content: &str) -> Message {
	Message {
		role,
		content: content.into(),
		tool_calls: Vec::new(),
		tool_call_id: None,
	}
}

fn hello() -> Request {
	Request {
		messages: vec![
			message(Speaker::System, "Be brief."),
			message(Speaker::User, "Say hello in Icelandic."),
		],
		sampling: Sampling {
			max_tokens: 32,
			..Sampling::default()
		},
		..Request::default()
	}
}

async fn asked(remote: Remote, request: Request) -> Result<Answer, Error> {
	let model = RemoteModel::new(remote).unwrap();
	gather(model.answer(request).await?, 100_000).await
}

/// What comes of `request` when `name` is replayed, which must be asked as recorded.
async fn replayed(name: &str, request: Request, change: impl FnOnce(&mut Remote)) -> Result<Answer, Error> {
	let replay = Replay::start(name).await;
	let mut remote = remote(&replay.url());
	change(&mut remote);
	let answer = asked(remote, request).await;
	replay.check();
	if let Err(error) = &answer {
		assert!(!format!("{error} {error:?}").contains(KEY), "{error}");
	}
	answer
}

#[tokio::test]
async fn a_stream_of_words_is_read_byte_by_byte() {
	let answer = replayed("chat-stream", hello(), |_| ()).await.unwrap();
	assert_eq!(answer.text, "Góðan daginn! 🇮🇸");
	assert_eq!(answer.ending.reason, Reason::Stop);
	assert_eq!(
		answer.ending.usage,
		Usage {
			prompt_tokens: 21,
			cached_tokens: 16,
			completion_tokens: 7
		}
	);
	// (5 · 0.15 + 16 · 0.075 + 7 · 0.6) millionths, rounded up.
	assert_eq!(answer.ending.cost, Some(7));
}

#[tokio::test]
async fn calls_of_tools_come_whole() {
	let mut request = Request {
		messages: vec![
			message(Speaker::User, "How are latency and errors?"),
			message(Speaker::Assistant, ""),
			message(Speaker::Tool, "0.3"),
		],
		tools: vec![Tool {
			name: "look".into(),
			description: "Looks at a metric.".into(),
			parameters: json!({ "type": "object", "properties": { "metric": { "type": "string" } }, "required": ["metric"] }),
		}],
		..hello()
	};
	request.sampling.max_tokens = 64;
	request.messages[1].tool_calls = vec![ToolCall {
		id: "call_0".into(),
		name: "look".into(),
		arguments: "{\"metric\":\"load\"}".into(),
	}];
	request.messages[2].tool_call_id = Some("call_0".into());
	let answer = replayed("chat-stream-tools", request, |_| ()).await.unwrap();
	let calls: Vec<_> = answer
		.calls
		.iter()
		.map(|call| (call.id.as_str(), call.arguments.as_str()))
		.collect();
	assert_eq!(
		calls,
		[
			("call_a1", "{\"metric\":\"latency\"}"),
			("call_b2", "{\"metric\":\"errors\"}")
		]
	);
	assert_eq!(answer.ending.reason, Reason::ToolCalls);
}

#[tokio::test]
async fn schemas_seeds_and_probabilities_are_passed_on() {
	let schema = json!({
		"type": "object", "properties": { "answer": { "type": "string", "enum": ["yes", "no"] } },
		"required": ["answer"], "additionalProperties": false,
	});
	let request = Request {
		messages: vec![message(Speaker::User, "Is it so?")],
		shape: Shape::Schema(schema),
		sampling: Sampling {
			temperature: 0.5,
			top_p: 0.25,
			presence_penalty: 0.5,
			seed: Some(42),
			max_tokens: 16,
			stop: vec!["\n\n".into()],
			logprobs: Some(2),
			..Sampling::default()
		},
		..Request::default()
	};
	let answer = replayed("chat-stream-schema", request, |remote| {
		remote.dialect.newer_limit = true
	})
	.await
	.unwrap();
	assert_eq!(answer.text, "{\"answer\":\"yes\"}");
	let (taken, rivals) = &answer.tokens[2];
	assert_eq!((taken.text.as_str(), taken.logprob), ("yes", -0.25));
	assert_eq!(rivals.len(), 1);
	assert_eq!((rivals[0].text.as_str(), rivals[0].logprob), ("no", -1.5));
}

#[tokio::test]
async fn a_service_that_does_not_stream_can_be_asked() {
	let answer = replayed("chat-whole", hello(), |remote| remote.stream = false)
		.await
		.unwrap();
	assert_eq!(
		(answer.text.as_str(), answer.ending.usage.completion_tokens),
		("Góðan daginn!", 6)
	);
}

#[tokio::test]
async fn who_is_busy_is_asked_again() {
	let answer = replayed("busy-then-answer", hello(), |_| ()).await.unwrap();
	assert_eq!(answer.text, "Góðan daginn! 🇮🇸");
}

#[tokio::test]
async fn nobody_is_asked_for_ever() {
	let error = replayed("always-busy", hello(), |_| ()).await.unwrap_err();
	assert!(
		matches!(&error, Error::Busy(reason) if reason.contains("quota")),
		"{error}"
	);
	let error = replayed("asks-for-an-hour", hello(), |_| ()).await.unwrap_err();
	assert!(
		matches!(&error, Error::Busy(reason) if reason.contains("3600 s")),
		"{error}"
	);
}

#[tokio::test]
async fn what_was_refused_is_not_asked_again_and_tells_no_key() {
	let error = replayed("refused", hello(), |_| ()).await.unwrap_err();
	assert!(
		matches!(&error, Error::Refused(reason) if reason.contains("401")),
		"{error}"
	);
	let error = replayed("too-long", hello(), |_| ()).await.unwrap_err();
	assert!(
		matches!(&error, Error::Request(reason) if reason.contains("130021 tokens")),
		"{error}"
	);
	let error = replayed("server-error", hello(), |_| ()).await.unwrap_err();
	assert!(
		matches!(&error, Error::Failed(reason) if reason.contains("500")),
		"{error}"
	);
	let error = replayed("failed-midway", hello(), |_| ()).await.unwrap_err();
	assert!(
		matches!(&error, Error::Failed(reason) if reason.contains("had an error")),
		"{error}"
	);
}

#[tokio::test]
async fn vectors_come_in_order_and_of_length_one() {
	let replay = Replay::start("embeddings").await;
	let model = RemoteEmbedder::new(remote(&replay.url())).unwrap();
	let embeddings = model.embed(vec!["one".into(), "two".into()]).await.unwrap();
	replay.check();
	assert_eq!(embeddings.vectors, [[0.6, 0.8, 0.0], [0.0, -1.0, 0.0]]);
	assert_eq!(embeddings.tokens, 2);
	assert_eq!(model.embed(Vec::new()).await.unwrap().vectors.len(), 0);
}

#[tokio::test]
async fn what_cannot_be_promised_is_refused_before_it_is_sent() {
	// Nobody listens there.
	let nowhere = remote("http://127.0.0.1:9/v1");
	let deterministic = Request {
		deterministic: true,
		..hello()
	};
	assert!(matches!(
		asked(nowhere.clone(), deterministic).await,
		Err(Error::Request(_))
	));
	let mut long = hello();
	long.sampling.max_tokens = 1_000_000;
	assert!(matches!(
		asked(nowhere.clone(), long).await,
		Err(Error::TooLong { .. })
	));
	let mut narrow = hello();
	narrow.sampling.top_k = 5;
	assert!(matches!(
		asked(nowhere.clone(), narrow).await,
		Err(Error::Request(_))
	));
	assert!(matches!(
		asked(nowhere, hello()).await,
		Err(Error::Unreachable(_))
	));
}

/// What a service that lies does once it has said `head` and `once`.
enum Then {
	Close,
	Hold,
	Repeat(Vec<u8>),
}

/// Asks a service that says these bytes, whatever it is asked.
async fn lied(head: &str, once: &[u8], then: Then) -> Error {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("http://{}/v1", listener.local_addr().unwrap());
	let bytes = [head.as_bytes(), once].concat();
	std::thread::spawn(move || {
		let (mut stream, _) = listener.accept().unwrap();
		let mut asked = [0; 4096];
		let _ = stream.read(&mut asked);
		let mut said = stream.write_all(&bytes);
		match then {
			// With all that was asked read, so that nothing that was said is lost.
			Then::Close => {
				let _ = stream.shutdown(std::net::Shutdown::Write);
				drop(stream.read_to_end(&mut Vec::new()));
			}
			// Until the client leaves.
			Then::Hold => drop(stream.read_to_end(&mut Vec::new())),
			Then::Repeat(more) => {
				while said.is_ok() {
					said = stream.write_all(&more);
				}
			}
		}
	});
	let mut remote = remote(&url);
	remote.patience.wait = Duration::from_millis(300);
	let error = asked(remote, hello()).await.unwrap_err();
	assert!(!format!("{error} {error:?}").contains(KEY));
	assert!(error.to_string().len() < 600, "{error}");
	error
}

const EVENTS: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
const WORD: &str =
	"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n";
const END: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

fn malformed(error: &Error, says: &str) {
	assert!(
		matches!(error, Error::Malformed(reason) if reason.contains(says)),
		"{error:?} does not say {says}"
	);
}

fn unreachable(error: &Error, says: &str) {
	assert!(
		matches!(error, Error::Unreachable(reason) if reason.contains(says)),
		"{error:?} does not say {says}"
	);
}

#[tokio::test]
async fn another_content_type_is_named() {
	let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n";
	malformed(&lied(page, b"<html>login<", Then::Close).await, "text/html");
	let none = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
	malformed(&lied(none, b"{}", Then::Close).await, "content type is nothing");
}

#[tokio::test]
async fn endless_answers_are_cut() {
	malformed(&lied(EVENTS, b"", Then::Repeat(WORD.into())).await, "bytes");
	malformed(
		&lied(EVENTS, b"data: ", Then::Repeat(vec![b'x'; 10_000])).await,
		"bytes",
	);
	malformed(
		&lied(EVENTS, b"", Then::Repeat(vec![b':'; 10_000])).await,
		"bytes",
	);
	malformed(
		&lied(EVENTS, b"", Then::Repeat(b": still here\n".repeat(10_000))).await,
		"bytes",
	);
}

#[tokio::test]
async fn cut_answers_are_not_taken_for_whole_ones() {
	malformed(&lied(EVENTS, WORD.as_bytes(), Then::Close).await, "[DONE]");
	malformed(
		&lied(EVENTS, format!("{WORD}{END}").as_bytes(), Then::Close).await,
		"[DONE]",
	);
	malformed(
		&lied(EVENTS, b"data: {\"choices\":[{\"ind\n\n", Then::Close).await,
		"JSON",
	);
	malformed(&lied(EVENTS, b"data: [DONE]\n\n", Then::Close).await, "why");
	let told = EVENTS.replace("\r\n\r\n", "\r\nContent-Length: 5000\r\n\r\n");
	unreachable(&lied(&told, WORD.as_bytes(), Then::Close).await, "broke off");
	let chunked = EVENTS.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n");
	unreachable(&lied(&chunked, b"fffff\r\ndata", Then::Close).await, "broke off");
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
	let wrong = b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\xff\xfe\"}}]}\n\n";
	malformed(&lied(EVENTS, wrong, Then::Hold).await, "UTF-8");
}

#[tokio::test]
async fn silence_is_not_waited_for_for_ever() {
	unreachable(&lied("", b"", Then::Hold).await, "no answer within");
	unreachable(
		&lied("HTTP/1.1 200 OK\r\nContent-Type: text/ev", b"", Then::Hold).await,
		"no answer within",
	);
	unreachable(&lied(EVENTS, WORD.as_bytes(), Then::Hold).await, "silent");
}

#[tokio::test]
async fn what_is_no_http_is_an_error() {
	unreachable(&lied("", b"", Then::Close).await, "");
	unreachable(&lied("SSH-2.0-OpenSSH_9.9\r\n", b"", Then::Close).await, "");
	unreachable(
		&lied(
			"HTTP/1.1 200 OK\r\n",
			b"",
			Then::Repeat(b"X-A: aaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(500)),
		)
		.await,
		"",
	);
	let moved = "HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n";
	malformed(
		&lied(moved, b"", Then::Close).await,
		"redirections are not followed",
	);
}

#[tokio::test]
async fn a_failure_that_does_not_end_is_a_failure() {
	let head = "HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n\r\n";
	let error = lied(head, b"", Then::Repeat(vec![b'x'; 10_000])).await;
	assert!(matches!(error, Error::Failed(_)), "{error}");
}

#[tokio::test]
async fn dropping_an_answer_ends_the_connection() {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("http://{}/v1", listener.local_addr().unwrap());
	let (tell, told) = tokio::sync::oneshot::channel();
	std::thread::spawn(move || {
		let (mut stream, _) = listener.accept().unwrap();
		let _ = stream.read(&mut [0; 4096]);
		stream.write_all(format!("{EVENTS}{WORD}").as_bytes()).unwrap();
		// Ends when the client has left.
		let _ = stream.read_to_end(&mut Vec::new());
		let _ = tell.send(());
	});
	let model = RemoteModel::new(remote(&url)).unwrap();
	let mut events = model.answer(hello()).await.unwrap();
	assert!(matches!(events.recv().await, Some(Ok(Event::Text { .. }))));
	drop(events);
	told.await.unwrap();
}
