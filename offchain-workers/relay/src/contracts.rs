//! What the contracts take, give and refuse. A test compares this with `contracts/out`.

use alloy_primitives::Bytes;
use alloy_sol_types::{sol, SolInterface};
use std::fmt;

sol! {
	/// Validators who sign together.
	#[derive(Debug, PartialEq, Eq)]
	struct AuthoritySet {
		uint64 id;
		uint32 length;
		bytes32 root;
	}

	/// The proof of the next set, empty unless the next set signed.
	#[derive(Debug, PartialEq, Eq, Default)]
	struct Handover {
		bytes leaf;
		bytes32[] items;
		uint64 order;
	}

	/// How a client samples; all zero turns it off.
	#[derive(Debug, PartialEq, Eq, Default)]
	struct SamplingRules {
		uint32 base;
		uint32 delay;
		uint32 window;
	}

	/// The whole chain of proofs of one entry.
	#[derive(Debug, PartialEq, Eq)]
	struct Proof {
		bytes entry;
		uint8 department;
		uint32 index;
		uint32 count;
		bytes32[] departmentItems;
		bytes32[] blockItems;
		uint64 blockOrder;
		bytes leaf;
		bytes32[] mmrItems;
		uint64 mmrOrder;
		uint32 commitmentBlock;
	}

	/// One result of a batch.
	#[derive(Debug, PartialEq, Eq)]
	struct ResultProof {
		bytes result;
		uint32 index;
		bytes32[] items;
	}

	/// One validator's signature, to open a ticket with.
	#[derive(Debug, PartialEq, Eq)]
	struct ValidatorProof {
		uint256 index;
		bytes32 r;
		bytes32 vs;
		bytes32[] siblings;
	}

	/// `AlthingLightClient.sol`
	#[derive(Debug, PartialEq, Eq)]
	interface LightClient {
		constructor(
			bytes32 genesis,
			uint32 blockNumber,
			AuthoritySet current,
			AuthoritySet next,
			SamplingRules rules
		);

		function GENESIS() external view returns (bytes32);
		function latestBlock() external view returns (uint32);
		function commitments() external view returns (uint32);
		function currentSet() external view returns (AuthoritySet);
		function nextSet() external view returns (AuthoritySet);
		function standing() external view returns (uint32 latest, AuthoritySet current, AuthoritySet next);
		function rootOf(uint32 blockNumber) external view returns (bytes32);
		function submitFull(
			bytes commitment,
			uint256[] bitfield,
			bytes32[] signatures,
			bytes32[] siblings,
			Handover handover
		) external;

		event TicketOpened(
			address indexed submitter,
			bytes32 indexed commitmentHash,
			uint32 blockNumber,
			uint32 required
		);
		event SeedCaptured(address indexed submitter, bytes32 indexed commitmentHash, uint160 seed);

		function SAMPLE_BASE() external view returns (uint32);
		function SEED_DELAY() external view returns (uint32);
		function SEED_WINDOW() external view returns (uint32);
		function ticketOf(address submitter, bytes32 commitmentHash)
			external
			view
			returns (uint64 openedAt, uint32 required, uint160 seed);
		function usesOf(uint64 id, uint256 index) external view returns (uint256);
		function sample(address submitter, bytes commitment, uint256[] bitfield)
			external
			view
			returns (uint256[]);
		function submitInitial(bytes commitment, uint256[] bitfield, ValidatorProof proof) external;
		function commitPrevRandao(bytes32 commitmentHash) external;
		function submitFinal(
			bytes commitment,
			uint256[] bitfield,
			bytes32[] signatures,
			bytes32[] siblings,
			Handover handover
		) external;
	}

	/// `AnchorVerifier.sol`; what the views give is read by `althing-merkle`.
	interface Verifier {
		constructor(address lightClient);

		function LIGHT_CLIENT() external view returns (address);
		function anchorOf(Proof proof) external view;
		function decisionOf(Proof proof) external view;
		function registrationOf(Proof proof) external view;
		function workOf(Proof proof) external view;
		function resultOf(Proof proof, ResultProof result) external view;
		function verifyEntry(bytes32 root, Proof proof) external pure returns (bool);
	}

	/// The errors of both, which are those of their libraries.
	#[derive(Debug, PartialEq, Eq)]
	interface Errors {
		error OtherChain(bytes32 chain, bytes32 genesis);
		error StaleCommitment(uint32 blockNumber, uint32 latest);
		error UnknownAuthoritySet(uint64 id, uint64 current, uint64 next);
		error HandoverLeaf(bool expected);
		error LeafNotNext(uint64 id, uint64 next);
		error LeafNotProven(bytes32 computed, bytes32 root);
		error AuthoritySetUnusable(uint32 length, bytes32 root);
		error NotEnoughSigners(uint256 claimed, uint256 needed);
		error SignatureCount(uint256 words, uint256 signers);
		error SignersNotInSet(bytes32 computed, bytes32 root);
		error DuplicateSigner(uint256 position);
		error SamplingParameters();
		error SamplingOff();
		error SampleNotSmaller(uint256 required, uint256 quorum);
		error SampleNotDrawn();
		error NotClaimed(uint256 index);
		error NoTicket(bytes32 commitmentHash);
		error TicketOpen(uint256 until);
		error TooEarly(uint256 from);
		error TicketExpired(uint256 until);
		error SeedKnown();
		error SeedMissing();
		error BitfieldChanged();
		error LeafOutOfRange(uint256 index, uint256 count);
		error ProofLength(uint256 length);
		error BitfieldLength(uint256 words, uint256 expected);
		error BitfieldPadding();
		error PayloadItems(uint256 items);
		error PayloadOrder(uint256 index);
		error MmrRootMissing();
		error ChainMissing();
		error CommitmentTooLong(uint256 length, uint256 used);
		error ScaleTooShort(uint256 offset, uint256 length);
		error ScaleCompact(uint256 offset);
		error MalleableSignature(uint256 position);
		error InvalidSignature(uint256 position);
		error WrongRoot(bytes32 computed, bytes32 known);
		error ResultNotAnchored(bytes32 computed, bytes32 anchored);
		error UnknownBlock(uint32 blockNumber);
		error WrongKind(uint8 kind, uint8 expected);
		error EntryLength(uint8 kind, uint256 length);
		error EntryField(uint8 kind, uint256 offset);
		error GradeReserved(uint8 grade);
		error PathTooLong(uint256 length);
		error PathOrder(uint64 order);
		error LeafLength(uint256 length);
		error LeafVersion(uint256 version);
		error WrongDepartment(uint8 named, uint8 proven);
		error OutcomesNotInLeaf(bytes32 computed, bytes32 extra);
	}
}

