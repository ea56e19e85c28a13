import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keccak256 } from 'ethers';
import { Althing } from './support/althing.js';
import { startAnvil } from './support/anvil.js';
import { prove } from './support/merkle.js';
import { deployClient, refused, SAMPLING } from './support/setup.js';
import { attest, bitfield, firstQuorum, quorum, sign } from './support/validators.js';

const [BASE, DELAY, WINDOW] = SAMPLING;
const NO_HANDOVER = { leaf: '0x', items: [], order: 0n };
const log2Up = (n) => Math.ceil(Math.log2(Math.max(n, 1)));

let chain;
before(async () => { chain = await startAnvil(); });
after(() => chain.stop());

/** One relayer's way through the three transactions. */
class Relayer {
	constructor(client, althing, { from = chain.accounts[0], places, commitment = althing.commitment() } = {}) {
		this.set = althing.set(commitment.setId);
		Object.assign(this, { client, from, commitment, places: places ?? firstQuorum(this.set) });
		this.field = bitfield(this.set.length, this.places);
		this.hash = keccak256(commitment.bytes);
	}

	open(place = this.places[0], changes = {}) {
		const [r, vs] = sign(this.set.members[place], this.commitment.bytes);
		const proof = { index: place, r, vs, siblings: prove(this.set.leaves, place).items, ...changes };
		return this.client.send(this.from, 'submitInitial', this.commitment.bytes, this.field, proof);
	}

	seed() {
		return this.client.send(this.from, 'commitPrevRandao', this.hash);
	}

	async sample() {
		return (await this.client.read('sample', this.from, this.commitment.bytes, this.field)).map(Number);
	}

	finish(places, handover = NO_HANDOVER, field = this.field) {
		const { signatures, siblings } = attest(this.set, places, this.commitment.bytes);
		return this.client.send(this.from, 'submitFinal', this.commitment.bytes, field, signatures, siblings, handover);
	}
}

async function follow(length = 64) {
	const althing = new Althing({ lengths: () => length });
	const client = await deployClient(chain, althing, SAMPLING);
	althing.idle(3);
	return { althing, client, relayer: new Relayer(client, althing) };
}

async function seeded(length) {
	const all = await follow(length);
	await all.relayer.open();
	await chain.mine(DELAY);
	await all.relayer.seed();
	return all;
}

describe('a sampled commitment', () => {
	for (const length of [40, 64, 300, 1000]) {
		it(`of ${length} validators is taken with the signatures of the sample`, async () => {
			const { althing, client, relayer } = await seeded(length);
			const places = await relayer.sample();
			assert.equal(places.length, BASE + log2Up(length) + 1);
			assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b));
			assert.ok(places.every((place) => relayer.places.includes(place)));
			await relayer.finish(places);
			assert.equal(await client.read('rootOf', 3), althing.rootAfter(3));
		});
	}

	it('hands over', async () => {
		const { althing, client } = await follow(64);
		althing.rotate();
		const relayer = new Relayer(client, althing);
		await relayer.open();
		await chain.mine(DELAY);
		await relayer.seed();
		await refused(relayer.finish(await relayer.sample()), 'HandoverLeaf', [true]);
		await relayer.finish(await relayer.sample(), althing.handover());
		assert.equal((await client.read('currentSet')).id, 1n);
	});

	it('is refused without the signatures of the sample', async () => {
		const { relayer } = await seeded();
		const places = await relayer.sample();
		const others = relayer.places.filter((place) => !places.includes(place));
		await refused(relayer.finish([...places.slice(1), others[0]].sort((a, b) => a - b)), ['SignersNotInSet', 'ProofLength']);
		await refused(relayer.finish(places.slice(1)), 'SignatureCount');
		await refused(relayer.finish([...places, others[0]].sort((a, b) => a - b)), 'SignatureCount');
		await relayer.finish(places);
	});

	it('is refused with another bitfield than it was opened with', async () => {
		const { relayer } = await seeded();
		const field = bitfield(64, [...relayer.places.slice(1), 63]);
		await refused(relayer.finish(await relayer.sample(), NO_HANDOVER, field), 'BitfieldChanged', []);
	});

	it('is used up: its ticket is gone and its block is stale', async () => {
		const { client, relayer } = await seeded();
		const places = await relayer.sample();
		await relayer.finish(places);
		await refused(relayer.finish(places), 'StaleCommitment');
		assert.deepEqual([...await client.read('ticketOf', relayer.from, relayer.hash)], [0n, 0n, 0n]);
	});

	it('is stale when another relayer came first', async () => {
		const { client, althing, relayer } = await seeded();
		const full = althing.full();
		await client.send(chain.accounts[1], 'submitFull', full.commitment.bytes, full.bitfield, full.signatures, full.siblings, NO_HANDOVER);
		await refused(relayer.finish(relayer.places.slice(0, 24)), 'StaleCommitment', [3n, 3n]);
	});

	it('of liars is refused whenever the sample has one that did not sign', async () => {
		// A third signed; the rest of the claim is invented.
		const { relayer } = await seeded();
		const signed = new Set(relayer.places.slice(0, 21));
		const places = await relayer.sample();
		const known = places.filter((place) => signed.has(place));
		assert.ok(known.length < places.length);
		await refused(relayer.finish(known), 'SignatureCount');
	});
});

