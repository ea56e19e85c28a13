//! Blocks of a document, and passages of a length that is read at once.

/// A heading or a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
	/// A heading of this level, from 1.
	Heading(usize, String),
	/// A paragraph, an item of a list, a row of a table.
	Paragraph(String),
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
	/// The headings that it stands under, or the document's name.
	pub title: String,
	/// What it says.
	pub text: String,
}

/// About how many characters a passage has at most.
pub const LENGTH: usize = 1_200;

/// Joins paragraphs under the same heading into passages. The same document gives the same passages, and a change in
/// one place changes only those nearby: a passage is named by what it says.
pub fn passages(blocks: &[Block], title: &str) -> Vec<Passage> {
	let mut all = Vec::new();
	let mut headings: Vec<(usize, String)> = Vec::new();
	let mut text = String::new();
	for block in blocks {
		match block {
			Block::Heading(level, heading) => {
				close(&mut all, &headings, title, &mut text);
				headings.retain(|(above, _)| above < level);
				headings.push((*level, heading.clone()));
			}
			Block::Paragraph(paragraph) => {
				for piece in pieces(paragraph) {
					if !text.is_empty() && text.len().saturating_add(piece.len()) >= LENGTH {
						close(&mut all, &headings, title, &mut text);
					}
					if !text.is_empty() {
						text.push('\n');
					}
					text.push_str(piece);
				}
			}
		}
	}
	close(&mut all, &headings, title, &mut text);
	all
}

fn close(all: &mut Vec<Passage>, headings: &[(usize, String)], title: &str, text: &mut String) {
	let text = std::mem::take(text);
	if text.is_empty() {
		return;
	}
	let names: Vec<&str> = headings.iter().map(|(_, heading)| heading.as_str()).collect();
	let title = if names.is_empty() {
		title.to_owned()
	} else {
		names.join(" / ")
	};
	all.push(Passage { title, text });
}

/// Cuts a long paragraph behind sentences, and behind words where a sentence does not end.
fn pieces(paragraph: &str) -> Vec<&str> {
	let (mut all, mut rest) = (Vec::new(), paragraph.trim());
	while rest.len() > LENGTH {
		let mut most = LENGTH;
		while !rest.is_char_boundary(most) {
			most = most.saturating_sub(1);
		}
		let head = rest.get(..most).unwrap_or(rest);
		let cut = head
			.rfind(". ")
			.map(|at| at.saturating_add(1))
			.or_else(|| head.rfind(' '));
		let cut = cut.filter(|cut| *cut > 0).unwrap_or(most);
		let (piece, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
		all.push(piece.trim());
		rest = after.trim();
	}
	all.push(rest);
	all.retain(|piece| !piece.is_empty());
	all
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn no_word_is_lost(words in prop::collection::vec("[a-zäß.]{1,12}", 1..600)) {
			let text = words.join(" ");
			let joined = passages(&[Block::Paragraph(text)], "t");
			prop_assert!(joined.iter().all(|passage| passage.text.len() <= LENGTH));
			let back: Vec<String> =
				joined.iter().flat_map(|p| p.text.split_whitespace()).map(str::to_owned).collect();
			prop_assert_eq!(back, words);
		}
	}

	#[test]
	fn headings_name_their_passages() {
		let blocks = [
			Block::Paragraph("before".into()),
			Block::Heading(1, "One".into()),
			Block::Heading(2, "Two".into()),
			Block::Paragraph("under".into()),
			Block::Heading(1, "Three".into()),
			Block::Paragraph("last".into()),
		];
		let titles: Vec<String> = passages(&blocks, "file").into_iter().map(|p| p.title).collect();
		assert_eq!(titles, ["file", "One / Two", "Three"]);
	}
}
