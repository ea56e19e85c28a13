// What must not pass, each by the name of its error: with the same list in offchain-workers/relay/tests/named.rs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { concat, keccak256 } from 'ethers';
import { Althing, batch } from './support/althing.js';
import { startAnvil } from './support/anvil.js';
import { le } from './support/bytes.js';
import * as entries from './support/entries.js';
import { deployClient, fullArgs, refused, relay } from './support/setup.js';
import { attest } from './support/validators.js';

const LARGE = `0x${'5a'.repeat(1 << 18)}`;
const MANY = Array.from({ length: 2000 }, (_, i) => keccak256(`0x${i.toString(16).padStart(4, '0')}`));

let chain;
before(async () => { chain = await startAnvil(); });
after(() => chain.stop());

async function follow(options) {
	const althing = new Althing(options);
	const client = await deployClient(chain, althing);
	althing.idle(3);
	return { althing, client };
}

const submit = (client, parts) => client.simulate(chain.accounts[0], 'submitFull', ...fullArgs(parts));

/** A commitment whose first item is of `length` bytes, its length written in four. */
function swollen(althing, length) {
	const four = le((length << 2) | 2, 32);
	const { genesis, mmrRoot, blockNumber, setId } = althing.commitment();
	const items = ['0x0c', '0x6161', four, LARGE.slice(0, 2 + 2 * length), '0x636880', genesis, '0x6d6880', mmrRoot];
	return concat([...items, le(blockNumber, 32), le(setId, 64)]);
}

describe('of a commitment', () => {
	it('that another chain\'s validators signed under our name: not our signers', async () => {
		const { althing, client } = await follow();
		const parts = althing.full();
		// Another chain has its own keys; its numbers of sets and blocks may well be ours.
		const foreign = new Althing({ seed: 'another chain' });
		foreign.idle(3);
		const commitment = foreign.commitment({ genesis: althing.genesis });
		assert.equal(commitment.setId, parts.commitment.setId);
		Object.assign(parts, { commitment }, attest(foreign.set(77), parts.signers, commitment.bytes));
		await refused(submit(client, parts), 'SignersNotInSet');
	});

	it('that our validators signed for another chain: by both chains', async () => {
		const { althing, client } = await follow();
		const genesis = keccak256('0x');
		const parts = althing.full({ commitment: althing.commitment({ genesis }) });
		await refused(submit(client, parts), 'OtherChain', [genesis, althing.genesis]);
	});

	it('that is stale: by the block that is known', async () => {
		const { althing, client } = await follow();
		const old = althing.full();
		althing.idle(5);
		await relay(client, althing);
		await refused(submit(client, old), 'StaleCommitment', [3n, 8n]);
	});

	it('with a short bitfield: by its words', async () => {
		const { althing, client } = await follow({ lengths: () => 300 });
		const parts = althing.full();
		await refused(submit(client, { ...parts, bitfield: parts.bitfield.slice(0, 1) }), 'BitfieldLength', [1n, 2n]);
		await refused(submit(client, { ...parts, bitfield: [] }), 'BitfieldLength', [0n, 2n]);
	});

	it('with a signer twice, next to itself or far from it: by its position', async () => {
		const { althing, client } = await follow({ lengths: () => 10 });
		const parts = althing.full();
		const [r, vs] = parts.signatures;
		for (const position of [1, 4, 6]) {
			const signatures = parts.signatures.toSpliced(2 * position, 2, r, vs);
			await refused(submit(client, { ...parts, signatures }), 'DuplicateSigner', [BigInt(position)]);
		}
	});

	it('with the proof of another leaf: not under that root, or not of the next set', async () => {
		const { althing, client } = await follow();
		const [before] = [althing.leaves.length - 1];
		althing.rotate();
		const parts = althing.full({ handover: true });
		const other = { ...parts.handover, leaf: althing.leaves[before] };
		await refused(submit(client, { ...parts, handover: other }), 'LeafNotProven');
		// Proven, but of the session before.
		await refused(submit(client, { ...parts, handover: althing.handover(before) }), 'LeafNotNext', [1n, 1n]);
		await submit(client, parts);
	});

	it('with an oversized payload: before any of it is looked at', async () => {
		const { althing, client } = await follow();
		const parts = althing.full();
		const of = (bytes) => ({ ...parts, commitment: { bytes } });
		await refused(submit(client, of(swollen(althing, 1 << 18))), 'ScaleCompact');
		await refused(submit(client, of(swollen(althing, 1 << 14))), 'ScaleCompact');
		await refused(submit(client, of(concat([parts.commitment.bytes, LARGE]))), 'CommitmentTooLong');
		await refused(submit(client, { ...parts, signatures: MANY }), 'SignatureCount', [2000n, 3n]);
		await refused(submit(client, { ...parts, siblings: MANY }), 'ProofLength', [2000n]);
		await refused(submit(client, { ...parts, bitfield: MANY }), 'BitfieldLength', [2000n, 1n]);
	});
});

describe('of a proof', () => {
	let verifier;
	let althing;
	let good;
	let result;
	before(async () => {
		const followed = await follow();
		({ althing } = followed);
		verifier = await chain.deploy('AnchorVerifier', followed.client.address);
		const done = batch(['0x01', '0x02', '0x03']);
		const number = althing.block({ 2: [
			entries.anchor({ department: 2, root: done.root, count: done.count }),
			entries.anchor({ id: 2, department: 2, root: done.root, count: done.count }),
		] });
		althing.idle(4);
		await relay(followed.client, althing);
		good = althing.prove(number, 2, 0);
		result = done.prove(1);
		await verifier.read('resultOf', good, result);
	});

	it('of another chain: under another root, or under none', async () => {
		const foreign = new Althing({ seed: 'another chain' });
		foreign.idle(3);
		const number = foreign.block({ 2: [entries.anchor({ department: 2 })] });
		foreign.idle(4);
		await refused(verifier.read('anchorOf', foreign.prove(number, 2, 0)), 'WrongRoot');
		foreign.idle(100);
		await refused(verifier.read('anchorOf', foreign.prove(number, 2, 0)), 'UnknownBlock', [108n]);
	});

	it('of another leaf of each tree', async () => {
		const other = { ...good, index: 1 };
		await refused(verifier.read('anchorOf', other), 'OutcomesNotInLeaf');
		await refused(verifier.read('anchorOf', { ...good, leaf: althing.leaves[0] }), 'OutcomesNotInLeaf');
		await refused(verifier.read('anchorOf', { ...good, mmrOrder: good.mmrOrder ^ 1n }), 'WrongRoot');
		await refused(verifier.read('resultOf', good, { ...result, index: 0 }), 'ResultNotAnchored');
	});

	it('with an oversized payload: by its length', async () => {
		await refused(verifier.read('anchorOf', { ...good, entry: LARGE }), 'EntryLength', [0x5an, 1n << 18n]);
		await refused(verifier.read('anchorOf', { ...good, leaf: LARGE }), 'LeafLength', [1n << 18n]);
		await refused(verifier.read('anchorOf', { ...good, departmentItems: MANY }), 'ProofLength', [2000n]);
		await refused(verifier.read('anchorOf', { ...good, blockItems: MANY }), 'PathTooLong', [2000n]);
		await refused(verifier.read('anchorOf', { ...good, mmrItems: MANY }), 'PathTooLong', [2000n]);
		await refused(verifier.read('resultOf', good, { ...result, items: MANY }), 'ProofLength', [2000n]);
		await refused(verifier.read('resultOf', good, { ...result, result: LARGE }), 'ResultNotAnchored');
	});
});
