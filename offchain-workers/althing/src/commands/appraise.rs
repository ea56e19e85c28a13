//! `althing appraise`: finds out who copies and who is right, and tells the chain.

use super::connect::connect;
use super::output::print_json;
use super::signing::Session;
use crate::claims::{wanted, Figures, Found};
use crate::cli::Appraise;
use crate::exit::{Failure, Outcome};
use crate::plan::Draft;
use crate::say;
use althing_cmp_rules::Topic;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

pub(super) async fn run(options: Appraise, json: bool) -> Outcome {
	if options.show {
		return show(&options, json).await;
	}
	let session = Session::open(options.signing, json, &["Cmp"]).await?;
	let wanted = wanted(&session.state).await?;
	if wanted.is_empty() {
		say!("the chain wants no claim now: too little was answered since the last one");
		return Ok(());
	}
	for (topic, view) in wanted {
		let (agents, answers) = (
			view.heard.len(),
			view.heard.iter().map(|heard| heard.answers.len()),
		);
		let answers: usize = answers.sum();
		let message = format!("{} answers of {agents} panels, {}", answers, name(&topic));
		let Some(found) = searched(&message, move || Found::best(topic, &view)).await? else {
			say!("{}: nothing can be said of who is right", name(&topic));
			continue;
		};
		let figures = found.figures();
		let intent = format!(
			"claim what {} agents' words are worth on {}, {} cabals among them",
			figures.agents,
			name(&topic),
			figures.cabals
		);
		let draft = Draft::new(intent, found.call()).warning("the fee comes back when the claim is taken");
		session.carry_out(draft).await?;
	}
	Ok(())
}

/// What the chain believes now.
async fn show(options: &Appraise, json: bool) -> Outcome {
	let chain = connect(&options.signing.by.node).await?;
	let state = chain.now().await?;
	let mut known = Vec::new();
	for topic in Topic::ALL {
		if let Some(appraisal) = state.topic(topic).await?.and_then(|view| view.appraisal) {
			known.push((topic, appraisal));
		}
	}
	if json {
		let figures = known
			.iter()
			.map(|(topic, appraisal)| Figures::of(*topic, appraisal));
		print_json(&figures.collect::<Vec<_>>());
		return Ok(());
	}
	if known.is_empty() {
		say!("nobody was appraised yet: words weigh by what each agent has shown alone");
	}
	for (topic, appraisal) in known {
		say!("{}, after {} panels:", name(&topic), appraisal.upto);
		for (agent, known) in &appraisal.agents {
			let accuracy = crate::commands::output::percent(known.matrix.accuracy());
			match known.cabal {
				None => say!("  agent {agent:<6} right {accuracy}"),
				Some(cabal) => say!("  agent {agent:<6} right {accuracy}, in cabal {cabal}"),
			}
		}
	}
	Ok(())
}

/// What `work` gives, with a sign of life on standard error meanwhile.
async fn searched<R: Send + 'static>(
	message: &str,
	work: impl FnOnce() -> R + Send + 'static,
) -> Result<R, Failure> {
	let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}").map_err(Failure::other)?;
	let bar = ProgressBar::new_spinner()
		.with_style(style)
		.with_message(message.to_owned());
	bar.enable_steady_tick(Duration::from_millis(100));
	let result = tokio::task::spawn_blocking(work).await.map_err(Failure::other);
	bar.finish_and_clear();
	result
}

fn name(topic: &Topic) -> String {
	use althing_cmp_rules::Class;
	match topic.class {
		Class::Routine => "questions of yes and no with little at risk".into(),
		Class::Grave => "questions of yes and no with much at risk".into(),
		Class::Choice => format!("choices of {} options", topic.labels),
		Class::Scalar => "numbers".into(),
	}
}
