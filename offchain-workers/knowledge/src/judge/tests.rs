//! Judging by documents.

use super::*;
use proptest::prelude::*;

const HTTP: &str = "# Methods\n\nThe GET, HEAD, OPTIONS and TRACE methods are defined to be safe. \
A client does not expect any change on the server from a safe method.\n\n\
The PUT and DELETE methods are defined to be idempotent. POST is not idempotent.\n";
const PEOPLE: &str = "# People\n\nAda Lovelace married William King in 1835.\n\n\
William King lived in Horsley Towers.\n\nCharles Babbage designed the Analytical Engine.\n";

fn library() -> Library {
	Library::of([
		Document {
			name: "http.md",
			bytes: HTTP.as_bytes(),
		},
		Document {
			name: "people.md",
			bytes: PEOPLE.as_bytes(),
		},
	])
	.unwrap()
}

fn claim(text: &str, method: Method) -> Verdict {
	library().judge(&Task::Claim(text.into()), method)
}

#[test]
fn what_a_sentence_says_is_supported() {
	for method in [Method::Sentence, Method::Paragraph, Method::Walk, Method::Facts] {
		let verdict = claim("The TRACE method is defined to be safe.", method);
		assert_eq!(verdict.answer, 1, "{method:?}: {}", verdict.summary);
		assert!(verdict.confidence > 0.5);
	}
}

#[test]
fn what_nothing_says_is_not_supported() {
	for method in METHODS {
		let verdict = claim("Volcanoes erupt near Reykjavik every autumn.", method);
		assert_eq!(verdict.answer, 0, "{method:?}: {}", verdict.summary);
	}
}

#[test]
fn the_opposite_of_what_a_sentence_says_is_not_supported() {
	let so = claim("POST is not idempotent.", Method::Sentence);
	let not_so = claim(
		"PUT and DELETE methods are not defined to be idempotent.",
		Method::Sentence,
	);
	assert_eq!(
		(so.answer, not_so.answer),
		(1, 0),
		"{} {}",
		so.summary,
		not_so.summary
	);
}

#[test]
fn relations_between_names_are_looked_up() {
	let verdict = claim("Ada Lovelace married William King.", Method::Facts);
	assert_eq!(verdict.answer, 1);
	assert!(
		verdict.summary.contains("ada lovelace – marri – william king"),
		"{}",
		verdict.summary
	);
	assert!(verdict.evidence.contains("urn:althing:fact:"));
}

#[test]
fn the_option_that_stands_with_the_question_is_chosen() {
	let task = Task::Question {
		question: "Who designed the Analytical Engine?".into(),
		options: ["William King", "Charles Babbage", "Ada Lovelace"]
			.map(str::to_owned)
			.to_vec(),
	};
	for method in METHODS {
		let verdict = library().judge(&task, method);
		assert_eq!(verdict.answer, 1, "{method:?}: {}", verdict.summary);
		assert!(verdict.confidence >= 1.0 / 3.0);
	}
}

#[test]
fn documents_in_another_order_give_the_same_verdict() {
	let turned = Library::of([
		Document {
			name: "people.md",
			bytes: PEOPLE.as_bytes(),
		},
		Document {
			name: "http.md",
			bytes: HTTP.as_bytes(),
		},
	])
	.unwrap();
	let task = Task::Claim("Ada Lovelace married William King in 1835.".into());
	for method in METHODS {
		assert_eq!(
			library().judge(&task, method),
			turned.judge(&task, method),
			"{method:?}"
		);
	}
}

#[test]
fn evidence_is_checked_against_the_documents() {
	let task = Task::Claim("The TRACE method is defined to be safe.".into());
	for method in METHODS {
		let verdict = library().judge(&task, method);
		let checked = check(&library(), &task, &verdict.evidence).unwrap();
		assert!(checked.reproduced && checked.method == method);
		assert!(checked.quads >= 5, "{method:?}: {checked:?}");
	}
}

#[track_caller]
fn refused(task: &Task, evidence: &str, reason: &str) {
	let error = check(&library(), task, evidence).unwrap_err().to_string();
	assert!(error.contains(reason), "{reason:?} is not in {error:?}");
}

