//! Threads that stand ready: a model's layer is many short steps, and each ends with all of them.
//!
//! Who waits spins for some microseconds, because waking a sleeping thread takes longer than a step, and then sleeps:
//! the core may have other work. A step ends when its pieces are done. A helper that gets no core meanwhile misses the
//! step and nobody waits for it: on a busy machine the work goes on with the threads that run.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, Thread};

/// Turns of spinning before a thread sleeps; none where threads share cores.
const SPINS: u32 = 4096;
/// Groups of pieces for each thread: so many that the slower thread is waited for only shortly.
const GROUPS: usize = 8;
/// Set in the state while helpers may enter the round.
const OPEN: u64 = 1 << 31;
/// Within the state: helpers that are in the round.
const INSIDE: u64 = OPEN - 1;
/// Within the state: where the round's number begins.
const ROUND: u32 = 32;

type Job = &'static (dyn Fn() + Sync);

#[derive(Default)]
struct Shared {
	/// The round's number, whether it is open, and how many helpers are inside, in one word: who enters knows that the
	/// job lasts until they leave.
	state: AtomicU64,
	failed: AtomicBool,
	stop: AtomicBool,
	job: Mutex<Option<Job>>,
	/// Who sleeps until the last helper has left.
	caller: Mutex<Option<Thread>>,
	#[cfg(test)]
	sleeps: tests::Sleeps,
}

struct Helper {
	thread: JoinHandle<()>,
	asleep: Arc<AtomicBool>,
}

/// A pool of threads. Work given to it is done when the call returns.
pub struct Pool {
	shared: Arc<Shared>,
	helpers: Vec<Helper>,
	round: u32,
	spins: u32,
}

impl Pool {
	/// A pool of `threads`, the caller's own among them; at least one, at most 256.
	pub fn new(threads: usize) -> Self {
		let threads = threads.clamp(1, 256);
		let cores = std::thread::available_parallelism().map_or(1, usize::from);
		let spins = if threads <= cores { SPINS } else { 0 };
		let shared = Arc::new(Shared::default());
		let helpers = (1..threads)
			.filter_map(|index| {
				let (own, asleep) = (Arc::clone(&shared), Arc::new(AtomicBool::new(false)));
				let flag = Arc::clone(&asleep);
				let thread = std::thread::Builder::new()
					.name(format!("model-{index}"))
					.spawn(move || own.help(&flag, spins))
					.ok()?;
				Some(Helper { thread, asleep })
			})
			.collect();
		Self {
			shared,
			helpers,
			round: 0,
			spins,
		}
	}

	/// How many threads work, the caller's own among them.
	pub fn threads(&self) -> usize {
		self.helpers.len() + 1
	}

	/// Runs `job` in the caller and in every helper that comes while the caller is at it; returns when all have ended.
	fn broadcast(&mut self, job: &(dyn Fn() + Sync)) {
		// SAFETY: the reference outlives its use: `Finish` below closes the round, and waits, even when `job` panics,
		// until no helper is inside. Outside a round nobody reads it.
		#[allow(
			unsafe_code,
			reason = "threads that stand ready cannot borrow from a caller whom they outlive"
		)]
		let lasting: Job = unsafe { std::mem::transmute::<&(dyn Fn() + Sync), Job>(job) };
		let shared = &*self.shared;
		*shared.job.lock().unwrap_or_else(PoisonError::into_inner) = Some(lasting);
		// Of a round whose caller failed too, nobody has asked.
		shared.failed.store(false, Ordering::Relaxed);
		// Helpers begin as if they had seen round 0.
		self.round = self.round.checked_add(1).unwrap_or(1);
		let state = (u64::from(self.round) << ROUND) | OPEN;
		shared.state.store(state, Ordering::SeqCst);
		let finish = Finish(shared, self.spins);
		// A helper says that it sleeps, then looks at the round; here it is the other way round: one of the two sees.
		for helper in &self.helpers {
			if helper.asleep.swap(false, Ordering::SeqCst) {
				helper.thread.thread().unpark();
			}
		}
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
		length: impl Fn(usize) -> usize + Sync,
		work: impl Fn(usize, &mut [T]) + Sync,
	) {
		if self.helpers.is_empty() || count < 2 {
			return each(0..count, data, &length, &work);
		}
		// Pieces next to each other go to one thread, so that memory is read in order.
		let take = (count / (self.threads() * GROUPS)).max(1);
		let mut left = data;
		let groups: Vec<Mutex<Option<&mut [T]>>> = (0..count)
			.step_by(take)
			.map(|first| {
				let size: usize = (first..count.min(first + take)).map(&length).sum();
				let size = size.min(left.len());
				let (group, rest) = std::mem::take(&mut left).split_at_mut(size);
				left = rest;
				Mutex::new(Some(group))
			})
			.collect();
		let next = AtomicUsize::new(0);
		self.broadcast(&|| {
			let mine = || {
				let index = next.fetch_add(1, Ordering::Relaxed);
				Some((index * take, groups.get(index)?))
			};
			while let Some((at, group)) = mine() {
				let group = group.lock().unwrap_or_else(PoisonError::into_inner).take();
				each(
					at..count.min(at + take),
					group.unwrap_or_default(),
					&length,
					&work,
				);
			}
		});
	}
}

