use super::*;
use crate::device::Wish;
use crate::make::{make, Plan};
use crate::model::Family;
use crate::quant::Format;
use althing_language::model::{
	EmbeddingModel, Ending, Error, Event, Events, LanguageModel, Message, Reason, Request, Sampling, Shape,
	Speaker,
};
use serde_json::json;

mod shapes;

fn open(options: Options) -> Local {
	let mut plan = Plan::named("tiny", Family::Qwen2, Format::Q8_0, 5).unwrap();
	plan.vocabulary = 1000;
	made(&plan, options)
}

fn made(plan: &Plan, options: Options) -> Local {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	make(plan, std::fs::File::create(&path).unwrap(), &mut |_, _| {}).unwrap();
	Local::open(&path, options, &mut |_, _| {}).unwrap()
}

fn threads(threads: usize) -> Wish {
	Wish {
		threads: Some(threads),
		..Wish::default()
	}
}

fn small() -> Options {
	Options {
		context: Some(512),
		wish: threads(2),
		cache: 8 << 20,
		..Options::default()
	}
}

fn ask(text: &str, sampling: Sampling) -> Request {
	let message = Message {
		role: Speaker::User,
		content: text.into(),
		tool_calls: vec![],
		tool_call_id: None,
	};
	Request {
		messages: vec![message],
		sampling,
		deterministic: true,
		..Request::default()
	}
}

fn brief(max_tokens: u32) -> Sampling {
	Sampling {
		max_tokens,
		seed: Some(1),
		..Sampling::default()
	}
}

async fn all(mut events: Events) -> Result<(String, Ending), Error> {
	let mut said = String::new();
	while let Some(event) = events.recv().await {
		match event? {
			Event::Text { text, .. } => said += &text,
			Event::ToolCall(call) => said += &call.arguments,
			Event::Done(ending) => return Ok((said, ending)),
		}
	}
	Err(Error::Failed("no end came".into()))
}

#[tokio::test]
async fn an_answer_comes_with_its_recipe_and_is_the_same_again() {
	let model = open(small());
	let first = all(model.answer(ask("hello there", brief(20))).await.unwrap())
		.await
		.unwrap();
	let again = all(model.answer(ask("hello there", brief(20))).await.unwrap())
		.await
		.unwrap();
	assert_eq!(first.0, again.0);
	assert!(!first.0.is_empty());
	assert_eq!(first.1.usage.cached_tokens, 0);
	assert_eq!(again.1.recipe, first.1.recipe);
	assert_eq!(
		first.1.recipe.unwrap().model,
		LanguageModel::card(&model).hash_of()
	);
}

trait HashOf {
	fn hash_of(&self) -> [u8; 32];
}

impl HashOf for althing_language::model::Card {
	fn hash_of(&self) -> [u8; 32] {
		self.hash.unwrap()
	}
}

#[tokio::test]
async fn a_beginning_that_was_read_is_not_read_again() {
	let model = open(small());
	let long = "the same long beginning, again and again, ".repeat(4);
	let first = all(model.answer(ask(&long, brief(4))).await.unwrap())
		.await
		.unwrap();
	let again = all(model.answer(ask(&long, brief(4))).await.unwrap())
		.await
		.unwrap();
	assert!(again.1.usage.cached_tokens >= 64, "{:?}", again.1.usage);
	assert_eq!(first.0, again.0);
}

#[tokio::test]
async fn a_crowd_gets_what_each_would_get_alone() {
	let alone = open(Options {
		wish: threads(1),
		..small()
	});
	let sampling = |i: u64| Sampling {
		temperature: 0.8,
		seed: Some(i),
		max_tokens: 24,
		..Sampling::default()
	};
	let mut expected = Vec::new();
	for i in 0..12 {
		let request = ask(&format!("question {i}"), sampling(i));
		expected.push(all(alone.answer(request).await.unwrap()).await.unwrap().0);
	}
	// So little memory that some are put aside on the way.
	let mut options = small();
	options.cache = 40 * crate::model::Cache::page_bytes(alone.shape(), options.wish.precision);
	options.limits.running = 8;
	let crowd = open(options);
	let answers = (0..12).map(|i| {
		let mut request = ask(&format!("question {i}"), sampling(i));
		request.priority = (i % 3) as u8;
		let crowd = &crowd;
		async move { all(crowd.answer(request).await.unwrap()).await.unwrap().0 }
	});
	assert_eq!(futures::future::join_all(answers).await, expected);
}

#[tokio::test]
async fn who_goes_away_takes_no_more_time() {
	let model = open(small());
	let mut events = model.answer(ask("talk on", brief(400))).await.unwrap();
	events.recv().await.unwrap().unwrap();
	drop(events);
	// The next answer comes, and the first one's memory is back.
	all(model.answer(ask("next", brief(2))).await.unwrap())
		.await
		.unwrap();
	let metrics = model.metrics().snapshot();
	assert_eq!(metrics.cancelled, 1, "{metrics:?}");
	assert!(metrics.said_tokens < 400);
}

