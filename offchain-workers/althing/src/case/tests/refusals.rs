//! Every way in which a case file can be wrong, and what is said of it.

use super::*;

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
	says(
		&with("[{ at = \"1970-01-01 00:02:00\" }, 1]"),
		&["a time", "line 6"],
	);
	says(&with("[60, 1]"), &["point 2", "does not come after"]);
}

#[test]
fn a_series_needs_points() {
	says(&refusal(csv_case("timestamp,value\n")), &["no points"]);
	says(&refusal(csv_case("")), &["no column"]);
	let inline = INLINE.replace("[60, 1.0], [120, 1.5], [180, 9]", "");
	says(&refusal(toml_case(&format!("{HEAD}{inline}"))), &["no points"]);
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