/// Gives `work` the pieces of these numbers, one after the other, as long as the data reaches.
fn each<T>(
	numbers: std::ops::Range<usize>,
	data: &mut [T],
	length: &impl Fn(usize) -> usize,
	work: &impl Fn(usize, &mut [T]),
) {
	let mut left = data;
	for index in numbers {
		let Some((piece, rest)) = std::mem::take(&mut left).split_at_mut_checked(length(index)) else {
			return;
		};
		left = rest;
		work(index, piece);
	}
}

impl Drop for Pool {
	fn drop(&mut self) {
		self.shared.stop.store(true, Ordering::SeqCst);
		for helper in self.helpers.drain(..) {
			helper.thread.thread().unpark();
			let _ = helper.thread.join();
		}
	}
}

/// Ends a round when dropped: nobody enters any more, and who is inside is waited for.
struct Finish<'a>(&'a Shared, u32);

impl Drop for Finish<'_> {
	fn drop(&mut self) {
		let Self(shared, spins) = self;
		shared.state.fetch_and(!OPEN, Ordering::SeqCst);
		let inside = || shared.state.load(Ordering::SeqCst) & INSIDE != 0;
		let mut turns = 0;
		while inside() && turns < *spins {
			turns += 1;
			std::hint::spin_loop();
		}
		if inside() {
			let caller = || shared.caller.lock().unwrap_or_else(PoisonError::into_inner);
			*caller() = Some(std::thread::current());
			while inside() {
				std::thread::park();
			}
			*caller() = None;
		}
		*shared.job.lock().unwrap_or_else(PoisonError::into_inner) = None;
	}
}

impl Shared {
	/// What a helper does all its life.
	fn help(&self, asleep: &AtomicBool, spins: u32) {
		let mut seen = 0;
		while let Some(round) = self.await_round(seen, asleep, spins) {
			seen = round;
			let job = *self.job.lock().unwrap_or_else(PoisonError::into_inner);
			if let Some(job) = job {
				if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
					self.failed.store(true, Ordering::Relaxed);
				}
			}
			self.leave();
		}
	}

	/// Enters the next round, and says its number; none when the pool ends.
	fn await_round(&self, seen: u64, asleep: &AtomicBool, spins: u32) -> Option<u64> {
		let mut turns = 0;
		while !self.stop.load(Ordering::SeqCst) {
			if let Some(round) = self.enter(seen) {
				return Some(round);
			}
			if turns < spins {
				turns += 1;
				std::hint::spin_loop();
				continue;
			}
			asleep.store(true, Ordering::SeqCst);
			let state = self.state.load(Ordering::SeqCst);
			let open = state & OPEN != 0 && state >> ROUND != seen;
			if !open && !self.stop.load(Ordering::SeqCst) {
				#[cfg(test)]
				self.sleeps.begin();
				std::thread::park();
				#[cfg(test)]
				self.sleeps.end();
			}
			asleep.store(false, Ordering::SeqCst);
			turns = 0;
		}
		None
	}

	fn enter(&self, seen: u64) -> Option<u64> {
		let mut state = self.state.load(Ordering::SeqCst);
		while state & OPEN != 0 && state >> ROUND != seen {
			let inside = state + 1;
			match self
				.state
				.compare_exchange_weak(state, inside, Ordering::SeqCst, Ordering::SeqCst)
			{
				Ok(_) => return Some(state >> ROUND),
				Err(now) => state = now,
			}
		}
		None
	}

	fn leave(&self) {
		let before = self.state.fetch_sub(1, Ordering::SeqCst);
		if before & OPEN == 0 && before & INSIDE == 1 {
			let caller = self.caller.lock().unwrap_or_else(PoisonError::into_inner);
			if let Some(caller) = &*caller {
				caller.unpark();
			}
		}
	}
}

#[cfg(test)]
mod tests;
