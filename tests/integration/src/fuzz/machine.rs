//! A chain in memory that makes blocks as a node does: through the executive, with BABE's digests, the
//! timestamp and every hook.

use super::{
	actors::Actors,
	counting::{Counting, Meter, Usage},
};
use althing_runtime::{
	AccountId, AllPalletsWithSystem, Babe, Executive, Header, Runtime, RuntimeCall, RuntimeOrigin, Session,
	SignedPayload, System, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo, PostDispatchInfo},
	storage::transactional::TRANSACTION_LEVEL_KEY,
	traits::{CallMetadata, Get, GetCallMetadata, WhitelistedStorageKeys},
};
use polkadot_sdk::*;
use sp_consensus_babe::digests::{
	CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest, SecondaryVRFPreDigest,
};
use sp_core::{
	crypto::VrfSecret,
	offchain::{testing::TestOffchainExt, OffchainDbExt},
	Pair as _, H256,
};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::Era,
	traits::{Dispatchable, Header as _},
	ApplyExtrinsicResult, Digest, DigestItem, DispatchResultWithInfo, MultiAddress,
};

/// The slot before the first block's: some time in 2026.
const GENESIS_SLOT: u64 = 890_000_000;

/// A chain in memory.
pub struct Machine {
	state: TestExternalities,
	meter: Meter,
	number: u32,
	slot: u64,
	parent: H256,
}

/// What became of a call.
pub struct Done {
	/// What the call said that it weighs.
	pub declared: DispatchInfo,
	/// What it gave back.
	pub result: DispatchResultWithInfo<PostDispatchInfo>,
	/// What it read and wrote.
	pub usage: Usage,
}

impl Machine {
	/// A chain that begins with the preset called `preset`, with no block yet.
	pub fn new(preset: &str) -> Self {
		let mut state = crate::genesis(preset);
		state.execute_with(|| frame_system::Pallet::<Runtime>::set_block_number(0));
		Self {
			state,
			meter: Meter::default(),
			number: 0,
			slot: GENESIS_SLOT,
			parent: H256::zero(),
		}
	}

	/// The block that is being made, or was made last.
	pub fn number(&self) -> u32 {
		self.number
	}

	/// Does `work` on the state.
	pub fn with<R>(&mut self, work: impl FnOnce() -> R) -> R {
		let mut state = self.state.ext();
		let mut counting = Counting::new(&mut state, self.meter.clone());
		sp_externalities::set_and_run_with_externalities(&mut counting, work)
	}

	/// Does `work` as a node does that answers a question: with what blocks indexed.
	pub fn indexed<R>(&mut self, work: impl FnOnce() -> R) -> R {
		let (indexed, _) = TestOffchainExt::with_offchain_db(self.state.offchain_db());
		self.state.register_extension(OffchainDbExt::new(indexed));
		self.state.execute_with(work)
	}

	/// Begins a block, `later` slots and blocks after the last one.
	pub fn begin(&mut self, later: u32) {
		self.number = self.number.saturating_add(later.max(1));
		self.slot = self.slot.saturating_add(later.max(1).into());
		let (number, slot, parent) = (self.number, self.slot, self.parent);
		self.with(|| {
			let digest = Digest {
				logs: vec![DigestItem::babe_pre_digest(claim(slot))],
			};
			let header = Header::new(number, H256::zero(), H256::zero(), parent, digest);
			// The blocks between had nothing in them; making each would take hours.
			frame_system::Pallet::<Runtime>::set_block_number(number - 1);
			Executive::initialize_block(&header);
			let now = slot * althing_runtime::constants::time::MILLISECS_PER_BLOCK;
			let call = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
			let applied = Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call));
			assert!(matches!(applied, Ok(Ok(()))), "the timestamp is set: {applied:?}");
		});
	}

	/// Ends the block.
	pub fn end(&mut self) {
		let header = self.with(Executive::finalize_block);
		self.parent = header.hash();
		self.state.persist_offchain_overlay();
		self.state.commit_all().unwrap();
	}

	/// Makes `call` with `origin`, counting. What every transaction of `signer` touches anyway is not counted.
	pub fn dispatch(&mut self, call: RuntimeCall, origin: RuntimeOrigin, signer: Option<&AccountId>) -> Done {
		let mut free = free(signer);
		// What nobody signed is no transaction, and has no base weight.
		if signer.is_some() {
			free.extend(filter_keys(&call));
		}
		let meter = self.meter.clone();
		self.with(|| {
			let declared = call.get_dispatch_info();
			let (result, usage) = meter.count(free, || call.dispatch(origin));
			Done {
				declared,
				result,
				usage,
			}
		})
	}

	/// What `hook` reads and writes, and gives back. It leaves no trace.
	pub fn rehearse<R>(&mut self, hook: impl FnOnce() -> R) -> (R, Usage) {
		let meter = self.meter.clone();
		self.with(|| {
			frame_support::storage::with_transaction(|| {
				frame_system::BlockWeight::<Runtime>::kill();
				let counted = meter.count(free(None), hook);
				sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(counted))
			})
			.unwrap()
		})
	}

	/// Signs `call` by `signer` and applies it, as a block author does.
	pub fn apply(&mut self, call: RuntimeCall, signer: &AccountId, actors: &Actors) -> ApplyExtrinsicResult {
		let extrinsic = self.sign(call, signer, actors);
		self.with(|| Executive::apply_extrinsic(extrinsic))
	}

	/// A transaction of `signer`, whose key must be known.
	pub fn sign(&mut self, call: RuntimeCall, signer: &AccountId, actors: &Actors) -> UncheckedExtrinsic {
		let pair = actors.pair(signer).unwrap();
		self.with(|| {
			let extension = extension(System::account_nonce(signer));
			let payload = SignedPayload::new(call.clone(), extension.clone()).unwrap();
			let signature = payload.using_encoded(|bytes| pair.sign(bytes));
			UncheckedExtrinsic::new_signed(
				call,
				MultiAddress::Id(signer.clone()),
				signature.into(),
				extension,
			)
		})
	}
}

