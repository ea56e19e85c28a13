// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAlthingLightClient} from "./interfaces/IAlthingLightClient.sol";
import {IAnchorVerifier} from "./interfaces/IAnchorVerifier.sol";
import {BinaryMerkle} from "./libraries/BinaryMerkle.sol";
import {Entries} from "./libraries/Entries.sol";
import {OutcomeProof} from "./libraries/OutcomeProof.sol";

/// @title Verifies results of Althing
/// @notice Stateless: a proof in calldata, a root from the light client, an answer or a named error.
contract AnchorVerifier is IAnchorVerifier {
	using OutcomeProof for OutcomeProof.Proof;

	/// @notice The proof leads to `computed`; after its commitment's block the root is `known`.
	error WrongRoot(bytes32 computed, bytes32 known);
	/// @notice The result leads to `computed`; the anchor's root is `anchored`.
	error ResultNotAnchored(bytes32 computed, bytes32 anchored);

	/// @inheritdoc IAnchorVerifier
	IAlthingLightClient public immutable LIGHT_CLIENT;

	/// @param lightClient whose roots are believed
	constructor(IAlthingLightClient lightClient) {
		LIGHT_CLIENT = lightClient;
	}

	/// @inheritdoc IAnchorVerifier
	function decisionOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Decision memory) {
		_check(proof);
		return Entries.decision(proof.entry);
	}

	/// @inheritdoc IAnchorVerifier
	function anchorOf(OutcomeProof.Proof calldata proof) public view returns (Entries.Anchor memory) {
		_check(proof);
		return Entries.anchor(proof.entry);
	}

	/// @inheritdoc IAnchorVerifier
	function resultOf(OutcomeProof.Proof calldata proof, ResultProof calldata result)
		external
		view
		returns (Entries.Anchor memory anchor)
	{
		anchor = anchorOf(proof);
		_checkResult(anchor, result);
	}

	/// @inheritdoc IAnchorVerifier
	function registrationOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Registration memory) {
		_check(proof);
		return Entries.registration(proof.entry);
	}

	/// @inheritdoc IAnchorVerifier
	function workOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Work memory) {
		_check(proof);
		return Entries.work(proof.entry);
	}

	/// @inheritdoc IAnchorVerifier
	function positionOf(OutcomeProof.Proof calldata proof) external view returns (uint64) {
		_check(proof);
		return (uint64(proof.blockNumber()) << 32) | proof.index;
	}

	/// @notice Whether `proof` leads to `root`, whoever vouches for that. Reverts when it is not well formed. Here
	/// other implementations of the verifier are compared with this one.
	function verifyEntry(bytes32 root, OutcomeProof.Proof calldata proof) external pure returns (bool) {
		return proof.mmrRoot() == root;
	}

	/// @notice {verifyEntry} for a result of an anchor.
	function verifyResult(bytes32 root, OutcomeProof.Proof calldata proof, ResultProof calldata result)
		external
		pure
		returns (bool)
	{
		if (proof.mmrRoot() != root) return false;
		_checkResult(Entries.anchor(proof.entry), result);
		return true;
	}

	function _check(OutcomeProof.Proof calldata proof) private view {
		bytes32 computed = proof.mmrRoot();
		bytes32 known = LIGHT_CLIENT.rootOf(proof.commitmentBlock);
		if (computed != known) revert WrongRoot(computed, known);
	}

	function _checkResult(Entries.Anchor memory anchor, ResultProof calldata result) private pure {
		bytes32 computed = BinaryMerkle.rootOf(anchor.count, result.index, keccak256(result.result), result.items);
		if (computed != anchor.root) revert ResultNotAnchored(computed, anchor.root);
	}
}
