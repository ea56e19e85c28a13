//! Time to the first token when requests of three priorities come together, beside the same requests without priorities.
//!
//! `priorities MODEL [THREADS]`

use althing_inference::bench::Spread;
use althing_inference::device::Wish;
use althing_inference::engine::{Limits, Local, Options};
use althing_language::model::{Event, LanguageModel, Message, Request, Sampling, Speaker};
use std::path::Path;
use std::time::Instant;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Requests in all, a third of each priority.
const REQUESTS: usize = 24;
/// Words of a prompt, and tokens of an answer.
const PROMPT: usize = 40;
const ANSWER: u32 = 16;
/// Sequences that go through the model together.
const RUNNING: usize = 4;

#[tokio::main]
async fn main() -> Result<(), Failure> {
	let mut arguments = std::env::args().skip(1);
	let path = arguments.next().ok_or("priorities MODEL [THREADS]")?;
	let threads = arguments.next().map(|text| text.parse()).transpose()?;
	let options = Options {
		wish: Wish {
			threads,
			..Wish::default()
		},
		limits: Limits {
			running: RUNNING,
			..Options::default().limits
		},
		..Options::default()
	};
	let model = Local::open(Path::new(&path), options, &mut |_, _| {})?;
	println!(
		"| priorities | of priority | first token after, s: median (least to most) | all done after, s |"
	);
	println!("|---|---|---|---|");
	for (round, mixed) in [false, true, false, true].into_iter().enumerate() {
		let begun = Instant::now();
		let waits = rush(&model, round, mixed).await?;
		let all = begun.elapsed().as_secs_f64();
		for priority in 0..3u8 {
			let own = waits.iter().filter(|(own, _)| *own == priority);
			let Spread { median, least, most } = Spread::of(own.map(|(_, wait)| *wait).collect());
			let mode = if mixed { "mixed" } else { "all 0" };
			println!("| {mode} | {priority} | {median:.2} ({least:.2} to {most:.2}) | {all:.2} |");
		}
	}
	Ok(())
}

/// All requests at once, in turns of priority: each one's priority, and seconds until its first token.
async fn rush(model: &Local, round: usize, mixed: bool) -> Result<Vec<(u8, f64)>, Failure> {
	let all = (0..REQUESTS).map(|index| async move {
		let priority = (index % 3) as u8;
		let words: Vec<String> = (0..PROMPT)
			.map(|word| format!("{}", (round * 31 + index) * 97 + word * 7))
			.collect();
		let request = Request {
			messages: vec![Message {
				role: Speaker::User,
				content: words.join(" "),
				tool_calls: vec![],
				tool_call_id: None,
			}],
			sampling: Sampling {
				max_tokens: ANSWER,
				temperature: 1.0,
				seed: Some(index as u64),
				// Of every token an event, even where random weights say half a character.
				logprobs: Some(0),
				..Sampling::default()
			},
			priority: if mixed { priority } else { 0 },
			..Request::default()
		};
		let begun = Instant::now();
		let mut events = model.answer(request).await?;
		let mut first = None;
		while let Some(event) = events.recv().await {
			if let Event::Text { .. } | Event::Done(_) = event? {
				first.get_or_insert(begun.elapsed().as_secs_f64());
			}
		}
		Ok::<_, Failure>((priority, first.ok_or("no answer came")?))
	});
	futures::future::try_join_all(all).await
}
