// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Scale} from "./Scale.sol";

/// @title A leaf of the chain's Merkle mountain range
/// @notice SCALE, 113 bytes: u8 version | u32 parent number | parent hash | u64 next authority set | u32 its length |
/// its keyset commitment | leaf extra, the root over the parent block's outcomes. It is never 64 bytes long, so no
/// inner node passes for a leaf.
library MmrLeaf {
	/// @notice A leaf has 113 bytes.
	error LeafLength(uint256 length);
	/// @notice A version of leaf that these contracts do not know.
	error LeafVersion(uint256 version);

	uint256 private constant LENGTH = 113;

	/// @notice The leaf's hash, once its length and version are right.
	function hash(bytes calldata leaf) internal pure returns (bytes32) {
		if (leaf.length != LENGTH) revert LeafLength(leaf.length);
		if (leaf[0] != 0) revert LeafVersion(uint8(leaf[0]));
		return keccak256(leaf);
	}

	/// @notice The block whose outcomes the leaf commits to.
	function parentNumber(bytes calldata leaf) internal pure returns (uint32) {
		return Scale.u32(leaf, 1);
	}

	/// @notice The authority set after the one that made the leaf: its id, length, keyset commitment.
	function nextSet(bytes calldata leaf) internal pure returns (uint64 id, uint32 length, bytes32 root) {
		return (Scale.u64(leaf, 37), Scale.u32(leaf, 45), Scale.hash(leaf, 49));
	}

	/// @notice The root over the parent block's outcomes.
	function extra(bytes calldata leaf) internal pure returns (bytes32) {
		return Scale.hash(leaf, 81);
	}
}
