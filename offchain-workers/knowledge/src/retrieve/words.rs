//! Words and names in the form in which they are compared: in lower case, letters without their marks.

use crate::ingest::extract::key;
use std::borrow::Cow;

/// The words of a text (see [`althing_embed::tokens`]).
pub fn tokens(text: &str) -> Vec<String> {
	althing_embed::tokens(&folded(text))
}

/// The form of a name, or a text in which names are looked for (see [`key`]).
pub(super) fn form(text: &str) -> String {
	key(&folded(text))
}

/// Who asks seldom types the marks that a document has: `é` is `e`, `ß` is `ss`. Latin letters only.
fn folded(text: &str) -> Cow<'_, str> {
	if text.is_ascii() {
		return Cow::Borrowed(text);
	}
	let mut out = String::with_capacity(text.len());
	for c in text.chars().flat_map(char::to_lowercase) {
		match plain(c) {
			Some(letters) => out.push_str(letters),
			None => out.push(c),
		}
	}
	Cow::Owned(out)
}

fn plain(c: char) -> Option<&'static str> {
	Some(match c {
		// Marks that stand behind their letter.
		'\u{300}'..='\u{36f}' => "",
		'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
		'æ' => "ae",
		'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
		'ď' | 'đ' | 'ð' => "d",
		'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
		'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
		'ĥ' | 'ħ' => "h",
		'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => "i",
		'ĵ' => "j",
		'ķ' => "k",
		'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
		'ñ' | 'ń' | 'ņ' | 'ň' => "n",
		'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => "o",
		'œ' => "oe",
		'ŕ' | 'ŗ' | 'ř' => "r",
		'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
		'ß' => "ss",
		'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
		'þ' => "th",
		'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => "u",
		'ŵ' => "w",
		'ý' | 'ÿ' | 'ŷ' => "y",
		'ź' | 'ż' | 'ž' => "z",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn marks_of_letters_do_not_matter() {
		assert_eq!(tokens("Tekezé"), tokens("Tekeze"));
		assert_eq!(form("Aschenbrödel, STRAẞE"), "aschenbrodel strasse");
		assert_eq!(form("Tekeze\u{301}"), "tekeze");
		assert_eq!(tokens("Київ"), ["київ"]);
	}
}
