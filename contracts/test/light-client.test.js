import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keccak256, toBeHex } from 'ethers';
import { Althing } from './support/althing.js';
import { startAnvil } from './support/anvil.js';
import { deployClient, fullArgs, refused, relay } from './support/setup.js';
import { attest, encodeCommitment, firstQuorum, mirrored, quorum } from './support/validators.js';

let chain;
before(async () => { chain = await startAnvil(); });
after(() => chain.stop());

async function follow(options) {
	const althing = new Althing(options);
	const client = await deployClient(chain, althing);
	althing.idle(3);
	return { althing, client };
}

describe('a commitment', () => {
	for (const length of [1, 2, 3, 4, 5, 16, 63, 64, 255, 256, 257, 300]) {
		it(`of ${length} validators is taken when its quorum signed`, async () => {
			const { althing, client } = await follow({ lengths: () => length });
			const { events } = await relay(client, althing);
			assert.equal(events[0].name, 'RootStored');
			assert.equal(await client.read('latestBlock'), 3n);
			assert.equal(await client.read('rootOf', 3), althing.rootAfter(3));
		});
	}

	it('is taken with any quorum, and with more than one', async () => {
		for (const places of [[1, 2, 3], [0, 1, 3], [0, 1, 2, 3]]) {
			const { althing, client } = await follow();
			await relay(client, althing, { places });
		}
	});

	it('may have other payload items before and after the root', async () => {
		const { althing, client } = await follow();
		const items = { before: [['0x6161', '0x']], after: [['0x7a7a', `0x${'ab'.repeat(100)}`]] };
		await relay(client, althing, { commitment: althing.commitment(items) });
		assert.equal(await client.read('rootOf', 3), althing.rootAfter(3));
	});

	it('of another or an older block is stale', async () => {
		const { althing, client } = await follow();
		const parts = fullArgs(althing.full());
		await client.send(undefined, 'submitFull', ...parts);
		await refused(client.send(undefined, 'submitFull', ...parts), 'StaleCommitment', [3n, 3n]);
	});

	it('of a set that is not known is refused', async () => {
		const { althing, client } = await follow();
		const commitment = althing.commitment({ setId: 2 });
		await refused(relay(client, althing, { commitment }), 'UnknownAuthoritySet', [2n, 0n, 1n]);
	});

	it('signed by a set that says to be another is refused', async () => {
		const { althing, client } = await follow();
		const parts = althing.full();
		Object.assign(parts, attest(althing.next, parts.signers, parts.commitment.bytes));
		await refused(client.send(undefined, 'submitFull', ...fullArgs(parts)), 'SignersNotInSet');
	});

	it('with too few signers is refused', async () => {
		const { althing, client } = await follow({ lengths: () => 10 });
		const places = firstQuorum(althing.current).slice(1);
		await refused(relay(client, althing, { places }), 'NotEnoughSigners', [6n, 7n]);
	});
});

describe('a bitfield', () => {
	const cases = [
		['too short', (field) => field.slice(1), 'BitfieldLength', [0n, 1n]],
		['too long', (field) => [...field, 0n], 'BitfieldLength', [2n, 1n]],
		['with padding', ([word]) => [word | (1n << 4n)], 'BitfieldPadding', []],
		['with padding in its highest bit', ([word]) => [word | (1n << 255n)], 'BitfieldPadding', []],
		['that claims more than is signed', () => [0xfn], 'SignatureCount', [6n, 4n]],
		['that claims others than signed', () => [0b1011n], 'SignersNotInSet'],
	];
	for (const [name, change, error, args] of cases) {
		it(`${name} is refused`, async () => {
			const { althing, client } = await follow();
			const parts = althing.full();
			parts.bitfield = change(parts.bitfield);
			await refused(client.send(undefined, 'submitFull', ...fullArgs(parts)), error, args);
		});
	}

	it('of a full word has no padding', async () => {
		const { althing, client } = await follow({ lengths: () => 256 });
		await relay(client, althing, { places: Array.from({ length: 171 }, (_, i) => 255 - i).reverse() });
	});
});

