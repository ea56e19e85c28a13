//! What happens, in words.

/// Something worth a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
	/// A step of the program's own work.
	Step(String),
	/// Something that somebody should look at.
	Warning(String),
	/// A validator answers again.
	ValidatorUp {
		/// Its name.
		name: String,
	},
	/// A validator does not answer.
	ValidatorDown {
		/// Its name.
		name: String,
	},
	/// A scout found something.
	Suspected {
		/// What, in one sentence.
		summary: String,
	},
	/// A proposal was opened.
	Opened {
		/// Its number.
		id: u64,
		/// What it is about.
		subject: String,
	},
	/// Its panel was drawn.
	Drawn {
		/// The proposal's number.
		id: u64,
		/// How many seats.
		seats: u32,
		/// τ, in [0,1].
		threshold: f64,
	},
	/// Ballots were sealed.
	Sealed {
		/// The proposal's number.
		id: u64,
		/// How many so far.
		done: u32,
		/// Of how many.
		of: u32,
	},
	/// Ballots were opened.
	Revealed {
		/// The proposal's number.
		id: u64,
		/// How many so far.
		done: u32,
		/// Of how many.
		of: u32,
	},
	/// A round was counted.
	Counted {
		/// The proposal's number.
		id: u64,
		/// Which round, from one.
		round: u8,
		/// The leading answer in words.
		answer: String,
		/// Its share of the weight and the ends of the interval, in [0,1].
		support: [f64; 3],
		/// τ, in [0,1].
		threshold: f64,
	},
	/// A proposal ended.
	Decided {
		/// Its number.
		id: u64,
		/// What it was about.
		subject: String,
		/// How it ended, in words.
		outcome: String,
		/// The finalized block.
		block: u32,
	},
	/// A decision was anchored.
	Anchored {
		/// The proposal's number.
		id: u64,
		/// The anchor's number.
		anchor: u64,
	},
	/// A receipt was recomputed.
	Verified {
		/// The proposal's number.
		id: u64,
		/// Why it is not right; none when it is.
		mismatch: Option<String>,
	},
}

impl Event {
	/// Whether somebody should look at it.
	pub fn is_grave(&self) -> bool {
		matches!(
			self,
			Self::Warning(_)
				| Self::ValidatorDown { .. }
				| Self::Suspected { .. }
				| Self::Verified {
					mismatch: Some(_),
					..
				}
		)
	}
}

/// The event in one line of plain text: no colours, no control characters, no line end.
pub fn line(event: &Event) -> String {
	let text = match event {
		Event::Step(text) => text.clone(),
		Event::Warning(text) => format!("warning: {text}"),
		Event::ValidatorUp { name } => format!("validator {name} answers"),
		Event::ValidatorDown { name } => format!("validator {name} does not answer"),
		Event::Suspected { summary } => format!("suspicion: {summary}"),
		Event::Opened { id, subject } => format!("#{id} opened: {subject}"),
		Event::Drawn { id, seats, threshold } => {
			format!("#{id} panel of {seats} drawn, threshold {threshold:.2}")
		}
		Event::Sealed { id, done, of } => format!("#{id} {done} of {of} ballots sealed"),
		Event::Revealed { id, done, of } => format!("#{id} {done} of {of} ballots revealed"),
		Event::Counted {
			id,
			round,
			answer,
			support: [share, lower, upper],
			threshold,
		} => format!(
			"#{id} round {round}: {answer} has {share:.2} [{lower:.2}..{upper:.2}] against {threshold:.2}"
		),
		Event::Decided {
			id,
			subject,
			outcome,
			block,
		} => {
			format!("#{id} {subject}: {outcome}, final in block {block}")
		}
		Event::Anchored { id, anchor } => format!("#{id} anchored as {anchor}"),
		Event::Verified { id, mismatch: None } => format!("#{id} receipt verified"),
		Event::Verified {
			id,
			mismatch: Some(reason),
		} => format!("#{id} receipt is WRONG: {reason}"),
	};
	text.chars()
		.map(|c| if c.is_control() { ' ' } else { c })
		.collect()
}
