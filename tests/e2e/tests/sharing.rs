//! A redacted copy: granted on chain, read from a server that follows the chain, and closed when it is taken back.

use althing_e2e::{althing_json, announced, eventually, registered, worker, Testnet};
use serde_json::{json, Value};
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Child;

const GRAPH: &str = "urn:althing:agent:0:people:1";
const PEOPLE: &str = "<http://e/anna> <http://e/name> \"Anna\" ; <http://e/salary> 90210 .";
const RULES: &str = "prefix e: <http://e/>\nnames keep\nkeep e:name\nbucket 10000 e:salary\n";
/// Tokens of agents 1 and 2 with their SHA-256.
const TOKENS: [(&str, &str); 2] = [
	(
		"first",
		"a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e",
	),
	(
		"second",
		"16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4",
	),
];

/// A server of the store in `folder`, which honours what the chain at `rpc` grants; and its address.
async fn serving(folder: &Path, store: &str, rpc: &str) -> (Child, String) {
	let agents = ["1", "2"].into_iter().zip(TOKENS);
	let callers: Vec<Value> = agents
		.map(|(agent, (_, hash))| json!({ "token_sha256": hash, "agent": agent }))
		.collect();
	let file = folder.join("callers.json");
	std::fs::write(&file, json!(callers).to_string()).unwrap();
	let file = file.to_string_lossy();
	let arguments = [
		"know",
		"serve",
		"--store",
		store,
		"--grants",
		rpc,
		"--callers",
		&file,
	];
	let address = |said: &Value| said["listening"].as_str().map(str::to_owned);
	announced(&[&arguments[..], &["--listen", "127.0.0.1:0"]].concat(), address).await
}

/// What a server answers to a request for `path` by who has `token`: its status and all of its text.
async fn get(address: &str, token: &str, path: &str) -> (u16, String) {
	let mut stream = TcpStream::connect(address).await.unwrap();
	let request = format!(
		"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nAccept: \
		 application/n-triples, application/json\r\n\r\n"
	);
	stream.write_all(request.as_bytes()).await.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).await.unwrap();
	let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
	(status, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_read_while_its_grant_stands_on_chain_and_by_nobody_else() {
	let mut net = Testnet::start(1).await;
	let rpc = net.rpc();
	let folder = net.folder.path().to_owned();
	let _fleet = worker(&rpc, &folder.join("fleet"));
	let chain = net.chain(0).await;
	registered(&chain).await;
	let agents = chain.now().await.unwrap().agents().await.unwrap();
	let owner = |id: u64| {
		let agent = agents.iter().find(|agent| agent.id == id).unwrap();
		format!("//fleet//{}", agent.department)
	};
	let (giver, receiver) = (owner(0), owner(1));
	let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
	let (store, people, rules) = (file("store"), file("people.ttl"), file("rules"));
	std::fs::write(&people, PEOPLE).unwrap();
	std::fs::write(&rules, RULES).unwrap();
	althing_json(&["know", "load", &people, "--graph", GRAPH, "--store", &store]).await;

	let share = [
		"know", "share", GRAPH, "--with", "agent:1", "--rules", &rules, "--store", &store,
	];
	let signed = ["--node", &rpc, "--yes", "--as", &giver];
	let shared = althing_json(&[&share[..], &signed[..]].concat()).await;
	let copy = shared["copy"]["copy"].as_str().unwrap().to_owned();
	assert_eq!(shared["outcome"]["status"], "included", "{shared}");

	let (_server, address) = serving(&folder, &store, &rpc).await;
	let [(first, _), (second, _)] = TOKENS;
	let data = format!("/data?graph={copy}");
	let (status, text) = get(&address, first, &data).await;
	assert_eq!(status, 200, "{text}");
	assert!(text.contains("Anna") && text.contains("[90000,100000)"), "{text}");
	assert!(!text.contains("90210"), "{text}");
	// Who has no grant gets what there would be if there were no copy; nor does the grant open its source.
	let nothing = format!("/data?graph={copy}0");
	assert_eq!(
		get(&address, second, &data).await.0,
		get(&address, second, &nothing).await.0
	);
	assert!(!get(&address, second, &data).await.1.contains("Anna"));
	let source = format!("/data?graph={GRAPH}");
	assert!(!get(&address, first, &source).await.1.contains("Anna"));

	let grants = althing_json(&["know", "grants", "--to", "agent:1", "--node", &rpc]).await;
	let id = grants[0]["id"].to_string();
	let line = [
		"know",
		"acknowledge",
		&id,
		"--node",
		&rpc,
		"--yes",
		"--as",
		&receiver,
	];
	let acknowledged = althing_json(&line).await;
	assert_eq!(acknowledged["outcome"]["status"], "included", "{acknowledged}");
	eventually("an inbox that knows it", 60, || async {
		let (_, text) = get(&address, first, "/inbox").await;
		(text.contains(&copy) && text.contains("\"acknowledged\":true")).then_some(())
	})
	.await;

	let line = ["know", "unshare", &id, "--node", &rpc, "--yes", "--as", &giver];
	let revoked = althing_json(&line).await;
	assert_eq!(revoked["outcome"]["status"], "included", "{revoked}");
	eventually("a copy that is closed", 60, || async {
		let (status, text) = get(&address, first, &data).await;
		let (as_if, _) = get(&address, first, &nothing).await;
		(status == as_if && !text.contains("Anna")).then_some(())
	})
	.await;
	net.network.stop().await;
}
