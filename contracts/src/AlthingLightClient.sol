// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AuthoritySets} from "./AuthoritySets.sol";
import {BinaryMerkle} from "./libraries/BinaryMerkle.sol";
import {Bitfield} from "./libraries/Bitfield.sol";
import {Sampling} from "./libraries/Sampling.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title A light client of Althing
/// @notice Follows the chain by its BEEFY commitments: a commitment that more than two thirds of a known authority set
/// signed brings a new MMR root, under which every result of the chain up to its block can be proven. Anybody may
/// submit; there is no owner and no upgrade. {submitFull} checks every signature and is for small sets.
/// {submitInitial}, {commitPrevRandao} and {submitFinal} check a random sample and are for large ones.
/// @dev Commitments name the chain by its genesis block, so that keys which sign for two chains harm neither. A fork that
/// keeps the genesis block keeps the name: there, a commitment to what is not on the chain costs its signers their stake.
contract AlthingLightClient is AuthoritySets {
	/// @notice A sample was asked for.
	event TicketOpened(address indexed submitter, bytes32 indexed commitmentHash, uint32 blockNumber, uint32 required);
	/// @notice The seed of the sample is fixed.
	event SeedCaptured(address indexed submitter, bytes32 indexed commitmentHash, uint160 seed);

	/// @notice This client was made without sampling: use {submitFull}.
	error SamplingOff();
	/// @notice A sample of this set would have `required` signatures, {submitFull} needs just `quorum`.
	error SampleNotSmaller(uint256 required, uint256 quorum);
	/// @notice The validator at `index` is not among those claimed.
	error NotClaimed(uint256 index);
	/// @notice The sender has opened no ticket for this commitment: call {submitInitial}.
	error NoTicket(bytes32 commitmentHash);
	/// @notice The sender's ticket for this commitment waits for its seed until block `until`.
	error TicketOpen(uint256 until);
	/// @notice The seed can be captured from block `from` on.
	error TooEarly(uint256 from);
	/// @notice The seed could be captured until block `until`: call {submitInitial} again.
	error TicketExpired(uint256 until);
	/// @notice A ticket has one seed.
	error SeedKnown();
	/// @notice Call {commitPrevRandao} first.
	error SeedMissing();
	/// @notice The bitfield is not the one that the ticket was opened with.
	error BitfieldChanged();
	/// @notice With sampling, the delay and the window are at least a block.
	error SamplingParameters();

	/// @notice How this client samples. `base` 0 turns it off.
	struct SamplingRules {
		/// Signatures that do not depend on the set: see {Sampling.required}.
		uint32 base;
		/// Blocks from a ticket to its seed: more than validators of this chain know their RANDAO ahead.
		uint32 delay;
		/// Blocks in which the seed can be captured: each is a chance for who makes blocks here.
		uint32 window;
	}

	/// @notice One validator's signature, to open a ticket with.
	struct ValidatorProof {
		uint256 index;
		bytes32 r;
		bytes32 vs;
		bytes32[] siblings;
	}

	struct Ticket {
		uint64 openedAt;
		uint32 required;
		/// Zero until it is captured.
		uint160 seed;
		bytes32 bitfieldHash;
	}

	/// @notice See {SamplingRules}.
	uint32 public immutable SAMPLE_BASE;
	/// @notice See {SamplingRules}.
	uint32 public immutable SEED_DELAY;
	/// @notice See {SamplingRules}.
	uint32 public immutable SEED_WINDOW;

	mapping(bytes32 ticketId => Ticket) private _tickets;
	/// @dev How often a validator of a set opened a ticket, 16 bits each.
	mapping(uint256 setAndWord => uint256) private _uses;

	/// @param genesis hash of the chain's genesis block
	/// @param blockNumber commitments must be of later blocks
	/// @param current the set that signs commitments after `blockNumber`
	/// @param next the set after it
	/// @param rules all zero on a chain whose PREVRANDAO is no randomness, as on most rollups
	constructor(
		bytes32 genesis,
		uint32 blockNumber,
		AuthoritySet memory current,
		AuthoritySet memory next,
		SamplingRules memory rules
	) AuthoritySets(genesis, blockNumber, current, next) {
		if (rules.base != 0 && (rules.delay == 0 || rules.window == 0)) revert SamplingParameters();
		SAMPLE_BASE = rules.base;
		SEED_DELAY = rules.delay;
		SEED_WINDOW = rules.window;
	}

	/// @notice Takes a commitment with the signatures of all whose bits are set, more than two thirds of the set.
	/// @param commitment SCALE bytes as they were signed
	/// @param bitfield who signed
	/// @param signatures r and vs of each of them, in ascending order of their places
	/// @param siblings multiproof of these places under the keyset commitment
	/// @param handover the next set's proof when the next set signed, empty otherwise
	function submitFull(
		bytes calldata commitment,
		uint256[] calldata bitfield,
		bytes32[] calldata signatures,
		bytes32[] calldata siblings,
		Handover calldata handover
	) external {
		(bytes32 root, uint32 blockNumber, AuthoritySet memory set) = _read(commitment);
		uint256 claimed = _checkClaims(bitfield, set.length);
		_checkSigners(keccak256(commitment), set, Bitfield.places(bitfield, claimed), signatures, siblings);
		_accept(root, blockNumber, set.id, handover);
	}

	/// @notice Opens a ticket for a commitment: says who signed, before the sample is known.
	/// @param commitment SCALE bytes as they were signed
	/// @param bitfield who signed
	/// @param proof one of the signatures. Each use of a validator makes its samples larger, so that nobody opens
	/// tickets until a sample suits him.
	function submitInitial(bytes calldata commitment, uint256[] calldata bitfield, ValidatorProof calldata proof) external {
		if (SAMPLE_BASE == 0) revert SamplingOff();
		(, uint32 blockNumber, AuthoritySet memory set) = _read(commitment);
		_checkClaims(bitfield, set.length);
		bytes32 digest = keccak256(commitment);
		_checkMember(digest, set, bitfield, proof);
		uint256 required = Sampling.required(SAMPLE_BASE, set.length, _countUse(set.id, proof.index));
		if (required >= threshold(set.length)) revert SampleNotSmaller(required, threshold(set.length));
		Ticket storage ticket = _tickets[_ticketId(msg.sender, digest)];
		uint256 until = ticket.openedAt + SEED_DELAY + SEED_WINDOW;
		if (ticket.openedAt != 0 && ticket.seed == 0 && block.number <= until) revert TicketOpen(until);
		ticket.openedAt = uint64(block.number);
		ticket.required = uint32(required);
		ticket.seed = 0;
		ticket.bitfieldHash = keccak256(abi.encodePacked(bitfield));
		emit TicketOpened(msg.sender, digest, blockNumber, uint32(required));
	}

	/// @notice Fixes the sample of the sender's ticket by this block's PREVRANDAO.
	/// @param commitmentHash Keccak-256 of the commitment
	function commitPrevRandao(bytes32 commitmentHash) external {
		Ticket storage ticket = _tickets[_ticketId(msg.sender, commitmentHash)];
		if (ticket.openedAt == 0) revert NoTicket(commitmentHash);
		if (ticket.seed != 0) revert SeedKnown();
		uint256 from = ticket.openedAt + SEED_DELAY;
		if (block.number < from) revert TooEarly(from);
		if (block.number > from + SEED_WINDOW) revert TicketExpired(from + SEED_WINDOW);
		// 160 bits of it: what matters is that nobody knew it, and so it shares a word.
		ticket.seed = uint160(block.prevrandao);
		emit SeedCaptured(msg.sender, commitmentHash, ticket.seed);
	}

	/// @notice Takes the commitment of the sender's ticket with the signatures of the sample.
	/// @param commitment SCALE bytes as they were signed
	/// @param bitfield who signed, as in {submitInitial}
	/// @param signatures r and vs of each of the sample, in ascending order of their places: see {sample}
	/// @param siblings multiproof of these places under the keyset commitment
	/// @param handover the next set's proof when the next set signed, empty otherwise
	function submitFinal(
		bytes calldata commitment,
		uint256[] calldata bitfield,
		bytes32[] calldata signatures,
		bytes32[] calldata siblings,
		Handover calldata handover
	) external {
		(bytes32 root, uint32 blockNumber, AuthoritySet memory set) = _read(commitment);
		bytes32 digest = keccak256(commitment);
		bytes32 id = _ticketId(msg.sender, digest);
		Ticket memory ticket = _tickets[id];
		uint256[] memory places = _sample(ticket, digest, bitfield, set.length);
		delete _tickets[id];
		_checkSigners(digest, set, places, signatures, siblings);
		_accept(root, blockNumber, set.id, handover);
	}

	/// @notice The places whose signatures {submitFinal} wants of `submitter`, in ascending order.
	/// @param commitment as in {submitInitial}
	/// @param bitfield as in {submitInitial}
	function sample(address submitter, bytes calldata commitment, uint256[] calldata bitfield)
		external
		view
		returns (uint256[] memory)
	{
		(,, AuthoritySet memory set) = _read(commitment);
		bytes32 digest = keccak256(commitment);
		return _sample(_tickets[_ticketId(submitter, digest)], digest, bitfield, set.length);
	}

	/// @notice The ticket of `submitter`: when it was opened (0: there is none), how many signatures it asks for, its
	/// seed (0: not captured).
	function ticketOf(address submitter, bytes32 commitmentHash)
		external
		view
		returns (uint64 openedAt, uint32 required, uint160 seed)
	{
		Ticket storage ticket = _tickets[_ticketId(submitter, commitmentHash)];
		return (ticket.openedAt, ticket.required, ticket.seed);
	}

	/// @notice How often validator `index` of set `id` opened a ticket.
	function usesOf(uint64 id, uint256 index) public view returns (uint256) {
		return (_uses[_useKey(id, index)] >> ((index & 15) << 4)) & type(uint16).max;
	}

	function _sample(Ticket memory ticket, bytes32 digest, uint256[] calldata bitfield, uint256 length)
		private
		pure
		returns (uint256[] memory)
	{
		if (ticket.openedAt == 0) revert NoTicket(digest);
		if (ticket.seed == 0) revert SeedMissing();
		if (keccak256(abi.encodePacked(bitfield)) != ticket.bitfieldHash) revert BitfieldChanged();
		uint256[] memory drawn = Sampling.draw(ticket.seed, bitfield, length, ticket.required);
		return Bitfield.places(drawn, ticket.required);
	}

	function _checkMember(
		bytes32 digest,
		AuthoritySet memory set,
		uint256[] calldata bitfield,
		ValidatorProof calldata proof
	) private pure {
		if (!Bitfield.has(bitfield, proof.index)) revert NotClaimed(proof.index);
		bytes32 leaf = Signatures.leaf(Signatures.signer(digest, proof.r, proof.vs, 0));
		bytes32 root = BinaryMerkle.rootOf(set.length, proof.index, leaf, proof.siblings);
		if (root != set.root) revert SignersNotInSet(root, set.root);
	}

	/// @dev Returns the uses before this one; stops counting at 65,535.
	function _countUse(uint64 id, uint256 index) private returns (uint256 uses) {
		uses = usesOf(id, index);
		if (uses < type(uint16).max) _uses[_useKey(id, index)] += uint256(1) << ((index & 15) << 4);
	}

	function _useKey(uint64 id, uint256 index) private pure returns (uint256) {
		return (uint256(id) << 32) | (index >> 4);
	}

	function _ticketId(address submitter, bytes32 digest) private pure returns (bytes32) {
		return keccak256(abi.encode(submitter, digest));
	}
}
