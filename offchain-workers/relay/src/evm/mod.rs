//! An EVM chain as the relayer sees it: questions over JSON-RPC, and transactions of its own account.

mod error;
mod http;
mod key;
mod transaction;

pub use error::EvmError;
pub use key::Key;
pub use transaction::Transaction;

use alloy_primitives::{hex, Address, Bytes, B256};
use alloy_sol_types::SolCall;
use http::Http;
use serde::{de::DeserializeOwned, Deserialize, Deserializer};
use serde_json::{json, Value};

/// The state that a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
	/// After the newest block.
	Latest,
	/// After the block that comes, with what the node knows of it.
	Pending,
	/// After this block.
	Block(B256),
}

impl At {
	fn tag(self) -> Value {
		match self {
			Self::Latest => "latest".into(),
			Self::Pending => "pending".into(),
			Self::Block(hash) => json!({ "blockHash": hex::encode_prefixed(hash) }),
		}
	}
}

/// A block, as far as it is used here.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
	/// Its number.
	#[serde(deserialize_with = "number")]
	pub number: u64,
	/// Its hash.
	#[serde(deserialize_with = "hash")]
	pub hash: B256,
	/// What a unit of gas costs at least.
	#[serde(default, deserialize_with = "maybe")]
	pub base_fee_per_gas: Option<u128>,
}

/// What became of a transaction.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
	/// In which block it is.
	#[serde(deserialize_with = "number")]
	pub block_number: u64,
	#[serde(deserialize_with = "number")]
	status: u64,
	/// How much gas it used.
	#[serde(deserialize_with = "number")]
	pub gas_used: u64,
	/// What a unit of it cost.
	#[serde(deserialize_with = "wide")]
	pub effective_gas_price: u128,
	/// The contract that it made.
	#[serde(default, deserialize_with = "maybe_address")]
	pub contract_address: Option<Address>,
}

impl Receipt {
	/// Whether it did what it was sent for.
	pub const fn succeeded(&self) -> bool {
		self.status == 1
	}

	/// What it cost.
	pub fn cost(&self) -> u128 {
		u128::from(self.gas_used).saturating_mul(self.effective_gas_price)
	}
}

/// What a contract told in a transaction.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
	/// Which event, and its indexed values.
	#[serde(deserialize_with = "hashes")]
	pub topics: Vec<B256>,
	/// Its other values.
	#[serde(deserialize_with = "bytes")]
	pub data: Bytes,
	/// In which block.
	#[serde(deserialize_with = "number")]
	pub block_number: u64,
	/// In which transaction.
	#[serde(deserialize_with = "hash")]
	pub transaction_hash: B256,
}

/// A transaction, as far as it is used here.
#[derive(Deserialize)]
struct Sent {
	#[serde(deserialize_with = "bytes")]
	input: Bytes,
}

/// A connection to a node of an EVM chain. Clones share it.
#[derive(Clone)]
pub struct Evm(Http);

impl Evm {
	/// Speaks to the node at `url`; nothing is sent yet.
	///
	/// # Errors
	///
	/// When it is no address over HTTP, or the system has no certificates.
	pub fn new(url: &str) -> Result<Self, EvmError> {
		Http::new(url).map(Self)
	}

	/// Where the node is, without what may be secret in its address.
	pub fn url(&self) -> &str {
		self.0.shown()
	}

	/// Any question.
	///
	/// # Errors
	///
	/// When the node cannot be reached, refuses, or answers something else.
	pub async fn ask<T: DeserializeOwned>(&self, method: &'static str, params: Value) -> Result<T, EvmError> {
		self.0.call(method, params).await
	}

	/// The chain's number.
	pub async fn chain_id(&self) -> Result<u64, EvmError> {
		self.quantity("eth_chainId", json!([])).await
	}

	/// The newest block.
	pub async fn head(&self) -> Result<Head, EvmError> {
		self.ask("eth_getBlockByNumber", json!(["latest", false])).await
	}

	/// What the makers of recent blocks were given for a unit of gas.
	pub async fn tip(&self) -> Result<u128, EvmError> {
		let Quantity(tip) = self.ask("eth_maxPriorityFeePerGas", json!([])).await?;
		Ok(tip)
	}

	/// How many transactions `account` has sent.
	pub async fn nonce(&self, account: Address, at: At) -> Result<u64, EvmError> {
		self.quantity("eth_getTransactionCount", json!([shown(account), at.tag()]))
			.await
	}

	/// What `account` has.
	pub async fn balance(&self, account: Address) -> Result<u128, EvmError> {
		let Quantity(balance) = self
			.ask("eth_getBalance", json!([shown(account), At::Latest.tag()]))
			.await?;
		Ok(balance)
	}

	/// Whether there is a contract at `address`.
	pub async fn is_contract(&self, address: Address) -> Result<bool, EvmError> {
		let code: String = self
			.ask("eth_getCode", json!([shown(address), At::Latest.tag()]))
			.await?;
		Ok(code.len() > "0x".len())
	}

