//! Finds a case's body inside the extrinsic that brought it, however deep it is wrapped.

use crate::Hash;
use althing_primitives::blake2;
use codec::Decode;
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use std::collections::BTreeMap;
use subxt::ext::scale_decode::visitor::{
	decode_with_visitor,
	types::{Array, BitSequence, Composite, Sequence, Str, Tuple, Variant},
	DecodeAsTypeResult, DecodeError, Unexpected, Visitor,
};

/// The byte strings inside a call that have one of the hashes in `wanted`, by hash.
///
/// The call is walked by its type. So what a batch, a proxy or a multisig carries is found like any other,
/// and nothing is taken for a body that the chain did not hash.
pub(crate) fn bodies(
	call: &[u8],
	call_type: u32,
	types: &PortableRegistry,
	wanted: &[Hash],
) -> Result<BTreeMap<Hash, Vec<u8>>, DecodeError> {
	let mut found = BTreeMap::new();
	decode_with_visitor(
		&mut &*call,
		call_type,
		types,
		Search {
			wanted,
			found: &mut found,
		},
	)?;
	Ok(found)
}

struct Search<'a> {
	wanted: &'a [Hash],
	found: &'a mut BTreeMap<Hash, Vec<u8>>,
}

impl Search<'_> {
	fn again(&mut self) -> Search<'_> {
		Search {
			wanted: self.wanted,
			found: self.found,
		}
	}

	fn take(&mut self, bytes: Vec<u8>) {
		let hash = blake2(&bytes);
		if self.wanted.contains(&hash) {
			self.found.insert(hash, bytes);
		}
	}
}

fn is_bytes(type_id: u32, types: &PortableRegistry) -> bool {
	let Some(TypeDef::Sequence(sequence)) = types.resolve(type_id).map(|ty| &ty.type_def) else {
		return false;
	};
	let item = types.resolve(sequence.type_param.id).map(|ty| &ty.type_def);
	matches!(item, Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
}

/// Visits every item of a value that has some.
macro_rules! walk {
	($($method:ident($kind:ident)),+) => {$(
		fn $method<'scale, 'resolver>(
			mut self,
			value: &mut $kind<'scale, 'resolver, Self::TypeResolver>,
			_: u32,
		) -> Result<Self::Value<'scale, 'resolver>, DecodeError> {
			while let Some(item) = value.decode_item(self.again()) {
				item?;
			}
			Ok(())
		}
	)+};
}

impl Visitor for Search<'_> {
	type Value<'scale, 'resolver> = ();
	type Error = DecodeError;
	type TypeResolver = PortableRegistry;

	fn unchecked_decode_as_type(
		mut self,
		input: &mut &[u8],
		type_id: u32,
		types: &PortableRegistry,
	) -> DecodeAsTypeResult<Self, Result<(), DecodeError>> {
		if !is_bytes(type_id, types) {
			return DecodeAsTypeResult::Skipped(self);
		}
		DecodeAsTypeResult::Decoded(
			Vec::decode(input)
				.map(|bytes| self.take(bytes))
				.map_err(Into::into),
		)
	}

	/// Numbers and the like are of no interest.
	fn visit_unexpected<'scale, 'resolver>(
		self,
		_: Unexpected,
	) -> Result<Self::Value<'scale, 'resolver>, DecodeError> {
		Ok(())
	}

	walk!(
		visit_sequence(Sequence),
		visit_composite(Composite),
		visit_tuple(Tuple),
		visit_array(Array)
	);

	fn visit_variant<'scale, 'resolver>(
		mut self,
		value: &mut Variant<'scale, 'resolver, Self::TypeResolver>,
		_: u32,
	) -> Result<Self::Value<'scale, 'resolver>, DecodeError> {
		let fields = value.fields();
		while let Some(item) = fields.decode_item(self.again()) {
			item?;
		}
		Ok(())
	}

	fn visit_str<'scale, 'resolver>(
		self,
		_: &mut Str<'scale>,
		_: u32,
	) -> Result<Self::Value<'scale, 'resolver>, DecodeError> {
		Ok(())
	}

	fn visit_bitsequence<'scale, 'resolver>(
		self,
		_: &mut BitSequence<'scale>,
		_: u32,
	) -> Result<Self::Value<'scale, 'resolver>, DecodeError> {
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]
	use super::*;
	use codec::Encode;
	use scale_info::{MetaType, Registry, TypeInfo};

	#[derive(Encode, TypeInfo)]
	enum Call {
		Note {
			text: String,
			numbers: Vec<u32>,
			key: [u8; 4],
		},
		Open {
			risk: u32,
			body: Vec<u8>,
		},
		Batch(Vec<Call>),
		As {
			who: (u8, u64),
			call: Box<Call>,
			also: Option<Vec<u8>>,
		},
	}

	fn find(call: &Call, wanted: &[&[u8]]) -> Vec<Vec<u8>> {
		let mut registry = Registry::new();
		let id = registry.register_type(&MetaType::new::<Call>()).id;
		let wanted: Vec<Hash> = wanted.iter().map(|body| blake2(body)).collect();
		bodies(&call.encode(), id, &registry.into(), &wanted)
			.unwrap()
			.into_values()
			.collect()
	}

	fn open(body: &[u8]) -> Call {
		Call::Open {
			risk: 7,
			body: body.to_vec(),
		}
	}

	#[test]
	fn a_body_is_found_in_the_call_itself() {
		assert_eq!(find(&open(b"{}"), &[b"{}"]), [b"{}".to_vec()]);
	}

	#[test]
	fn a_body_is_found_inside_batches_and_proxies() {
		let note = Call::Note {
			text: "x".into(),
			numbers: vec![1, 2],
			key: [9; 4],
		};
		let inner = Call::Batch(vec![note, open(b"one"), open(b"two")]);
		let call = Call::As {
			who: (1, 2),
			call: Box::new(inner),
			also: Some(b"three".to_vec()),
		};
		let mut found = find(&call, &[b"one", b"two", b"three"]);
		found.sort();
		assert_eq!(found, [b"one".to_vec(), b"three".to_vec(), b"two".to_vec()]);
	}

	#[test]
	fn bytes_that_the_chain_did_not_hash_are_no_body() {
		assert!(find(&open(b"{}"), &[b"other"]).is_empty());
	}
}
