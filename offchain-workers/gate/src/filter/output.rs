//! What goes out from a model: to a person's screen or a page.

use super::{hidden, links, roles, secrets, Filtered, LONGEST, MOST};
use crate::error::{Error, Result};

/// Looks through a text that a model wrote and returns it without secrets, without what would load by itself or carry
/// data in an address, without what does not show and without marks of roles.
///
/// # Errors
/// When it is longer than [`LONGEST`].
pub fn filter(text: &str) -> Result<Filtered> {
	if text.len() > LONGEST {
		let length = text.len();
		return Err(Error::Input(format!(
			"the text has {length} bytes, {LONGEST} are taken; split it"
		)));
	}
	let plain = hidden::reveal(text);
	let mut found = hidden::invisible(text);
	found.extend(secrets::find(&plain));
	found.extend(links::carriers(&plain));
	found.extend(
		roles::find(&plain)
			.into_iter()
			.filter(|f| f.what == "template_token"),
	);
	found.truncate(MOST);
	let text = roles::strip(&links::disarm(&secrets::redact(&plain)));
	Ok(Filtered {
		text,
		found,
		score: None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn nothing_leaves_by_an_address_or_in_plain_sight() {
		let token = format!("ghp_{}", "aB3".repeat(12));
		let out = filter(&format!("![a](https://e.com/?d={token}) and {token}")).unwrap();
		assert!(
			!out.text.contains(&token) && !out.text.contains("!["),
			"{}",
			out.text
		);
		let hidden = format!("gh\u{200b}p_{}", "aB3".repeat(12));
		assert!(filter(&hidden).unwrap().text.contains("[removed: github_token]"));
	}

	#[test]
	fn an_ordinary_answer_stays_as_it_is() {
		let text =
			"The total is 1,200.50 €.\n- see https://example.com/docs/page?lang=en\n- ask ann@example.com";
		let out = filter(text).unwrap();
		assert_eq!((out.text.as_str(), out.found.len()), (text, 0));
	}
}
