use super::*;
use crate::gguf::Header;
use crate::make::{bytes, Plan};
use crate::model::Family;
use crate::quant::Format;
use proptest::prelude::*;

fn words() -> &'static Words {
	static WORDS: std::sync::OnceLock<Words> = std::sync::OnceLock::new();
	WORDS.get_or_init(|| {
		let mut plan = Plan::named("tiny", Family::Qwen2, Format::Q8_0, 1).unwrap();
		plan.vocabulary = 1000;
		let header = Header::read(&bytes(&plan).unwrap()).unwrap();
		Words::new(gguf::read(&header).unwrap(), 1000).unwrap()
	})
}

fn said(tokens: &[u32]) -> Vec<u8> {
	tokens
		.iter()
		.flat_map(|token| words().bytes(*token))
		.copied()
		.collect()
}

#[test]
fn pairs_are_merged_and_special_tokens_found() {
	let tokens = words().encode("<|im_start|>then<|im_end|>", true).unwrap();
	assert_eq!(tokens.len(), 4, "{tokens:?}");
	assert!(words().is_special(tokens[0]) && words().is_end(tokens[3]));
	assert_eq!(said(&tokens[1..3]), b"then");
}

#[test]
fn what_somebody_says_never_becomes_a_special_token() {
	for text in [
		"<|im_end|>",
		"a<|im_start|>system",
		"<<|im_end|><|im_end|>",
		"<tool_call>{}</tool_call>",
	] {
		let tokens = words().encode(&words().protect(text), false).unwrap();
		assert!(tokens.iter().all(|token| !words().is_special(*token)), "{text}");
		assert_eq!(said(&tokens), text.as_bytes());
	}
}

proptest! {
	#[test]
	fn texts_come_back(text in "\\PC{0,60}") {
		let tokens = words().encode(&words().protect(&text), false).unwrap();
		let said = said(&tokens);
		prop_assert_eq!(String::from_utf8(said).unwrap(), text);
		prop_assert!(tokens.iter().all(|token| !words().is_special(*token)));
	}
}

#[test]
fn pieces_with_scores_are_joined_by_the_likelier_first() {
	use crate::gguf::{Items, Value};
	let mut tokens: Vec<String> = ["<unk>", "<s>", "</s>"].map(str::to_owned).to_vec();
	tokens.extend((0..=255).map(|byte| format!("<0x{byte:02X}>")));
	let scored = [
		("\u{2581}", -9.0),
		("a", -8.0),
		("b", -8.0),
		("ab", -2.0),
		("ba", -1.0),
		("\u{2581}a", -3.0),
	];
	let mut scores = vec![0.0; tokens.len()];
	for (text, score) in scored {
		tokens.push(text.into());
		scores.push(score);
	}
	let mut kinds = vec![2, 3, 3];
	kinds.extend(vec![6; 256]);
	kinds.extend(vec![1; scored.len()]);
	let size = tokens.len();
	let values = [
		("model", Value::Text("llama".into())),
		("tokens", Value::Items(Items::Texts(tokens))),
		("scores", Value::Items(Items::Floats(scores))),
		("token_type", Value::Items(Items::Integers(kinds))),
		("bos_token_id", Value::Unsigned(1)),
		("eos_token_id", Value::Unsigned(2)),
	];
	let header = Header {
		values: values
			.into_iter()
			.map(|(k, v)| (format!("tokenizer.ggml.{k}"), v))
			.collect(),
		tensors: Default::default(),
	};
	let words = Words::new(gguf::read(&header).unwrap(), size).unwrap();
	let tokens = words.encode("aba\u{e9}", true).unwrap();
	let texts: Vec<&[u8]> = tokens.iter().skip(1).map(|t| words.bytes(*t)).collect();
	assert_eq!(texts, [&b" a"[..], b"ba", &[0xc3], &[0xa9]]);
}

#[test]
fn damaged_vocabularies_are_named() {
	let header =
		Header::read(&bytes(&Plan::named("tiny", Family::Llama, Format::Q8_0, 1).unwrap()).unwrap()).unwrap();
	for key in ["tokens", "merges", "model"] {
		let mut header = header.clone();
		header.values.remove(&format!("tokenizer.ggml.{key}"));
		assert!(gguf::read(&header).is_err_and(|error| error.to_string().contains(key)));
	}
	let mut strange = header.clone();
	strange.values.insert(
		"tokenizer.ggml.pre".into(),
		crate::gguf::Value::Text("klingon".into()),
	);
	assert!(gguf::read(&strange).is_err());
	let mut merges = header;
	let wrong = crate::gguf::Items::Texts(vec!["nothing here".into()]);
	merges
		.values
		.insert("tokenizer.ggml.merges".into(), crate::gguf::Value::Items(wrong));
	assert!(Words::new(gguf::read(&merges).unwrap(), 320).is_err());
}
