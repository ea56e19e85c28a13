// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorVerifier} from "../src/interfaces/IAnchorVerifier.sol";
import {Entries} from "../src/libraries/Entries.sol";
import {OutcomeProof} from "../src/libraries/OutcomeProof.sol";

/// @title Pays once the fleet said yes
/// @notice An escrow whose release a panel of Althing decides, by its proposal's number. Nobody has to be trusted with
/// saying what was decided: whoever wants the money released brings the proof.
contract PayOnDecision {
	/// @notice The decision is about another proposal, or is no yes.
	error NotApproved(uint64 proposal, uint8 outcome, int64 answer);
	/// @notice The payment failed.
	error PaymentFailed();

	IAnchorVerifier private immutable _ALTHING;
	uint64 private immutable _PROPOSAL;
	address payable private immutable _TO;

	/// @param althing the verifier
	/// @param proposal whose decision counts
	/// @param to who is paid
	constructor(IAnchorVerifier althing, uint64 proposal, address payable to) payable {
		(_ALTHING, _PROPOSAL, _TO) = (althing, proposal, to);
	}

	/// @notice Pays everything out. Reverts unless `proof` proves that the proposal was approved.
	function release(OutcomeProof.Proof calldata proof) external {
		Entries.Decision memory d = _ALTHING.decisionOf(proof);
		if (d.proposal != _PROPOSAL || !Entries.saysYes(d)) revert NotApproved(d.proposal, d.outcome, d.answer);
		(bool paid,) = _TO.call{value: address(this).balance}("");
		if (!paid) revert PaymentFailed();
	}
}
