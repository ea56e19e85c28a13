// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC8004Reputation} from "../interfaces/IERC8004Reputation.sol";
import {Lists} from "./Lists.sol";

/// @title Feedback, and its reading
/// @notice What is written is bounded; what reads a list refuses to read more than {Lists.MAX} entries and names the
/// function that pages.
abstract contract FeedbackStore is IERC8004Reputation {
	/// @notice There is no feedback `feedbackIndex`; the client's last is `lastIndex`.
	error NoSuchFeedback(uint64 feedbackIndex, uint64 lastIndex);
	/// @notice The feedback is revoked.
	error AlreadyRevoked(uint64 feedbackIndex);
	/// @notice A value is at most 10^38 with at most 18 decimals.
	error ValueOutOfRange(int128 value, uint8 valueDecimals);
	/// @notice A tag has at most 64 bytes.
	error TagTooLong(uint256 length);
	/// @notice A response says where it is.
	error EmptyResponseURI();
	/// @notice A summary is over clients that the reader names: of all of them, anybody could be one.
	error ClientsRequired();
	/// @notice `client` is named twice.
	error DuplicateClient(address client);

	struct Feedback {
		int128 value;
		uint8 valueDecimals;
		bool isRevoked;
		string tag1;
		string tag2;
	}

	int128 private constant MAX_VALUE = 1e38;
	uint256 private constant MAX_TAG = 64;

	mapping(uint256 agentId => mapping(address client => mapping(uint64 index => Feedback))) private _feedback;
	mapping(uint256 agentId => mapping(address client => uint64)) private _lastIndex;
	mapping(uint256 agentId => address[]) private _clients;
	/// @dev Counters of responses: of an agent, of a client's, of one feedback, and of one feedback by a responder.
	mapping(bytes32 key => uint64) private _responses;

	/// @inheritdoc IERC8004Reputation
	function getLastIndex(uint256 agentId, address clientAddress) public view returns (uint64) {
		return _lastIndex[agentId][clientAddress];
	}

	/// @inheritdoc IERC8004Reputation
	function getClients(uint256 agentId) external view returns (address[] memory) {
		Lists.checkLength(_clients[agentId].length);
		return _clients[agentId];
	}

	/// @notice The clients of an agent from number `from` on, at most `limit`.
	/// @return page some of them
	/// @return total how many there are
	function getClientsPage(uint256 agentId, uint256 from, uint256 limit)
		external
		view
		returns (address[] memory page, uint256 total)
	{
		address[] storage all = _clients[agentId];
		total = all.length;
		page = new address[](Lists.pageLength(total, from, limit));
		for (uint256 i = 0; i < page.length; ++i) page[i] = all[from + i];
	}

	/// @inheritdoc IERC8004Reputation
	function readFeedback(uint256 agentId, address clientAddress, uint64 feedbackIndex)
		external
		view
		returns (int128 value, uint8 valueDecimals, string memory tag1, string memory tag2, bool isRevoked)
	{
		_requireFeedback(agentId, clientAddress, feedbackIndex);
		Feedback storage f = _feedback[agentId][clientAddress][feedbackIndex];
		return (f.value, f.valueDecimals, f.tag1, f.tag2, f.isRevoked);
	}

	/// @inheritdoc IERC8004Reputation
	function getSummary(
		uint256 agentId,
		address[] calldata clientAddresses,
		string calldata tag1,
		string calldata tag2
	) external view returns (uint64 count, int128 summaryValue, uint8 summaryValueDecimals) {
		if (clientAddresses.length == 0) revert ClientsRequired();
		_requireDifferent(clientAddresses);
		(address[] memory clients, uint64[] memory indexes, uint256 found) =
			_matching(agentId, clientAddresses, tag1, tag2, false);
		if (found == 0) return (0, 0, 0);
		int256 sum = 0;
		uint256[19] memory having;
		for (uint256 i = 0; i < found; ++i) {
			Feedback storage f = _feedback[agentId][clients[i]][indexes[i]];
			sum += int256(f.value) * _power(18 - f.valueDecimals);
			++having[f.valueDecimals];
		}
		// The decimals that most feedback has, the fewest of those that are as frequent.
		for (uint8 d = 1; d < 19; ++d) {
			if (having[d] > having[summaryValueDecimals]) summaryValueDecimals = d;
		}
		// An average of values of at most 10^38 with no fewer decimals than asked for: it fits.
		summaryValue = int128(sum / int256(found) / _power(18 - summaryValueDecimals));
		count = uint64(found);
	}

	/// @inheritdoc IERC8004Reputation
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
		)
	{
		uint256 found;
		(clients, feedbackIndexes, found) =
			_matching(agentId, _named(agentId, clientAddresses), tag1, tag2, includeRevoked);
		// Both arrays were made for the most that could match.
		assembly ("memory-safe") {
			mstore(clients, found)
			mstore(feedbackIndexes, found)
		}
		values = new int128[](found);
		valueDecimals = new uint8[](found);
		tag1s = new string[](found);
		tag2s = new string[](found);
		revokedStatuses = new bool[](found);
		for (uint256 i = 0; i < found; ++i) {
			Feedback storage f = _feedback[agentId][clients[i]][feedbackIndexes[i]];
			(values[i], valueDecimals[i], revokedStatuses[i]) = (f.value, f.valueDecimals, f.isRevoked);
			(tag1s[i], tag2s[i]) = (f.tag1, f.tag2);
		}
	}

	/// @inheritdoc IERC8004Reputation
	function getResponseCount(
		uint256 agentId,
		address clientAddress,
		uint64 feedbackIndex,
		address[] calldata responders
	) external view returns (uint64 count) {
		if (responders.length == 0) return _responses[_responseKey(agentId, clientAddress, feedbackIndex, address(0))];
		_requireDifferent(responders);
		for (uint256 i = 0; i < responders.length; ++i) {
			count += _responses[_responseKey(agentId, clientAddress, feedbackIndex, responders[i])];
		}
	}

	/// @dev Stores the caller's feedback and gives its index.
	function _store(uint256 agentId, int128 value, uint8 valueDecimals, string calldata tag1, string calldata tag2)
		internal
		returns (uint64 index)
	{
		if (valueDecimals > 18 || value > MAX_VALUE || value < -MAX_VALUE) revert ValueOutOfRange(value, valueDecimals);
		if (bytes(tag1).length > MAX_TAG) revert TagTooLong(bytes(tag1).length);
		if (bytes(tag2).length > MAX_TAG) revert TagTooLong(bytes(tag2).length);
		index = ++_lastIndex[agentId][msg.sender];
		if (index == 1) _clients[agentId].push(msg.sender);
		Feedback storage f = _feedback[agentId][msg.sender][index];
		(f.value, f.valueDecimals, f.tag1, f.tag2) = (value, valueDecimals, tag1, tag2);
	}

	/// @dev Revokes the caller's feedback.
	function _revoke(uint256 agentId, uint64 feedbackIndex) internal {
		_requireFeedback(agentId, msg.sender, feedbackIndex);
		Feedback storage f = _feedback[agentId][msg.sender][feedbackIndex];
		if (f.isRevoked) revert AlreadyRevoked(feedbackIndex);
		f.isRevoked = true;
	}

	/// @dev Counts a response of the caller. Counters and no lists: whoever responds often fills no list of others.
	function _countResponse(uint256 agentId, address client, uint64 feedbackIndex, uint256 uriLength) internal {
		_requireFeedback(agentId, client, feedbackIndex);
		if (uriLength == 0) revert EmptyResponseURI();
		address[2] memory who = [address(0), msg.sender];
		for (uint256 i = 0; i < 2; ++i) {
			++_responses[_responseKey(agentId, address(0), 0, who[i])];
			++_responses[_responseKey(agentId, client, 0, who[i])];
			++_responses[_responseKey(agentId, client, feedbackIndex, who[i])];
		}
	}

	function _responseKey(uint256 agentId, address client, uint64 index, address responder)
		private
		pure
		returns (bytes32)
	{
		// Of all clients, there is no single feedback.
		return keccak256(abi.encode(agentId, client, client == address(0) ? 0 : index, responder));
	}

	function _requireFeedback(uint256 agentId, address client, uint64 feedbackIndex) private view {
		uint64 last = _lastIndex[agentId][client];
		if (feedbackIndex == 0 || feedbackIndex > last) revert NoSuchFeedback(feedbackIndex, last);
	}

	/// @dev The clients named, or all.
	function _named(uint256 agentId, address[] calldata list) private view returns (address[] memory) {
		_requireDifferent(list);
		if (list.length != 0) return list;
		Lists.checkLength(_clients[agentId].length);
		return _clients[agentId];
	}

	function _requireDifferent(address[] calldata list) private pure {
		Lists.checkLength(list.length);
		for (uint256 i = 1; i < list.length; ++i) {
			for (uint256 j = 0; j < i; ++j) {
				if (list[i] == list[j]) revert DuplicateClient(list[i]);
			}
		}
	}

	/// @dev The feedback of `from` with these tags; an empty tag is every tag. The arrays are longer than `found`.
	function _matching(
		uint256 agentId,
		address[] memory from,
		string calldata tag1,
		string calldata tag2,
		bool includeRevoked
	) private view returns (address[] memory clients, uint64[] memory indexes, uint256 found) {
		uint256 most = 0;
		for (uint256 i = 0; i < from.length; ++i) most += _lastIndex[agentId][from[i]];
		Lists.checkLength(most);
		(clients, indexes) = (new address[](most), new uint64[](most));
		for (uint256 i = 0; i < from.length; ++i) {
			uint64 last = _lastIndex[agentId][from[i]];
			for (uint64 j = 1; j <= last; ++j) {
				Feedback storage f = _feedback[agentId][from[i]][j];
				if (f.isRevoked && !includeRevoked) continue;
				if (!_matches(tag1, f.tag1) || !_matches(tag2, f.tag2)) continue;
				(clients[found], indexes[found]) = (from[i], j);
				++found;
			}
		}
	}

	function _matches(string calldata wanted, string memory tag) private pure returns (bool) {
		return bytes(wanted).length == 0 || keccak256(bytes(wanted)) == keccak256(bytes(tag));
	}

	function _power(uint256 exponent) private pure returns (int256) {
		return int256(10 ** exponent);
	}
}
