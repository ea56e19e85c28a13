//! `althing gov deposit` and `refund`

use super::{referenda::unknown, tracks::find, PALLETS};
use crate::cli::OnReferendum;
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Way};
use althing_chain::{AccountId, Call, Currency, Deposit, End, Referendum};

pub(super) async fn place(options: OnReferendum, json: bool) -> Outcome {
	let number = options.referendum;
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let mut draft = Draft::new(
		format!("pay for the decision on referendum {number}"),
		Call::place_decision_deposit(number),
	);
	// Where it is not ongoing, or there is none, the dry run says so by the pallet's own name for it.
	if let Some(Referendum::Ongoing(ongoing)) = session.state.referendum(number).await? {
		let track = find(session.state.tracks()?, &ongoing.track.to_string())?;
		let why =
			format!("deposit, back by `althing gov refund {number}` when it has ended, lost if it is killed");
		draft = draft.moving(Way::Held, Currency::Cvt, track.decision_deposit, why);
	}
	session.carry_out(draft).await
}

pub(super) async fn refund(options: OnReferendum, json: bool) -> Outcome {
	let number = options.referendum;
	let session = Session::open(options.signing, json, &PALLETS).await?;
	let referendum = session.state.referendum(number).await?;
	let refunds = refunds(number, &referendum.ok_or_else(|| unknown(number))?)?;
	session
		.carry_out(refund_of(number, &refunds, &session.account)?)
		.await
}

/// The deposits of a referendum that can be given back, with the calls that do it.
fn refunds(number: u32, referendum: &Referendum) -> Result<Vec<(Call, Deposit)>, Failure> {
	let Referendum::Ended {
		end,
		submission_deposit,
		decision_deposit,
		..
	} = referendum
	else {
		return Err(Failure::refused(format!(
			"Referenda.Unfinished: referendum {number} has not ended; its deposits are held until then"
		)));
	};
	// Who submits what is rejected does not get the deposit back.
	let kept = !matches!(end, End::Approved | End::Cancelled);
	let submission = submission_deposit
		.iter()
		.filter(|_| !kept)
		.map(|deposit| (Call::refund_submission_deposit(number), deposit.clone()));
	let decision = decision_deposit
		.iter()
		.map(|deposit| (Call::refund_decision_deposit(number), deposit.clone()));
	Ok(submission.chain(decision).collect())
}

fn refund_of(number: u32, refunds: &[(Call, Deposit)], account: &AccountId) -> Result<Draft, Failure> {
	let mut refunds = refunds.iter();
	let none = || {
		Failure::refused(format!(
			"Referenda.NoDeposit: nothing of referendum {number} can be given back"
		))
	};
	let (first, deposit) = refunds.next().ok_or_else(none)?;
	let mut draft = Draft::new(
		format!("give the deposits of referendum {number} back"),
		first.clone(),
	);
	draft = returned(draft, deposit, account);
	for (call, deposit) in refunds {
		draft.calls.push(call.clone());
		draft = returned(draft, deposit, account);
	}
	Ok(draft)
}

fn returned(draft: Draft, deposit: &Deposit, account: &AccountId) -> Draft {
	if deposit.who == *account {
		return draft.moving(Way::Comes, Currency::Cvt, deposit.amount, "deposit");
	}
	let who = althing_chain::ss58(&deposit.who);
	let amount = crate::amount::exact(deposit.amount);
	draft.warning(format!("{amount} CVT go back to {who}, whose deposit it is"))
}

#[cfg(test)]
mod tests {
	use super::*;

	const ME: AccountId = [1; 32];

	fn ended(end: End) -> Referendum {
		let deposit = |who, amount| {
			Some(Deposit {
				who: [who; 32],
				amount,
			})
		};
		Referendum::Ended {
			end,
			at: 9,
			submission_deposit: deposit(1, 5),
			decision_deposit: deposit(2, 7),
		}
	}

	#[test]
	fn both_deposits_of_what_was_approved_come_back() {
		let refunds = refunds(3, &ended(End::Approved)).unwrap();
		let draft = refund_of(3, &refunds, &ME).unwrap();
		assert_eq!(draft.calls.len(), 2);
		assert_eq!(draft.moves.len(), 1, "one deposit is another's");
		assert_eq!((draft.moves[0].amount, draft.warnings.len()), (5, 1));
	}

	#[test]
	fn who_submitted_what_was_rejected_gets_nothing() {
		let refunds = refunds(3, &ended(End::Rejected)).unwrap();
		assert_eq!(refunds.len(), 1);
		assert_eq!(refunds[0].0, Call::refund_decision_deposit(3));
	}

	#[test]
	fn nothing_to_give_back_is_named() {
		let failure = refund_of(3, &[], &ME).unwrap_err();
		assert!(failure.message.starts_with("Referenda.NoDeposit"));
	}
}
