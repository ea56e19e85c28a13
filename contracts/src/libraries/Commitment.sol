// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Scale} from "./Scale.sol";

/// @title What BEEFY validators sign
/// @notice SCALE: the payload's items, each two letters and bytes; u32 block number; u64 authority set. Signed is
/// the Keccak-256 of these bytes, so they are decoded strictly: one commitment, one encoding.
library Commitment {
	/// @notice More payload items than a commitment has, or none.
	error PayloadItems(uint256 items);
	/// @notice Item `index` does not come after the one before it: items are sorted, each id once.
	error PayloadOrder(uint256 index);
	/// @notice No item is an MMR root of 32 bytes.
	error MmrRootMissing();
	/// @notice No item is the name of a chain, of 32 bytes.
	error ChainMissing();
	/// @notice There are `length` bytes, of which the commitment is only `used`.
	error CommitmentTooLong(uint256 length, uint256 used);

	/// @dev "mh", the id of the MMR root.
	uint16 private constant MMR_ROOT = 0x6d68;
	/// @dev "ch", the id of the chain's name.
	uint16 private constant CHAIN = 0x6368;
	/// @dev A loop bound. Althing's nodes sign two items.
	uint256 private constant MAX_ITEMS = 8;

	/// @notice Decodes a commitment.
	/// @return chain the chain's name: the hash of its genesis block
	/// @return root the MMR root
	/// @return blockNumber the block after which that is the root
	/// @return authoritySet who signs
	function decode(bytes calldata data)
		internal
		pure
		returns (bytes32 chain, bytes32 root, uint32 blockNumber, uint64 authoritySet)
	{
		(uint256 items, uint256 offset) = Scale.compact(data, 0);
		if (items == 0 || items > MAX_ITEMS) revert PayloadItems(items);
		bool named;
		bool rooted;
		uint256 last;
		for (uint256 i = 0; i < items; ++i) {
			uint256 id = (Scale.u8(data, offset) << 8) | Scale.u8(data, offset + 1);
			if (i != 0 && id <= last) revert PayloadOrder(i);
			last = id;
			uint256 length;
			(length, offset) = Scale.compact(data, offset + 2);
			Scale.need(data, offset, length);
			if (id == CHAIN && length == 32) {
				chain = Scale.hash(data, offset);
				named = true;
			} else if (id == MMR_ROOT && length == 32) {
				root = Scale.hash(data, offset);
				rooted = true;
			}
			offset += length;
		}
		if (!named) revert ChainMissing();
		if (!rooted) revert MmrRootMissing();
		blockNumber = Scale.u32(data, offset);
		authoritySet = Scale.u64(data, offset + 4);
		if (data.length != offset + 12) revert CommitmentTooLong(data.length, offset + 12);
	}
}
