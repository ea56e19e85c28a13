// A small Althing: blocks with outcomes, authority sets that change, commitments, proofs.
import { concat, keccak256 } from 'ethers';
import { be, generator, le, ZERO32 } from './bytes.js';
import { prove, root } from './merkle.js';
import { mmrProve, mmrRoot } from './mmr.js';
import { attest, authoritySet, bitfield, encodeCommitment, firstQuorum } from './validators.js';

const NO_HANDOVER = { leaf: '0x', items: [], order: 0n };

function encodeLeaf({ parent, parentHash, next, extra }) {
	return concat([be(0, 8), le(parent, 32), parentHash, le(next.id, 64), le(next.length, 32), next.root, extra]);
}

function outcomes(byDepartment) {
	const departments = Object.keys(byDepartment).map(Number).sort((a, b) => a - b);
	const leaves = departments.map((d) =>
		concat([be(d, 8), be(byDepartment[d].length, 32), root(byDepartment[d])]));
	return { departments, leaves, root: leaves.length === 0 ? ZERO32 : root(leaves) };
}

/** A chain whose set `id` has `lengths(id)` validators. Leaf number i is that of block i + 1 and of its parent i. */
export class Althing {
	constructor({ lengths = () => 4, seed = 'althing' } = {}) {
		this.random = generator(seed);
		this.sets = new Map();
		this.lengths = lengths;
		this.session = 0;
		this.genesis = this.random.hash();
		this.blocks = [{ entries: {}, hash: this.genesis }];
		this.leaves = [];
		this.hashes = new Map();
	}

	set(id) {
		if (!this.sets.has(id)) this.sets.set(id, authoritySet(id, this.lengths(id)));
		return this.sets.get(id);
	}

	get current() {
		return this.set(this.session);
	}

	get next() {
		return this.set(this.session + 1);
	}

	/** Makes a block with these entries: an object of lists by department. Its leaf comes with the next block. */
	block(entries = {}) {
		const parent = this.blocks.length - 1;
		const { entries: done, hash } = this.blocks[parent];
		this.leaves.push(encodeLeaf({ parent, parentHash: hash, next: this.next, extra: outcomes(done).root }));
		this.blocks.push({ entries, hash: this.random.hash() });
		return this.blocks.length - 1;
	}

	/** Makes `count` empty blocks. */
	idle(count) {
		for (let i = 0; i < count; i += 1) this.block();
	}

	/** A session begins: the next set signs from the next block on. */
	rotate() {
		this.session += 1;
		return this.block();
	}

	/** The leaves' hashes after a block, the same list each time: trees are kept with it. */
	#hashes(blockNumber) {
		if (!this.hashes.has(blockNumber)) {
			this.hashes.set(blockNumber, this.leaves.slice(0, blockNumber).map((leaf) => keccak256(leaf)));
		}
		return this.hashes.get(blockNumber);
	}

	/** The commitment of the newest block by the current set. */
	commitment(overrides = {}) {
		const blockNumber = this.blocks.length - 1;
		const fields = { genesis: this.genesis, mmrRoot: mmrRoot(this.#hashes(blockNumber)), blockNumber, setId: this.session, ...overrides };
		return { ...fields, bytes: encodeCommitment(fields) };
	}

	/** A leaf, the newest if not said, proven under the newest block's root: it names the set after the current one. */
	handover(index = this.leaves.length - 1) {
		const blockNumber = this.blocks.length - 1;
		return { leaf: this.leaves[index], ...mmrProve(this.#hashes(blockNumber), index) };
	}

	/** The arguments of `submitFull` for the newest block. */
	full({ handover = false, places, commitment = this.commitment() } = {}) {
		const set = this.set(commitment.setId);
		const signers = places ?? firstQuorum(set);
		const { signatures, siblings } = attest(set, signers, commitment.bytes);
		return {
			commitment, set, signers, signatures, siblings,
			bitfield: bitfield(set.length, signers),
			handover: handover ? this.handover() : NO_HANDOVER,
		};
	}

	/** The proof of an entry: entry `index` of `department` of block `number`, under the root after `commitmentBlock`. */
	prove(number, department, index, commitmentBlock = this.blocks.length - 1) {
		const { entries } = this.blocks[number];
		const list = entries[department];
		const { departments, leaves } = outcomes(entries);
		const inBlock = prove(leaves, departments.indexOf(department));
		const inMmr = mmrProve(this.#hashes(commitmentBlock), number);
		return {
			entry: list[index],
			department,
			index,
			count: list.length,
			departmentItems: prove(list, index).items,
			blockItems: inBlock.items,
			blockOrder: inBlock.order,
			leaf: this.leaves[number],
			mmrItems: inMmr.items,
			mmrOrder: inMmr.order,
			commitmentBlock,
		};
	}

	/** The MMR root after a block. */
	rootAfter(blockNumber) {
		return mmrRoot(this.#hashes(blockNumber));
	}
}

/** A batch of results: what an anchor commits to, and the proof of each. */
export function batch(results) {
	return {
		root: root(results),
		count: results.length,
		prove: (index) => ({ result: results[index], index, items: prove(results, index).items }),
	};
}
