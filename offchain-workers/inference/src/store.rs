//! A folder of models, with a manifest that says what was added: each file by its SHA-256.

use crate::error::{Error, Result};
use crate::model::{hash_file, Files};
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const MANIFEST: &str = "manifest.json";
/// Bytes of a manifest at most.
const SIZE: u64 = 4 << 20;

/// A model that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
	/// Its family.
	pub family: String,
	/// Bytes of its weights.
	pub bytes: u64,
	/// How its matrices are written.
	pub formats: Vec<String>,
	/// Each file's SHA-256, in hexadecimal, by its path below the folder.
	pub files: BTreeMap<String, String>,
}

/// A folder of models.
pub struct Store {
	folder: PathBuf,
	models: BTreeMap<String, Entry>,
}

impl Store {
	/// Opens a folder; one that is not there is empty.
	///
	/// # Errors
	/// When its manifest cannot be read.
	pub fn open(folder: &Path) -> Result<Self> {
		let path = folder.join(MANIFEST);
		let models = match std::fs::metadata(&path) {
			Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
			Err(error) => return Err(Error::at(path)(error)),
			Ok(data) if data.len() > SIZE => {
				return Err(Error::Input(format!(
					"{} has {} bytes; {SIZE} are allowed",
					path.display(),
					data.len()
				)))
			}
			Ok(_) => {
				let bytes = std::fs::read(&path).map_err(Error::at(&path))?;
				serde_json::from_slice(&bytes).map_err(|error| {
					Error::Input(format!(
						"{}: {error}; repair it, or add the models again",
						path.display()
					))
				})?
			}
		};
		Ok(Self {
			folder: folder.to_owned(),
			models,
		})
	}

	/// All models by name.
	pub fn models(&self) -> &BTreeMap<String, Entry> {
		&self.models
	}

	/// Where a model's files are.
	///
	/// # Errors
	/// When there is none of that name.
	pub fn path(&self, name: &str) -> Result<PathBuf> {
		let entry = self.entry(name)?;
		let single = entry.files.len() == 1;
		let file = entry.files.keys().next().filter(|_| single);
		Ok(self.folder.join(file.map_or(name, String::as_str)))
	}

	fn entry(&self, name: &str) -> Result<&Entry> {
		self.models.get(name).ok_or_else(|| {
			let known: Vec<&str> = self.models.keys().map(String::as_str).collect();
			Error::Input(format!(
				"there is no model {name}; there are: {}",
				known.join(", ")
			))
		})
	}

	/// Copies a model into the folder, checked first: a GGUF file, or a folder of safetensors.
	///
	/// # Errors
	/// When the name is taken or none, the model cannot be run, or copying fails. The folder is then as it was.
	pub fn add(&mut self, name: &str, from: &Path, progress: &mut dyn FnMut(usize, usize)) -> Result<&Entry> {
		let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
		if name.is_empty() || name.len() > 100 || !name.chars().all(plain) || name.starts_with('.') {
			return Err(Error::Input(format!(
				"{name:?} is no name: letters, digits, - _ . are allowed"
			)));
		}
		if self.models.contains_key(name) || name == MANIFEST {
			return Err(Error::Input(format!("there is a model {name} already")));
		}
		let files = Files::open(from)?;
		Words::read(&files)?;
		let staged = self.folder.join(format!(".{name}.new"));
		let entry = self.stage(name, &files, from, &staged, progress);
		let entry = entry.inspect_err(|_| drop(std::fs::remove_dir_all(&staged)))?;
		let single = from.is_file();
		let (source, target) = if single {
			(
				staged.join(format!("{name}.gguf")),
				self.folder.join(format!("{name}.gguf")),
			)
		} else {
			(staged.join(name), self.folder.join(name))
		};
		std::fs::rename(&source, &target).map_err(Error::at(&target))?;
		std::fs::remove_dir_all(&staged).map_err(Error::at(&staged))?;
		self.models.insert(name.to_owned(), entry);
		self.save()?;
		self.entry(name)
	}

