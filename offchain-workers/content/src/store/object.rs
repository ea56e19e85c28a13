//! A payload's file: its bytes, the states between its chunks, its length, its kind and seven letters.
//!
//! The payload comes first, so that other tools can read it; all of it is one file, so that one rename makes it appear.

use crate::address::{Address, Kind};
use crate::hash::{chunks, span, Link, Manifest, State, MAX_PAYLOAD, STATE_BYTES};
use std::fs::{File, FileTimes};
use std::io::{self, Write};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::SystemTime;

const MAGIC: &[u8; 7] = b"ALTHCN1";
const FOOTER: u64 = 16;

/// Bytes of the file of a payload of `length` bytes.
pub(super) fn size(length: u64) -> u64 {
	let states = (chunks(length) - 1).saturating_mul(STATE_BYTES as u64);
	length.saturating_add(states).saturating_add(FOOTER)
}

/// What stands behind the payload.
pub(super) fn trailer(kind: Kind, manifest: &Manifest) -> Vec<u8> {
	let mut bytes: Vec<u8> = manifest
		.states()
		.iter()
		.flat_map(|state| state.to_bytes())
		.collect();
	bytes.extend(manifest.length().to_le_bytes());
	bytes.push(kind as u8);
	bytes.extend(MAGIC);
	bytes
}

/// Writes it where the file stands, which is behind the payload.
pub(super) fn write_trailer(file: &mut File, kind: Kind, manifest: &Manifest) -> io::Result<()> {
	file.write_all(&trailer(kind, manifest))
}

/// An open payload. It can be read when its file was unlinked.
#[derive(Debug)]
pub(super) struct Object {
	file: File,
	address: Address,
	length: u64,
}

impl Object {
	/// Opens a payload's file; nothing if it is not one, by its size and its end.
	pub(super) fn open(path: &Path, address: Address) -> io::Result<Option<Self>> {
		let file = File::open(path)?;
		let Some(at) = file.metadata()?.len().checked_sub(FOOTER) else {
			return Ok(None);
		};
		let mut footer = [0; FOOTER as usize];
		file.read_exact_at(&mut footer, at)?;
		let (length, rest) = footer.split_at(8);
		let length = u64::from_le_bytes(length.try_into().unwrap_or_default());
		let kind = Kind::from_byte(rest.first().copied().unwrap_or(u8::MAX));
		let ours = kind == Some(address.kind)
			&& rest.get(1..) == Some(MAGIC.as_slice())
			&& length <= MAX_PAYLOAD
			&& size(length) == at + FOOTER;
		Ok(ours.then_some(Self {
			file,
			address,
			length,
		}))
	}

	/// In bytes.
	pub(super) fn length(&self) -> u64 {
		self.length
	}

	pub(super) fn has(&self, chunk: u32) -> bool {
		u64::from(chunk) < chunks(self.length)
	}

	/// Keeps when it was used.
	pub(super) fn touch(&self, now: SystemTime) -> io::Result<()> {
		self.file.set_times(FileTimes::new().set_modified(now))
	}

	/// The states between chunks; they are checked with the chunks.
	pub(super) fn manifest(&self) -> io::Result<Option<Manifest>> {
		let mut bytes = vec![0; (chunks(self.length) as usize - 1) * STATE_BYTES];
		self.file.read_exact_at(&mut bytes, self.length)?;
		let states = bytes.as_chunks::<STATE_BYTES>().0.iter().map(State::from_bytes);
		Ok(Manifest::new(self.length, states.collect()))
	}

	/// A chunk; nothing if it is not what was stored.
	pub(super) fn chunk(&self, chunk: u32) -> io::Result<Option<Vec<u8>>> {
		let Some((offset, bytes)) = span(self.length, chunk) else {
			return Ok(None);
		};
		let mut read = vec![0; bytes];
		self.file.read_exact_at(&mut read, offset)?;
		let before = match chunk.checked_sub(1) {
			None => State::INITIAL,
			Some(before) => self.state(before)?,
		};
		let last = u64::from(chunk) + 1 == chunks(self.length);
		let link = Link {
			length: self.length,
			before,
			after: if last { None } else { Some(self.state(chunk)?) },
		};
		Ok(link.fits(&self.address, chunk, &read).then_some(read))
	}

	fn state(&self, after: u32) -> io::Result<State> {
		let mut bytes = [0; STATE_BYTES];
		let at = self.length + u64::from(after) * STATE_BYTES as u64;
		self.file.read_exact_at(&mut bytes, at)?;
		Ok(State::from_bytes(&bytes))
	}
}
