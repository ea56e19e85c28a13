//! Cases from files.

use std::{fs, path::Path};

use althing_brains::{judge, Method};
use tempfile::TempDir;

use super::*;

mod body;
mod documents;
mod refusals;

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

fn points(case: &Case) -> &Series {
	case.series().unwrap().0
}

fn span(case: &Case) -> i64 {
	let (_, window) = case.series().unwrap();
	window.to() - window.from()
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
	assert_eq!(points(&case).values(), &[1.0, 2.5, -300.0]);
	assert_eq!(span(&case), 60);
	assert!(notices.is_empty());
}

#[test]
fn points_can_be_read_without_a_case() {
	let folder = Folder::new().with("data.csv", "timestamp,value\n120,1\n60,2.5\n");
	let path = folder.0.path().join("data.csv");
	assert_eq!(read_points(&path).unwrap(), (vec![120, 60], vec![1.0, 2.5]));
	let folder = folder.with("data.csv", "timestamp,value\n120,1\n60,\n");
	assert!(refusal(read_points(&folder.0.path().join("data.csv"))).contains("line 3"));
}

#[test]
fn columns_are_found_by_name_in_any_place() {
	let text = FROM_CSV.replace("\"data.csv\"", "\"data.csv\"\ntime = \"when\"\nvalue = \"ms\"");
	let data = "\u{feff}host, ms ,when\r\na,1.5,2026-01-01T00:01:00+00:00\r\n\r\nb,2,1767225720\r\n";
	let folder = Folder::new()
		.with("c.toml", format!("{HEAD}{text}"))
		.with("data.csv", data);
	let (case, _) = folder.read("c.toml").unwrap();
	assert_eq!(points(&case).values(), &[1.5, 2.0]);
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
	assert_eq!(points(&case).values(), &[1.0, 2.5, 4.0]);
	assert_eq!(notices, [Notice::Disorder { dropped: 1 }]);
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
	let kept = points(&case).len() - 100;
	assert_eq!(
		notices,
		[Notice::HistoryTrimmed {
			kept,
			dropped: 39_900 - kept
		}]
	);
	assert_eq!(points(&case).timestamps().last(), Some(&(1_767_225_600 + 39_999)));
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
fn the_example_cases_are_told_apart_by_the_eight_methods() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples");
	let alarmed = |name: &str| {
		let (case, notices) = Case::from_path(&folder.join(name)).unwrap();
		assert!(!notices.contains(&Notice::NoHistory));
		let judged = |method: &Method| {
			let (series, window) = case.series().unwrap();
			judge(method.build(1).as_mut(), series, window).anomalous
		};
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
