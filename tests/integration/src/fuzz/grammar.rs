//! Calls of every pallet, written from the runtime's own description of their types.
//!
//! Nothing here knows a pallet: what is added to the runtime is called too.

use super::{
	dice::Dice,
	words::{Trust, Words},
};
use althing_runtime::RuntimeCall;
use codec::{Compact, DecodeLimit, Encode};
use scale_info::{
	form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive, Variant,
};

/// How deeply transactions may nest, as the executive decodes them.
pub const DEPTH: u32 = 256;
/// How deeply calls in calls are written.
const NESTING: usize = 3;

/// The types of the runtime's calls.
pub struct Grammar {
	registry: PortableRegistry,
	call: u32,
}

impl Grammar {
	/// Reads them from the runtime.
	pub fn new() -> Self {
		let mut registry = Registry::new();
		let call = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
		Self {
			registry: registry.into(),
			call,
		}
	}

	/// The names of the pallets that have calls.
	pub fn pallets(&self) -> Vec<String> {
		let TypeDef::Variant(pallets) = &self.registry.resolve(self.call).unwrap().type_def else {
			panic!("calls are an enumeration")
		};
		pallets
			.variants
			.iter()
			.map(|pallet| pallet.name.to_string())
			.collect()
	}

	/// The bytes of a call with arguments by chance. Not all decode: bounds are not part of types.
	pub fn write(&self, dice: &mut Dice, words: &Words, trust: Trust) -> Option<Vec<u8>> {
		let mut writer = Writer {
			grammar: self,
			dice,
			words,
			trust,
			calls: 0,
			depth: 0,
			out: Vec::new(),
		};
		writer.value(self.call)?;
		Some(writer.out)
	}

	/// A call with arguments by chance.
	pub fn call(&self, dice: &mut Dice, words: &Words, trust: Trust) -> Option<RuntimeCall> {
		let bytes = self.write(dice, words, trust)?;
		RuntimeCall::decode_all_with_depth_limit(DEPTH, &mut &*bytes).ok()
	}
}

impl Default for Grammar {
	fn default() -> Self {
		Self::new()
	}
}

struct Writer<'a> {
	grammar: &'a Grammar,
	dice: &'a mut Dice,
	words: &'a Words,
	trust: Trust,
	calls: usize,
	depth: usize,
	out: Vec<u8>,
}

