//! The words of a text.

/// Words of a text in lower case, without the commonest, plurals and endings taken off the simplest way.
pub fn tokens(text: &str) -> Vec<String> {
	let mut all = Vec::new();
	let mut word = String::new();
	for c in text
		.chars()
		.flat_map(char::to_lowercase)
		.chain(std::iter::once(' '))
	{
		if c.is_alphanumeric() {
			word.push(c);
		} else if !word.is_empty() {
			let whole = std::mem::take(&mut word);
			if !STOP.contains(&whole.as_str()) {
				all.push(stem(whole));
			}
		}
	}
	all
}

const STOP: [&str; 60] = [
	"a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "is", "was",
	"are", "were", "be", "been", "it", "its", "he", "she", "his", "her", "they", "their", "this", "that",
	"these", "those", "as", "has", "have", "had", "who", "what", "which", "when", "where", "whom", "whose",
	"how", "did", "does", "do", "s", "t", "into", "not", "no", "but", "if", "than", "then", "there", "also",
	"can", "would",
];

fn stem(mut word: String) -> String {
	for (end, least) in [("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4), ("ly", 6)] {
		if word.len() >= least && word.ends_with(end) && !word.ends_with("ss") {
			word.truncate(word.len().saturating_sub(end.len()));
			if end == "ies" {
				word.push('y');
			}
			break;
		}
	}
	word
}
