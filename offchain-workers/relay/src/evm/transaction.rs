//! A transaction with a fee of its own (EIP-1559), signed.

use super::Key;
use alloy_primitives::{keccak256, Address, Bytes, Signature, TxKind, B256, U256};
use alloy_rlp::{Encodable, RlpEncodable};

/// The first byte of such a transaction (EIP-2718).
const KIND: u8 = 2;

/// A transaction that is not signed yet, its fields in the order of EIP-1559.
#[derive(Clone, Debug, PartialEq, Eq, RlpEncodable)]
pub struct Transaction {
	/// For which chain.
	pub chain_id: u64,
	/// How many the account has sent before.
	pub nonce: u64,
	/// What the block's maker gets for a unit of gas, at most.
	pub tip: u128,
	/// What a unit of gas may cost in all.
	pub max_fee: u128,
	/// How much gas may be used.
	pub gas: u64,
	/// Which contract, or a new one.
	pub to: TxKind,
	/// What is paid to it.
	pub value: U256,
	/// What it is told.
	pub data: Bytes,
	/// Storage that is named beforehand: none.
	pub access: Vec<Address>,
}

/// The same with the signature behind it.
#[derive(RlpEncodable)]
struct Signed<'a> {
	chain_id: &'a u64,
	nonce: &'a u64,
	tip: &'a u128,
	max_fee: &'a u128,
	gas: &'a u64,
	to: &'a TxKind,
	value: &'a U256,
	data: &'a Bytes,
	access: &'a Vec<Address>,
	parity: bool,
	r: U256,
	s: U256,
}

impl Transaction {
	/// The bytes to send, and the hash that the transaction has then.
	///
	/// # Errors
	///
	/// When the key cannot sign, which has no known case.
	pub fn sign(&self, key: &Key) -> Result<(Vec<u8>, B256), super::EvmError> {
		let signature: Signature = key.sign(&keccak256(typed(self)))?;
		let bytes = typed(&Signed {
			chain_id: &self.chain_id,
			nonce: &self.nonce,
			tip: &self.tip,
			max_fee: &self.max_fee,
			gas: &self.gas,
			to: &self.to,
			value: &self.value,
			data: &self.data,
			access: &self.access,
			parity: signature.v(),
			r: signature.r(),
			s: signature.s(),
		});
		let hash = keccak256(&bytes);
		Ok((bytes, hash))
	}
}

fn typed(payload: &impl Encodable) -> Vec<u8> {
	let mut bytes = vec![KIND];
	payload.encode(&mut bytes);
	bytes
}
