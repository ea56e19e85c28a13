import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getAddress, keccak256, ZeroAddress } from 'ethers';
import * as entries from './support/entries.js';
import { account, Fleet } from './support/fleet.js';
import { refused } from './support/setup.js';

let fleet;
let owner;
let payer;
let other;
let nextProposal = 1;
const AGENT = 42;
before(async () => {
	fleet = await Fleet.start();
	[owner, payer, other] = [1, 2, 3].map((i) => fleet.person(i));
	await fleet.register(owner, AGENT, 43);
	await fleet.link(owner, payer, other);
});
after(() => fleet.stop());

const paidBy = (from, changes = {}) => ({ agent: AGENT, proposal: nextProposal++, owner, payer: from, ...changes });

describe('feedback', () => {
	it('is taken for paid work, once for each proposal, with the work beside it', async () => {
		await fleet.work(paidBy(payer, { paid: 7n, verdict: 1 }), paidBy(payer, { paid: 8n, verdict: 0 }));
		const { events } = await fleet.feedback(payer, AGENT, 90n);
		assert.deepEqual(events.map(({ name }) => name), ['NewFeedback', 'FeedbackProven']);
		await fleet.feedback(payer, AGENT, 70n);
		await refused(fleet.feedback(payer, AGENT, 100n), 'NoProvenWork');
		const job = await fleet.reputation.read('jobOf', AGENT, payer.evm, 2);
		assert.deepEqual([job.paid, job.verdict], [8n, 0n]);
		assert.deepEqual(await fleet.summary(AGENT, [payer]), [2n, 80n, 0n]);
	});

	it('is taken for work that was wrong and earned nothing, and the chain\'s later word is seen', async () => {
		const [early] = await fleet.work(paidBy(other, { agent: 43, paid: 0n, verdict: 2 }));
		const proposal = nextProposal - 1;
		const [later] = await fleet.prove(entries.work({ agent: 43, proposal, owner: owner.account, payer: other.account, paid: 0n, verdict: 0 }));
		await fleet.reputation.send(undefined, 'recordWork', later);
		assert.equal((await fleet.reputation.read('jobOf', 43, other.evm, 1)).verdict, 0n);
		for (const proof of [early, later]) await refused(fleet.reputation.send(undefined, 'recordWork', proof), 'WorkKnown', [43n, BigInt(proposal)]);
		assert.equal(await fleet.reputation.read('jobCount', 43, other.evm), 1n);
		await fleet.feedback(other, 43, -50n);
		await refused(fleet.feedback(other, 43, -50n), 'NoProvenWork');
	});

	it('about another agent than worked is refused', async () => {
		await fleet.work(paidBy(other));
		await refused(fleet.feedback(other, 43), 'NoProvenWork', [43n, getAddress(other.evm)]);
		await fleet.feedback(other, AGENT);
	});

	it('about an agent without a token here is refused', async () => {
		await fleet.work(paidBy(other, { agent: 4711 }));
		await refused(fleet.feedback(other, 4711), 'ERC721NonexistentToken', [4711n]);
	});

	it('out of range or with a long tag is refused', async () => {
		await fleet.work(paidBy(payer));
		await refused(fleet.feedback(payer, AGENT, 10n ** 38n + 1n), 'ValueOutOfRange');
		await refused(fleet.feedback(payer, AGENT, -(10n ** 38n) - 1n), 'ValueOutOfRange');
		await refused(fleet.feedback(payer, AGENT, 1n, { decimals: 19 }), 'ValueOutOfRange');
		await refused(fleet.feedback(payer, AGENT, 1n, { tag1: 'x'.repeat(65) }), 'TagTooLong', [65n]);
		await refused(fleet.feedback(payer, AGENT, 1n, { tag2: 'x'.repeat(65) }), 'TagTooLong', [65n]);
		await fleet.feedback(payer, AGENT, -(10n ** 38n), { decimals: 18, tag1: 'x'.repeat(64) });
	});

	it('can be revoked by its client, which gives no second one', async () => {
		const index = await fleet.reputation.read('getLastIndex', AGENT, payer.evm);
		await refused(fleet.reputation.send(other.evm, 'revokeFeedback', AGENT, index + 5n), 'NoSuchFeedback');
		await fleet.reputation.send(payer.evm, 'revokeFeedback', AGENT, index);
		await refused(fleet.reputation.send(payer.evm, 'revokeFeedback', AGENT, index), 'AlreadyRevoked', [index]);
		await refused(fleet.reputation.send(payer.evm, 'revokeFeedback', AGENT, 0), 'NoSuchFeedback');
		assert.deepEqual(await fleet.summary(AGENT, [payer]), [2n, 80n, 0n]);
		await refused(fleet.feedback(payer, AGENT), 'NoProvenWork');
		assert.equal((await fleet.reputation.read('readFeedback', AGENT, payer.evm, index)).isRevoked, true);
	});
});

