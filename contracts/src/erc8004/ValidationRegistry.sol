// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorVerifier} from "../interfaces/IAnchorVerifier.sol";
import {IERC8004Validation} from "../interfaces/IERC8004Validation.sol";
import {Entries} from "../libraries/Entries.sol";
import {OutcomeProof} from "../libraries/OutcomeProof.sol";
import {IdentityRegistry} from "./IdentityRegistry.sol";
import {Lists} from "./Lists.sol";

/// @title ERC-8004 validation by Althing
/// @notice The only validator is this registry: it answers what a proof says and nothing else. A request is about one
/// result of an agent and has the hash {requestHashOf}; the answer is 25 for grade 1 (one agent's word, signed) and 50
/// for grade 2 (independent executions agree), with the tag "althing-grade-1" or "althing-grade-2" and the hash of the
/// anchor's entry. 75 and 100 are for grades that nothing may claim yet. As `validationResponse` has no room for a
/// proof, it comes first, by {recordResult}; anybody may call both.
contract ValidationRegistry is IERC8004Validation {
	/// @notice A result of an agent is proven.
	event ResultRecorded(
		uint256 indexed agentId, bytes32 indexed requestHash, uint64 indexed anchor, uint8 grade, bytes32 evidence
	);

	/// @notice Only this registry validates here.
	error NotTheValidator(address validator);
	/// @notice The caller is neither the owner of the agent's token nor approved by it.
	error NotAuthorized(address caller, uint256 agentId);
	/// @notice The agent's owner asked this before.
	error RequestKnown(bytes32 requestHash);
	/// @notice Nobody asked this of the agent that the proof is of.
	error NotRequested(bytes32 requestHash);
	/// @notice No proof is recorded for the request: call {recordResult} first.
	error NotProven(bytes32 requestHash);
	/// @notice The proof says another response, hash of evidence or tag.
	error ResponseNotProven(uint8 response, bytes32 responseHash, string tag);
	/// @notice A proof of the same or a higher grade is recorded.
	error ResultKnown(bytes32 requestHash);

	/// @notice What a proof said of a result.
	struct Evidence {
		uint64 agent;
		uint64 anchor;
		uint8 grade;
		/// The grade that was answered, 0 if none.
		uint8 answered;
		/// Keccak-256 of the anchor's entry.
		bytes32 entryHash;
		/// That of the answer, and when it was given.
		bytes32 answeredHash;
		uint256 answeredAt;
	}

	struct Request {
		uint256 agentId;
		uint256 askedAt;
	}

	struct Sum {
		uint64 count;
		uint192 total;
	}

	/// @notice Who checks proofs.
	IAnchorVerifier public immutable VERIFIER;
	IdentityRegistry private immutable _IDENTITY;

	mapping(bytes32 requestHash => Evidence) private _evidence;
	/// @dev The first request of a hash, for {getValidationStatus} until there is an answer.
	mapping(bytes32 requestHash => Request) private _first;
	/// @dev By agent, so that nobody can take a hash away from the agent that it belongs to.
	mapping(bytes32 requestHash => mapping(uint256 agentId => bool)) private _asked;
	mapping(uint256 agentId => bytes32[]) private _ofAgent;
	bytes32[] private _all;
	/// @dev By agent and grade; grade 0 is all.
	mapping(uint256 agentId => mapping(uint8 grade => Sum)) private _sums;

	/// @param identity the registry that agents are of
	/// @param verifier who checks results
	constructor(IdentityRegistry identity, IAnchorVerifier verifier) {
		_IDENTITY = identity;
		VERIFIER = verifier;
	}

	/// @notice The hash of the request about a result.
	/// @param result the result's bytes
	function requestHashOf(uint256 agentId, bytes calldata result) public pure returns (bytes32) {
		return keccak256(abi.encode(agentId, keccak256(result)));
	}

	/// @notice Records the proof of a result. Anybody may call it.
	/// @return requestHash what to ask and answer
	function recordResult(OutcomeProof.Proof calldata proof, IAnchorVerifier.ResultProof calldata result)
		external
		returns (bytes32 requestHash)
	{
		Entries.Anchor memory anchor = VERIFIER.resultOf(proof, result);
		requestHash = requestHashOf(anchor.agent, result.result);
		Evidence storage known = _evidence[requestHash];
		if (known.grade >= anchor.grade) revert ResultKnown(requestHash);
		(known.agent, known.anchor, known.grade) = (anchor.agent, anchor.id, anchor.grade);
		known.entryHash = keccak256(proof.entry);
		emit ResultRecorded(anchor.agent, requestHash, anchor.id, anchor.grade, known.entryHash);
	}

	/// @inheritdoc IERC8004Validation
	function validationRequest(
		address validatorAddress,
		uint256 agentId,
		string calldata requestURI,
		bytes32 requestHash
	) external {
		if (validatorAddress != address(this)) revert NotTheValidator(validatorAddress);
		if (!_IDENTITY.isAuthorizedOrOwner(msg.sender, agentId)) revert NotAuthorized(msg.sender, agentId);
		if (_asked[requestHash][agentId]) revert RequestKnown(requestHash);
		_asked[requestHash][agentId] = true;
		if (_first[requestHash].askedAt == 0) {
			_first[requestHash] = Request(agentId, block.timestamp);
			_all.push(requestHash);
		}
		_ofAgent[agentId].push(requestHash);
		emit ValidationRequest(validatorAddress, agentId, requestURI, requestHash);
	}

	/// @inheritdoc IERC8004Validation
	function validationResponse(
		bytes32 requestHash,
		uint8 response,
		string calldata responseURI,
		bytes32 responseHash,
		string calldata tag
	) external {
		Evidence storage e = _evidence[requestHash];
		if (e.grade == 0) revert NotProven(requestHash);
		if (!_asked[requestHash][e.agent]) revert NotRequested(requestHash);
		if (e.answered == e.grade) revert ResultKnown(requestHash);
		bool same = keccak256(bytes(tag)) == keccak256(bytes(tagOf(e.grade)));
		if (response != responseOf(e.grade) || responseHash != e.entryHash || !same) {
			revert ResponseNotProven(response, responseHash, tag);
		}
		_count(e.agent, e.answered, e.grade);
		(e.answered, e.answeredHash, e.answeredAt) = (e.grade, responseHash, block.timestamp);
		emit ValidationResponse(address(this), e.agent, requestHash, response, responseURI, responseHash, tag);
	}

	/// @inheritdoc IERC8004Validation
	/// @dev Before the answer: response 0, no hash, no tag, and the time of the request.
	function getValidationStatus(bytes32 requestHash)
		external
		view
		returns (
			address validatorAddress,
			uint256 agentId,
			uint8 response,
			bytes32 responseHash,
			string memory tag,
			uint256 lastUpdate
		)
	{
		Evidence storage e = _evidence[requestHash];
		Request storage first = _first[requestHash];
		if (first.askedAt == 0) revert NotRequested(requestHash);
		if (e.answered == 0) return (address(this), first.agentId, 0, 0, "", first.askedAt);
		return (address(this), e.agent, responseOf(e.answered), e.answeredHash, tagOf(e.answered), e.answeredAt);
	}

	/// @inheritdoc IERC8004Validation
	function getSummary(uint256 agentId, address[] calldata validatorAddresses, string calldata tag)
		external
		view
		returns (uint64 count, uint8 avgResponse)
	{
		Lists.checkLength(validatorAddresses.length);
		bool named = validatorAddresses.length == 0;
		for (uint256 i = 0; i < validatorAddresses.length; ++i) named = named || validatorAddresses[i] == address(this);
		if (!named) return (0, 0);
		uint8 grade = 0;
		if (bytes(tag).length != 0) {
			while (grade < 3 && keccak256(bytes(tag)) != keccak256(bytes(tagOf(grade)))) ++grade;
		}
		Sum memory sum = _sums[agentId][grade];
		if (sum.count != 0) (count, avgResponse) = (sum.count, uint8(sum.total / sum.count));
	}

	/// @inheritdoc IERC8004Validation
	function getAgentValidations(uint256 agentId) external view returns (bytes32[] memory) {
		Lists.checkLength(_ofAgent[agentId].length);
		return _ofAgent[agentId];
	}

	/// @notice The requests about an agent from number `from` on, at most `limit`, and how many there are.
	function getAgentValidationsPage(uint256 agentId, uint256 from, uint256 limit)
		external
		view
		returns (bytes32[] memory, uint256)
	{
		return _page(_ofAgent[agentId], from, limit);
	}

	/// @inheritdoc IERC8004Validation
	function getValidatorRequests(address validatorAddress) external view returns (bytes32[] memory) {
		if (validatorAddress != address(this)) return new bytes32[](0);
		Lists.checkLength(_all.length);
		return _all;
	}

	/// @notice All requests from number `from` on, at most `limit`, and how many there are.
	function getValidatorRequestsPage(uint256 from, uint256 limit) external view returns (bytes32[] memory, uint256) {
		return _page(_all, from, limit);
	}

	/// @notice What a proof said of the result that a request is about; grade 0 when nothing is proven.
	function evidenceOf(bytes32 requestHash) external view returns (Evidence memory) {
		return _evidence[requestHash];
	}

	/// @notice The response for a grade.
	function responseOf(uint8 grade) public pure returns (uint8) {
		return grade * 25;
	}

	/// @notice The tag for a grade.
	function tagOf(uint8 grade) public pure returns (string memory) {
		return grade == 1 ? "althing-grade-1" : grade == 2 ? "althing-grade-2" : "";
	}

	/// @inheritdoc IERC8004Validation
	function getIdentityRegistry() external view returns (address) {
		return address(_IDENTITY);
	}

	/// @inheritdoc IERC8004Validation
	function getVersion() external pure returns (string memory) {
		return "2.0.0";
	}

	/// @dev Counts an answer; one with a higher grade takes the place of the one before.
	function _count(uint256 agentId, uint8 before, uint8 grade) private {
		if (before == 0) ++_sums[agentId][0].count;
		else --_sums[agentId][before].count;
		if (before != 0) _sums[agentId][before].total -= responseOf(before);
		_sums[agentId][0].total += responseOf(grade) - responseOf(before);
		++_sums[agentId][grade].count;
		_sums[agentId][grade].total += responseOf(grade);
	}

	function _page(bytes32[] storage all, uint256 from, uint256 limit)
		private
		view
		returns (bytes32[] memory page, uint256 total)
	{
		total = all.length;
		page = new bytes32[](Lists.pageLength(total, from, limit));
		for (uint256 i = 0; i < page.length; ++i) page[i] = all[from + i];
	}
}
