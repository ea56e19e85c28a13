//! Why calls are refused.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// A store's name has letters, digits, hyphens, underscores and dots, at least one of them.
		BadName,
		/// A root of zeroes stands for none.
		BadRoot,
		/// No agent has this number.
		UnknownAgent,
		/// Only the agent's account and its owner publish for it.
		NotAgent,
		/// The agent is suspended, short of bond or leaving.
		NotActive,
		/// Another owner's agents publish the roots of this store.
		NotKeeper,
		/// A later version was published already.
		NotNewer,
		/// Another root was published for this version, or the last one published is not the previous one: there are two
		/// histories of this store.
		Forked,
		/// The department has no store of this name.
		UnknownStore,
		/// Only who paid the deposit may remove it.
		NotDepositor,
		/// It has to stand longer.
		TooSoon,
		/// Only whose the graph is may say so: the agent's account, its owner, the department's account or its panel.
		NotGrantor,
		/// No agent has the grantee's number.
		UnknownGrantee,
		/// Whose the graph is sees it anyway.
		OwnGraph,
		/// Only agents have personal graphs, and they share them with single agents only.
		NotPersonal,
		/// Of what is confidential or personal only a redacted copy is shared: the hash of its rules is not zero.
		NeedsRedaction,
		/// Other grants of this graph say that it is kept more closely, or less: revoke them first.
		OtherLevel,
		/// The grantee has a grant of this graph already: revoke it, or clear it once it is over.
		AlreadyGranted,
		/// Too many grants of this grantor are kept: revoke some, or clear those that are over.
		TooManyGrants,
		/// A grant ends after this block, and no later than the longest time from now.
		BadExpiry,
		/// No grant has this number.
		UnknownGrant,
		/// The grant is not over: only whose the graph is may revoke it.
		NotOver,
		/// The grant has expired, or one of its parties is no longer registered.
		Over,
		/// Only the grantee may say that it knows: the agent, its owner, or an active agent of the department.
		NotGrantee,
		/// The grantee has said so already.
		AlreadyAcknowledged,
	}
}
