//! Links and mail addresses in texts.

use super::Found;
use regex::Regex;
use std::sync::LazyLock;

/// Anything that a reader's program would make a link of: with a scheme, with `www.`, a mail address, or a bare host
/// under a common top-level domain.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
	Regex::new(
		r#"(?i)\b(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>"'`)\]}]+|\b[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,253}\.[a-z]{2,24}\b|\b(?:[a-z0-9-]{1,63}\.)+(?:com|org|net|io|dev|app|info|biz|co|me|ai|xyz|top|site|online|link|click|ru|cn|de|uk|fr|eu|us|ch|ly|gg|tk)\b(?:/[^\s<>"'`)\]}]*)?"#,
	)
	.expect("a constant pattern; qed")
});

static IMAGE: LazyLock<Regex> =
	LazyLock::new(|| Regex::new(r#"!\[[^\]]{0,500}\]\(\s*<?([^)\s>]+)"#).expect("a constant pattern; qed"));

static HTML_IMAGE: LazyLock<Regex> = LazyLock::new(|| {
	Regex::new(r#"(?i)<(?:img|iframe|script|link|object|embed|video|audio|source)\b[^>]{0,2000}"#)
		.expect("a constant pattern; qed")
});

/// The links in a text, without punctuation at their ends.
pub fn find(text: &str) -> Vec<String> {
	LINK.find_iter(text)
		.map(|link| {
			link.as_str()
				.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_'])
				.to_owned()
		})
		.collect()
}

/// Links that could carry data out when they are opened or merely shown: images, and queries or paths with long opaque
/// values.
pub fn carriers(text: &str) -> Vec<Found> {
	let images = IMAGE
		.find_iter(text)
		.chain(HTML_IMAGE.find_iter(text))
		.map(|found| Found::new("loads_by_itself", found.start(), found.as_str()));
	let queries = LINK
		.find_iter(text)
		.filter(|link| carries(link.as_str()))
		.map(|link| Found::new("link_with_data", link.start(), link.as_str()));
	images.chain(queries).take(super::MOST).collect()
}

/// Whether a link's query or fragment has a value of 16 bytes or more, or its path a part of 40 without a separator, or
/// its host a label that looks like data.
fn carries(link: &str) -> bool {
	let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
	let (place, query) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
	let value = |pair: &str| pair.split_once('=').map_or(pair, |(_, value)| value).len() >= 16;
	let mut parts = place.split('/');
	let host = parts.next().unwrap_or_default();
	query.split(['&', ';', '#']).any(value)
		|| parts.any(|part| part.len() >= 40 && !part.contains(['-', '_', '.']))
		|| host.split('.').any(|label| label.len() >= 32)
}

/// Makes carriers harmless and leaves them readable: an image becomes its address in words, `https` becomes `hxxps`.
pub(super) fn disarm(text: &str) -> String {
	let text = IMAGE.replace_all(text, "[image: $1 ");
	let text = HTML_IMAGE.replace_all(&text, |found: &regex::Captures<'_>| {
		let whole = found.get(0).map_or("", |m| m.as_str());
		format!("[{}", whole.trim_start_matches('<'))
	});
	LINK.replace_all(&text, |found: &regex::Captures<'_>| {
		let link = found.get(0).map_or("", |m| m.as_str());
		if carries(link) {
			link.replacen("http", "hxxp", 1)
		} else {
			link.to_owned()
		}
	})
	.into_owned()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn links_are_found_as_people_write_them() {
		let text = "See www.a.com/x, https://b.org/y?z=1. Mail bob@c.io! Or d.dev/w; not e.g. this or v1.2.";
		assert_eq!(
			find(text),
			["www.a.com/x", "https://b.org/y?z=1", "bob@c.io", "d.dev/w"]
		);
	}

	#[test]
	fn what_carries_data_is_told_from_what_does_not() {
		for carrier in [
			"![x](https://evil.com/p.png)",
			"<img src=\"//evil.com\">",
			"https://evil.com/?q=c2VjcmV0IGtleSBkYXRh",
			"https://6f6e6520747765206d6f72652064617461.evil.com/",
		] {
			assert_eq!(carriers(carrier).len(), 1, "{carrier}");
		}
		assert!(carriers("https://a.com/some-long-title-of-an-article-about-many-things?page=2").is_empty());
	}

	#[test]
	fn disarmed_text_loads_nothing_and_can_be_read() {
		let text = disarm(
			"Look ![cat](https://e.com/c.png) and https://e.com/?q=0123456789abcdef0 and https://ok.com/a",
		);
		assert!(text.contains("[image: https://e.com/c.png"), "{text}");
		assert!(text.contains("hxxps://e.com/?q") && text.contains("https://ok.com/a"));
		assert!(carriers(&disarm("<IMG SRC=x>")).is_empty());
	}
}