describe('reading', () => {
	it('averages across decimals and filters by tags', async () => {
		const [a, b] = [fleet.person(4), fleet.person(5)];
		await fleet.link(a, b);
		await fleet.register(owner, 50);
		await fleet.work(...[a, a, b].map((from) => paidBy(from, { agent: 50 })));
		await fleet.feedback(a, 50, 9977n, { decimals: 2, tag1: 'uptime', tag2: 'week' });
		await fleet.feedback(a, 50, -32n, { decimals: 1, tag1: 'yield' });
		await fleet.feedback(b, 50, 9523n, { decimals: 2, tag1: 'uptime' });
		assert.deepEqual(await fleet.summary(50, [a, b], 'uptime'), [2n, 9750n, 2n]);
		assert.deepEqual(await fleet.summary(50, [a, b], 'uptime', 'week'), [1n, 9977n, 2n]);
		assert.deepEqual(await fleet.summary(50, [a], 'yield'), [1n, -32n, 1n]);
		assert.deepEqual(await fleet.summary(50, [a], 'nothing'), [0n, 0n, 0n]);
		const all = await fleet.reputation.read('readAllFeedback', 50, [], '', '', true);
		const [, indexes, values, decimals, tags] = all.map((list) => [...list]);
		assert.deepEqual(indexes, [1n, 2n, 1n]);
		assert.deepEqual(values, [9977n, -32n, 9523n]);
		assert.deepEqual(decimals, [2n, 1n, 2n]);
		assert.deepEqual(tags, ['uptime', 'yield', 'uptime']);
		assert.deepEqual((await fleet.reputation.read('getClients', 50)).map((x) => x.toLowerCase()), [a.evm, b.evm]);
		const [page, total] = await fleet.reputation.read('getClientsPage', 50, 1, 10);
		assert.deepEqual([page.map((x) => x.toLowerCase()), total], [[b.evm], 2n]);
		assert.deepEqual([...(await fleet.reputation.read('getClientsPage', 50, 2, 10))[0]], []);
		await refused(fleet.reputation.read('getClientsPage', 50, 0, 1001), 'ListTooLong', [1001n, 1000n]);
	});

	it('names its clients, each once', async () => {
		await refused(fleet.summary(50, []), 'ClientsRequired', []);
		await refused(fleet.summary(50, [payer, other, payer]), 'DuplicateClient');
	});
});

describe('responses', () => {
	it('of anybody are counted, by whom and about what', async () => {
		const say = (from, index = 1) =>
			fleet.reputation.send(from.evm, 'appendResponse', AGENT, payer.evm, index, 'ipfs://answer', keccak256('0x'));
		await say(owner);
		await say(owner);
		await say(other, 2);
		const count = (...args) => fleet.reputation.read('getResponseCount', AGENT, ...args);
		assert.equal(await count(ZeroAddress, 0, []), 3n);
		assert.equal(await count(payer.evm, 0, []), 3n);
		assert.equal(await count(payer.evm, 1, []), 2n);
		assert.equal(await count(payer.evm, 1, [owner.evm]), 2n);
		assert.equal(await count(payer.evm, 0, [other.evm, owner.evm]), 3n);
		assert.equal(await count(other.evm, 0, []), 0n);
		await refused(say(owner, 99), 'NoSuchFeedback');
		await refused(fleet.reputation.send(owner.evm, 'appendResponse', AGENT, payer.evm, 1, '', keccak256('0x')), 'EmptyResponseURI');
	});
});

