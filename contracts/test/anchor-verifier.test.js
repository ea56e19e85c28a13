import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { concat, getAddress, keccak256, toBeHex } from 'ethers';
import { batch } from './support/althing.js';
import * as entries from './support/entries.js';
import { deployed, refused, relay } from './support/setup.js';

const ACCOUNT = `0x${'a1'.repeat(32)}`;
const PAYER = `0x${'b2'.repeat(32)}`;
const EVM = `0x${'c3'.repeat(20)}`;
const results = Array.from({ length: 11 }, (_, i) => `0x${'0e'.repeat(i + 1)}`);
const done = batch(results);

let all;
let number;
before(async () => {
	all = await deployed();
	all.althing.idle(4);
	number = all.althing.block({
		0: [entries.decision({ proposal: 9, departments: 5, form: 3, answer: -2, evidence: keccak256('0x00'), receipt: keccak256('0x01') })],
		2: [
			entries.anchor({ id: 5, agent: 77, department: 2, grade: 2, schema: keccak256('0x02'), root: done.root, count: done.count, key: keccak256('0x04') }),
			entries.registration({ agent: 77, department: 2, owner: ACCOUNT, evm: EVM, card: keccak256('0x03') }),
			entries.work({ agent: 77, proposal: 9, department: 2, owner: ACCOUNT, payer: PAYER, paid: 2n ** 100n, verdict: 1 }),
		],
		7: Array.from({ length: 7 }, (_, i) => entries.expired({ proposal: 100 + i, department: 7 })),
	});
	all.althing.idle(6);
	await relay(all.client, all.althing);
});
after(() => all.chain.stop());

const plain = (struct) => struct.toObject();

describe('an entry', () => {
	it('of every kind is read as it was written', async () => {
		const { althing, verifier } = all;
		assert.deepEqual(plain(await verifier.read('decisionOf', althing.prove(number, 0, 0))),
			{ proposal: 9n, department: 0n, departments: 5n, outcome: 1n, form: 3n, answer: -2n, evidence: keccak256('0x00'), receipt: keccak256('0x01') });
		assert.deepEqual(plain(await verifier.read('anchorOf', althing.prove(number, 2, 0))),
			{ id: 5n, agent: 77n, department: 2n, grade: 2n, schema: keccak256('0x02'), root: done.root, count: 11n, key: keccak256('0x04') });
		assert.deepEqual(plain(await verifier.read('registrationOf', althing.prove(number, 2, 1))),
			{ agent: 77n, department: 2n, owner: ACCOUNT, evmOwner: getAddress(EVM), card: keccak256('0x03') });
		assert.deepEqual(plain(await verifier.read('workOf', althing.prove(number, 2, 2))),
			{ agent: 77n, proposal: 9n, department: 2n, owner: ACCOUNT, payer: PAYER, paid: 2n ** 100n, verdict: 1n });
	});

	it('at every place of every department is proven, and its position says where', async () => {
		const { althing, verifier } = all;
		for (const [department, list] of Object.entries(althing.blocks[number].entries)) {
			for (let index = 0; index < list.length; index += 1) {
				const position = await verifier.read('positionOf', althing.prove(number, Number(department), index));
				assert.equal(position, (BigInt(number) << 32n) | BigInt(index));
			}
		}
	});

	it('is proven under older roots that are known, too', async () => {
		const { althing, client, verifier } = all;
		const older = althing.prove(number, 0, 0);
		althing.idle(9);
		await relay(client, althing);
		assert.equal((await verifier.read('decisionOf', older)).proposal, 9n);
		assert.equal((await verifier.read('decisionOf', althing.prove(number, 0, 0))).proposal, 9n);
	});

	it('is refused as another kind', async () => {
		const { althing, verifier } = all;
		await refused(verifier.read('decisionOf', althing.prove(number, 2, 2)), 'WrongKind', [4n, 2n]);
		await refused(verifier.read('workOf', althing.prove(number, 0, 0)), 'WrongKind', [2n, 4n]);
	});

	it('with a number that stands for nothing is refused', async () => {
		const { althing, verifier } = all;
		const proof = { ...althing.prove(number, 0, 0) };
		const cases = [
			[entries.decision({ department: 8 }), 9n], [entries.decision({ outcome: 0 }), 11n], [entries.decision({ outcome: 4 }), 11n],
			[entries.decision({ form: 0 }), 12n], [entries.decision({ form: 4 }), 12n], [entries.decision({ outcome: 2 }), 12n],
			[entries.decision({ answer: 2 }), 13n], [entries.decision({ answer: -1 }), 13n],
			[entries.decision({ form: 2, answer: 256 }), 13n],
			[entries.decision({ outcome: 3, form: 0, answer: 1 }), 13n],
		];
		for (const [entry, offset] of cases) {
			await refused(verifier.read('decisionOf', { ...proof, entry }), 'EntryField', [2n, offset]);
		}
		const work = entries.work({ owner: ACCOUNT, payer: PAYER, verdict: 3 });
		await refused(verifier.read('workOf', { ...proof, entry: work }), 'EntryField', [4n, 98n]);
	});

	it('with a length that is not its kind\'s, or of no kind, is refused', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 0, 0);
		const { entry } = proof;
		await refused(verifier.read('decisionOf', { ...proof, entry: entry.slice(0, -2) }), 'EntryLength', [2n, 84n]);
		await refused(verifier.read('decisionOf', { ...proof, entry: `${entry}00` }), 'EntryLength', [2n, 86n]);
		await refused(verifier.read('decisionOf', { ...proof, entry: '0x' }), 'EntryLength', [0n, 0n]);
		await refused(verifier.read('decisionOf', { ...proof, entry: `0x00${entry.slice(4)}` }), 'EntryLength', [0n, 85n]);
		await refused(verifier.read('decisionOf', { ...proof, entry: `0x05${entry.slice(4)}` }), 'EntryLength', [5n, 85n]);
	});

	it('of another department than the tree\'s is refused', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 0, 0);
		await refused(verifier.read('decisionOf', { ...proof, department: 1 }), 'WrongDepartment', [0n, 1n]);
	});

	it('with the proof of another leaf is refused', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 2, 0);
		const other = althing.prove(number, 2, 1);
		await refused(verifier.read('anchorOf', { ...proof, departmentItems: other.departmentItems }), 'OutcomesNotInLeaf');
		await refused(verifier.read('anchorOf', { ...proof, leaf: althing.leaves[number + 1] }), 'OutcomesNotInLeaf');
		await refused(verifier.read('anchorOf', { ...proof, mmrItems: proof.mmrItems.slice(1), mmrOrder: proof.mmrOrder >> 1n }), 'WrongRoot');
	});

	it('under a block that is not known is refused', async () => {
		const { althing, verifier } = all;
		await refused(verifier.read('decisionOf', { ...althing.prove(number, 0, 0), commitmentBlock: 1 }), 'UnknownBlock', [1n]);
	});

	it('of a block without outcomes does not exist: a zero extra proves nothing', async () => {
		const { althing, verifier } = all;
		const proof = { ...althing.prove(number, 0, 0), leaf: althing.leaves[1] };
		await refused(verifier.read('decisionOf', proof), 'OutcomesNotInLeaf');
	});

	it('with proofs of the wrong length or beyond the tree is refused', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 2, 2);
		await refused(verifier.read('workOf', { ...proof, index: 3 }), 'LeafOutOfRange', [3n, 3n]);
		await refused(verifier.read('workOf', { ...proof, departmentItems: [] }), 'ProofLength', [0n]);
		await refused(verifier.read('workOf', { ...proof, departmentItems: Array(2).fill(ACCOUNT) }), 'ProofLength', [2n]);
		await refused(verifier.read('workOf', { ...proof, blockItems: Array(65).fill(ACCOUNT) }), 'PathTooLong', [65n]);
		await refused(verifier.read('workOf', { ...proof, mmrOrder: 2n ** 63n }), 'PathOrder', [2n ** 63n]);
	});
});

