import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keccak256, toBeHex } from 'ethers';
import { startAnvil } from './support/anvil.js';
import { be, generator } from './support/bytes.js';
import { prove, proveMany, root } from './support/merkle.js';
import { mmrProve, mmrRoot } from './support/mmr.js';
import { refused } from './support/setup.js';
import { bitfield, encodeCommitment } from './support/validators.js';

let chain;
let libraries;
before(async () => {
	chain = await startAnvil();
	libraries = await chain.deploy('Libraries');
});
after(() => chain.stop());

/** Many views at once: fails unless all give `expected`. */
async function all(name, cases) {
	for (let at = 0; at < cases.length; at += 200) {
		const slice = cases.slice(at, at + 200);
		const answers = await chain.batch(slice.map(({ args }) =>
			['eth_call', [{ to: libraries.address, data: libraries.data(name, args) }, 'latest']]));
		answers.forEach(({ result, error }, i) => {
			assert.equal(result, slice[i].expected, `${name}(${slice[i].about}): ${error?.message}`);
		});
	}
}

const leavesOf = (count) => Array.from({ length: count }, (_, i) => be(i, 32));

describe('the binary tree', () => {
	it('proves every leaf of every small tree', async () => {
		const cases = [];
		for (let count = 1; count <= 33; count += 1) {
			const leaves = leavesOf(count);
			for (let index = 0; index < count; index += 1) {
				const args = [count, index, keccak256(leaves[index]), prove(leaves, index).items];
				cases.push({ args, expected: root(leaves), about: `${index} of ${count}` });
			}
		}
		await all('rootOf', cases);
	});

	it('proves every choice of leaves of every small tree', async () => {
		const cases = [];
		for (let count = 1; count <= 9; count += 1) {
			const leaves = leavesOf(count);
			for (let chosen = 1; chosen < 1 << count; chosen += 1) {
				const places = leaves.map((_, i) => i).filter((i) => (chosen >> i) & 1);
				const args = [count, places, places.map((i) => keccak256(leaves[i])), proveMany(leaves, places)];
				cases.push({ args, expected: root(leaves), about: `${places} of ${count}` });
			}
		}
		await all('rootOfMany', cases);
	});

	it('proves random choices of leaves of large trees', async () => {
		const random = generator('choices');
		const cases = [100, 255, 256, 257, 300, 1000].map((count) => {
			const leaves = leavesOf(count);
			const places = leaves.map((_, i) => i).filter(() => random.below(3) > 0);
			const args = [count, places, places.map((i) => keccak256(leaves[i])), proveMany(leaves, places)];
			return { args, expected: root(leaves), about: `${places.length} of ${count}` };
		});
		await all('rootOfMany', cases);
	});

	it('gives one short proof to one place only', async () => {
		// The last leaf of 513 has a proof of one node, which would fit every odd place if its length were not looked at.
		const leaves = leavesOf(513);
		const { items } = prove(leaves, 512);
		assert.equal(items.length, 1);
		for (const index of [1, 3, 255, 511]) {
			await refused(libraries.read('rootOf', 513, index, keccak256(leaves[512]), items), 'ProofLength', [1n]);
		}
		assert.equal(await libraries.read('rootOf', 513, 512, keccak256(leaves[512]), items), root(leaves));
	});
});

describe('the mountain range', () => {
	it('proves every leaf of every small one', async () => {
		const cases = [];
		for (let count = 1; count <= 40; count += 1) {
			const hashes = leavesOf(count).map((leaf) => keccak256(leaf));
			for (let index = 0; index < count; index += 1) {
				const { items, order } = mmrProve(hashes, index);
				cases.push({ args: [hashes[index], items, order], expected: mmrRoot(hashes), about: `${index} of ${count}` });
			}
		}
		await all('fold', cases);
	});

	it('has leaves with the fields at the places of the SDK\'s encoding', async () => {
		const leaf = `0x00${'01020304'}${'aa'.repeat(32)}${'0807060504030201'}${'04030201'}${'bb'.repeat(32)}${'cc'.repeat(32)}`;
		assert.deepEqual([...await libraries.read('leaf', leaf)],
			[keccak256(leaf), 0x04030201n, 0x0102030405060708n, 0x01020304n, `0x${'bb'.repeat(32)}`, `0x${'cc'.repeat(32)}`]);
	});
});

describe('a commitment', () => {
	it('has the bytes that the SDK signs', async () => {
		// Items "ch" and "mh" of 32 bytes, block 5, set 0: from the SDK's encoding, field by field.
		const [genesis, mmrRoot] = [`0x${'17'.repeat(32)}`, `0x${'2a'.repeat(32)}`];
		const items = `${'6368'}${'80'}${'17'.repeat(32)}${'6d68'}${'80'}${'2a'.repeat(32)}`;
		const bytes = `0x08${items}${'05000000'}${'0000000000000000'}`;
		assert.equal(encodeCommitment({ genesis, mmrRoot, blockNumber: 5, setId: 0 }), bytes);
		assert.deepEqual([...await libraries.read('decode', bytes)], [genesis, mmrRoot, 5n, 0n]);
	});

	it('is read to its last bit', async () => {
		const zero = toBeHex(0, 32);
		const bytes = encodeCommitment({ genesis: zero, mmrRoot: zero, blockNumber: 0xfffffffe, setId: 2n ** 64n - 2n });
		assert.deepEqual([...await libraries.read('decode', bytes)], [zero, zero, 0xfffffffen, 2n ** 64n - 2n]);
	});
});

describe('a bitfield', () => {
	it('is counted and listed', async () => {
		for (const places of [[], [0], [255], [256], [0, 1, 2, 127, 128, 255, 256, 299], Array.from({ length: 300 }, (_, i) => i)]) {
			const [count, list] = await libraries.read('bits', bitfield(300, places));
			assert.equal(count, BigInt(places.length));
			assert.deepEqual(list.map(Number), places);
		}
	});
});

describe('a sample', () => {
	it('is a part of the claim, of the size asked for, up to all of it', async () => {
		const claimed = Array.from({ length: 201 }, (_, i) => Math.floor(i * 1.49));
		for (const size of [1, 27, 150, 201]) {
			const drawn = await libraries.read('draw', 12345, bitfield(300, claimed), 300, size);
			const [count, places] = await libraries.read('bits', [...drawn]);
			assert.equal(count, BigInt(size));
			assert.ok(places.every((place) => claimed.includes(Number(place))));
		}
	});

	it('ends when it cannot be drawn', () =>
		refused(libraries.read('draw', 1, bitfield(300, [5]), 300, 2), 'SampleNotDrawn', []));

	it('is as large as the logarithm says', async () => {
		for (const [value, log] of [[0, 0], [1, 0], [2, 1], [3, 2], [4, 2], [5, 3], [300, 9], [512, 9], [513, 10], [2n ** 256n - 1n, 256]]) {
			assert.equal(await libraries.read('log2Up', value), BigInt(log));
		}
	});
});
