use super::strategies::entries;
use crate::entry::{decode, encode, EntryError, MAX_LENGTH};
use althing_primitives::{Entry, Grade};
use proptest::prelude::*;

/// An entry of the kind, all zeroes behind it.
fn blank(kind: u8) -> Vec<u8> {
	let length = [0, MAX_LENGTH, 85, 94, 99][usize::from(kind)];
	let mut bytes = vec![0; length];
	bytes[0] = kind;
	match kind {
		1 => bytes[18] = 1,
		2 => bytes[11] = 3,
		_ => {}
	}
	bytes
}

fn field(kind: u8, offset: usize) -> EntryError {
	EntryError::EntryField { kind, offset }
}

/// What is wrong with a blank entry after `change`.
fn wrong(kind: u8, change: impl FnOnce(&mut Vec<u8>)) -> EntryError {
	let mut bytes = blank(kind);
	decode(&bytes).unwrap();
	change(&mut bytes);
	decode(&bytes).unwrap_err()
}

#[test]
fn an_entry_has_the_length_of_its_kind() {
	for kind in 1..=4 {
		let length = blank(kind).len();
		let longer = EntryError::EntryLength {
			kind,
			length: length + 1,
		};
		assert_eq!(wrong(kind, |bytes| bytes.push(0)), longer);
		let shorter = EntryError::EntryLength {
			kind,
			length: length - 1,
		};
		assert_eq!(wrong(kind, |bytes| bytes.truncate(length - 1)), shorter);
	}
	let nothing = EntryError::EntryLength { kind: 0, length: 0 };
	assert_eq!(decode(&[]), Err(nothing));
	for kind in [0, 5, u8::MAX] {
		let length = MAX_LENGTH;
		let mut bytes = vec![0; length];
		bytes[0] = kind;
		assert_eq!(decode(&bytes), Err(EntryError::EntryLength { kind, length }));
	}
}

#[test]
fn grades_three_and_four_are_reserved() {
	for grade in [0, 3, 4, 5, u8::MAX] {
		assert_eq!(
			wrong(1, |bytes| bytes[18] = grade),
			EntryError::GradeReserved(grade)
		);
	}
	for grade in [Grade::Attested, Grade::Replayed] {
		let Entry::Anchor(mut anchor) = decode(&blank(1)).unwrap() else {
			panic!("kind 1")
		};
		anchor.grade = grade;
		let reserved = decode(&encode(&Entry::Anchor(anchor)));
		assert_eq!(reserved, Err(EntryError::GradeReserved(grade as u8 + 1)));
	}
}

#[test]
fn there_are_eight_departments() {
	for (kind, offset) in [(1, 17), (2, 9), (3, 9), (4, 17)] {
		assert_eq!(wrong(kind, |bytes| bytes[offset] = 8), field(kind, offset));
	}
}

#[test]
fn an_answer_is_of_the_form_that_it_says_and_there_when_the_panel_decided() {
	let ending = |outcome: u8, form: u8, answer: i64| {
		let mut bytes = blank(2);
		bytes[11] = outcome;
		bytes[12] = form;
		bytes[13..21].copy_from_slice(&answer.to_be_bytes());
		decode(&bytes).map(drop)
	};
	for outcome in [0, 4] {
		assert_eq!(ending(outcome, 0, 0), Err(field(2, 11)));
	}
	for (outcome, form) in [(1, 0), (1, 4), (2, 1), (3, 3), (3, 4)] {
		assert_eq!(ending(outcome, form, 0), Err(field(2, 12)));
	}
	for (outcome, form, answer) in [
		(1, 1, 2),
		(1, 1, -1),
		(1, 2, 256),
		(1, 2, -1),
		(2, 0, 1),
		(3, 0, -1),
	] {
		assert_eq!(ending(outcome, form, answer), Err(field(2, 13)));
	}
	for (outcome, form, answer) in [
		(1, 1, 0),
		(1, 1, 1),
		(1, 2, 255),
		(1, 3, i64::MIN),
		(1, 3, i64::MAX),
		(2, 0, 0),
		(3, 0, 0),
	] {
		assert_eq!(ending(outcome, form, answer), Ok(()));
	}
}

#[test]
fn a_verdict_is_one_of_three() {
	assert_eq!(wrong(4, |bytes| bytes[98] = 3), field(4, 98));
}

proptest! {
	#[test]
	fn every_entry_is_read_as_it_was_written(entry in entries()) {
		let bytes = encode(&entry);
		prop_assert_ne!(bytes.len(), 64);
		prop_assert_eq!(decode(&bytes), Ok(entry));
	}

	#[test]
	fn whatever_is_read_has_one_form(bytes in prop::collection::vec(any::<u8>(), 0..130), kind in 0u8..6) {
		let mut bytes = bytes;
		if let Some(first) = bytes.first_mut() {
			*first = kind;
		}
		if let Ok(entry) = decode(&bytes) {
			prop_assert_eq!(encode(&entry), bytes);
		}
	}

	#[test]
	fn a_changed_byte_is_another_entry(entry in entries(), at in any::<prop::sample::Index>(), flip in 1u8..) {
		let mut bytes = encode(&entry);
		let at = at.index(bytes.len());
		bytes[at] ^= flip;
		prop_assert_ne!(decode(&bytes), Ok(entry));
	}
}
