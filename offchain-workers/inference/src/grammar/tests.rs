use super::*;
use crate::make::{bytes, Plan};
use crate::model::{Family, Files};
use crate::quant::Format;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::OnceLock;

fn words() -> &'static Words {
	static WORDS: OnceLock<Words> = OnceLock::new();
	WORDS.get_or_init(|| {
		let mut plan = Plan::named("tiny", Family::Qwen2, Format::Q8_0, 1).unwrap();
		plan.vocabulary = 1000;
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("m.gguf");
		std::fs::write(&path, bytes(&plan).unwrap()).unwrap();
		Words::read(&Files::open(&path).unwrap()).unwrap()
	})
}

fn grammars() -> &'static Grammars {
	static GRAMMARS: OnceLock<Grammars> = OnceLock::new();
	GRAMMARS.get_or_init(|| Grammars::new(words()).unwrap())
}

/// Schemas whose answers can grow suddenly: a token may begin something that takes many to end.
fn schemas() -> Vec<Value> {
	let point = json!({
		"type": "object", "additionalProperties": false, "required": ["name", "weight", "tags"],
		"properties": {
			"name": {"type": "string", "minLength": 3},
			"weight": {"type": "number", "minimum": 0, "maximum": 1},
			"tags": {"type": "array", "items": {"enum": ["first", "second"]}, "minItems": 2},
		},
	});
	vec![
		json!({"type": "integer", "minimum": 1000}),
		json!({"type": "string", "pattern": "^(ab)+c$"}),
		json!({"type": "array", "items": {"anyOf": [{"type": "null"}, point]}}),
		json!({
			"type": "object", "additionalProperties": false, "required": ["choice", "why"],
			"properties": {
				"choice": {"enum": ["yes", "no", "abstain from any vote"]},
				"why": {"type": "string"},
				"points": {"type": "array", "items": point},
				"best": point,
			},
		}),
		json!({
			"$ref": "#/$defs/tree",
			"$defs": {"tree": {
				"type": "object", "additionalProperties": false, "required": ["left", "right"],
				"properties": {
					"left": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]},
					"right": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "boolean"}]},
				},
			}},
		}),
	]
}

/// What a model without any sense says within `most` tokens, and whether it is whole.
fn babble(mut grammar: Grammar, most: u32, random: &mut ChaCha8Rng) -> (String, bool) {
	let mut said = Vec::new();
	for left in (1..=most).rev() {
		let Next::Among(mask) = grammar.following().unwrap() else {
			break;
		};
		let allowed: Vec<u32> = mask.iter().collect();
		let drawn = allowed[random.gen_range(0..allowed.len())];
		let token = if grammar.leaves_room(drawn, left) {
			drawn
		} else {
			grammar.soonest().unwrap().iter().next().unwrap()
		};
		if words().is_end(token) {
			break;
		}
		grammar.say(token).unwrap();
		said.extend(words().bytes(token));
	}
	(String::from_utf8_lossy(&said).into_owned(), grammar.is_whole())
}

/// Tokens of the first way that is found.
fn shortest(schema: &Value) -> u32 {
	let mut grammar = grammars().schema(schema.clone()).unwrap();
	let token = first(&mut grammar);
	assert!(grammar.leaves_room(token, 500), "{schema}");
	let way = grammar.way.unwrap();
	let mut count = 0;
	let mut left = &way[..];
	while !left.is_empty() {
		left = &left[words().bytes(grammar.endings.first(left).unwrap()).len()..];
		count += 1;
	}
	count
}

fn first(grammar: &mut Grammar) -> u32 {
	grammar.soonest().unwrap().iter().next().unwrap()
}

/// Whether a value is what the schema says, as far as the schemas above go.
fn valid(schema: &Value, root: &Value, value: &Value) -> bool {
	if let Some(name) = schema["$ref"].as_str() {
		return valid(root.pointer(&name[1..]).unwrap(), root, value);
	}
	if let Some(any) = schema["anyOf"].as_array() {
		return any.iter().any(|one| valid(one, root, value));
	}
	if let Some(all) = schema["enum"].as_array() {
		return all.contains(value);
	}
	let number = |name: &str| schema[name].as_f64();
	match schema["type"].as_str().unwrap() {
		"null" => value.is_null(),
		"boolean" => value.is_boolean(),
		"string" => value.as_str().is_some_and(|text| {
			text.chars().count() as f64 >= number("minLength").unwrap_or(0.0)
				&& (schema["pattern"].is_null()
					|| text.len() % 2 == 1
						&& text == format!("{}c", "ab".repeat(text.len() / 2))
						&& text.len() > 2)
		}),
		"integer" | "number" => value.as_f64().is_some_and(|x| {
			x >= number("minimum").unwrap_or(f64::MIN) && x <= number("maximum").unwrap_or(f64::MAX)
		}),
		"array" => value.as_array().is_some_and(|items| {
			items.len() as f64 >= number("minItems").unwrap_or(0.0)
				&& items.iter().all(|item| valid(&schema["items"], root, item))
		}),
		_ => value.as_object().is_some_and(|members| {
			let required = schema["required"].as_array().unwrap();
			required
				.iter()
				.all(|name| members.contains_key(name.as_str().unwrap()))
				&& members
					.iter()
					.all(|(name, member)| valid(&schema["properties"][name], root, member))
		}),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(400))]

	#[test]
	fn an_answer_that_can_be_whole_in_time_is(which in 0usize..5, more in 0u32..80, seed in any::<u64>()) {
		let schema = schemas().swap_remove(which);
		let most = shortest(&schema) + more;
		let mut random = ChaCha8Rng::seed_from_u64(seed);
		let (text, whole) = babble(grammars().schema(schema.clone()).unwrap(), most, &mut random);
		prop_assert!(whole, "{text} of {most}");
		let value: Value = serde_json::from_str(&text).unwrap();
		prop_assert!(valid(&schema, &schema, &value), "{text}");
	}

	#[test]
	fn any_object_is_whole_in_time(most in 2u32..80, seed in any::<u64>()) {
		let mut random = ChaCha8Rng::seed_from_u64(seed);
		let (text, whole) = babble(grammars().object().unwrap(), most, &mut random);
		prop_assert!(whole, "{text} of {most}");
		prop_assert!(serde_json::from_str::<serde_json::Map<_, _>>(&text).is_ok(), "{text}");
	}

	#[test]
	fn an_answer_for_which_there_is_no_room_ends_without_being_whole(which in 0usize..5, seed in any::<u64>()) {
		let schema = schemas().swap_remove(which);
		let mut random = ChaCha8Rng::seed_from_u64(seed);
		let (text, whole) = babble(grammars().schema(schema).unwrap(), 1, &mut random);
		prop_assert!(!whole, "{text}");
	}
}

#[test]
fn who_is_told_the_soonest_way_arrives_by_it() {
	for schema in schemas() {
		let mut grammar = grammars().schema(schema.clone()).unwrap();
		let most = shortest(&schema);
		let mut said = Vec::new();
		for left in (1..=most).rev() {
			let token = first(&mut grammar);
			assert!(grammar.leaves_room(token, left), "{schema}");
			grammar.say(token).unwrap();
			said.extend(words().bytes(token));
		}
		assert!(grammar.is_whole(), "{schema}: {}", String::from_utf8_lossy(&said));
	}
}

#[test]
fn what_may_not_come_next_is_refused() {
	let mut grammar = grammars().schema(json!({"type": "integer"})).unwrap();
	let token = words().encode("x", false).unwrap()[0];
	assert!(grammar.say(token).is_err());
}
