use super::*;
use crate::model::{Sampling, ToolCall};
use proptest::prelude::*;
use serde_json::{json, Value};

const DIALECTS: [Dialect; 2] = [
	Dialect {
		newer_limit: false,
		extended: true,
	},
	Dialect {
		newer_limit: true,
		extended: true,
	},
];

fn message() -> impl Strategy<Value = Message> {
	let role = prop_oneof![
		Just(Speaker::System),
		Just(Speaker::User),
		Just(Speaker::Assistant)
	];
	(role, ".{0,20}", proptest::option::of(".{1,8}")).prop_map(|(role, content, call)| Message {
		role,
		content,
		tool_calls: call
			.filter(|_| role == Speaker::Assistant)
			.map(|arguments| ToolCall {
				id: "call-1".into(),
				name: "look".into(),
				arguments,
			})
			.into_iter()
			.collect(),
		tool_call_id: None,
	})
}

fn request() -> impl Strategy<Value = Request> {
	let shape = prop_oneof![
		Just(Shape::Text),
		Just(Shape::Json),
		Just(Shape::Schema(json!({ "type": "object" })))
	];
	let numbers = (0.0f32..=2.0, 0.01f32..=1.0, 0u32..50, 0.0f32..=1.0, 1u32..4000);
	let rest = (
		proptest::option::of(0..=MOST_RIVALS),
		proptest::option::of(0..u64::MAX / 2),
	);
	let messages = proptest::collection::vec(message(), 1..5);
	(
		messages,
		shape,
		numbers,
		rest,
		proptest::collection::vec(".{1,4}", 0..3),
	)
		.prop_map(
			|(messages, shape, (temperature, top_p, top_k, min_p, max_tokens), (logprobs, seed), stop)| {
				Request {
					messages,
					shape,
					sampling: Sampling {
						temperature,
						top_p,
						top_k,
						min_p,
						max_tokens,
						logprobs,
						seed,
						stop,
						..Sampling::default()
					},
					..Request::default()
				}
			},
		)
}

proptest! {
	#[test]
	fn what_is_sent_is_what_is_read(request in request(), newer in 0..2usize) {
		let sent = ChatRequest::of(&request, "m", true, DIALECTS[newer]).unwrap();
		let text = serde_json::to_string(&sent).unwrap();
		let read: ChatRequest = serde_json::from_str(&text).unwrap();
		prop_assert_eq!(read.into_request(1).unwrap(), request);
	}
}

fn refused(body: Value) -> Option<&'static str> {
	let mut whole = json!({ "model": "m", "messages": [{ "role": "user", "content": "x" }] });
	whole
		.as_object_mut()
		.unwrap()
		.extend(body.as_object().unwrap().clone());
	let read: ChatRequest = serde_json::from_value(whole).unwrap();
	read.into_request(5).err().and_then(|refusal| refusal.param)
}

#[test]
fn what_cannot_be_kept_is_refused() {
	for (body, param) in [
		(json!({ "messages": [] }), "messages"),
		(
			json!({ "messages": [{ "role": "robot", "content": "x" }] }),
			"messages",
		),
		(
			json!({ "messages": [{ "role": "tool", "content": "x" }] }),
			"messages",
		),
		(
			json!({ "messages": [{ "role": "user", "content": [{ "type": "image_url" }] }] }),
			"messages",
		),
		(json!({ "n": 2 }), "n"),
		(json!({ "temperature": 2.5 }), "temperature"),
		(json!({ "top_p": 0 }), "top_p"),
		(json!({ "max_tokens": 0 }), "max_completion_tokens"),
		(json!({ "top_logprobs": 2 }), "top_logprobs"),
		(json!({ "logprobs": true, "top_logprobs": 21 }), "top_logprobs"),
		(json!({ "tool_choice": "required" }), "tool_choice"),
		(json!({ "stop": "" }), "stop"),
		(json!({ "logit_bias": { "50256": -100 } }), "logit_bias"),
		(
			json!({ "response_format": { "type": "grammar" } }),
			"response_format",
		),
	] {
		assert_eq!(refused(body.clone()), Some(param), "{body}");
	}
}

#[test]
fn what_a_client_leaves_out_is_as_openai_has_it() {
	let read: ChatRequest = serde_json::from_value(json!({
		"model": "m", "user": "somebody", "store": false,
		"messages": [{ "role": "developer", "content": [{ "type": "text", "text": "a" }, { "type": "text", "text": "b" }] }],
	}))
	.unwrap();
	let request = read.into_request(5).unwrap();
	assert_eq!(
		(request.sampling.temperature, request.sampling.max_tokens),
		(1.0, 5)
	);
	assert_eq!(request.messages[0].role, Speaker::System);
	assert_eq!(request.messages[0].content, "ab");
}

#[test]
fn what_a_service_does_not_know_is_not_left_out() {
	let mut request = Request::default();
	request.sampling.top_k = 40;
	let plain = Dialect {
		newer_limit: false,
		extended: false,
	};
	assert!(ChatRequest::of(&request, "m", true, plain).is_err());
}
