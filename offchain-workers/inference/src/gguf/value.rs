//! Values of a GGUF header.

use super::reader::Reader;
use crate::error::{Error, Result};

/// Items of a list at most: four times the largest vocabulary in use.
const ITEMS: u64 = 1 << 20;
/// Bytes of a text at most.
const TEXT: u64 = 1 << 20;

/// One value. Widths are not kept: what asks for a number checks its range.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
	/// A whole number, not negative.
	Unsigned(u64),
	/// A whole number.
	Signed(i64),
	/// A number.
	Float(f64),
	/// True or false.
	Flag(bool),
	/// A text.
	Text(String),
	/// Several of a kind.
	Items(Items),
}

/// Several of a kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Items {
	/// Whole numbers of any width.
	Integers(Vec<i64>),
	/// Numbers.
	Floats(Vec<f32>),
	/// True or false.
	Flags(Vec<bool>),
	/// Texts.
	Texts(Vec<String>),
}

/// The numbers by which files name kinds of values.
pub(super) mod kind {
	pub const U8: u32 = 0;
	pub const I8: u32 = 1;
	pub const U16: u32 = 2;
	pub const I16: u32 = 3;
	pub const U32: u32 = 4;
	pub const I32: u32 = 5;
	pub const F32: u32 = 6;
	pub const BOOL: u32 = 7;
	pub const TEXT: u32 = 8;
	pub const ITEMS: u32 = 9;
	pub const U64: u32 = 10;
	pub const I64: u32 = 11;
	pub const F64: u32 = 12;
}

impl Value {
	/// The number, if it is one and not negative.
	pub fn unsigned(&self) -> Option<u64> {
		match self {
			Self::Unsigned(value) => Some(*value),
			Self::Signed(value) => u64::try_from(*value).ok(),
			_ => None,
		}
	}

	pub(super) fn read(reader: &mut Reader) -> Result<Self> {
		let kind = reader.u32()?;
		if kind == kind::ITEMS {
			return Items::read(reader).map(Self::Items);
		}
		Self::one(reader, kind)
	}

	fn one(reader: &mut Reader, kind: u32) -> Result<Self> {
		Ok(match kind {
			kind::U8 => Self::Unsigned(u8::from_le_bytes(reader.array()?).into()),
			kind::I8 => Self::Signed(i8::from_le_bytes(reader.array()?).into()),
			kind::U16 => Self::Unsigned(u16::from_le_bytes(reader.array()?).into()),
			kind::I16 => Self::Signed(i16::from_le_bytes(reader.array()?).into()),
			kind::U32 => Self::Unsigned(u32::from_le_bytes(reader.array()?).into()),
			kind::I32 => Self::Signed(i32::from_le_bytes(reader.array()?).into()),
			kind::F32 => Self::Float(f32::from_le_bytes(reader.array()?).into()),
			kind::BOOL => Self::Flag(flag(reader.array()?)?),
			kind::TEXT => Self::Text(reader.text(TEXT)?.to_owned()),
			kind::U64 => Self::Unsigned(u64::from_le_bytes(reader.array()?)),
			kind::I64 => Self::Signed(i64::from_le_bytes(reader.array()?)),
			kind::F64 => Self::Float(f64::from_le_bytes(reader.array()?)),
			other => return Err(Error::Damaged(format!("values of kind {other} do not exist"))),
		})
	}
}

impl Items {
	fn read(reader: &mut Reader) -> Result<Self> {
		let kind = reader.u32()?;
		let least = match kind {
			kind::U8 | kind::I8 | kind::BOOL => 1,
			kind::U16 | kind::I16 => 2,
			kind::U32 | kind::I32 | kind::F32 => 4,
			kind::U64 | kind::I64 | kind::F64 | kind::TEXT => 8,
			kind::ITEMS => return Err(Error::Unsupported("its header has lists within lists".into())),
			other => return Err(Error::Damaged(format!("lists of kind {other} do not exist"))),
		};
		let count = reader.count(ITEMS, least, "items")?;
		match kind {
			kind::TEXT => (0..count)
				.map(|_| reader.text(TEXT).map(str::to_owned))
				.collect::<Result<_>>()
				.map(Self::Texts),
			kind::F32 | kind::F64 => (0..count)
				.map(|_| match Value::one(reader, kind)? {
					Value::Float(value) => Ok(value as f32),
					_ => Err(Error::Damaged("a number is none".into())),
				})
				.collect::<Result<_>>()
				.map(Self::Floats),
			kind::BOOL => (0..count)
				.map(|_| flag(reader.array()?))
				.collect::<Result<_>>()
				.map(Self::Flags),
			_ => (0..count)
				.map(|_| match Value::one(reader, kind)? {
					Value::Unsigned(value) => {
						i64::try_from(value).map_err(|_| Error::Damaged(format!("{value} is out of range")))
					}
					Value::Signed(value) => Ok(value),
					_ => Err(Error::Damaged("a whole number is none".into())),
				})
				.collect::<Result<_>>()
				.map(Self::Integers),
		}
	}
}

fn flag([byte]: [u8; 1]) -> Result<bool> {
	match byte {
		0 => Ok(false),
		1 => Ok(true),
		other => Err(Error::Damaged(format!("{other} is neither true nor false"))),
	}
}
