//! What looking pays, beside what one gets without: exact expectations, nothing is drawn.
//!
//! When a truth is told, a prize times how unexpected that truth was (`althing_cmp_rules::surprise`) is shared equally
//! among the seats whose first ballot was right. Questions are of yes and no; who looks pays for it and is right with the
//! same chance whichever is true, each seat for itself. Shown is what one seat gets by looking, by saying what is usually
//! true, what is seldom true, and by guessing, while the other seats look; and what looking may cost where they do not.

/// Seats of the panel.
pub const SEATS: u32 = 21;

/// How a question is, and what is believed of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
	/// How often yes is true; one half at most.
	pub yes: f64,
	/// How often the chain holds yes to be true.
	pub believed: f64,
	/// How often who looks is right.
	pub accuracy: f64,
}

/// What one seat gets, in shares of the prize of a case whose truth is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
	/// The case.
	pub case: Case,
	/// Looks, and says what it found; its cost is not taken off.
	pub looks: f64,
	/// Says what is usually true.
	pub usual: f64,
	/// Says what is seldom true.
	pub seldom: f64,
	/// Guesses.
	pub guesses: f64,
	/// The cost of looking up to which it is the best reply; below zero where it never is.
	pub breaks_even: f64,
	/// The same, while the others guess.
	pub among_guessers: f64,
	/// The same, while the others say what is usual: then who says the contrary, and shares with nobody, gets most.
	pub among_usual: f64,
}

/// How often each answer is said when yes, and when no is true.
#[derive(Clone, Copy)]
struct Strategy {
	yes_if_yes: f64,
	no_if_no: f64,
}

impl Strategy {
	const USUAL: Self = Self {
		yes_if_yes: 0.0,
		no_if_no: 1.0,
	};
	const SELDOM: Self = Self {
		yes_if_yes: 1.0,
		no_if_no: 0.0,
	};
	const GUESSES: Self = Self {
		yes_if_yes: 0.5,
		no_if_no: 0.5,
	};

	const fn looks(accuracy: f64) -> Self {
		Self {
			yes_if_yes: accuracy,
			no_if_no: accuracy,
		}
	}
}

/// The table of what was believed rightly: four frequencies of yes, five accuracies.
pub fn informed() -> Vec<Line> {
	cases(|yes| yes)
}

/// The same where nothing is known of the frequencies yet: yes and no are taken to be equally frequent.
pub fn uninformed() -> Vec<Line> {
	cases(|_| 0.5)
}

fn cases(believed: impl Fn(f64) -> f64) -> Vec<Line> {
	let of = |yes: f64| {
		[0.55, 0.6, 0.7, 0.8, 0.9].map(|accuracy| Case {
			yes,
			believed: believed(yes),
			accuracy,
		})
	};
	[0.5, 0.3, 0.1, 0.03].into_iter().flat_map(of).map(line).collect()
}

fn line(case: Case) -> Line {
	let look = Strategy::looks(case.accuracy);
	let idle = [Strategy::USUAL, Strategy::SELDOM, Strategy::GUESSES];
	let [usual, seldom, guesses] = idle.map(|own| pays(case, own, look));
	let looks = pays(case, look, look);
	let breaks_even = |others: Strategy| {
		let best = idle
			.map(|own| pays(case, own, others))
			.into_iter()
			.fold(f64::MIN, f64::max);
		pays(case, look, others) - best
	};
	Line {
		case,
		looks,
		usual,
		seldom,
		guesses,
		breaks_even: breaks_even(look),
		among_guessers: breaks_even(Strategy::GUESSES),
		among_usual: breaks_even(Strategy::USUAL),
	}
}

/// What a seat that does `own` gets while each of the others does `others`.
fn pays(case: Case, own: Strategy, others: Strategy) -> f64 {
	let yes = case.yes * (1.0 - case.believed) * own.yes_if_yes * share(others.yes_if_yes);
	let no = (1.0 - case.yes) * case.believed * own.no_if_no * share(others.no_if_no);
	yes + no
}

/// What a seat expects of the prize when it is right and each of the others is with chance `right`: E[1 / (1 + R)], with R
/// binomial.
fn share(right: f64) -> f64 {
	if right == 0.0 {
		return 1.0;
	}
	(1.0 - (1.0 - right).powi(SEATS as i32)) / (f64::from(SEATS) * right)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn looking_is_the_best_reply_to_those_who_look_whatever_is_usual() {
		assert!(informed().iter().all(|line| line.breaks_even > 0.0));
	}

	#[test]
	fn and_to_those_who_guess() {
		assert!(informed().iter().all(|line| line.among_guessers > 0.0));
	}

	#[test]
	fn where_all_say_what_is_usual_nobody_does_well_to_say_the_same() {
		for line in informed() {
			let among = |own| pays(line.case, own, Strategy::USUAL);
			assert!(among(Strategy::looks(line.case.accuracy)) > among(Strategy::USUAL));
			assert!(line.among_usual < 0.0, "who says the contrary gets most");
		}
	}

	#[test]
	fn before_frequencies_are_known_who_says_what_is_usual_gets_more_where_yes_is_seldom() {
		let pays = |line: &&Line| line.breaks_even > 0.0;
		let lines = uninformed();
		assert!(lines
			.iter()
			.filter(|line| line.case.yes == 0.5)
			.all(|line| pays(&line)));
		assert!(!lines
			.iter()
			.filter(|line| line.case.yes == 0.03)
			.any(|line| pays(&line)));
	}

	#[test]
	fn shares_add_up_to_the_prize() {
		// 21 seats that are right together share all of it; alone one has all.
		assert!((share(1.0) * f64::from(SEATS) - 1.0).abs() < 1e-12);
		let chance: f64 = 0.7;
		let somebody = 1.0 - (1.0 - chance).powi(SEATS as i32);
		assert!((f64::from(SEATS) * chance * share(chance) - somebody).abs() < 1e-12);
	}
}