	fn stage(
		&self,
		name: &str,
		files: &Files,
		from: &Path,
		staged: &Path,
		progress: &mut dyn FnMut(usize, usize),
	) -> Result<Entry> {
		std::fs::create_dir_all(staged.join(name)).map_err(Error::at(staged))?;
		let mut hashes = BTreeMap::new();
		for (index, path) in files.paths.iter().enumerate() {
			progress(index, files.paths.len());
			let own = if from.is_file() {
				format!("{name}.gguf")
			} else {
				let file = path.file_name().and_then(|file| file.to_str());
				format!(
					"{name}/{}",
					file.ok_or_else(|| Error::Input(format!("{} is no name", path.display())))?
				)
			};
			let target = staged.join(&own);
			std::fs::copy(path, &target).map_err(Error::at(&target))?;
			hashes.insert(own, hex::encode(hash_file(&target)?));
		}
		progress(files.paths.len(), files.paths.len());
		Ok(Entry {
			family: format!("{:?}", files.shape.family).to_lowercase(),
			bytes: files.bytes(),
			formats: files
				.formats()
				.iter()
				.map(|format| format!("{format:?}"))
				.collect(),
			files: hashes,
		})
	}

	fn save(&self) -> Result<()> {
		let path = self.folder.join(MANIFEST);
		let fresh = self.folder.join(".manifest.new");
		let bytes =
			serde_json::to_vec_pretty(&self.models).map_err(|error| Error::Internal(error.to_string()))?;
		std::fs::write(&fresh, bytes).map_err(Error::at(&fresh))?;
		std::fs::rename(&fresh, &path).map_err(Error::at(&path))
	}

	/// Reads a model's files again, and compares.
	///
	/// # Errors
	/// [`Error::Changed`] with the file that differs; what is wrong with the model, if it cannot be run.
	pub fn check(&self, name: &str) -> Result<()> {
		for (file, expected) in &self.entry(name)?.files {
			let path = self.folder.join(file);
			let changed = |what: String| Error::Changed {
				name: name.to_owned(),
				what,
			};
			if !path.exists() {
				return Err(changed(format!("{file} is missing")));
			}
			let found = hex::encode(hash_file(&path)?);
			if found != *expected {
				return Err(changed(format!("{file} has SHA-256 {found}, not {expected}")));
			}
		}
		let files = Files::open(&self.path(name)?)?;
		Words::read(&files).map(drop)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::make::{bytes, Plan};
	use crate::model::Family;
	use crate::quant::Format;

	fn model(folder: &Path) -> PathBuf {
		let path = folder.join("source.gguf");
		std::fs::write(
			&path,
			bytes(&Plan::named("tiny", Family::Qwen3, Format::Q8_0, 1).unwrap()).unwrap(),
		)
		.unwrap();
		path
	}

	#[test]
	fn what_is_added_is_found_again_and_checked() {
		let folder = tempfile::tempdir().unwrap();
		let source = model(folder.path());
		let models = folder.path().join("models");
		let entry = Store::open(&models)
			.unwrap()
			.add("one", &source, &mut |_, _| {})
			.unwrap()
			.clone();
		assert_eq!((entry.family.as_str(), entry.files.len()), ("qwen3", 1));
		let store = Store::open(&models).unwrap();
		store.check("one").unwrap();
		assert!(store.check("two").unwrap_err().to_string().contains("one"));
		let path = store.path("one").unwrap();
		let mut bytes = std::fs::read(&path).unwrap();
		*bytes.last_mut().unwrap() ^= 1;
		std::fs::write(&path, bytes).unwrap();
		assert!(matches!(store.check("one"), Err(Error::Changed { .. })));
	}

	#[test]
	fn what_cannot_be_added_leaves_nothing_behind() {
		let folder = tempfile::tempdir().unwrap();
		let source = model(folder.path());
		let models = folder.path().join("models");
		let mut store = Store::open(&models).unwrap();
		for name in ["", "../up", "a/b", ".x"] {
			assert!(store.add(name, &source, &mut |_, _| {}).is_err());
		}
		let cut = folder.path().join("cut.gguf");
		let bytes = std::fs::read(&source).unwrap();
		std::fs::write(&cut, &bytes[..bytes.len() - 40]).unwrap();
		assert!(store.add("cut", &cut, &mut |_, _| {}).is_err());
		assert!(!models.exists() || std::fs::read_dir(&models).unwrap().next().is_none());
		store.add("one", &source, &mut |_, _| {}).unwrap();
		assert!(store.add("one", &source, &mut |_, _| {}).is_err());
	}
}