#[tokio::test]
async fn stop_texts_end_an_answer_and_likelihoods_come_when_asked() {
	let model = open(small());
	let free = all(model.answer(ask("hello", brief(30))).await.unwrap())
		.await
		.unwrap()
		.0;
	let stop: String = free.chars().skip(4).take(2).collect();
	let sampling = Sampling {
		stop: vec![stop.clone()],
		logprobs: Some(3),
		..brief(30)
	};
	let mut events = model.answer(ask("hello", sampling)).await.unwrap();
	let (mut said, mut likely) = (String::new(), Vec::new());
	while let Some(Ok(event)) = events.recv().await {
		match event {
			Event::Text { text, tokens } => {
				said += &text;
				likely.extend(tokens);
			}
			Event::Done(ending) => assert_eq!(ending.reason, Reason::Stop),
			Event::ToolCall(_) => {}
		}
	}
	assert_eq!(said, free[..free.find(&stop).unwrap()]);
	assert!(likely
		.iter()
		.all(|(own, rivals)| own.logprob <= 0.0 && rivals.len() == 3));
	assert!(!likely.is_empty());
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_with_the_reason() {
	let model = open(small());
	let long = model.answer(ask("hi", brief(600))).await;
	assert!(matches!(long, Err(Error::TooLong { context: 512, .. })));
	let hot = model
		.answer(ask(
			"hi",
			Sampling {
				temperature: -1.0,
				..brief(5)
			},
		))
		.await;
	assert!(matches!(hot, Err(Error::Request(_))));
	let mut odd = ask("hi", brief(5));
	odd.shape = Shape::Schema(json!({"type": "nothing"}));
	assert!(matches!(model.answer(odd).await, Err(Error::Request(_))));
}

#[tokio::test]
async fn texts_are_sorted_into_the_models_classes_whoever_else_asks() {
	let mut plan = Plan::named("tiny", Family::Qwen3, Format::Q8_0, 5).unwrap();
	plan.classes = ["harmless", "injection", "jailbreak"].map(str::to_owned).to_vec();
	let model = made(&plan, small());
	let texts: Vec<String> = (0..9)
		.map(|i| format!("a text, number {i}, of some length"))
		.collect();
	let together = model.classify(&texts).await.unwrap();
	for (text, classes) in texts.iter().zip(&together) {
		let alone = model.classify(std::slice::from_ref(text)).await.unwrap();
		assert_eq!(&alone[0], classes);
		assert!((classes.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-12);
		assert!(classes.is_sorted_by(|(_, one), (_, other)| one >= other));
		let mut labels: Vec<&str> = classes.iter().map(|(label, _)| label.as_str()).collect();
		labels.sort_unstable();
		assert_eq!(labels, ["harmless", "injection", "jailbreak"]);
	}
	assert!(together.windows(2).any(|pair| pair[0] != pair[1]));
	let refused = open(small()).classify(&texts).await.unwrap_err();
	assert!(
		matches!(&refused, Error::Request(why) if why.contains("no classes")),
		"{refused}"
	);
}

#[tokio::test]
async fn texts_get_vectors_of_length_one_whoever_else_asks() {
	let model = open(small());
	let one = model.embed(vec!["alpha beta".into()]).await.unwrap();
	let many = model.embed(
		(0..9)
			.map(|i| {
				if i == 4 {
					"alpha beta".into()
				} else {
					format!("text {i}")
				}
			})
			.collect(),
	);
	let many = many.await.unwrap();
	assert_eq!(one.vectors[0], many.vectors[4]);
	assert_ne!(many.vectors[0], many.vectors[1]);
	let length: f32 = one.vectors[0].iter().map(|x| x * x).sum();
	assert!((length - 1.0).abs() < 1e-5);
}

#[test]
fn too_small_a_cache_is_named() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	let plan = Plan::named("tiny", Family::Llama, Format::Q4_0, 5).unwrap();
	make(&plan, std::fs::File::create(&path).unwrap(), &mut |_, _| {}).unwrap();
	let error = Local::open(
		&path,
		Options {
			cache: 1000,
			..small()
		},
		&mut |_, _| {},
	)
	.err()
	.unwrap();
	assert!(error.to_string().contains("raise"), "{error}");
}

#[test]
fn a_context_that_nobody_asked_for_is_as_long_as_the_cache() {
	let page = crate::model::Cache::page_bytes(open(small()).shape(), small().wish.precision);
	let options = Options {
		context: None,
		cache: 40 * page,
		..small()
	};
	let model = open(options);
	assert_eq!(LanguageModel::card(&model).context, 640);
}
