//! Sharing from the command line to what the receiver sees: on this machine by a file of grants, over HTTP by a chain.

use crate::common::{encoded, Reply};
use althing_knowledge::access::{Caller, Opening, Party};
use althing_knowledge::cli::{run, unshare, Know, Share};
use althing_knowledge::share::grants::{Chain, Grant, NoChain, Read, Standing};
use althing_knowledge::share::rules::digest;
use althing_knowledge::{Error, Result};
use clap::{Parser, Subcommand};
use std::future::Future;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const SOURCE: &str = "urn:althing:department:legal:people:1";
const TURTLE: &str = "<http://e/anna> <http://e/name> \"Anna\" ; <http://e/salary> 90210 .";
const RULES: &str = "prefix e: <http://e/>\nnames keep\nkeep e:name\nbucket 10000 e:salary\n";

#[derive(Parser)]
struct Line {
	#[command(subcommand)]
	command: Command,
}

// Once a line; it need not be small.
#[allow(clippy::large_enum_variant)]
#[derive(Subcommand)]
enum Command {
	#[command(flatten)]
	Know(Know),
	Share {
		#[command(flatten)]
		share: Share,
		#[arg(long)]
		dry_run: bool,
	},
}

struct Desk {
	folder: tempfile::TempDir,
	runtime: tokio::runtime::Runtime,
}

impl Desk {
	fn new() -> Self {
		let desk = Self {
			folder: tempfile::tempdir().unwrap(),
			runtime: tokio::runtime::Runtime::new().unwrap(),
		};
		desk.write("people.ttl", TURTLE);
		desk.write("rules", RULES);
		desk.say("load @people.ttl --graph urn:althing:department:legal:people:1")
			.unwrap();
		desk
	}

	fn write(&self, name: &str, text: &str) {
		std::fs::write(self.folder.path().join(name), text).unwrap();
	}

	/// Carries a line out; a word with @ is a file of this desk. Gives what is printed as JSON.
	fn say(&self, line: &str) -> Result<serde_json::Value> {
		self.with(line, &NoChain)
	}

	fn with(&self, line: &str, chain: &dyn Chain) -> Result<serde_json::Value> {
		let words = line.split(' ').map(|word| match word.strip_prefix('@') {
			Some(file) => self.folder.path().join(file).display().to_string(),
			None => word.replace('~', " "),
		});
		let store = self.store().display().to_string();
		let words = ["know".to_owned()]
			.into_iter()
			.chain(words)
			.chain(["--store".to_owned(), store]);
		let command = Line::try_parse_from(words)
			.unwrap_or_else(|error| panic!("{line}: {error}"))
			.command;
		let mut said = String::new();
		let mut say = |text: &str| said.push_str(text);
		match command {
			Command::Know(know) => {
				let never = std::future::pending();
				self.runtime.block_on(run(know, true, &mut say, chain, never))?;
			}
			Command::Share { share, dry_run } => {
				share.run(&Caller::keeper(), dry_run, true, &mut say)?;
			}
		}
		Ok(serde_json::from_str(&said).unwrap())
	}

	fn store(&self) -> std::path::PathBuf {
		self.folder.path().join("store")
	}
}

fn rows(answer: &serde_json::Value) -> usize {
	answer["rows"].as_array().unwrap().len()
}

#[test]
fn a_copy_goes_from_preview_to_share_to_receiver_and_away() {
	let desk = Desk::new();
	let share = format!("share {SOURCE} --with sales --rules @rules");
	let tried = desk.say(&format!("{share} --dry-run")).unwrap();
	assert_eq!(tried["commit"], serde_json::Value::Null);
	assert_eq!(tried["predicates"]["http://e/salary"]["changed"], 1);
	let made = desk.say(&share).unwrap();
	assert_eq!(
		(&made["triples"], &made["copy"]),
		(&tried["triples"], &tried["copy"])
	);
	let grant = serde_json::json!([{
		"id": 1, "from": "legal", "to": "sales", "graph": made["graph"], "redaction": made["rules"], "at": 3,
		"expires": 99, "expired": false, "acknowledged": null,
	}]);
	desk.write("grants.json", &grant.to_string());
	let ask = format!(
		"sparql SELECT~*~{{~GRAPH~<{}>~{{?s~?p~?o}}~}} --as sales",
		made["copy"].as_str().unwrap()
	);
	let triples = made["triples"].as_u64().unwrap() as usize;
	assert_eq!(rows(&desk.say(&ask).unwrap()), 0);
	assert_eq!(
		rows(&desk.say(&format!("{ask} --grants @grants.json")).unwrap()),
		triples
	);
	let inbox = desk.say("inbox --as sales --grants @grants.json").unwrap();
	assert_eq!(inbox["shared"][0]["graph"], made["copy"]);
	assert_eq!(inbox["shared"][0]["triples"], made["triples"]);
	let others = desk.say("inbox --as people --grants @grants.json").unwrap();
	assert_eq!(others["shared"].as_array().unwrap().len(), 0);
	desk.write("grants.json", "[]");
	assert_eq!(
		rows(&desk.say(&format!("{ask} --grants @grants.json")).unwrap()),
		0
	);
	let receiver: Party = "sales".parse().unwrap();
	let mut said = String::new();
	let say = &mut |text: &str| said.push_str(text);
	unshare(
		&desk.store(),
		&Caller::keeper(),
		&digest(SOURCE.as_bytes()),
		&receiver,
		true,
		say,
	)
	.unwrap();
	assert!(said.contains("\"number\""), "{said}");
}

