// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The validation registry of ERC-8004
interface IERC8004Validation {
	/// @notice An agent's owner asks for validation.
	event ValidationRequest(
		address indexed validatorAddress, uint256 indexed agentId, string requestURI, bytes32 indexed requestHash
	);
	/// @notice A validator answers.
	event ValidationResponse(
		address indexed validatorAddress,
		uint256 indexed agentId,
		bytes32 indexed requestHash,
		uint8 response,
		string responseURI,
		bytes32 responseHash,
		string tag
	);

	/// @notice Asks for validation.
	function validationRequest(
		address validatorAddress,
		uint256 agentId,
		string calldata requestURI,
		bytes32 requestHash
	) external;
	/// @notice Answers, 0 to 100.
	function validationResponse(
		bytes32 requestHash,
		uint8 response,
		string calldata responseURI,
		bytes32 responseHash,
		string calldata tag
	) external;
	/// @notice What is known of a request.
	function getValidationStatus(bytes32 requestHash)
		external
		view
		returns (
			address validatorAddress,
			uint256 agentId,
			uint8 response,
			bytes32 responseHash,
			string memory tag,
			uint256 lastUpdate
		);
	/// @notice The average answer.
	function getSummary(uint256 agentId, address[] calldata validatorAddresses, string calldata tag)
		external
		view
		returns (uint64 count, uint8 avgResponse);
	/// @notice The requests about an agent.
	function getAgentValidations(uint256 agentId) external view returns (bytes32[] memory);
	/// @notice The requests to a validator.
	function getValidatorRequests(address validatorAddress) external view returns (bytes32[] memory);
	/// @notice The identity registry that agents are of.
	function getIdentityRegistry() external view returns (address);
	/// @notice Which version of the interface this is.
	function getVersion() external pure returns (string memory);
}
