//! Cases about documents.

use althing_primitives::blake2;
use proptest::prelude::*;

use super::*;

const NAMED: &str = "[evidence]\ndocuments = [\"a.txt\", \"docs/b.md\"]\n";

fn folder() -> Folder {
	let folder = Folder::new().with("a.txt", "The sky is blue.");
	fs::create_dir(folder.0.path().join("docs")).unwrap();
	folder.with("docs/b.md", "# Grass\n\nGrass is green.\n")
}

fn named(names: &str) -> Result<(Case, Vec<Notice>), CaseError> {
	let text = format!("{HEAD}[evidence]\ndocuments = {names}\n");
	folder().with("case.toml", text).read("case.toml")
}

#[test]
fn documents_are_named_with_their_length_and_hash() {
	let (case, notices) = folder()
		.with("case.toml", format!("{HEAD}{NAMED}"))
		.read("case.toml")
		.unwrap();
	assert!(notices.is_empty() && case.series().is_none());
	let (a, b) = (
		hex::encode(blake2(b"The sky is blue.")),
		hex::encode(blake2(b"# Grass\n\nGrass is green.\n")),
	);
	let body = String::from_utf8(case.body()).unwrap();
	assert_eq!(
		body,
		format!(
			concat!(
				r#"{{"case":2,"question":"Is it slow?","subject":null,"form":"binary","departments":[],"#,
				r#""risk":0.4,"impact":0.25,"urgency":0,"documents":["#,
				r#"{{"name":"a.txt","bytes":16,"hash":"{}"}},{{"name":"docs/b.md","bytes":25,"hash":"{}"}}]}}"#
			),
			a, b
		)
	);
	assert_eq!(Case::from_body(body.as_bytes()).unwrap(), case);
	let spaced = body.replacen("\"bytes\":16", "\"bytes\": 16", 1);
	assert!(matches!(
		Case::from_body(spaced.as_bytes()),
		Err(CaseError::BodyNotCanonical)
	));
	let upper = body.replacen(&a, &a.to_uppercase(), 1);
	assert!(matches!(
		Case::from_body(upper.as_bytes()),
		Err(CaseError::BodyNotCanonical)
	));
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
	for name in [
		"../a.txt",
		"/etc/passwd",
		"./a.txt",
		"docs//b.md",
		"docs\\\\b.md",
		"docs/",
	] {
		says(
			&refusal(named(&format!("[\"{name}\"]"))),
			&["plain path beside the case"],
		);
	}
	says(&refusal(named("[\" \"]")), &["`documents` is empty"]);
	says(&refusal(named("[\"docs\"]")), &["not a regular file"]);
	says(&refusal(named("[\"c.txt\"]")), &["cannot be read"]);
}

#[test]
fn lists_of_documents_have_a_first_and_a_last() {
	says(&refusal(named("[]")), &["1 to 64", "names 0"]);
	let many: Vec<String> = (0..65).map(|i| format!("\"{i}\"")).collect();
	says(&refusal(named(&format!("[{}]", many.join(",")))), &["names 65"]);
	says(
		&refusal(named("[\"a.txt\", \"a.txt\"]")),
		&["\"a.txt\" is there twice"],
	);
}

#[test]
fn one_document_under_two_names_is_one() {
	let text = format!("{HEAD}[evidence]\ndocuments = [\"a.txt\", \"copy.txt\"]\n");
	let folder = folder()
		.with("copy.txt", "The sky is blue.")
		.with("case.toml", text);
	says(
		&refusal(folder.read("case.toml")),
		&["\"copy.txt\" is there twice"],
	);
}

#[test]
fn empty_and_enormous_documents_are_refused() {
	let case = |name: &str| format!("{HEAD}[evidence]\ndocuments = [\"{name}\"]\n");
	let folder = folder()
		.with("empty.txt", "")
		.with("case.toml", case("empty.txt"));
	says(&refusal(folder.read("case.toml")), &["\"empty.txt\" is empty"]);
	let path = folder.0.path().join("huge.txt");
	fs::File::create(path)
		.unwrap()
		.set_len(MAX_DOCUMENT_FILE + 1)
		.unwrap();
	let folder = folder.with("case.toml", case("huge.txt"));
	says(&refusal(folder.read("case.toml")), &["at most 16777216"]);
}

#[test]
fn documents_and_points_do_not_mix() {
	for (evidence, reason) in [
		(format!("{NAMED}points = [[1, 2]]\n"), "give exactly one"),
		(format!("{NAMED}disorder = \"skip\"\n"), "give exactly one"),
		(
			format!("{NAMED}[window]\nfrom = 1\nto = 2\n"),
			"one about documents has none",
		),
		("[evidence]\npoints = [[1, 2]]\n".into(), "needs a [window]"),
	] {
		let folder = folder().with("case.toml", format!("{HEAD}{evidence}"));
		says(&refusal(folder.read("case.toml")), &[reason]);
	}
}

proptest! {
	#[test]
	fn bodies_with_documents_round_trip(
		names in prop::collection::btree_set("[a-z\"é]{1,20}(/[a-z]{1,9}){0,2}\\.(txt|md)", 1..=64),
		seed: [u8; 31],
		bytes in 1u64..=MAX_DOCUMENT_FILE,
	) {
		let documents = names.into_iter().zip(0u8..).map(|(name, index)| {
			let mut hash = [index; 32];
			hash[1..].copy_from_slice(&seed);
			Document { name, bytes, hash }
		});
		let share = Perbill::from_percent(50);
		let about = About {
			question: "Is it so?".into(),
			subject: None,
			form: Form::Binary,
			departments: Departments::default(),
			risk: share,
			impact: share,
			urgency: share,
		};
		let case = Case::about_documents(about, documents.collect()).unwrap();
		let body = case.body();
		prop_assert!(body.len() <= MAX_BODY);
		prop_assert_eq!(Case::from_body(&body).unwrap(), case);
	}
}
