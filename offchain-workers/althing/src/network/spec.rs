//! The specification that a network's validators start from.

use super::{NetworkConfig, ValidatorError};
use std::fs;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The raw specification of the chain, written into the network's folder when it is first started.
///
/// A preset's genesis is made by the runtime, which every start would have to compile for it. And what a
/// network began with stays what it began with when the binary is built anew.
pub(super) async fn raw(config: &NetworkConfig) -> Result<PathBuf, ValidatorError> {
	// One for each preset: data of one network are not taken for another's.
	let mut name = Path::new(&config.chain)
		.file_stem()
		.unwrap_or_default()
		.to_owned();
	name.push("-raw.json");
	let path = config.data.join(name);
	if path.exists() {
		return Ok(path);
	}
	let data_error = |path: &Path| {
		let path = path.to_owned();
		move |source| ValidatorError::Data { path, source }
	};
	fs::create_dir_all(&config.data).map_err(data_error(&config.data))?;
	let made = Command::new(&config.binary)
		.args(["build-spec", "--raw", "--disable-default-bootnode", "--chain"])
		.arg(&config.chain)
		.output()
		.await
		.map_err(|source| ValidatorError::Binary {
			binary: config.binary.clone(),
			source,
		})?;
	if !made.status.success() {
		return Err(ValidatorError::Spec {
			chain: config.chain.clone(),
			reason: String::from_utf8_lossy(&made.stderr).trim().to_owned(),
		});
	}
	// Whole or not at all, should this be broken off.
	let part = path.with_extension("part");
	fs::write(&part, &made.stdout).map_err(data_error(&part))?;
	fs::rename(&part, &path).map_err(data_error(&path))?;
	Ok(path)
}
