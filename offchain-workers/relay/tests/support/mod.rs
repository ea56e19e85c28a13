//! A small Althing with real keys, and anvil.

pub mod althing;
pub mod anvil;
pub mod dice;
pub mod history;
pub mod mountain;
pub mod mutation;

use althing::Althing;
use althing_relay::{
	althing::Source,
	contracts::SamplingRules,
	deploy::{Deployed, Deployer, Plan},
	Address, Event, Evm, Key, Relayer, Settings,
};
use anvil::Anvil;
use std::time::Duration;

/// Gwei in wei.
pub const GWEI: u128 = 1_000_000_000;

/// What tests relay with: quick, and generous.
pub fn settings() -> Settings {
	Settings {
		max_fee: 100 * GWEI,
		confirmations: 1,
		every: 1,
		pause: Duration::from_millis(100),
		poll: Duration::from_millis(50),
		patience: Duration::from_secs(20),
		..Settings::default()
	}
}

/// A light client that does not sample, and a verifier, for `althing`, by the first account.
pub async fn deploy(anvil: &Anvil, althing: &Althing) -> Deployed {
	deploy_with(anvil, althing, SamplingRules::default()).await
}

/// The same with a client that samples so.
pub async fn deploy_with(anvil: &Anvil, althing: &Althing, rules: SamplingRules) -> Deployed {
	let plan = Plan::of(althing, rules).await.unwrap();
	let deployer = Deployer::new(
		anvil.evm(),
		None,
		anvil.key(0),
		100 * GWEI,
		Duration::from_secs(20),
	);
	deployer.await.unwrap().deploy(&plan).await.unwrap()
}

/// A relayer of account `account` that tells `tell`.
pub async fn relayer<'a, S: Source, F: FnMut(&Event)>(
	anvil: &Anvil,
	althing: &'a S,
	client: Address,
	account: u32,
	settings: Settings,
	tell: F,
) -> Relayer<'a, S, F> {
	let key: Key = anvil.key(account);
	let evm: Evm = anvil.evm();
	let opened = Relayer::open(althing, evm, client, None, key, settings, tell).await;
	opened.unwrap_or_else(|error| panic!("{error}"))
}

/// Relays until the client knows all there is.
pub async fn relay(anvil: &Anvil, althing: &Althing, client: Address) -> Vec<Event> {
	let mut events = Vec::new();
	let tell = |event: &Event| events.push(event.clone());
	let mut relayer = relayer(anvil, althing, client, 1, settings(), tell).await;
	relayer.run(true).await.unwrap_or_else(|error| panic!("{error}"));
	drop(relayer);
	events
}
