//! Calls to the economy and its government.

use super::Call;
use crate::{AccountId, Conviction, Enactment, Hash, Payout, Proposed, Vote};
use althing_primitives::CommonsId;
use codec::Compact;

/// How transactions name an account by its public key.
const BY_ID: u8 = 0;

impl Call {
	/// Buys CVT from the curve for `vwt`, of which at least `min_out` must come, up to block `deadline`.
	pub fn buy(vwt: u128, min_out: u128, deadline: u32) -> Self {
		Self::new("Curve", "buy")
			.with("reserve_in", Compact(vwt))
			.with("min_out", Compact(min_out))
			.with("deadline", Compact(deadline))
	}

	/// Sells `cvt` to the curve, for at least `min_out` VWT, up to block `deadline`.
	pub fn sell(cvt: u128, min_out: u128, deadline: u32) -> Self {
		Self::new("Curve", "sell")
			.with("tokens_in", Compact(cvt))
			.with("min_out", Compact(min_out))
			.with("deadline", Compact(deadline))
	}

	/// Takes back stakes, votes and delegations, and frees what can be freed.
	pub const fn unlock() -> Self {
		Self::new("Commons", "unlock")
	}

	/// Votes on a referendum.
	pub fn vote(referendum: u32, vote: &Vote) -> Self {
		Self::new("ConvictionVoting", "vote")
			.with("poll_index", Compact(referendum))
			.with("vote", vote)
	}

	/// Has `to` vote with `stake` of the signer's CVT on a track.
	pub fn delegate(track: u16, to: &AccountId, conviction: Conviction, stake: u128) -> Self {
		Self::new("ConvictionVoting", "delegate")
			.with("class", track)
			.with("to", (BY_ID, to))
			.with("conviction", conviction)
			.with("balance", stake)
	}

	/// Ends a delegation.
	pub fn undelegate(track: u16) -> Self {
		Self::new("ConvictionVoting", "undelegate").with("class", track)
	}

	/// Submits a referendum. `origin` is what [`crate::Layout::origin`] gives.
	pub fn submit_referendum(origin: Vec<u8>, proposal: &Proposed, enactment: Enactment) -> Self {
		Self::new("Referenda", "submit")
			.with_encoded("proposal_origin", origin)
			.with("proposal", proposal)
			.with("enactment_moment", enactment)
	}

	/// Pays the deposit without which a referendum is not decided.
	pub fn place_decision_deposit(referendum: u32) -> Self {
		Self::new("Referenda", "place_decision_deposit").with("index", referendum)
	}

	/// Gives back the deposit for the decision of a referendum that has ended.
	pub fn refund_decision_deposit(referendum: u32) -> Self {
		Self::new("Referenda", "refund_decision_deposit").with("index", referendum)
	}

	/// Gives back the deposit for the submission of a referendum that was approved or cancelled.
	pub fn refund_submission_deposit(referendum: u32) -> Self {
		Self::new("Referenda", "refund_submission_deposit").with("index", referendum)
	}

	/// Stores the bytes of a call that a referendum proposes by its hash.
	pub fn note_preimage(bytes: Vec<u8>) -> Self {
		Self::new("Preimage", "note_preimage").with("bytes", bytes)
	}

	/// Lets the code with this BLAKE2b-256 take over. For the origin `Origins.RuntimeUpgrade`.
	pub fn authorize_upgrade(code: &Hash) -> Self {
		Self::new("Origins", "authorize_upgrade").with("code_hash", code)
	}

	/// Hands in the code that was authorized.
	pub fn apply_authorized_upgrade(code: Vec<u8>) -> Self {
		Self::new("System", "apply_authorized_upgrade").with("code", code)
	}

	/// Cancels a referendum. For the origin `Origins.EmergencyStop`.
	pub fn cancel_referendum(referendum: u32) -> Self {
		Self::new("Referenda", "cancel").with("index", referendum)
	}

	/// Says something. For any origin.
	pub fn remark(text: &str) -> Self {
		Self::new("System", "remark").with("remark", text.as_bytes())
	}

