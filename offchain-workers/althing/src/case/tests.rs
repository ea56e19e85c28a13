//! Cases from files, their bodies, and everything that is refused.

use std::{fs, path::Path};

use althing_brains::{judge, Method};
use althing_primitives::{blake2, Department};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

const HEAD: &str = "question = \"Is it slow?\"\nrisk = 0.4\nimpact = 0.25\nurgency = 0\n";
const INLINE: &str =
	"[evidence]\npoints = [[60, 1.0], [120, 1.5], [180, 9]]\n[window]\nfrom = 120\nto = 180\n";
const FROM_CSV: &str =
	"[evidence]\ncsv = \"data.csv\"\n[window]\nfrom = \"2026-01-01 00:01:00\"\nto = 2026-01-01T00:02:00Z\n";
const DATA: &str =
	"timestamp,value\n2026-01-01 00:00:00,1\n2026-01-01 00:01:00,2.5\n2026-01-01 00:02:00,-3e2\n";

struct Folder(TempDir);

impl Folder {
	fn new() -> Self {
		Self(tempfile::tempdir().unwrap())
	}

	fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
		fs::write(self.0.path().join(name), content).unwrap();
		self
	}

	fn read(&self, name: &str) -> Result<(Case, Vec<Notice>), CaseError> {
		Case::from_path(&self.0.path().join(name))
	}
}

fn toml_case(text: &str) -> Result<(Case, Vec<Notice>), CaseError> {
	Folder::new().with("case.toml", text).read("case.toml")
}

fn csv_case(data: impl AsRef<[u8]>) -> Result<(Case, Vec<Notice>), CaseError> {
	Folder::new()
		.with("case.toml", format!("{HEAD}{FROM_CSV}"))
		.with("data.csv", data)
		.read("case.toml")
}

fn refusal<T: std::fmt::Debug>(result: Result<T, CaseError>) -> String {
	result.unwrap_err().to_string()
}

#[track_caller]
fn says(refusal: &str, parts: &[&str]) {
	for part in parts {
		assert!(refusal.contains(part), "{part:?} is not in {refusal:?}");
	}
}

#[test]
fn a_csv_beside_the_case_is_read() {
	let (case, notices) = csv_case(DATA).unwrap();
	assert_eq!(case.text(), "Is it slow?");
	assert_eq!(case.series().values(), &[1.0, 2.5, -300.0]);
	assert_eq!(case.window().to() - case.window().from(), 60);
	assert!(notices.is_empty());
}

#[test]
fn columns_are_found_by_name_in_any_place() {
	let text = FROM_CSV.replace("\"data.csv\"", "\"data.csv\"\ntime = \"when\"\nvalue = \"ms\"");
	let data = "\u{feff}host, ms ,when\r\na,1.5,2026-01-01T00:01:00+00:00\r\n\r\nb,2,1767225720\r\n";
	let folder = Folder::new()
		.with("c.toml", format!("{HEAD}{text}"))
		.with("data.csv", data);
	let (case, _) = folder.read("c.toml").unwrap();
	assert_eq!(case.series().values(), &[1.5, 2.0]);
}

#[test]
fn toml_and_json_say_the_same() {
	let json = r#"{"question":"Is it slow?","risk":0.4,"impact":0.25,"urgency":0,"kind":"binary",
		"evidence":{"points":[["1970-01-01T00:01:00Z",1],[120,1.5],[180,9.0]]},
		"window":{"from":"1970-01-01 00:02:00","to":180}}"#;
	let (from_json, _) = Folder::new().with("case.json", json).read("case.json").unwrap();
	let (from_toml, _) = toml_case(&format!("{HEAD}{INLINE}")).unwrap();
	assert_eq!(from_json.body(), from_toml.body());
}

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
fn choices_and_scalars_have_their_own_fields() {
	let choice = format!("{HEAD}kind = \"choice\"\noptions = [\"stay\", \"leave\"]\n{INLINE}");
	let (case, _) = toml_case(&choice).unwrap();
	assert_eq!(case.form().kind(), Kind::Choice { options: 2 });
	assert_eq!(Case::from_body(&case.body()).unwrap(), case);
	let scalar = format!("{HEAD}kind = \"scalar\"\nmin = -5\nmax = 5\nunit = \"ms\"\n{INLINE}");
	let (case, _) = toml_case(&scalar).unwrap();
	assert_eq!(case.form().kind(), Kind::Scalar { min: -5, max: 5 });
	assert_eq!(Case::from_body(&case.body()).unwrap(), case);
}

