// Proofs that the contracts and `althing-merkle` have to judge alike: test/vectors/proofs.json, which the crate's tests read too.
// BLESS=1 writes it anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { hexlify } from 'ethers';
import { Althing, batch } from './support/althing.js';
import { generator } from './support/bytes.js';
import * as entries from './support/entries.js';
import { deployed, refused } from './support/setup.js';

const FILE = new URL('vectors/proofs.json', import.meta.url);

/** A chain of 21 blocks with every kind of entry, and each of them proven under two roots. */
function vectors() {
	const random = generator('vectors');
	const althing = new Althing({ seed: 'vectors' });
	const results = Array.from({ length: 7 }, (_, i) => random.hash().slice(0, 6 + 8 * i));
	const done = batch(results);
	const [owner, payer, schema, key, card, evidence, receipt] = Array.from({ length: 7 }, () => random.hash());
	const lists = {
		0: [entries.decision({ proposal: 9, departments: 5, form: 3, answer: -2, evidence, receipt })],
		3: [
			entries.anchor({ id: 2n ** 64n - 1n, agent: 77, department: 3, grade: 2, schema, root: done.root, count: done.count, key }),
			entries.registration({ agent: 77, department: 3, owner, evm: random.hash().slice(0, 42), card }),
			entries.work({ agent: 77, proposal: 9, department: 3, owner, payer, paid: 2n ** 127n + 1n, verdict: 1 }),
			entries.expired({ proposal: 10, department: 3, departments: 8 }),
		],
		7: [entries.decision({ proposal: 11, department: 7, departments: 128, form: 2, answer: 255 })],
	};
	althing.idle(5);
	const number = althing.block(lists);
	althing.idle(14);
	const proofs = [number + 1, 20].flatMap((commitment) =>
		Object.entries(lists).flatMap(([department, list]) =>
			list.map((_, index) => {
				// As numbers: an order of these paths has few bits.
				const { blockOrder, mmrOrder, ...rest } = althing.prove(number, Number(department), index, commitment);
				const proof = { ...rest, blockOrder: Number(blockOrder), mmrOrder: Number(mmrOrder) };
				return { root: althing.rootAfter(commitment), block: number, proof };
			})));
	return { proofs, results: results.map((_, index) => ({ ...done.prove(index), result: hexlify(results[index]) })) };
}

describe('the vectors that both verifiers have', () => {
	let all;
	before(async () => { all = await deployed(); });
	after(() => all.chain.stop());

	it('are those that are committed', () => {
		const text = `${JSON.stringify(vectors(), undefined, '\t')}\n`;
		if (process.env.BLESS) writeFileSync(FILE, text);
		assert.equal(readFileSync(FILE, 'utf8'), text);
	});

	it('pass here', async () => {
		const { proofs, results } = JSON.parse(readFileSync(FILE, 'utf8'));
		for (const { root, proof } of proofs) assert.equal(await all.verifier.read('verifyEntry', root, proof), true);
		const { root, proof } = proofs[1];
		for (const result of results) assert.equal(await all.verifier.read('verifyResult', root, proof, result), true);
		await refused(all.verifier.read('verifyResult', root, proof, { ...results[0], index: 1 }), 'ResultNotAnchored');
	});
});
