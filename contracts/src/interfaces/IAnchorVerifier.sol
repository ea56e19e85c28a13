// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entries} from "../libraries/Entries.sol";
import {OutcomeProof} from "../libraries/OutcomeProof.sol";
import {IAlthingLightClient} from "./IAlthingLightClient.sol";

/// @title What a contract asks about Althing
/// @notice Every function reverts unless the proof holds; all are views. The same proof holds for as long as the light
/// client knows the root, so a contract that acts once must remember what it acted on.
interface IAnchorVerifier {
	/// @notice One result of a batch.
	struct ResultProof {
		/// The result's bytes.
		bytes result;
		/// Its place in the batch.
		uint32 index;
		/// Its siblings, from the bottom up.
		bytes32[] items;
	}

	/// @notice Whose roots are believed.
	function LIGHT_CLIENT() external view returns (IAlthingLightClient);

	/// @notice How a proposal ended.
	function decisionOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Decision memory);

	/// @notice A batch of results.
	function anchorOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Anchor memory);

	/// @notice The batch that has `result`, with its agent and grade.
	function resultOf(OutcomeProof.Proof calldata proof, ResultProof calldata result)
		external
		view
		returns (Entries.Anchor memory);

	/// @notice An agent's registration.
	function registrationOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Registration memory);

	/// @notice An agent's work on a proposal.
	function workOf(OutcomeProof.Proof calldata proof) external view returns (Entries.Work memory);

	/// @notice Where a proven entry stands: higher means later on the chain.
	/// @return the block's number times 2^32 plus the place in the department's tree
	function positionOf(OutcomeProof.Proof calldata proof) external view returns (uint64);
}