/// What a transaction carries beside its call.
fn extension(nonce: u32) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

/// The keys that the benchmarks do not count either: each block or each transaction has touched them already.
fn free(signer: Option<&AccountId>) -> Vec<Vec<u8>> {
	let mut keys: Vec<Vec<u8>> = AllPalletsWithSystem::whitelisted_storage_keys()
		.into_iter()
		.map(|tracked| tracked.key)
		.collect();
	keys.extend([
		TRANSACTION_LEVEL_KEY.to_vec(),
		b":extrinsic_index".to_vec(),
		b":intrablock_entropy".to_vec(),
	]);
	keys.extend(signer.map(frame_system::Account::<Runtime>::hashed_key_for));
	keys
}

/// What the filter reads before a call: a transaction's base weight pays for it (`BaseExtrinsic` in the runtime).
fn filter_keys(call: &RuntimeCall) -> [Vec<u8>; 2] {
	let CallMetadata {
		pallet_name,
		function_name,
	} = call.get_call_metadata();
	let [pallet, function] = [pallet_name, function_name].map(|name| name.as_bytes().to_vec());
	// Names that are too long are paused always: no call of ours has one.
	let name: pallet_tx_pause::RuntimeCallNameOf<Runtime> =
		(pallet.try_into().unwrap(), function.try_into().unwrap());
	[
		pallet_safe_mode::EnteredUntil::<Runtime>::hashed_key().to_vec(),
		pallet_tx_pause::PausedCalls::<Runtime>::hashed_key_for(name),
	]
}

/// The claim of a validator that is not disabled to `slot`, with its VRF output where the key is known and the
/// epoch is that of the last block.
fn claim(slot: u64) -> PreDigest {
	let authorities = Babe::authorities();
	let disabled = Session::disabled_validators();
	let count = authorities.len().max(1) as u32;
	let free = (0..count)
		.map(|turn| (turn + (slot % u64::from(count)) as u32) % count)
		.find(|index| !disabled.contains(index));
	let authority_index = free.unwrap_or_default();
	let slot = sp_consensus_babe::Slot::from(slot);
	let known = Sr25519Keyring::well_known().map(|key| key.pair()).find(|pair| {
		authorities
			.get(authority_index as usize)
			.is_some_and(|(authority, _)| authority.encode() == pair.public().encode())
	});
	let length = <Runtime as pallet_babe::Config>::EpochDuration::get();
	let same_epoch = *slot < *Babe::current_epoch_start() + length;
	match known {
		Some(pair) if same_epoch => {
			let data = sp_consensus_babe::make_vrf_sign_data(&Babe::randomness(), slot, Babe::epoch_index());
			PreDigest::SecondaryVRF(SecondaryVRFPreDigest {
				authority_index,
				slot,
				vrf_signature: pair.vrf_sign(&data),
			})
		}
		_ => PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
			authority_index,
			slot,
		}),
	}
}
