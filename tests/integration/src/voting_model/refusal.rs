//! Why a vote or a delegation is refused.

/// Why something is refused, in the order in which it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// A delegation above the cap.
	Filtered,
	/// To oneself.
	Nonsense,
	/// No such track.
	BadClass,
	/// More than the account has.
	InsufficientFunds,
	/// A vote above the cap.
	StakeAboveCap,
	/// The poll has ended.
	NotOngoing,
	/// The account delegates.
	AlreadyDelegating,
	/// The account has votes.
	AlreadyVoting,
	/// The account does not delegate.
	NotDelegating,
	/// The track of a poll that has ended must be named.
	ClassNeeded,
	/// The account has no vote there.
	NotVoter,
	/// Another's vote on a poll that goes on.
	NoPermission,
	/// Another's vote that is still locked.
	NoPermissionYet,
}
