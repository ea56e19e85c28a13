//! What the command line understands, and what it refuses before anything is asked of a chain.

use super::*;
use crate::amount::UNIT;
use clap::CommandFactory;

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

fn parsed(line: &str) -> Result<Command, clap::Error> {
	let words = std::iter::once("althing").chain(line.split_whitespace());
	Cli::try_parse_from(words).map(|cli| cli.command)
}

fn refused(line: &str) -> String {
	parsed(line).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn the_commands_do_not_contradict_each_other() {
	Cli::command().debug_assert();
}

#[test]
fn a_transfer_is_of_one_currency_and_of_something() {
	let line = format!("tokens transfer --cvt 1.5 {ALICE} --yes");
	let Ok(Command::Tokens(Tokens::Transfer(transfer))) = parsed(&line) else {
		panic!("{line}")
	};
	assert_eq!((transfer.vwt, transfer.cvt), (None, Some(3 * UNIT / 2)));
	assert!(transfer.signing.yes && !transfer.signing.dry_run);
	refused(&format!("tokens transfer {ALICE}"));
	refused(&format!("tokens transfer --vwt 1 --cvt 1 {ALICE}"));
	let nothing = refused(&format!("tokens transfer --vwt 0 {ALICE}"));
	assert!(nothing.contains("an amount of nothing"), "{nothing}");
	let dust = refused(&format!("tokens transfer --vwt 0.0000000000001 {ALICE}"));
	assert!(dust.contains("finer than there is"), "{dust}");
	let overflow = refused(&format!("tokens transfer --vwt {} {ALICE}", u128::MAX));
	assert!(overflow.contains("more than there can be"), "{overflow}");
}

#[test]
fn an_order_has_a_slippage_and_a_deadline() {
	let Ok(Command::Tokens(Tokens::Buy(order))) = parsed("tokens buy 10 --max-slippage 0.5%") else {
		panic!("an order")
	};
	assert_eq!(order.max_slippage.millionths(), 5_000);
	assert_eq!(order.deadline, althing_chain::MORTALITY);
	refused("tokens sell 10 --max-slippage 101");
	refused("tokens sell 10 --deadline 0");
}

fn vote(line: &str) -> Option<Side> {
	match parsed(&format!("gov vote 7 {line}")) {
		Ok(Command::Gov(Gov::Vote(vote))) => vote.side(),
		_ => None,
	}
}

#[test]
fn a_vote_has_one_side() {
	let split = |aye, nay, abstain| Side::Split(Split { aye, nay, abstain });
	assert_eq!(vote("--aye --amount 1 --conviction 6"), Some(Side::Aye(UNIT)));
	assert_eq!(vote("--nay --amount 1"), Some(Side::Nay(UNIT)));
	assert_eq!(vote("--abstain --amount 1"), Some(split(0, 0, UNIT)));
	assert_eq!(vote("--split 1,2"), Some(split(UNIT, 2 * UNIT, 0)));
	assert_eq!(vote("--split 1,2,3"), Some(split(UNIT, 2 * UNIT, 3 * UNIT)));
	for wrong in [
		"--amount 1",
		"--aye",
		"--aye --nay --amount 1",
		"--aye --amount 1 --conviction 7",
		"--abstain --amount 1 --conviction 2",
		"--split 1,2 --amount 1",
		"--split 1",
		"--split 0,0,0",
	] {
		assert_eq!(vote(wrong), None, "{wrong}");
	}
}

#[test]
fn a_proposal_is_one_thing() {
	for right in [
		"--track root --remark why",
		"--track 1 --upgrade runtime.wasm",
		"--track root --call 0x0000",
	] {
		assert!(parsed(&format!("gov propose {right}")).is_ok(), "{right}");
	}
	assert!(parsed(&format!(
		"gov propose --track small_spender --spend 5 --to {ALICE}"
	))
	.is_ok());
	refused("gov propose --track root");
	refused("gov propose --track root --remark a --call 00");
	refused("gov propose --track small_spender --spend 5");
}

#[test]
fn a_proposal_of_the_commons_comes_from_one_source() {
	let line = format!("gov commons submit 5 {ALICE} why.md");
	assert!(parsed(&line).is_ok());
	assert!(parsed(&format!("{line} --stream 100")).is_ok());
	assert!(parsed(&format!("{line} --department legal")).is_ok());
	refused(&format!("{line} --department legal --stream 100"));
	refused(&format!("{line} --department kitchen"));
	assert!(parsed("gov commons list").is_ok(), "a list takes no key");
}

fn colluders(share: &str) -> Option<f64> {
	let line = format!("bench cmp --answers a.csv --truth t.csv --colluders {share}");
	match parsed(&line) {
		Ok(Command::Bench(Bench::Cmp(bench))) => Some(bench.colluders),
		_ => None,
	}
}

#[test]
fn a_share_of_colluders_is_a_fraction_or_per_cent() {
	for (text, share) in [
		("0", 0.0),
		("0.3", 0.3),
		("30", 0.3),
		("30%", 0.3),
		("0.5%", 0.005),
	] {
		assert_eq!(colluders(text), Some(share), "{text}");
	}
	for wrong in ["91", "0.91", "NaN", "half", "%"] {
		assert_eq!(colluders(wrong), None, "{wrong}");
	}
}

#[test]
fn a_relayer_has_bounds_and_deploying_has_options_of_its_own() {
	let Ok(Command::Relay(relay)) =
		parsed("relay --client 0x5FbDB2315678afecb367f032d93F642f64180aa3 --max-fee 0.5 --once")
	else {
		panic!("relaying")
	};
	assert!(relay.action.is_none() && relay.run.once && relay.run.client.is_some());
	assert_eq!(relay.run.payer.max_fee, 500_000_000);
	let Ok(Command::Relay(deploy)) = parsed("relay deploy --sampling 17,128,24 --dry-run") else {
		panic!("deploying")
	};
	let Some(RelayAction::Deploy(deploy)) = deploy.action else {
		panic!("deploying")
	};
	assert_eq!(deploy.sampling.map(|rules| rules.delay), Some(128));
	refused("relay --client 0x12");
	refused("relay --every 0");
	refused("relay --max-fee -1");
	refused("relay --once deploy");
	refused("relay deploy --sampling 17,0,24");
}

#[test]
fn what_is_proven_has_a_kind_and_numbers_and_a_proof_is_checked_against_something() {
	use althing_primitives::EntryId;
	let entry = |line: &str| match parsed(&format!("anchors prove {line}")) {
		Ok(Command::Anchors(Anchors::Prove(prove))) => prove.entry(),
		_ => None,
	};
	assert_eq!(entry("decision 42"), Some(EntryId::Decision(42)));
	assert_eq!(entry("work 3/42"), Some(EntryId::Work(3, 42)));
	for line in ["work 42", "anchor x", "anchor 3/42", "receipt 7"] {
		assert_eq!(entry(line), None, "{line}");
	}
	refused("anchors verify proof.json");
	refused("anchors verify proof.json --root 0x00 --verifier 0x5FbDB2315678afecb367f032d93F642f64180aa3");
}
