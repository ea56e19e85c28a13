//! The screen at the sizes that people have.

use proptest::prelude::*;
use ratatui::{backend::TestBackend, buffer::Buffer, Terminal};

use super::*;

fn validator(name: &str, up: bool) -> Validator {
	let (best, peers) = if up { (Some(1234), Some(2)) } else { (None, None) };
	Validator {
		name: name.into(),
		up: Some(up),
		votes: Some(up),
		best,
		peers,
	}
}

fn proposal(id: u64, support: Option<f64>) -> Proposal {
	Proposal {
		id,
		subject: format!(
			"Is validator charlie failing? It has not answered since 12:0{}",
			id % 10
		),
		phase: if support.is_some() {
			Phase::Revealing
		} else {
			Phase::Sealing
		},
		round: 1,
		rounds: 3,
		seats: 15,
		sealed: 15,
		revealed: 12,
		threshold: 0.67,
		support: support.map(|share| Support {
			answer: "yes".into(),
			share,
			lower: share - 0.2,
			upper: 0.99,
		}),
	}
}

fn decision(id: u64) -> Decision {
	Decision {
		id,
		subject: "charlie".into(),
		outcome: "yes".into(),
		reached: true,
		block: 1200,
		anchor: Some(id),
		verified: Some(true),
	}
}

fn view() -> View {
	let chain = Chain {
		name: "Althing Local".into(),
		best: 1234,
		finalized: 1231,
		validators: ["alice", "bob", "charlie", "dave"]
			.map(|name| validator(name, name != "charlie"))
			.into(),
	};
	let mut view = View {
		chain,
		..View::default()
	};
	for (department, row) in view.fleet.iter_mut().enumerate() {
		for (role, cell) in row.iter_mut().enumerate() {
			cell.counts[(department + role) % 4] = 1;
		}
	}
	view.put(proposal(7, Some(0.93)));
	view.put(proposal(8, None));
	view.decide(decision(6));
	view.log(
		1_767_225_600,
		&Event::ValidatorDown {
			name: "charlie".into(),
		},
	);
	view.log(
		1_767_225_601,
		&Event::Sealed {
			id: 8,
			done: 3,
			of: 15,
		},
	);
	view
}

fn drawn(view: &View, width: u16, height: u16) -> Buffer {
	let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
	terminal.draw(|frame| draw(frame, view)).unwrap();
	terminal.backend().buffer().clone()
}

fn text(buffer: &Buffer) -> String {
	let width = usize::from(buffer.area.width);
	buffer
		.content
		.chunks(width)
		.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>() + "\n")
		.collect()
}

#[track_caller]
fn shows(text: &str, parts: &[&str]) {
	for part in parts {
		assert!(text.contains(part), "{part:?} is not in\n{text}");
	}
}

#[test]
fn everything_is_shown_at_the_usual_sizes() {
	for (width, height) in [(80, 24), (100, 30), (160, 50)] {
		let text = text(&drawn(&view(), width, height));
		shows(
			&text,
			&[
				"Althing",
				"best #1234",
				"finalized #1231",
				"lag 3",
				"agents 64",
				"decided 1",
			],
		);
		shows(&text, &["● alice", "✗ charlie", "down", "no vote", "votes"]);
		shows(&text, &["engineering", "customer", "⬡", "◌", "◆", "⬢"]);
		shows(
			&text,
			&[
				"#7 Is validator charlie",
				"revealing 1/3",
				"revealed 12/15",
				"yes 0.93 τ 0.67",
				"┃",
				"━",
			],
		);
		shows(&text, &["#6 charlie", "block 1200 anchor 6 ✓"]);
		shows(
			&text,
			&[
				"00:00:00 validator charlie does not answer",
				"00:00:01 #8 3 of 15 ballots sealed",
			],
		);
	}
}

#[test]
fn the_legend_comes_where_there_is_room() {
	shows(
		&text(&drawn(&view(), 100, 30)),
		&["◌ thinking", "⬢ revealed", "Althing Local"],
	);
}

#[test]
fn an_empty_view_says_so() {
	let text = text(&drawn(&View::default(), 100, 30));
	shows(&text, &["none known yet", "none under way", "none yet", "·"]);
}

#[test]
fn a_tiny_terminal_still_has_the_headline() {
	shows(&text(&drawn(&view(), 59, 24)), &["best #1234", "too small"]);
}

#[test]
fn the_newest_are_shown_when_not_all_fit() {
	let mut view = view();
	for id in 100..400 {
		view.put(proposal(id, None));
		view.decide(decision(id + 1_000));
		view.log(
			0,
			&Event::Opened {
				id,
				subject: "x".into(),
			},
		);
	}
	assert_eq!(
		(view.proposals.len(), view.decisions.len(), view.events.len()),
		(64, MAX_DECISIONS, MAX_EVENTS)
	);
	assert_eq!(view.decided, 301);
	shows(
		&text(&drawn(&view, 80, 24)),
		&["#399 Is", "#1399 charlie", "#399 opened: x"],
	);
}

#[test]
fn a_proposal_is_replaced_and_leaves_when_decided() {
	let mut view = view();
	view.put(proposal(8, Some(0.5)));
	assert_eq!(view.proposals.len(), 2);
	view.decide(Decision {
		verified: None,
		..decision(8)
	});
	view.decide(decision(8));
	assert_eq!(
		(view.proposals.len(), view.decisions.len(), view.decided),
		(1, 2, 2)
	);
	assert_eq!(view.decisions[1].verified, Some(true));
}

#[test]
fn events_are_plain_lines() {
	let counted = Event::Counted {
		id: 7,
		round: 1,
		answer: "yes".into(),
		support: [0.93, 0.7, 0.99],
		threshold: 0.67,
	};
	assert_eq!(
		line(&counted),
		"#7 round 1: yes has 0.93 [0.70..0.99] against 0.67"
	);
	assert_eq!(line(&Event::Step("a\nb\u{1b}[2J".into())), "a b [2J");
	let wrong = Event::Verified {
		id: 7,
		mismatch: Some("weights differ".into()),
	};
	assert_eq!(line(&wrong), "#7 receipt is WRONG: weights differ");
	assert!(wrong.is_grave() && !counted.is_grave());
}

#[test]
fn a_cut_text_fits_and_says_so() {
	assert_eq!(
		(cut("validator", 9).as_str(), cut("validator", 5).as_str()),
		("validator", "vali…")
	);
	assert_eq!((cut("日本語", 5).as_str(), cut("abc", 0).as_str()), ("日本…", ""));
}

#[test]
fn a_picture_can_be_made_of_it() {
	let picture = svg(&drawn(&view(), 100, 30));
	shows(&picture, &["Althing", ">●</text>", "charlie"]);
	if let Ok(path) = std::env::var("ALTHING_TEST_PICTURE") {
		std::fs::write(path, picture).unwrap();
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn no_size_and_no_number_makes_it_panic(
		width in 0u16..200,
		height in 0u16..70,
		share in any::<f64>(),
		counts in any::<[u32; 4]>(),
		subject in ".{0,60}",
	) {
		let mut view = view();
		view.fleet[0][0].counts = counts.map(|count| count / 8);
		let support = Some(Support { answer: subject.clone(), share, lower: -share, upper: share * 2.0 });
		view.put(Proposal { subject, support, sealed: counts[0], revealed: counts[1], threshold: share, ..proposal(9, None) });
		drawn(&view, width, height);
	}
}
