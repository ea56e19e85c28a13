use super::*;
use proptest::prelude::*;
use serde_json::json;

fn taken(events: &[String], tokens: u32) -> Result<Vec<Event>, Error> {
	let mut assembler = Assembler::new(tokens, None);
	let mut out = Vec::new();
	for event in events {
		assembler.take(event, &mut out)?;
	}
	assembler.end()?;
	Ok(out)
}

fn chunk(delta: serde_json::Value, finish: Option<&str>) -> String {
	json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] }).to_string()
}

#[test]
fn calls_come_whole_and_in_order() {
	let events = [
		chunk(
			json!({ "tool_calls": [{ "index": 1, "id": "b", "function": { "name": "two", "arguments": "{" } }] }),
			None,
		),
		chunk(
			json!({ "tool_calls": [{ "index": 0, "id": "a", "function": { "name": "one" } }] }),
			None,
		),
		chunk(
			json!({ "tool_calls": [{ "index": 1, "function": { "arguments": "}" } }] }),
			None,
		),
		chunk(json!({}), Some("stop")),
		"[DONE]".into(),
	];
	let out = taken(&events, 10).unwrap();
	let call = |id: &str, name: &str, arguments: &str| {
		Event::ToolCall(ToolCall {
			id: id.into(),
			name: name.into(),
			arguments: arguments.into(),
		})
	};
	assert_eq!(out[..2], [call("a", "one", ""), call("b", "two", "{}")]);
	assert!(matches!(&out[2], Event::Done(ending) if ending.reason == Reason::ToolCalls));
}

#[test]
fn a_cut_answer_is_none() {
	let word = chunk(json!({ "content": "a" }), None);
	for (events, says) in [
		(vec![word.clone()], "[DONE]"),
		(vec![word.clone(), "[DONE]".into()], "why"),
		(vec![word.clone(), word[..20].into()], "JSON"),
		(vec![chunk(json!({}), Some("bored"))], "bored"),
		(vec![chunk(json!({ "content": "x".repeat(2000) }), None)], "bytes"),
		(
			vec![
				chunk(json!({ "tool_calls": [{ "index": 0 }] }), Some("tool_calls")),
				"[DONE]".into(),
			],
			"name",
		),
	] {
		match taken(&events, 1) {
			Err(Error::Malformed(reason)) => assert!(reason.contains(says), "{reason}"),
			other => panic!("{other:?}"),
		}
	}
}

#[test]
fn a_service_may_say_that_it_failed() {
	let failed = json!({ "error": { "message": "out of memory", "code": 500 } }).to_string();
	assert_eq!(taken(&[failed], 1), Err(Error::Failed("out of memory".into())));
	let refusal = [chunk(json!({ "refusal": "no" }), Some("stop")), "[DONE]".into()];
	assert!(matches!(taken(&refusal, 1), Err(Error::Failed(_))));
}

proptest! {
	#[test]
	fn no_events_are_answered_with_more_than_was_allowed(
		texts in proptest::collection::vec(".{0,200}", 0..60), tokens in 0..20u32,
	) {
		let mut assembler = Assembler::new(tokens, None);
		let mut out = Vec::new();
		for text in &texts {
			if assembler.take(&chunk(json!({ "content": text }), None), &mut out).is_err() {
				break;
			}
		}
		let bytes: usize = out.iter().map(|event| match event {
			Event::Text { text, .. } => text.len(),
			_ => 0,
		}).sum();
		prop_assert!(bytes <= most_bytes(tokens));
	}

	#[test]
	fn no_data_makes_it_panic(data in ".{0,200}") {
		let _ = Assembler::new(5, None).take(&data, &mut Vec::new());
	}
}
