//! Threads that stand ready: a model's layer is many short steps, and each ends with all of them.
//!
//! Waiting threads spin for some microseconds before they sleep: waking a sleeping thread takes longer than a step.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Turns of spinning before a thread gives its core to others.
const SPINS: u32 = 4096;
/// Times it gives the core away before it sleeps.
const YIELDS: u32 = 64;

type Job = &'static (dyn Fn() + Sync);

#[derive(Default)]
struct Shared {
	/// Counts the jobs; it changes when there is a new one.
	round: AtomicUsize,
	/// Helpers that have not finished the round.
	busy: AtomicUsize,
	failed: AtomicBool,
	stop: AtomicBool,
	sleepers: AtomicUsize,
	job: Mutex<Option<Job>>,
	wake: Condvar,
}

/// A pool of threads. Work given to it is done when the call returns.
pub struct Pool {
	shared: Arc<Shared>,
	helpers: Vec<JoinHandle<()>>,
}

impl Pool {
	/// A pool of `threads`, the caller's own among them; at least one, at most 256.
	pub fn new(threads: usize) -> Self {
		let shared = Arc::new(Shared::default());
		let helpers = (1..threads.clamp(1, 256))
			.filter_map(|index| {
				let shared = Arc::clone(&shared);
				std::thread::Builder::new()
					.name(format!("model-{index}"))
					.spawn(move || help(&shared))
					.ok()
			})
			.collect();
		Self { shared, helpers }
	}

	/// How many threads work, the caller's own among them.
	pub fn threads(&self) -> usize {
		self.helpers.len() + 1
	}

	/// Runs `job` once in every thread, and returns when all have ended.
	fn broadcast(&mut self, job: &(dyn Fn() + Sync)) {
		if self.helpers.is_empty() {
			return job();
		}
		// SAFETY: the reference outlives its use: `Finish` below waits, even when `job` panics, until no helper runs it.
		#[allow(
			unsafe_code,
			reason = "threads that stand ready cannot borrow from a caller whom they outlive"
		)]
		let lasting: Job = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), Job>(job) };
		let shared = &*self.shared;
		*shared.job.lock().unwrap_or_else(PoisonError::into_inner) = Some(lasting);
		shared.busy.store(self.helpers.len(), Ordering::Relaxed);
		shared.round.fetch_add(1, Ordering::SeqCst);
		if shared.sleepers.load(Ordering::SeqCst) > 0 {
			drop(shared.job.lock().unwrap_or_else(PoisonError::into_inner));
			shared.wake.notify_all();
		}
		let finish = Finish(shared);
		job();
		drop(finish);
		if shared.failed.swap(false, Ordering::Relaxed) {
			std::panic::resume_unwind(Box::new("a thread of the model failed"));
		}
	}

	/// Gives `work` every piece of `data`, in whatever thread and order: piece `i` is as long as `length(i)` says.
	/// What is left of `data` after `count` pieces is not touched.
	pub fn pieces<T: Send>(
		&mut self,
		data: &mut [T],
		count: usize,
		length: impl Fn(usize) -> usize,
		work: impl Fn(usize, &mut [T]) + Sync,
	) {
		let mut left = data;
		let pieces: Vec<Mutex<Option<&mut [T]>>> = (0..count)
			.map_while(|index| {
				let (piece, rest) = std::mem::take(&mut left).split_at_mut_checked(length(index))?;
				left = rest;
				Some(Mutex::new(Some(piece)))
			})
			.collect();
		if self.helpers.is_empty() || pieces.len() < 2 {
			for (index, piece) in pieces.into_iter().enumerate() {
				if let Some(piece) = piece.into_inner().unwrap_or_else(PoisonError::into_inner) {
					work(index, piece);
				}
			}
			return;
		}
		// Pieces next to each other go to one thread, so that memory is read in order; few enough at a time that the
		// slower thread is waited for only shortly.
		let take = (pieces.len() / (self.threads() * 8)).max(1);
		let next = AtomicUsize::new(0);
		self.broadcast(&|| loop {
			let begin = next.fetch_add(take, Ordering::Relaxed);
			let Some(mine) = pieces.get(begin..pieces.len().min(begin + take)) else {
				return;
			};
			if mine.is_empty() {
				return;
			}
			for (index, piece) in mine.iter().enumerate() {
				let piece = piece.lock().unwrap_or_else(PoisonError::into_inner).take();
				if let Some(piece) = piece {
					work(begin + index, piece);
				}
			}
		});
	}
}

impl Drop for Pool {
	fn drop(&mut self) {
		self.shared.stop.store(true, Ordering::SeqCst);
		drop(self.shared.job.lock().unwrap_or_else(PoisonError::into_inner));
		self.shared.wake.notify_all();
		for helper in self.helpers.drain(..) {
			let _ = helper.join();
		}
	}
}

/// Waits, when dropped, until no helper is busy.
struct Finish<'a>(&'a Shared);

impl Drop for Finish<'_> {
	fn drop(&mut self) {
		let mut turns = 0u32;
		while self.0.busy.load(Ordering::Acquire) != 0 {
			turns = turns.saturating_add(1);
			if turns < SPINS {
				std::hint::spin_loop();
			} else {
				std::thread::yield_now();
			}
		}
	}
}

fn help(shared: &Shared) {
	let mut seen = 0;
	while let Some(round) = await_round(shared, seen) {
		seen = round;
		let job = *shared.job.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some(job) = job {
			if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
				shared.failed.store(true, Ordering::Relaxed);
			}
		}
		shared.busy.fetch_sub(1, Ordering::Release);
	}
}

/// The next round, or none when the pool ends.
fn await_round(shared: &Shared, seen: usize) -> Option<usize> {
	let mut turns = 0u32;
	loop {
		if shared.stop.load(Ordering::Relaxed) {
			return None;
		}
		let round = shared.round.load(Ordering::Acquire);
		if round != seen {
			return Some(round);
		}
		turns = turns.saturating_add(1);
		if turns < SPINS {
			std::hint::spin_loop();
		} else if turns < SPINS + YIELDS {
			std::thread::yield_now();
		} else {
			let guard = shared.job.lock().unwrap_or_else(PoisonError::into_inner);
			shared.sleepers.fetch_add(1, Ordering::SeqCst);
			let asleep = |_: &mut Option<Job>| {
				shared.round.load(Ordering::SeqCst) == seen && !shared.stop.load(Ordering::SeqCst)
			};
			drop(
				shared
					.wake
					.wait_while(guard, asleep)
					.unwrap_or_else(PoisonError::into_inner),
			);
			shared.sleepers.fetch_sub(1, Ordering::SeqCst);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_piece_is_worked_on_once_whatever_the_threads() {
		for threads in [1, 2, 5] {
			let mut pool = Pool::new(threads);
			for count in [0, 1, 7, 1000] {
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
				let expected: Vec<u32> = (0..count).flat_map(|i| vec![1 + i as u32; i + 1]).collect();
				assert_eq!(data, expected);
			}
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
}