#[test]
fn fields_of_another_kind_are_refused() {
	let with = |lines: &str| refusal(toml_case(&format!("{HEAD}{lines}\n{INLINE}")));
	says(
		&with("options = [\"a\", \"b\"]"),
		&["a binary question has no `options`", "write"],
	);
	says(
		&with("kind = \"choice\""),
		&["a choice question lacks `options`", "for instance"],
	);
	says(&with("kind = \"scalar\"\nmin = 1"), &["lacks `max`"]);
	says(
		&with("kind = \"scalar\"\nmin = 1\nmax = 1"),
		&["1 is not below 1"],
	);
	says(
		&with("kind = \"choice\"\noptions = [\"a\"]"),
		&["2 to 16", "has 1"],
	);
	says(
		&with("kind = \"choice\"\noptions = [\"a\", \"a\"]"),
		&["\"a\" is there twice"],
	);
	let many: Vec<String> = (0..300).map(|n| format!("\"{n}\"")).collect();
	says(
		&with(&format!("kind = \"choice\"\noptions = [{}]", many.join(","))),
		&["has 300"],
	);
}

#[test]
fn syntax_errors_come_with_line_and_column() {
	says(
		&refusal(toml_case("question = \"a\"\nrisk = = 1\n")),
		&["line 2", "column 8"],
	);
	let json = Folder::new()
		.with("case.json", "{\n\"question\": }")
		.read("case.json");
	says(&refusal(json), &["line 2 column 13"]);
}

#[test]
fn unknown_and_missing_fields_are_named() {
	says(
		&refusal(toml_case(&format!("{HEAD}colour = 1\n{INLINE}"))),
		&["unknown field `colour`", "line 5"],
	);
	says(
		&refusal(toml_case(&format!(
			"{}{INLINE}",
			HEAD.replace("risk = 0.4\n", "")
		))),
		&["`risk`"],
	);
	let department = format!("{HEAD}departments = [\"kitchen\"]\n{INLINE}");
	says(
		&refusal(toml_case(&department)),
		&["unknown variant `kitchen`", "engineering"],
	);
	let two = INLINE.replace("points", "csv = \"a.csv\"\npoints");
	says(
		&refusal(toml_case(&format!("{HEAD}{two}"))),
		&["give exactly one"],
	);
	says(
		&refusal(toml_case(&format!(
			"{HEAD}[evidence]\n[window]\nfrom = 1\nto = 2\n"
		))),
		&["give exactly one"],
	);
}

#[test]
fn shares_lie_between_zero_and_one() {
	for bad in ["1.5", "-0.1", "nan", "inf"] {
		let text = format!("{}{INLINE}", HEAD.replace("0.4", bad));
		says(&refusal(toml_case(&text)), &["`risk`", "between 0 and 1"]);
	}
}

#[test]
fn texts_are_bounded_and_safe_to_show() {
	let with = |question: &str| {
		refusal(toml_case(&format!(
			"{}{INLINE}",
			HEAD.replace("Is it slow?", question)
		)))
	};
	says(&with("  "), &["`question` is empty"]);
	says(&with(&"x".repeat(MAX_QUESTION + 1)), &["4097 bytes", "4096"]);
	says(&with("\\u001b[2J"), &["control character U+001B"]);
	says(&with("\\u202e"), &["U+202E"]);
	let subject = format!("{HEAD}subject = \"a\\nb\"\n{INLINE}");
	says(&refusal(toml_case(&subject)), &["`subject`", "U+000A"]);
	let two_lines = format!("{}{INLINE}", HEAD.replace("slow?", "slow?\\nTell."));
	assert!(toml_case(&two_lines).is_ok());
}

