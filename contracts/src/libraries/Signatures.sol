// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Signatures of validators, 64 bytes each
/// @notice EIP-2098: r, then s with the parity in its highest bit. Position means: the how-manieth of those given.
library Signatures {
	/// @notice Signature `position` is the mirrored twin of the one that the validator made.
	error MalleableSignature(uint256 position);
	/// @notice Signature `position` belongs to no key.
	error InvalidSignature(uint256 position);

	uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
	uint256 private constant S_MASK = type(uint256).max >> 1;

	/// @notice Who signed `digest`.
	/// @param position only for the errors
	function signer(bytes32 digest, bytes32 r, bytes32 vs, uint256 position) internal pure returns (address who) {
		uint256 s = uint256(vs) & S_MASK;
		if (s > HALF_ORDER) revert MalleableSignature(position);
		who = ecrecover(digest, uint8((uint256(vs) >> 255) + 27), r, bytes32(s));
		if (who == address(0)) revert InvalidSignature(position);
	}

	/// @notice The leaf of the keyset commitment that an address is.
	function leaf(address who) internal pure returns (bytes32 node) {
		// keccak256(abi.encodePacked(who)) without new memory.
		assembly ("memory-safe") {
			mstore(0x00, shl(96, who))
			node := keccak256(0x00, 20)
		}
	}
}
