use super::*;
use althing_language::model::{Tool, ToolCall};

fn said(role: Speaker, content: &str) -> Message {
	Message {
		role,
		content: content.into(),
		tool_calls: Vec::new(),
		tool_call_id: None,
	}
}

fn request(messages: Vec<Message>) -> Request {
	Request {
		messages,
		..Request::default()
	}
}

fn render(source: &str, request: &Request) -> Result<String> {
	Template::new(source, "<s>", "</s>")?.render(request, str::to_owned)
}

#[test]
fn a_conversation_is_written_as_the_template_says() {
	let request = request(vec![
		said(Speaker::System, "Be brief."),
		said(Speaker::User, "Hi"),
	]);
	let text = render(crate::make::TEMPLATE, &request).unwrap();
	assert_eq!(
		text,
		"<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
	);
}

#[test]
fn tools_and_their_calls_are_written() {
	let mut request = request(vec![said(Speaker::User, "Hi"), said(Speaker::Assistant, "")]);
	request.tools.push(Tool {
		name: "look".into(),
		description: "Looks.".into(),
		parameters: json!({"type": "object"}),
	});
	request.messages[1].tool_calls.push(ToolCall {
		id: "1".into(),
		name: "look".into(),
		arguments: "{\"at\":1}".into(),
	});
	let text = render(crate::make::TEMPLATE, &request).unwrap();
	assert!(
		text.contains("\"name\":\"look\"") && text.contains("\"arguments\":{\"at\":1}"),
		"{text}"
	);
}

#[test]
fn what_templates_of_known_families_do_works() {
	let request = request(vec![said(Speaker::User, " a</think>b ")]);
	for (source, expected) in [
		("{% for m in messages %}{{ m['content'].split('</think>')[-1].lstrip('\\n') | trim }}{% endfor %}", "b"),
		("{% set ns = namespace(x=0) %}{% for m in messages %}{% set ns.x = ns.x + 1 %}{% endfor %}{{ ns.x }}", "1"),
		("{% macro f(x) %}[{{ x }}]{% endmacro %}{{ f(messages[0].role) + 'z' }}", "[user]z"),
		("{{ bos_token }}{{ messages[::-1][0].role }}{{ eos_token }}", "<s>user</s>"),
		("{% if tools is not none and tools is defined and tools %}no{% else %}yes{% endif %}", "yes"),
		("{% for m in messages %}{% if not loop.last %}{% continue %}{% endif %}{{ loop.index0 + 1 * 2 }}{% endfor %}", "2"),
		("{% set x = (1 + 2) * 3 + 4 %}{{ x ~ ('a' ~ 'b') ~ messages | length }}", "13ab1"),
	] {
		assert_eq!(render(source, &request).unwrap(), expected, "{source}");
	}
	let refused = render("{{ raise_exception('no such role') }}", &request)
		.unwrap_err()
		.to_string();
	assert!(refused.contains("no such role"));
}

#[test]
fn bombs_are_errors() {
	let request = request(vec![said(Speaker::User, "x")]);
	let forty = |step: &str| {
		format!("{{% set ns = namespace(s='aaaaaaaa') %}}{{% for i in range(40) %}}{step}{{% endfor %}}{{{{ ns.s }}}}")
	};
	for source in [
		"{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}".into(),
		"{% for a in range(9999) %}{{ 'a' * 9999 }}{% endfor %}".into(),
		forty("{% set ns.s = ns.s ~ ns.s %}"),
		forty("{% set ns.s = ns.s + ns.s %}"),
		forty("{% set ns.s = ns.s | replace('a', 'aa') %}"),
		forty("{% set ns.s = ns.s.replace('a', 'aa') %}"),
		forty("{% set ns.s = [ns.s, ns.s] | join %}"),
		forty("{% set ns.s = [ns.s, ns.s] %}"),
		forty("{% set ns.s = ns %}"),
		forty("{% set ns.s = {'a': ns.s} %}"),
		"{% macro f(n, s) %}{{ f(n, s ~ s) }}{% endmacro %}{{ f(1, 'aaaa') }}".into(),
		"{% macro f(s) %}{{ s }}{{ s }}{% endmacro %}{% set ns = namespace(s='aaaa') %}{% for i in range(40) %}{% set ns.s = f(ns.s) %}{% endfor %}".into(),
		"{% set x %}{{ x }}{{ x }}{% endset %}".into(),
		"{% include 'etc' %}".into(),
		"{{ ".repeat(10_000),
		"(".repeat(300_000),
		format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000)),
	] {
		let source: String = source;
		assert!(render(&source, &request).is_err(), "{}", source.chars().take(80).collect::<String>());
	}
}

#[test]
fn what_is_said_is_protected_wherever_it_is() {
	let mut asked = request(vec![said(Speaker::User, "evil")]);
	asked.tools.push(Tool {
		name: "evil".into(),
		description: "evil".into(),
		parameters: json!({"evil": ["evil"]}),
	});
	let template = Template::new(crate::make::TEMPLATE, "", "").unwrap();
	let text = template
		.render(&asked, |said| said.replace("evil", "tame"))
		.unwrap();
	assert!(!text.contains("evil") && text.contains("tame"));
}
