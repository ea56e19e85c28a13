// Measures gas on anvil and writes docs/bench/gas.md. The same in every run but for samples, which anvil's PREVRANDAO draws.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataLength, keccak256, toBeHex } from 'ethers';
import { ROOT } from './compile.js';
import { render } from './gas-report.js';
import { Althing, batch } from '../test/support/althing.js';
import { startAnvil } from '../test/support/anvil.js';
import { generator } from '../test/support/bytes.js';
import * as entries from '../test/support/entries.js';
import { account } from '../test/support/fleet.js';
import { prove } from '../test/support/merkle.js';
import { deployClient, fullArgs } from '../test/support/setup.js';
import { attest, bitfield, quorum, sign } from '../test/support/validators.js';

const LENGTHS = [4, 16, 64, 80, 96, 128, 300];
// A path through a mountain range of 2^20 to 2^21 blocks: 24 to 48 days at 2 s a block.
const PATH = 20;
const SAMPLING = [17, 128, 24];
const NO_HANDOVER = { leaf: '0x', items: [], order: 0n };

const random = generator('gas');
const hashes = (count) => Array.from({ length: count }, () => random.hash());
const calldata = (contract, name, args) => dataLength(contract.data(name, args));

/** The root that `leaf` has at the end of a path of `length` items, all to its right. */
function climb(leaf, length) {
	const items = hashes(length);
	return { items, order: 0n, root: items.reduce((node, item) => keccak256(node + item.slice(2)), keccak256(leaf)) };
}

/** Places as a real quorum has them: any of the set. */
function someQuorum(length) {
	const places = Array.from({ length }, (_, i) => i);
	while (places.length > quorum(length)) places.splice(random.below(places.length), 1);
	return places;
}

/** What every commitment after the first 256 finds: no place of the ring is empty. */
async function fillRing(chain, client) {
	// The state word and two roots come before the ring: 256 roots and 32 words of block numbers.
	for (let slot = 3; slot < 3 + 256 + 32; slot += 1) {
		await chain.rpc('anvil_setStorageAt', client.address, toBeHex(slot), toBeHex(1n << 255n, 32));
	}
}

async function follow(chain, length, sampling = [0, 0, 0]) {
	const althing = new Althing({ lengths: () => length });
	const client = await deployClient(chain, althing, sampling);
	await fillRing(chain, client);
	althing.idle(3);
	return { althing, client };
}

/** A commitment that hands over, by a leaf at the end of a long path. */
function handover(althing) {
	althing.rotate();
	const { leaf } = althing.handover();
	const { root, ...path } = climb(leaf, PATH);
	return { commitment: althing.commitment({ mmrRoot: root }), handover: { leaf, ...path } };
}

async function full(chain, length) {
	const { althing, client } = await follow(chain, length);
	const send = async (parts) => {
		const args = fullArgs(parts);
		return { gas: (await client.send(undefined, 'submitFull', ...args)).gas, bytes: calldata(client, 'submitFull', args) };
	};
	const commitment = await send(althing.full({ places: someQuorum(length) }));
	const change = handover(althing);
	const parts = althing.full({ commitment: change.commitment, places: someQuorum(length) });
	return { commitment, handover: await send({ ...parts, handover: change.handover }) };
}

/** The three transactions; undefined where the client refuses to sample. */
async function sampled(chain, length, changes) {
	const { althing, client } = await follow(chain, length, SAMPLING);
	const change = changes ? handover(althing) : { commitment: althing.commitment(), handover: NO_HANDOVER };
	const { bytes } = change.commitment;
	const set = althing.set(change.commitment.setId);
	const places = someQuorum(length);
	const field = bitfield(length, places);
	const [r, vs] = sign(set.members[places[0]], bytes);
	const opening = [bytes, field, { index: places[0], r, vs, siblings: prove(set.leaves, places[0]).items }];
	let initial;
	try {
		initial = await client.send(undefined, 'submitInitial', ...opening);
	} catch (error) {
		if (error.name === 'SampleNotSmaller') return undefined;
		throw error;
	}
	await chain.mine(SAMPLING[1]);
	const seed = await client.send(undefined, 'commitPrevRandao', keccak256(bytes));
	const sample = (await client.read('sample', chain.accounts[0], bytes, field)).map(Number);
	const { signatures, siblings } = attest(set, sample, bytes);
	const closing = [bytes, field, signatures, siblings, change.handover];
	const final = await client.send(undefined, 'submitFinal', ...closing);
	return {
		signatures: sample.length, initial: initial.gas, seed: seed.gas, final: final.gas,
		total: initial.gas + seed.gas + final.gas,
		bytes: calldata(client, 'submitInitial', opening) + calldata(client, 'submitFinal', closing) + 36,
	};
}

