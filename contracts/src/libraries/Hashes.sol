// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The inner node of every tree here
library Hashes {
	/// @notice Keccak-256 of `left` before `right`.
	function pair(bytes32 left, bytes32 right) internal pure returns (bytes32 node) {
		// In the scratch space: `abi.encodePacked` would take new memory for each node.
		assembly ("memory-safe") {
			mstore(0x00, left)
			mstore(0x20, right)
			node := keccak256(0x00, 0x40)
		}
	}
}
