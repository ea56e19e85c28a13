//! What must not pass, each by its name: what the relayer says of it before anything is sent, and what the contract says
//! to whoever sends it all the same. The same list as in `contracts/test/bad-input.test.js`.

use crate::support::{althing::Althing, anvil::Anvil, deploy, relay, settings};
use alloy_sol_types::SolCall;
use althing_chain::{BeefyKeys, BlockId, Error as ChainError, Hash, ProvenLeaf};
use althing_relay::{
	althing::Source,
	client::LightClientAt,
	commitment::CommitmentError,
	contracts::LightClient::submitFullCall,
	evm::At,
	keyset::{Keyset, KeysetError},
	leaf::LeafError,
	next::{next, Next},
	submission::{Submission, SubmissionError},
	Address, Error, Event, EvmError, Relayer, B256,
};
use codec::{DecodeAll, Encode};

/// A signed commitment as the chain gives it.
type Proof = (u8, Vec<([u8; 2], Vec<u8>)>, u32, u64, Vec<u8>, u32, Vec<[u8; 65]>);

/// What a node gets wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
	OtherGenesis,
	OtherChain,
	OtherKeys,
	Stale,
	ShortBitfield,
	DuplicateSigner,
	OtherLeaf,
	OversizedPayload,
	OversizedSet,
}

/// A node that gets one thing wrong.
struct Faulty<'a>(&'a Althing, Fault);

impl Faulty<'_> {
	fn change(&self, bytes: &[u8]) -> Vec<u8> {
		let mut proof = Proof::decode_all(&mut &*bytes).unwrap();
		let (_, payload, _, _, bits, _, signatures) = &mut proof;
		match self.1 {
			Fault::OtherChain => payload[0].1 = vec![7; 32],
			Fault::ShortBitfield => drop(bits.pop()),
			Fault::DuplicateSigner => signatures[1] = signatures[0],
			Fault::OversizedPayload => payload.push((*b"zz", vec![0; 16_384])),
			_ => (),
		}
		proof.encode()
	}
}

impl Source for Faulty<'_> {
	fn genesis(&self) -> Hash {
		match self.1 {
			Fault::OtherGenesis => [7; 32],
			_ => self.0.genesis(),
		}
	}

	async fn newest(&self) -> Result<Option<BlockId>, ChainError> {
		match self.1 {
			Fault::Stale => Source::block(self.0, 1).await,
			_ => self.0.newest().await,
		}
	}

	async fn block(&self, number: u32) -> Result<Option<BlockId>, ChainError> {
		Source::block(self.0, number).await
	}

	async fn signatures(&self, block: BlockId) -> Result<Option<Vec<u8>>, ChainError> {
		let signed = self.0.signatures(block).await?;
		Ok(signed.map(|bytes| self.change(&bytes)))
	}

	async fn keys(&self, block: BlockId) -> Result<BeefyKeys, ChainError> {
		let mut keys = self.0.keys(block).await?;
		match self.1 {
			Fault::OtherKeys => keys.keys.reverse(),
			Fault::OversizedSet => keys.keys = vec![keys.keys[0]; 4097],
			_ => (),
		}
		Ok(keys)
	}

	async fn leaf(&self, of: u32, after: u32, at: BlockId) -> Result<ProvenLeaf, ChainError> {
		let mut proven = self.0.leaf(of, after, at).await?;
		if self.1 == Fault::OtherLeaf {
			proven.leaf = self.0.leaf(of - 1, after, at).await?.leaf;
		}
		Ok(proven)
	}
}

/// What a relayer says that asks such a node; whether it ended in peace.
async fn relayed(anvil: &Anvil, althing: &Althing, client: Address, fault: Fault) -> Result<(), Error> {
	let node = Faulty(althing, fault);
	let tell = |_: &Event| ();
	let opened = Relayer::open(&node, anvil.evm(), client, None, anvil.key(1), settings(), tell).await;
	opened?.run(true).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_node_is_named_and_nothing_is_sent() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.grow(2);
	althing.rotate();
	let said = |fault| relayed(&anvil, &althing, client, fault);

	let error = said(Fault::OtherGenesis).await.unwrap_err();
	assert!(
		matches!(error, Error::WrongGenesis { genesis, .. } if genesis == B256::repeat_byte(7)),
		"{error}"
	);
	let error = said(Fault::OtherChain).await.unwrap_err();
	let named = matches!(
		error,
		Error::Commitment(CommitmentError::OtherChain { chain, .. }) if chain == B256::repeat_byte(7)
	);
	assert!(named, "{error}");
	let error = said(Fault::OtherKeys).await.unwrap_err();
	assert!(matches!(error, Error::OtherKeys { set: 1, .. }), "{error}");
	said(Fault::Stale).await.unwrap();
	let error = said(Fault::ShortBitfield).await.unwrap_err();
	let named = matches!(
		error,
		Error::Commitment(CommitmentError::Bits { validators: 4, .. })
	);
	assert!(named, "{error}");
	let error = said(Fault::DuplicateSigner).await.unwrap_err();
	let named = matches!(
		error,
		Error::Submission(SubmissionError::NotEnoughSigners {
			good: 2,
			needed: 3,
			..
		})
	);
	assert!(named, "{error}");
	let error = said(Fault::OtherLeaf).await.unwrap_err();
	assert!(
		matches!(error, Error::Leaf(LeafError::NotProven { .. })),
		"{error}"
	);
	let error = said(Fault::OversizedPayload).await.unwrap_err();
	assert!(
		matches!(error, Error::Commitment(CommitmentError::Payload(_))),
		"{error}"
	);
	let error = said(Fault::OversizedSet).await.unwrap_err();
	let named = matches!(error, Error::Keyset(KeysetError::Length { length: 4097, .. }));
	assert!(named, "{error}");
	assert_eq!(anvil.sent(1).await, 0);
}

