// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721URIStorage} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721URIStorage.sol";
import {ERC721Utils} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Utils.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAnchorVerifier} from "../interfaces/IAnchorVerifier.sol";
import {IERC8004Identity} from "../interfaces/IERC8004Identity.sol";
import {ProvenAgents} from "./ProvenAgents.sol";

/// @title ERC-8004 identities of Althing's agents
/// @notice An agent has a token here when the chain says that it is registered: {recordRegistration}, then one of the
/// `register` functions by the owner that the chain names. The token's number is the agent's on the chain. What is
/// proven is read as metadata under the keys "althing.account", "althing.department" and "althing.card"; nobody sets it.
contract IdentityRegistry is IERC8004Identity, ProvenAgents, ERC721URIStorage, EIP712 {
	/// @notice The caller is neither the token's owner nor approved by it.
	error NotAuthorized(address caller, uint256 agentId);
	/// @notice This key is not set by {setMetadata}.
	error ReservedKey(string metadataKey);
	/// @notice The wallet is the zero address.
	error InvalidWallet();
	/// @notice `deadline` has passed.
	error DeadlinePassed(uint256 deadline);
	/// @notice A signature may be good for five minutes, until `latest`.
	error DeadlineTooFar(uint256 deadline, uint256 latest);
	/// @notice The signature is not by the new wallet, over this agent, owner, deadline, registry and chain.
	error InvalidWalletSignature();

	bytes32 private constant WALLET_TYPEHASH =
		keccak256("AgentWalletSet(uint256 agentId,address newWallet,address owner,uint256 deadline)");
	uint256 private constant MAX_DEADLINE_DELAY = 5 minutes;
	string private constant WALLET = "agentWallet";
	bytes32 private constant WALLET_KEY = keccak256("agentWallet");
	bytes32 private constant ACCOUNT_KEY = keccak256("althing.account");
	bytes32 private constant DEPARTMENT_KEY = keccak256("althing.department");
	bytes32 private constant CARD_KEY = keccak256("althing.card");

	mapping(uint256 agentId => mapping(string key => bytes)) private _metadata;

	/// @param verifier who checks registrations
	constructor(IAnchorVerifier verifier)
		ProvenAgents(verifier)
		ERC721("Althing Agents", "AGENT")
		EIP712("ERC8004IdentityRegistry", "1")
	{}

	/// @inheritdoc IERC8004Identity
	function register() external returns (uint256 agentId) {
		agentId = _takeClaim();
		_register(agentId, "", new MetadataEntry[](0));
	}

	/// @inheritdoc IERC8004Identity
	function register(string calldata agentURI) external returns (uint256 agentId) {
		agentId = _takeClaim();
		_register(agentId, agentURI, new MetadataEntry[](0));
	}

	/// @inheritdoc IERC8004Identity
	function register(string calldata agentURI, MetadataEntry[] calldata metadata) external returns (uint256 agentId) {
		agentId = _takeClaim();
		_register(agentId, agentURI, metadata);
	}

	/// @notice Gives the caller the token of the agent that it names. Anybody on Althing can name anybody here as owner: who
	/// was named for agents that are not its own chooses.
	function registerAgent(uint256 agentId, string calldata agentURI, MetadataEntry[] calldata metadata) external {
		_requireClaim(agentId);
		_register(agentId, agentURI, metadata);
	}

	/// @inheritdoc IERC8004Identity
	function setAgentURI(uint256 agentId, string calldata newURI) external {
		_requireAuthorized(agentId);
		_setTokenURI(agentId, newURI);
		emit URIUpdated(agentId, newURI, msg.sender);
	}

	/// @inheritdoc IERC8004Identity
	function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory) {
		bytes32 key = keccak256(bytes(metadataKey));
		if (key != ACCOUNT_KEY && key != DEPARTMENT_KEY && key != CARD_KEY) return _metadata[agentId][metadataKey];
		Record memory record = recordOf(agentId);
		if (record.evmOwner == address(0)) return "";
		if (key == ACCOUNT_KEY) return abi.encodePacked(record.account);
		if (key == DEPARTMENT_KEY) return abi.encodePacked(record.department);
		return abi.encodePacked(record.card);
	}

	/// @inheritdoc IERC8004Identity
	function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external {
		_requireAuthorized(agentId);
		_setMetadata(agentId, metadataKey, metadataValue);
	}

	/// @inheritdoc IERC8004Identity
	function getAgentWallet(uint256 agentId) external view returns (address) {
		return address(bytes20(_metadata[agentId][WALLET]));
	}

	/// @inheritdoc IERC8004Identity
	function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature) external {
		_requireAuthorized(agentId);
		if (newWallet == address(0)) revert InvalidWallet();
		if (block.timestamp > deadline) revert DeadlinePassed(deadline);
		uint256 latest = block.timestamp + MAX_DEADLINE_DELAY;
		if (deadline > latest) revert DeadlineTooFar(deadline, latest);
		bytes32 digest =
			_hashTypedDataV4(keccak256(abi.encode(WALLET_TYPEHASH, agentId, newWallet, ownerOf(agentId), deadline)));
		if (!_signed(newWallet, digest, signature)) revert InvalidWalletSignature();
		_setWallet(agentId, abi.encodePacked(newWallet));
	}

	/// @inheritdoc IERC8004Identity
	function unsetAgentWallet(uint256 agentId) external {
		_requireAuthorized(agentId);
		_setWallet(agentId, "");
	}

	/// @notice Whether `spender` is the owner of the agent's token or approved by it.
	function isAuthorizedOrOwner(address spender, uint256 agentId) external view returns (bool) {
		return _isAuthorized(ownerOf(agentId), spender, agentId);
	}

	/// @inheritdoc IERC8004Identity
	function getVersion() external pure returns (string memory) {
		return "2.0.0";
	}

	function _register(uint256 agentId, string memory agentURI, MetadataEntry[] memory metadata) private {
		_mint(msg.sender, agentId);
		if (bytes(agentURI).length != 0) _setTokenURI(agentId, agentURI);
		emit Registered(agentId, agentURI, msg.sender);
		_setWallet(agentId, abi.encodePacked(msg.sender));
		for (uint256 i = 0; i < metadata.length; ++i) {
			_setMetadata(agentId, metadata[i].metadataKey, metadata[i].metadataValue);
		}
		// Last: the receiver may call back.
		ERC721Utils.checkOnERC721Received(msg.sender, address(0), msg.sender, agentId, "");
	}

	function _setMetadata(uint256 agentId, string memory metadataKey, bytes memory metadataValue) private {
		bytes32 key = keccak256(bytes(metadataKey));
		if (key == WALLET_KEY || key == ACCOUNT_KEY || key == DEPARTMENT_KEY || key == CARD_KEY) {
			revert ReservedKey(metadataKey);
		}
		_metadata[agentId][metadataKey] = metadataValue;
		emit MetadataSet(agentId, metadataKey, metadataKey, metadataValue);
	}

	function _setWallet(uint256 agentId, bytes memory wallet) private {
		_metadata[agentId][WALLET] = wallet;
		emit MetadataSet(agentId, WALLET, WALLET, wallet);
	}

	/// @dev A key's own signature first: an account with delegated code still has its key.
	function _signed(address who, bytes32 digest, bytes calldata signature) private view returns (bool) {
		(address recovered, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
		if (problem == ECDSA.RecoverError.NoError && recovered == who) return true;
		return SignatureChecker.isValidERC1271SignatureNowCalldata(who, digest, signature);
	}

	function _requireAuthorized(uint256 agentId) private view {
		if (!_isAuthorized(ownerOf(agentId), msg.sender, agentId)) revert NotAuthorized(msg.sender, agentId);
	}

	function _hasToken(uint256 agentId) internal view override returns (bool) {
		return _ownerOf(agentId) != address(0);
	}

	/// @dev A wallet was the old owner's word: it goes with a transfer.
	function _update(address to, uint256 agentId, address auth) internal override returns (address from) {
		from = super._update(to, agentId, auth);
		if (from != address(0)) _setWallet(agentId, "");
	}
}
