//! A case as messages.

use super::ballot;
use super::case::{Case, Form};
use super::panel;
use super::quote::Fence;
use crate::model::{Message, Request, Sampling, Shape, Speaker};
use std::fmt::Write as _;

/// Passages that are quoted at most.
const MOST_PASSAGES: usize = 16;
/// The most bytes of where a passage comes from.
const LONGEST_SOURCE: usize = 200;

/// How much of a case is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
	/// Bytes of all passages together.
	pub passages: usize,
	/// Bytes of the evidence.
	pub evidence: usize,
	/// Bytes of a rationale.
	pub rationale: usize,
}

/// What is asked of a model.
pub fn request(case: &Case, fence: &Fence, room: Room, sampling: Sampling) -> Request {
	let message = |role, content| Message {
		role,
		content,
		tool_calls: Vec::new(),
		tool_call_id: None,
	};
	Request {
		messages: vec![
			message(Speaker::System, system(case, fence, room.rationale)),
			message(Speaker::User, user(case, fence, room)),
		],
		shape: Shape::Schema(ballot::schema(&case.form, room.rationale)),
		sampling,
		..Request::default()
	}
}

/// Tokens that a request's prompt has at most: no token is shorter than a byte, and a template adds a few to each message.
pub fn most_tokens(request: &Request) -> u64 {
	const PER_MESSAGE: u64 = 32;
	let bytes: usize = request.messages.iter().map(|message| message.content.len()).sum();
	let messages = request.messages.len() as u64;
	(bytes as u64).saturating_add(messages.saturating_add(1).saturating_mul(PER_MESSAGE))
}

/// Who is asked, and how to answer: nothing of strangers is in it.
fn system(case: &Case, fence: &Fence, rationale: usize) -> String {
	let mut out = format!(
		"You are the {} on a panel that decides a question by sealed ballots. {}\n\n{}\n\n",
		case.role.name(),
		case.role.brief(),
		fence.explained()
	);
	let answer = match &case.form {
		Form::Binary => "\"answer\" is \"yes\" or \"no\"".to_owned(),
		Form::Choice(_) => "\"answer\" is the letter of one option".to_owned(),
		Form::Scalar { min, max, .. } => format!("\"answer\" is a whole number from {min} to {max}"),
	};
	let _ = write!(
		out,
		"Answer with one JSON object and nothing else. \"rationale\" says in at most three plain sentences which evidence \
		 decides and what speaks against it ({rationale} bytes at most); {answer}; \"confidence\" is the probability that \
		 your answer will turn out right, from 0 to 1: 0.5 when a coin would do as well, above 0.95 only when you would be \
		 wrong once in twenty such cases."
	);
	out
}

fn user(case: &Case, fence: &Fence, room: Room) -> String {
	let mut out = String::new();
	if !case.department.is_empty() {
		let _ = writeln!(out, "{}", fence.quote("department", &case.department, 64));
	}
	out.push_str(&fence.quote("question", &case.question, super::case::LONGEST_QUESTION));
	if let Some(subject) = &case.subject {
		out.push_str(&fence.quote("subject", subject, 256));
	}
	if let Form::Choice(options) = &case.form {
		for (letter, option) in ('A'..='P').zip(options) {
			out.push_str(&fence.quote(&format!("option {letter}"), option, 512));
		}
	}
	if let Form::Scalar { unit, .. } = &case.form {
		if !unit.is_empty() {
			out.push_str(&fence.quote("unit", unit, 64));
		}
	}
	if !case.evidence.is_empty() {
		out.push_str(&fence.quote("evidence", &case.evidence, room.evidence));
	}
	passages(&mut out, case, fence, room.passages);
	if let Some(said) = panel::told(&case.form, &case.previous) {
		let _ = write!(out, "\n{said}\n");
	}
	out.push_str("\nAnswer the question now, as the JSON object that was described.");
	out
}

fn passages(out: &mut String, case: &Case, fence: &Fence, mut room: usize) {
	for (number, passage) in (1usize..).zip(case.passages.iter().take(MOST_PASSAGES)) {
		let source: String = passage.source.chars().take(LONGEST_SOURCE).collect();
		let text = format!("{source}: {}", passage.text);
		let most = room.min(text.len().saturating_mul(2));
		if most == 0 {
			return;
		}
		let quoted = fence.quote(&format!("passage {number}"), &text, most);
		room = room.saturating_sub(quoted.len());
		out.push_str(&quoted);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::brain::case::{Answer, Passage};
	use crate::brain::role::Role;
	use proptest::prelude::*;

	const ROOM: Room = Room {
		passages: 2_000,
		evidence: 2_000,
		rationale: 600,
	};

	fn case(text: &str, role: Role) -> Case {
		Case {
			question: format!("Is it so? {text}"),
			subject: Some(text.into()),
			form: Form::Choice(vec![text.into(), "other".into()]),
			evidence: text.into(),
			passages: vec![
				Passage {
					source: text.into(),
					text: text.into(),
				};
				20
			],
			role,
			department: text.into(),
			previous: vec![(Answer::Choice(1), 0.5)],
		}
	}

	proptest! {
		#[test]
		fn nothing_of_strangers_is_an_instruction(text in "(?s).{0,300}") {
			let fence = Fence::derived(&[b"later", text.as_bytes()]);
			let request = request(&case(&text, Role::BorderAgent), &fence, ROOM, Sampling::default());
			let plain = super::request(&case("", Role::BorderAgent), &fence, ROOM, Sampling::default());
			// The first message is the same whatever they write.
			prop_assert_eq!(&request.messages[0], &plain.messages[0]);
			// Of the second, the same remains outside of fences.
			let outside = |content: &str| {
				let mut inside = false;
				let lines = content.split('\n').filter(|line| {
					let begins = line.starts_with("BEGIN ");
					let was = inside;
					inside = (was || begins) && !line.starts_with("END ");
					!was && !begins
				});
				lines.filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
			};
			prop_assert_eq!(outside(&request.messages[1].content), outside(&plain.messages[1].content));
		}
	}

	#[test]
	fn passages_take_no_more_room_than_there_is() {
		let fence = Fence::derived(&[b"x"]);
		let long = "word ".repeat(2_000);
		let request = request(&case(&long, Role::DataScout), &fence, ROOM, Sampling::default());
		let content = &request.messages[1].content;
		assert!(content.len() < 2_000 + 2_000 + 6_000, "{}", content.len());
		assert!(most_tokens(&request) as usize > content.len());
	}
}
