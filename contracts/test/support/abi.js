// An ABI as facts: selector or topic, and what stands behind it.
import { id } from 'ethers';

function typeOf({ type, components }) {
	return components ? `(${components.map(typeOf).join(',')})${type.slice('tuple'.length)}` : type;
}

const list = (parameters) => parameters.map((p) => [typeOf(p), p.indexed ? 'indexed' : '', p.name].filter(Boolean).join(' ')).join(', ');
const signature = ({ name, inputs }) => `${name}(${inputs.map(typeOf).join(',')})`;

/** Functions, events and errors by selector or topic. */
export function facts(abi) {
	const found = { functions: {}, events: {}, errors: {} };
	for (const item of abi) {
		if (item.type === 'function') {
			const returns = item.outputs.length === 0 ? '' : ` returns (${list(item.outputs)})`;
			found.functions[id(signature(item)).slice(0, 10)] = `${item.name}(${list(item.inputs)}) ${item.stateMutability}${returns}`;
		} else if (item.type === 'event') {
			found.events[id(signature(item))] = `${item.name}(${list(item.inputs)})${item.anonymous ? ' anonymous' : ''}`;
		} else if (item.type === 'error') {
			found.errors[id(signature(item)).slice(0, 10)] = signature(item);
		}
	}
	return found;
}

// What belongs to how the official deployments are put behind a proxy and owned, not to the standard: ours have no
// owner and no upgrade.
const MACHINERY = new Set([
	'UPGRADE_INTERFACE_VERSION', 'initialize', 'owner', 'proxiableUUID', 'renounceOwnership', 'transferOwnership',
	'upgradeToAndCall', 'Initialized', 'OwnershipTransferred', 'Upgraded',
]);

/** The official ABI without proxy, owner, and errors that are not ERC-721's. */
export const standard = (abi) =>
	abi.filter(({ type, name }) => !MACHINERY.has(name) && (type !== 'error' || name.startsWith('ERC721')));
