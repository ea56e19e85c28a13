//! `althing gov propose`, `cancel` and `enact`

use super::{file::bytes, spender, tracks::find, PALLETS};
use crate::amount::exact;
use crate::cli::{OnReferendum, Propose, Signing};
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Way};
use althing_chain::{
	hex0x, parse_account, ss58, AccountId, Call, Currency, Enactment, Error, Layout, Proposed, Track,
};
use althing_primitives::blake2;
use std::path::Path;

/// What is to be put to holders.
struct Question {
	/// In words.
	words: String,
	/// The encoded call.
	call: Vec<u8>,
	/// Who would get something.
	recipient: Option<AccountId>,
	/// Whether others may get something too: the call is not looked into.
	opaque: bool,
	/// What whoever submits it should know.
	warnings: Vec<String>,
}

pub(super) async fn propose(options: Propose, json: bool) -> Outcome {
	let session = Session::open(options.signing.clone(), json, &PALLETS).await?;
	let track = find(session.state.tracks()?, &options.track)?;
	let question = question(&options, &track, session.state.layout())?;
	submit(&session, &track, question, options.after).await
}

/// Nobody can cancel alone; who wants to asks holders, on the track that is quickest.
pub(super) async fn cancel(options: OnReferendum, json: bool) -> Outcome {
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let track = find(session.state.tracks()?, "emergency_stop")?;
	let number = options.referendum;
	let call = session.state.layout().call(&Call::cancel_referendum(number))?;
	let question = Question {
		words: format!("cancel referendum {number}"),
		call,
		recipient: None,
		opaque: false,
		warnings: vec!["it is cancelled only if this referendum passes before that one is enacted".into()],
	};
	submit(&session, &track, question, 1).await
}

pub(super) async fn enact(wasm: &Path, signing: Signing, json: bool) -> Outcome {
	let code = bytes(wasm)?;
	let hash = hex0x(blake2(&code));
	let session = Session::open(signing, json, &PALLETS).await?;
	let intent = format!("hand in the runtime {hash} of {} bytes", code.len());
	session
		.carry_out(Draft::new(intent, Call::apply_authorized_upgrade(code)))
		.await
}

async fn submit(session: &Session, track: &Track, question: Question, after: u32) -> Outcome {
	let origin = origin(track, session.state.layout())?;
	let proposal = Proposed::of(&question.call);
	let submit = Call::submit_referendum(origin, &proposal, Enactment::After(after));
	let deposit: u128 = session.state.constant("Referenda", "SubmissionDeposit")?;
	let intent = format!("ask holders on track {} to {}", track.name, question.words);
	let mut draft = Draft::new(intent, submit).moving(
		Way::Held,
		Currency::Cvt,
		deposit,
		"deposit, back when it is approved or cancelled",
	);
	if let Proposed::Lookup { hash, len } = proposal {
		// What lies there cannot be stored again, and the referendum would fail with it.
		if session.state.has_preimage(&hash).await? {
			draft = draft.warning(format!(
				"the call's {len} bytes lie on the chain already; who stored them can take them away before it is approved"
			));
		} else {
			draft.calls.insert(0, Call::note_preimage(question.call));
			draft = draft.warning(format!(
				"the call's {len} bytes are stored on the chain: a deposit of VWT is held for them beside what is shown"
			));
		}
	}
	draft.opaque = question.opaque;
	draft.recipients.extend(question.recipient);
	draft.warnings.extend(question.warnings);
	let next = format!(
		"it is decided once somebody pays a deposit of {} CVT more",
		exact(track.decision_deposit)
	);
	session.carry_out(draft.warning(next)).await
}

/// What referenda on `track` act with: the runtime names its origins after its tracks.
fn origin(track: &Track, layout: &Layout) -> Result<Vec<u8>, Failure> {
	let found = match track.name.as_str() {
		"root" => layout.origin("system", "Root"),
		name => layout.origin("Origins", &camel_case(name)),
	};
	found.map_err(|error| match error {
		Error::Missing(_) => Failure::input(format!(
			"Referenda.NoTrack: nobody can submit on track {}: the chain opens its referenda itself",
			track.name
		)),
		other => other.into(),
	})
}

fn camel_case(name: &str) -> String {
	let word = |word: &str| {
		let mut letters = word.chars();
		let first = letters.next().map(|letter| letter.to_ascii_uppercase());
		first.into_iter().chain(letters).collect::<String>()
	};
	name.split('_').map(word).collect()
}

fn question(options: &Propose, track: &Track, layout: &Layout) -> Result<Question, Failure> {
	let plain = |words: String, call: Vec<u8>| Question {
		words,
		call,
		recipient: None,
		opaque: false,
		warnings: vec![],
	};
	match (&options.upgrade, &options.remark, &options.call, options.spend) {
		(Some(wasm), ..) => upgrade(wasm, track, layout),
		(_, Some(text), ..) => Ok(plain(
			format!("answer {text:?}"),
			layout.call(&Call::remark(text))?,
		)),
		(_, _, Some(text), _) => {
			let call = hex::decode(text.trim_start_matches("0x"))
				.map_err(|e| Failure::input(format!("--call is no hex: {e}")))?;
			let name = layout.call_name(&call).map_err(Failure::input)?;
			Ok(Question {
				opaque: true,
				..plain(format!("make the call {name}"), call)
			})
		}
		(.., Some(amount)) => spend(amount, options.to.as_deref(), track, layout),
		_ => Err(Failure::input("say --upgrade, --remark, --call or --spend")),
	}
}

fn upgrade(wasm: &Path, track: &Track, layout: &Layout) -> Result<Question, Failure> {
	let code = bytes(wasm)?;
	let hash = blake2(&code);
	let wrong = (track.name != "runtime_upgrade").then(|| {
		format!(
			"upgrades are authorized on track runtime_upgrade; on {} the call would fail",
			track.name
		)
	});
	Ok(Question {
		words: format!(
			"let the runtime {} of {} bytes take over",
			hex0x(hash),
			code.len()
		),
		call: layout.call(&Call::authorize_upgrade(&hash))?,
		recipient: None,
		opaque: false,
		warnings: wrong.into_iter().collect(),
	})
}

fn spend(amount: u128, to: Option<&str>, track: &Track, layout: &Layout) -> Result<Question, Failure> {
	let nobody = || Failure::input("say whom the treasury is to pay, with --to");
	let to = parse_account(to.ok_or_else(nobody)?).map_err(Failure::input)?;
	let claimed = "an approved payment is made when somebody claims it: Treasury.payout";
	Ok(Question {
		words: format!("pay {} VWT of the treasury to {}", exact(amount), ss58(&to)),
		call: layout.call(&Call::spend(amount, &to))?,
		recipient: Some(to),
		opaque: false,
		warnings: spender::warning(&track.name, amount)
			.into_iter()
			.chain([claimed.into()])
			.collect(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn origins_are_named_after_their_tracks() {
		assert_eq!(camel_case("small_spender"), "SmallSpender");
		assert_eq!(camel_case("emergency_stop"), "EmergencyStop");
		let layout = Layout::shipped().unwrap();
		for track in [
			"runtime_upgrade",
			"small_spender",
			"medium_spender",
			"big_spender",
			"department_budget",
			"agent_suspension",
			"parameter_change",
			"emergency_stop",
		] {
			assert_eq!(
				layout.origin("Origins", &camel_case(track)).unwrap().len(),
				2,
				"{track}"
			);
		}
		assert!(layout.origin("Origins", &camel_case("cmp_escalation")).is_err());
	}
}
