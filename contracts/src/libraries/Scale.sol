// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The little of SCALE that commitments and leaves need
/// @notice Readers take the bytes, an offset, and give the value. All check that the bytes are there.
library Scale {
	/// @notice The bytes end before what is read at `offset` does.
	error ScaleTooShort(uint256 offset, uint256 length);
	/// @notice The compact number at `offset` is above 16,383 or not written in its shortest form.
	error ScaleCompact(uint256 offset);

	/// @notice A compact number of one or two bytes: lengths here never need more.
	/// @return value the number, below 2^14
	/// @return next the offset after it
	function compact(bytes calldata data, uint256 offset) internal pure returns (uint256 value, uint256 next) {
		uint256 first = u8(data, offset);
		if (first & 3 == 0) return (first >> 2, offset + 1);
		if (first & 3 != 1) revert ScaleCompact(offset);
		value = (first | (u8(data, offset + 1) << 8)) >> 2;
		// One number, one encoding: else the same commitment would have several.
		if (value < 64) revert ScaleCompact(offset);
		next = offset + 2;
	}

	/// @notice One byte.
	function u8(bytes calldata data, uint256 offset) internal pure returns (uint256) {
		need(data, offset, 1);
		return uint8(data[offset]);
	}

	/// @notice Four bytes, least significant first.
	function u32(bytes calldata data, uint256 offset) internal pure returns (uint32) {
		return uint32(_little(uint32(bytes4(_word(data, offset, 4)))));
	}

	/// @notice Eight bytes, least significant first.
	function u64(bytes calldata data, uint256 offset) internal pure returns (uint64) {
		uint64 big = uint64(bytes8(_word(data, offset, 8)));
		return (uint64(_little(uint32(big))) << 32) | _little(uint32(big >> 32));
	}

	/// @notice 32 bytes as they are.
	function hash(bytes calldata data, uint256 offset) internal pure returns (bytes32) {
		return _word(data, offset, 32);
	}

	/// @notice Reverts unless `size` bytes follow `offset`.
	function need(bytes calldata data, uint256 offset, uint256 size) internal pure {
		if (offset > data.length || data.length - offset < size) revert ScaleTooShort(offset, data.length);
	}

	function _word(bytes calldata data, uint256 offset, uint256 size) private pure returns (bytes32 word) {
		need(data, offset, size);
		// What lies beyond the field is cut off by the caller's narrower type.
		assembly ("memory-safe") {
			word := calldataload(add(data.offset, offset))
		}
	}

	function _little(uint32 value) private pure returns (uint32) {
		value = ((value & 0xFF00FF00) >> 8) | ((value & 0x00FF00FF) << 8);
		return (value >> 16) | (value << 16);
	}
}
