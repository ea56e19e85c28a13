//! A model's files, mapped into memory, and their tensors by the names that GGUF gives them.

use super::shape::Shape;
use super::{hugging, safetensors};
use crate::error::{Error, Result};
use crate::gguf::{Header, Tensor};
use crate::quant::{decode, Format};
use memmap2::Mmap;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Files of weights at most.
const FILES: usize = 256;
/// Bytes of `config.json` and its like at most.
const SMALL: u64 = 64 << 20;

/// A model's files.
pub struct Files {
	/// The model's shape.
	pub shape: Shape,
	/// The header, if it is GGUF.
	pub header: Option<Header>,
	/// `tokenizer.json` and `tokenizer_config.json`, if they are there.
	pub words: [Option<Vec<u8>>; 2],
	/// Paths of all that was read, in order.
	pub paths: Vec<PathBuf>,
	labels: Vec<String>,
	maps: Vec<Mmap>,
	tensors: BTreeMap<String, (usize, Tensor)>,
}

/// A matrix's bytes.
#[derive(Clone, Copy)]
pub struct View<'a> {
	/// How they are written.
	pub format: Format,
	/// Rows.
	pub rows: usize,
	/// Numbers of a row.
	pub columns: usize,
	/// Row after row.
	pub bytes: &'a [u8],
}

impl Files {
	/// Opens a GGUF file, or a folder with `config.json`, `tokenizer.json` and safetensors.
	///
	/// # Errors
	/// When files are missing, damaged, or of a kind that is not run.
	pub fn open(path: &Path) -> Result<Self> {
		if path.is_dir() {
			return Self::folder(path);
		}
		let map = map(path)?;
		let header = Header::read(&map)?;
		let shape = Shape::from_gguf(&header)?;
		let labels = header.labels();
		let tensors = header
			.tensors
			.iter()
			.map(|(name, tensor)| (name.clone(), (0, tensor.clone())))
			.collect();
		Ok(Self {
			shape,
			header: Some(header),
			words: [None, None],
			paths: vec![path.to_owned()],
			labels,
			maps: vec![map],
			tensors,
		})
	}

	fn folder(path: &Path) -> Result<Self> {
		let config = path.join("config.json");
		let said = hugging::read(&small(&config)?)?;
		let (shape, labels) = (hugging::shape(&said)?, hugging::labels(&said));
		let mut weights: Vec<PathBuf> = std::fs::read_dir(path)
			.map_err(Error::at(path))?
			.filter_map(|entry| Some(entry.ok()?.path()))
			.filter(|path| path.extension().is_some_and(|e| e == "safetensors"))
			.take(FILES + 1)
			.collect();
		if weights.is_empty() || weights.len() > FILES {
			return Err(Error::Input(format!(
				"{} has {} files *.safetensors; from 1 to {FILES} are read",
				path.display(),
				weights.len()
			)));
		}
		weights.sort();
		let mut maps = Vec::new();
		let mut tensors = BTreeMap::new();
		for (index, path) in weights.iter().enumerate() {
			let map = map(path)?;
			for (name, tensor) in safetensors::read(&map)? {
				let Some(name) = hugging::rename(&name) else {
					continue;
				};
				if tensors.insert(name.clone(), (index, tensor)).is_some() {
					return Err(Error::Damaged(format!("{name} comes twice")));
				}
			}
			maps.push(map);
		}
		let mut paths = vec![config];
		let mut words = [None, None];
		for (slot, name) in words.iter_mut().zip(["tokenizer.json", "tokenizer_config.json"]) {
			let path = path.join(name);
			if path.exists() {
				*slot = Some(small(&path)?);
				paths.push(path);
			}
		}
		paths.extend(weights);
		Ok(Self {
			shape,
			header: None,
			words,
			paths,
			labels,
			maps,
			tensors,
		})
	}

