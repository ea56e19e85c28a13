//! HTML, as far as it is text. Nothing is fetched, run or expanded.

use super::block::Block;
use crate::error::{Error, Result};

/// Elements that end a paragraph.
const BREAKS: [&str; 18] = [
	"p",
	"div",
	"li",
	"ul",
	"ol",
	"tr",
	"table",
	"section",
	"article",
	"br",
	"hr",
	"blockquote",
	"dd",
	"dt",
	"main",
	"figure",
	"figcaption",
	"body",
];

/// Elements whose text is not for readers.
const HIDDEN: [&str; 9] = [
	"script", "style", "noscript", "template", "svg", "nav", "head", "iframe", "object",
];

/// Headings and paragraphs.
///
/// # Errors
/// When the document defines entities of its own: a few lines of them can stand for gigabytes.
pub fn blocks(text: &str) -> Result<Vec<Block>> {
	let mut reader = Reader::default();
	let mut rest = text;
	while let Some(at) = rest.find('<') {
		let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
		reader.words(before);
		if let Some(comment) = tag.strip_prefix("<!--") {
			rest = comment.split_once("-->").map_or("", |(_, after)| after);
			continue;
		}
		if tag
			.get(..9)
			.is_some_and(|head| head.eq_ignore_ascii_case("<!DOCTYPE"))
		{
			rest = doctype(tag)?;
			continue;
		}
		let named = tag.get(1..).is_some_and(|name| {
			name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?')
		});
		if !named {
			reader.words("<");
			rest = tag.get(1..).unwrap_or_default();
			continue;
		}
		let end = tag_end(tag);
		reader.tag(tag.get(1..end).unwrap_or_default());
		rest = tag.get(end.saturating_add(1)..).unwrap_or_default();
		if let Some(end) = reader.raw_end() {
			rest = behind(rest, &end);
		}
	}
	reader.words(rest);
	reader.close();
	Ok(reader.blocks)
}

fn doctype(tag: &str) -> Result<&str> {
	let end = tag.find('>').unwrap_or(tag.len());
	if tag
		.get(..end)
		.is_some_and(|declaration| declaration.contains('['))
	{
		return Err(Error::Input(
			"the document defines entities of its own, which are not expanded".into(),
		));
	}
	Ok(tag.get(end.saturating_add(1)..).unwrap_or_default())
}

/// Where a tag ends: `>` outside of quotes.
fn tag_end(tag: &str) -> usize {
	let mut quote = None;
	for (at, byte) in tag.bytes().enumerate() {
		match (quote, byte) {
			(None, b'>') => return at,
			(None, b'"' | b'\'') => quote = Some(byte),
			(Some(open), byte) if open == byte => quote = None,
			_ => (),
		}
	}
	tag.len()
}

/// What stands from `end` on, whatever its case: scripts may hold anything but their own end.
fn behind<'a>(text: &'a str, end: &str) -> &'a str {
	let at = text
		.as_bytes()
		.windows(end.len())
		.position(|part| part.eq_ignore_ascii_case(end.as_bytes()));
	at.and_then(|at| text.get(at..)).unwrap_or_default()
}

#[derive(Default)]
struct Reader {
	blocks: Vec<Block>,
	open: String,
	heading: Option<usize>,
	/// The hidden element that we are in, and how deep.
	hidden: Option<(String, usize)>,
}

impl Reader {
	/// The end of a script or a style, where we are in one.
	fn raw_end(&self) -> Option<String> {
		let (name, _) = self.hidden.as_ref()?;
		matches!(name.as_str(), "script" | "style").then(|| format!("</{name}"))
	}

	fn words(&mut self, text: &str) {
		if self.hidden.is_none() {
			self.open.push_str(text);
		}
	}

