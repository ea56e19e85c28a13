// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BinaryMerkle} from "./BinaryMerkle.sol";
import {Entries} from "./Entries.sol";
import {MerklePath} from "./MerklePath.sol";
import {MmrLeaf} from "./MmrLeaf.sol";

/// @title From an entry up to the root of the Merkle mountain range
/// @notice entry → its department's tree → the block's tree over departments → a leaf's extra → the root. Every field of
/// a proof is bound: another value of any of them leads to another root or is refused.
library OutcomeProof {
	/// @notice The entry names department `named` and stands in the tree of department `proven`.
	error WrongDepartment(uint8 named, uint8 proven);
	/// @notice The block's outcomes have root `computed`, the leaf says `extra`.
	error OutcomesNotInLeaf(bytes32 computed, bytes32 extra);

	/// @notice The whole chain of proofs of one entry.
	struct Proof {
		/// The entry's bytes, see {Entries}.
		bytes entry;
		/// In whose tree it stands.
		uint8 department;
		/// Its place there.
		uint32 index;
		/// How many entries that tree has.
		uint32 count;
		/// Its siblings there, from the bottom up.
		bytes32[] departmentItems;
		/// From the department's leaf to the root over the block's departments.
		bytes32[] blockItems;
		/// Bit i says that item i is the left one.
		uint64 blockOrder;
		/// The MMR leaf that has that root as its extra, 113 bytes.
		bytes leaf;
		/// From the leaf to the MMR root.
		bytes32[] mmrItems;
		/// Bit i says that item i is the left one.
		uint64 mmrOrder;
		/// The block of the commitment that brought that root.
		uint32 commitmentBlock;
	}

	/// @notice The MMR root that `proof` leads to. Reverts when the proof is not well formed.
	function mmrRoot(Proof calldata proof) internal pure returns (bytes32) {
		uint8 named = Entries.check(proof.entry);
		if (named != proof.department) revert WrongDepartment(named, proof.department);
		bytes32 root =
			BinaryMerkle.rootOf(proof.count, proof.index, keccak256(proof.entry), proof.departmentItems);
		// 37 bytes, so no inner node passes for a department's leaf.
		bytes32 leaf = keccak256(abi.encodePacked(proof.department, proof.count, root));
		bytes32 outcomes = MerklePath.fold(leaf, proof.blockItems, proof.blockOrder);
		bytes32 hash = MmrLeaf.hash(proof.leaf);
		bytes32 extra = MmrLeaf.extra(proof.leaf);
		if (outcomes != extra) revert OutcomesNotInLeaf(outcomes, extra);
		return MerklePath.fold(hash, proof.mmrItems, proof.mmrOrder);
	}

	/// @notice The block that the entry is of.
	function blockNumber(Proof calldata proof) internal pure returns (uint32) {
		return MmrLeaf.parentNumber(proof.leaf);
	}
}
