//! The bytes that travel.

use althing_primitives::{blake2, Department};
use proptest::prelude::*;

use super::*;

#[test]
fn the_body_is_these_bytes() {
	let head = format!("{HEAD}subject = \"charlie\"\ndepartments = [\"customer\", \"engineering\"]\n");
	let (case, _) = toml_case(&format!("{head}{INLINE}")).unwrap();
	let body = String::from_utf8(case.body()).unwrap();
	assert_eq!(
		body,
		concat!(
			r#"{"case":1,"question":"Is it slow?","subject":"charlie","form":"binary","#,
			r#""departments":["engineering","customer"],"risk":0.4,"impact":0.25,"urgency":0,"#,
			r#""window":{"from":120,"to":180},"series":{"t":[60,120,180],"v":[1,1.5,9]}}"#
		)
	);
	assert_eq!(Case::from_body(body.as_bytes()).unwrap(), case);
	let question = case.question(blake2(body.as_bytes()));
	assert_eq!(question.kind, Kind::Binary);
	assert_eq!(
		question.departments,
		Departments::of([Department::Engineering, Department::Customer])
	);
	assert_eq!(question.risk, Perbill::from_percent(40));
	assert_eq!(question.evidence, blake2(&case.body()));
}

#[test]
fn bodies_that_are_not_canonical_are_refused() {
	let (case, _) = toml_case(&format!("{HEAD}{INLINE}")).unwrap();
	let body = String::from_utf8(case.body()).unwrap();
	for (from, to) in [
		("\"case\":1", "\"case\": 1"),
		("[1,1.5,9]", "[1.0,1.5,9]"),
		("0.4", "0.40"),
		("0.4", "0.4000000001"),
		("\"urgency\":0", "\"urgency\":-0.0"),
		("Is", "\\u0049s"),
		("[60,120,180]", "[60,120,181]"),
	] {
		let changed = body.replacen(from, to, 1);
		assert_ne!(changed, body);
		assert!(
			matches!(
				Case::from_body(changed.as_bytes()),
				Err(CaseError::BodyNotCanonical)
			),
			"{changed}"
		);
	}
}

#[test]
fn bodies_that_are_no_case_are_refused() {
	let (case, _) = toml_case(&format!("{HEAD}{INLINE}")).unwrap();
	let body = String::from_utf8(case.body()).unwrap();
	for (from, to, reason) in [
		("\"case\":1", "\"case\":3", "version is 3"),
		("\"case\":1", "\"case\":2", "not what its version has"),
		("]}}", "]},\"documents\":[]}", "not what its version has"),
		("\"risk\":0.4", "\"risk\":4", "between 0 and 1"),
		("\"form\":\"binary\"", "\"form\":{\"choice\":[\"a\"]}", "2 to 16"),
		("\"from\":120", "\"from\":1120", "before it starts"),
		("[60,120,180]", "[60,120]", "one value for each timestamp"),
		("[60,120,180]", "[60,120,120]", "increase"),
		("1.5", "\"inf\"", "\"inf\" is no number"),
		("1.5", "1e999", "not finite"),
		("\"to\":180", "\"to\":180,\"by\":1", "unknown field `by`"),
		("Is", "\\u0007s", "U+0007"),
	] {
		says(
			&refusal(Case::from_body(body.replacen(from, to, 1).as_bytes())),
			&["not that of a case", reason],
		);
	}
	says(
		&refusal(Case::from_body(&vec![b'['; MAX_BODY])),
		&["not that of a case"],
	);
	says(
		&refusal(Case::from_body(&vec![b' '; MAX_BODY + 1])),
		&["131073 bytes"],
	);
	assert!(Case::from_body(b"").is_err());
}

fn any_form() -> impl Strategy<Value = Form> {
	prop_oneof![
		Just(Form::Binary),
		prop::collection::btree_set("[a-z\"\\\\é]{1,20}", 2..=16)
			.prop_map(|set| Form::Choice(set.into_iter().collect())),
		(any::<i32>(), 1..i64::MAX, "[a-z%]{0,8}").prop_map(|(min, span, unit)| {
			let min = i64::from(min);
			Form::Scalar {
				min,
				max: min.saturating_add(span),
				unit,
			}
		}),
	]
}

prop_compose! {
	fn any_case()(
		question in "[ -~\n]{0,80}x",
		subject in prop::option::of("[ -~é]{0,40}x"),
		form in any_form(),
		departments in any::<u8>(),
		shares in prop::array::uniform3(0u32..=1_000_000_000),
		start in 0i64..2_000_000_000,
		steps in prop::collection::vec((1i64..5_000, prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL), 1..200),
		inside in any::<prop::sample::Index>(),
	) -> Case {
		let times: Vec<i64> = steps.iter().scan(start, |at, (step, _)| { *at += step; Some(*at) }).collect();
		let window = Window::new(*inside.get(&times), *times.last().unwrap()).unwrap();
		let series = Series::new(times, steps.into_iter().map(|(_, value)| value).collect()).unwrap();
		let [risk, impact, urgency] = shares.map(Perbill::from_parts);
		let departments = Departments(departments);
		Case::about_series(About { question, subject, form, departments, risk, impact, urgency }, window, &series).unwrap().0
	}
}

proptest! {
	#[test]
	fn bodies_round_trip(case in any_case()) {
		let body = case.body();
		let again = Case::from_body(&body).unwrap();
		prop_assert_eq!(&again, &case);
		prop_assert_eq!(again.body(), body);
	}

	#[test]
	fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
		prop_assert!(Case::from_body(&bytes).is_err());
	}

	#[test]
	fn a_changed_byte_is_refused_or_makes_another_case(case in any_case(), at in any::<prop::sample::Index>(), byte: u8) {
		let mut body = case.body();
		let place = at.index(body.len());
		body[place] = byte;
		if let Ok(other) = Case::from_body(&body) {
			prop_assert_eq!(other.body(), body);
		}
	}
}
