//! Plain text and Markdown.

use super::block::Block;

/// Paragraphs of plain text.
pub fn plain(text: &str) -> Vec<Block> {
	let mut blocks = Vec::new();
	let mut open = String::new();
	for line in text.lines().map(str::trim) {
		if line.is_empty() {
			close(&mut blocks, &mut open);
		} else {
			push(&mut open, line);
		}
	}
	close(&mut blocks, &mut open);
	blocks
}

fn push(open: &mut String, line: &str) {
	if !open.is_empty() {
		open.push(' ');
	}
	open.push_str(line);
}

fn close(blocks: &mut Vec<Block>, open: &mut String) {
	if !open.is_empty() {
		blocks.push(Block::Paragraph(std::mem::take(open)));
	}
}

/// Headings, paragraphs and items of Markdown; marks of emphasis, links and code are taken off, code blocks and
/// comments are left out.
pub fn markdown(text: &str) -> Vec<Block> {
	let mut blocks = Vec::new();
	let (mut open, mut fenced) = (String::new(), false);
	for line in text.lines().map(str::trim) {
		if line.starts_with("```") || line.starts_with("~~~") {
			close(&mut blocks, &mut open);
			fenced = !fenced;
			continue;
		}
		if fenced || line.starts_with("<!--") {
			continue;
		}
		let level = line.bytes().take_while(|byte| *byte == b'#').count();
		let heading = line
			.get(level..)
			.filter(|rest| (1..=6).contains(&level) && rest.starts_with(' '));
		if let Some(heading) = heading {
			close(&mut blocks, &mut open);
			blocks.push(Block::Heading(
				level,
				inline(heading.trim().trim_end_matches('#').trim()),
			));
		} else if line.is_empty() || is_rule(line) {
			close(&mut blocks, &mut open);
		} else if let Some(item) = item(line) {
			close(&mut blocks, &mut open);
			push(&mut open, &inline(item));
		} else {
			push(&mut open, &inline(line.trim_start_matches("> ")));
		}
	}
	close(&mut blocks, &mut open);
	blocks
}

fn is_rule(line: &str) -> bool {
	line.len() >= 3
		&& line
			.chars()
			.all(|c| matches!(c, '-' | '*' | '_' | '|' | ':' | ' ' | '='))
}

fn item(line: &str) -> Option<&str> {
	let bullet = ["- ", "* ", "+ "]
		.iter()
		.find_map(|bullet| line.strip_prefix(bullet));
	let cells = line.strip_prefix('|').map(|cells| cells.trim_end_matches('|'));
	bullet.or(cells).or_else(|| {
		let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
		rest.strip_prefix(". ").filter(|_| rest.len() < line.len())
	})
}

/// Text without marks: `[words](address)` becomes its words.
fn inline(text: &str) -> String {
	let (mut out, mut rest) = (String::with_capacity(text.len()), text);
	while let Some(at) = rest.find('[') {
		let (before, link) = rest.split_at_checked(at).unwrap_or((rest, ""));
		out.push_str(before);
		let inner = link.get(1..).unwrap_or_default();
		match inner
			.split_once("](")
			.and_then(|(words, tail)| Some((words, tail.split_once(')')?.1)))
		{
			Some((words, tail)) => {
				out.push_str(words);
				rest = tail;
			}
			None => {
				out.push('[');
				rest = inner;
			}
		}
	}
	out.push_str(rest);
	out.replace(['*', '`', '|'], " ")
		.split_whitespace()
		.collect::<Vec<_>>()
		.join(" ")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn markdown_is_read_without_its_marks() {
		let text =
			"# A *title* #\n\nSome **bold** [words](http://e/) and `code`.\nSecond line.\n\n- one\n- two\n\n\
		            ```\nnot this\n```\n---\n1. first";
		let paragraph = |text: &str| Block::Paragraph(text.into());
		assert_eq!(
			markdown(text),
			[
				Block::Heading(1, "A title".into()),
				paragraph("Some bold words and code . Second line."),
				paragraph("one"),
				paragraph("two"),
				paragraph("first"),
			]
		);
	}
}
