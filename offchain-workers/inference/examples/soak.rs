//! Asks a model all kinds of things for a while, and watches that memory stays flat and nothing is lost.
//!
//! `soak MODEL MINUTES`: a line every half minute, then a verdict; ends with 1 if memory grew, an answer broke its schema,
//! or a page of the cache was lost.

use althing_inference::engine::{Limits, Local, Options};
use althing_language::model::{
	EmbeddingModel, Error, Event, LanguageModel, Message, Reason, Request, Sampling, Shape, Speaker,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{json, Value};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Who ask at the same time: more than run together, so that some wait and some are put aside.
const ASKERS: u64 = 12;
/// Between two lines.
const EVERY: Duration = Duration::from_secs(30);
/// Growth that is no leak: what allocators keep.
const SLACK: u64 = 8 << 20;

/// What came of what was asked.
#[derive(Default)]
struct Tally {
	whole: AtomicU64,
	cut: AtomicU64,
	dropped: AtomicU64,
	refused: AtomicU64,
	vectors: AtomicU64,
	broken: AtomicU64,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
	let mut arguments = std::env::args().skip(1);
	let (path, minutes) = arguments
		.next()
		.zip(arguments.next())
		.ok_or("soak MODEL MINUTES")?;
	let minutes: f64 = minutes.parse()?;
	let options = Options {
		context: Some(1024),
		cache: 4 << 20,
		limits: Limits {
			batch: 128,
			running: 6,
			queue: 10,
		},
		..Options::default()
	};
	let model = Local::open(Path::new(&path), options, &mut |_, _| {})?;
	let tally = Tally::default();
	let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
	let askers = (0..ASKERS).map(|asker| ask(&model, &tally, asker, end));
	let (asked, memory) = tokio::join!(futures::future::join_all(askers), watch(&model, &tally, end),);
	asked.into_iter().collect::<Result<Vec<_>, _>>()?;
	verdict(&model, &tally, &memory?).await
}

/// Says how things stand, and notes memory, until the end.
async fn watch(model: &Local, tally: &Tally, end: Instant) -> Result<Vec<u64>, Failure> {
	let begun = Instant::now();
	let mut memory = Vec::new();
	while Instant::now() < end {
		tokio::time::sleep(EVERY.min(end - Instant::now())).await;
		memory.push(resident()?);
		let count = |number: &AtomicU64| number.load(Ordering::Relaxed);
		let metrics = model.metrics().snapshot();
		println!(
			"{:.0} s: {} KiB, {} whole, {} cut, {} dropped, {} refused, {} vectors, {} broken, {} tokens said, {} put aside",
			begun.elapsed().as_secs_f64(),
			memory.last().copied().unwrap_or(0) >> 10,
			count(&tally.whole),
			count(&tally.cut),
			count(&tally.dropped),
			count(&tally.refused),
			count(&tally.vectors),
			count(&tally.broken),
			metrics.said_tokens,
			metrics.preemptions,
		);
	}
	Ok(memory)
}

/// Bytes of memory that this process really has.
fn resident() -> Result<u64, Failure> {
	let status = std::fs::read_to_string("/proc/self/status")?;
	let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
	let number = line.and_then(|line| line.split_whitespace().next());
	Ok(number.ok_or("the system does not say")?.parse::<u64>()? << 10)
}

async fn verdict(model: &Local, tally: &Tally, memory: &[u64]) -> Result<(), Failure> {
	// Whoever was dropped last is gone once the next has its answer.
	let _ = model.embed(vec!["the end".into()]).await;
	let metrics = model.metrics().snapshot();
	// The first fifth fills pages, buffers and the allocator's own stores.
	let (warm, rest) = memory.split_at((memory.len() / 5).max(1).min(memory.len()));
	let before = warm.last().copied().unwrap_or(0);
	let after = rest.iter().copied().max().unwrap_or(before);
	println!(
		"memory: {} KiB when warm, {} KiB at most after it",
		before >> 10,
		after >> 10
	);
	let broken = tally.broken.load(Ordering::Relaxed);
	if after > before + SLACK || broken > 0 || metrics.running + metrics.waiting > 1 {
		return Err(format!("not as it should be: {metrics:?}, {broken} broken").into());
	}
	println!("flat, nothing broken, nothing left behind");
	Ok(())
}

async fn ask(model: &Local, tally: &Tally, asker: u64, end: Instant) -> Result<(), Failure> {
	let mut random = ChaCha8Rng::seed_from_u64(asker);
	while Instant::now() < end {
		match random.gen_range(0..10) {
			0 => place(model, tally, &mut random).await?,
			_ => talk(model, tally, &mut random).await?,
		}
	}
	Ok(())
}

async fn place(model: &Local, tally: &Tally, random: &mut ChaCha8Rng) -> Result<(), Failure> {
	let texts: Vec<String> = (0..random.gen_range(1..4)).map(|_| text(random)).collect();
	let count = texts.len() as u64;
	match model.embed(texts).await {
		Ok(_) => tally.vectors.fetch_add(count, Ordering::Relaxed),
		Err(Error::Busy(_) | Error::TooLong { .. } | Error::Failed(_)) => {
			tokio::task::yield_now().await;
			tally.refused.fetch_add(1, Ordering::Relaxed)
		}
		Err(error) => return Err(error.into()),
	};
	Ok(())
}

fn text(random: &mut ChaCha8Rng) -> String {
	// Many begin alike, so that pages are shared; some are too long for the context.
	let mut text = "what everybody begins with, as panels do. ".repeat(random.gen_range(0..4));
	let length = if random.gen_bool(0.02) {
		3000
	} else {
		random.gen_range(1..400)
	};
	text.extend((0..length).map(|_| random.gen_range(' '..='~')));
	text
}

fn request(random: &mut ChaCha8Rng) -> Request {
	let shape = match random.gen_range(0..4) {
		0 => Shape::Json,
		1 => Shape::Schema(json!({
			"type": "object", "additionalProperties": false, "required": ["choice", "why"],
			"properties": {"choice": {"enum": ["yes", "no"]}, "why": {"type": "string"}},
		})),
		// A schema that is none.
		2 if random.gen_bool(0.1) => Shape::Schema(json!({"type": "nothing"})),
		_ => Shape::Text,
	};
	Request {
		messages: vec![Message {
			role: Speaker::User,
			content: text(random),
			tool_calls: vec![],
			tool_call_id: None,
		}],
		shape,
		sampling: Sampling {
			temperature: if random.gen_bool(0.5) { 0.0 } else { 1.0 },
			seed: Some(random.gen()),
			max_tokens: random.gen_range(32..160),
			logprobs: random.gen_bool(0.2).then_some(3),
			..Sampling::default()
		},
		priority: random.gen_range(0..3),
		deterministic: random.gen_bool(0.5),
		..Request::default()
	}
}

async fn talk(model: &Local, tally: &Tally, random: &mut ChaCha8Rng) -> Result<(), Failure> {
	let request = request(random);
	let shaped = request.shape != Shape::Text;
	let patience = if random.gen_bool(0.2) {
		random.gen_range(0..20)
	} else {
		usize::MAX
	};
	let add = |number: &AtomicU64| number.fetch_add(1, Ordering::Relaxed);
	let mut events = match model.answer(request).await {
		Ok(events) => events,
		Err(Error::Busy(_) | Error::Request(_) | Error::TooLong { .. }) => {
			add(&tally.refused);
			tokio::task::yield_now().await;
			return Ok(());
		}
		Err(error) => return Err(error.into()),
	};
	let (mut said, mut heard) = (String::new(), 0);
	while let Some(event) = events.recv().await {
		if heard >= patience {
			add(&tally.dropped);
			return Ok(());
		}
		heard += 1;
		match event {
			Ok(Event::Text { text, .. }) => said += &text,
			Ok(Event::ToolCall(_)) => {}
			Ok(Event::Done(ending)) => {
				let whole = ending.reason == Reason::Stop;
				if shaped && whole && serde_json::from_str::<Value>(&said).is_err() {
					add(&tally.broken);
				}
				add(if whole { &tally.whole } else { &tally.cut });
			}
			Err(Error::Busy(_)) => {
				add(&tally.refused);
				tokio::task::yield_now().await;
			}
			Err(error) => return Err(error.into()),
		}
	}
	Ok(())
}
