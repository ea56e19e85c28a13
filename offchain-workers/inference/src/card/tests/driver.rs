//! What is asked of a driver, by one of ours (`driver.cpp`) in its place. A process finds one driver, so each test here starts
//! itself again in a process that finds ours.

use super::*;
use crate::card::cuda::Cuda;
use crate::card::emulated::compile;
use crate::device::{Device, Wish};
use std::process::Command;

/// Set in the second process.
const AGAIN: &str = "ALTHING_TEST_DRIVER";

/// Runs a test's body where our driver is found, with more of its environment.
fn with_driver(name: &str, environment: &[(&str, &str)], body: fn()) {
	if std::env::var_os(AGAIN).is_some() {
		return body();
	}
	let folder = tempfile::tempdir().unwrap();
	compile("driver.cpp", &folder.path().join("libcuda.so"));
	let out = Command::new(std::env::current_exe().unwrap())
		.args(["--exact", &format!("card::tests::driver::{name}"), "--nocapture"])
		.env(AGAIN, "1")
		.env("LD_LIBRARY_PATH", folder.path())
		.envs(environment.iter().copied())
		.output()
		.unwrap();
	let said = String::from_utf8_lossy(&out.stdout);
	assert!(
		out.status.success() && said.contains("1 passed"),
		"{said}\n{}",
		String::from_utf8_lossy(&out.stderr)
	);
}

fn open(files: &Files, pages: u32) -> Card<Cuda> {
	Card::load(files, Cuda::open(0).unwrap(), pages as usize, &mut |_, _| {}).unwrap()
}

#[test]
fn steps_through_a_driver_are_those_of_the_emulator() {
	with_driver("steps_through_a_driver_are_those_of_the_emulator", &[], || {
		let mut random = ChaCha8Rng::seed_from_u64(8);
		for family in [Family::Llama, Family::Qwen3] {
			let files = tiny(family);
			// Twice, so that what was reserved has to grow.
			let mut real = open(&files, trial::PAGES);
			for length in [3, 300] {
				let tokens = trial::tokens(&mut random, length);
				let ours = trial::alone(&mut real, &tokens);
				assert_eq!(ours, trial::alone(&mut card(&files), &tokens), "{family:?}");
			}
			assert_eq!(real.kernel(), "cuda 9.0, order 1, half weights, half cache");
			assert_eq!(real.device(), "an emulated card");
		}
	});
}

#[test]
fn a_model_moves_to_the_engines_thread_with_its_card() {
	with_driver("a_model_moves_to_the_engines_thread_with_its_card", &[], || {
		let files = tiny(Family::Qwen2);
		let mut real = open(&files, trial::PAGES);
		let elsewhere = std::thread::spawn(move || trial::alone(&mut real, &[1, 2, 3]));
		assert_eq!(
			elsewhere.join().unwrap(),
			trial::alone(&mut card(&files), &[1, 2, 3])
		);
	});
}

#[test]
fn a_card_that_is_full_leaves_the_model_to_the_processor() {
	with_driver(
		"a_card_that_is_full_leaves_the_model_to_the_processor",
		&[],
		|| {
			let files = tiny(Family::Llama);
			let wish = Wish {
				device: Device::Cuda(0),
				..Wish::default()
			};
			// Two gibibytes of cache.
			let opened = wish.open(&files, 1 << 19, &mut |_, _| {}).unwrap();
			assert!(opened.decoder.device().starts_with("cpu"));
			let why = opened.instead.unwrap();
			assert!(why.contains("the card's is full"), "{why}");
			let opened = wish.open(&files, 64, &mut |_, _| {}).unwrap();
			assert_eq!(
				(opened.decoder.device().as_str(), opened.instead),
				("an emulated card", None)
			);
		},
	);
}

#[test]
fn a_card_that_is_not_there_is_named_with_how_many_there_are() {
	with_driver(
		"a_card_that_is_not_there_is_named_with_how_many_there_are",
		&[],
		|| {
			let refused = Cuda::open(3).map(drop);
			assert!(
				matches!(&refused, Err(Error::Unsupported(why)) if why == "there is no card 3, but 1 in all"),
				"{refused:?}"
			);
		},
	);
}

#[test]
fn an_older_card_is_refused_by_its_capability() {
	let older = [("ALTHING_TEST_CAPABILITY", "7.5")];
	with_driver("an_older_card_is_refused_by_its_capability", &older, || {
		let refused = Cuda::open(0).map(drop);
		assert!(
			matches!(&refused, Err(Error::Unsupported(why)) if why.contains("compute capability 7.5")),
			"{refused:?}"
		);
	});
}
