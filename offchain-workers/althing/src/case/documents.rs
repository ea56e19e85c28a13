//! Documents as evidence: the chain carries their names and hashes, whoever judges fetches them by these.

use std::{
	io::Read as _,
	path::{Component, Path},
};

use althing_primitives::{blake2, Hash};

use super::{file::open, text, CaseError, MAX_DOCUMENTS, MAX_DOCUMENT_FILE, MAX_DOCUMENT_NAME};

/// A document that a case is to be judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
	/// Its path beside the case file, with `/` between folders; what it ends with says how it is read.
	pub name: String,
	/// Its length in bytes.
	pub bytes: u64,
	/// BLAKE2b-256 of its bytes.
	pub hash: Hash,
}

/// Reads the documents called `names` in `folder`.
pub(super) fn read(folder: &Path, names: Vec<String>) -> Result<Vec<Document>, CaseError> {
	check_count(names.len())?;
	names.into_iter().map(|name| read_one(folder, name)).collect()
}

fn read_one(folder: &Path, name: String) -> Result<Document, CaseError> {
	check_name(&name)?;
	let path = folder.join(&name);
	let (file, size) = open(&path, MAX_DOCUMENT_FILE)?;
	let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
	// One byte more than may be there, so that a file that grows meanwhile is noticed.
	file.take(MAX_DOCUMENT_FILE + 1)
		.read_to_end(&mut content)
		.map_err(|source| CaseError::Unreadable {
			path: path.clone(),
			source,
		})?;
	let bytes = content.len() as u64;
	if bytes > MAX_DOCUMENT_FILE {
		return Err(CaseError::TooLarge {
			path,
			bytes,
			limit: MAX_DOCUMENT_FILE,
		});
	}
	if bytes == 0 {
		return Err(CaseError::EmptyDocument { name });
	}
	let hash = blake2(&content);
	Ok(Document { name, bytes, hash })
}

/// Refuses what is no list of documents, whoever wrote it.
pub(super) fn check(documents: &[Document]) -> Result<(), CaseError> {
	check_count(documents.len())?;
	for (index, document) in documents.iter().enumerate() {
		check_name(&document.name)?;
		if document.bytes == 0 {
			return Err(CaseError::EmptyDocument {
				name: document.name.clone(),
			});
		}
		let earlier = documents.iter().take(index);
		if earlier
			.clone()
			.any(|other| other.name == document.name || other.hash == document.hash)
		{
			return Err(CaseError::DocumentTwice {
				name: document.name.clone(),
			});
		}
	}
	Ok(())
}

fn check_count(count: usize) -> Result<(), CaseError> {
	if (1..=MAX_DOCUMENTS).contains(&count) {
		return Ok(());
	}
	Err(CaseError::DocumentCount {
		count,
		limit: MAX_DOCUMENTS,
	})
}

/// A name is a path that stays below the case's folder, on every system the same.
fn check_name(name: &str) -> Result<(), CaseError> {
	text::check("documents", name, MAX_DOCUMENT_NAME, text::Lines::One)?;
	let plain = Path::new(name)
		.components()
		.all(|part| matches!(part, Component::Normal(_)));
	if plain && !name.contains('\\') && !name.ends_with('/') && !name.contains("//") {
		return Ok(());
	}
	Err(CaseError::DocumentName { name: name.into() })
}
