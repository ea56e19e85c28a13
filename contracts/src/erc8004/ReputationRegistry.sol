// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorVerifier} from "../interfaces/IAnchorVerifier.sol";
import {IERC8004Reputation} from "../interfaces/IERC8004Reputation.sol";
import {FeedbackStore} from "./FeedbackStore.sol";
import {IdentityRegistry} from "./IdentityRegistry.sol";
import {ProvenWork} from "./ProvenWork.sol";

/// @title ERC-8004 reputation that only proven work gives
/// @notice Feedback about an agent is taken from whoever paid for work that the chain says this agent did, once for each
/// proposal. An agent's owner counts nothing, by whichever account it pays. What a job cost and how the agent's answer
/// turned out stands beside the feedback: {jobOf}.
contract ReputationRegistry is IERC8004Reputation, ProvenWork, FeedbackStore {
	/// @notice The feedback goes with proven work.
	event FeedbackProven(
		uint256 indexed agentId,
		address indexed clientAddress,
		uint64 feedbackIndex,
		uint64 indexed proposal,
		uint128 paid,
		uint8 verdict
	);

	/// @notice `client` has no proven work of the agent about which it gave no feedback: call {recordWork} first.
	error NoProvenWork(uint256 agentId, address client);
	/// @notice The owner of the agent's token, and whom it approved, give no feedback.
	error SelfFeedback(uint256 agentId, address client);

	IdentityRegistry private immutable _IDENTITY;

	/// @param identity the registry that agents are of
	/// @param verifier who checks work and links
	constructor(IdentityRegistry identity, IAnchorVerifier verifier) ProvenWork(verifier) {
		_IDENTITY = identity;
	}

	/// @inheritdoc IERC8004Reputation
	function giveFeedback(
		uint256 agentId,
		int128 value,
		uint8 valueDecimals,
		string calldata tag1,
		string calldata tag2,
		string calldata endpoint,
		string calldata feedbackURI,
		bytes32 feedbackHash
	) external {
		// Reverts when the agent has no token.
		if (_IDENTITY.isAuthorizedOrOwner(msg.sender, agentId)) revert SelfFeedback(agentId, msg.sender);
		if (clientOf(_IDENTITY.recordOf(agentId).account) == msg.sender) revert SelfFeedback(agentId, msg.sender);
		if (getLastIndex(agentId, msg.sender) == jobCount(agentId, msg.sender)) revert NoProvenWork(agentId, msg.sender);
		uint64 index = _store(agentId, value, valueDecimals, tag1, tag2);
		emit NewFeedback(
			agentId, msg.sender, index, value, valueDecimals, tag1, tag1, tag2, endpoint, feedbackURI, feedbackHash
		);
		Job memory job = jobOf(agentId, msg.sender, index);
		emit FeedbackProven(agentId, msg.sender, index, job.proposal, job.paid, job.verdict);
	}

	/// @inheritdoc IERC8004Reputation
	function revokeFeedback(uint256 agentId, uint64 feedbackIndex) external {
		_revoke(agentId, feedbackIndex);
		emit FeedbackRevoked(agentId, msg.sender, feedbackIndex);
	}

	/// @inheritdoc IERC8004Reputation
	function appendResponse(
		uint256 agentId,
		address clientAddress,
		uint64 feedbackIndex,
		string calldata responseURI,
		bytes32 responseHash
	) external {
		_countResponse(agentId, clientAddress, feedbackIndex, bytes(responseURI).length);
		emit ResponseAppended(agentId, clientAddress, feedbackIndex, msg.sender, responseURI, responseHash);
	}

	/// @inheritdoc IERC8004Reputation
	function getIdentityRegistry() external view returns (address) {
		return address(_IDENTITY);
	}

	/// @inheritdoc IERC8004Reputation
	function getVersion() external pure returns (string memory) {
		return "2.0.0";
	}
}