	/// Approves a payment of the treasury, which is made when somebody claims it. For spenders' origins.
	pub fn spend(amount: u128, to: &AccountId) -> Self {
		const NOW: Option<u32> = None;
		Self::new("Treasury", "spend")
			// The treasury has one kind of asset, which has nothing to say about itself.
			.with("asset_kind", ())
			.with("amount", Compact(amount))
			.with("beneficiary", to)
			.with("valid_from", NOW)
	}

	/// Asks the commons for `amount` of VWT. `evidence` is the BLAKE2b-256 of the description.
	pub fn submit_funding(amount: u128, beneficiary: &AccountId, payout: Payout, evidence: Hash) -> Self {
		Self::new("Commons", "submit")
			.with("amount", Compact(amount))
			.with("beneficiary", beneficiary)
			.with("payout", payout)
			.with("evidence", evidence)
	}

	/// Stakes CVT on a proposal of the commons.
	pub fn stake(proposal: CommonsId, amount: u128) -> Self {
		Self::on_funding("stake", proposal).with("amount", Compact(amount))
	}

	/// Takes CVT off a proposal of the commons.
	pub fn unstake(proposal: CommonsId, amount: u128) -> Self {
		Self::on_funding("unstake", proposal).with("amount", Compact(amount))
	}

	/// Takes back all stakes on proposals of the commons that have ended.
	pub const fn withdraw_stakes() -> Self {
		Self::new("Commons", "withdraw")
	}

	/// Ends one's own proposal to the commons.
	pub fn cancel_funding(proposal: CommonsId) -> Self {
		Self::on_funding("cancel", proposal)
	}

	/// Disputes a proposal of the commons. `reason` is the BLAKE2b-256 of the reasons.
	pub fn dispute_funding(proposal: CommonsId, reason: Hash) -> Self {
		Self::on_funding("dispute", proposal).with("reason", reason)
	}

	/// Pays for a proposal of the commons that has enough conviction.
	pub fn execute_funding(proposal: CommonsId) -> Self {
		Self::on_funding("execute", proposal)
	}

	/// Pays what is due of a stream.
	pub fn claim_stream(stream: CommonsId) -> Self {
		Self::new("Commons", "claim").with("stream", Compact(stream))
	}

	fn on_funding(name: &'static str, proposal: CommonsId) -> Self {
		Self::new("Commons", name).with("proposal", Compact(proposal))
	}
}

/// One of every call above, for a test that asks the metadata about them.
#[cfg(test)]
pub(crate) fn samples(origin: Vec<u8>) -> Vec<Call> {
	use codec::Encode;
	let account = [1; 32];
	let conviction = Conviction::default();
	let proposal = Proposed::of(&Call::remark("so").name().encode());
	vec![
		Call::buy(1, 2, 3),
		Call::sell(1, 2, 3),
		Call::unlock(),
		Call::vote(1, &Vote::standard(true, conviction, 1)),
		Call::vote(1, &Vote::Split { aye: 1, nay: 2 }),
		Call::vote(
			1,
			&Vote::SplitAbstain {
				aye: 1,
				nay: 2,
				abstain: 3,
			},
		),
		Call::delegate(1, &account, conviction, 2),
		Call::undelegate(1),
		Call::submit_referendum(origin, &proposal, Enactment::After(1)),
		Call::place_decision_deposit(1),
		Call::refund_decision_deposit(1),
		Call::refund_submission_deposit(1),
		Call::note_preimage(vec![1, 2, 3]),
		Call::authorize_upgrade(&[1; 32]),
		Call::apply_authorized_upgrade(vec![1, 2, 3]),
		Call::cancel_referendum(1),
		Call::remark("so"),
		Call::spend(1, &account),
		Call::submit_funding(1, &account, Payout::Stream { blocks: 9 }, [2; 32]),
		Call::stake(1, 2),
		Call::unstake(1, 2),
		Call::withdraw_stakes(),
		Call::cancel_funding(1),
		Call::dispute_funding(1, [3; 32]),
		Call::execute_funding(1),
		Call::claim_stream(1),
	]
}