describe('a flood', () => {
	it('of reviews without work is refused', async () => {
		for (let i = 4; i < 10; i += 1) await refused(fleet.feedback(fleet.person(i), AGENT), 'NoProvenWork');
		const strangers = Array.from({ length: 6 }, (_, i) => fleet.person(i + 4));
		assert.deepEqual(await fleet.summary(AGENT, strangers), [0n, 0n, 0n]);
	});

	it('of one piece of work counted again and again is refused', async () => {
		const [proof] = await fleet.work(paidBy(payer));
		await refused(fleet.reputation.send(undefined, 'recordWork', proof), 'WorkKnown');
		await fleet.feedback(payer, AGENT, 1n);
		const again = await fleet.prove(entries.work({ agent: AGENT, proposal: nextProposal - 1, owner: owner.account, payer: other.account }));
		await fleet.reputation.send(undefined, 'recordWork', again[0]);
		await refused(fleet.feedback(payer, AGENT), 'NoProvenWork');
		await refused(fleet.feedback(other, AGENT), 'NoProvenWork');
	});

	it('of work that its owner paid is refused, also by another account of the same person', async () => {
		await refused(fleet.work(paidBy(owner)), 'PaidByOwner');
		// A second account on Althing, linked to the same account here.
		const second = { account: account('second'), evm: owner.evm };
		await fleet.link(second);
		await refused(fleet.work(paidBy(second)), 'PaidByOwner');
	});

	it('of the token\'s owner and whom it approved is refused though they paid before', async () => {
		const buyer = fleet.person(6);
		await fleet.link(buyer);
		await fleet.register(owner, 60);
		await fleet.work(paidBy(buyer, { agent: 60 }), paidBy(payer, { agent: 60 }));
		await fleet.identity.send(owner.evm, 'transferFrom', owner.evm, buyer.evm, 60);
		await refused(fleet.feedback(buyer, 60), 'SelfFeedback');
		await fleet.identity.send(buyer.evm, 'approve', payer.evm, 60);
		await refused(fleet.feedback(payer, 60), 'SelfFeedback');
		await refused(fleet.feedback(owner, 60), 'SelfFeedback');
	});

	it('of friends is as large as what each of them paid for, and a reader who names its clients does not see it', async () => {
		const friends = [4, 5, 7, 8].map((i) => fleet.person(i));
		const ring = friends.map((_, i) => 70 + i);
		await fleet.link(friends[2], friends[3]);
		for (const [i, friend] of friends.entries()) await fleet.register(friend, ring[i]);
		// Each would praise the others; just one paid for one panel, on which just one agent of the ring sat.
		await fleet.work({ agent: ring[1], proposal: nextProposal++, owner: friends[1], payer: friends[0] });
		let praised = 0;
		for (const [i, friend] of friends.entries()) {
			for (const [j, agent] of ring.entries()) {
				const praise = fleet.feedback(friend, agent, 100n);
				if (i === 0 && j === 1) praised += (await praise, 1);
				else await refused(praise, i === j ? 'SelfFeedback' : 'NoProvenWork');
			}
		}
		assert.equal(praised, 1);
		await refused(fleet.feedback(friends[0], ring[1], 100n), 'NoProvenWork');
		assert.deepEqual(await fleet.summary(ring[1], [payer, other]), [0n, 0n, 0n]);
	});

	it('of one owner with a thousand agents that work for each other leaves all without reputation', async () => {
		const { reputation } = fleet;
		const agents = Array.from({ length: 1000 }, (_, i) => 10_000 + i);
		const works = agents.map((agent) =>
			entries.work({ agent, proposal: nextProposal++, owner: owner.account, payer: owner.account }));
		// A block of the chain has at most 512 entries.
		const proofs = [...await fleet.prove(...works.slice(0, 500)), ...await fleet.prove(...works.slice(500))];
		const requests = proofs.map((proof) => ['eth_call', [{ to: reputation.address, data: reputation.data('recordWork', [proof]) }, 'pending']]);
		const answers = (await Promise.all([0, 250, 500, 750].map((at) => fleet.chain.batch(requests.slice(at, at + 250))))).flat();
		const paidByOwner = reputation.abi.getError('PaidByOwner').selector;
		assert.equal(answers.filter(({ error }) => error?.data.startsWith(paidByOwner)).length, 1000);
		assert.equal(await reputation.read('jobCount', agents[500], owner.evm), 0n);
	});

	it('of an owner that names a customer as itself does not silence the customer', async () => {
		const customer = fleet.person(9);
		const liar = { account: account('liar'), evm: customer.evm };
		await fleet.link(customer);
		await fleet.register(owner, 80);
		const lie = await fleet.linkProof(liar);
		await refused(fleet.reputation.send(owner.evm, 'recordLink', lie), 'NotYourLink');
		const [moved] = await fleet.prove(entries.registration({ agent: 80, owner: liar.account, evm: customer.evm }));
		await fleet.identity.send(undefined, 'recordRegistration', moved);
		await fleet.work(paidBy(customer, { agent: 80, owner: liar }));
		await fleet.feedback(customer, 80, -100n);
		assert.deepEqual(await fleet.summary(80, [customer]), [1n, -100n, 0n]);
	});

	it('through a link that is not the payer\'s is refused', async () => {
		const nobody = { account: account('nobody'), evm: fleet.person(9).evm };
		await refused(fleet.work(paidBy(nobody)), 'NotLinked', [nobody.account]);
		const [old, now] = [await fleet.linkProof(nobody), await fleet.linkProof({ ...nobody, evm: other.evm })];
		// Who pays gas for others cannot say who they are.
		await refused(fleet.reputation.send(payer.evm, 'recordLink', old), 'NotYourLink', [nobody.account, getAddress(nobody.evm)]);
		await fleet.reputation.send(other.evm, 'recordLink', now);
		// An older word of the chain does not come back.
		await refused(fleet.reputation.send(nobody.evm, 'recordLink', old), 'LinkKnown', [nobody.account]);
		assert.equal((await fleet.reputation.read('clientOf', nobody.account)).toLowerCase(), other.evm);
	});
});
