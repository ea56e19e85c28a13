use super::*;
use std::sync::mpsc::channel;
use std::sync::Condvar;

/// Who sleeps, and how often anybody did.
#[derive(Default)]
pub struct Sleeps {
	counts: Mutex<(usize, u64)>,
	change: Condvar,
}

impl Sleeps {
	pub fn begin(&self) {
		let mut counts = self.counts.lock().unwrap();
		counts.0 += 1;
		counts.1 += 1;
		self.change.notify_all();
	}

	pub fn end(&self) {
		self.counts.lock().unwrap().0 -= 1;
	}

	/// Waits until so many sleep; says how often anybody went to sleep so far.
	fn await_all(&self, sleepers: usize) -> u64 {
		let counts = self.counts.lock().unwrap();
		let asleep = self
			.change
			.wait_while(counts, |counts| counts.0 < sleepers)
			.unwrap();
		asleep.1
	}
}

fn fill(pool: &mut Pool, count: usize) -> Vec<u32> {
	let mut data = vec![0u32; count * (count + 1) / 2];
	pool.pieces(
		&mut data,
		count,
		|i| i + 1,
		|i, piece| {
			assert_eq!(piece.len(), i + 1);
			piece.iter_mut().for_each(|x| *x += 1 + i as u32);
		},
	);
	data
}

fn filled(count: usize) -> Vec<u32> {
	(0..count).flat_map(|i| vec![1 + i as u32; i + 1]).collect()
}

#[test]
fn every_piece_is_worked_on_once_whatever_the_threads() {
	for threads in [1, 2, 5] {
		let mut pool = Pool::new(threads);
		for count in [0, 1, 7, 1000] {
			assert_eq!(fill(&mut pool, count), filled(count));
		}
	}
}

#[test]
fn what_is_left_after_the_pieces_is_not_touched_and_pieces_that_do_not_fit_are_not_begun() {
	for threads in [1, 3] {
		let mut pool = Pool::new(threads);
		let mut data = [0u8; 10];
		pool.pieces(&mut data, 3, |_| 2, |_, piece| piece.fill(1));
		assert_eq!(data, [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
		pool.pieces(&mut data, 9, |_| 4, |_, piece| piece.fill(2));
		assert_eq!(data, [2, 2, 2, 2, 2, 2, 2, 2, 0, 0]);
	}
}

#[test]
fn a_panic_in_any_thread_reaches_the_caller_and_the_pool_lives() {
	let mut pool = Pool::new(3);
	let mut data = vec![0u8; 64];
	let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
		pool.pieces(&mut data, 64, |_| 1, |i, _| assert!(i != 40, "broken on purpose"));
	}));
	assert!(broken.is_err());
	pool.pieces(&mut data, 64, |_| 1, |_, piece| piece.fill(7));
	assert!(data.iter().all(|x| *x == 7));
}

#[test]
fn more_threads_than_cores_and_cores_that_are_busy_do_not_stop_the_work() {
	let cores = std::thread::available_parallelism().map_or(1, usize::from);
	let stop = Arc::new(AtomicBool::new(false));
	let others: Vec<_> = (0..cores * 2)
		.map(|_| {
			let stop = Arc::clone(&stop);
			std::thread::spawn(move || {
				while !stop.load(Ordering::Relaxed) {
					std::hint::spin_loop();
				}
			})
		})
		.collect();
	for threads in [cores, cores * 8] {
		let mut pool = Pool::new(threads);
		for _ in 0..200 {
			assert_eq!(fill(&mut pool, 100), filled(100));
		}
	}
	stop.store(true, Ordering::Relaxed);
	others.into_iter().for_each(|other| other.join().unwrap());
}

#[test]
fn a_helper_that_gets_no_core_is_not_waited_for() {
	let (release, held) = channel::<()>();
	let mut pool = Pool::new(1);
	pool.helpers.push(Helper {
		thread: std::thread::spawn(move || assert!(held.recv().is_err())),
		asleep: Arc::default(),
	});
	// Nobody but the caller enters a round; were it waited for, this would never end.
	assert_eq!(fill(&mut pool, 100), filled(100));
	drop(release);
}

#[test]
fn a_helper_inside_is_waited_for_by_a_caller_that_sleeps() {
	let mut pool = Pool::new(2);
	pool.spins = 0;
	let (inside, entered) = channel();
	let (go, wait) = channel::<()>();
	let (inside, entered, wait) = (Mutex::new(inside), Mutex::new(entered), Mutex::new(Some(wait)));
	let caller = std::thread::current().id();
	let shared = Arc::clone(&pool.shared);
	// Lets the helper go on once the caller is about to sleep.
	let watch = std::thread::spawn(move || {
		while shared.caller.lock().unwrap().is_none() {
			std::thread::yield_now();
		}
		drop(go);
	});
	let mut data = [0u8; 2];
	pool.pieces(
		&mut data,
		2,
		|_| 1,
		|_, piece| {
			if std::thread::current().id() == caller {
				// The other piece is the helper's.
				entered.lock().unwrap().recv().unwrap();
			} else {
				inside.lock().unwrap().send(()).unwrap();
				let wait = wait.lock().unwrap().take().unwrap();
				assert!(wait.recv().is_err());
			}
			piece.fill(1);
		},
	);
	assert_eq!(data, [1, 1]);
	watch.join().unwrap();
}

#[test]
fn an_idle_pool_sleeps_and_is_not_woken_by_another_pools_work() {
	let mut idle = Pool::new(3);
	assert_eq!(fill(&mut idle, 100), filled(100));
	let before = idle.shared.sleeps.await_all(2);
	let mut other = Pool::new(2);
	for _ in 0..1000 {
		assert_eq!(fill(&mut other, 20), filled(20));
	}
	// Each of its two helpers may have been told of the round above after it was over, and have looked once more.
	assert!(idle.shared.sleeps.await_all(2) <= before + 2);
	// It wakes when it has work.
	assert_eq!(fill(&mut idle, 100), filled(100));
}
