//! Names, dates and relations in a text, by rules: capital letters, months, and what stands between two names.

use oxrdf::vocab::xsd;
use oxrdf::Literal;

/// A year, maybe with month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
	/// The year.
	pub year: u16,
	/// From 1.
	pub month: Option<u8>,
	/// From 1.
	pub day: Option<u8>,
}

impl Date {
	/// As `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`.
	pub fn literal(&self) -> Literal {
		match (self.month, self.day) {
			(Some(month), Some(day)) => {
				Literal::new_typed_literal(format!("{:04}-{month:02}-{day:02}", self.year), xsd::DATE)
			}
			(Some(month), None) => {
				Literal::new_typed_literal(format!("{:04}-{month:02}", self.year), xsd::G_YEAR_MONTH)
			}
			_ => Literal::new_typed_literal(format!("{:04}", self.year), xsd::G_YEAR),
		}
	}
}

/// One names another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
	/// Who or what.
	pub subject: String,
	/// The words between.
	pub relation: String,
	/// Whom or what.
	pub object: String,
	/// Since when.
	pub from: Option<Date>,
	/// Until when.
	pub until: Option<Date>,
}

/// What a text holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
	/// Names, each once, in order.
	pub names: Vec<String>,
	/// Dates, each once, in order.
	pub dates: Vec<Date>,
	/// Relations.
	pub facts: Vec<Fact>,
}

/// The form under which spellings of a name meet: lower case, letters and digits, single blanks.
pub fn key(name: &str) -> String {
	let lower: String = name
		.chars()
		.flat_map(char::to_lowercase)
		.map(|c| if c.is_alphanumeric() { c } else { ' ' })
		.collect();
	lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `text` holds, under its `title`.
pub fn extract(title: &str, text: &str) -> Found {
	let mut found = Found::default();
	let heading = title.rsplit(" / ").next().unwrap_or(title).trim();
	if !heading.is_empty() {
		add(&mut found.names, heading);
		if let Some((bare, _)) = heading.split_once(" (") {
			add(&mut found.names, bare);
		}
	}
	for sentence in sentences(text) {
		let words = words(sentence);
		let spans = spans(&words);
		for span in &spans {
			add(&mut found.names, &joined(&words, *span));
		}
		let (dates, from, until) = dates(&words);
		for date in dates {
			if !found.dates.contains(&date) {
				found.dates.push(date);
			}
		}
		relations(&mut found.facts, &words, &spans, from, until);
	}
	found
}

fn add(names: &mut Vec<String>, name: &str) {
	let new = key(name);
	if new.len() > 1 && !names.iter().any(|known| key(known) == new) {
		names.push(name.to_owned());
	}
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
	text.split_inclusive(['.', '!', '?', '\n'])
}

/// A word and whether something that separates stands behind it.
struct Word<'a> {
	text: &'a str,
	ends: bool,
}

fn words(sentence: &str) -> Vec<Word<'_>> {
	let mut all = Vec::new();
	for raw in sentence.split_whitespace() {
		let text = raw.trim_matches(|c: char| !c.is_alphanumeric());
		if text.is_empty() {
			if let Some(last) = all.last_mut() {
				let last: &mut Word<'_> = last;
				last.ends = true;
			}
			continue;
		}
		let text = text
			.strip_suffix("'s")
			.or_else(|| text.strip_suffix("’s"))
			.unwrap_or(text);
		let ends = !raw.ends_with(|c: char| c.is_alphanumeric());
		all.push(Word { text, ends });
	}
	all
}

/// Words that begin a sentence with a capital letter and name nothing.
const COMMON: [&str; 64] = [
	"a", "an", "the", "in", "on", "at", "it", "its", "he", "she", "his", "her", "they", "their", "this",
	"that", "these", "those", "as", "by", "for", "from", "of", "to", "with", "and", "or", "but", "after",
	"before", "during", "when", "while", "where", "who", "which", "what", "there", "since", "until",
	"although", "however", "also", "is", "was", "are", "were", "has", "have", "had", "one", "two", "some",
	"many", "most", "all", "both", "each", "if", "we", "you", "i", "not", "no",
];

/// Small words inside of names.
const JOINS: [&str; 10] = ["of", "the", "de", "la", "von", "van", "der", "and", "for", "du"];

fn is_common(word: &str) -> bool {
	COMMON.contains(&word.to_lowercase().as_str())
}

fn is_capital(word: &str) -> bool {
	word.chars().next().is_some_and(char::is_uppercase)
}

