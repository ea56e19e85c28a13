//! Values made coarser. What does not fit its rule is not let through.

use super::rules::Rule;
use oxrdf::vocab::xsd;
use oxrdf::{Literal, LiteralRef};

/// The year of a date as `xsd:gYear`; of a plain text only where it is a date as ISO 8601 writes it.
pub fn year(value: LiteralRef<'_>) -> Option<Literal> {
	let (datatype, text) = (value.datatype(), value.value());
	let dated = [
		xsd::DATE,
		xsd::DATE_TIME,
		xsd::DATE_TIME_STAMP,
		xsd::G_YEAR,
		xsd::G_YEAR_MONTH,
	];
	let fits = dated.contains(&datatype) || (datatype == xsd::STRING && is_date(text));
	if !fits {
		return None;
	}
	let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
	let digits = rest
		.find(|c: char| !c.is_ascii_digit())
		.map_or(rest, |end| rest.get(..end).unwrap_or(rest));
	let next = rest.get(digits.len()..)?.chars().next();
	// A year alone may have a zone behind it.
	let ends = matches!(next, None | Some('-' | '+' | 'Z'));
	((4..=9).contains(&digits.len()) && ends)
		.then(|| Literal::new_typed_literal(format!("{sign}{digits}"), xsd::G_YEAR))
}

