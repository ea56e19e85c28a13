//! Exit codes: what scripts can rely on.

/// What a command ended with when it did not succeed.
#[derive(Debug)]
pub struct Failure {
	/// The process's exit code.
	pub code: u8,
	/// What happened and what to do, as full sentences; empty where nothing is to be said.
	pub message: String,
}

impl Failure {
	/// Anything that is none of the others.
	pub fn other(error: impl std::fmt::Display) -> Self {
		Self {
			code: 1,
			message: error.to_string(),
		}
	}

	/// Wrong usage or bad input.
	pub fn input(error: impl std::fmt::Display) -> Self {
		Self {
			code: 2,
			message: error.to_string(),
		}
	}

	/// What the chain refused.
	pub fn refused(error: impl std::fmt::Display) -> Self {
		Self {
			code: 5,
			message: error.to_string(),
		}
	}

	/// A receipt that does not hold.
	pub fn verification(error: impl std::fmt::Display) -> Self {
		Self {
			code: 6,
			message: error.to_string(),
		}
	}

	/// What a policy forbids.
	pub fn forbidden(error: impl std::fmt::Display) -> Self {
		Self {
			code: 8,
			message: error.to_string(),
		}
	}

	/// What was printed cannot be written. Quiet when the reader of a pipe has left, with the exit code that a
	/// shell gives who dies of it: that is how pipes end.
	pub fn unheard(kind: std::io::ErrorKind) -> Self {
		const SIGPIPE: u8 = 13;
		match kind {
			std::io::ErrorKind::BrokenPipe => Self {
				code: 128 + SIGPIPE,
				message: String::new(),
			},
			kind => Self::other(format!("standard output cannot be written: {kind}")),
		}
	}

	/// Time ran out.
	pub fn timeout(error: impl std::fmt::Display) -> Self {
		Self {
			code: 7,
			message: error.to_string(),
		}
	}
}

/// What a command gives back.
pub type Outcome = Result<(), Failure>;
