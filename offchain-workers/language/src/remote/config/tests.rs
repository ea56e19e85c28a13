use super::*;
use std::os::unix::fs::PermissionsExt as _;

fn one(text: &str) -> Result<Remote, ConfigError> {
	let config = Config::from_text(text)?;
	let keys = |name: &str| (name == "KEY").then(|| "sk-verysecret".to_owned());
	config.resolve(&keys).map(|mut models| models.remove(0))
}

#[test]
fn a_model_is_read_with_its_key_and_prices() {
	let model = one("[[model]]\nname = \"small\"\nasks = \"gpt\"\nurl = \"https://api.example.com/v1/\"\nkey_env = \"KEY\"\n\
		context = 128000\n[model.price]\nprompt = \"0.15\"\ncompletion = \"0.6\"")
	.unwrap();
	assert_eq!((model.name.as_str(), model.asks.as_str()), ("small", "gpt"));
	assert_eq!(model.url.to_string(), "https://api.example.com/v1");
	assert_eq!(model.price.as_ref().unwrap().completion, 600_000);
	assert_eq!(model.key.as_ref().unwrap().expose(), "sk-verysecret");
	assert!(!format!("{model:?}").contains("verysecret"));
}

#[test]
fn what_is_wrong_is_said_without_the_key() {
	for (line, says) in [
		("url = \"http://api.example.com/v1\"", "https"),
		("url = \"https://me:sk-verysecret@example.com/v1\"", "key_env"),
		("url = \"https://example.com/v1?key=sk-verysecret\"", "query"),
		("url = \"ftp://example.com\"", "https://host/v1"),
		("url = \"https://x\"\nkey_env = \"OTHER\"", "has no OTHER"),
		(
			"url = \"https://x\"\nkey_env = \"KEY\"\nkey_file = \"k\"",
			"not both",
		),
		("url = \"https://x\"\nwait_s = 0", "wait_s"),
		("url = \"https://x\"\nkey = \"sk-verysecret\"", "unknown field"),
	] {
		let error = one(&format!("[[model]]\nname = \"m\"\n{line}"))
			.unwrap_err()
			.to_string();
		assert!(error.contains(says), "{error}");
		assert!(!error.contains("verysecret"), "{error}");
	}
	let twice = "[[model]]\nname = \"m\"\nurl = \"https://x\"\n".repeat(2);
	assert!(one(&twice).unwrap_err().to_string().contains("two of this name"));
	assert_eq!(one("").unwrap_err(), ConfigError::Nothing);
}

#[test]
fn plain_http_stays_on_this_machine() {
	for url in [
		"http://127.0.0.1:8080/v1",
		"http://localhost/v1",
		"http://[::1]:1/v1",
	] {
		assert!(address(url).is_ok(), "{url}");
	}
	for url in [
		"http://127.0.0.1.example.com/v1",
		"http://192.168.0.1/v1",
		"http://localhost.example.com",
	] {
		assert!(address(url).is_err(), "{url}");
	}
}

#[test]
fn the_environment_names_one_model() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("key");
	std::fs::write(&path, "sk-file\n").unwrap();
	std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
	let shown = path.display().to_string();
	let variables = |name: &str| match name {
		"ALTHING_MODEL_URL" => Some("http://localhost:1/v1".to_owned()),
		"ALTHING_MODEL_NAME" => Some("m".to_owned()),
		"ALTHING_MODEL_KEY_FILE" => Some(shown.clone()),
		_ => None,
	};
	let models = Config::from_environment(&variables)
		.unwrap()
		.resolve(&variables)
		.unwrap();
	assert_eq!(models[0].key.as_ref().unwrap().expose(), "sk-file");
	assert_eq!(Config::from_environment(&|_| None), Err(ConfigError::Nothing));
}