/** Proofs of one entry of each kind in a block of `perDepartment` entries in each of 8 departments. */
async function results(chain, perDepartment, path) {
	const { althing, client } = await follow(chain, 4);
	const [owner, payer] = [1, 2].map((i) => ({ account: account(i), evm: chain.accounts[i] }));
	const done = batch(Array.from({ length: 64 }, () => random.hash()));
	const kinds = [
		entries.decision({}),
		entries.anchor({ grade: 2, root: done.root, count: done.count }),
		entries.registration({ owner: owner.account, evm: owner.evm }),
		entries.registration({ agent: 8, owner: payer.account, evm: payer.evm }),
		entries.work({ owner: owner.account, payer: payer.account }),
	];
	const filler = (count) => hashes(count).map((receipt) => entries.decision({ receipt }));
	const departments = Array.from({ length: 8 }, (_, d) => [d, d === 0 ? [...kinds, ...filler(Math.max(0, perDepartment - 5))] : filler(perDepartment)]);
	const number = althing.block(Object.fromEntries(perDepartment === 1 ? [[0, kinds]] : departments));
	althing.block();
	const leaf = althing.leaves[number];
	const { root, items, order } = climb(leaf, path);
	const commitment = althing.commitment({ mmrRoot: root });
	await client.send(undefined, 'submitFull', ...fullArgs(althing.full({ commitment })));
	const proof = (index) => ({ ...althing.prove(number, 0, index), mmrItems: items, mmrOrder: order });
	return { client, done, owner, payer, proof };
}

async function verified(chain, perDepartment, path) {
	const { client, done, proof } = await results(chain, perDepartment, path);
	const verifier = await chain.deploy('AnchorVerifier', client.address);
	const escrow = await chain.deploy('PayOnDecision', verifier.address, 1, chain.accounts[9]);
	const decision = await verifier.send(undefined, 'decisionOf', proof(0));
	const result = await verifier.send(undefined, 'resultOf', proof(1), done.prove(17));
	const consumer = await escrow.send(undefined, 'release', proof(0));
	return { decision: decision.gas, result: result.gas, consumer: consumer.gas, bytes: calldata(verifier, 'decisionOf', [proof(0)]) };
}

async function registries(chain) {
	const { client, done, owner, payer, proof } = await results(chain, 64, PATH);
	const verifier = await chain.deploy('AnchorVerifier', client.address);
	const identity = await chain.deploy('IdentityRegistry', verifier.address);
	const reputation = await chain.deploy('ReputationRegistry', identity.address, verifier.address);
	const validation = await chain.deploy('ValidationRegistry', identity.address, verifier.address);
	const request = await validation.read('requestHashOf', 7, done.prove(17).result);
	const feedback = [7, 90n, 0, 'quality', '', '', 'ipfs://feedback', request];
	const calls = [
		[identity, undefined, 'recordRegistration', [proof(2)]],
		[identity, owner.evm, 'register(string)', ['ipfs://card']],
		[reputation, payer.evm, 'recordLink', [proof(3)]],
		[reputation, undefined, 'recordWork', [proof(4)]],
		[reputation, payer.evm, 'giveFeedback', feedback],
		[validation, owner.evm, 'validationRequest', [validation.address, 7, 'ipfs://request', request]],
		[validation, undefined, 'recordResult', [proof(1), done.prove(17)]],
		[validation, undefined, 'validationResponse', [request, 50, '', keccak256(proof(1).entry), 'althing-grade-2']],
	];
	const gas = [];
	for (const [contract, from, name, args] of calls) gas.push([name, (await contract.send(from, name, ...args)).gas]);
	const deployed = { AlthingLightClient: client, AnchorVerifier: verifier, IdentityRegistry: identity, ReputationRegistry: reputation, ValidationRegistry: validation };
	return { gas, deployments: Object.entries(deployed).map(([name, { deployGas }]) => [name, deployGas]) };
}

async function measure(chain) {
	const commitments = [];
	for (const length of LENGTHS) {
		commitments.push({
			length, quorum: quorum(length), full: await full(chain, length),
			sampled: await sampled(chain, length, false), sampledHandover: await sampled(chain, length, true),
		});
	}
	const small = await verified(chain, 1, 10);
	const large = await verified(chain, 64, PATH);
	return { commitments, small, large, ...await registries(chain) };
}

const chain = await startAnvil();
try {
	const text = render(await measure(chain), { path: PATH, sampling: SAMPLING });
	writeFileSync(join(ROOT, '../docs/bench/gas.md'), text);
	process.stdout.write(text);
} finally {
	await chain.stop();
}
