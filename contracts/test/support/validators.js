// Authority sets with real keys.
import { concat, getBytes, keccak256, SigningKey, computeAddress, toBeHex } from 'ethers';
import { compact, le } from './bytes.js';
import { proveMany, root } from './merkle.js';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const keys = new Map();

function key(name) {
	if (!keys.has(name)) {
		const signing = new SigningKey(keccak256(new TextEncoder().encode(`//${name}`)));
		keys.set(name, { signing, address: computeAddress(signing) });
	}
	return keys.get(name);
}

/** A set of `length` validators; those of different ids have different keys. */
export function authoritySet(id, length) {
	const members = Array.from({ length }, (_, i) => key(`${id}/${i}`));
	const leaves = members.map(({ address }) => address);
	return { id, length, members, leaves, root: root(leaves), tuple: [id, length, root(leaves)] };
}

/** How many must sign. */
export const quorum = (length) => length - Math.floor((length - 1) / 3);

/** SCALE of a commitment; `before` and `after` are payload items around the chain's name and the MMR root. */
export function encodeCommitment({ genesis, mmrRoot, blockNumber, setId, before = [], after = [] }) {
	const items = [...before, ['0x6368', genesis], ['0x6d68', mmrRoot], ...after];
	const encoded = items.map(([id, data]) => concat([id, compact(getBytes(data).length), data]));
	return concat([compact(items.length), ...encoded, le(blockNumber, 32), le(setId, 64)]);
}

/** r and vs of a signature over the commitment's hash. */
export function sign(member, commitment) {
	const { r, s, yParity } = member.signing.sign(keccak256(commitment));
	return [r, toBeHex(BigInt(s) | (BigInt(yParity) << 255n), 32)];
}

/** The twin of a signature that the same key never makes. */
export function mirrored([r, vs]) {
	const s = BigInt(vs) & ((1n << 255n) - 1n);
	const parity = (BigInt(vs) >> 255n) ^ 1n;
	const twin = ORDER - s;
	// It has the highest bit of 256 with probability one half; the form of 64 bytes has no room for that.
	return twin >> 255n ? undefined : [r, toBeHex(twin | (parity << 255n), 32)];
}

/** The words of a bitfield for `length` validators. */
export function bitfield(length, places) {
	const words = Array(Math.ceil(length / 256)).fill(0n);
	for (const place of places) words[place >> 8] |= 1n << BigInt(place & 255);
	return words;
}

/** The signatures of `places` and the siblings that lead from them to the keyset commitment. */
export function attest(set, places, commitment) {
	return {
		signatures: places.flatMap((place) => sign(set.members[place], commitment)),
		siblings: proveMany(set.leaves, places),
	};
}

/** The first quorum of a set. */
export const firstQuorum = (set) => Array.from({ length: quorum(set.length) }, (_, i) => i);
