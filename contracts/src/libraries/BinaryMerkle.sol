// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "./Hashes.sol";

/// @title The binary tree that the chain makes its anchors and keyset commitments with
/// @notice A leaf is the Keccak-256 of its bytes. The last node of a row of odd length moves up unchanged. A proof has
/// exactly the length that its place has: otherwise the two children of an inner node, put together, would pass
/// for a leaf of 64 bytes, and one short proof for many places.
library BinaryMerkle {
	/// @notice The tree has `count` leaves, so none at `index`.
	error LeafOutOfRange(uint256 index, uint256 count);
	/// @notice The proof has not the number of nodes that the place of its leaves asks for.
	error ProofLength(uint256 length);

	/// @notice The root over `count` leaves, of which `node` is number `index`.
	/// @param siblings from the bottom up
	function rootOf(uint256 count, uint256 index, bytes32 node, bytes32[] calldata siblings)
		internal
		pure
		returns (bytes32)
	{
		if (index >= count) revert LeafOutOfRange(index, count);
		uint256 used = 0;
		while (count > 1) {
			// The last of an odd row has no neighbour.
			if (index & 1 == 1 || index + 1 < count) {
				if (used == siblings.length) revert ProofLength(siblings.length);
				bytes32 sibling = siblings[used++];
				node = index & 1 == 1 ? Hashes.pair(sibling, node) : Hashes.pair(node, sibling);
			}
			index >>= 1;
			count = (count + 1) >> 1;
		}
		if (used != siblings.length) revert ProofLength(siblings.length);
		return node;
	}

	/// @notice The root over `count` leaves, of which `nodes` are those at `places`. Overwrites both arrays.
	/// @param places in ascending order, each once, each below `count`, at least one
	/// @param siblings the nodes that cannot be computed, row by row from the bottom, from left to right
	function rootOfMany(
		uint256 count,
		uint256[] memory places,
		bytes32[] memory nodes,
		bytes32[] calldata siblings
	) internal pure returns (bytes32) {
		uint256 used = 0;
		uint256 width = nodes.length;
		while (count > 1) {
			(width, used) = _row(count, width, places, nodes, siblings, used);
			count = (count + 1) >> 1;
		}
		if (used != siblings.length) revert ProofLength(siblings.length);
		return nodes[0];
	}

	/// @dev One row up: reads `width` nodes and writes those above them to the front of the same arrays.
	/// Unchecked: `to` <= `i` < `width` <= the arrays' length, and places are below 2^32. Assembly: this loop is
	/// what a commitment of many validators pays for, and bounds are clear from the line above.
	function _row(
		uint256 count,
		uint256 width,
		uint256[] memory places,
		bytes32[] memory nodes,
		bytes32[] calldata siblings,
		uint256 used
	) private pure returns (uint256 to, uint256) {
		unchecked {
			for (uint256 i = 0; i < width; ++i) {
				(uint256 place, bytes32 node) = _at(places, nodes, i);
				if (place & 1 == 0 && i + 1 < width && _placeAt(places, i + 1) == place + 1) {
					(, bytes32 right) = _at(places, nodes, ++i);
					node = Hashes.pair(node, right);
				} else if (place & 1 == 1 || place + 1 < count) {
					if (used == siblings.length) revert ProofLength(siblings.length);
					bytes32 sibling = _sibling(siblings, used++);
					node = place & 1 == 1 ? Hashes.pair(sibling, node) : Hashes.pair(node, sibling);
				}
				_put(places, nodes, to++, place >> 1, node);
			}
			return (to, used);
		}
	}

	function _placeAt(uint256[] memory places, uint256 i) private pure returns (uint256 place) {
		assembly ("memory-safe") {
			place := mload(add(places, shl(5, add(i, 1))))
		}
	}

	function _at(uint256[] memory places, bytes32[] memory nodes, uint256 i)
		private
		pure
		returns (uint256 place, bytes32 node)
	{
		assembly ("memory-safe") {
			let at := shl(5, add(i, 1))
			place := mload(add(places, at))
			node := mload(add(nodes, at))
		}
	}

	function _put(uint256[] memory places, bytes32[] memory nodes, uint256 i, uint256 place, bytes32 node) private pure {
		assembly ("memory-safe") {
			let at := shl(5, add(i, 1))
			mstore(add(places, at), place)
			mstore(add(nodes, at), node)
		}
	}

	function _sibling(bytes32[] calldata siblings, uint256 i) private pure returns (bytes32 sibling) {
		assembly ("memory-safe") {
			sibling := calldataload(add(siblings.offset, shl(5, i)))
		}
	}
}