describe('signatures', () => {
	async function withSignatures(change) {
		const { althing, client } = await follow();
		const parts = althing.full();
		parts.signatures = change(parts.signatures, parts, althing);
		return client.send(undefined, 'submitFull', ...fullArgs(parts));
	}

	it('of one signer at two places are refused by name', async () => {
		await refused(withSignatures(([r, vs, ...rest]) => [r, vs, r, vs, ...rest.slice(2)]), 'DuplicateSigner', [1n]);
	});

	it('in another order are refused', async () => {
		await refused(withSignatures(([a, b, c, d, ...rest]) => [c, d, a, b, ...rest]), 'SignersNotInSet');
	});

	it('over something else are refused', async () => {
		const other = encodeCommitment({ genesis: keccak256('0x'), mmrRoot: keccak256('0x'), blockNumber: 3, setId: 0 });
		await refused(withSignatures((_, parts, althing) => attest(althing.current, parts.signers, other).signatures), 'SignersNotInSet');
	});

	it('that are too few or an odd word are refused', async () => {
		await refused(withSignatures((all) => all.slice(2)), 'SignatureCount', [4n, 3n]);
		await refused(withSignatures((all) => all.slice(1)), 'SignatureCount', [5n, 3n]);
	});

	it('that recover to nobody are refused', async () => {
		const zero = toBeHex(0, 32);
		await refused(withSignatures((all) => [...all.slice(0, 2), zero, zero, ...all.slice(4)]), 'InvalidSignature', [1n]);
		await refused(withSignatures((all) => [...all.slice(0, 2), toBeHex(2n ** 256n - 1n, 32), ...all.slice(3)]), 'InvalidSignature', [1n]);
	});

	it('with a high s are refused', async () => {
		const high = toBeHex(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1n, 32);
		await refused(withSignatures(([r, , ...rest]) => [r, high, ...rest]), 'MalleableSignature', [0n]);
	});

	it('that are mirrored do not fit or are refused', async () => {
		await refused(withSignatures((all) => {
			const twin = mirrored(all.slice(0, 2));
			// Nearly every twin has no room in 64 bytes: then its low bits are tried.
			return [...(twin ?? [all[0], toBeHex((1n << 255n) - 1n, 32)]), ...all.slice(2)];
		}), 'MalleableSignature', [0n]);
	});

	it('with siblings too few, too many or wrong are refused', async () => {
		for (const [change, error] of [
			[(list) => list.slice(1), 'ProofLength'],
			[(list) => [...list, list[0]], 'ProofLength'],
			[([first, ...rest]) => [keccak256(first), ...rest], 'SignersNotInSet'],
		]) {
			const { althing, client } = await follow({ lengths: () => 7 });
			const parts = althing.full();
			parts.siblings = change(parts.siblings);
			await refused(client.send(undefined, 'submitFull', ...fullArgs(parts)), error);
		}
	});
});

describe('a commitment in bytes', () => {
	const good = { genesis: keccak256('0x00'), mmrRoot: keccak256('0x'), blockNumber: 3, setId: 0 };
	const cases = [
		['without items', '0x00', 'PayloadItems', [0n]],
		['with nine items', '0x24', 'PayloadItems', [9n]],
		['cut off', encodeCommitment(good).slice(0, -2), 'ScaleTooShort'],
		['with a byte more', `${encodeCommitment(good)}00`, 'CommitmentTooLong', [84n, 83n]],
		['without a root', encodeCommitment(good).replace('6d68', '6d69'), 'MmrRootMissing', []],
		['without the chain\'s name', encodeCommitment(good).replace('6368', '6369'), 'ChainMissing', []],
		['with a name of 31 bytes', encodeCommitment({ ...good, genesis: `0x${'11'.repeat(31)}` }), 'ChainMissing', []],
		['with two roots', encodeCommitment({ ...good, after: [['0x6d68', good.mmrRoot]] }), 'PayloadOrder', [2n]],
		['with items out of order', encodeCommitment({ ...good, before: [['0x7a7a', '0x']] }), 'PayloadOrder', [1n]],
		['with a root of 31 bytes', encodeCommitment({ ...good, mmrRoot: `0x${'11'.repeat(31)}` }), 'MmrRootMissing', []],
		['with a longer form of a length', encodeCommitment(good).replace('0x08636880', '0x0863688100'), 'ScaleCompact'],
		['with a length of four bytes', encodeCommitment(good).replace('0x08636880', '0x08636882000000'), 'ScaleCompact'],
		['with an item beyond the end', `0x046d68fd01${'00'.repeat(40)}`, 'ScaleTooShort'],
		['empty', '0x', 'ScaleTooShort', [0n, 0n]],
	];
	for (const [name, bytes, error, args] of cases) {
		it(`${name} is refused`, async () => {
			const { althing, client } = await follow();
			const parts = althing.full();
			parts.commitment = { ...parts.commitment, bytes };
			await refused(client.send(undefined, 'submitFull', ...fullArgs(parts)), error, args);
		});
	}
});

