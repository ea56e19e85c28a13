//! What keys may sign, and that caps hold whatever happens.

use super::*;
use crate::amount::UNIT;
use proptest::prelude::*;
use std::fs;
use tempfile::TempDir;

const DAY: u64 = 20_000;
const AGENT: AccountId = [1; 32];
const FRIEND: AccountId = [2; 32];
const STRANGER: AccountId = [3; 32];

const TRANSFER: &str = "Balances.transfer_keep_alive";

fn written(text: &str) -> (TempDir, Result<Policy, PolicyError>) {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("keys.policy.toml");
	fs::write(&path, text).unwrap();
	let policy = Policy::open(&path);
	(folder, policy)
}

/// Ten VWT at a time and 25 a day, to a friend.
fn policy() -> (TempDir, Policy) {
	let (folder, policy) = written(&format!(
		r#"
			[[key]]
			account = "{}"
			calls = ["{TRANSFER}", "ConvictionVoting.vote"]
			recipients = ["{}"]
			max-per-transaction = {{ vwt = "10", cvt = "1" }}
			max-per-day = {{ vwt = "25" }}
		"#,
		althing_chain::ss58(&AGENT),
		althing_chain::ss58(&FRIEND),
	));
	(folder, policy.unwrap())
}

fn vwt(vwt: u128) -> Amounts {
	Amounts { vwt, cvt: 0 }
}

