// The bytes that the chain hashes.
import { concat, getBytes, hexlify, keccak256, toBeHex } from 'ethers';

export const ZERO32 = `0x${'00'.repeat(32)}`;

/** Keccak-256 of `left` before `right`. */
export const pair = (left, right) => keccak256(concat([left, right]));

/** An unsigned integer of `bits` bits, most significant byte first. */
export const be = (value, bits) => toBeHex(value, bits / 8);

/** The same, least significant byte first. */
export const le = (value, bits) => hexlify(getBytes(be(value, bits)).reverse());

/** A SCALE compact number below 2^14. */
export const compact = (value) => (value < 64 ? be(value << 2, 8) : le((value << 2) | 1, 16));

/** Random bytes that are the same in every run. */
export function generator(seed) {
	let state = keccak256(new TextEncoder().encode(seed));
	return {
		hash() {
			state = keccak256(state);
			return state;
		},
		/** A number below `limit`. */
		below(limit) {
			return Number(BigInt(this.hash()) % BigInt(limit));
		},
	};
}
