// The Merkle mountain range as pallet-mmr makes it: peaks from left to right, bagged from the right, the right one first.
import { pair } from './bytes.js';

const made = new WeakMap();

/** The perfect trees over `hashes`, the highest first, each as its rows from the bottom up. */
function mountains(hashes) {
	if (!made.has(hashes)) made.set(hashes, build(hashes));
	return made.get(hashes);
}

function build(hashes) {
	const all = [];
	for (let at = 0, left = hashes.length; left > 0;) {
		const size = 1 << (31 - Math.clz32(left));
		const tree = [hashes.slice(at, at + size)];
		while (tree.at(-1).length > 1) {
			const row = tree.at(-1);
			tree.push(Array.from({ length: row.length / 2 }, (_, i) => pair(row[2 * i], row[2 * i + 1])));
		}
		all.push({ at, size, tree, peak: tree.at(-1)[0] });
		at += size;
		left -= size;
	}
	return all;
}

const bag = (peaks) => peaks.reduceRight((right, left) => pair(right, left));

/** The root over the leaves' hashes. */
export const mmrRoot = (hashes) => bag(mountains(hashes).map(({ peak }) => peak));

/** The path from leaf `index` to the root: bit i of `order` says that item i is the left one. */
export function mmrProve(hashes, index) {
	const all = mountains(hashes);
	const mine = all.findIndex(({ at, size }) => index < at + size);
	const items = [];
	let order = 0n;
	const step = (item, left) => {
		if (left) order |= 1n << BigInt(items.length);
		items.push(item);
	};
	let place = index - all[mine].at;
	for (const row of all[mine].tree.slice(0, -1)) {
		step(row[place ^ 1], (place & 1) === 1);
		place >>= 1;
	}
	const right = all.slice(mine + 1).map(({ peak }) => peak);
	// What is right of a peak is bagged and comes first; then the peaks to the left, the nearest first.
	if (right.length > 0) step(bag(right), true);
	for (const { peak } of all.slice(0, mine).reverse()) step(peak, false);
	return { items, order };
}