/// Where names stand: first word, and the word behind the last.
fn spans(words: &[Word<'_>]) -> Vec<(usize, usize)> {
	let (mut all, mut at) = (Vec::new(), 0);
	while let Some(word) = words.get(at) {
		if !is_capital(word.text) || is_common(word.text) || month(word.text).is_some() {
			at = at.saturating_add(1);
			continue;
		}
		let start = at;
		let mut end = at.saturating_add(1);
		while let (Some(last), Some(next)) = (words.get(end.saturating_sub(1)), words.get(end)) {
			if last.ends {
				break;
			}
			let number = next.text.chars().all(|c| c.is_ascii_digit()) && next.text.len() < 4;
			if (is_capital(next.text) && month(next.text).is_none()) || number {
				end = end.saturating_add(1);
				continue;
			}
			// "of", "of the": part of the name where a capital follows.
			let joins = words.get(end..).unwrap_or_default().iter().take(2);
			let joins = joins
				.take_while(|word| JOINS.contains(&word.text) && !word.ends)
				.count();
			let behind = words.get(end.saturating_add(joins));
			if joins == 0 || !behind.is_some_and(|word| is_capital(word.text)) {
				break;
			}
			end = end.saturating_add(joins).saturating_add(1);
		}
		all.push((start, end));
		at = end;
	}
	all
}

fn joined(words: &[Word<'_>], (start, end): (usize, usize)) -> String {
	let texts = words
		.get(start..end)
		.unwrap_or_default()
		.iter()
		.map(|word| word.text);
	texts.collect::<Vec<_>>().join(" ")
}

const MONTHS: [&str; 12] = [
	"january",
	"february",
	"march",
	"april",
	"may",
	"june",
	"july",
	"august",
	"september",
	"october",
	"november",
	"december",
];

fn month(word: &str) -> Option<u8> {
	let lower = word.to_lowercase();
	let place = MONTHS.iter().position(|month| {
		*month == lower || (lower.len() >= 3 && month.get(..3) == Some(lower.as_str()) && is_capital(word))
	})?;
	u8::try_from(place.saturating_add(1))
		.ok()
		.filter(|_| is_capital(word))
}

fn year(word: &str) -> Option<u16> {
	let digits = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
	word.parse()
		.ok()
		.filter(|year| digits && (1_000..=2_100).contains(year))
}

fn day(word: &str) -> Option<u8> {
	let bare = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
	bare.parse()
		.ok()
		.filter(|day| (1..=31).contains(day) && word.len() <= 4)
}

fn iso(word: &str) -> Option<Date> {
	let mut parts = word.split('-');
	let date = Date {
		year: year(parts.next()?)?,
		month: Some(
			parts
				.next()?
				.parse()
				.ok()
				.filter(|month| (1..=12).contains(month))?,
		),
		day: parts.next().and_then(day),
	};
	parts.next().is_none().then_some(date)
}

/// All dates; since when and until when the sentence holds.
fn dates(words: &[Word<'_>]) -> (Vec<Date>, Option<Date>, Option<Date>) {
	let (mut all, mut from, mut until) = (Vec::new(), None, None);
	for (at, word) in words.iter().enumerate() {
		let before = |back: usize| {
			at.checked_sub(back)
				.and_then(|at| words.get(at))
				.map_or("", |word| word.text)
		};
		let Some(date) = iso(word.text).or_else(|| {
			let year = year(word.text)?;
			let (near, far) = (before(1), before(2));
			Some(match (month(near), day(near).and(month(far))) {
				(Some(month), _) => Date {
					year,
					month: Some(month),
					day: day(far),
				},
				(None, Some(month)) => Date {
					year,
					month: Some(month),
					day: day(near),
				},
				(None, None) => Date {
					year,
					month: None,
					day: None,
				},
			})
		}) else {
			continue;
		};
		let width = 1
			+ usize::from(date.month.is_some() && iso(word.text).is_none())
			+ usize::from(date.day.is_some() && iso(word.text).is_none());
		match before(width).to_lowercase().as_str() {
			"since" | "from" | "in" | "on" => from = from.or(Some(date)),
			"until" | "till" | "to" => until = until.or(Some(date)),
			_ => (),
		}
		all.push(date);
	}
	(
		all,
		from,
		until.filter(|until| from.is_none_or(|from| from <= *until)),
	)
}

/// At most so many words stand between two names that are related.
const BETWEEN: usize = 6;

fn relations(
	facts: &mut Vec<Fact>,
	words: &[Word<'_>],
	spans: &[(usize, usize)],
	from: Option<Date>,
	until: Option<Date>,
) {
	for pair in spans.windows(2) {
		let [one, other] = pair else { continue };
		let between = words.get(one.1..other.0).unwrap_or_default();
		let lower: Vec<String> = between.iter().map(|word| word.text.to_lowercase()).collect();
		let says = lower.iter().any(|word| word.len() > 2 && !is_common(word))
			|| lower.iter().any(|word| word == "is" || word == "was");
		if !(1..=BETWEEN).contains(&lower.len()) || !says {
			continue;
		}
		let useful = lower
			.iter()
			.filter(|word| !matches!(word.as_str(), "a" | "an" | "the" | "and"));
		let relation = useful.cloned().collect::<Vec<_>>().join(" ");
		if relation.is_empty() {
			continue;
		}
		facts.push(Fact {
			subject: joined(words, *one),
			relation,
			object: joined(words, *other),
			from,
			until,
		});
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_dates_and_relations_are_found() {
		let text = "Ada Lovelace worked with Charles Babbage from 12 March 1834 until 1852. The University of London \
		            honoured her in May 1990.";
		let found = extract("Notes", text);
		assert_eq!(
			found.names,
			["Notes", "Ada Lovelace", "Charles Babbage", "University of London"]
		);
		let years: Vec<String> = found
			.dates
			.iter()
			.map(|date| date.literal().value().to_owned())
			.collect();
		assert_eq!(years, ["1834-03-12", "1852", "1990-05"]);
		let fact = &found.facts[0];
		assert_eq!(
			(fact.subject.as_str(), fact.relation.as_str()),
			("Ada Lovelace", "worked with")
		);
		assert_eq!(fact.object, "Charles Babbage");
		assert_eq!((fact.from.unwrap().year, fact.until.unwrap().year), (1834, 1852));
	}

	#[test]
	fn spellings_meet() {
		assert_eq!(key("  The  U.S.-Army"), "the u s army");
		assert_eq!(key("ÆSIR gmbh"), "æsir gmbh");
	}

	proptest::proptest! {
		#[test]
		fn anything_is_read_without_a_panic(text in "\\PC{0,200}") {
			extract(&text, &text);
		}
	}
}