describe('a handover', () => {
	it('makes the next set the current one, many times, of different lengths', async () => {
		const lengths = [4, 7, 16, 5, 1, 33];
		const { althing, client } = await follow({ lengths: (id) => lengths[id % lengths.length] });
		for (let session = 1; session <= 8; session += 1) {
			const block = althing.rotate();
			const { events } = await relay(client, althing, { handover: true });
			assert.deepEqual(events.map(({ name }) => name), ['NextAuthoritySet', 'RootStored']);
			assert.deepEqual([...await client.read('currentSet')], althing.current.tuple.map((x) => (typeof x === 'number' ? BigInt(x) : x)));
			assert.equal((await client.read('nextSet')).root, althing.next.root);
			const { latest, current, next } = await client.read('standing');
			assert.equal(latest, BigInt(block));
			assert.deepEqual([current, next], [await client.read('currentSet'), await client.read('nextSet')]);
			althing.idle(2);
			await relay(client, althing);
			assert.equal(await client.read('rootOf', block), althing.rootAfter(block));
		}
	});

	async function rotated() {
		const { althing, client } = await follow({ lengths: () => 4 });
		await relay(client, althing);
		althing.rotate();
		return { althing, client, parts: althing.full({ handover: true }) };
	}

	it('without a leaf is refused, and a leaf without a handover', async () => {
		const { althing, client, parts } = await rotated();
		const none = { leaf: '0x', items: [], order: 0n };
		await refused(client.send(undefined, 'submitFull', ...fullArgs({ ...parts, handover: none })), 'HandoverLeaf', [true]);
		await client.send(undefined, 'submitFull', ...fullArgs(parts));
		althing.block();
		await refused(relay(client, althing, { handover: true }), 'HandoverLeaf', [false]);
	});

	it('with a leaf of before is refused', async () => {
		const { althing, client, parts } = await rotated();
		const older = althing.handover(0);
		await refused(client.send(undefined, 'submitFull', ...fullArgs({ ...parts, handover: older })), 'LeafNotNext', [1n, 1n]);
	});

	it('with a leaf that is changed, too short, or of another version is refused', async () => {
		const { client, parts } = await rotated();
		const { leaf } = parts.handover;
		for (const [changed, error] of [
			[`${leaf.slice(0, -2)}ff`, 'LeafNotProven'],
			[leaf.slice(0, -2), 'LeafLength'],
			[`${leaf}00`, 'LeafLength'],
			[`0x01${leaf.slice(4)}`, 'LeafVersion'],
		]) {
			const handover = { ...parts.handover, leaf: changed };
			await refused(client.send(undefined, 'submitFull', ...fullArgs({ ...parts, handover })), error);
		}
	});

	it('with a path that is too long or has stray bits is refused', async () => {
		const { client, parts } = await rotated();
		const { items, order } = parts.handover;
		for (const [change, error] of [
			[{ items: Array(65).fill(keccak256('0x')) }, 'PathTooLong'],
			[{ order: order | (1n << BigInt(items.length)) }, 'PathOrder'],
			[{ items: items.slice(1), order: order >> 1n }, 'LeafNotProven'],
		]) {
			const handover = { ...parts.handover, ...change };
			await refused(client.send(undefined, 'submitFull', ...fullArgs({ ...parts, handover })), error);
		}
	});

	it('cannot skip a set', async () => {
		const { althing, client } = await rotated();
		althing.rotate();
		await refused(relay(client, althing, { handover: true }), 'UnknownAuthoritySet', [2n, 0n, 1n]);
	});

	it('retires the set before: what it signs later is refused', async () => {
		const { althing, client, parts } = await rotated();
		await client.send(undefined, 'submitFull', ...fullArgs(parts));
		althing.block();
		const commitment = althing.commitment({ setId: 0 });
		await refused(relay(client, althing, { commitment }), 'UnknownAuthoritySet', [0n, 1n, 2n]);
	});

	it('to nobody or to too many is refused', async () => {
		for (const next of [{ id: 2, length: 0, root: keccak256('0x') }, { id: 2, length: 4097, root: keccak256('0x') },
			{ id: 2, length: 4, root: toBeHex(0, 32) }]) {
			const { althing, client } = await follow();
			althing.sets.set(2, next);
			althing.rotate();
			await refused(relay(client, althing, { handover: true }), 'AuthoritySetUnusable', [BigInt(next.length), next.root]);
		}
	});
});

