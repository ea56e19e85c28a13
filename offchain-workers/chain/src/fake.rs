//! A node in memory, for tests: it serves blocks that the test makes, and fails as the test wants.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::{chain::Chain, hex0x, rpc::Rpc, unhex, BlockId, Call, Hash, Header, Keypair, Layout, Result};
use althing_primitives::blake2;
use codec::Encode;
use futures::{channel::mpsc, FutureExt, StreamExt};
use polkadot_sdk::{
	sp_core::H256,
	sp_runtime::{traits::Header as _, Digest},
};
use serde_json::{json, Value};
use std::{
	collections::{BTreeMap, VecDeque},
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};
use subxt::rpcs::{
	client::{RawRpcFuture, RawRpcSubscription, RawValue},
	Error as RpcError, RpcClient, RpcClientT, UserError,
};

const SHIPPED: &[u8] = include_bytes!("../metadata/althing.scale");

/// One block.
#[derive(Clone)]
struct Made {
	header: Header,
	extrinsics: Vec<Vec<u8>>,
	events: Vec<Vec<u8>>,
}

/// What becomes of a transaction that is not simply taken.
enum Trouble {
	/// The node refuses it, with this code and these words.
	Refused(i32, &'static str),
	/// The connection breaks before it arrives.
	Lost,
	/// It arrives, and the connection breaks before the answer does.
	Unanswered,
}

#[derive(Default)]
struct Memory {
	blocks: Vec<Made>,
	finalized: u32,
	down: bool,
	pool: Vec<Vec<u8>>,
	troubles: VecDeque<Trouble>,
	nonces: VecDeque<u64>,
	answers: BTreeMap<String, Vec<u8>>,
	asked: Vec<(String, Vec<u8>)>,
	stored: BTreeMap<Vec<u8>, Vec<u8>>,
	heads: Vec<mpsc::UnboundedSender<std::result::Result<Box<RawValue>, RpcError>>>,
}

/// A node in memory. Clones are the same node.
#[derive(Clone)]
pub(crate) struct FakeNode(Arc<Mutex<Memory>>);

impl FakeNode {
	/// A node with a genesis block.
	pub(crate) fn new() -> Self {
		let node = Self(Arc::default());
		node.grow(vec![], vec![]);
		node
	}

	fn lock(&self) -> MutexGuard<'_, Memory> {
		self.0.lock().unwrap()
	}

	/// A client of it.
	pub(crate) async fn chain(&self) -> Chain {
		self.try_chain(None).await.unwrap()
	}

	pub(crate) async fn try_chain(&self, pinned: Option<Hash>) -> Result<Chain> {
		let rpc = Rpc::with_client(RpcClient::new(self.clone()), "fake", Duration::from_secs(30));
		Chain::over(rpc, pinned).await
	}

	/// Adds a block that is not final.
	pub(crate) fn grow(&self, extrinsics: Vec<Vec<u8>>, events: Vec<Vec<u8>>) -> BlockId {
		let mut memory = self.lock();
		let number = memory.blocks.len() as u32;
		let parent = memory
			.blocks
			.last()
			.map_or(H256::zero(), |block| block.header.hash());
		let salt = H256(blake2(&(number, &extrinsics, &events).encode()));
		let header = Header::new(number, salt, H256::zero(), parent, Digest::default());
		let id = BlockId {
			number,
			hash: header.hash().0,
		};
		memory.blocks.push(Made {
			header,
			extrinsics,
			events,
		});
		id
	}

	/// Removes the blocks above `number`, which the test has not finalized.
	pub(crate) fn fork(&self, number: u32) {
		self.lock().blocks.truncate(number as usize + 1);
	}

	/// Calls everything up to `number` final and tells those who listen.
	pub(crate) fn finalize(&self, number: u32) {
		let mut memory = self.lock();
		memory.finalized = number;
		let head = json(&memory.blocks[number as usize].header);
		if !memory.down {
			memory
				.heads
				.retain(|to| to.unbounded_send(Ok(head.clone())).is_ok());
		}
	}

	/// Adds a final block.
	pub(crate) fn step(&self, extrinsics: Vec<Vec<u8>>, events: Vec<Vec<u8>>) -> BlockId {
		let id = self.grow(extrinsics, events);
		self.finalize(id.number);
		id
	}