#[test]
fn evidence_that_does_not_hold_is_refused() {
	let task = Task::Claim("POST is not idempotent.".into());
	let evidence = library().judge(&task, Method::Sentence).evidence;
	let changed = evidence.replace("to be safe", "to be sage");
	refused(&task, &changed, "the documents do not say");
	let moved = evidence.replace("urn:althing:case:documents", "urn:althing:case:elsewhere");
	refused(&task, &moved, "the documents do not say");
	let other = Task::Claim("POST is idempotent.".into());
	refused(&other, &evidence, "another question");
	let unsorted: Vec<&str> = evidence.lines().rev().collect();
	refused(&task, &(unsorted.join("\n") + "\n"), "canonically");
	refused(&task, "<a", "no N-Quads");
	refused(&task, "", "by which method");
	refused(&task, &" ".repeat(LONGEST + 1), "at most 65536");
	let unknown = evidence.replace("\"sentence\"", "\"oracle\"");
	refused(&task, &unknown, "no method");
}

#[test]
fn another_confidence_than_judging_gives_is_seen() {
	let task = Task::Claim("POST is not idempotent.".into());
	let verdict = library().judge(&task, Method::Sentence);
	let sure = verdict
		.evidence
		.replace(&format!("\"{:.2}\"", verdict.confidence), "\"1.00\"");
	assert_ne!(sure, verdict.evidence);
	assert!(!check(&library(), &task, &sure).unwrap().reproduced);
}

#[test]
fn without_a_word_in_common_the_first_option_is_a_guess() {
	let task = Task::Question {
		question: "Quo vadis?".into(),
		options: vec!["Romam".into(), "Athenas".into()],
	};
	let verdict = library().judge(&task, Method::Sentence);
	assert_eq!((verdict.answer, verdict.confidence), (0, 0.5));
}

#[test]
fn documents_of_a_kind_that_is_not_read_are_refused() {
	let document = |name, bytes| {
		Library::of([Document { name, bytes }])
			.err()
			.map(|error| error.to_string())
	};
	assert!(document("a.exe", b"MZ").unwrap().contains("exe"));
	assert!(document("a.txt", b"\xff\xfe").unwrap().contains("not UTF-8"));
}

#[test]
fn a_fit_finds_the_scale_that_made_the_pairs() {
	// As many of each hundred are so as the scale says.
	let (middle, slope) = (0.4_f64, 9.0_f64);
	let pairs: Vec<(f32, bool)> = (0..=20)
		.flat_map(|step| {
			let score = step as f32 / 20.0;
			let so = (calibrate::logistic(slope * (f64::from(score) - middle)) * 100.0).round() as usize;
			(0..100).map(move |i| (score, i < so))
		})
		.collect();
	let (found, steep) = calibrate::fit(&pairs);
	assert!(
		(found - middle).abs() < 0.02 && (steep - slope).abs() < 0.5,
		"{found} {steep}"
	);
}

#[test]
fn each_role_has_a_method_and_each_method_a_role() {
	let used: std::collections::HashSet<Method> = (0..8).map(Method::for_role).collect();
	assert_eq!(used.len(), METHODS.len());
	assert_eq!(Method::for_role(8), Method::for_role(0));
	for method in METHODS {
		assert_eq!(Method::from_name(method.name()), Some(method));
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn anything_can_be_asked_of_anything(document in "\\PC{0,300}", question in "\\PC{0,80}", options in prop::collection::vec("\\PC{0,20}", 2..5)) {
		let library = Library::of([Document { name: "a.md", bytes: document.as_bytes() }]).unwrap();
		let count = options.len();
		let tasks = [Task::Claim(question.clone()), Task::Question { question, options }];
		for method in METHODS {
			for task in &tasks {
				let verdict = library.judge(task, method);
				let answers = if matches!(task, Task::Claim(_)) { 2 } else { count };
				prop_assert!(verdict.answer < answers);
				prop_assert!(verdict.confidence >= 1.0 / answers as f64 - 1e-9 && verdict.confidence <= 1.0);
				prop_assert!(check(&library, task, &verdict.evidence).unwrap().reproduced);
			}
		}
	}
}
