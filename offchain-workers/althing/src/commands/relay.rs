//! `althing relay`: what validators sign, for a light client on an EVM chain.

use super::connect::connect;
use super::output::{print_json, print_json_line};
use crate::cli::{EvmNode, Relay, RelayAction, RelayDeploy, RelayRun};
use crate::exit::{Failure, Outcome};
use crate::signer::evm_key;
use crate::{say, signals};
use althing_relay::{
	deploy::{Deployer, Plan},
	fees::gwei,
	Error, Event, Evm, EvmError, Relayer, Settings, Step,
};
use serde_json::{json, Value};
use std::time::Duration;

impl From<Error> for Failure {
	fn from(error: Error) -> Self {
		let code = match error {
			Error::Chain(error) => return error.into(),
			Error::Evm(EvmError::BadUrl(_) | EvmError::BadKey | EvmError::BadPhrase) => 2,
			Error::NoClient { .. } | Error::NoVerifier { .. } => 2,
			Error::Evm(EvmError::Unreachable { .. } | EvmError::Timeout { .. }) => 3,
			Error::WrongEvmChain { .. } | Error::WrongGenesis { .. } => 4,
			Error::Evm(EvmError::Reverted(_)) | Error::Refused { .. } | Error::Funds { .. } => 5,
			Error::NothingSigned | Error::NotIncluded { .. } => 7,
			Error::TooExpensive { .. } => 8,
			_ => 1,
		};
		Self {
			code,
			message: error.to_string(),
		}
	}
}

/// Speaks to the EVM node that the user named.
pub(super) fn evm(options: &EvmNode) -> Result<Evm, Failure> {
	Ok(Evm::new(&options.evm).map_err(Error::from)?)
}

pub(super) async fn run(options: Relay, json: bool) -> Outcome {
	match options.action {
		Some(RelayAction::Deploy(options)) => deploy(options, json).await,
		None => relay(options.run, json).await,
	}
}

async fn relay(options: RelayRun, json: bool) -> Outcome {
	let client = options.client.ok_or_else(|| {
		Failure::input("name the light client with --client, or deploy one with `althing relay deploy`")
	})?;
	let settings = Settings {
		max_fee: options.payer.max_fee,
		confirmations: options.confirmations,
		every: options.every,
		patience: Duration::from_secs(options.patience),
		sample_above: options.sample_above,
		dry_run: options.dry_run,
		..Settings::default()
	};
	let (evm, key) = (evm(&options.evm)?, evm_key(&options.payer)?);
	let chain = connect(&options.node).await?;
	let ends = options.once || options.dry_run;
	// Who relays on need not be told every few seconds that there is nothing to do.
	let tell = |event: &Event| match event {
		Event::Idle { .. } if !ends && !json => (),
		event => show(event, json),
	};
	let opened = Relayer::open(&chain, evm, client, options.evm.evm_chain, key, settings, tell);
	let mut relayer = opened.await?;
	// Nothing has to be put in order when it stops: whatever it has begun, the next one sees on the chain.
	let ended = tokio::select! {
		ended = relayer.run(ends) => ended,
		() = signals::wait() => Ok(()),
	};
	show(&Event::Stopped(relayer.counters()), json);
	Ok(ended?)
}

fn show(event: &Event, json: bool) {
	match json {
		true => print_json_line(event),
		false => {
			if let Some(line) = line(event) {
				say!("{line}");
			}
		}
	}
}

/// What happened in words; nothing where it is of no interest to people.
fn line(event: &Event) -> Option<String> {
	Some(match event {
		Event::Started {
			client,
			chain_id,
			account,
			latest,
			set,
		} => format!(
			"relaying to {client} on chain {chain_id}, paid by {account}; it knows block {latest} and authority set {set}"
		),
		Event::Waiting { .. } | Event::Signed { .. } => return None,
		Event::Ripening { .. } | Event::StoodBack { .. } => return None,
		Event::Idle { latest, newest } => {
			let newest = newest.map_or_else(|| "none".into(), |block| block.to_string());
			format!("nothing to do: it knows block {latest}, the newest that validators signed is {newest}")
		}
		Event::Built {
			block,
			set,
			handover,
			signers,
		} => {
			let handover = if *handover { ", which takes over" } else { "" };
			format!("block {block}: {signers} signatures of authority set {set}{handover}")
		}
		Event::Simulated { block, gas, max_fee } => {
			format!("block {block}: would be taken, with {gas} gas at {} gwei at most", gwei(*max_fee))
		}
		Event::Overtaken { block } => format!("block {block}: is on its way already"),
		Event::TooExpensive { wanted, cap } => format!(
			"gas costs {} gwei and {} are allowed: waiting",
			gwei(*wanted),
			gwei(*cap)
		),
		Event::Sent { block, transaction } => format!("block {block}: sent as {transaction}"),
		Event::Included {
			block,
			evm_block,
			gas,
			cost,
			..
		} => format!("block {block}: taken in block {evm_block} for {gas} gas, {} gwei", gwei(*cost)),
		Event::Prepared {
			block,
			step,
			gas,
			cost,
			..
		} => {
			let step = match step {
				Step::Seed => "which signatures are shown is drawn",
				_ => "a sample is begun",
			};
			format!("block {block}: {step}, for {gas} gas, {} gwei", gwei(*cost))
		}
		Event::Reverted { block, cost, .. } => {
			format!("block {block}: another was first; that cost {} gwei", gwei(*cost))
		}
		Event::Confirmed { block, .. } => format!("block {block}: confirmed"),
		Event::Dropped { block, .. } => format!("block {block}: the EVM chain went back, it is sent again"),
		Event::Failed { reason, retry } => format!("{reason} Again in {} s.", retry.div_ceil(1000)),
		Event::Stopped(done) => format!(
			"relayed {}, of these handovers {}; overtaken {}, reverted {}, spent {} gwei",
			done.relayed,
			done.handovers,
			done.overtaken,
			done.reverted,
			gwei(done.spent)
		),
	})
}

async fn deploy(options: RelayDeploy, json: bool) -> Outcome {
	let evm = evm(&options.evm)?;
	let chain = connect(&options.node).await?;
	let plan = Plan::of(&chain, options.sampling.unwrap_or_default()).await?;
	if options.dry_run {
		show_plan(&plan, None, json);
		return Ok(());
	}
	let (cap, patience) = (options.payer.max_fee, Duration::from_secs(180));
	let key = evm_key(&options.payer)?;
	let deployer = Deployer::new(evm, options.evm.evm_chain, key, cap, patience).await?;
	let deployed = deployer.deploy(&plan).await?;
	let made = json!({
		"chainId": deployer.chain_id(),
		"account": deployer.account().to_string(),
		"client": deployed.client.to_string(),
		"verifier": deployed.verifier.to_string(),
		"cost": deployed.cost,
	});
	show_plan(&plan, Some(&made), json);
	Ok(())
}

fn show_plan(plan: &Plan, made: Option<&Value>, json: bool) {
	let arguments = Value::from(plan);
	if json {
		print_json(&json!({ "plan": arguments, "deployed": made }));
		return;
	}
	say!("genesis   {}", plan.genesis);
	say!("from      block {}", plan.block);
	for (name, set) in [("current", &plan.current), ("next", &plan.next)] {
		say!(
			"{name:<9} set {}, {} validators, root {}",
			set.id,
			set.length,
			set.root
		);
	}
	match made {
		None => say!("Nothing was sent. Compare this with what another node says before you deploy."),
		Some(made) => {
			for name in ["client", "verifier"] {
				say!("{name:<9} {}", made[name].as_str().unwrap_or_default());
			}
		}
	}
}
