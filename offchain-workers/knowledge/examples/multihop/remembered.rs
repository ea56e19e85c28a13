//! An embedder that keeps what a model made in a file: a model takes minutes for what is read in a moment.

use althing_embed::{Embedder, Result};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

/// Vectors of texts that were seen before.
pub struct Remembered {
	embedder: Box<dyn Embedder>,
	file: Option<PathBuf>,
	vectors: Mutex<HashMap<String, Vec<f32>>>,
}

impl Remembered {
	/// With what `file` has; it is written by [`Remembered::save`]. Without a file nothing is kept.
	pub fn open(embedder: Box<dyn Embedder>, file: Option<PathBuf>) -> Self {
		let known = file.as_ref().and_then(|file| std::fs::read(file).ok());
		let (name, vectors): (String, HashMap<String, Vec<f32>>) = known
			.map(|bytes| serde_json::from_slice(&bytes).expect("a file that this example wrote"))
			.unwrap_or_default();
		let same = name == embedder.name();
		Self {
			embedder,
			file,
			vectors: Mutex::new(if same { vectors } else { HashMap::new() }),
		}
	}

	/// Writes all.
	pub fn save(&self) {
		let all = (self.embedder.name(), &*self.vectors.lock().unwrap());
		if let Some(file) = &self.file {
			std::fs::write(file, serde_json::to_vec(&all).unwrap()).unwrap();
		}
	}
}

impl Embedder for Remembered {
	fn name(&self) -> String {
		self.embedder.name()
	}

	fn dimensions(&self) -> usize {
		self.embedder.dimensions()
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>> {
		if let Some(known) = self.vectors.lock().unwrap().get(text) {
			return Ok(known.clone());
		}
		let vector = self.embedder.embed(text)?;
		self.vectors
			.lock()
			.unwrap()
			.insert(text.to_owned(), vector.clone());
		Ok(vector)
	}
}
