// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Which validators are claimed to have signed, a bit each
/// @notice Bit `i % 256` of word `i / 256` is validator i.
library Bitfield {
	/// @notice A set of this length has `expected` words.
	error BitfieldLength(uint256 words, uint256 expected);
	/// @notice A bit is set beyond the last validator.
	error BitfieldPadding();

	/// @notice Reverts unless `field` has the words for `length` validators and nothing beyond.
	function check(uint256[] calldata field, uint256 length) internal pure {
		uint256 expected = (length + 255) >> 8;
		if (field.length != expected) revert BitfieldLength(field.length, expected);
		uint256 rest = length & 255;
		if (rest != 0 && field[expected - 1] >> rest != 0) revert BitfieldPadding();
	}

	/// @notice How many bits are set.
	function count(uint256[] calldata field) internal pure returns (uint256 bits) {
		for (uint256 i = 0; i < field.length; ++i) {
			// Each step clears the lowest bit: as many steps as bits.
			for (uint256 word = field[i]; word != 0; ++bits) {
				unchecked {
					word &= word - 1;
				}
			}
		}
	}

	/// @notice Whether bit `index` is set. False beyond the field.
	function has(uint256[] calldata field, uint256 index) internal pure returns (bool) {
		return index >> 8 < field.length && (field[index >> 8] >> (index & 255)) & 1 == 1;
	}

	/// @notice The places of the set bits in ascending order.
	/// @param bits how many there are, as {count} says
	function places(uint256[] memory field, uint256 bits) internal pure returns (uint256[] memory list) {
		list = new uint256[](bits);
		uint256 found = 0;
		for (uint256 i = 0; i < field.length; ++i) {
			uint256 place = i << 8;
			// Bit by bit: most are set where it matters. Unchecked: no place is above 2^32, and `found` stays below the
			// number of bits, which is checked where the list is written.
			for (uint256 word = field[i]; word != 0; word >>= 1) {
				unchecked {
					if (word & 1 == 1) list[found++] = place;
					++place;
				}
			}
		}
	}
}
