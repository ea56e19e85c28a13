//! A claim about documents: decided by a panel that reads them, and checked by a stranger who has them too.

use althing_e2e::{althing_json, announced, eventually, refused, registered, repository, Testnet};
use serde_json::Value;
use std::path::Path;
use tokio::process::Child;

/// Starts a fleet that keeps documents; gives the address that others get them from.
async fn fleet(rpc: &str, data: &Path, more: &[&str]) -> (Child, String) {
	let path = |path: &Path| path.to_string_lossy().into_owned();
	let (folder, content) = (path(data), path(&data.join("content")));
	let arguments = [
		"agent",
		"run",
		"--node",
		rpc,
		"--data",
		&folder,
		"--content",
		&content,
	];
	let listening = ["--content-listen", "/ip4/127.0.0.1/tcp/0"];
	let address = |said: &Value| said["content"][0].as_str().map(str::to_owned);
	announced(&[&arguments[..], &listening, more].concat(), address).await
}

/// The same receipt, in which the first rationale says what no document says.
fn falsified(receipt: &Path) -> String {
	let mut file: Value = serde_json::from_slice(&std::fs::read(receipt).unwrap()).unwrap();
	let text = file["rationales"][0]["text"].as_str().unwrap();
	file["rationales"][0]["text"] = text.replacen(" the ", " no ", 1).into();
	let path = receipt.with_extension("false.json");
	std::fs::write(&path, file.to_string()).unwrap();
	path.to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_about_documents_is_decided_and_a_stranger_checks_what_it_rests_on() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let (_fleet, peer) = fleet(&rpc, &net.folder.path().join("fleet"), &[]).await;
	registered(&net.chain(0).await).await;

	let receipt = net.folder.path().join("receipt.json");
	let out = receipt.to_string_lossy().into_owned();
	let case = repository("docs/documents.toml");
	let arguments = ["decide", &case, "--node", &rpc, "--content-peer", &peer];
	let decided = althing_json(&[&arguments[..], &["--out", &out, "--timeout", "300"]].concat()).await;
	assert_eq!(
		decided["decision"]["outcome"]["decided"]["binary"], true,
		"{decided}"
	);

	// With the documents in hand, and with what peers have.
	let folder = repository("docs");
	for from in [["--documents", &folder], ["--content-peer", &peer]] {
		let checked = althing_json(&[&["evidence", &out][..], &from].concat()).await;
		let checked = checked.as_array().unwrap();
		assert_eq!(checked.len() as u64, decided["rationales"].as_u64().unwrap());
		assert!(checked.len() >= 8, "{checked:?}");
		for finding in checked {
			assert_eq!(
				finding["outcome"]["Ok"]["documents"]["reproduced"], true,
				"{finding}"
			);
		}
		let methods: std::collections::BTreeSet<&str> = checked
			.iter()
			.map(|finding| finding["outcome"]["Ok"]["documents"]["method"].as_str().unwrap())
			.collect();
		assert!(methods.len() > 1, "one opinion many times: {methods:?}");
	}
	let changed = falsified(&receipt);
	let arguments = ["evidence", &changed, "--documents", &folder];
	let output = althing_e2e::althing(&arguments).await;
	assert_eq!(output.status.code(), Some(6));
	let said = String::from_utf8_lossy(&output.stdout);
	assert!(said.contains("not the one that the ballot names"), "{said}");
	net.network.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_are_not_there_are_named() {
	let case = repository("docs/examples/quiet.toml");
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("case.toml");
	let text =
		"question = \"Is it so?\"\nrisk = 0\nimpact = 0\nurgency = 0\n[evidence]\ndocuments = [\"a.txt\"]\n";
	std::fs::write(&path, text).unwrap();
	let path = path.to_string_lossy().into_owned();
	refused(2, &["a.txt", "cannot be read"], &["decide", &path]).await;
	refused(
		2,
		&["cannot be read"],
		&["evidence", &path.replace("case.toml", "none.json")],
	)
	.await;
	refused(2, &[], &["evidence", &case]).await;
}

/// A language model of random words, served as others would serve theirs; killed when dropped.
struct Served {
	process: Child,
	/// The file that names it.
	models: String,
}

async fn served(folder: &Path) -> Served {
	let model = folder.join("tiny.gguf").to_string_lossy().into_owned();
	althing_json(&["models", "make", &model]).await;
	let arguments = ["serve", "--model", &model, "--listen", "127.0.0.1:0"];
	let (process, said) = announced(&arguments, |said| Some(said.clone())).await;
	let key = folder.join("key");
	std::fs::write(&key, said["key"].as_str().unwrap()).unwrap();
	std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
	let models = folder.join("models.toml");
	let text = format!(
		"[[model]]\nname = \"tiny\"\nasks = {:?}\nurl = {}\nkey_file = {:?}\n",
		model, said["url"], key
	);
	std::fs::write(&models, text).unwrap();
	Served {
		process,
		models: models.to_string_lossy().into_owned(),
	}
}

/// A chain, and a fleet of which four of eight roles ask a served model; the others read.
struct Panel {
	net: Testnet,
	served: Served,
	_fleet: Child,
	/// Whom documents are given to.
	peer: String,
	/// Where the receipt goes.
	receipt: String,
}

impl Panel {
	async fn start() -> Self {
		let net = Testnet::start(1).await;
		let served = served(net.folder.path()).await;
		let arguments = ["--model", "tiny", "--models", &served.models, "--samples", "1"];
		let (fleet, peer) = fleet(&net.rpc(), &net.folder.path().join("fleet"), &arguments).await;
		let receipt = net.folder.path().join("receipt.json");
		Self {
			receipt: receipt.to_string_lossy().into_owned(),
			net,
			served,
			_fleet: fleet,
			peer,
		}
	}

	/// The command line that puts the claim about our documents to it.
	fn question(&self) -> Vec<String> {
		let (case, rpc) = (repository("docs/documents.toml"), self.net.rpc());
		let line = [
			"decide",
			&case,
			"--node",
			&rpc,
			"--content-peer",
			&self.peer,
			"--out",
			&self.receipt,
		];
		line.map(str::to_owned).to_vec()
	}
}

async fn decide(line: Vec<String>) -> Value {
	let line: Vec<&str> = line.iter().map(String::as_str).collect();
	althing_json(&line).await
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_and_a_model_decide_together_and_all_their_reasons_are_in_the_receipt() {
	let mut panel = Panel::start().await;
	registered(&panel.net.chain(0).await).await;
	let decided = decide(panel.question()).await;
	assert!(decided["decision"].is_object(), "{decided}");

	let checked = althing_json(&["evidence", &panel.receipt, "--documents", &repository("docs")]).await;
	let reasons: Vec<&Value> = checked
		.as_array()
		.unwrap()
		.iter()
		.map(|finding| &finding["outcome"]["Ok"])
		.collect();
	let read = reasons
		.iter()
		.filter(|reasons| reasons["documents"]["reproduced"] == true);
	let said = reasons.iter().filter(|reasons| {
		let words = reasons["words"].as_str();
		words.is_some_and(|words| words.contains("[model tiny; "))
	});
	let (read, said) = (read.count(), said.count());
	assert_eq!(read + said, reasons.len(), "{checked}");
	assert!(read > 0 && said > 0, "{checked}");
	panel.net.network.stop().await;
}

/// The model is gone as soon as ballots are sealed.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_killed_midway_costs_nobody_a_bond() {
	let mut panel = Panel::start().await;
	let chain = panel.net.chain(0).await;
	let bonds = registered(&chain).await;
	let deciding = tokio::spawn(decide(panel.question()));
	eventually("a sealed ballot", 120, || async {
		let best = chain.best().await.ok()?;
		let proposals = chain.at(best.hash).await.ok()?.proposals().await.ok()?;
		let mut seats = proposals.iter().flat_map(|proposal| &proposal.seats);
		seats.any(|seat| seat.commitment.is_some()).then_some(())
	})
	.await;
	panel.served.process.kill().await.unwrap();

	let decided = deciding.await.unwrap();
	assert!(decided["decision"].is_object(), "{decided}");
	let agents = chain.now().await.unwrap().agents().await.unwrap();
	for agent in &agents {
		assert_eq!(agent.duties.sealed, agent.duties.revealed, "agent {}", agent.id);
	}
	assert_eq!(agents.iter().map(|agent| agent.bond).sum::<u128>(), bonds);
	panel.net.network.stop().await;
}
