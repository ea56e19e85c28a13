//! `althing tokens transfer`

use crate::amount::exact;
use crate::cli::Transfer;
use crate::commands::signing::Session;
use crate::exit::{Failure, Outcome};
use crate::plan::{Draft, Way};
use althing_chain::{parse_account, ss58, Call, Currency};

pub(super) async fn run(options: Transfer, json: bool) -> Outcome {
	let to = parse_account(&options.to).map_err(Failure::input)?;
	let (currency, amount) = match (options.vwt, options.cvt) {
		(Some(amount), None) => (Currency::Vwt, amount),
		(None, Some(amount)) => (Currency::Cvt, amount),
		_ => return Err(Failure::input("say either --vwt or --cvt, with an amount")),
	};
	let session = Session::open(options.signing, json, &["Cvt"]).await?;
	let call = match currency {
		Currency::Vwt => Call::transfer(&to, amount),
		Currency::Cvt => Call::transfer_cvt(&to, amount),
	};
	let name = ss58(&to);
	let mut draft = Draft::new(format!("send {} {currency} to {name}", exact(amount)), call)
		.moving(Way::Goes, currency, amount, format!("to {name}"))
		.to(to);
	let theirs = session.state.holdings(currency, &to).await?;
	if theirs.total().saturating_add(amount) < theirs.minimum {
		draft = draft.warning(format!(
			"{name} does not exist and would have less than the {} {currency} that an account needs",
			exact(theirs.minimum)
		));
	}
	if to == session.account {
		draft = draft.warning("this account sends to itself");
	}
	session.carry_out(draft).await
}
