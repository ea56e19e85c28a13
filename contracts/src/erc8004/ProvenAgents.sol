// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorVerifier} from "../interfaces/IAnchorVerifier.sol";
import {Entries} from "../libraries/Entries.sol";
import {OutcomeProof} from "../libraries/OutcomeProof.sol";

/// @title Registrations that were proven, and who may claim their tokens
/// @notice ERC-8004's `register` has no room for a proof. So anybody brings the proof first, by {recordRegistration},
/// and the agent's owner then registers as on any other registry.
abstract contract ProvenAgents {
	/// @notice The chain registered an agent, or changed its registration.
	event RegistrationRecorded(
		uint256 indexed agentId, address indexed evmOwner, bytes32 indexed account, uint8 department, bytes32 card
	);

	/// @notice The owner of agent `agentId` has linked no account here: link one on Althing, then prove again.
	error NoEvmOwner(uint256 agentId);
	/// @notice A registration of the same age or newer is recorded.
	error RegistrationKnown(uint256 agentId);
	/// @notice No registration is proven of which `owner` has not claimed the token: call {recordRegistration} first.
	error NothingToRegister(address owner);

	/// @notice What the chain said last about an agent.
	struct Record {
		/// The owner's account here.
		address evmOwner;
		/// Where on the chain that was said, see {IAnchorVerifier.positionOf}.
		uint64 position;
		/// The agent's department.
		uint8 department;
		/// The owner's account on Althing.
		bytes32 account;
		/// Keccak-256 of the registration file.
		bytes32 card;
	}

	/// @notice Who checks proofs.
	IAnchorVerifier public immutable VERIFIER;

	mapping(uint256 agentId => Record) private _records;
	mapping(address owner => uint256[]) private _claims;
	mapping(address owner => uint256) private _claimed;

	constructor(IAnchorVerifier verifier) {
		VERIFIER = verifier;
	}

	/// @notice Records a proven registration. Anybody may call it.
	/// @return agentId the agent's number on the chain, also that of its token
	function recordRegistration(OutcomeProof.Proof calldata proof) external returns (uint256 agentId) {
		uint64 position = VERIFIER.positionOf(proof);
		Entries.Registration memory r = Entries.registration(proof.entry);
		agentId = r.agent;
		if (r.evmOwner == address(0)) revert NoEvmOwner(agentId);
		Record storage known = _records[agentId];
		if (known.position >= position && known.evmOwner != address(0)) revert RegistrationKnown(agentId);
		// A registration that says who else owns the agent gives the claim to the new owner.
		if (known.evmOwner != r.evmOwner) _claims[r.evmOwner].push(agentId);
		_records[agentId] = Record(r.evmOwner, position, r.department, r.owner, r.card);
		emit RegistrationRecorded(agentId, r.evmOwner, r.owner, r.department, r.card);
	}

	/// @notice What the chain said last about an agent; all zero when nothing is proven.
	function recordOf(uint256 agentId) public view returns (Record memory) {
		return _records[agentId];
	}

	/// @dev Takes the oldest registration of the caller that has no token. Each is looked at once, ever.
	function _takeClaim() internal returns (uint256 agentId) {
		uint256[] storage claims = _claims[msg.sender];
		uint256 next = _claimed[msg.sender];
		for (; next < claims.length; ++next) {
			agentId = claims[next];
			if (!_mayClaim(agentId)) continue;
			_claimed[msg.sender] = next + 1;
			return agentId;
		}
		revert NothingToRegister(msg.sender);
	}

	/// @dev Reverts unless the chain names the caller as owner of an agent that has no token.
	function _requireClaim(uint256 agentId) internal view {
		if (!_mayClaim(agentId)) revert NothingToRegister(msg.sender);
	}

	function _mayClaim(uint256 agentId) private view returns (bool) {
		return _records[agentId].evmOwner == msg.sender && !_hasToken(agentId);
	}

	function _hasToken(uint256 agentId) internal view virtual returns (bool);
}
