// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a verifier of results needs of the light client
interface IAlthingLightClient {
	/// @notice The hash of the chain's genesis block: which Althing this client follows.
	function GENESIS() external view returns (bytes32);

	/// @notice The newest block whose MMR root is known.
	function latestBlock() external view returns (uint32);

	/// @notice The root of the chain's Merkle mountain range after `blockNumber`. Reverts when it is not known.
	function rootOf(uint32 blockNumber) external view returns (bytes32);
}