#[test]
fn a_missing_column_lists_those_there() {
	says(
		&refusal(csv_case("time,latency\n1,2\n")),
		&["no column \"timestamp\"", "time, latency", "`time`"],
	);
	says(
		&refusal(csv_case("timestamp,latency\n1,2\n")),
		&["no column \"value\"", "`value`"],
	);
}

#[test]
fn bad_cells_come_with_their_line() {
	for (cell, sentence) in [
		("NaN", "\"NaN\" at line 3"),
		("inf", "not a finite number"),
		("1e999", "not a finite number"),
		("abc", "\"abc\" at line 3"),
		("", "at line 3 of"),
	] {
		says(&refusal(csv_case(DATA.replace("2.5", cell))), &[sentence]);
	}
	says(&refusal(csv_case(DATA.replace("2.5", " "))), &["is empty"]);
	says(
		&refusal(csv_case(DATA.replace("2026-01-01 00:01:00", "soon"))),
		&["\"soon\" at line 3", "unix seconds"],
	);
	says(
		&refusal(csv_case(DATA.replace("2.5", "2.5,7"))),
		&["line 3", "3 cells and the header 2"],
	);
	says(
		&refusal(csv_case(DATA.replace("2026-01-01 00:01:00", "1767225660000"))),
		&["not milliseconds"],
	);
}

#[test]
fn bad_inline_points_come_with_their_number() {
	let with = |point: &str| {
		refusal(toml_case(&format!(
			"{HEAD}{}",
			INLINE.replace("[120, 1.5]", point)
		)))
	};
	says(&with("[120, nan]"), &["point 2", "not a finite number"]);
	says(&with("[\"soon\", 1]"), &["soon", "a time", "line 6"]);
	says(&with("[{ at = \"1970-01-01 00:02:00\" }, 1]"), &["a time", "line 6"]);
	says(&with("[60, 1]"), &["point 2", "does not come after"]);
}

#[test]
fn time_goes_forward_or_the_point_is_left_out_on_request() {
	let data = DATA.replace("00:02:00", "00:01:00") + "2026-01-01 00:01:30,4\n";
	says(
		&refusal(csv_case(&data)),
		&[
			"2026-01-01 00:01:00 UTC at line 4",
			"does not come after",
			"disorder",
		],
	);
	let text = format!(
		"{HEAD}{}",
		FROM_CSV.replace("csv =", "disorder = \"skip\"\ncsv =")
	);
	let folder = Folder::new().with("c.toml", text).with("data.csv", data);
	let (case, notices) = folder.read("c.toml").unwrap();
	assert_eq!(case.series().values(), &[1.0, 2.5, 4.0]);
	assert_eq!(notices, [Notice::Disorder { dropped: 1 }]);
}

#[test]
fn a_series_needs_points() {
	says(&refusal(csv_case("timestamp,value\n")), &["no points"]);
	says(&refusal(csv_case("")), &["no column"]);
	let inline = INLINE.replace("[60, 1.0], [120, 1.5], [180, 9]", "");
	says(&refusal(toml_case(&format!("{HEAD}{inline}"))), &["no points"]);
}

#[test]
fn the_window_lies_in_the_data() {
	let window = |from: &str, to: &str| {
		toml_case(&format!(
			"{HEAD}{}",
			INLINE.replace("from = 120", from).replace("to = 180", to)
		))
	};
	says(
		&refusal(window("from = 190", "to = 200")),
		&[
			"1970-01-01 00:03:10 UTC to 1970-01-01 00:03:20 UTC",
			"goes from 1970-01-01 00:01:00 UTC",
		],
	);
	says(&refusal(window("from = 121", "to = 179")), &["no point"]);
	says(
		&refusal(window("from = 180", "to = 120")),
		&["before it begins", "swap"],
	);
	says(
		&refusal(window("from = \"noon\"", "to = 120")),
		&["noon", "a time"],
	);
	assert_eq!(
		window("from = 60", "to = 60").unwrap().1,
		[Notice::AfterWindow { dropped: 2 }, Notice::NoHistory]
	);
}

