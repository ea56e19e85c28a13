// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The reputation registry of ERC-8004
interface IERC8004Reputation {
	/// @notice A client said what it thinks of an agent's work.
	event NewFeedback(
		uint256 indexed agentId,
		address indexed clientAddress,
		uint64 feedbackIndex,
		int128 value,
		uint8 valueDecimals,
		string indexed indexedTag1,
		string tag1,
		string tag2,
		string endpoint,
		string feedbackURI,
		bytes32 feedbackHash
	);
	/// @notice A client took its feedback back.
	event FeedbackRevoked(uint256 indexed agentId, address indexed clientAddress, uint64 indexed feedbackIndex);
	/// @notice Somebody answered feedback.
	event ResponseAppended(
		uint256 indexed agentId,
		address indexed clientAddress,
		uint64 feedbackIndex,
		address indexed responder,
		string responseURI,
		bytes32 responseHash
	);

	/// @notice Gives feedback.
	function giveFeedback(
		uint256 agentId,
		int128 value,
		uint8 valueDecimals,
		string calldata tag1,
		string calldata tag2,
		string calldata endpoint,
		string calldata feedbackURI,
		bytes32 feedbackHash
	) external;
	/// @notice Takes the caller's feedback back.
	function revokeFeedback(uint256 agentId, uint64 feedbackIndex) external;
	/// @notice Answers feedback.
	function appendResponse(
		uint256 agentId,
		address clientAddress,
		uint64 feedbackIndex,
		string calldata responseURI,
		bytes32 responseHash
	) external;
	/// @notice The average of what the clients named said.
	function getSummary(
		uint256 agentId,
		address[] calldata clientAddresses,
		string calldata tag1,
		string calldata tag2
	) external view returns (uint64 count, int128 summaryValue, uint8 summaryValueDecimals);
	/// @notice One feedback; the first has index 1.
	function readFeedback(uint256 agentId, address clientAddress, uint64 feedbackIndex)
		external
		view
		returns (int128 value, uint8 valueDecimals, string memory tag1, string memory tag2, bool isRevoked);
	/// @notice Feedback of the clients named, of all clients if none is.
	function readAllFeedback(
		uint256 agentId,
		address[] calldata clientAddresses,
		string calldata tag1,
		string calldata tag2,
		bool includeRevoked
	)
		external
		view
		returns (
			address[] memory clients,
			uint64[] memory feedbackIndexes,
			int128[] memory values,
			uint8[] memory valueDecimals,
			string[] memory tag1s,
			string[] memory tag2s,
			bool[] memory revokedStatuses
		);
	/// @notice How often feedback was answered, by the responders named or by anybody.
	function getResponseCount(
		uint256 agentId,
		address clientAddress,
		uint64 feedbackIndex,
		address[] calldata responders
	) external view returns (uint64 count);
	/// @notice Who gave feedback.
	function getClients(uint256 agentId) external view returns (address[] memory);
	/// @notice The index of a client's last feedback, 0 if there is none.
	function getLastIndex(uint256 agentId, address clientAddress) external view returns (uint64);
	/// @notice The identity registry that agents are of.
	function getIdentityRegistry() external view returns (address);
	/// @notice Which version of the interface this is.
	function getVersion() external pure returns (string memory);
}
