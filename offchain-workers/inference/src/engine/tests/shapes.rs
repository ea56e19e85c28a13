//! Answers that keep to a schema.

use super::*;

/// How many answers are asked for: 80, or what ALTHING_ANSWERS says.
fn wanted() -> u64 {
	let said = std::env::var("ALTHING_ANSWERS").ok();
	said.map_or(80, |text| text.parse().expect("ALTHING_ANSWERS is a number"))
}

#[tokio::test]
async fn answers_keep_to_their_schema_though_the_weights_are_random() {
	let model = open(small());
	let schema = json!({
		"type": "object", "additionalProperties": false, "required": ["choice", "why", "sure"],
		"properties": {
			"choice": {"enum": ["yes", "no", "abstain"]},
			"why": {"type": "string"},
			"sure": {"type": "number"},
			"more": {"type": "array", "items": {"type": "string"}},
		},
	});
	for batch in 0..wanted().div_ceil(40) {
		let answers = (0..40u64).map(|i| {
			let mut request = ask(
				"decide",
				Sampling {
					temperature: 1.0,
					seed: Some(batch * 40 + i),
					max_tokens: 40 + (i as u32 % 5) * 20,
					..Sampling::default()
				},
			);
			request.shape = Shape::Schema(schema.clone());
			let model = &model;
			async move { all(model.answer(request).await.unwrap()).await.unwrap() }
		});
		for (text, ending) in futures::future::join_all(answers).await {
			assert_eq!(ending.reason, Reason::Stop, "{text}");
			let value: serde_json::Value =
				serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
			assert!(["yes", "no", "abstain"].contains(&value["choice"].as_str().unwrap()));
			assert!(value["why"].is_string() && value["sure"].is_number());
		}
	}
}

#[tokio::test]
async fn any_object_is_one_that_readers_take() {
	let model = open(small());
	let answers = (0..100u64).map(|i| {
		let sampling = Sampling {
			temperature: 1.0,
			seed: Some(i),
			max_tokens: 60,
			..Sampling::default()
		};
		let mut request = ask("say something", sampling);
		request.shape = Shape::Json;
		let model = &model;
		async move { all(model.answer(request).await.unwrap()).await.unwrap() }
	});
	for (text, ending) in futures::future::join_all(answers).await {
		assert_eq!(ending.reason, Reason::Stop, "{text}");
		assert!(
			serde_json::from_str::<serde_json::Map<_, _>>(&text).is_ok(),
			"{text}"
		);
	}
}

#[tokio::test]
async fn a_made_model_reads_a_panels_prompt_and_keeps_to_its_schema() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("m.gguf");
	let plan = Plan::named("tiny", Family::Llama, Format::Q8_0, 0).unwrap();
	make(&plan, std::fs::File::create(&path).unwrap(), &mut |_, _| {}).unwrap();
	let model = Local::open(&path, Options::default(), &mut |_, _| {}).unwrap();
	let words = "evidence that somebody brought, marked as data; ";
	let sampling = Sampling {
		temperature: 0.7,
		..brief(64)
	};
	let mut request = ask(&words.repeat(200), sampling);
	request.shape = Shape::Schema(json!({
		"type": "object", "additionalProperties": false, "required": ["choice", "confidence"],
		"properties": {"choice": {"enum": ["for", "against"]}, "confidence": {"type": "integer", "minimum": 0, "maximum": 100}},
	}));
	let (text, ending) = all(model.answer(request).await.unwrap()).await.unwrap();
	assert!(ending.usage.prompt_tokens > 7000, "{:?}", ending.usage);
	let value: serde_json::Value = serde_json::from_str(&text).unwrap();
	assert!(value["confidence"].as_u64().unwrap() <= 100, "{text}");
}