/// Why a contract would not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Bytes);

impl Refusal {
	/// The error's name, if it is one of our contracts'.
	pub fn name(&self) -> Option<&'static str> {
		let selector = self.0.first_chunk()?;
		Errors::ErrorsErrors::name_by_selector(*selector)
	}

	/// Whether it would be refused because the ticket is not as far, or farther, than it was thought to be.
	pub fn is_of_ticket(&self) -> bool {
		matches!(
			self.name(),
			Some(
				"NoTicket"
					| "TicketOpen" | "TooEarly"
					| "TicketExpired"
					| "SeedKnown" | "SeedMissing"
					| "SampleNotSmaller"
			)
		)
	}

	/// Whether it would be refused because another commitment came first.
	pub fn is_overtaken(&self) -> bool {
		matches!(
			self.name(),
			Some("StaleCommitment" | "UnknownAuthoritySet" | "HandoverLeaf")
		)
	}
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match (self.name(), Errors::ErrorsErrors::abi_decode(&self.0)) {
			(Some(name), Ok(error)) => {
				// `Name(Name { field: value })`
				let text = format!("{error:?}");
				let inner = text
					.strip_prefix(name)
					.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
				f.write_str(inner.unwrap_or(name))
			}
			_ if self.0.is_empty() => f.write_str("no reason"),
			_ => write!(f, "an error that is not of these contracts, {}", self.0),
		}
	}
}