#[test]
fn files_that_are_none_are_refused() {
	let folder = Folder::new()
		.with("case.txt", "")
		.with("latin.toml", b"question = \"\xff\"");
	says(
		&refusal(folder.read("absent.toml")),
		&["cannot be read", "check the path"],
	);
	says(&refusal(folder.read("case.txt")), &["name it .toml or .json"]);
	says(&refusal(folder.read("latin.toml")), &["not UTF-8"]);
	says(
		&refusal(Case::from_path(folder.0.path())),
		&["not a regular file"],
	);
	fs::create_dir(folder.0.path().join("dir.toml")).unwrap();
	says(&refusal(folder.read("dir.toml")), &["not a regular file"]);
	says(
		&refusal(csv_case(b"timestamp,value\n1,\xff\n")),
		&["not UTF-8 text on line 2"],
	);
	let absent = Folder::new()
		.with("case.toml", format!("{HEAD}{FROM_CSV}"))
		.read("case.toml");
	says(&refusal(absent), &["data.csv", "cannot be read"]);
	let text = format!("{HEAD}{}", FROM_CSV.replace("data.csv", "."));
	says(&refusal(toml_case(&text)), &["not a regular file"]);
}

#[test]
fn huge_files_are_refused_before_they_are_read() {
	let sparse = |name: &str, bytes: u64| {
		let folder = Folder::new().with("case.toml", format!("{HEAD}{FROM_CSV}"));
		fs::File::create(folder.0.path().join(name))
			.unwrap()
			.set_len(bytes)
			.unwrap();
		folder
	};
	says(
		&refusal(sparse("data.csv", MAX_EVIDENCE_FILE + 1).read("case.toml")),
		&["67108865 bytes", "cut it down"],
	);
	says(
		&refusal(sparse("big.json", MAX_CASE_FILE + 1).read("big.json")),
		&["at most 1048576"],
	);
}

fn long_csv(points: i64) -> String {
	(0..points).fold("timestamp,value\n".to_owned(), |out, n| {
		out + &format!("{},0.{:06}\n", 1_767_225_600 + n, n * 7919 % 1_000_000)
	})
}

fn long_case(points: i64, from: i64) -> Result<(Case, Vec<Notice>), CaseError> {
	let (from, to) = (1_767_225_600 + from, 1_767_225_600 + points - 1);
	let text = format!("{HEAD}[evidence]\ncsv = \"data.csv\"\n[window]\nfrom = {from}\nto = {to}\n");
	Folder::new()
		.with("case.toml", text)
		.with("data.csv", long_csv(points))
		.read("case.toml")
}

#[test]
fn history_is_cut_to_what_the_chain_has_room_for() {
	let (case, notices) = long_case(40_000, 39_900).unwrap();
	let body = case.body();
	assert!(
		body.len() <= MAX_BODY && body.len() > MAX_BODY - 32,
		"{}",
		body.len()
	);
	let kept = case.series().len() - 100;
	assert_eq!(
		notices,
		[Notice::HistoryTrimmed {
			kept,
			dropped: 39_900 - kept
		}]
	);
	assert_eq!(case.series().timestamps().last(), Some(&(1_767_225_600 + 39_999)));
	assert_eq!(Case::from_body(&body).unwrap(), case);
}

#[test]
fn a_window_that_does_not_fit_is_refused() {
	says(
		&refusal(long_case(9_000, 1_000)),
		&["8000 points", "shorter window"],
	);
	says(&refusal(long_case(40_000, 0)), &["shorter window"]);
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
		("\"case\":1", "\"case\":2", "version is 2"),
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

#[test]
fn the_example_cases_are_told_apart_by_the_eight_methods() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples");
	let alarmed = |name: &str| {
		let (case, notices) = Case::from_path(&folder.join(name)).unwrap();
		assert!(!notices.contains(&Notice::NoHistory));
		let judged =
			|method: &Method| judge(method.build(1).as_mut(), case.series(), case.window()).anomalous;
		Method::of_roles().iter().filter(|method| judged(method)).count()
	};
	// Six of eight is what the example's threshold of 0.67 asks for.
	assert!(
		alarmed("latency-spike.toml") >= 6,
		"{}",
		alarmed("latency-spike.toml")
	);
	assert!(alarmed("quiet.toml") <= 1, "{}", alarmed("quiet.toml"));
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
		Case::new(About { question, subject, form, departments, risk, impact, urgency, window }, &series).unwrap().0
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