/// What the light client needs next, all signatures shown.
async fn call(anvil: &Anvil, althing: &Althing, client: Address) -> submitFullCall {
	let genesis = B256::from(althing.genesis());
	let (client, _) = LightClientAt::open(anvil.evm(), client, genesis, None)
		.await
		.unwrap();
	let state = client.state().await.unwrap();
	let Next::Submit(commitment) = next(althing, &state, 1).await.unwrap() else {
		panic!("a commitment")
	};
	Submission::of(&commitment).unwrap().full()
}

/// The name of the error with which the contract refuses it.
async fn refused(anvil: &Anvil, client: Address, call: &submitFullCall) -> &'static str {
	let data = call.abi_encode().into();
	match anvil.evm().call(None, client, data, At::Latest).await {
		Err(EvmError::Reverted(refusal)) => refusal.name().unwrap(),
		other => panic!("{other:?}"),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_refused_by_the_contract_under_its_name() {
	let (anvil, althing) = (Anvil::start().await, Althing::new(4));
	let client = deploy(&anvil, &althing).await.client;
	althing.grow(2);
	let plain = call(&anvil, &althing, client).await;
	althing.rotate();
	let good = call(&anvil, &althing, client).await;
	let changed = |change: &dyn Fn(&mut submitFullCall)| {
		let mut other = good.clone();
		change(&mut other);
		other
	};
	let cases = [
		("SignersNotInSet", changed(&|call| call.signatures.rotate_left(2))),
		(
			"OtherChain",
			changed(&|call| {
				// After the count of items, the first one's two letters and its length.
				let mut commitment = call.commitment.to_vec();
				commitment[4] ^= 1;
				call.commitment = commitment.into();
			}),
		),
		("BitfieldLength", changed(&|call| call.bitfield.clear())),
		(
			"DuplicateSigner",
			changed(&|call| call.signatures.copy_within(0..2, 4)),
		),
		(
			"LeafNotProven",
			changed(&|call| {
				let mut leaf = call.handover.leaf.to_vec();
				leaf[112] ^= 1;
				call.handover.leaf = leaf.into();
			}),
		),
		(
			"CommitmentTooLong",
			changed(&|call| {
				call.commitment = [&call.commitment[..], &[0; 100_000]].concat().into();
			}),
		),
		(
			"SignatureCount",
			changed(&|call| call.signatures.resize(1000, B256::ZERO)),
		),
		(
			"ProofLength",
			changed(&|call| call.siblings.resize(1000, B256::ZERO)),
		),
		(
			"PathTooLong",
			changed(&|call| call.handover.items.resize(1000, B256::ZERO)),
		),
	];
	for (name, call) in &cases {
		assert_eq!(refused(&anvil, client, call).await, *name);
	}
	relay(&anvil, &althing, client).await;
	assert_eq!(refused(&anvil, client, &good).await, "StaleCommitment");
	assert_eq!(refused(&anvil, client, &plain).await, "StaleCommitment");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_for_another_evm_chain_is_not_taken() {
	let anvil = Anvil::start().await;
	let key = anvil.key(1);
	let transaction = althing_relay::evm::Transaction {
		chain_id: 1,
		nonce: 0,
		tip: 1,
		max_fee: 100_000_000_000,
		gas: 21_000,
		to: alloy_primitives::TxKind::Call(Address::repeat_byte(1)),
		value: alloy_primitives::U256::ZERO,
		data: Vec::new().into(),
		access: Vec::new(),
	};
	let (bytes, _) = transaction.sign(&key).unwrap();
	let refused = anvil.evm().send(&bytes).await.unwrap_err();
	assert!(matches!(refused, EvmError::Refused { .. }), "{refused}");
	assert_eq!(anvil.sent(1).await, 0);
}

#[test]
fn no_keys_make_no_set() {
	let none = BeefyKeys {
		keys: Vec::new(),
		id: 3,
	};
	assert_eq!(Keyset::new(&none), Err(KeysetError::Length { set: 3, length: 0 }));
}
