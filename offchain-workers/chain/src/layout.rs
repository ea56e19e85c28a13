//! Where things lie in a runtime: storage keys and call indices, by name, from its metadata.

mod names;

use crate::{Call, Error, Result};
use codec::{Decode, DecodeAll, Encode};
use polkadot_sdk::sp_crypto_hashing::{blake2_128, blake2_256, twox_128, twox_256, twox_64};
use subxt::{
	ext::frame_decode::storage::StorageHasher,
	metadata::{ArcMetadata, Metadata, StorageEntryMetadata},
};

/// The metadata of the runtime that this program was built for, as [`crate::fetch_metadata`] gives it.
const SHIPPED: &[u8] = include_bytes!("../metadata/althing.scale");

/// The pallets whose calls, events and storage this program relies on.
const PALLETS: [&str; 3] = ["Agents", "Anchors", "Cmp"];
/// The runtime API that it relies on.
const API: &str = "AlthingApi";

/// Where things lie in one version of the runtime.
#[derive(Clone)]
pub struct Layout {
	metadata: ArcMetadata,
}

impl Layout {
	/// From SCALE-encoded metadata.
	pub fn new(metadata: &[u8]) -> Result<Self> {
		Metadata::decode_from(metadata)
			.map(|metadata| Self {
				metadata: metadata.arc(),
			})
			.map_err(|e| Error::BadMetadata(e.to_string()))
	}

	/// That of the runtime that this program was built for.
	pub fn shipped() -> Result<Self> {
		Self::new(SHIPPED)
	}

	/// The metadata.
	pub(crate) fn metadata(&self) -> &ArcMetadata {
		&self.metadata
	}

	/// The version of the rules that the metadata belongs to.
	pub fn spec_version(&self) -> Result<u32> {
		let constant = self
			.metadata
			.pallet_by_name("System")
			.and_then(|pallet| pallet.constant_by_name("Version"))
			.ok_or_else(|| Error::Missing("constant System.Version".into()))?;
		// Spec name, implementation name and authoring version come first.
		<(String, String, u32, u32)>::decode(&mut constant.value())
			.map(|(_, _, _, spec)| spec)
			.map_err(|e| Error::undecodable("constant System.Version", e))
	}

	/// The first thing this program relies on that is not shaped as in `other`: a pallet or the runtime API.
	pub fn difference(&self, other: &Self) -> Option<String> {
		let api = |layout: &Self| {
			layout
				.metadata
				.runtime_api_trait_by_name(API)
				.map(|api| api.hash())
		};
		if let Some(what) = self.difference_in(other, &PALLETS) {
			return Some(what);
		}
		(api(self) != api(other)).then(|| format!("the runtime API {API}"))
	}

	/// The first of `pallets` that is not shaped as in `other`.
	pub(crate) fn difference_in(&self, other: &Self, pallets: &[&str]) -> Option<String> {
		let hash =
			|layout: &Self, name: &str| layout.metadata.pallet_by_name(name).map(|pallet| pallet.hash());
		let differs = |name: &&&str| hash(self, name) != hash(other, name);
		pallets.iter().find(differs).map(|name| format!("pallet {name}"))
	}

	/// A constant of the runtime.
	pub fn constant<T: Decode>(&self, pallet: &str, name: &str) -> Result<T> {
		let constant = self
			.metadata
			.pallet_by_name(pallet)
			.and_then(|pallet| pallet.constant_by_name(name))
			.ok_or_else(|| Error::Missing(format!("constant {pallet}.{name}")))?;
		T::decode(&mut constant.value())
			.map_err(|e| Error::undecodable(format!("constant {pallet}.{name}"), e))
	}

	fn entry(&self, pallet: &str, name: &str) -> Result<&StorageEntryMetadata> {
		self.metadata
			.pallet_by_name(pallet)
			.and_then(|pallet| pallet.storage())
			.and_then(|storage| storage.entry_by_name(name))
			.ok_or_else(|| Error::Missing(format!("storage {pallet}.{name}")))
	}

	/// What every key of a storage item begins with.
	pub fn prefix(&self, pallet: &str, name: &str) -> Result<Vec<u8>> {
		self.entry(pallet, name)?;
		let metadata = self
			.metadata
			.pallet_by_name(pallet)
			.and_then(|pallet| pallet.storage());
		let prefix = metadata.map_or(pallet, |storage| storage.prefix());
		Ok([twox_128(prefix.as_bytes()), twox_128(name.as_bytes())].concat())
	}

