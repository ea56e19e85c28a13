//! A card that is this processor: `kernels.cu`, compiled for it (see `emulator.h`), called as a driver would.
#![allow(unsafe_code, reason = "the kernels are C++ and write where they are told")]

use super::machine::{Argument, Kernel, Machine};
use crate::error::Result;
use libloading::Library;
use std::cell::UnsafeCell;
use std::ffi::c_void;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, OnceLock};

/// Blocks of sixteen bytes around each piece of memory, which nobody may write to.
const FENCE: usize = 16;
const MARK: u128 = 0x5afe_5afe_5afe_5afe_5afe_5afe_5afe_5afe;

type Launch = unsafe extern "C" fn(*const u32, u32, *mut *mut c_void);

/// Makes a library of a file of this folder.
pub fn compile(source: &str, out: &Path) {
	let source = Path::new(env!("CARGO_MANIFEST_DIR"))
		.join("src/card")
		.join(source);
	// No contraction: a card fuses where it likes, and nothing may hang on it.
	let options = [
		"-std=c++17",
		"-O2",
		"-march=native",
		"-Wall",
		"-Wextra",
		"-Werror",
		"-ffp-contract=off",
		"-shared",
		"-fPIC",
		"-x",
		"c++",
	];
	let built = Command::new("c++")
		.args(options)
		.arg(source)
		.arg("-o")
		.arg(out)
		.status()
		.unwrap();
	assert!(built.success(), "c++ does not compile it");
}

/// The kernels, one launch at a time.
fn library() -> &'static Mutex<Library> {
	static LIBRARY: OnceLock<Mutex<Library>> = OnceLock::new();
	LIBRARY.get_or_init(|| {
		let folder = tempfile::tempdir().unwrap();
		let out = folder.path().join("kernels.so");
		compile("kernels.cu", &out);
		// SAFETY: its initializers do nothing.
		Mutex::new(unsafe { Library::new(out) }.unwrap())
	})
}

/// The card.
pub struct Emulated;

/// Memory with fences.
pub struct Memory(Box<[UnsafeCell<u128>]>);

impl Memory {
	fn new(bytes: usize) -> Self {
		let length = bytes.div_ceil(16) + 2 * FENCE;
		// What was there before is not zero, and as a number not usual.
		let fill = |index| match index < FENCE || index >= length - FENCE {
			true => MARK,
			false => u128::MAX,
		};
		Self((0..length).map(|index| UnsafeCell::new(fill(index))).collect())
	}

	fn address(&self) -> *mut u8 {
		self.0[FENCE].get().cast()
	}

	fn bytes(&self) -> usize {
		(self.0.len() - 2 * FENCE) * 16
	}
}

impl Drop for Memory {
	fn drop(&mut self) {
		let length = self.0.len();
		for (index, cell) in self.0.iter_mut().enumerate() {
			let fence = index < FENCE || index >= length - FENCE;
			assert!(
				!fence || *cell.get_mut() == MARK || std::thread::panicking(),
				"a kernel wrote outside"
			);
		}
	}
}

impl Machine for Emulated {
	type Memory = Memory;

	fn name(&self) -> String {
		"an emulated card".into()
	}

	fn kind(&self) -> String {
		"emulated".into()
	}

	fn allocate(&self, bytes: usize) -> Result<Memory> {
		Ok(Memory::new(bytes))
	}

	fn write(&self, to: &mut Memory, at: usize, bytes: &[u8]) -> Result<()> {
		assert!(at + bytes.len() <= to.bytes());
		// SAFETY: it fits, and nothing else reads or writes it meanwhile.
		unsafe { to.address().add(at).copy_from(bytes.as_ptr(), bytes.len()) };
		Ok(())
	}

	fn read(&self, from: &Memory, out: &mut [u8]) -> Result<()> {
		assert!(out.len() <= from.bytes());
		// SAFETY: as above.
		unsafe { from.address().copy_to(out.as_mut_ptr(), out.len()) };
		Ok(())
	}

	fn launch(&self, kernel: Kernel, grid: [u32; 3], arguments: &[Argument<Memory>]) -> Result<()> {
		assert!(
			grid.iter().all(|n| *n > 0 && *n < 1 << 16),
			"{kernel:?} on {grid:?}"
		);
		let mut values: Vec<u64> = arguments
			.iter()
			.map(|argument| match argument {
				Argument::At(memory, at) => {
					assert!(*at <= memory.bytes());
					memory.address() as u64 + *at as u64
				}
				Argument::Nothing => 0,
				Argument::Whole(whole) => u64::from(*whole),
				Argument::Real(real) => u64::from(real.to_bits()),
			})
			.collect();
		let mut pointers: Vec<*mut c_void> = values
			.iter_mut()
			.map(|value| std::ptr::from_mut(value).cast())
			.collect();
		let library = library().lock().unwrap();
		// SAFETY: the entry has this type, and the arguments are those that a driver would get.
		unsafe {
			let name = format!("launch_{}", kernel.name());
			let launch = library.get::<Launch>(name.as_bytes()).unwrap();
			launch(grid.as_ptr(), kernel.threads(), pointers.as_mut_ptr());
		}
		Ok(())
	}
}
