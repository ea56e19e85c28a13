//! A vocabulary for models that say nothing: every byte, pairs of letters, and what chat templates need.

use crate::gguf::{Items, Value};

/// Tokens that a vocabulary has at least: bytes, and the special ones.
pub const LEAST: u64 = 256 + SPECIAL.len() as u64;
const SPECIAL: [&str; 5] = [
	"<|endoftext|>",
	"<|im_start|>",
	"<|im_end|>",
	"<tool_call>",
	"</tool_call>",
];
const LETTERS: &str = "etaoinshrdlucmfwypvbgkjqxz";
const NORMAL: i64 = 1;
const CONTROL: i64 = 3;
const USER: i64 = 4;
const UNUSED: i64 = 5;

/// ChatML, with tools as Qwen 2.5 has them.
pub const TEMPLATE: &str = r#"{%- if tools %}
{{- '<|im_start|>system\n' }}
{%- if messages[0].role == 'system' %}{{- messages[0].content + '\n\n' }}{%- endif %}
{{- '# Tools\n\nCall functions by JSON within <tool_call></tool_call>:\n' }}
{%- for tool in tools %}{{- tool | tojson }}{{- '\n' }}{%- endfor %}
{{- '<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
{%- if not (tools and loop.first and message.role == 'system') %}
{{- '<|im_start|>' + message.role + '\n' }}
{{- message.content }}
{%- for call in message.tool_calls or [] %}
{{- '\n<tool_call>\n' }}{{- call.function | tojson }}{{- '\n</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>\n' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"#;

/// The character that stands for a byte in vocabularies of byte pairs: printable ones for themselves, the others from 256.
pub fn stand_in(byte: u8) -> char {
	let plain = |b: u8| matches!(b, 33..=126 | 161..=172 | 174..=255);
	if plain(byte) {
		return char::from(byte);
	}
	let before = (0..byte).filter(|b| !plain(*b)).count() as u32;
	char::from_u32(256 + before).unwrap_or(' ')
}

/// The header's values for a vocabulary of `size` tokens.
pub(super) fn values(size: u64, qwen: bool) -> Vec<(String, Value)> {
	let room = size.saturating_sub(LEAST) as usize;
	let pairs: Vec<(char, char)> = LETTERS
		.chars()
		.flat_map(|a| LETTERS.chars().map(move |b| (a, b)))
		.take(room)
		.collect();
	let mut tokens: Vec<(String, i64)> = (0..=255u8)
		.map(|byte| (stand_in(byte).to_string(), NORMAL))
		.collect();
	tokens.extend(pairs.iter().map(|(a, b)| (format!("{a}{b}"), NORMAL)));
	let special = tokens.len() as u64;
	tokens.extend(
		SPECIAL
			.iter()
			.enumerate()
			.map(|(i, name)| ((*name).to_owned(), if i < 3 { CONTROL } else { USER })),
	);
	tokens.extend((tokens.len() as u64..size).map(|index| (format!("<|unused_{index}|>"), UNUSED)));
	let merges = pairs.iter().map(|(a, b)| format!("{a} {b}")).collect();
	let (tokens, kinds) = tokens.into_iter().unzip();
	let text = |text: &str| Value::Text(text.into());
	[
		("model", text("gpt2")),
		("pre", text(if qwen { "qwen2" } else { "llama-bpe" })),
		("tokens", Value::Items(Items::Texts(tokens))),
		("token_type", Value::Items(Items::Integers(kinds))),
		("merges", Value::Items(Items::Texts(merges))),
		("eos_token_id", Value::Unsigned(special + 2)),
		("padding_token_id", Value::Unsigned(special)),
		("bos_token_id", Value::Unsigned(special)),
		("add_bos_token", Value::Flag(false)),
	]
	.map(|(key, value)| (format!("tokenizer.ggml.{key}"), value))
	.into_iter()
	.chain([("tokenizer.chat_template".to_owned(), text(TEMPLATE))])
	.collect()
}
