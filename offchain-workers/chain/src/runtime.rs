//! One version of the runtime: decoding what it writes, signing for it.

use crate::{
	block::{Applied, EventRecord},
	rpc::Version,
	search, AccountId, BlockId, Call, DispatchFailure, Error, Event, Hash, Keypair, Layout, Result,
};
use std::collections::BTreeMap;
use subxt::{
	client::OfflineClientAtBlock,
	config::{substrate::SpecVersionForRange, DefaultExtrinsicParamsBuilder, SubstrateConfig},
	events::Phase,
	ext::{
		scale_encode::{EncodeAsFields, Error as EncodeError},
		scale_type_resolver::{FieldIter, TypeResolver},
	},
	tx::Payload,
	utils::{AccountId32, MultiSignature, H256},
	OfflineClient,
};

/// One version of the runtime.
pub(crate) struct Runtime {
	/// Where things lie in it.
	pub layout: Layout,
	/// Its version.
	pub version: Version,
	client: OfflineClientAtBlock<SubstrateConfig>,
}

/// What happened in a block.
#[derive(Default)]
pub(crate) struct Happenings {
	/// Our events, in order.
	pub events: Vec<EventRecord>,
	/// What became of each extrinsic.
	pub applied: BTreeMap<u32, Applied>,
}

/// When a transaction counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
	/// The account's nonce.
	pub nonce: u64,
	/// The block that it is bound to.
	pub birth: BlockId,
	/// For how many blocks from there it can be included: a power of two.
	pub mortality: u32,
}

/// A call whose arguments are encoded already.
struct Encoded<'a> {
	call: &'a Call,
	arguments: RawArguments,
}

struct RawArguments(Vec<u8>);

impl EncodeAsFields for RawArguments {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> core::result::Result<(), EncodeError> {
		out.extend(&self.0);
		Ok(())
	}
}

impl Payload for Encoded<'_> {
	type CallData = RawArguments;

	fn pallet_name(&self) -> &str {
		self.call.pallet()
	}

	fn call_name(&self) -> &str {
		self.call.name()
	}

	fn call_data(&self) -> &RawArguments {
		&self.arguments
	}
}

impl Runtime {
	/// The runtime of `version` with `layout` on the chain with this genesis hash.
	pub(crate) fn new(layout: Layout, version: Version, genesis: &Hash) -> Result<Self> {
		let config = SubstrateConfig::builder()
			.set_genesis_hash(H256(*genesis))
			.set_metadata_for_spec_versions([(version.spec_version, layout.metadata().clone())])
			.set_spec_version_for_block_ranges([SpecVersionForRange {
				block_range: 0..u64::MAX,
				spec_version: version.spec_version,
				transaction_version: version.transaction_version,
			}])
			.build();
		let client = OfflineClient::new_with_config(config).at_block(0u64);
		let client = client.map_err(|e| Error::BadMetadata(e.to_string()))?;
		Ok(Self {
			layout,
			version,
			client,
		})
	}

	/// A signed extrinsic as it travels, with its length in front.
	pub(crate) fn sign(&self, call: &Call, signer: &Keypair, bounds: Bounds) -> Result<Vec<u8>> {
		self.seal(call, &signer.account(), bounds, |payload| signer.sign(payload))
	}

	/// The same with a signature that is none: as long as a signed one, and worth nothing.
	pub(crate) fn unsigned(&self, call: &Call, account: &AccountId, bounds: Bounds) -> Result<Vec<u8>> {
		self.seal(call, account, bounds, |_| [0; 64])
	}

	fn seal(
		&self,
		call: &Call,
		account: &AccountId,
		bounds: Bounds,
		sign: impl FnOnce(&[u8]) -> [u8; 64],
	) -> Result<Vec<u8>> {
		// The two indices are put in front by what encodes the extrinsic.
		let arguments = RawArguments(self.layout.call(call)?.split_off(2));
		let encoded = Encoded { call, arguments };
		let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.nonce(bounds.nonce)
			.mortal_from_unchecked(
				bounds.mortality.into(),
				bounds.birth.number.into(),
				H256(bounds.birth.hash),
			)
			.build();
		let unsignable = |e: subxt::error::ExtrinsicError| Error::Unsignable(e.to_string());
		let mut signable = self
			.client
			.tx()
			.create_v4_signable_offline(&encoded, params)
			.map_err(unsignable)?;
		let signature = sign(&signable.signer_payload().map_err(unsignable)?);
		signable
			.sign_with_account_and_signature(&AccountId32(*account), &MultiSignature::Sr25519(signature))
			.map(|transaction| transaction.into_encoded())
			.map_err(unsignable)
	}

	/// What `System.Events` says.
	pub(crate) fn happenings(&self, events: Vec<u8>) -> Result<Happenings> {
		let mut happenings = Happenings::default();
		for event in self.client.events().from_bytes(events).iter() {
			let event = event.map_err(|e| Error::undecodable("an event", e))?;
			let extrinsic = match event.phase() {
				Phase::ApplyExtrinsic(index) => Some(index),
				Phase::Initialization | Phase::Finalization => None,
			};
			let (pallet, name) = (event.pallet_name(), event.event_name());
			if let Some(index) = extrinsic {
				self.apply(
					happenings.applied.entry(index).or_default(),
					pallet,
					name,
					event.field_bytes(),
				)?;
			}
			if let Some(event) = Event::from_parts(pallet, name, event.event_index(), event.field_bytes())? {
				happenings.events.push(EventRecord { extrinsic, event });
			}
		}
		Ok(happenings)
	}

	fn apply(&self, applied: &mut Applied, pallet: &str, name: &str, fields: &[u8]) -> Result<()> {
		let failure =
			|| -> Result<_> { Ok(DispatchFailure::new(&Event::leading_error(fields)?, &self.layout)) };
		match (pallet, name) {
			("System", "ExtrinsicFailed") => applied.failure = Some(failure()?),
			("Utility", "ItemFailed") => applied.failed_items.push(failure()?),
			_ => (),
		}
		Ok(())
	}

	/// The byte strings in `extrinsic`, as it travels, that have one of these hashes.
	pub(crate) async fn bodies(
		&self,
		extrinsic: Vec<u8>,
		wanted: &[Hash],
	) -> Result<BTreeMap<Hash, Vec<u8>>> {
		let unreadable = |e: &dyn ToString| Error::undecodable("an extrinsic", e.to_string());
		let extrinsics = self.client.extrinsics().from_bytes(vec![extrinsic]).await;
		let Some(extrinsic) = extrinsics.iter().next() else {
			return Ok(BTreeMap::new());
		};
		let extrinsic = extrinsic.map_err(|e| unreadable(&e))?;
		let metadata = self.layout.metadata();
		let call_type = metadata.outer_enums().call_enum_ty();
		search::bodies(extrinsic.call_data_bytes(), call_type, metadata.types(), wanted)
			.map_err(|e| unreadable(&e))
	}
}
