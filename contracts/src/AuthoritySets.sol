// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BinaryMerkle} from "./libraries/BinaryMerkle.sol";
import {Bitfield} from "./libraries/Bitfield.sol";
import {Commitment} from "./libraries/Commitment.sol";
import {MerklePath} from "./libraries/MerklePath.sol";
import {MmrLeaf} from "./libraries/MmrLeaf.sol";
import {RootRing} from "./libraries/RootRing.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {IAlthingLightClient} from "./interfaces/IAlthingLightClient.sol";

/// @title The state of the light client, and how a commitment changes it
/// @notice Holds the current and the next authority set and the last MMR roots. {AlthingLightClient} says when enough
/// of a set has signed.
abstract contract AuthoritySets is IAlthingLightClient {
	using RootRing for RootRing.Ring;

	/// @notice A root is known.
	event RootStored(uint32 indexed blockNumber, bytes32 root, uint64 indexed authoritySet);
	/// @notice The next set became the current one, and this the next.
	event NextAuthoritySet(uint64 indexed id, uint32 length, bytes32 root);

	/// @notice The commitment is of the chain with genesis block `chain`, and this client follows that with `genesis`.
	error OtherChain(bytes32 chain, bytes32 genesis);
	/// @notice The commitment is of `blockNumber`, and one of block `latest` is known.
	error StaleCommitment(uint32 blockNumber, uint32 latest);
	/// @notice The commitment is signed by set `id`; known are `current` and `next`.
	error UnknownAuthoritySet(uint64 id, uint64 current, uint64 next);
	/// @notice The first commitment of the next set must come with a leaf that names the one after it; no other may.
	error HandoverLeaf(bool expected);
	/// @notice The leaf names set `id`, which does not come after set `next`.
	error LeafNotNext(uint64 id, uint64 next);
	/// @notice The leaf is not under the commitment's MMR root.
	error LeafNotProven(bytes32 computed, bytes32 root);
	/// @notice A set has 1 to {MAX_AUTHORITIES} members and a commitment to their keys.
	error AuthoritySetUnusable(uint32 length, bytes32 root);
	/// @notice `claimed` validators are said to have signed, `needed` must have.
	error NotEnoughSigners(uint256 claimed, uint256 needed);
	/// @notice There are `words` words of signatures, two for each of `signers` are needed.
	error SignatureCount(uint256 words, uint256 signers);
	/// @notice The signatures are not all of those whose bits are set: a signature over something else, a signer of
	/// another place or another set, or wrong siblings.
	error SignersNotInSet(bytes32 computed, bytes32 root);
	/// @notice Signature `position` is by the same key as one before it.
	error DuplicateSigner(uint256 position);

	/// @notice Validators who sign together, as the chain commits to them.
	struct AuthoritySet {
		/// Its number. The next set's is higher.
		uint64 id;
		/// How many.
		uint32 length;
		/// The root over their Ethereum addresses, 20 bytes each.
		bytes32 root;
	}

	/// @notice The proof of the next set, empty unless the next set signed.
	struct Handover {
		/// A leaf of the Merkle mountain range, 113 bytes.
		bytes leaf;
		/// From the leaf to the commitment's root.
		bytes32[] items;
		/// Bit i says that item i is the left one.
		uint64 order;
	}

	/// @dev One word: it is read and written once for each commitment.
	struct State {
		uint64 currentId;
		uint32 currentLength;
		uint64 nextId;
		uint32 nextLength;
		uint32 latestBlock;
		uint32 commitments;
	}

	/// @notice The longest authority set: a bound for bitfields and loops.
	uint32 public constant MAX_AUTHORITIES = 4096;

	/// @inheritdoc IAlthingLightClient
	bytes32 public immutable GENESIS;

	State private _state;
	bytes32 private _currentRoot;
	bytes32 private _nextRoot;
	RootRing.Ring private _ring;

	constructor(bytes32 genesis, uint32 blockNumber, AuthoritySet memory current, AuthoritySet memory next) {
		GENESIS = genesis;
		if (next.id <= current.id) revert LeafNotNext(next.id, current.id);
		_checkSet(current.length, current.root);
		_checkSet(next.length, next.root);
		_state = State(current.id, current.length, next.id, next.length, blockNumber, 0);
		_currentRoot = current.root;
		_nextRoot = next.root;
		emit NextAuthoritySet(next.id, next.length, next.root);
	}

	/// @inheritdoc IAlthingLightClient
	function latestBlock() external view returns (uint32) {
		return _state.latestBlock;
	}

	/// @inheritdoc IAlthingLightClient
	function rootOf(uint32 blockNumber) external view returns (bytes32) {
		return _ring.find(_state.commitments, blockNumber);
	}

	/// @notice How many commitments were taken.
	function commitments() external view returns (uint32) {
		return _state.commitments;
	}

	/// @notice The set that signs now.
	function currentSet() external view returns (AuthoritySet memory) {
		return AuthoritySet(_state.currentId, _state.currentLength, _currentRoot);
	}

	/// @notice The set that signs after it.
	function nextSet() external view returns (AuthoritySet memory) {
		return AuthoritySet(_state.nextId, _state.nextLength, _nextRoot);
	}

	/// @notice The newest block whose MMR root is known, the set that signs now and the one after it: all of one moment, which
	/// several questions may not be, whatever block they name.
	function standing() external view returns (uint32 latest, AuthoritySet memory current, AuthoritySet memory next) {
		State memory state = _state;
		latest = state.latestBlock;
		current = AuthoritySet(state.currentId, state.currentLength, _currentRoot);
		next = AuthoritySet(state.nextId, state.nextLength, _nextRoot);
	}

	/// @notice How many of `length` validators must sign: more than two thirds.
	function threshold(uint256 length) public pure returns (uint256) {
		return length - (length - 1) / 3;
	}

	/// @dev Decodes a commitment of this chain that is not stale and finds who signs it.
	/// @return root the commitment's MMR root
	/// @return blockNumber its block
	/// @return set the authority set
	function _read(bytes calldata commitment)
		internal
		view
		returns (bytes32 root, uint32 blockNumber, AuthoritySet memory set)
	{
		bytes32 chain;
		uint64 id;
		(chain, root, blockNumber, id) = Commitment.decode(commitment);
		if (chain != GENESIS) revert OtherChain(chain, GENESIS);
		State memory state = _state;
		if (blockNumber <= state.latestBlock) revert StaleCommitment(blockNumber, state.latestBlock);
		if (id == state.currentId) set = AuthoritySet(id, state.currentLength, _currentRoot);
		else if (id == state.nextId) set = AuthoritySet(id, state.nextLength, _nextRoot);
		else revert UnknownAuthoritySet(id, state.currentId, state.nextId);
	}

	/// @dev Reverts unless `bitfield` has the form for `length` validators and claims more than two thirds.
	/// @return claimed how many it claims
	function _checkClaims(uint256[] calldata bitfield, uint256 length) internal pure returns (uint256 claimed) {
		Bitfield.check(bitfield, length);
		claimed = Bitfield.count(bitfield);
		if (claimed < threshold(length)) revert NotEnoughSigners(claimed, threshold(length));
	}

	/// @dev Reverts unless exactly the members of `set` at `places` signed `digest`. Who signed follows from the
	/// signatures, so that neither addresses nor places are sent along: a signature that is not by the key of its
	/// place leads to another root.
	/// @param places in ascending order; overwritten
	/// @param signatures r and vs of each, in the same order
	/// @param siblings of the multiproof under the keyset commitment
	function _checkSigners(
		bytes32 digest,
		AuthoritySet memory set,
		uint256[] memory places,
		bytes32[] calldata signatures,
		bytes32[] calldata siblings
	) internal pure {
		uint256 signers = places.length;
		if (signatures.length != 2 * signers) revert SignatureCount(signatures.length, signers);
		bytes32 root = BinaryMerkle.rootOfMany(set.length, places, _leaves(digest, signatures), siblings);
		if (root == set.root) return;
		_refuseDuplicate(_leaves(digest, signatures));
		revert SignersNotInSet(root, set.root);
	}

	/// @dev Takes a commitment whose signatures are checked.
	function _accept(bytes32 root, uint32 blockNumber, uint64 id, Handover calldata handover) internal {
		State memory state = _state;
		bool changes = id == state.nextId;
		if (changes != (handover.leaf.length != 0)) revert HandoverLeaf(changes);
		if (changes) _handOver(state, root, handover);
		_ring.push(state.commitments, root, blockNumber);
		state.latestBlock = blockNumber;
		++state.commitments;
		_state = state;
		emit RootStored(blockNumber, root, id);
	}

	function _handOver(State memory state, bytes32 root, Handover calldata handover) private {
		bytes32 computed = MerklePath.fold(MmrLeaf.hash(handover.leaf), handover.items, handover.order);
		if (computed != root) revert LeafNotProven(computed, root);
		(uint64 id, uint32 length, bytes32 keys) = MmrLeaf.nextSet(handover.leaf);
		if (id <= state.nextId) revert LeafNotNext(id, state.nextId);
		_checkSet(length, keys);
		(state.currentId, state.currentLength, _currentRoot) = (state.nextId, state.nextLength, _nextRoot);
		(state.nextId, state.nextLength, _nextRoot) = (id, length, keys);
		emit NextAuthoritySet(id, length, keys);
	}

	function _checkSet(uint32 length, bytes32 root) private pure {
		if (length == 0 || length > MAX_AUTHORITIES || root == 0) revert AuthoritySetUnusable(length, root);
	}

	function _leaves(bytes32 digest, bytes32[] calldata signatures) private pure returns (bytes32[] memory leaves) {
		leaves = new bytes32[](signatures.length / 2);
		for (uint256 i = 0; i < leaves.length; ++i) {
			// Unchecked: 2 i + 1 is below the length of an array in calldata.
			unchecked {
				leaves[i] = Signatures.leaf(Signatures.signer(digest, signatures[2 * i], signatures[2 * i + 1], i));
			}
		}
	}

	/// @dev Only to name the error: two places have two keys, so that a key given twice is refused in any case.
	function _refuseDuplicate(bytes32[] memory leaves) private pure {
		for (uint256 i = 1; i < leaves.length; ++i) {
			for (uint256 j = 0; j < i; ++j) {
				if (leaves[i] == leaves[j]) revert DuplicateSigner(i);
			}
		}
	}
}
