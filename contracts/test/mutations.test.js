// Proofs with one bit, item or number changed: none may pass. The same in every run.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getBytes, hexlify } from 'ethers';
import { batch } from './support/althing.js';
import { generator } from './support/bytes.js';
import * as entries from './support/entries.js';
import { deployed, fullArgs, relay } from './support/setup.js';

const WIDTH = { department: 8, index: 32, count: 32, blockOrder: 64, mmrOrder: 64, commitmentBlock: 32, order: 64 };

/** Everything that one bit can do to a value of a proof, and what a list's length can. */
function* mutations(name, value) {
	if (Array.isArray(value)) {
		for (let i = 0; i < value.length; i += 1) {
			for (const [how, changed] of mutations(`${name}[${i}]`, value[i])) yield [how, value.with(i, changed)];
			yield [`${name} without ${i}`, value.toSpliced(i, 1)];
			yield [`${name} with ${i} twice`, value.toSpliced(i, 0, value[i])];
			if (i > 0 && value[i] !== value[i - 1]) yield [`${name} with ${i} before ${i - 1}`, value.toSpliced(i - 1, 2, value[i], value[i - 1])];
		}
		yield [`${name} with one more`, [...value, `0x${'00'.repeat(32)}`]];
	} else if (typeof value === 'string') {
		const bytes = getBytes(value);
		for (let bit = 0; bit < bytes.length * 8; bit += 1) {
			const changed = Uint8Array.from(bytes);
			changed[bit >> 3] ^= 1 << (bit & 7);
			yield [`${name} bit ${bit}`, hexlify(changed)];
		}
	} else {
		const width = WIDTH[name] ?? 256;
		for (let bit = 0; bit < width; bit += 1) yield [`${name} bit ${bit}`, BigInt(value) ^ (1n << BigInt(bit))];
	}
}

function* ofStruct(struct) {
	for (const [field, value] of Object.entries(struct)) {
		for (const [how, changed] of mutations(field, value)) yield [how, { ...struct, [field]: changed }];
	}
}

let all;
let entryProof;
let done;
before(async () => {
	all = await deployed();
	const { althing, client } = all;
	const random = generator('batch');
	done = batch(Array.from({ length: 13 }, () => random.hash().slice(0, 22)));
	althing.idle(5);
	const anchors = Array.from({ length: 5 }, (_, i) =>
		entries.anchor({ id: i, department: 4, root: done.root, count: done.count, schema: random.hash() }));
	const number = althing.block({ 1: [entries.decision({ department: 1 })], 4: anchors, 6: [entries.decision({ department: 6 })] });
	althing.idle(7);
	await relay(client, althing);
	// Another known root, so that a changed block number can be one that is known.
	althing.idle(1);
	await relay(client, althing);
	entryProof = althing.prove(number, 4, 3, althing.blocks.length - 1);
});
after(() => all.chain.stop());

/** Calls with each of `cases`; gives the names of those that were not refused. */
async function accepted(contract, method, cases, passes) {
	const taken = [];
	let refusals = 0;
	for (let at = 0; at < cases.length; at += 100) {
		const slice = cases.slice(at, at + 100);
		const requests = slice.map(([, args]) => ['eth_call', [{ to: contract.address, data: contract.data(method, args) }, 'latest']]);
		const answers = await all.chain.batch(requests);
		answers.forEach(({ result }, i) => {
			if (result !== undefined && passes(contract.abi.decodeFunctionResult(method, result))) taken.push(slice[i][0]);
			else refusals += 1;
		});
	}
	return { taken, refusals };
}

describe('no mutation passes', () => {
	it('of an entry\'s proof', async () => {
		const { verifier } = all;
		const root = all.althing.rootAfter(entryProof.commitmentBlock);
		const cases = [...ofStruct(entryProof)];
		assert.equal((await verifier.read('anchorOf', entryProof)).id, 3n);
		const views = cases.map(([how, proof]) => [how, [proof]]);
		const { taken, refusals } = await accepted(verifier, 'anchorOf', views, () => true);
		assert.deepEqual(taken, []);
		assert.ok(refusals > 4000, `${refusals} were tried`);
		// Without the light client the commitment's block means nothing: every other field does.
		const pure = cases.filter(([how]) => !how.startsWith('commitmentBlock')).map(([how, proof]) => [how, [root, proof]]);
		assert.deepEqual((await accepted(verifier, 'verifyEntry', pure, ([passes]) => passes)).taken, []);
	});

	it('of a result\'s proof', async () => {
		const { verifier } = all;
		for (const index of [0, 7, 12]) {
			const proof = done.prove(index);
			const cases = [...ofStruct(proof)].map(([how, changed]) => [how, [entryProof, changed]]);
			assert.deepEqual((await accepted(verifier, 'resultOf', cases, () => true)).taken, []);
		}
	});

	it('of a commitment, its signatures and its handover', async () => {
		const { althing, client } = all;
		althing.rotate();
		const names = ['commitment', 'bitfield', 'signatures', 'siblings', 'handover'];
		// Quorum by the places 0, 2, 3: with a sibling in the multiproof.
		const args = fullArgs(althing.full({ handover: true, places: [0, 2, 3] }));
		await client.simulate(all.chain.accounts[0], 'submitFull', ...args);
		const cases = names.flatMap((name, i) =>
			[...(name === 'handover' ? ofStruct(args[i]) : mutations(name, args[i]))].map(([how, changed]) => [how, args.with(i, changed)]));
		const { taken, refusals } = await accepted(client, 'submitFull', cases, () => true);
		assert.deepEqual(taken, []);
		assert.ok(refusals > 4000, `${refusals} were tried`);
	});

	it('of several bits at once', async () => {
		const { verifier } = all;
		const random = generator('several');
		const singles = [...ofStruct(entryProof)];
		const cases = Array.from({ length: 2000 }, () => {
			const picked = [singles[random.below(singles.length)], singles[random.below(singles.length)]];
			const merged = { ...entryProof };
			for (const [, proof] of picked) {
				for (const field of Object.keys(proof)) if (proof[field] !== entryProof[field]) merged[field] = proof[field];
			}
			return [picked.map(([how]) => how).join(' and '), [merged]];
		});
		assert.deepEqual((await accepted(verifier, 'anchorOf', cases, () => true)).taken, []);
	});
});