describe('a ticket', () => {
	it('is the sender\'s own', async () => {
		const { client, althing, relayer } = await seeded();
		const other = new Relayer(client, althing, { from: chain.accounts[1] });
		await refused(other.seed(), 'NoTicket', [other.hash]);
		await refused(other.finish(relayer.places.slice(0, 24)), 'NoTicket', [other.hash]);
		await refused(other.sample(), 'NoTicket');
	});

	it('is of one commitment', async () => {
		const { client, althing, relayer } = await seeded();
		const places = await relayer.sample();
		althing.block();
		const later = new Relayer(client, althing);
		await refused(later.finish(places), 'NoTicket', [later.hash]);
	});

	it('is opened only with the signature of one that is claimed', async () => {
		const { client, althing, relayer } = await follow();
		await refused(relayer.open(63), 'NotClaimed', [63n]);
		await refused(relayer.open(0, { index: 64 }), 'NotClaimed', [64n]);
		await refused(relayer.open(0, { index: 1 }), 'SignersNotInSet');
		await refused(relayer.open(0, { siblings: [] }), 'ProofLength', [0n]);
		const other = new Relayer(client, althing, { commitment: althing.commitment({ mmrRoot: althing.genesis }) });
		const [r, vs] = sign(relayer.set.members[0], relayer.commitment.bytes);
		await refused(other.open(0, { r, vs }), 'SignersNotInSet');
	});

	it('is opened only with a quorum', async () => {
		const { client, althing } = await follow();
		const places = firstQuorum(althing.current).slice(1);
		await refused(new Relayer(client, althing, { places }).open(places[0]), 'NotEnoughSigners', [42n, 43n]);
	});

	it('waits for its seed and expires', async () => {
		const { relayer } = await follow();
		const { blockNumber } = await relayer.open();
		const opened = BigInt(blockNumber);
		await refused(relayer.seed(), 'TooEarly', [opened + BigInt(DELAY)]);
		await refused(relayer.open(1), 'TicketOpen', [opened + BigInt(DELAY + WINDOW)]);
		await refused(relayer.sample(), 'SeedMissing', []);
		await chain.mine(DELAY + WINDOW);
		await refused(relayer.seed(), 'TicketExpired', [opened + BigInt(DELAY + WINDOW)]);
		await relayer.open(1);
		await chain.mine(DELAY + WINDOW - 1);
		await relayer.seed();
		await refused(relayer.seed(), 'SeedKnown', []);
	});

	it('asks for more signatures the oftener its validator opened one', async () => {
		const { client, althing } = await follow(300);
		const counts = [];
		for (let uses = 0; uses <= 5; uses += 1) {
			const relayer = new Relayer(client, althing, { from: chain.accounts[uses] });
			assert.equal(await client.read('usesOf', 0, 17), BigInt(uses));
			await relayer.open(17);
			counts.push(Number((await client.read('ticketOf', relayer.from, relayer.hash)).required));
		}
		const base = BASE + log2Up(300) + 1;
		assert.deepEqual(counts, [0, 0, 2, 4, 4, 6].map((more) => base + more));
		assert.equal(await client.read('usesOf', 0, 16), 0n);
		assert.equal(await client.read('usesOf', 1, 17), 0n);
	});

	it('is not opened where a sample would be as large as a quorum', async () => {
		const { relayer } = await follow(16);
		await refused(relayer.open(), 'SampleNotSmaller', [BigInt(BASE + 4 + 1), BigInt(quorum(16))]);
	});

	it('is not opened where sampling is off', async () => {
		const althing = new Althing({ lengths: () => 64 });
		const client = await deployClient(chain, althing);
		althing.idle(3);
		await refused(new Relayer(client, althing).open(), 'SamplingOff', []);
	});
});

describe('samples', () => {
	it('differ from seed to seed and reach everyone that is claimed', async () => {
		const { client, althing } = await follow();
		const seen = new Map();
		const samples = new Set();
		for (let i = 0; i < 20; i += 1) {
			althing.block();
			const relayer = new Relayer(client, althing);
			await relayer.open(i);
			await chain.mine(DELAY);
			await relayer.seed();
			const places = await relayer.sample();
			samples.add(places.join());
			for (const place of places) seen.set(place, (seen.get(place) ?? 0) + 1);
		}
		assert.equal(samples.size, 20);
		assert.equal(seen.size, quorum(64));
	});
});
