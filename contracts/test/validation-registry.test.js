import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keccak256, toUtf8Bytes } from 'ethers';
import { batch } from './support/althing.js';
import * as entries from './support/entries.js';
import { Fleet } from './support/fleet.js';
import { refused } from './support/setup.js';

const AGENT = 42;
const results = ['first', 'second', 'third'].map((text) => `0x${Buffer.from(text).toString('hex')}`);
const done = batch(results);

let fleet;
let owner;
let hashes;
before(async () => {
	fleet = await Fleet.start();
	owner = fleet.person(1);
	await fleet.register(owner, AGENT);
	hashes = await Promise.all(results.map((result) => fleet.validation.read('requestHashOf', AGENT, result)));
});
after(() => fleet.stop());

const anchored = async (grade, agent = AGENT, id = grade) =>
	(await fleet.prove(entries.anchor({ id, agent, grade, root: done.root, count: done.count })))[0];
const ask = (hash, from = owner, agent = AGENT, validator = fleet.validation.address) =>
	fleet.validation.send(from.evm, 'validationRequest', validator, agent, 'ipfs://request', hash);
const answer = (hash, response, evidence, tag) =>
	fleet.validation.send(fleet.chain.accounts[8], 'validationResponse', hash, response, 'ipfs://response', evidence, tag);
const status = async (hash) => [...await fleet.validation.read('getValidationStatus', hash)].slice(1, 5);

describe('validation', () => {
	it('answers with the grade that is proven', async () => {
		const proof = await anchored(1);
		await ask(hashes[0]);
		assert.deepEqual(await status(hashes[0]), [42n, 0n, `0x${'00'.repeat(32)}`, '']);
		await refused(answer(hashes[0], 25, keccak256(proof.entry), 'althing-grade-1'), 'NotProven', [hashes[0]]);
		await fleet.validation.send(undefined, 'recordResult', proof, done.prove(0));
		const { events } = await answer(hashes[0], 25, keccak256(proof.entry), 'althing-grade-1');
		assert.equal(events[0].name, 'ValidationResponse');
		assert.deepEqual(await status(hashes[0]), [42n, 25n, keccak256(proof.entry), 'althing-grade-1']);
		assert.deepEqual([...await fleet.validation.read('getSummary', AGENT, [], '')], [1n, 25n]);
	});

	it('answers nothing else', async () => {
		const proof = await anchored(1);
		const evidence = keccak256(proof.entry);
		await fleet.validation.send(undefined, 'recordResult', proof, done.prove(1));
		await refused(answer(hashes[1], 25, evidence, 'althing-grade-1'), 'NotRequested', [hashes[1]]);
		await ask(hashes[1]);
		await refused(answer(hashes[1], 100, evidence, 'althing-grade-1'), 'ResponseNotProven');
		await refused(answer(hashes[1], 25, keccak256('0x'), 'althing-grade-1'), 'ResponseNotProven');
		await refused(answer(hashes[1], 25, evidence, 'althing-grade-2'), 'ResponseNotProven');
		await answer(hashes[1], 25, evidence, 'althing-grade-1');
		await refused(answer(hashes[1], 25, evidence, 'althing-grade-1'), 'ResultKnown', [hashes[1]]);
	});

	it('answers again when a higher grade is proven, and counts that instead', async () => {
		await refused(fleet.validation.send(undefined, 'recordResult', await anchored(1, AGENT, 9), done.prove(0)), 'ResultKnown');
		const better = await anchored(2);
		await fleet.validation.send(undefined, 'recordResult', better, done.prove(0));
		// Until it is answered, the answer of before stands.
		assert.equal((await status(hashes[0]))[3], 'althing-grade-1');
		await answer(hashes[0], 50, keccak256(better.entry), 'althing-grade-2');
		assert.deepEqual(await status(hashes[0]), [42n, 50n, keccak256(better.entry), 'althing-grade-2']);
		const summary = async (validators, tag) => [...await fleet.validation.read('getSummary', AGENT, validators, tag)];
		assert.deepEqual(await summary([], ''), [2n, 37n]);
		assert.deepEqual(await summary([fleet.validation.address], 'althing-grade-1'), [1n, 25n]);
		assert.deepEqual(await summary([owner.evm, fleet.validation.address], 'althing-grade-2'), [1n, 50n]);
		assert.deepEqual(await summary([owner.evm], ''), [0n, 0n]);
		assert.deepEqual(await summary([], 'other'), [0n, 0n]);
	});

	it('of a result that is not in the batch, or of a reserved grade, is refused', async () => {
		const proof = await anchored(2);
		await refused(fleet.validation.send(undefined, 'recordResult', proof, { ...done.prove(0), result: '0x00' }), 'ResultNotAnchored');
		await refused(fleet.validation.send(undefined, 'recordResult', await anchored(3), done.prove(0)), 'GradeReserved', [3n]);
	});

	it('is asked of this registry, by the agent\'s owner, once', async () => {
		await refused(ask(hashes[2], owner, AGENT, owner.evm), 'NotTheValidator');
		await refused(ask(hashes[2], fleet.person(2)), 'NotAuthorized');
		await refused(ask(hashes[0]), 'RequestKnown', [hashes[0]]);
		await refused(fleet.validation.read('getValidationStatus', hashes[2]), 'NotRequested', [hashes[2]]);
	});

	it('of one agent cannot be taken away by the owner of another', async () => {
		const squatter = fleet.person(2);
		await fleet.register(squatter, 43);
		await ask(hashes[2], squatter, 43);
		await ask(hashes[2]);
		const proof = await anchored(2);
		await fleet.validation.send(undefined, 'recordResult', proof, done.prove(2));
		await answer(hashes[2], 50, keccak256(proof.entry), 'althing-grade-2');
		assert.deepEqual(await status(hashes[2]), [42n, 50n, keccak256(proof.entry), 'althing-grade-2']);
		assert.deepEqual([...await fleet.validation.read('getSummary', 43, [], '')], [0n, 0n]);
	});

	it('is listed, whole and by pages', async () => {
		assert.deepEqual([...await fleet.validation.read('getAgentValidations', AGENT)], hashes);
		assert.deepEqual([...await fleet.validation.read('getValidatorRequests', fleet.validation.address)], hashes);
		assert.deepEqual([...await fleet.validation.read('getValidatorRequests', owner.evm)], []);
		const [page, total] = await fleet.validation.read('getAgentValidationsPage', AGENT, 1, 1);
		assert.deepEqual([[...page], total], [[hashes[1]], 3n]);
		assert.deepEqual([...(await fleet.validation.read('getValidatorRequestsPage', 2, 5))[0]], [hashes[2]]);
		assert.equal((await fleet.validation.read('evidenceOf', hashes[0])).grade, 2n);
		assert.equal((await fleet.validation.read('evidenceOf', keccak256(toUtf8Bytes('x')))).grade, 0n);
	});
});
