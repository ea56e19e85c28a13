//! `althing gov tracks`

use crate::amount::exact;
use crate::cli::Node;
use crate::commands::connect::connect;
use crate::commands::output::{percent, print_json};
use crate::commands::signing::pace;
use crate::exit::{Failure, Outcome};
use crate::say;
use althing_chain::Track;
use polkadot_sdk::sp_arithmetic::Perbill;
use serde_json::{json, Value};

pub(super) async fn run(node: &Node, json: bool) -> Outcome {
	let state = connect(node).await?.now().await?;
	state.expect(&super::PALLETS)?;
	let tracks = state.tracks()?;
	if json {
		print_json(&tracks.iter().map(as_json).collect::<Vec<_>>());
		return Ok(());
	}
	let pace = pace(&state).await?;
	for track in &tracks {
		say!("{:>3}  {}", track.id, track.name);
		say!(
			"     decides {} at once, for a deposit of {} CVT",
			track.max_deciding,
			exact(track.decision_deposit)
		);
		say!(
			"     prepares {}, decides {}",
			pace.span(track.prepare_period),
			pace.span(track.decision_period)
		);
		say!(
			"     confirms {}, enacts after {}",
			pace.span(track.confirm_period),
			pace.span(track.min_enactment_period)
		);
		say!(
			"     needs {} to {} approval, {} to {} of all CVT as support",
			percent(track.min_approval.needed(Perbill::zero())),
			percent(track.min_approval.floor()),
			percent(track.min_support.needed(Perbill::zero())),
			percent(track.min_support.floor()),
		);
	}
	Ok(())
}

/// The track with this number or name.
pub(super) fn find(tracks: Vec<Track>, text: &str) -> Result<Track, Failure> {
	let names: Vec<String> = tracks
		.iter()
		.map(|track| format!("{} ({})", track.name, track.id))
		.collect();
	let number = text.parse().ok();
	let mut tracks = tracks.into_iter();
	tracks
		.find(|track| Some(track.id) == number || track.name == text.replace('-', "_"))
		.ok_or_else(|| {
			Failure::input(format!(
				"Referenda.BadTrack: there is no track {text}; there are {}",
				names.join(", ")
			))
		})
}

fn as_json(track: &Track) -> Value {
	let falling = |from: Perbill, to: Perbill| json!({ "from": from.deconstruct(), "to": to.deconstruct() });
	json!({
		"id": track.id,
		"name": track.name,
		"maxDeciding": track.max_deciding,
		"decisionDeposit": track.decision_deposit.to_string(),
		"preparePeriod": track.prepare_period,
		"decisionPeriod": track.decision_period,
		"confirmPeriod": track.confirm_period,
		"minEnactmentPeriod": track.min_enactment_period,
		"approval": falling(track.min_approval.needed(Perbill::zero()), track.min_approval.floor()),
		"support": falling(track.min_support.needed(Perbill::zero()), track.min_support.floor()),
	})
}
