//! What says nothing is not kept: it would be found, and crowd out what does.

/// Whether a passage is junk: too short, not words, or one thing over and over.
pub fn is_junk(text: &str) -> bool {
	let words: Vec<&str> = text.split_whitespace().collect();
	let letters = text.chars().filter(|c| c.is_alphabetic()).count();
	let visible = text.chars().filter(|c| !c.is_whitespace()).count();
	if words.len() < 3 || letters < 8 {
		return true;
	}
	let mut distinct: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
	distinct.sort_unstable();
	distinct.dedup();
	let repeated = words.len() >= 20 && distinct.len().saturating_mul(10) < words.len();
	let symbols = letters.saturating_mul(10) < visible.saturating_mul(4);
	let endless = words.iter().any(|word| word.len() > 400);
	let replaced = text
		.chars()
		.filter(|c| *c == '\u{fffd}')
		.count()
		.saturating_mul(50)
		> visible;
	repeated || symbols || endless || replaced
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn junk_is_told_from_prose() {
		for junk in [
			"ok",
			"--- *** ---",
			"buy ".repeat(40).as_str(),
			"0101 1101 0110 1010 x y z a",
			&"A".repeat(900),
		] {
			assert!(is_junk(junk), "{junk}");
		}
		for prose in [
			"The server in Oslo failed twice.",
			"Vertrag mit Æsir GmbH, gültig bis 2027",
		] {
			assert!(!is_junk(prose), "{prose}");
		}
	}
}
