// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "./Hashes.sol";

/// @title A path from a node to a root, each step with its side
/// @notice The form that a proof of a Merkle mountain range takes once peaks are bagged, and that of the small tree over
/// departments. Only for trees whose leaves never have 64 bytes: nothing here says how long the path should be.
library MerklePath {
	/// @notice No tree here is higher than 64.
	error PathTooLong(uint256 length);
	/// @notice A bit of `order` is set that belongs to no step: a proof has one encoding.
	error PathOrder(uint64 order);

	/// @notice The root that `node` leads to.
	/// @param items the neighbours, from the bottom up
	/// @param order bit i says that item i is the left one
	function fold(bytes32 node, bytes32[] calldata items, uint64 order) internal pure returns (bytes32) {
		uint256 length = items.length;
		if (length > 64) revert PathTooLong(length);
		if (uint256(order) >> length != 0) revert PathOrder(order);
		for (uint256 i = 0; i < length; ++i) {
			bytes32 item = items[i];
			node = (order >> i) & 1 == 1 ? Hashes.pair(item, node) : Hashes.pair(node, item);
		}
		return node;
	}
}