	fn tag(&mut self, tag: &str) {
		let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
		let name: String = tag
			.chars()
			.take_while(char::is_ascii_alphanumeric)
			.map(|c| c.to_ascii_lowercase())
			.collect();
		if let Some((hidden, depth)) = &mut self.hidden {
			if *hidden == name && !tag.ends_with('/') {
				*depth = if closing {
					depth.saturating_sub(1)
				} else {
					depth.saturating_add(1)
				};
				if *depth == 0 {
					self.hidden = None;
				}
			}
			return;
		}
		if HIDDEN.contains(&name.as_str()) {
			if !closing && !tag.ends_with('/') {
				self.close();
				self.hidden = Some((name, 1));
			}
			return;
		}
		let level = name
			.strip_prefix('h')
			.and_then(|level| level.parse::<usize>().ok());
		if let Some(level) = level.filter(|level| (1..=6).contains(level)) {
			self.close();
			self.heading = (!closing).then_some(level);
		} else if BREAKS.contains(&name.as_str()) {
			self.close();
		} else {
			self.open.push_str(if matches!(name.as_str(), "td" | "th") {
				" "
			} else {
				""
			});
		}
	}

	fn close(&mut self) {
		let text = unescape(&std::mem::take(&mut self.open));
		let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
		if text.is_empty() {
			return;
		}
		self.blocks.push(match self.heading.take() {
			Some(level) => Block::Heading(level, text),
			None => Block::Paragraph(text),
		});
	}
}

/// The entities that stand for one character each; others stay as they are written.
fn unescape(text: &str) -> String {
	let (mut out, mut rest) = (String::with_capacity(text.len()), text);
	while let Some(at) = rest.find('&') {
		let (before, entity) = rest.split_at_checked(at).unwrap_or((rest, ""));
		out.push_str(before);
		let end = entity.bytes().take(12).position(|byte| byte == b';');
		let known = end.and_then(|end| Some((character(entity.get(1..end)?)?, end)));
		match known {
			Some((character, end)) => {
				out.push(character);
				rest = entity.get(end.saturating_add(1)..).unwrap_or_default();
			}
			None => {
				out.push('&');
				rest = entity.get(1..).unwrap_or_default();
			}
		}
	}
	out.push_str(rest);
	out
}

fn character(name: &str) -> Option<char> {
	if let Some(number) = name.strip_prefix('#') {
		let code = match number.strip_prefix(['x', 'X']) {
			Some(hex) => u32::from_str_radix(hex, 16).ok()?,
			None => number.parse().ok()?,
		};
		return char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace());
	}
	Some(match name {
		"amp" => '&',
		"lt" => '<',
		"gt" => '>',
		"quot" => '"',
		"apos" => '\'',
		"nbsp" => ' ',
		"ndash" => '–',
		"mdash" => '—',
		"hellip" => '…',
		"lsquo" => '‘',
		"rsquo" => '’',
		"ldquo" => '“',
		"rdquo" => '”',
		"auml" => 'ä',
		"ouml" => 'ö',
		"uuml" => 'ü',
		"Auml" => 'Ä',
		"Ouml" => 'Ö',
		"Uuml" => 'Ü',
		"szlig" => 'ß',
		"eacute" => 'é',
		"egrave" => 'è',
		"euro" => '€',
		"copy" => '©',
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn text_is_read_and_scripts_are_not() {
		let page = "<!DOCTYPE html><html><head><title>x</title></head><body><h2 title='a>b'>Head &amp; tail</h2>\
		            <p>One<b>s</b> 1 < 2 &euro;5</p><script>if (a<b) { }</script><!-- no --><ul><li>two</ul></body>";
		assert_eq!(
			blocks(page).unwrap(),
			[
				Block::Heading(2, "Head & tail".into()),
				Block::Paragraph("Ones 1 < 2 €5".into()),
				Block::Paragraph("two".into()),
			]
		);
	}

	#[test]
	fn entities_of_its_own_are_refused() {
		let bomb = "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><p>&b;</p>";
		assert!(blocks(bomb).unwrap_err().to_string().contains("entities"));
	}

	proptest! {
		#[test]
		fn anything_is_read_without_a_panic(text in "[<>a-z/!&;#\"'\\-x0-9 \\[p=é]{0,200}") {
			let _ = blocks(&text);
		}
	}
}