	/// The key of one value; `keys` are the map's keys, each SCALE-encoded, none for a single value.
	pub fn key(&self, pallet: &str, name: &str, keys: &[Vec<u8>]) -> Result<Vec<u8>> {
		let mut key = self.prefix(pallet, name)?;
		let hashers: Vec<_> = self.entry(pallet, name)?.keys().map(|key| key.hasher).collect();
		if hashers.len() != keys.len() {
			return Err(Error::Missing(format!(
				"storage {pallet}.{name} with {} keys",
				keys.len()
			)));
		}
		for (hasher, part) in hashers.into_iter().zip(keys) {
			hash_into(hasher, part, &mut key);
		}
		Ok(key)
	}

	/// The key's own bytes of the last key of a map, from the key in the trie.
	pub(crate) fn map_key<K: Decode>(&self, pallet: &str, name: &str, key: &[u8]) -> Result<K> {
		let what = || format!("a key of {pallet}.{name}");
		let hasher = self.entry(pallet, name)?.keys().next().map(|key| key.hasher);
		let skip = match hasher {
			Some(StorageHasher::Identity) => 32,
			Some(StorageHasher::Twox64Concat) => 40,
			Some(StorageHasher::Blake2_128Concat) => 48,
			_ => return Err(Error::undecodable(what(), "its hasher does not keep it")),
		};
		let bytes = key
			.get(skip..)
			.ok_or_else(|| Error::undecodable(what(), "it is too short"))?;
		K::decode_all(&mut &*bytes).map_err(|e| Error::undecodable(what(), e))
	}

	/// What a value is while nothing is stored, if it has such a default.
	pub(crate) fn default<T: Decode>(&self, pallet: &str, name: &str) -> Result<Option<T>> {
		let default = self.entry(pallet, name)?.default_value();
		default
			.map(|bytes| decode(&format!("the default of {pallet}.{name}"), bytes))
			.transpose()
	}

	/// A call, SCALE-encoded with its indices in front.
	pub fn call(&self, call: &Call) -> Result<Vec<u8>> {
		let (pallet, name) = (call.pallet(), call.name());
		let missing = || Error::Missing(format!("call {pallet}.{name}"));
		let metadata = self.metadata.pallet_by_name(pallet).ok_or_else(missing)?;
		let variant = metadata.call_variant_by_name(name).ok_or_else(missing)?;
		let mut bytes = vec![metadata.call_index(), variant.index];
		let wanted: Vec<&str> = variant
			.fields
			.iter()
			.filter_map(|field| field.name.as_deref())
			.collect();
		bytes.extend(call.arguments(&wanted, self)?);
		Ok(bytes)
	}

	/// The name and the words of a pallet's error.
	pub(crate) fn error(&self, pallet: u8, error: u8) -> Option<(String, String)> {
		let pallet = self.metadata.pallet_by_error_index(pallet)?;
		let variant = pallet.error_variant_by_index(error)?;
		let words = variant
			.docs
			.iter()
			.map(|line| line.trim())
			.collect::<Vec<_>>()
			.join(" ");
		Some((format!("{}.{}", pallet.name(), variant.name), words.trim().into()))
	}
}

impl core::fmt::Debug for Layout {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "Layout({:?})", self.spec_version().ok())
	}
}

fn hash_into(hasher: StorageHasher, part: &[u8], key: &mut Vec<u8>) {
	match hasher {
		StorageHasher::Blake2_128 => key.extend(blake2_128(part)),
		StorageHasher::Blake2_256 => key.extend(blake2_256(part)),
		StorageHasher::Twox128 => key.extend(twox_128(part)),
		StorageHasher::Twox256 => key.extend(twox_256(part)),
		StorageHasher::Blake2_128Concat => key.extend(blake2_128(part)),
		StorageHasher::Twox64Concat => key.extend(twox_64(part)),
		StorageHasher::Identity => (),
	}
	if matches!(
		hasher,
		StorageHasher::Blake2_128Concat | StorageHasher::Twox64Concat | StorageHasher::Identity
	) {
		key.extend(part);
	}
}

/// All of `bytes` as a `T`.
pub(crate) fn decode<T: Decode>(what: &str, bytes: &[u8]) -> Result<T> {
	T::decode_all(&mut &*bytes).map_err(|e| Error::undecodable(what, e))
}

/// A map's key, as [`Layout::key`] takes it.
pub(crate) fn one_key(key: &impl Encode) -> Vec<Vec<u8>> {
	vec![key.encode()]
}