	/// Adds `count` empty final blocks.
	pub(crate) fn steps(&self, count: u32) {
		for _ in 0..count {
			self.step(vec![], vec![]);
		}
	}

	/// Goes away, or comes back.
	pub(crate) fn set_down(&self, down: bool) {
		let mut memory = self.lock();
		memory.down = down;
		if down {
			memory.heads.clear();
		}
	}

	/// Refuses the next transaction.
	pub(crate) fn refuse(&self, code: i32, data: &'static str) {
		self.lock().troubles.push_back(Trouble::Refused(code, data));
	}

	/// Breaks the connection when the next transaction comes.
	pub(crate) fn lose(&self) {
		self.lock().troubles.push_back(Trouble::Lost);
	}

	/// Takes the next transaction and breaks the connection before it says so.
	pub(crate) fn lose_answer(&self) {
		self.lock().troubles.push_back(Trouble::Unanswered);
	}

	/// Gives these nonces out one after the other; the last one for ever.
	pub(crate) fn nonces(&self, nonces: impl IntoIterator<Item = u64>) {
		self.lock().nonces = nonces.into_iter().collect();
	}

	/// Answers every call of `function` of the runtime's API so.
	pub(crate) fn answer_with(&self, function: &str, answer: impl Encode) {
		self.lock().answers.insert(function.into(), answer.encode());
	}

	/// The arguments of the last call of `function`.
	pub(crate) fn asked(&self, function: &str) -> Option<Vec<u8>> {
		let memory = self.lock();
		let mut calls = memory.asked.iter().rev();
		calls
			.find(|(asked, _)| asked == function)
			.map(|(_, args)| args.clone())
	}

	/// Keeps `value` in the state of all blocks.
	pub(crate) fn store(&self, pallet: &str, name: &str, keys: &[Vec<u8>], value: impl Encode) {
		let key = Layout::shipped().unwrap().key(pallet, name, keys).unwrap();
		self.lock().stored.insert(key, value.encode());
	}

	/// Takes what lies in the pool.
	pub(crate) fn pool(&self) -> Vec<Vec<u8>> {
		std::mem::take(&mut self.lock().pool)
	}

	fn answer(&self, method: &str, params: &Value) -> std::result::Result<Value, RpcError> {
		let mut memory = self.lock();
		if memory.down {
			return Err(RpcError::DisconnectedWillReconnect("gone".into()));
		}
		let hash = || params[0].as_str().and_then(unhex).unwrap_or_default();
		Ok(match method {
			"chain_getBlockHash" => {
				let block = memory.blocks.get(params[0].as_u64().unwrap() as usize);
				block.map_or(Value::Null, |block| json!(block.header.hash()))
			}
			"chain_getFinalizedHead" => json!(memory.blocks[memory.finalized as usize].header.hash()),
			"chain_getHeader" if params[0].is_null() => json!(memory.blocks.last().unwrap().header),
			"chain_getHeader" => memory
				.find(&hash())
				.map_or(Value::Null, |block| json!(block.header)),
			"chain_getBlock" => memory.find(&hash()).map_or(Value::Null, |block| {
				let extrinsics: Vec<String> = block.extrinsics.iter().map(hex0x).collect();
				json!({ "block": { "header": block.header, "extrinsics": extrinsics }, "justifications": null })
			}),
			"state_getRuntimeVersion" => {
				json!({ "specVersion": 1, "transactionVersion": 1, "specName": "x" })
			}
			"state_call" if params[0] == "Metadata_metadata_at_version" => {
				json!(hex0x(Some(SHIPPED.to_vec()).encode()))
			}
			"state_call" => {
				let function = params[0].as_str().unwrap().to_owned();
				let args = params[1].as_str().and_then(unhex).unwrap();
				memory.asked.push((function.clone(), args));
				json!(hex0x(memory.answers.get(&function).unwrap_or_else(|| {
					panic!("the fake node has no answer of {function}")
				})))
			}
			"state_getStorage" => memory
				.stored
				.get(&hash())
				.map_or(Value::Null, |value| json!(hex0x(value))),
			"state_queryStorageAt" => {
				let at = params[1].as_str().and_then(unhex).unwrap();
				json!([{ "block": params[1], "changes": memory.storage(&params[0], &at) }])
			}
			"system_accountNextIndex" => json!(match memory.nonces.len() {
				0 => 0,
				1 => memory.nonces[0],
				_ => memory.nonces.pop_front().unwrap(),
			}),
			"author_submitExtrinsic" => return memory.submit(hash()),
			other => panic!("the fake node does not know {other}"),
		})
	}
}

