//! Signing and sending what the core decided.

use super::{anchor, Roster};
use althing_chain::{Call, Chain, Error, Outcome};
use althing_core::{Submission, TxOutcome};

/// Signs and sends a transaction, and waits until it is known what became of it.
pub(super) async fn send(chain: &Chain, roster: &Roster, submission: Submission) -> TxOutcome {
	let account = match &submission.call {
		// Agents hold no balance: the owner pays the deposit.
		althing_core::Call::Anchor { .. } => roster.agent(&submission.signer).map(|member| member.owner),
		_ => Some(submission.signer),
	};
	let Some(signer) = account.and_then(|account| roster.signer(&account)) else {
		return TxOutcome::Invalid {
			reason: "the fleet holds no key of the account that must sign".into(),
		};
	};
	let sent = match chain.submit(signer, &call(submission.call)).await {
		Ok(sent) => sent,
		Err(Error::Rejected(rejection)) if !rejection.is_transient() => {
			return TxOutcome::Invalid {
				reason: rejection.to_string(),
			};
		}
		Err(error) => {
			tracing::debug!("{:?}: {error}", submission.key);
			return TxOutcome::Dropped;
		}
	};
	match sent.outcome().await {
		Outcome::Included(inclusion) => match inclusion.result {
			Ok(()) => TxOutcome::Finalized {
				at: inclusion.block.number,
			},
			Err(failure) => TxOutcome::Invalid {
				reason: failure.to_string(),
			},
		},
		Outcome::Expired { .. } => TxOutcome::Expired,
		Outcome::Unknown { .. } => TxOutcome::Dropped,
	}
}

fn call(call: althing_core::Call) -> Call {
	match call {
		althing_core::Call::Seal {
			proposal, commitment, ..
		} => Call::seal(proposal, commitment),
		althing_core::Call::Reveal { proposal, reveal, .. } => Call::reveal(proposal, &reveal),
		althing_core::Call::Heartbeat { .. } => Call::heartbeat(),
		althing_core::Call::Open { question, body, .. } => Call::open(&question, body.to_vec()),
		althing_core::Call::Anchor {
			proposal,
			agent,
			receipt,
			leaves,
		} => Call::anchor(
			althing_merkle::root(&leaves),
			u32::try_from(leaves.len()).unwrap_or(u32::MAX),
			anchor::schema(),
			Some(proposal),
			agent,
			anchor::key(proposal, &receipt),
		),
	}
}
