//! A network of validators on this machine.
//!
//! Each validator is a process of its own with its own folder, keys and ports, all on loopback. Nothing is
//! simulated: what is killed here is killed as it would be anywhere.

mod ports;
mod spec;
mod validator;

pub use ports::Ports;
pub use validator::{Extra, Validator, ValidatorError};

use althing_chain::Keypair;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The validators of the `local` preset, in the order in which they are started.
pub const VALIDATORS: [&str; 4] = ["alice", "bob", "charlie", "dave"];

/// How long a validator may take until its RPC answers.
const START: Duration = Duration::from_secs(60);

/// What a local network is made of.
#[derive(Clone, Debug)]
pub struct NetworkConfig {
	/// The node's binary.
	pub binary: PathBuf,
	/// Where chain data and logs are kept; the network goes on from there when it is started again.
	pub data: PathBuf,
	/// The preset or the path of a chain spec.
	pub chain: String,
	/// How many validators: one for the `dev` preset, four for `local`.
	pub validators: usize,
	/// The first port of each kind.
	pub ports: Ports,
}

/// A running network. Its validators end with it.
pub struct Network {
	validators: Vec<Validator>,
}

impl Network {
	/// Starts the validators and waits until each answers.
	///
	/// # Errors
	/// When the binary is missing, a port is taken, or a validator ends or does not answer in time. What was
	/// started is stopped again.
	pub async fn start(
		config: &NetworkConfig,
		mut started: impl FnMut(&Validator),
	) -> Result<Self, ValidatorError> {
		let spec = spec::raw(config).await?;
		let mut network = Self {
			validators: Vec::with_capacity(config.validators),
		};
		let mut first = None;
		for (index, name) in VALIDATORS.iter().take(config.validators).enumerate() {
			let mut validator = Validator::new(config, &spec, name, index);
			validator.start(first.as_deref())?;
			let peer = validator.wait_until_up(START).await;
			let stopped = match peer {
				Ok(peer) => {
					first.get_or_insert_with(|| validator.address(&peer));
					None
				}
				Err(error) => Some(error),
			};
			started(&validator);
			network.validators.push(validator);
			if let Some(error) = stopped {
				network.stop().await;
				return Err(error);
			}
		}
		Ok(network)
	}

	/// The validators, in the order in which they were started.
	pub fn validators(&self) -> &[Validator] {
		&self.validators
	}

	/// The validator called `name`.
	pub fn validator_mut(&mut self, name: &str) -> Option<&mut Validator> {
		self.validators
			.iter_mut()
			.find(|validator| validator.name() == name)
	}

	/// The address that a validator started later can find the network by.
	///
	/// # Errors
	/// When no validator answers.
	pub async fn bootnode(&mut self) -> Result<String, ValidatorError> {
		for validator in &mut self.validators {
			if validator.is_running() {
				let peer = validator.wait_until_up(Duration::from_secs(5)).await?;
				return Ok(validator.address(&peer));
			}
		}
		Err(ValidatorError::NobodyLeft)
	}

	/// Asks all validators to end, and waits for them.
	pub async fn stop(&mut self) {
		for validator in &mut self.validators {
			validator.terminate();
		}
		for validator in &mut self.validators {
			validator.wait().await;
		}
	}
}

/// The name of a validator of the test presets, given its stash account.
pub fn validator_name(account: &althing_chain::AccountId) -> Option<&'static str> {
	VALIDATORS.into_iter().find(|name| {
		let (head, tail) = name.split_at(1);
		let secret = format!("//{}{tail}//stash", head.to_uppercase());
		Keypair::from_secret(&secret).is_ok_and(|pair| pair.account() == *account)
	})
}

/// Where a network's data is kept when nothing else is said: the user's data folder.
pub fn default_data() -> PathBuf {
	let home = std::env::var_os("XDG_DATA_HOME")
		.map(PathBuf::from)
		.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".local").join("share")));
	home.unwrap_or_else(std::env::temp_dir).join("althing")
}
