//! The estimator that the runtime executes, over a crowd.

use crate::Crowd;
use althing_cmp_stats::{estimate, Estimate, Invalid, Online, Settings};

/// The most answers that an estimate is made from while the crowd goes on.
pub const WINDOW: usize = 1 << 16;

/// The decision on each task by what was known when it came. `done` is told how many are decided.
///
/// # Errors
/// [`Invalid`] where the estimator does not take the crowd.
pub fn online(
	crowd: &Crowd,
	settings: &Settings,
	mut done: impl FnMut(usize),
) -> Result<Vec<usize>, Invalid> {
	crowd.window()?;
	let mut online = Online::new(crowd.labels.len(), crowd.agents.len(), WINDOW, settings.clone());
	let mut decided = Vec::with_capacity(crowd.tasks.len());
	for task in &crowd.tasks {
		decided.push(online.decide(task));
		online.remember(task.clone());
		if online.is_due() {
			if let Some(estimate) = online.estimate() {
				online.adopt(estimate);
			}
		}
		done(decided.len());
	}
	Ok(decided)
}

/// What the whole crowd says in the end.
///
/// # Errors
/// [`Invalid`] where the estimator does not take the crowd.
pub fn at_the_end(crowd: &Crowd, settings: &Settings) -> Result<Estimate, Invalid> {
	Ok(estimate(&crowd.window()?, settings))
}