impl Memory {
	fn find(&self, hash: &[u8]) -> Option<&Made> {
		self.blocks
			.iter()
			.find(|block| block.header.hash().as_bytes() == hash)
	}

	fn storage(&self, keys: &Value, at: &[u8]) -> Vec<(Value, Value)> {
		let layout = Layout::shipped().unwrap();
		let events = hex0x(layout.key("System", "Events", &[]).unwrap());
		let time = hex0x(layout.key("Timestamp", "Now", &[]).unwrap());
		let block = self.find(at).unwrap();
		let mut bytes = codec::Compact(block.events.len() as u32).encode();
		bytes.extend(block.events.concat());
		let now = u64::from(block.header.number) * 2_000;
		let stored = |key: &Value| self.stored.get(&key.as_str().and_then(unhex).unwrap());
		let value = |key: &Value| match stored(key) {
			_ if *key == events => json!(hex0x(&bytes)),
			Some(value) => json!(hex0x(value)),
			None if *key == time => json!(hex0x(now.encode())),
			None => Value::Null,
		};
		keys.as_array()
			.unwrap()
			.iter()
			.map(|key| (key.clone(), value(key)))
			.collect()
	}

	fn submit(&mut self, extrinsic: Vec<u8>) -> std::result::Result<Value, RpcError> {
		let gone = || RpcError::DisconnectedWillReconnect("gone".into());
		let hash = hex0x(blake2(&extrinsic));
		match self.troubles.pop_front() {
			Some(Trouble::Refused(code, data)) => Err(RpcError::User(UserError {
				code,
				message: "Invalid Transaction".into(),
				data: Some(json(&data)),
			})),
			Some(Trouble::Lost) => Err(gone()),
			Some(Trouble::Unanswered) => {
				self.pool.push(extrinsic);
				Err(gone())
			}
			None => {
				self.pool.push(extrinsic);
				Ok(json!(hash))
			}
		}
	}
}

fn json(value: &impl serde::Serialize) -> Box<RawValue> {
	serde_json::value::to_raw_value(value).unwrap()
}

impl RpcClientT for FakeNode {
	fn request_raw<'a>(
		&'a self,
		method: &'a str,
		params: Option<Box<RawValue>>,
	) -> RawRpcFuture<'a, Box<RawValue>> {
		let params = params.map_or(Value::Null, |params| serde_json::from_str(params.get()).unwrap());
		let answer = self.answer(method, &params).map(|value| json(&value));
		async move { answer }.boxed()
	}

	fn subscribe_raw<'a>(
		&'a self,
		_: &'a str,
		_: Option<Box<RawValue>>,
		_: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		let mut memory = self.lock();
		let (to, stream) = mpsc::unbounded();
		let result = match memory.down {
			true => Err(RpcError::DisconnectedWillReconnect("gone".into())),
			false => {
				memory.heads.push(to);
				Ok(RawRpcSubscription {
					stream: stream.boxed(),
					id: None,
				})
			}
		};
		async move { result }.boxed()
	}
}

/// An event of extrinsic `index`, as `System.Events` has it.
pub(crate) fn event(index: u32, pallet: &str, name: &str, fields: impl Encode) -> Vec<u8> {
	let layout = Layout::shipped().unwrap();
	let pallet = layout.metadata().pallet_by_name(pallet).unwrap();
	let variant = pallet
		.event_variants()
		.unwrap()
		.iter()
		.find(|variant| variant.name == name)
		.unwrap();
	const APPLY: u8 = 0;
	let head = (APPLY, index, pallet.event_index(), variant.index).encode();
	let no_topics = Vec::<Hash>::new().encode();
	[head, fields.encode(), no_topics].concat()
}

/// `call` as an extrinsic that the pair of seed 1 has signed.
pub(crate) async fn signed(chain: &Chain, call: &Call) -> Vec<u8> {
	let tip = chain.tip().await.unwrap();
	let bounds = crate::runtime::Bounds {
		nonce: 0,
		birth: tip.birth,
		mortality: 64,
	};
	tip.runtime
		.sign(call, &Keypair::from_seed(&[1; 32]), bounds)
		.unwrap()
}
