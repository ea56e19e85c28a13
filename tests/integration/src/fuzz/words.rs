//! What is left to chance to say, and to whom.

use althing_runtime::AccountId;

/// Whose word a call will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
	/// Anybody's: no call is left out.
	Anyone,
	/// Governance's. It can set the chain's code and erase its state, and a call that does shows nothing: what
	/// is left out is what may break the chain by its purpose.
	Root,
}

/// Pallets whose calls governance makes here.
const GOVERNED: [&str; 16] = [
	"Agents",
	"Anchors",
	"Balances",
	"Cmp",
	"Commons",
	"Curve",
	"Cvt",
	"Identity",
	"Knowledge",
	"Mandates",
	"Multisig",
	"Parameters",
	"Preimage",
	"Proxy",
	"Scheduler",
	"Utility",
];

impl Trust {
	/// Whether a call of `pallet`, or `call` of it, may be made so.
	pub fn allows(self, pallet: &str, call: Option<&str>) -> bool {
		// What governance may do but never with amounts by chance: beyond u128 no sum says anything, and what is held
		// while nothing is reserved any more cannot be given back.
		const MINTING: [Option<&str>; 3] = [
			Some("force_adjust_total_issuance"),
			Some("force_set_balance"),
			Some("force_unreserve"),
		];
		self == Self::Anyone || (GOVERNED.contains(&pallet) && !MINTING.contains(&call))
	}
}

/// What calls are likely to name.
#[derive(Default)]
pub struct Words {
	/// Accounts.
	pub accounts: Vec<AccountId>,
	/// Hashes of calls, preimages and identities that occurred.
	pub hashes: Vec<[u8; 32]>,
	/// The current block.
	pub now: u32,
}