describe('the ring of roots', () => {
	it('keeps 256 and forgets the one before them', async () => {
		const althing = new Althing({ lengths: () => 1 });
		const client = await deployClient(chain, althing);
		const blocks = [];
		for (let i = 0; i < 258; i += 1) {
			althing.idle(1 + (i % 3));
			blocks.push(althing.blocks.length - 1);
			await relay(client, althing, {});
		}
		for (const forgotten of blocks.slice(0, 2)) {
			await refused(client.read('rootOf', forgotten), 'UnknownBlock', [BigInt(forgotten)]);
		}
		for (const known of blocks.slice(2)) assert.equal(await client.read('rootOf', known), althing.rootAfter(known));
		await refused(client.read('rootOf', blocks.at(-1) + 1), 'UnknownBlock');
		assert.equal(await client.read('commitments'), 258n);
		// A block between two commitments.
		const between = blocks.findIndex((b, i) => i > 2 && b - blocks[i - 1] > 1);
		await refused(client.read('rootOf', blocks[between] - 1), 'UnknownBlock');
	});

	it('is empty at first', async () => {
		const client = await deployClient(chain, new Althing());
		await refused(client.read('rootOf', 0), 'UnknownBlock', [0n]);
	});
});

describe('a client', () => {
	const { current, next, genesis } = new Althing();
	const cases = [
		['sets in the wrong order', [genesis, 0, next.tuple, current.tuple, [0, 0, 0]], 'LeafNotNext'],
		['an empty set', [genesis, 0, [0, 0, current.root], next.tuple, [0, 0, 0]], 'AuthoritySetUnusable'],
		['a set without keys', [genesis, 0, current.tuple, [1, 4, toBeHex(0, 32)], [0, 0, 0]], 'AuthoritySetUnusable'],
		['sampling without a delay', [genesis, 0, current.tuple, next.tuple, [17, 0, 1]], 'SamplingParameters'],
		['sampling without a window', [genesis, 0, current.tuple, next.tuple, [17, 1, 0]], 'SamplingParameters'],
	];
	for (const [name, args, error] of cases) {
		it(`is not made with ${name}`, () => refused(chain.deploy('AlthingLightClient', ...args), error));
	}

	it('says which chain it follows and how many must sign', async () => {
		const althing = new Althing();
		const client = await deployClient(chain, althing);
		assert.equal(await client.read('GENESIS'), althing.genesis);
		for (let n = 1; n <= 40; n += 1) {
			const needed = Number(await client.read('threshold', n));
			assert.equal(needed, quorum(n));
			// More than two thirds, and no fewer would be.
			assert.ok(3 * needed > 2 * n && (n < 3 || 3 * (needed - 1) <= 2 * n));
		}
	});
});
