// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Bounds of what is read at once
library Lists {
	/// @notice The list has `length` entries, more than are read at once: read it page by page.
	error ListTooLong(uint256 length, uint256 max);

	/// @dev How many entries are read at once.
	uint256 internal constant MAX = 1000;

	/// @notice Reverts when `length` is above the bound.
	function checkLength(uint256 length) internal pure {
		if (length > MAX) revert ListTooLong(length, MAX);
	}

	/// @notice How many of `total` entries a page from `from` on has.
	function pageLength(uint256 total, uint256 from, uint256 limit) internal pure returns (uint256) {
		checkLength(limit);
		if (from >= total) return 0;
		return total - from < limit ? total - from : limit;
	}
}