describe('a result', () => {
	it('at every place of a batch is proven with its grade', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 2, 0);
		for (let index = 0; index < results.length; index += 1) {
			const anchor = await verifier.read('resultOf', proof, done.prove(index));
			assert.equal(anchor.grade, 2n);
			assert.equal(anchor.agent, 77n);
			assert.equal(await verifier.read('verifyResult', althing.rootAfter(proof.commitmentBlock), proof, done.prove(index)), true);
		}
	});

	it('that was not anchored is refused', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 2, 0);
		await refused(verifier.read('resultOf', proof, { ...done.prove(3), result: '0x' }), 'ResultNotAnchored');
		await refused(verifier.read('resultOf', proof, { ...done.prove(3), index: 2 }), 'ResultNotAnchored');
		await refused(verifier.read('resultOf', proof, { ...done.prove(3), index: 11 }), 'LeafOutOfRange', [11n, 11n]);
		await refused(verifier.read('resultOf', proof, { ...done.prove(10), index: 9 }), 'ProofLength');
	});

	it('is not the two children of an inner node', async () => {
		const { althing, verifier } = all;
		const proof = althing.prove(number, 2, 0);
		const forged = { index: 0, result: concat([keccak256(results[0]), keccak256(results[1])]), items: done.prove(0).items.slice(1) };
		await refused(verifier.read('resultOf', proof, forged), 'ProofLength');
	});

	it('of a grade that is reserved is refused', async () => {
		for (const grade of [0, 3, 4, 255]) {
			const { althing, client, verifier } = all;
			const block = althing.block({ 1: [entries.anchor({ department: 1, grade, root: done.root, count: done.count })] });
			althing.block();
			await relay(client, althing);
			const proof = althing.prove(block, 1, 0);
			await refused(verifier.read('resultOf', proof, done.prove(0)), 'GradeReserved', [BigInt(grade)]);
		}
	});
});

describe('the example', () => {
	it('pays once the fleet said yes to its proposal, and not for another', async () => {
		const { althing, chain, client, verifier } = all;
		const to = toBeHex(0xbeef, 20);
		const escrow = await chain.deploy('PayOnDecision', verifier.address, 501, to);
		await chain.rpc('anvil_setBalance', escrow.address, '0x64');
		const block = althing.block({ 3: [
			entries.decision({ proposal: 500, department: 3 }),
			entries.decision({ proposal: 501, department: 3, answer: 0 }),
			entries.decision({ proposal: 501, department: 3, outcome: 2, form: 0, answer: 0 }),
			entries.decision({ proposal: 501, department: 3, form: 2 }),
			entries.decision({ proposal: 501, department: 3 }),
		] });
		althing.block();
		await relay(client, althing);
		for (const index of [0, 1, 2, 3]) await refused(escrow.send(undefined, 'release', althing.prove(block, 3, index)), 'NotApproved');
		// A stranger's transaction.
		await escrow.send(chain.accounts[9], 'release', althing.prove(block, 3, 4));
		assert.equal(await chain.rpc('eth_getBalance', to, 'latest'), '0x64');
	});
});