	/// Asks a view of the contract at `to`.
	pub async fn view<C: SolCall>(&self, to: Address, call: &C, at: At) -> Result<C::Return, EvmError> {
		const METHOD: &str = "eth_call";
		let bytes = self.call(None, to, call.abi_encode().into(), at).await?;
		C::abi_decode_returns(&bytes).map_err(|e| EvmError::BadAnswer {
			method: METHOD,
			reason: format!("{} gave something else: {e}", C::SIGNATURE),
		})
	}

	/// What calling the contract at `to` would give.
	pub async fn call(
		&self,
		from: Option<Address>,
		to: Address,
		data: Bytes,
		at: At,
	) -> Result<Bytes, EvmError> {
		let question = json!([message(from, Some(to), &data), at.tag()]);
		let text: String = self.ask("eth_call", question).await?;
		unhex("eth_call", &text)
	}

	/// How much gas that takes; a new contract without `to`.
	pub async fn gas(
		&self,
		from: Address,
		to: Option<Address>,
		data: &Bytes,
		at: At,
	) -> Result<u64, EvmError> {
		// Without a block some nodes take the newest and some what is pending.
		let question = json!([message(Some(from), to, data), at.tag()]);
		self.quantity("eth_estimateGas", question).await
	}

	/// Gives the node a signed transaction.
	pub async fn send(&self, signed: &[u8]) -> Result<(), EvmError> {
		let _hash: String = self
			.ask("eth_sendRawTransaction", json!([hex::encode_prefixed(signed)]))
			.await?;
		Ok(())
	}

	/// What became of a transaction, once a block of the chain has it.
	pub async fn receipt(&self, hash: B256) -> Result<Option<Receipt>, EvmError> {
		self.ask("eth_getTransactionReceipt", json!([hex::encode_prefixed(hash)]))
			.await
	}

	/// What the contract at `of` told of these kinds from block `from` to block `to`, in order.
	pub async fn logs(&self, of: Address, kinds: &[B256], from: u64, to: u64) -> Result<Vec<Log>, EvmError> {
		let kinds: Vec<String> = kinds.iter().map(hex::encode_prefixed).collect();
		let filter = json!({
			"address": shown(of),
			"topics": [kinds],
			"fromBlock": format!("{from:#x}"),
			"toBlock": format!("{to:#x}"),
		});
		self.ask("eth_getLogs", json!([filter])).await
	}

	/// What a transaction told whom it was sent to; nothing where the node does not know it.
	pub async fn input(&self, transaction: B256) -> Result<Option<Bytes>, EvmError> {
		let question = json!([hex::encode_prefixed(transaction)]);
		let sent: Option<Sent> = self.ask("eth_getTransactionByHash", question).await?;
		Ok(sent.map(|sent| sent.input))
	}

	async fn quantity(&self, method: &'static str, params: Value) -> Result<u64, EvmError> {
		let Quantity(value) = self.ask(method, params).await?;
		u64::try_from(value).map_err(|_| EvmError::BadAnswer {
			method,
			reason: format!("{value} is too large"),
		})
	}
}

fn shown(address: Address) -> String {
	hex::encode_prefixed(address)
}

fn message(from: Option<Address>, to: Option<Address>, data: &Bytes) -> Value {
	let mut message = json!({ "data": hex::encode_prefixed(data) });
	for (name, address) in [("from", from), ("to", to)] {
		if let (Some(address), Some(fields)) = (address, message.as_object_mut()) {
			fields.insert(name.into(), shown(address).into());
		}
	}
	message
}

fn unhex(method: &'static str, text: &str) -> Result<Bytes, EvmError> {
	let bytes = hex::decode(text).map_err(|e| EvmError::BadAnswer {
		method,
		reason: e.to_string(),
	})?;
	Ok(bytes.into())
}

/// A number as JSON-RPC of EVM chains writes it.
struct Quantity(u128);

impl<'de> Deserialize<'de> for Quantity {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		wide(deserializer).map(Self)
	}
}

fn wide<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
	let text = String::deserialize(deserializer)?;
	let digits = text
		.strip_prefix("0x")
		.and_then(|digits| u128::from_str_radix(digits, 16).ok());
	digits.ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no number in hex")))
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
	let value = wide(deserializer)?;
	u64::try_from(value).map_err(|_| serde::de::Error::custom(format!("{value} is too large")))
}

fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u128>, D::Error> {
	let value = Option::<Quantity>::deserialize(deserializer)?;
	Ok(value.map(|Quantity(value)| value))
}

fn hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<B256, D::Error> {
	let text = String::deserialize(deserializer)?;
	text.parse().map_err(serde::de::Error::custom)
}

fn hashes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<B256>, D::Error> {
	let texts = Vec::<String>::deserialize(deserializer)?;
	let hashes = texts
		.iter()
		.map(|text| text.parse().map_err(serde::de::Error::custom));
	hashes.collect()
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
	let text = String::deserialize(deserializer)?;
	let bytes = hex::decode(text).map_err(serde::de::Error::custom)?;
	Ok(bytes.into())
}

fn maybe_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Address>, D::Error> {
	let text = Option::<String>::deserialize(deserializer)?;
	text.map(|text| text.parse().map_err(serde::de::Error::custom))
		.transpose()
}
