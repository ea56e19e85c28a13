//! Stands in for the crate of this name, which compiles the whole of Binaryen: ten minutes of a core, for two things that the
//! builder of the runtime's wasm asks of it without any optimization. Debug sections go; and no instruction is left that is
//! not in WebAssembly 1.0, which the SDK's nodes are promised. The target `wasm32v1-none` makes none, so instead of
//! rewriting such a module this crate refuses it. See docs/adr/0014.
//!
//! Only what `substrate-wasm-builder` calls is here, under the names that it calls.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use wasm_encoder::{Module, RawSection};
use wasmparser::{BinaryReaderError, Parser, Payload, Validator, WasmFeatures};

/// Why a module is not as it must be.
#[derive(Debug, thiserror::Error)]
pub enum OptimizationError {
	/// The file.
	#[error("{path}: {error}")]
	File {
		/// Which.
		path: PathBuf,
		/// What is wrong with it.
		error: std::io::Error,
	},
	/// No module of WebAssembly 1.0.
	#[error("{path} is no module of WebAssembly 1.0: {error}. Is it built for wasm32v1-none?")]
	Module {
		/// Which.
		path: PathBuf,
		/// What is wrong with it.
		error: BinaryReaderError,
	},
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
	/// Debug sections go.
	StripDwarf,
	/// No sign extension is left: here, it is refused as every instruction that came after WebAssembly 1.0.
	SignextLowering,
}

/// What is to be done with a module.
#[derive(Clone, Debug, Default)]
pub struct OptimizationOptions {
	passes: Vec<Pass>,
}

impl OptimizationOptions {
	/// Nothing is optimized.
	pub fn new_opt_level_0() -> Self {
		Self::default()
	}

	/// As it is in any case.
	pub fn mvp_features_only(&mut self) -> &mut Self {
		self
	}

	/// As it is in any case: names of functions stay.
	pub fn debug_info(&mut self, _: bool) -> &mut Self {
		self
	}

	/// Asks for `pass`.
	pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
		self.passes.push(pass);
		self
	}

	/// Reads the module in `from`, checks it, and writes what is left of it to `to`.
	///
	/// # Errors
	/// When a file cannot be read or written, or is no module of WebAssembly 1.0.
	pub fn run(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), OptimizationError> {
		let (from, to) = (from.as_ref(), to.as_ref());
		let file = |path: &Path| {
			let path = path.to_owned();
			|error| OptimizationError::File { path, error }
		};
		let module = std::fs::read(from).map_err(file(from))?;
		let left = self.applied(&module).map_err(|error| OptimizationError::Module {
			path: from.to_owned(),
			error,
		})?;
		std::fs::write(to, left).map_err(file(to))
	}

	fn applied<'a>(&self, module: &'a [u8]) -> Result<Cow<'a, [u8]>, BinaryReaderError> {
		Validator::new_with_features(WasmFeatures::WASM1).validate_all(module)?;
		match self.passes.contains(&Pass::StripDwarf) {
			true => without_debug_sections(module).map(Cow::Owned),
			false => Ok(Cow::Borrowed(module)),
		}
	}
}

/// The module without its sections of DWARF.
fn without_debug_sections(module: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
	let mut left = Module::new();
	for payload in Parser::new(0).parse_all(module) {
		let payload = payload?;
		if matches!(&payload, Payload::CustomSection(section) if is_debug(section.name())) {
			continue;
		}
		if let Some((id, range)) = payload.as_section() {
			// The parser gives ranges of what it was given; qed
			let data = module.get(range).unwrap_or_default();
			left.section(&RawSection { id, data });
		}
	}
	Ok(left.finish())
}

fn is_debug(section: &str) -> bool {
	section.starts_with(".debug_") || section.starts_with("reloc..debug_")
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]

	use super::*;
	use wasm_encoder::{
		CodeSection, CustomSection, Function, FunctionSection, Instruction, TypeSection, ValType,
	};

	fn custom<'a>(name: &'a str, contents: &'a [u8]) -> CustomSection<'a> {
		CustomSection {
			name: name.into(),
			data: contents.into(),
		}
	}

	/// A function of one i32 that gives one, with this body.
	fn module(body: &[Instruction<'_>], more: &[CustomSection<'_>]) -> Vec<u8> {
		let (mut types, mut functions, mut code) =
			(TypeSection::new(), FunctionSection::new(), CodeSection::new());
		types.ty().function([ValType::I32], [ValType::I32]);
		functions.function(0);
		let mut function = Function::new([]);
		body.iter().chain([&Instruction::End]).for_each(|instruction| {
			function.instruction(instruction);
		});
		code.function(&function);
		let mut module = Module::new();
		module.section(&types).section(&functions).section(&code);
		more.iter().for_each(|section| {
			module.section(section);
		});
		module.finish()
	}

	fn run(module: &[u8]) -> Result<Vec<u8>, OptimizationError> {
		let folder = tempfile::tempdir().unwrap();
		let (from, to) = (folder.path().join("from"), folder.path().join("to"));
		std::fs::write(&from, module).unwrap();
		let mut options = OptimizationOptions::new_opt_level_0();
		let options = options.mvp_features_only().debug_info(true);
		let options = options.add_pass(Pass::StripDwarf).add_pass(Pass::SignextLowering);
		options.run(&from, &to)?;
		Ok(std::fs::read(to).unwrap())
	}

	const IDENTITY: &[Instruction<'_>] = &[Instruction::LocalGet(0)];

	#[test]
	fn debug_sections_go_and_all_else_stays() {
		let (name, version) = (custom("name", &[]), custom("runtime_version", &[7; 300]));
		let kept = module(IDENTITY, &[name.clone(), version.clone()]);
		assert_eq!(run(&kept).unwrap(), kept);
		let (info, line) = (
			custom(".debug_info", &[1; 500]),
			custom("reloc..debug_line", &[2]),
		);
		let fat = module(IDENTITY, &[info, name, line, version]);
		assert_eq!(run(&fat).unwrap(), kept);
	}

	#[test]
	fn what_came_after_webassembly_1_is_refused() {
		let extend = [Instruction::LocalGet(0), Instruction::I32Extend8S];
		let refused = run(&module(&extend, &[])).unwrap_err().to_string();
		assert!(refused.contains("sign extension"), "{refused}");
	}

	#[test]
	fn what_is_no_module_and_what_is_not_there_is_named() {
		for broken in [&b"\0asm"[..], b"", b"nonsense", &module(IDENTITY, &[])[..20]] {
			assert!(matches!(run(broken), Err(OptimizationError::Module { .. })));
		}
		let missing = OptimizationOptions::new_opt_level_0().run("/nowhere/at/all", "/nowhere/else");
		assert!(matches!(missing, Err(OptimizationError::File { .. })));
	}
}
