//! Names of what is said of memories, and of their graphs.

use crate::access::Owner;
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use oxrdf::{NamedNode, NamedNodeRef};

const fn name(iri: &'static str) -> NamedNodeRef<'static> {
	NamedNodeRef::new_unchecked(iri)
}

/// Something that is remembered; its words are in the vault.
pub const MEMORY: NamedNodeRef<'static> = name("urn:althing:term:Memory");
/// A memory that was erased.
pub const ERASED: NamedNodeRef<'static> = name("urn:althing:term:Erased");
/// A session.
pub const SESSION: NamedNodeRef<'static> = name("urn:althing:term:Session");
/// A fact that was made of episodes that repeat.
pub const LESSON: NamedNodeRef<'static> = name("urn:althing:term:Lesson");
/// Of what kind a memory is.
pub const KIND: NamedNodeRef<'static> = name("urn:althing:term:kind");
/// When something came to be or happened, in milliseconds since 1970.
pub const AT: NamedNodeRef<'static> = name("urn:althing:term:at");
/// When a memory was used, in milliseconds since 1970.
pub const USED: NamedNodeRef<'static> = name("urn:althing:term:used");
/// How often a memory was used.
pub const USES: NamedNodeRef<'static> = name("urn:althing:term:uses");
/// How important a memory is, in thousandths.
pub const IMPORTANCE: NamedNodeRef<'static> = name("urn:althing:term:importance");
/// How what was answered turned out.
pub const OUTCOME: NamedNodeRef<'static> = name("urn:althing:term:outcome");
/// When a session ends, in milliseconds since 1970.
pub const EXPIRES: NamedNodeRef<'static> = name("urn:althing:term:expires");
/// Episodes that say otherwise.
pub const OPPOSED: NamedNodeRef<'static> = name("urn:althing:term:opposedBy");
/// Two facts that cannot both be so.
pub const CONTRADICTS: NamedNodeRef<'static> = name("urn:althing:term:contradicts");

const BEFORE_HASH: &str = "urn:althing:memory:";

/// The name of a memory: the SHA-256 of its file.
pub fn node(hash: &Hash) -> NamedNode {
	NamedNode::new_unchecked(format!("{BEFORE_HASH}{}", hex::encode(hash)))
}

/// The hash in the name of a memory.
pub fn hash_in(iri: &str) -> Option<Hash> {
	let mut hash = Hash::default();
	hex::decode_to_slice(iri.strip_prefix(BEFORE_HASH)?, &mut hash).ok()?;
	Some(hash)
}

/// Reads a hash, with or without the name around it.
///
/// # Errors
/// When it is none.
pub fn hash_of(text: &str) -> Result<Hash> {
	let bare = text.strip_prefix(BEFORE_HASH).unwrap_or(text);
	let mut hash = Hash::default();
	hex::decode_to_slice(bare, &mut hash).map(|()| hash).map_err(|_| {
		Error::Input(format!(
			"{text} names no memory: 64 hexadecimal digits do, as `recall` shows them"
		))
	})
}

/// The beginning of the names of an owner's graphs.
fn prefix(owner: &Owner) -> Result<String> {
	match owner {
		Owner::Agent(agent) => Ok(format!("urn:althing:agent:{agent}")),
		Owner::Department(department) => Ok(format!("urn:althing:department:{department}")),
		Owner::Keeper => Err(Error::Input(
			"memories belong to an agent or a department: say whose".into(),
		)),
	}
}

/// The graph of an agent's episodes.
pub fn episodes(agent: &str) -> NamedNode {
	NamedNode::new_unchecked(format!("urn:althing:agent:{agent}:memory:episodes"))
}

/// The graph of what an agent learnt.
pub fn lessons(agent: &str) -> NamedNode {
	NamedNode::new_unchecked(format!("urn:althing:agent:{agent}:memory:facts"))
}

/// The graph that says what an owner erased.
///
/// # Errors
/// When the owner has no memories.
pub fn erased(owner: &Owner) -> Result<NamedNode> {
	Ok(NamedNode::new_unchecked(format!(
		"{}:memory:erased",
		prefix(owner)?
	)))
}

/// The longest name of a session, in bytes.
const LONGEST_SESSION: usize = 200;

/// The graph of a session.
///
/// # Errors
/// When the owner has no sessions, or the name is empty or too long.
pub fn session(owner: &Owner, name: &str) -> Result<NamedNode> {
	if name.is_empty() || name.len() > LONGEST_SESSION {
		return Err(Error::Input(format!(
			"the name of a session has 1 to {LONGEST_SESSION} bytes"
		)));
	}
	let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
	Ok(NamedNode::new_unchecked(format!(
		"{}:session:{name}",
		prefix(owner)?
	)))
}
