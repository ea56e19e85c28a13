//! Standard output and standard error, when whoever reads them may go away.
//!
//! `println!` panics when a pipe's reader has left, as `head` does. Here the first failed write is kept, what
//! would follow is dropped, and [`failed`] tells `main`, which ends the command in good order: what it has
//! started is stopped, and nothing more is sent to a chain.

use crate::exit::{Failure, Outcome};
use std::{
	fmt,
	io::{self, ErrorKind, Write},
	sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

static OUTPUT: Output = Output::new();

/// What became of standard output.
struct Output {
	failure: Mutex<Option<ErrorKind>>,
	told: Notify,
}

impl Output {
	const fn new() -> Self {
		Self {
			failure: Mutex::new(None),
			told: Notify::const_new(),
		}
	}

	fn failure(&self) -> Option<ErrorKind> {
		*self.failure.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Writes `text` to `to` unless a write has failed before.
	fn write(&self, to: &mut impl Write, text: fmt::Arguments<'_>) {
		if self.failure().is_some() {
			return;
		}
		if let Err(error) = to.write_fmt(text).and_then(|()| to.flush()) {
			*self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.kind());
			self.told.notify_one();
		}
	}

	async fn failed(&self) -> Failure {
		loop {
			if let Some(kind) = self.failure() {
				return Failure::unheard(kind);
			}
			self.told.notified().await;
		}
	}
}

/// Writes to standard output. What `say!` is made of.
pub fn write(text: fmt::Arguments<'_>) {
	OUTPUT.write(&mut io::stdout().lock(), text);
}

/// Writes to standard error, if anybody reads it. What `complain!` is made of.
pub fn write_error(text: fmt::Arguments<'_>) {
	// There is nowhere left to say that this failed.
	let _ = io::stderr().lock().write_fmt(text);
}

/// Fails where a write to standard output has failed.
///
/// # Errors
/// That what was said is not heard.
pub fn outcome() -> Outcome {
	OUTPUT
		.failure()
		.map_or(Ok(()), |kind| Err(Failure::unheard(kind)))
}

/// Waits until a write to standard output has failed.
pub async fn failed() -> Failure {
	OUTPUT.failed().await
}

/// Prints a line to standard output.
#[macro_export]
macro_rules! say {
	($($text:tt)*) => {
		$crate::stdout::write(format_args!("{}\n", format_args!($($text)*)))
	};
}

/// Prints a line to standard error.
#[macro_export]
macro_rules! complain {
	($($text:tt)*) => {
		$crate::stdout::write_error(format_args!("{}\n", format_args!($($text)*)))
	};
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Somebody who hears so many bytes and leaves.
	struct Leaver(usize, ErrorKind);

	impl Write for Leaver {
		fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
			match self.0.checked_sub(bytes.len()) {
				Some(left) => {
					self.0 = left;
					Ok(bytes.len())
				}
				None => Err(self.1.into()),
			}
		}

		fn flush(&mut self) -> io::Result<()> {
			Ok(())
		}
	}

	#[tokio::test]
	async fn a_reader_who_leaves_ends_it_without_a_word() {
		let output = Output::new();
		let mut reader = Leaver(8, ErrorKind::BrokenPipe);
		output.write(&mut reader, format_args!("one\n"));
		assert_eq!(output.failure(), None);
		output.write(&mut reader, format_args!("too long\n"));
		output.write(&mut reader, format_args!("2\n"));
		assert_eq!(reader.0, 4, "something was written after the failure");
		let failure = output.failed().await;
		assert_eq!((failure.code, failure.message.as_str()), (141, ""));
	}

	#[tokio::test]
	async fn a_full_disk_is_said_to_be_one() {
		let output = Output::new();
		output.write(&mut Leaver(0, ErrorKind::StorageFull), format_args!("x"));
		let failure = output.failed().await;
		assert_eq!(failure.code, 1);
		assert!(!failure.message.is_empty());
	}

	#[tokio::test]
	async fn nobody_is_told_while_all_is_well() {
		let output = Output::new();
		let waiting = tokio::time::timeout(std::time::Duration::from_millis(10), output.failed());
		assert!(waiting.await.is_err());
	}
}
