// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The last 256 MMR roots, each with its block
/// @notice Bounded, so that the state does not grow; deep enough that a proof in flight stays good. Which place comes
/// next, the caller keeps in a word that it reads anyway.
library RootRing {
	/// @notice No root of this block is known: it was never relayed, or 256 others came after it.
	error UnknownBlock(uint32 blockNumber);

	/// @dev How many roots are kept.
	uint256 internal constant SIZE = 256;

	/// @dev `blocks` holds eight block numbers a word, in ascending order of their sequence numbers.
	struct Ring {
		bytes32[256] roots;
		uint256[32] blocks;
	}

	/// @notice Puts root number `sequence`, counted from 0, in the place of the one 256 before it.
	function push(Ring storage ring, uint256 sequence, bytes32 root, uint32 blockNumber) internal {
		uint256 place = sequence % SIZE;
		uint256 shift = (place & 7) << 5;
		uint256 word = ring.blocks[place >> 3] & ~(uint256(type(uint32).max) << shift);
		ring.blocks[place >> 3] = word | (uint256(blockNumber) << shift);
		ring.roots[place] = root;
	}

	/// @notice The root after block `blockNumber`.
	/// @param count how many roots were ever pushed
	function find(Ring storage ring, uint256 count, uint32 blockNumber) internal view returns (bytes32) {
		uint256 low = count > SIZE ? count - SIZE : 0;
		uint256 high = count;
		// Blocks ascend: the first that is not below.
		while (low < high) {
			uint256 middle = (low + high) >> 1;
			if (_blockAt(ring, middle) < blockNumber) low = middle + 1;
			else high = middle;
		}
		if (low == count || _blockAt(ring, low) != blockNumber) revert UnknownBlock(blockNumber);
		return ring.roots[low % SIZE];
	}

	function _blockAt(Ring storage ring, uint256 sequence) private view returns (uint32) {
		uint256 place = sequence % SIZE;
		return uint32(ring.blocks[place >> 3] >> ((place & 7) << 5));
	}
}
