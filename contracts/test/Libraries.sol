// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BinaryMerkle} from "../src/libraries/BinaryMerkle.sol";
import {Bitfield} from "../src/libraries/Bitfield.sol";
import {Commitment} from "../src/libraries/Commitment.sol";
import {MerklePath} from "../src/libraries/MerklePath.sol";
import {MmrLeaf} from "../src/libraries/MmrLeaf.sol";
import {Sampling} from "../src/libraries/Sampling.sol";
import {Signatures} from "../src/libraries/Signatures.sol";

/// @title The libraries, for tests to call one by one
contract Libraries {
	/// @notice See {BinaryMerkle.rootOf}.
	function rootOf(uint256 count, uint256 index, bytes32 node, bytes32[] calldata siblings) external pure returns (bytes32) {
		return BinaryMerkle.rootOf(count, index, node, siblings);
	}

	/// @notice See {BinaryMerkle.rootOfMany}.
	function rootOfMany(uint256 count, uint256[] memory places, bytes32[] memory nodes, bytes32[] calldata siblings)
		external
		pure
		returns (bytes32)
	{
		return BinaryMerkle.rootOfMany(count, places, nodes, siblings);
	}

	/// @notice See {MerklePath.fold}.
	function fold(bytes32 node, bytes32[] calldata items, uint64 order) external pure returns (bytes32) {
		return MerklePath.fold(node, items, order);
	}

	/// @notice See {Commitment.decode}.
	function decode(bytes calldata data) external pure returns (bytes32, bytes32, uint32, uint64) {
		return Commitment.decode(data);
	}

	/// @notice See {MmrLeaf}.
	function leaf(bytes calldata data) external pure returns (bytes32, uint32, uint64, uint32, bytes32, bytes32) {
		(uint64 id, uint32 length, bytes32 root) = MmrLeaf.nextSet(data);
		return (MmrLeaf.hash(data), MmrLeaf.parentNumber(data), id, length, root, MmrLeaf.extra(data));
	}

	/// @notice See {Bitfield}.
	function bits(uint256[] calldata field) external pure returns (uint256 count, uint256[] memory places) {
		count = Bitfield.count(field);
		places = Bitfield.places(field, count);
	}

	/// @notice See {Sampling.draw}.
	function draw(uint256 seed, uint256[] calldata claimed, uint256 length, uint256 size)
		external
		pure
		returns (uint256[] memory)
	{
		return Sampling.draw(seed, claimed, length, size);
	}

	/// @notice See {Sampling.log2Up}.
	function log2Up(uint256 value) external pure returns (uint256) {
		return Sampling.log2Up(value);
	}

	/// @notice The leaf of whoever signed.
	function signer(bytes32 digest, bytes32 r, bytes32 vs) external pure returns (bytes32) {
		return Signatures.leaf(Signatures.signer(digest, r, vs, 0));
	}
}
