// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The identity registry of ERC-8004, beside ERC-721, ERC-4906 and ERC-5267
interface IERC8004Identity {
	/// @notice One entry of an agent's metadata.
	struct MetadataEntry {
		string metadataKey;
		bytes metadataValue;
	}

	/// @notice An agent has its token.
	event Registered(uint256 indexed agentId, string agentURI, address indexed owner);
	/// @notice A value of an agent's metadata is new.
	event MetadataSet(
		uint256 indexed agentId, string indexed indexedMetadataKey, string metadataKey, bytes metadataValue
	);
	/// @notice The registration file is elsewhere.
	event URIUpdated(uint256 indexed agentId, string newURI, address indexed updatedBy);

	/// @notice Gives the caller the token of an agent.
	function register() external returns (uint256 agentId);
	/// @notice The same, with the place of the registration file.
	function register(string calldata agentURI) external returns (uint256 agentId);
	/// @notice The same, with metadata.
	function register(string calldata agentURI, MetadataEntry[] calldata metadata) external returns (uint256 agentId);
	/// @notice Says where the registration file is.
	function setAgentURI(uint256 agentId, string calldata newURI) external;
	/// @notice A value of an agent's metadata, empty if there is none.
	function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory);
	/// @notice Sets a value of an agent's metadata.
	function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external;
	/// @notice Where the agent is paid, zero if it said nothing.
	function getAgentWallet(uint256 agentId) external view returns (address);
	/// @notice Changes where the agent is paid; the new wallet signs.
	function setAgentWallet(uint256 agentId, address newWallet, uint256 deadline, bytes calldata signature) external;
	/// @notice Takes the wallet away.
	function unsetAgentWallet(uint256 agentId) external;
	/// @notice Which version of the interface this is.
	function getVersion() external pure returns (string memory);
}
