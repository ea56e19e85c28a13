// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorVerifier} from "../interfaces/IAnchorVerifier.sol";
import {Entries} from "../libraries/Entries.sol";
import {OutcomeProof} from "../libraries/OutcomeProof.sol";

/// @title Work that was proven, and who paid for it
/// @notice ERC-8004's `giveFeedback` has no room for a proof. So the proof comes first: by {recordLink} the payer says
/// which account on Althing is its own, by {recordWork} anybody says that this account paid for an agent's work on a
/// proposal. Each piece of work is good for one feedback, and feedback number i of a client about an agent is about
/// the i-th piece that was recorded for the two.
abstract contract ProvenWork {
	/// @notice An account on Althing belongs to `evm`: both said so.
	event LinkRecorded(bytes32 indexed account, address indexed evm);
	/// @notice `client` may give feedback number `feedbackIndex` about the agent, or the chain says more about that work.
	event WorkRecorded(
		uint256 indexed agentId,
		address indexed client,
		uint64 indexed proposal,
		uint64 feedbackIndex,
		uint128 paid,
		uint8 verdict
	);

	/// @notice A link of the same age or newer is recorded for the account.
	error LinkKnown(bytes32 account);
	/// @notice The proof links the account to `evm`: only that may say that it is true.
	error NotYourLink(bytes32 account, address evm);
	/// @notice The account has no account here: its owner calls {recordLink} first.
	error NotLinked(bytes32 account);
	/// @notice The same or newer is recorded about this work: it counts once.
	error WorkKnown(uint64 agent, uint64 proposal);
	/// @notice The agent's owner paid: that says nothing about the agent.
	error PaidByOwner(uint64 agent, uint64 proposal);

	/// @notice A piece of work, as the chain told it last.
	struct Job {
		/// The proposal.
		uint64 proposal;
		/// Where on the chain that was said, see {IAnchorVerifier.positionOf}.
		uint64 position;
		/// 0 wrong, 1 right, 2 the truth is not told.
		uint8 verdict;
		/// What the agent's owner was paid, VWT in 10^-12.
		uint128 paid;
	}

	struct Linked {
		address evm;
		uint64 position;
	}

	struct Recorded {
		address client;
		uint64 feedbackIndex;
	}

	/// @notice Who checks proofs.
	IAnchorVerifier public immutable VERIFIER;

	mapping(bytes32 account => Linked) private _links;
	mapping(uint64 agent => mapping(uint64 proposal => Recorded)) private _recorded;
	mapping(uint256 agentId => mapping(address client => Job[])) private _jobs;

	constructor(IAnchorVerifier verifier) {
		VERIFIER = verifier;
	}

	/// @notice Says that an account on Althing belongs to the caller. The proof is of a registration by which that account
	/// named the caller. One side alone could name a customer as itself, to keep it from speaking.
	function recordLink(OutcomeProof.Proof calldata proof) external {
		uint64 position = VERIFIER.positionOf(proof);
		Entries.Registration memory r = Entries.registration(proof.entry);
		if (r.evmOwner != msg.sender) revert NotYourLink(r.owner, r.evmOwner);
		Linked storage known = _links[r.owner];
		if (known.position >= position && known.evm != address(0)) revert LinkKnown(r.owner);
		_links[r.owner] = Linked(r.evmOwner, position);
		emit LinkRecorded(r.owner, r.evmOwner);
	}

	/// @notice Records work, so that its payer may give feedback, or what the chain said later about the same work.
	/// @return client the payer's account here
	/// @return feedbackIndex which feedback of that client about that agent is about this work
	function recordWork(OutcomeProof.Proof calldata proof) external returns (address client, uint64 feedbackIndex) {
		uint64 position = VERIFIER.positionOf(proof);
		Entries.Work memory work = Entries.work(proof.entry);
		Recorded memory known = _recorded[work.agent][work.proposal];
		if (known.client == address(0)) known = _addJob(work);
		(client, feedbackIndex) = (known.client, known.feedbackIndex);
		Job storage job = _jobs[work.agent][client][feedbackIndex - 1];
		if (job.position >= position) revert WorkKnown(work.agent, work.proposal);
		(job.proposal, job.position, job.verdict, job.paid) = (work.proposal, position, work.verdict, work.paid);
		emit WorkRecorded(work.agent, client, work.proposal, feedbackIndex, work.paid, work.verdict);
	}

	/// @notice The account here that belongs to an account on Althing; zero when none said so.
	function clientOf(bytes32 account) public view returns (address) {
		return _links[account].evm;
	}

	/// @notice How many feedbacks `client` may give about the agent, those given included.
	function jobCount(uint256 agentId, address client) public view returns (uint64) {
		return uint64(_jobs[agentId][client].length);
	}

	/// @notice The work that feedback `feedbackIndex` of `client` is about.
	function jobOf(uint256 agentId, address client, uint64 feedbackIndex) public view returns (Job memory) {
		return _jobs[agentId][client][feedbackIndex - 1];
	}

	/// @dev Makes room for work that nothing is recorded about.
	function _addJob(Entries.Work memory work) private returns (Recorded memory added) {
		address client = clientOf(work.payer);
		if (client == address(0)) revert NotLinked(work.payer);
		// One person with two accounts on Althing, of which both are linked to one here, is one person.
		if (work.owner == work.payer || clientOf(work.owner) == client) revert PaidByOwner(work.agent, work.proposal);
		Job[] storage jobs = _jobs[work.agent][client];
		jobs.push();
		added = Recorded(client, uint64(jobs.length));
		_recorded[work.agent][work.proposal] = added;
	}
}
