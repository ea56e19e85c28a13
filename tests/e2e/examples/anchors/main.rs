//! How long a result takes to a final anchor, and to be verified on an EVM chain; and whether anything is lost or doubled
//! when worker and relayer are killed at random moments. Four validators, a fleet, anvil and a relayer, all of them processes.
//!
//! `anchors [RESULTS] [KILLS] [SEED]`, see `scripts/bench`. Prints JSON, and ends with 1 when something was lost or doubled.

#![allow(
	clippy::unwrap_used,
	clippy::panic,
	clippy::indexing_slicing,
	reason = "a measurement ends where something is not as it has to be"
)]

/// Anvil, as the relayer's own tests start it.
#[allow(dead_code, reason = "those tests use more of it")]
#[path = "../../../../offchain-workers/relay/tests/support/anvil.rs"]
mod anvil;
mod kills;
mod latency;
mod scene;

use scene::Scene;
use serde_json::json;
use std::process::ExitCode;

/// Argument number `place`, or what it is unless said.
fn number(place: usize, otherwise: u64) -> u64 {
	let text = std::env::args().nth(place);
	text.map_or(otherwise, |text| {
		text.parse()
			.unwrap_or_else(|_| panic!("{text} is no number; usage: anchors [RESULTS] [KILLS] [SEED]"))
	})
}

#[tokio::main]
async fn main() -> ExitCode {
	let (results, kills, seed) = (number(1, 1000), number(2, 100), number(3, 1));
	let mut scene = Scene::set().await;
	let latency = latency::measure(&scene, results).await;
	let survived = kills::survive(&scene, kills, seed).await;
	let sound = latency.is_sound() && survived.is_sound();
	let report = json!({
		"results": latency.report(),
		"kills": survived.report(),
		"seed": seed,
		"sound": sound,
	});
	println!("{report:#}");
	scene.net.network.stop().await;
	match sound {
		true => ExitCode::SUCCESS,
		false => ExitCode::FAILURE,
	}
}
