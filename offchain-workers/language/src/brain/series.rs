//! A series of numbers in words: what a model that reads words can tell from it.

use std::fmt::Write as _;

/// Points of the window, and as many from before it, that are written out.
const SHOWN: usize = 48;

/// What came before a window and what is in it: counts, the five-number summary (Tukey 1977) and the points themselves,
/// thinned out evenly where they are more than 48. `times` are unix seconds, `from..=to` is the window; points after it
/// are not looked at. Values that are not finite are left out.
pub fn describe(times: &[i64], values: &[f64], (from, to): (i64, i64)) -> String {
	let points = times.iter().copied().zip(values.iter().copied());
	let points = points.filter(|(time, value)| *time <= to && value.is_finite());
	let (inside, before): (Vec<_>, Vec<_>) = points.partition(|(time, _)| *time >= from);
	let mut out = String::new();
	part(&mut out, "Before the window", &before, from);
	part(&mut out, "In the window", &inside, from);
	out
}

fn part(out: &mut String, name: &str, points: &[(i64, f64)], from: i64) {
	let _ = write!(out, "{name}: {} points.", points.len());
	let mut sorted: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
	sorted.sort_unstable_by(f64::total_cmp);
	let at = |share: f64| {
		let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
		sorted.get(place).copied()
	};
	if let (Some(least), Some(low), Some(middle), Some(high), Some(most)) =
		(at(0.0), at(0.25), at(0.5), at(0.75), at(1.0))
	{
		let _ = write!(
			out,
			" Least {}, lower quartile {}, median {}, upper quartile {}, greatest {}.",
			number(least),
			number(low),
			number(middle),
			number(high),
			number(most)
		);
	}
	let step = points.len().div_ceil(SHOWN).max(1);
	let thinned = if step > 1 {
		format!(", each {step}th")
	} else {
		String::new()
	};
	if !points.is_empty() {
		let _ = write!(out, " Seconds from the window's begin and value{thinned}:");
	}
	for (time, value) in points.iter().step_by(step) {
		let _ = write!(out, " {}:{}", time.saturating_sub(from), number(*value));
	}
	out.push('\n');
}

/// Six significant digits at most.
fn number(value: f64) -> String {
	let magnitude = value.abs();
	if value == 0.0 || (1e-3..1e6).contains(&magnitude) {
		let digits = 5 - magnitude.max(1.0).log10().floor() as i32;
		let text = format!("{value:.*}", usize::try_from(digits).unwrap_or(0));
		return match text.contains('.') {
			true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
			false => text,
		};
	}
	format!("{value:.5e}")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_comes_after_the_window_is_not_told() {
		let text = describe(&[0, 60, 120, 180], &[1.0, 2.5, 100.0, 777.0], (60, 120));
		assert!(text.contains("Before the window: 1 points."), "{text}");
		assert!(text.contains("0:2.5 60:100\n"), "{text}");
		assert!(!text.contains("777"), "{text}");
	}

	#[test]
	fn a_long_series_is_thinned_and_an_empty_one_is_said_to_be_empty() {
		let times: Vec<i64> = (0..10_000).collect();
		let values = vec![0.123_456_789; 10_000];
		let text = describe(&times, &values, (5_000, 9_999));
		assert!(text.len() < 3_000 && text.contains("each 105th"), "{text}");
		assert!(describe(&[], &[f64::NAN], (0, 1)).contains("In the window: 0 points."));
	}

	#[test]
	fn numbers_are_short() {
		for (value, text) in [
			(0.0, "0"),
			(1.0, "1"),
			(123_456.7, "123457"),
			(0.1 + 0.2, "0.3"),
			(-20.0, "-20"),
			(1e9, "1.00000e9"),
		] {
			assert_eq!(number(value), text);
		}
	}
}