fn is_date(text: &str) -> bool {
	let mut parts = text.splitn(3, '-');
	let [year, month, day] = [parts.next(), parts.next(), parts.next()];
	let number = |part: Option<&str>, length: usize| {
		part.is_some_and(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
	};
	number(year, 4) && number(month, 2) && number(day, 2)
}

/// The range of a number, such as `[30000,40000)`, as text: nobody takes it for a number that was measured.
pub fn bucket(value: LiteralRef<'_>, width: u64) -> Option<Literal> {
	let floor = floor(value)?;
	let width = i128::from(width);
	let from = floor.div_euclid(width).checked_mul(width)?;
	let to = from.checked_add(width)?;
	Some(Literal::new_simple_literal(format!("[{from},{to})")))
}

/// The greatest whole number that is not greater.
fn floor(value: LiteralRef<'_>) -> Option<i128> {
	let (datatype, text) = (value.datatype(), value.value().trim());
	if datatype == xsd::DOUBLE || datatype == xsd::FLOAT {
		const EXACT: f64 = 9_007_199_254_740_992.0;
		let number: f64 = text.parse().ok()?;
		return (number.abs() <= EXACT).then(|| number.floor() as i128);
	}
	let whole = [
		xsd::INTEGER,
		xsd::LONG,
		xsd::INT,
		xsd::SHORT,
		xsd::BYTE,
		xsd::NON_NEGATIVE_INTEGER,
		xsd::NON_POSITIVE_INTEGER,
		xsd::POSITIVE_INTEGER,
		xsd::NEGATIVE_INTEGER,
		xsd::UNSIGNED_LONG,
		xsd::UNSIGNED_INT,
		xsd::UNSIGNED_SHORT,
		xsd::UNSIGNED_BYTE,
	];
	if whole.contains(&datatype) {
		return text.parse().ok();
	}
	if datatype != xsd::DECIMAL {
		return None;
	}
	let (before, behind) = text.split_once('.').unwrap_or((text, ""));
	if !behind.bytes().all(|byte| byte.is_ascii_digit()) {
		return None;
	}
	let negative = before.starts_with('-');
	let before: i128 = match before {
		"" | "+" | "-" if !behind.is_empty() => 0,
		before => before.parse().ok()?,
	};
	let rest = behind.bytes().any(|byte| byte != b'0');
	before.checked_sub(i128::from(negative && rest))
}

/// The beginning of a text, with three dots where it goes on. What has another datatype is no text.
pub fn beginning(value: LiteralRef<'_>, most: usize) -> Option<Literal> {
	let text = value.value();
	let cut = match text.char_indices().nth(most) {
		None => text.to_owned(),
		Some((end, _)) => format!("{}…", text.get(..end)?),
	};
	match value.language() {
		Some(language) => Literal::new_language_tagged_literal(cut, language).ok(),
		None if value.datatype() == xsd::STRING => Some(Literal::new_simple_literal(cut)),
		None => None,
	}
}

/// A value by a rule that makes it coarser; nothing where it does not fit, or the rule is another.
pub fn coarser(value: LiteralRef<'_>, rule: Rule) -> Option<Literal> {
	match rule {
		Rule::Year => year(value),
		Rule::Bucket(width) => bucket(value, width),
		Rule::Text(most) => beginning(value, most),
		Rule::Keep | Rule::Drop | Rule::Hash => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn typed(text: &str, datatype: oxrdf::NamedNodeRef<'_>) -> Literal {
		Literal::new_typed_literal(text, datatype)
	}

	#[test]
	fn of_a_date_only_the_year_is_left() {
		let year_of = |literal: Literal| year(literal.as_ref()).map(|year| year.value().to_owned());
		for (text, datatype, wanted) in [
			("1984-03-01", xsd::DATE, Some("1984")),
			("1984-03-01T10:00:00Z", xsd::DATE_TIME, Some("1984")),
			("-0044-03-15", xsd::DATE, Some("-0044")),
			("1984Z", xsd::G_YEAR, Some("1984")),
			("1984-03-01", xsd::STRING, Some("1984")),
			("call 1984-03-01", xsd::STRING, None),
			("1984-03-01 secret", xsd::STRING, None),
			("84", xsd::DATE, None),
			("1984secret", xsd::DATE, None),
			("secret", xsd::DATE, None),
			("1984", xsd::INTEGER, None),
		] {
			assert_eq!(year_of(typed(text, datatype)).as_deref(), wanted, "{text}");
		}
	}

	#[test]
	fn of_a_number_only_the_range_is_left() {
		let range = |text: &str, datatype, width| {
			bucket(typed(text, datatype).as_ref(), width).map(|range| range.value().to_owned())
		};
		for (text, datatype, wanted) in [
			("90001", xsd::INTEGER, Some("[90000,100000)")),
			("-1", xsd::INTEGER, Some("[-10000,0)")),
			("0", xsd::INTEGER, Some("[0,10000)")),
			("9999.99", xsd::DECIMAL, Some("[0,10000)")),
			("-0.5", xsd::DECIMAL, Some("[-10000,0)")),
			("-.5", xsd::DECIMAL, Some("[-10000,0)")),
			("1e4", xsd::DOUBLE, Some("[10000,20000)")),
			("NaN", xsd::DOUBLE, None),
			("INF", xsd::DOUBLE, None),
			("1e300", xsd::DOUBLE, None),
			("1.x", xsd::DECIMAL, None),
			("90000", xsd::STRING, None),
			("999999999999999999999999999999999999999999", xsd::INTEGER, None),
		] {
			assert_eq!(range(text, datatype, 10_000).as_deref(), wanted, "{text}");
		}
	}

	#[test]
	fn of_a_text_only_the_beginning_is_left() {
		let cut = |literal: Literal| beginning(literal.as_ref(), 3);
		assert_eq!(
			cut(Literal::new_simple_literal("Ænghus")).unwrap().value(),
			"Æng…"
		);
		assert_eq!(cut(Literal::new_simple_literal("abc")).unwrap().value(), "abc");
		let tagged = Literal::new_language_tagged_literal("abcd", "is").unwrap();
		assert_eq!(cut(tagged).unwrap().to_string(), "\"abc…\"@is");
		assert_eq!(cut(Literal::from(12_345)), None);
	}

	proptest! {
		#[test]
		fn a_number_lies_in_its_range_and_all_in_a_range_look_the_same(
			number in any::<i64>(),
			width in 1_u64..1 << 40,
			step in any::<u64>(),
		) {
			let range = bucket(Literal::from(number).as_ref(), width).unwrap();
			let text = range.value().trim_matches(['[', ')']).to_owned();
			let (from, to) = text.split_once(',').unwrap();
			let (from, to): (i128, i128) = (from.parse().unwrap(), to.parse().unwrap());
			prop_assert!(from <= i128::from(number) && i128::from(number) < to);
			prop_assert_eq!(to - from, i128::from(width));
			let other = from + i128::from(step % width);
			let other = typed(&other.to_string(), xsd::INTEGER);
			prop_assert_eq!(bucket(other.as_ref(), width), Some(range));
		}

		#[test]
		fn no_value_breaks_a_rule(text in ".*", width in 1_u64.., most in 1_usize..20) {
			for datatype in [xsd::DATE, xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE, xsd::STRING] {
				let value = typed(&text, datatype);
				let _ = (year(value.as_ref()), bucket(value.as_ref(), width));
				if let Some(cut) = beginning(value.as_ref(), most) {
					prop_assert!(cut.value().chars().count() <= most + 1);
				}
			}
		}
	}
}