/// Asks for a transfer of `vwt` to `to`.
fn with_wish<T>(to: AccountId, outlay: Amounts, ask: impl FnOnce(&Wish<'_>) -> T) -> T {
	let deeds = [TRANSFER.to_owned()];
	ask(&Wish {
		account: &AGENT,
		deeds: &deeds,
		recipients: &[to],
		opaque: false,
		outlay,
	})
}

/// What the agent may still spend on `day`.
fn left(policy: &Policy, day: u64) -> Amounts {
	with_wish(FRIEND, vwt(0), |wish| policy.check(wish, day)).unwrap()
}

fn book(policy: &Policy, amount: u128, day: u64) -> Result<Booking, PolicyError> {
	with_wish(FRIEND, vwt(amount), |wish| policy.book(wish, day))
}

#[test]
fn what_is_within_the_caps_may_be_signed() {
	let (_folder, policy) = policy();
	with_wish(FRIEND, vwt(10 * UNIT), |wish| policy.check(wish, DAY)).unwrap();
	assert_eq!(left(&policy, DAY), vwt(25 * UNIT));
	let _ = book(&policy, 10 * UNIT, DAY).unwrap();
	assert_eq!(left(&policy, DAY), vwt(15 * UNIT));
}

#[test]
fn what_is_above_a_cap_is_refused_by_name() {
	let (_folder, policy) = policy();
	let error = with_wish(FRIEND, vwt(10 * UNIT + 1), |wish| policy.check(wish, DAY)).unwrap_err();
	assert!(
		error
			.to_string()
			.starts_with("Policy.AboveTransactionCap: 10.000000000001 VWT"),
		"{error}"
	);
	let _ = book(&policy, 10 * UNIT, DAY).unwrap();
	let _ = book(&policy, 10 * UNIT, DAY).unwrap();
	let error = book(&policy, 6 * UNIT, DAY).unwrap_err();
	assert!(
		error.to_string().starts_with("Policy.AboveDailyCap: 6 VWT"),
		"{error}"
	);
	assert!(error.to_string().contains("the 5 that are left"), "{error}");
	let _ = book(&policy, 5 * UNIT, DAY).unwrap();
}

#[test]
fn a_currency_that_is_not_written_may_not_be_spent() {
	let (_folder, policy) = policy();
	let one = Amounts { vwt: 0, cvt: 1 };
	let error = with_wish(FRIEND, one, |wish| policy.book(wish, DAY)).unwrap_err();
	assert!(matches!(
		error,
		PolicyError::AboveDailyCap {
			currency: Currency::Cvt,
			..
		}
	));
}

#[test]
fn other_calls_recipients_and_keys_are_refused_by_name() {
	let (_folder, policy) = policy();
	let error = with_wish(STRANGER, vwt(1), |wish| policy.check(wish, DAY)).unwrap_err();
	assert!(
		matches!(error, PolicyError::RecipientNotAllowed { .. }),
		"{error}"
	);
	let error = with_wish(FRIEND, vwt(1), |wish| {
		let deeds = [TRANSFER.to_owned(), "Proxy.add_proxy".to_owned()];
		let hidden = Wish {
			deeds: &deeds,
			..*wish
		};
		policy.check(&hidden, DAY)
	});
	let error = error.unwrap_err();
	assert!(error.to_string().contains("Proxy.add_proxy"), "{error}");
	let error = with_wish(FRIEND, vwt(1), |wish| {
		let stranger = Wish {
			account: &STRANGER,
			..*wish
		};
		policy.check(&stranger, DAY)
	});
	assert!(matches!(error.unwrap_err(), PolicyError::KeyNotNamed { .. }));
}

#[test]
fn a_star_is_everybody_else_and_everything() {
	let (_folder, policy) = written(
		r#"
			[[key]]
			account = "*"
			calls = ["*"]
			recipients = ["*"]
			max-per-transaction = { vwt = "1" }
			max-per-day = { vwt = "1" }
		"#,
	);
	let policy = policy.unwrap();
	with_wish(STRANGER, vwt(UNIT), |wish| policy.check(wish, DAY)).unwrap();
}

/// Asks to sign what gives something to a friend, and maybe to others.
fn check_opaque(policy: &Policy) -> Result<Amounts, PolicyError> {
	with_wish(FRIEND, vwt(1), |wish| {
		let opaque = Wish {
			opaque: true,
			..*wish
		};
		policy.check(&opaque, DAY)
	})
}

#[test]
fn what_may_give_something_to_anybody_takes_a_star() {
	let (_folder, policy) = policy();
	let error = check_opaque(&policy).unwrap_err();
	assert!(matches!(error, PolicyError::RecipientsNotKnown), "{error}");
	let (_folder, anybody) = written(
		r#"
			[[key]]
			account = "*"
			calls = ["*"]
			recipients = ["*"]
			max-per-transaction = { vwt = "1" }
			max-per-day = { vwt = "1" }
		"#,
	);
	check_opaque(&anybody.unwrap()).unwrap();
}

#[test]
fn a_node_does_not_choose_the_day_alone() {
	let own = |days: u64| UNIX_EPOCH + std::time::Duration::from_secs(days * 86_400 + 7);
	let moment = DAY * 86_400_000;
	for days in [DAY - 1, DAY, DAY + 1] {
		assert_eq!(Policy::day(moment, own(days)).unwrap(), DAY);
	}
	for days in [0, DAY - 2, DAY + 2] {
		let error = Policy::day(moment, own(days)).unwrap_err();
		assert!(error.to_string().starts_with("Policy.ClocksDiffer"), "{error}");
	}
}

#[test]
fn two_links_to_a_policy_share_its_books() {
	let (folder, policy) = policy();
	let link = folder.path().join("other.policy.toml");
	std::os::unix::fs::symlink(policy.path(), &link).unwrap();
	let linked = Policy::open(&link).unwrap();
	let _ = book(&linked, 10 * UNIT, DAY).unwrap();
	assert_eq!(left(&policy, DAY), vwt(15 * UNIT));
}

#[test]
fn a_file_that_is_too_large_is_refused_and_not_cut() {
	let rule = "[[key]]\naccount = \"*\"\n";
	let (_folder, policy) = written(&format!("{rule}{}", "#\n".repeat(1024 * 1024)));
	let error = policy.unwrap_err();
	assert!(matches!(error, PolicyError::Malformed { .. }), "{error}");
}

#[test]
fn a_policy_that_says_nothing_allows_nothing() {
	let (_folder, policy) = written("");
	let error = book(&policy.unwrap(), 0, DAY).unwrap_err();
	assert!(matches!(error, PolicyError::KeyNotNamed { .. }));
}

#[test]
fn mistakes_in_a_policy_are_told() {
	let account = althing_chain::ss58(&AGENT);
	let cases = [
		("[[key]]".to_owned(), "account"),
		("[[key]]\naccount = \"bob\"".into(), "bob"),
		(
			format!("[[key]]\naccount = \"{account}\"\nmax-per-day = {{ vwt = \"1e9\" }}"),
			"1e9",
		),
		(
			format!("[[key]]\naccount = \"{account}\"\nmax-per-week = {{ vwt = \"1\" }}"),
			"max-per-week",
		),
		(
			format!("[[key]]\naccount = \"{account}\"\ncalls = [\"transfer\"]"),
			"transfer",
		),
		(
			format!("[[key]]\naccount = \"{account}\"\n[[key]]\naccount = \"{account}\""),
			"twice",
		),
	];
	for (text, word) in cases {
		let (_folder, policy) = written(&text);
		let error = policy.unwrap_err();
		assert!(matches!(error, PolicyError::Malformed { .. }), "{error}");
		assert!(error.to_string().contains(word), "{error}");
	}
	let missing = Policy::open(Path::new("/nowhere/at/all")).unwrap_err();
	assert!(matches!(missing, PolicyError::Unreadable { .. }));
}

#[test]
fn a_new_process_remembers_and_a_new_day_forgets() {
	let (folder, policy) = policy();
	let _ = book(&policy, 10 * UNIT, DAY).unwrap();
	let again = Policy::open(policy.path()).unwrap();
	assert_eq!(left(&again, DAY), vwt(15 * UNIT));
	assert_eq!(left(&again, DAY + 1), vwt(25 * UNIT));
	assert!(folder.path().join("keys.policy.toml.used.json").exists());
}

#[test]
fn a_clock_that_is_turned_back_gives_nothing_back() {
	let (_folder, policy) = policy();
	let _ = book(&policy, 10 * UNIT, DAY).unwrap();
	let _ = book(&policy, 10 * UNIT, DAY - 1).unwrap();
	assert_eq!(left(&policy, 0), vwt(5 * UNIT));
}

#[test]
fn what_was_not_sent_is_given_back() {
	let (_folder, policy) = policy();
	let booking = book(&policy, 10 * UNIT, DAY).unwrap();
	booking.release().unwrap();
	assert_eq!(left(&policy, DAY), vwt(25 * UNIT));
}

#[test]
fn what_is_given_back_after_midnight_is_not_the_next_days() {
	let (_folder, policy) = policy();
	let yesterdays = book(&policy, 10 * UNIT, DAY).unwrap();
	let _ = book(&policy, 10 * UNIT, DAY + 1).unwrap();
	yesterdays.release().unwrap();
	assert_eq!(left(&policy, DAY + 1), vwt(15 * UNIT));
}

#[test]
fn damaged_books_allow_nothing() {
	let (folder, policy) = policy();
	fs::write(folder.path().join("keys.policy.toml.used.json"), "{").unwrap();
	let error = book(&policy, 1, DAY).unwrap_err();
	assert!(matches!(error, PolicyError::Malformed { .. }), "{error}");
}

#[test]
fn books_that_cannot_be_kept_allow_nothing() {
	let (folder, policy) = policy();
	fs::create_dir(folder.path().join("keys.policy.toml.lock")).unwrap();
	let error = book(&policy, 1, DAY).unwrap_err();
	assert!(matches!(error, PolicyError::Unwritable { .. }), "{error}");
}

#[test]
fn processes_at_once_do_not_spend_more_than_one() {
	let (_folder, policy) = policy();
	let booked: usize = std::thread::scope(|scope| {
		let threads: Vec<_> = (0..8)
			.map(|_| scope.spawn(|| (0..4).filter(|_| book(&policy, 2 * UNIT, DAY).is_ok()).count()))
			.collect();
		threads.into_iter().map(|thread| thread.join().unwrap()).sum()
	});
	assert_eq!(booked, 12, "25 VWT allow twelve payments of 2");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	/// What is booked in a day never exceeds the cap, whatever is asked for, given back or asked anew.
	#[test]
	fn a_days_cap_holds_over_any_history(steps in prop::collection::vec((0u128..12, 0u64..3, any::<bool>()), 0..24)) {
		let (_folder, policy) = policy();
		let mut kept = 0;
		let mut today = DAY;
		for (amount, days, release) in steps {
			let day = DAY + days;
			// A day begins with what is booked in it, not with what is refused; the past is never gone back to.
			let before = if day > today { 0 } else { kept };
			// A new process each time.
			let policy = Policy::open(policy.path()).unwrap();
			match book(&policy, amount * UNIT, day) {
				Ok(booking) => {
					today = today.max(day);
					kept = before;
					if release {
						booking.release().unwrap();
					} else {
						kept += amount;
					}
				}
				Err(_) => prop_assert!(amount > 10 || before + amount > 25),
			}
			let spent = if day > today { 0 } else { kept };
			prop_assert!(spent <= 25);
			prop_assert_eq!(left(&policy, day), vwt((25 - spent) * UNIT));
		}
	}
}