	/// A tensor, or none of that name.
	pub fn find(&self, name: &str) -> Option<View<'_>> {
		let (file, tensor) = self.tensors.get(name)?;
		Some(View {
			format: tensor.format,
			rows: tensor.rows(),
			columns: tensor.columns(),
			bytes: self.maps.get(*file)?.get(tensor.bytes.clone())?,
		})
	}

	/// A matrix of this size.
	///
	/// # Errors
	/// When it is missing or of another size.
	pub fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<View<'_>> {
		let view = self
			.find(name)
			.ok_or_else(|| Error::Damaged(format!("{name} is missing")))?;
		if (view.rows, view.columns) != (rows, columns) {
			return Err(Error::Damaged(format!(
				"{name} has {} rows of {}; {rows} of {columns} are expected",
				view.rows, view.columns
			)));
		}
		Ok(view)
	}

	/// The name of the matrix that gives the logits. Many small models read them from the same one that gives tokens their
	/// vectors.
	pub fn head(&self) -> &'static str {
		match self.find("output.weight") {
			Some(_) => "output",
			None => "token_embd",
		}
	}

	/// The names of its classes, if it has any.
	pub fn labels(&self) -> Vec<String> {
		self.labels.clone()
	}

	/// A vector of this length, or none of that name.
	///
	/// # Errors
	/// When it is of another length.
	pub fn vector(&self, name: &str, length: usize) -> Result<Option<Vec<f32>>> {
		if self.find(name).is_none() {
			return Ok(None);
		}
		let view = self.matrix(name, 1, length)?;
		let mut out = vec![0.0; length];
		decode(view.format, view.bytes, &mut out);
		Ok(Some(out))
	}

	/// A vector of this length.
	///
	/// # Errors
	/// When it is missing or of another length.
	pub fn needed(&self, name: &str, length: usize) -> Result<Vec<f32>> {
		self.vector(name, length)?
			.ok_or_else(|| Error::Damaged(format!("{name} is missing")))
	}

	/// SHA-256 over the files: the only one's, or of all the files' hashes in order.
	///
	/// # Errors
	/// When one cannot be read.
	pub fn hash(&self) -> Result<[u8; 32]> {
		let mut each = Vec::new();
		for path in &self.paths {
			each.push(hash(path)?);
		}
		Ok(match each.as_slice() {
			[one] => *one,
			all => Sha256::digest(all.concat()).into(),
		})
	}

	/// Bytes of all the weights.
	pub fn bytes(&self) -> u64 {
		self.maps.iter().map(|map| map.len() as u64).sum()
	}

	/// How the matrices are written, without repetition.
	pub fn formats(&self) -> Vec<Format> {
		let mut formats: Vec<Format> = self.tensors.values().map(|(_, tensor)| tensor.format).collect();
		formats.sort();
		formats.dedup();
		formats
	}
}

/// SHA-256 of a file.
///
/// # Errors
/// When it cannot be read.
pub fn hash(path: &Path) -> Result<[u8; 32]> {
	let mut hash = Sha256::new();
	let mut file = File::open(path).map_err(Error::at(path))?;
	std::io::copy(&mut file, &mut hash).map_err(Error::at(path))?;
	Ok(hash.finalize().into())
}

fn small(path: &Path) -> Result<Vec<u8>> {
	let length = std::fs::metadata(path).map_err(Error::at(path))?.len();
	if length > SMALL {
		return Err(Error::Damaged(format!(
			"{} has {length} bytes; {SMALL} are allowed",
			path.display()
		)));
	}
	std::fs::read(path).map_err(Error::at(path))
}

fn map(path: &Path) -> Result<Mmap> {
	let file = File::open(path).map_err(Error::at(path))?;
	// SAFETY: the mapping is only read. Whoever changes a model's file while it is in use changes the model, or ends
	// the process where the file becomes shorter; `models` says so, and writes its own files elsewhere first.
	#[allow(
		unsafe_code,
		reason = "weights larger than memory's half cannot be read twice"
	)]
	let map = unsafe { Mmap::map(&file) };
	map.map_err(Error::at(path))
}
