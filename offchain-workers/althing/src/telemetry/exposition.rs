//! The Prometheus text format, read line by line: what is understood is taken, anything else is skipped.
//!
//! Format: "Exposition formats" of the Prometheus documentation, text format version 0.0.4.

/// One sample of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample<'a> {
	/// The metric's name.
	pub name: &'a str,
	/// The labels as they stand between the braces, maybe none.
	labels: &'a str,
	/// The value; never NaN or infinite.
	pub value: f64,
}

impl Sample<'_> {
	/// Whether the label `key` has this value. Values with escapes are never equal to anything.
	pub fn has(&self, key: &str, value: &str) -> bool {
		let mut rest = self.labels;
		while let Some((found, quoted, after)) = label(rest) {
			if found == key {
				return quoted == value;
			}
			rest = after;
		}
		false
	}
}

/// The samples in `text`. Comments, broken lines and values that are not finite are skipped.
pub fn samples(text: &str) -> impl Iterator<Item = Sample<'_>> {
	text.lines().filter_map(sample)
}

fn sample(line: &str) -> Option<Sample<'_>> {
	let line = line.trim();
	if line.starts_with('#') {
		return None;
	}
	let name_end = line.find(|c: char| c == '{' || c.is_whitespace())?;
	let (name, rest) = line.split_at(name_end);
	let (labels, rest) = match rest.strip_prefix('{') {
		Some(inside) => {
			let end = labels_end(inside)?;
			(inside.get(..end)?, inside.get(end + 1..)?)
		}
		None => ("", rest),
	};
	// A timestamp may follow the value.
	let value: f64 = rest.split_whitespace().next()?.parse().ok()?;
	(!name.is_empty() && value.is_finite()).then_some(Sample { name, labels, value })
}

/// Where the closing brace stands; one inside quotes does not close.
fn labels_end(inside: &str) -> Option<usize> {
	let (mut quoted, mut escaped) = (false, false);
	inside.bytes().position(|byte| {
		let plain = !escaped;
		escaped = quoted && plain && byte == b'\\';
		if byte == b'"' && plain {
			quoted = !quoted;
		}
		byte == b'}' && !quoted
	})
}

/// The first label of `text`: its name, its value as written, and what follows.
fn label(text: &str) -> Option<(&str, &str, &str)> {
	let (key, rest) = text.split_once('=')?;
	let inside = rest.trim_start().strip_prefix('"')?;
	let mut escaped = false;
	let end = inside.bytes().position(|byte| {
		let closes = byte == b'"' && !escaped;
		escaped = byte == b'\\' && !escaped;
		closes
	})?;
	let key = key.trim_start_matches(',').trim();
	Some((key, inside.get(..end)?, inside.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
	use proptest::prelude::*;

	use super::*;

	#[test]
	fn samples_of_every_shape_are_read() {
		let text = "# HELP a b\n# TYPE a gauge\na 1\n b{} 2.5 1700000000\nc{x=\"1\",chain=\"}\\\"{\", status = \"best\",} +3e2\r\n";
		let read: Vec<Sample> = samples(text).collect();
		assert_eq!(
			read.iter()
				.map(|sample| (sample.name, sample.value))
				.collect::<Vec<_>>(),
			[("a", 1.0), ("b", 2.5), ("c", 300.0)]
		);
		assert!(read[2].has("status", "best") && read[2].has("x", "1"));
		assert!(!read[2].has("status", "finalized") && !read[0].has("x", "1"));
	}

	#[test]
	fn what_is_broken_is_skipped() {
		let text = "a\nb{ 1\nc{x=\"} 1\nd NaN\ne +Inf\nf one\n{x=\"1\"} 1\n\n#\ng 1\n";
		assert_eq!(samples(text).map(|sample| sample.name).collect::<Vec<_>>(), ["g"]);
	}

	proptest! {
		#[test]
		fn any_text_is_read_without_a_panic(text in "[ -~\n\"\\\\{}é=,]{0,200}") {
			prop_assert!(samples(&text).all(|sample| sample.value.is_finite() && !sample.has("é\"", "x")));
		}
	}
}
