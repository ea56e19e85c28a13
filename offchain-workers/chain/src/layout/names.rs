//! Names behind numbers: why funds are held, what a referendum acts with, which call some bytes are.

use super::Layout;
use crate::{Error, Result};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef, Variant};
use subxt::ext::scale_decode::visitor::{decode_with_visitor, IgnoreVisitor};

/// No type that is looked into here lies deeper.
const DEEPEST: usize = 8;

impl Layout {
	/// The origin `name` of `pallet`, which has no fields, as `Referenda.submit` takes it.
	///
	/// Errors: [`Error::Missing`].
	pub fn origin(&self, pallet: &str, name: &str) -> Result<Vec<u8>> {
		let types = self.metadata.types();
		let outer = variant_named(types, self.origins()?, pallet);
		let inner = outer.and_then(|outer| variant_named(types, outer.fields.first()?.ty.id, name));
		match (outer, inner) {
			(Some(outer), Some(inner)) => Ok(vec![outer.index, inner.index]),
			_ => Err(Error::Missing(format!("origin {pallet}.{name}"))),
		}
	}

	/// Takes an origin off the front of `bytes` and gives its name.
	pub(crate) fn take_origin(&self, bytes: &mut &[u8]) -> Result<String> {
		let (types, id) = (self.metadata.types(), self.origins()?);
		let name = match **bytes {
			[outer, inner, ..] => pair(types, id, outer, inner),
			_ => None,
		};
		self.skip(id, bytes, "an origin")?;
		Ok(name.unwrap_or_else(|| "unknown".into()))
	}

	/// The type of origins, which the call that takes one names.
	fn origins(&self) -> Result<u32> {
		let submit = self
			.metadata
			.pallet_by_name("Referenda")
			.and_then(|pallet| pallet.call_variant_by_name("submit"));
		submit
			.and_then(|call| named(&call.fields, "proposal_origin"))
			.ok_or_else(|| Error::Missing("call Referenda.submit".into()))
	}

	/// The reason of a hold or a freeze in a storage item of `pallet`: the pallet that has it and its word.
	pub(crate) fn reason(&self, pallet: &str, item: &str, [outer, inner]: [u8; 2]) -> String {
		let types = self.metadata.types();
		let entry = self.entry(pallet, item).ok();
		let reasons = entry.and_then(|entry| field_below(types, entry.value_ty(), "id"));
		reasons
			.and_then(|id| pair(types, id, outer, inner))
			.unwrap_or_else(|| format!("reason {outer}.{inner}"))
	}

	/// The pallet and the function of a call, such as `System.remark`.
	///
	/// Errors: [`Error::Undecodable`] unless `call` is exactly one call of this runtime.
	pub fn call_name(&self, call: &[u8]) -> Result<String> {
		let mut rest = call;
		self.skip(self.metadata.outer_enums().call_enum_ty(), &mut rest, "the call")?;
		if !rest.is_empty() {
			let reason = format!("{} bytes are left over", rest.len());
			return Err(Error::undecodable("the call", reason));
		}
		let name = match *call {
			[pallet, function, ..] => self.metadata.pallet_by_call_index(pallet).and_then(|pallet| {
				let function = pallet.call_variant_by_index(function)?;
				Some(format!("{}.{}", pallet.name(), function.name))
			}),
			_ => None,
		};
		name.ok_or_else(|| Error::undecodable("the call", "the runtime has no such function"))
	}

	/// Takes a value of type `id` off the front of `bytes`.
	fn skip(&self, id: u32, bytes: &mut &[u8], what: &str) -> Result<()> {
		decode_with_visitor(bytes, id, self.metadata.types(), IgnoreVisitor::new())
			.map_err(|error| Error::undecodable(what, error))
	}
}

/// The names of two enumerations, one inside the other.
fn pair(types: &PortableRegistry, id: u32, outer: u8, inner: u8) -> Option<String> {
	let outer = variants(types, id)?
		.iter()
		.find(|variant| variant.index == outer)?;
	let inner = variants(types, outer.fields.first()?.ty.id)?
		.iter()
		.find(|variant| variant.index == inner)?;
	Some(format!("{}.{}", outer.name, inner.name))
}

fn variants(types: &PortableRegistry, id: u32) -> Option<&[Variant<PortableForm>]> {
	match &types.resolve(id)?.type_def {
		TypeDef::Variant(variants) => Some(&variants.variants),
		_ => None,
	}
}

fn variant_named<'a>(types: &'a PortableRegistry, id: u32, name: &str) -> Option<&'a Variant<PortableForm>> {
	variants(types, id)?.iter().find(|variant| variant.name == name)
}

fn named(fields: &[scale_info::Field<PortableForm>], name: &str) -> Option<u32> {
	let field = fields.iter().find(|field| field.name.as_deref() == Some(name))?;
	Some(field.ty.id)
}

/// The type of the field `name` in what a list of records holds.
fn field_below(types: &PortableRegistry, mut id: u32, name: &str) -> Option<u32> {
	for _ in 0..DEEPEST {
		id = match &types.resolve(id)?.type_def {
			TypeDef::Composite(record) => match named(&record.fields, name) {
				Some(found) => return Some(found),
				None => record.fields.first()?.ty.id,
			},
			TypeDef::Sequence(list) => list.type_param.id,
			_ => return None,
		};
	}
	None
}