#[test]
fn wrong_rules_name_their_file_and_line_and_share_nothing() {
	let desk = Desk::new();
	desk.write("rules", "prefix e: <http://e/>\nkeep e:name\nforget e:salary\n");
	match desk
		.say(&format!("share {SOURCE} --with sales --rules @rules"))
		.unwrap_err()
	{
		Error::Syntax { line, reason, .. } => assert!(line == 3 && reason.contains("rules"), "{reason}"),
		other => panic!("{other}"),
	}
	assert_eq!(desk.say("log").unwrap().as_array().unwrap().len(), 1);
}

#[test]
fn grants_that_nobody_can_tell_are_an_error_of_the_command() {
	let desk = Desk::new();
	for source in ["@nowhere.json", "ws://127.0.0.1:1"] {
		assert!(
			desk.say(&format!("sparql ASK~{{}} --as sales --grants {source}"))
				.is_err(),
			"{source}"
		);
	}
	assert!(desk.say("inbox --as sales").is_err());
}

/// A chain whose newest block is whatever was put here.
#[derive(Default)]
struct Scripted {
	newest: Mutex<Standing>,
	read: tokio::sync::Notify,
}

impl Chain for Scripted {
	fn read<'a>(&'a self, _: &'a str) -> Pin<Box<dyn Future<Output = Result<Read>> + Send + 'a>> {
		let standing = self.newest.lock().unwrap().clone();
		self.read.notify_one();
		Box::pin(std::future::ready(Ok(Read {
			standing,
			age: Duration::ZERO,
		})))
	}
}

fn get(address: &str, token: &str, path: &str) -> Reply {
	let mut stream = std::net::TcpStream::connect(address).unwrap();
	let request = format!(
		"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nAccept: \
		 application/n-triples, application/json\r\n\r\n"
	);
	stream.write_all(request.as_bytes()).unwrap();
	let mut answer = Vec::new();
	stream.read_to_end(&mut answer).unwrap();
	Reply::read(&answer)
}

fn token_file(path: &Path) {
	let known = althing_knowledge::http::Known::new("sales-token", Caller::anybody());
	let hash = known.token_sha256;
	std::fs::write(
		path,
		format!(r#"[{{"token_sha256":"{hash}","department":"sales"}}]"#),
	)
	.unwrap();
}

#[test]
fn a_server_follows_the_chain_and_closes_what_is_revoked() {
	let desk = Desk::new();
	let made = desk
		.say(&format!("share {SOURCE} --with sales --rules @rules"))
		.unwrap();
	token_file(&desk.folder.path().join("callers"));
	let hash = |name: &str| {
		let mut hash = [0; 32];
		hex::decode_to_slice(made[name].as_str().unwrap(), &mut hash).unwrap();
		hash
	};
	let grant = Grant {
		id: 4,
		opening: Opening {
			graph: hash("graph"),
			rules: hash("rules"),
			from: "legal".parse().unwrap(),
			to: "sales".parse().unwrap(),
		},
		at: 6,
		expires: 90,
		acknowledged: false,
	};
	let chain = Arc::new(Scripted::default());
	*chain.newest.lock().unwrap() = Standing {
		block: Some(7),
		grants: vec![grant],
	};
	let (tell, told) = std::sync::mpsc::channel();
	let (end, ended) = tokio::sync::oneshot::channel::<()>();
	let folder = desk.folder.path();
	let line = [
		"know",
		"serve",
		"--listen",
		"127.0.0.1:0",
		"--grants",
		"ws://scripted",
		"--grants-within",
		"4",
		"--callers",
		folder.join("callers").to_str().unwrap(),
		"--store",
		desk.store().to_str().unwrap(),
	]
	.map(str::to_owned);
	let served = Arc::clone(&chain);
	let server = std::thread::spawn(move || {
		let Command::Know(know) = Line::try_parse_from(line).unwrap().command else {
			panic!("serve is of the library");
		};
		let runtime = tokio::runtime::Runtime::new().unwrap();
		let mut say = |text: &str| tell.send(text.to_owned()).unwrap();
		let end = async { drop(ended.await) };
		runtime
			.block_on(run(know, true, &mut say, &*served, end))
			.unwrap();
	});
	let said: serde_json::Value = serde_json::from_str(&told.recv().unwrap()).unwrap();
	let address = said["listening"].as_str().unwrap().to_owned();
	let path = format!("/data?graph={}", encoded(made["copy"].as_str().unwrap()));
	assert_eq!(get(&address, "sales-token", &path).status, 200);
	let inbox: serde_json::Value =
		serde_json::from_str(&get(&address, "sales-token", "/inbox").text()).unwrap();
	assert_eq!(
		(&inbox["block"], &inbox["shared"][0]["grant"]),
		(&7.into(), &4.into())
	);
	*chain.newest.lock().unwrap() = Standing {
		block: Some(8),
		grants: Vec::new(),
	};
	// Two more reads: the first may have begun before the revocation.
	desk.runtime.block_on(async {
		chain.read.notified().await;
		chain.read.notified().await;
		chain.read.notified().await;
	});
	assert_eq!(get(&address, "sales-token", &path).status, 404);
	drop(end);
	server.join().unwrap();
}
