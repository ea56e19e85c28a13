// Contracts on anvil, and what tests say about refusals.
import assert from 'node:assert/strict';
import { startAnvil } from './anvil.js';
import { Althing } from './althing.js';

export const NO_SAMPLING = [0, 0, 0];
export const SAMPLING = [17, 4, 3];

/** A light client that follows `althing` from where it is. */
export function deployClient(chain, althing, sampling = NO_SAMPLING) {
	const block = althing.blocks.length - 1;
	return chain.deploy(
		'AlthingLightClient', althing.genesis, block, althing.current.tuple, althing.next.tuple, sampling,
	);
}

/** Anvil with a light client and a verifier, and the chain that they follow. Call `chain.stop()` at the end. */
export async function deployed(options = {}, sampling = NO_SAMPLING) {
	const chain = await startAnvil();
	const althing = new Althing(options);
	const client = await deployClient(chain, althing, sampling);
	const verifier = await chain.deploy('AnchorVerifier', client.address);
	return { chain, althing, client, verifier };
}

/** The arguments of `submitFull` in order. */
export const fullArgs = (parts) =>
	[parts.commitment.bytes, parts.bitfield, parts.signatures, parts.siblings, parts.handover];

/** Relays the newest block. */
export const relay = (client, althing, options) => client.send(undefined, 'submitFull', ...fullArgs(althing.full(options)));

/** Asserts that a promise is refused with the contract's error `name` (or one of them), and with `args` where given. */
export async function refused(promise, name, args) {
	await assert.rejects(promise, (error) => {
		assert.ok([name].flat().includes(error.name), `${name} was expected, not ${error.stack}`);
		if (args) assert.deepEqual([...error.args], args);
		return true;
	});
}
