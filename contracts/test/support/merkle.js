// The binary tree of pallets/anchors/merkle, proofs of one leaf and of several, and paths with their sides.
import { keccak256 } from 'ethers';
import { pair, ZERO32 } from './bytes.js';

const made = new WeakMap();

/** All rows, from the leaves' hashes up. The last node of a row of odd length moves up unchanged. */
function rows(leaves) {
	// Many proofs are made of one list, which nobody changes.
	if (!made.has(leaves)) made.set(leaves, build(leaves));
	return made.get(leaves);
}

function build(leaves) {
	const all = [leaves.map((leaf) => keccak256(leaf))];
	while (all.at(-1).length > 1) {
		const row = all.at(-1);
		const next = [];
		for (let i = 0; i < row.length; i += 2) next.push(i + 1 < row.length ? pair(row[i], row[i + 1]) : row[i]);
		all.push(next);
	}
	return all;
}

export const root = (leaves) => (leaves.length === 0 ? ZERO32 : rows(leaves).at(-1)[0]);

/** The siblings of leaf `index`, from the bottom up, with the side of each: bit i of `order` says item i is left. */
export function prove(leaves, index) {
	const items = [];
	let order = 0n;
	let place = index;
	for (const row of rows(leaves).slice(0, -1)) {
		const sibling = place ^ 1;
		if (sibling < row.length) {
			if (place & 1) order |= 1n << BigInt(items.length);
			items.push(row[sibling]);
		}
		place >>= 1;
	}
	return { items, order };
}

/** The nodes that are needed beside the leaves at `places` (ascending), row by row, from left to right. */
export function proveMany(leaves, places) {
	const siblings = [];
	let known = places;
	for (const row of rows(leaves).slice(0, -1)) {
		const above = [];
		for (let i = 0; i < known.length; i += 1) {
			const place = known[i];
			if (place % 2 === 0 && known[i + 1] === place + 1) i += 1;
			else if ((place ^ 1) < row.length) siblings.push(row[place ^ 1]);
			above.push(place >> 1);
		}
		known = above;
	}
	return siblings;
}
