// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bitfield} from "./Bitfield.sol";

/// @title How many signatures a sample has, and whose
/// @notice After "Trustless Bridges via Random Sampling Light Clients" (Bhatt, Shirazi, Stewart; AFT 2025,
/// https://eprint.iacr.org/2025/057.pdf), whose rule is: base + ceil(log2 V) + 1 + 2 ceil(log2 C) signatures, where V is
/// the length of the set and C how often the validator that opened the ticket was used for one before.
library Sampling {
	/// @notice Practically impossible: so many draws did not find the sample.
	error SampleNotDrawn();

	/// @notice The signatures to be shown.
	/// @param base what does not depend on the set, ceil(log2(R / S (75 + E) 172.8)) in the paper
	/// @param length V
	/// @param uses C
	function required(uint256 base, uint256 length, uint256 uses) internal pure returns (uint256) {
		return base + log2Up(length) + 1 + 2 * log2Up(uses);
	}

	/// @notice The least n with 2^n >= value; 0 for 0.
	function log2Up(uint256 value) internal pure returns (uint256 n) {
		while (n < 256 && uint256(1) << n < value) ++n;
	}

	/// @notice Draws `size` different bits of `claimed`.
	/// @param claimed a field for `length` validators with at least `size` bits set
	/// @return sample a field of the same form with just the drawn bits
	function draw(uint256 seed, uint256[] calldata claimed, uint256 length, uint256 size)
		internal
		pure
		returns (uint256[] memory sample)
	{
		sample = new uint256[](claimed.length);
		// The hardest draw is the last where the sample is nearly all that is claimed: it hits with probability
		// 2 / length, and length is then about 1.5 size. To miss this often has a probability below 2^-120.
		uint256 limit = 64 * (size + 4);
		uint256 found = 0;
		for (uint256 i = 0; found < size; ++i) {
			if (i == limit) revert SampleNotDrawn();
			uint256 index = _index(seed, i) % length;
			uint256 bit = uint256(1) << (index & 255);
			if (!Bitfield.has(claimed, index) || sample[index >> 8] & bit != 0) continue;
			sample[index >> 8] |= bit;
			++found;
		}
	}

	function _index(uint256 seed, uint256 i) private pure returns (uint256 index) {
		assembly ("memory-safe") {
			mstore(0x00, seed)
			mstore(0x20, i)
			index := keccak256(0x00, 0x40)
		}
	}
}
