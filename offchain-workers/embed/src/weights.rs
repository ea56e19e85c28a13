//! `model.safetensors`, each tensor with the shape that the configuration asks for.

use crate::error::{read, Error, Result};
use candle_core::{DType, Device, Tensor};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The longest file of weights.
const MOST_BYTES: u64 = 4 << 30;

pub(crate) struct Weights {
	path: PathBuf,
	tensors: HashMap<String, Tensor>,
	/// Of the whole file.
	pub hash: [u8; 32],
}

impl Weights {
	pub fn read(folder: &Path) -> Result<Self> {
		let path = folder.join("model.safetensors");
		let bytes = read(&path, MOST_BYTES)?;
		let tensors = candle_core::safetensors::load_buffer(&bytes, &Device::Cpu).map_err(|error| {
			let reason = error.to_string();
			Error::Weights {
				path: path.clone(),
				reason: format!("no safetensors: {}", reason.lines().next().unwrap_or_default()),
			}
		})?;
		Ok(Self {
			path,
			tensors,
			hash: Sha256::digest(&bytes).into(),
		})
	}

	/// Takes a tensor out, under its name or with the prefix that some exports have.
	pub fn take(&mut self, name: &str, shape: &[usize]) -> Result<Tensor> {
		let found = self
			.tensors
			.remove(name)
			.or_else(|| self.tensors.remove(&format!("bert.{name}")));
		let tensor = found.ok_or_else(|| self.wrong(format!("{name} is not there")))?;
		if tensor.dims() != shape {
			return Err(self.wrong(format!("{name} is {:?}, not {shape:?}", tensor.dims())));
		}
		let tensor = tensor.to_dtype(DType::F32)?;
		// One value that is no number makes every vector none.
		let sum = tensor.abs()?.sum_all()?.to_scalar::<f32>()?;
		if !sum.is_finite() {
			return Err(self.wrong(format!("{name} holds what is no number")));
		}
		Ok(tensor)
	}

	fn wrong(&self, reason: String) -> Error {
		Error::Weights {
			path: self.path.clone(),
			reason,
		}
	}
}
