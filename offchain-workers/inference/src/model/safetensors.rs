//! Safetensors: a length, a header in JSON, the tensors' bytes
//! (<https://github.com/huggingface/safetensors#format>).

use crate::error::{Error, Result};
use crate::gguf::Tensor;
use crate::quant::Format;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Bytes of a header at most, as the format itself has it.
const HEADER: u64 = 100_000_000;
/// Numbers of a tensor at most.
const NUMBERS: u64 = 1 << 36;

#[derive(Deserialize)]
struct Entry {
	dtype: String,
	shape: Vec<u64>,
	data_offsets: [u64; 2],
}

/// The tensors of a file, with a row's numbers first in their shape, as GGUF has it.
pub fn read(bytes: &[u8]) -> Result<Vec<(String, Tensor)>> {
	let (length, rest) = bytes
		.split_first_chunk::<8>()
		.ok_or_else(|| Error::Damaged("it is shorter than its first number".into()))?;
	let length = u64::from_le_bytes(*length);
	let header = usize::try_from(length)
		.ok()
		.filter(|_| length <= HEADER)
		.and_then(|length| rest.get(..length))
		.ok_or_else(|| Error::Damaged(format!("it claims a header of {length} bytes")))?;
	let entries: BTreeMap<String, serde_json::Value> =
		serde_json::from_slice(header).map_err(|error| Error::Damaged(format!("its header: {error}")))?;
	let data = 8 + length;
	let mut tensors = Vec::new();
	for (name, entry) in entries {
		if name == "__metadata__" {
			continue;
		}
		let entry =
			serde_json::from_value(entry).map_err(|error| Error::Damaged(format!("{name}: {error}")))?;
		let tensor = place(&name, entry, data, bytes.len() as u64)?;
		tensors.push((name, tensor));
	}
	apart(&tensors)?;
	Ok(tensors)
}

fn place(name: &str, entry: Entry, data: u64, length: u64) -> Result<Tensor> {
	let format = match entry.dtype.as_str() {
		"F32" => Format::F32,
		"F16" => Format::F16,
		"BF16" => Format::BF16,
		other => {
			return Err(Error::Unsupported(format!(
				"{name} is written as {other}; known are F32, F16, BF16"
			)))
		}
	};
	let absurd = || {
		Error::Damaged(format!(
			"{name} has the shape {:?}, which does not suit its bytes",
			entry.shape
		))
	};
	if entry.shape.len() > 4 {
		return Err(absurd());
	}
	let numbers = entry
		.shape
		.iter()
		.try_fold(1u64, |all, side| all.checked_mul(*side))
		.filter(|all| (1..=NUMBERS).contains(all))
		.ok_or_else(absurd)?;
	let [begin, end] = entry.data_offsets;
	if end.checked_sub(begin) != numbers.checked_mul(format.bytes() as u64) {
		return Err(absurd());
	}
	let end = end
		.checked_add(data)
		.filter(|end| *end <= length)
		.ok_or_else(|| Error::Damaged(format!("{name} ends beyond the file: it is cut short")))?;
	let at = |byte: u64| usize::try_from(byte).map_err(|_| absurd());
	let shape = entry
		.shape
		.iter()
		.rev()
		.map(|side| at(*side))
		.collect::<Result<_>>()?;
	Ok(Tensor {
		format,
		shape,
		bytes: at(data + begin)?..at(end)?,
	})
}

/// No two tensors on the same bytes.
fn apart(tensors: &[(String, Tensor)]) -> Result<()> {
	let mut places: Vec<_> = tensors
		.iter()
		.map(|(name, tensor)| (tensor.bytes.clone(), name))
		.collect();
	places.sort_by_key(|(bytes, _)| bytes.start);
	let mut free = 0;
	for (bytes, name) in places {
		if bytes.start < free {
			return Err(Error::Damaged(format!("{name} lies on another tensor")));
		}
		free = bytes.end;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn file(header: &str, data: usize) -> Vec<u8> {
		let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
		bytes.extend(header.as_bytes());
		bytes.resize(bytes.len() + data, 0);
		bytes
	}

	#[test]
	fn a_tensor_is_found_where_it_is() {
		let header = r#"{"__metadata__":{"a":"b"},"x":{"dtype":"BF16","shape":[3,2],"data_offsets":[4,16]}}"#;
		let bytes = file(header, 16);
		let tensors = read(&bytes).unwrap();
		assert_eq!(tensors[0].1.shape, [2, 3]);
		assert_eq!(tensors[0].1.bytes, bytes.len() - 12..bytes.len());
	}

	#[test]
	fn lies_are_named() {
		for (header, data) in [
			(r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7),
			(r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8),
			(r#"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8),
			(r#"{"x":{"dtype":"I8","shape":[8],"data_offsets":[0,8]}}"#, 8),
			(
				r#"{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
				8,
			),
			(
				r#"{"x":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,18446744073709551612]}}"#,
				8,
			),
			(
				r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
				8,
			),
			("[]", 0),
		] {
			let bytes = file(header, data);
			assert!(read(&bytes).is_err(), "{header}");
		}
		for cut in 0..8 {
			assert!(read(&vec![255; cut + 4]).is_err());
		}
	}
}
