//! What referenda are read from.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
use super::*;

#[test]
fn a_short_call_is_carried_and_a_long_one_looked_up() {
	assert_eq!(Proposed::of(&[7; 128]), Proposed::Inline(vec![7; 128]));
	let long = Proposed::of(&[7; 129]);
	assert_eq!(
		long,
		Proposed::Lookup {
			hash: althing_primitives::blake2(&[7; 129]),
			len: 129
		}
	);
	// As `Bounded` of the frame is encoded.
	assert_eq!(Proposed::of(&[7]).encode(), [1, 4, 7]);
	assert_eq!(long.encode()[0], 2);
}

#[test]
fn an_ended_referendum_is_read_with_its_deposits() {
	let deposit = Deposit {
		who: [1; 32],
		amount: 5,
	};
	let bytes = (2u8, 9u32, Some(deposit.clone()), None::<Deposit>).encode();
	let read = Referendum::read(&bytes, &Layout::shipped().unwrap()).unwrap();
	assert_eq!(
		read,
		Referendum::Ended {
			end: End::Rejected,
			at: 9,
			submission_deposit: Some(deposit),
			decision_deposit: None
		}
	);
}

#[test]
fn an_ongoing_referendum_is_read_behind_its_origin() {
	let layout = Layout::shipped().unwrap();
	let origin = layout.origin("Origins", "EmergencyStop").unwrap();
	let deposit = Deposit {
		who: [1; 32],
		amount: 5,
	};
	let head = [vec![0], 30u16.encode(), origin].concat();
	let tail = (
		Proposed::Inline(vec![1, 2, 3]),
		Enactment::After(1),
		7u32,
		deposit,
		None::<Deposit>,
		Some((8u32, None::<u32>)),
		(1u128, 2u128, 3u128),
		true,
		Some((9u32, (9u32, 0u32))),
	);
	let read = Referendum::read(&[head, tail.encode()].concat(), &layout).unwrap();
	let Referendum::Ongoing(ongoing) = read else {
		panic!("it has not ended")
	};
	assert_eq!(
		(ongoing.track, ongoing.origin.as_str()),
		(30, "Origins.EmergencyStop")
	);
	assert_eq!((ongoing.tally.ayes, ongoing.tally.support), (1, 3));
	assert!(ongoing.in_queue);
}

#[test]
fn bytes_that_are_no_referendum_are_refused() {
	let layout = Layout::shipped().unwrap();
	for bytes in [&[][..], &[6], &[5, 0, 0, 0], &[5, 0, 0, 0, 0, 0]] {
		assert!(Referendum::read(bytes, &layout).is_err(), "{bytes:?}");
	}
}
