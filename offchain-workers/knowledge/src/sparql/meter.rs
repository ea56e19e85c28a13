//! What a query has used, counted where it uses it.
//!
//! The evaluator is somebody else's and asks nobody before it joins or sorts. But it cannot keep a row without
//! cloning the terms in it, and the type of these terms is ours: [`Held`] counts itself in and out on the thread
//! that evaluates. So working memory and time are bounded whatever a query does between two reads of the data. A
//! limit that is reached unwinds the thread, which does nothing else, and is an error for who asked.

use super::limits::Limits;
use crate::error::Limit;
use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a term costs while it is held: its place in a row, its share of the row and of the tables around it.
const TERM_BYTES: usize = 48;

/// Ends a query from outside.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
	/// Asks the query to end. It does so within microseconds to milliseconds.
	pub fn cancel(&self) {
		self.0.store(true, Ordering::Relaxed);
	}

	fn is_cancelled(&self) -> bool {
		self.0.load(Ordering::Relaxed)
	}
}

struct Meter {
	held: Cell<usize>,
	bytes: Cell<usize>,
	read: Cell<usize>,
	ticks: Cell<u32>,
	most_held: Cell<usize>,
	most_bytes: Cell<usize>,
	most_read: Cell<usize>,
	until: Cell<Option<Instant>>,
	limits: RefCell<(Limits, Cancel)>,
}

thread_local! {
	static METER: Meter = Meter {
		held: Cell::new(0),
		bytes: Cell::new(0),
		read: Cell::new(0),
		ticks: Cell::new(0),
		most_held: Cell::new(usize::MAX),
		most_bytes: Cell::new(usize::MAX),
		most_read: Cell::new(usize::MAX),
		until: Cell::new(None),
		limits: RefCell::default(),
	};
}

/// Begins to count on this thread.
pub fn begin(limits: &Limits, cancel: &Cancel) {
	METER.with(|meter| {
		let most = limits.memory_mib.saturating_mul(1 << 20);
		meter
			.most_held
			.set(meter.held.get().saturating_add(most / TERM_BYTES));
		meter.most_bytes.set(most);
		meter.most_read.set(usize::MAX);
		meter.bytes.set(0);
		meter.read.set(0);
		meter
			.until
			.set(Instant::now().checked_add(Duration::from_millis(limits.time_ms)));
		*meter.limits.borrow_mut() = (limits.clone(), cancel.clone());
	});
}

/// From here on what expressions read counts as memory: they may join it into longer strings.
pub fn grow() {
	METER.with(|meter| meter.most_read.set(meter.most_bytes.get()));
}

fn stop(limit: Limit) -> ! {
	// While the thread unwinds, terms are dropped and none is cloned: it cannot stop twice.
	resume_unwind(Box::new(limit))
}

fn memory() -> ! {
	let most = METER.with(|meter| {
		meter.most_held.set(usize::MAX);
		meter.limits.borrow().0.memory_mib
	});
	stop(Limit::Memory(most))
}

/// One step of work. Every so many the clock is read.
#[inline]
pub fn tick() {
	METER.with(|meter| {
		let ticks = meter.ticks.get().wrapping_add(1);
		meter.ticks.set(ticks);
		if ticks.is_multiple_of(1_024) {
			look(meter);
		}
	});
}

#[cold]
fn look(meter: &Meter) {
	let (limits, cancel) = &*meter.limits.borrow();
	let limit = if cancel.is_cancelled() {
		Limit::Cancelled
	} else if meter.until.get().is_some_and(|until| Instant::now() > until) {
		Limit::Time(limits.time_ms)
	} else {
		return;
	};
	meter.until.set(None);
	stop(limit);
}

/// Counts bytes that the query made and keeps.
pub fn made(bytes: usize) {
	METER.with(|meter| {
		let all = meter.bytes.get().saturating_add(bytes).saturating_add(TERM_BYTES);
		meter.bytes.set(all);
		if all > meter.most_bytes.get() {
			memory();
		}
	});
	tick();
}

/// Counts bytes that an expression reads.
pub fn read(bytes: usize) {
	METER.with(|meter| {
		let all = meter.read.get().saturating_add(bytes).saturating_add(64);
		meter.read.set(all);
		if all > meter.most_read.get() {
			memory();
		}
	});
	tick();
}

/// How long a string may become.
pub fn most_bytes() -> usize {
	METER.with(|meter| meter.most_bytes.get())
}

/// Ends the query for want of memory.
pub fn out_of_memory() -> ! {
	memory()
}

/// A term in a row of the evaluator: the number of one of the store's terms, or of one that the query made.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Held(NonZeroU32);

impl Held {
	/// Counts a term in.
	#[inline]
	pub fn new(id: NonZeroU32) -> Self {
		METER.with(|meter| {
			let held = meter.held.get().saturating_add(1);
			meter.held.set(held);
			if held > meter.most_held.get() {
				memory();
			}
		});
		tick();
		Self(id)
	}

	/// The number.
	#[inline]
	pub fn id(&self) -> u32 {
		self.0.get()
	}
}

impl Clone for Held {
	#[inline]
	fn clone(&self) -> Self {
		Self::new(self.0)
	}
}

impl Drop for Held {
	#[inline]
	fn drop(&mut self) {
		// Gone with its thread: nobody counts any more.
		let _ = METER.try_with(|meter| meter.held.set(meter.held.get().saturating_sub(1)));
	}
}