impl Writer<'_> {
	/// Writes a value of type `id`; nothing when the type has none, or it became too deep.
	fn value(&mut self, id: u32) -> Option<()> {
		self.depth += 1;
		let written = if self.depth > 64 { None } else { self.shallow(id) };
		self.depth -= 1;
		written
	}

	fn shallow(&mut self, id: u32) -> Option<()> {
		let ty = self.grammar.registry.resolve(id)?;
		match ty.path.segments.last().map(|name| &**name) {
			Some("RuntimeCall") => return self.call(id),
			Some(name) if self.word(name) => return Some(()),
			_ => (),
		}
		match &ty.type_def {
			TypeDef::Composite(composite) => self.fields(&composite.fields),
			TypeDef::Variant(variant) => {
				let variant = self.one_of(&variant.variants)?;
				self.out.push(variant.index);
				self.fields(&variant.fields)
			}
			TypeDef::Sequence(sequence) => self.sequence(sequence.type_param.id),
			TypeDef::Array(array) => (0..array.len).try_for_each(|_| self.value(array.type_param.id)),
			TypeDef::Tuple(tuple) => tuple.fields.iter().try_for_each(|field| self.value(field.id)),
			TypeDef::Primitive(primitive) => self.primitive(primitive),
			TypeDef::Compact(compact) => self.compact(compact.type_param.id),
			TypeDef::BitSequence(_) => None,
		}
	}

	/// Writes a value of a type that is known by its name; false where it is not.
	fn word(&mut self, name: &str) -> bool {
		match name {
			"AccountId32" => self.account(),
			"MultiAddress" if !self.dice.once_in(16) => {
				self.out.push(0);
				self.account();
			}
			"H256" => self.hash(),
			"Perbill" => self.share(1_000_000_000).encode_to(&mut self.out),
			"Permill" => self.share(1_000_000).encode_to(&mut self.out),
			"Percent" => {
				let share = self.share(100);
				self.out.push(share as u8);
			}
			_ => return false,
		}
		true
	}

	fn fields(&mut self, fields: &[Field<PortableForm>]) -> Option<()> {
		fields.iter().try_for_each(|field| self.value(field.ty.id))
	}

	fn one_of<'v>(&mut self, variants: &'v [Variant<PortableForm>]) -> Option<&'v Variant<PortableForm>> {
		(!variants.is_empty()).then(|| self.dice.pick(variants))
	}

	/// A call of any pallet that may be called; the plainest one where calls are nested too deeply.
	fn call(&mut self, id: u32) -> Option<()> {
		let grammar = self.grammar;
		let TypeDef::Variant(pallets) = &grammar.registry.resolve(id)?.type_def else {
			return None;
		};
		let deep = self.calls >= NESTING;
		let fits = |pallet: &&Variant<PortableForm>| match deep {
			true => &*pallet.name == "Anchors",
			false => self.trust.allows(&pallet.name, None),
		};
		let pallets: Vec<_> = pallets.variants.iter().filter(fits).cloned().collect();
		let pallet = self.one_of(&pallets)?;
		self.out.push(pallet.index);
		let TypeDef::Variant(calls) = &grammar.registry.resolve(pallet.fields.first()?.ty.id)?.type_def
		else {
			return None;
		};
		let allowed = |call: &&Variant<PortableForm>| self.trust.allows(&pallet.name, Some(&call.name));
		let calls: Vec<_> = calls.variants.iter().filter(allowed).cloned().collect();
		let call = self.one_of(&calls)?;
		self.out.push(call.index);
		self.calls += 1;
		let written = self.fields(&call.fields);
		self.calls -= 1;
		written
	}

	fn account(&mut self) {
		match self.words.accounts.is_empty() || self.dice.once_in(24) {
			true => self.hash(),
			false => self.dice.pick(&self.words.accounts).encode_to(&mut self.out),
		}
	}

	fn hash(&mut self) {
		let hash = match self.words.hashes.is_empty() || self.dice.once_in(3) {
			true => self.dice.hash(),
			false => *self.dice.pick(&self.words.hashes),
		};
		self.out.extend(hash);
	}

	fn share(&mut self, whole: u32) -> u32 {
		match self.dice.below(4) {
			0 => 0,
			1 => whole,
			_ => self.dice.below(whole as usize + 1) as u32,
		}
	}

	fn sequence(&mut self, of: u32) -> Option<()> {
		let bytes = matches!(
			self.grammar.registry.resolve(of)?.type_def,
			TypeDef::Primitive(TypeDefPrimitive::U8)
		);
		let len = match (bytes, self.dice.below(64)) {
			(true, 0) => self.dice.below(140_000),
			(true, _) => self.dice.below(64),
			(false, 0) => self.dice.below(120),
			(false, _) => self.dice.below(4),
		};
		Compact(len as u32).encode_to(&mut self.out);
		if bytes {
			let bytes = self.dice.bytes(len);
			self.out.extend(bytes);
			return Some(());
		}
		(0..len).try_for_each(|_| self.value(of))
	}

	fn number(&mut self, bits: u32) -> u128 {
		match bits {
			// Blocks are counted in 32 bits, and what is near to now matters most.
			32 if self.dice.once_in(4) => u128::from(
				self.words
					.now
					.saturating_add(self.dice.below(64) as u32)
					.saturating_sub(16),
			),
			128 => self.dice.amount(),
			bits => self.dice.number(bits),
		}
	}

	fn primitive(&mut self, primitive: &TypeDefPrimitive) -> Option<()> {
		use TypeDefPrimitive::*;
		let bits = match primitive {
			Bool => {
				let bit = self.dice.below(2) as u8;
				self.out.push(bit);
				return Some(());
			}
			Str => {
				let len = self.dice.below(16);
				"althing, a thing".get(..len)?.encode_to(&mut self.out);
				return Some(());
			}
			Char => 7,
			U8 | I8 => 8,
			U16 | I16 => 16,
			U32 | I32 => 32,
			U64 | I64 => 64,
			U128 | I128 => 128,
			U256 | I256 => {
				let bytes = self.dice.hash();
				self.out.extend(bytes);
				return Some(());
			}
		};
		let bytes = if bits == 7 { 4 } else { bits as usize / 8 };
		let number = self.number(bits).to_le_bytes();
		self.out.extend(number.get(..bytes)?);
		Some(())
	}

	fn compact(&mut self, of: u32) -> Option<()> {
		let bits = self.width(of)?;
		let number = self.number(bits);
		Compact(number).encode_to(&mut self.out);
		Some(())
	}

	/// The width of a number, which may be wrapped.
	fn width(&self, id: u32) -> Option<u32> {
		match &self.grammar.registry.resolve(id)?.type_def {
			TypeDef::Primitive(TypeDefPrimitive::U8) => Some(8),
			TypeDef::Primitive(TypeDefPrimitive::U16) => Some(16),
			TypeDef::Primitive(TypeDefPrimitive::U32) => Some(32),
			TypeDef::Primitive(TypeDefPrimitive::U64) => Some(64),
			TypeDef::Primitive(TypeDefPrimitive::U128) => Some(128),
			TypeDef::Composite(composite) => self.width(composite.fields.first()?.ty.id),
			TypeDef::Tuple(tuple) => self.width(tuple.fields.first()?.id),
			_ => None,
		}
	}
}
