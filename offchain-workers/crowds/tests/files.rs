//! Truth-inference files: what is taken, and what is said of the others.

#![allow(clippy::unwrap_used)]

use althing_crowds::{colluders, file, Crowd};
use proptest::prelude::*;

const ANSWERS: &str = "question,worker,answer\nq2,ann,yes\nq1,ann,no\nq2,bob,no\nq1,bob,no\n";
const TRUTH: &str = "question,truth\nq1,no\nq2,yes\n";

fn taken(answers: &str, truth: &str) -> Result<Crowd, file::FileError> {
	file::read_answers(answers.as_bytes())?.with_truth(truth.as_bytes())
}

fn refusal(answers: &str, truth: &str) -> String {
	taken(answers, truth).unwrap_err().to_string()
}

#[test]
fn tasks_and_workers_keep_the_order_of_their_first_answer() {
	let crowd = taken(ANSWERS, TRUTH).unwrap();
	assert_eq!(crowd.questions, ["q2", "q1"]);
	assert_eq!(crowd.agents, ["ann", "bob"]);
	assert_eq!(crowd.labels, ["no", "yes"]);
	assert_eq!(crowd.truth, [Some(1), Some(0)]);
	assert_eq!(crowd.accuracy(&[1, 1]), 0.5);
}

#[test]
fn columns_may_come_in_any_order_with_others_between() {
	let answers =
		"\u{feff}worker,time,answer,question\nann,1,yes,q2\nann,2,no,q1\nbob,3,no,q2\nbob,4,no,q1\n";
	assert_eq!(taken(answers, TRUTH).unwrap(), taken(ANSWERS, TRUTH).unwrap());
}

#[test]
fn a_second_answer_to_the_same_question_is_left_out_and_counted() {
	let twice = format!("{ANSWERS}q1,bob,yes\n");
	let draft = file::read_answers(twice.as_bytes()).unwrap();
	assert_eq!(draft.repeated, 1);
	assert_eq!(
		draft.with_truth(TRUTH.as_bytes()).unwrap(),
		taken(ANSWERS, TRUTH).unwrap()
	);
}

#[test]
fn refusals_name_the_line() {
	assert_eq!(
		refusal("question,answer\n", TRUTH),
		"line 1: there is no column \"worker\" in the header"
	);
	assert_eq!(
		refusal(&format!("{ANSWERS}q3,,no\n"), TRUTH),
		"line 6: the column \"worker\" is empty"
	);
	assert!(refusal(&format!("{ANSWERS}q3,ann\n"), TRUTH).starts_with("line 6: "));
	assert_eq!(
		refusal(ANSWERS, &format!("{TRUTH}q1,yes\n")),
		"line 4: question q1 has another truth above"
	);
	let many: String = (0..17).map(|label| format!("q1,w{label},{label}\n")).collect();
	assert!(
		refusal(&format!("question,worker,answer\n{many}"), TRUTH).starts_with("line 18: \"16\" is label")
	);
}

#[test]
fn files_that_say_nothing_are_refused() {
	assert_eq!(
		refusal("", TRUTH),
		"line 1: there is no column \"question\" in the header"
	);
	assert!(
		refusal("question,worker,answer\nq1,ann,no\n", "question,truth\nq1,no\n").contains("at least two")
	);
	assert!(refusal(ANSWERS, "question,truth\nq9,no\n").contains("none of the 2"));
}

#[test]
fn what_is_written_is_read_again() {
	let mut crowd = taken(ANSWERS, TRUTH).unwrap();
	colluders::add(&mut crowd, 0.5, 7).unwrap();
	let mut written = Vec::new();
	file::write(&crowd, &mut written).unwrap();
	let again = taken(std::str::from_utf8(&written).unwrap(), TRUTH).unwrap();
	assert_eq!(again.tasks.len(), crowd.tasks.len());
	assert_eq!(again.given(), crowd.given());
}

#[test]
fn colluders_are_the_share_asked_for_and_give_one_answer() {
	let rows: String = (0..60)
		.flat_map(|q| (0..6).map(move |w| format!("q{q},w{w},{}\n", (q + w) % 3)))
		.collect();
	let truths: String = (0..60).map(|q| format!("q{q},{}\n", q % 3)).collect();
	let answers = format!("question,worker,answer\n{rows}");
	let mut crowd = taken(&answers, &format!("question,truth\n{truths}")).unwrap();
	colluders::add(&mut crowd, 0.4, 3).unwrap();
	assert_eq!(crowd.agents.len(), 10);
	let mut right = 0;
	for (task, truth) in crowd.tasks.iter().zip(&crowd.truth) {
		let said: Vec<u8> = task.iter().filter(|a| a.agent >= 6).map(|a| a.label).collect();
		assert_eq!(said.len(), 4, "each answers as many as the average worker: all");
		assert!(said.iter().all(|label| Some(label) == said.first()));
		right += usize::from(said.first().copied() == *truth);
	}
	assert!((8..=30).contains(&right), "{right} of 60");
	assert!(colluders::add(&mut crowd, 0.95, 3).is_err());
	assert!(colluders::add(&mut crowd, f64::NAN, 3).is_err());
}

proptest! {
	#[test]
	fn no_file_makes_the_reader_panic(answers in any::<Vec<u8>>(), truth in any::<Vec<u8>>()) {
		let _ = file::read_answers(answers.as_slice()).and_then(|draft| draft.with_truth(truth.as_slice()));
	}

	#[test]
	fn no_table_makes_the_reader_panic(rows in "([qa,\"]{0,9}\n){0,9}", truths in "([qa,\"]{0,9}\n){0,9}") {
		let answers = format!("question,worker,answer\n{rows}");
		let truth = format!("question,truth\n{truths}");
		let _ = taken(&answers, &truth);
	}
}
