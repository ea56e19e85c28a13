// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the chain says in one entry of its outcome tree
/// @notice Big-endian, of fixed width, the kind first: as `pallets/anchors/merkle/src/entry.rs` has it. No entry has 64
/// bytes, the length of an inner node. Readers expect an entry that {check} let through.
library Entries {
	/// @notice The entry is of kind `kind`, `expected` was asked for.
	error WrongKind(uint8 kind, uint8 expected);
	/// @notice An entry of kind `kind` has not `length` bytes; no bytes have kind 0.
	error EntryLength(uint8 kind, uint256 length);
	/// @notice The number at `offset` stands for nothing.
	error EntryField(uint8 kind, uint256 offset);
	/// @notice Grades 3 and 4 are reserved: nothing may claim them, and there are no others.
	error GradeReserved(uint8 grade);

	uint8 internal constant ANCHOR = 1;
	uint8 internal constant DECISION = 2;
	uint8 internal constant REGISTRATION = 3;
	uint8 internal constant WORK = 4;
	uint8 private constant DEPARTMENTS = 8;

	/// @notice A batch of an agent's results.
	struct Anchor {
		/// Its number on the chain.
		uint64 id;
		/// Whose results these are.
		uint64 agent;
		/// The agent's department.
		uint8 department;
		/// 1: one agent's word, signed. 2: independent executions agree.
		uint8 grade;
		/// BLAKE2b-256 of the schema of the results, zero for none.
		bytes32 schema;
		/// Root over the results.
		bytes32 root;
		/// How many results.
		uint32 count;
		/// The agent's key of this submission.
		bytes32 key;
	}

	/// @notice How a proposal ended.
	struct Decision {
		/// The proposal's number, never reused.
		uint64 proposal;
		/// The first department that it concerns.
		uint8 department;
		/// All of them, a bit each; none stands for all eight.
		uint8 departments;
		/// 1 decided, 2 escalated to people, 3 expired.
		uint8 outcome;
		/// 0 no answer, 1 yes or no, 2 an option, 3 a number.
		uint8 form;
		/// 0 no and 1 yes; the option's number; the number.
		int64 answer;
		/// BLAKE2b-256 of the case's body.
		bytes32 evidence;
		/// BLAKE2b-256 of the receipt, from which anyone recomputes the decision.
		bytes32 receipt;
	}

	/// @notice An agent's owner says who it is here.
	struct Registration {
		/// The agent's number, never reused.
		uint64 agent;
		/// Its department.
		uint8 department;
		/// The owner's account on Althing.
		bytes32 owner;
		/// The owner's account here. Only the owner says so: this account may know nothing of it.
		address evmOwner;
		/// Keccak-256 of the registration file, zero if there is none.
		bytes32 card;
	}

	/// @notice An agent answered a panel's question.
	struct Work {
		/// The agent.
		uint64 agent;
		/// The proposal.
		uint64 proposal;
		/// The agent's department.
		uint8 department;
		/// Who owned it.
		bytes32 owner;
		/// Who put the question, and paid the chain for it.
		bytes32 payer;
		/// What the owner was paid, VWT in 10^-12.
		uint128 paid;
		/// 0 wrong, 1 right, 2 the truth is not told.
		uint8 verdict;
	}

	/// @notice Whether a decision is a yes.
	function saysYes(Decision memory d) internal pure returns (bool) {
		return d.outcome == 1 && d.form == 1 && d.answer == 1;
	}

	/// @notice Reverts unless the bytes are of an entry.
	/// @return department in whose tree it stands
	function check(bytes calldata entry) internal pure returns (uint8 department) {
		uint8 kind = entry.length == 0 ? 0 : uint8(entry[0]);
		if (entry.length == 0 || entry.length != _lengthOf(kind)) revert EntryLength(kind, entry.length);
		uint256 place = kind == DECISION || kind == REGISTRATION ? 9 : 17;
		department = uint8(entry[place]);
		if (department >= DEPARTMENTS) revert EntryField(kind, place);
		if (kind == ANCHOR && entry[18] != 0x01 && entry[18] != 0x02) revert GradeReserved(uint8(entry[18]));
		if (kind == DECISION) _checkEnding(decision(entry));
		if (kind == WORK && uint8(entry[98]) > 2) revert EntryField(kind, 98);
	}

	/// @notice Reads an anchor.
	function anchor(bytes calldata entry) internal pure returns (Anchor memory a) {
		_expect(entry, ANCHOR);
		a.id = uint64(bytes8(entry[1:9]));
		a.agent = uint64(bytes8(entry[9:17]));
		a.department = uint8(entry[17]);
		a.grade = uint8(entry[18]);
		a.schema = bytes32(entry[19:51]);
		a.root = bytes32(entry[51:83]);
		a.count = uint32(bytes4(entry[83:87]));
		a.key = bytes32(entry[87:119]);
	}

	/// @notice Reads a decision.
	function decision(bytes calldata entry) internal pure returns (Decision memory d) {
		_expect(entry, DECISION);
		d.proposal = uint64(bytes8(entry[1:9]));
		d.department = uint8(entry[9]);
		d.departments = uint8(entry[10]);
		d.outcome = uint8(entry[11]);
		d.form = uint8(entry[12]);
		d.answer = int64(uint64(bytes8(entry[13:21])));
		d.evidence = bytes32(entry[21:53]);
		d.receipt = bytes32(entry[53:85]);
	}

	/// @notice Reads a registration.
	function registration(bytes calldata entry) internal pure returns (Registration memory r) {
		_expect(entry, REGISTRATION);
		r.agent = uint64(bytes8(entry[1:9]));
		r.department = uint8(entry[9]);
		r.owner = bytes32(entry[10:42]);
		r.evmOwner = address(bytes20(entry[42:62]));
		r.card = bytes32(entry[62:94]);
	}

	/// @notice Reads work.
	function work(bytes calldata entry) internal pure returns (Work memory w) {
		_expect(entry, WORK);
		w.agent = uint64(bytes8(entry[1:9]));
		w.proposal = uint64(bytes8(entry[9:17]));
		w.department = uint8(entry[17]);
		w.owner = bytes32(entry[18:50]);
		w.payer = bytes32(entry[50:82]);
		w.paid = uint128(bytes16(entry[82:98]));
		w.verdict = uint8(entry[98]);
	}

	/// @dev An answer is of the form that it says, and there is one just when the panel decided.
	function _checkEnding(Decision memory d) private pure {
		if (d.outcome == 0 || d.outcome > 3) revert EntryField(DECISION, 11);
		if (d.form > 3 || (d.outcome == 1) != (d.form != 0)) revert EntryField(DECISION, 12);
		int64 most = d.form == 0 ? int64(0) : d.form == 1 ? int64(1) : int64(255);
		if (d.form != 3 && (d.answer < 0 || d.answer > most)) revert EntryField(DECISION, 13);
	}

	function _expect(bytes calldata entry, uint8 expected) private pure {
		uint8 kind = uint8(entry[0]);
		if (kind != expected) revert WrongKind(kind, expected);
	}

	function _lengthOf(uint8 kind) private pure returns (uint256) {
		if (kind == ANCHOR) return 119;
		if (kind == DECISION) return 85;
		if (kind == REGISTRATION) return 94;
		if (kind == WORK) return 99;
		return 0;
	}
}
