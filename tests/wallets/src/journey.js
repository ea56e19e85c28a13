// What a holder does with a wallet, step by step, whatever library the wallet is made with. Each step
// checks on chain what it did, and returns what the report says of it.
import { development, unused } from './keys.js';
import { expect, Refused } from './failure.js';

const UNIT = 1_000_000_000_000n;
/** The root track, which caps nobody's vote. */
const TRACK = 0;

/** Every step, in order. The ones after `transfer` need a runtime with conviction voting. */
export const STEPS = {
	async connect({ wallet }) {
		const chain = await wallet.chain();
		expect(chain.symbol === 'VWT' && chain.decimals === 12, `the node says that fees are paid in ${chain.symbol}`);
		return chain;
	},

	async read({ wallet, people }) {
		const balances = await wallet.balances(people.alice.address);
		expect(balances.vwt.free > 0n && balances.cvt.free > 0n, 'Alice has nothing: is this a development chain?');
		return balances;
	},

	async transfer({ wallet, people }) {
		const to = unused().address;
		const blocks = {};
		for (const token of ['vwt', 'cvt']) {
			const before = (await wallet.balances(people.alice.address))[token].free;
			blocks[token] = (await wallet.transfer(people.alice, token, to, UNIT)).block;
			const after = (await wallet.balances(people.alice.address))[token].free;
			expect((await wallet.balances(to))[token].free === UNIT, `1 ${token} did not arrive`);
			// CVT pays no fee.
			expect(token === 'vwt' ? after < before - UNIT : after === before - UNIT, `Alice has ${after} of ${token}`);
		}
		const refused = await refusal(wallet.transfer(people.alice, 'cvt', to, 10n ** 30n));
		// More than the issuance: the pallet cannot even reckon with it.
		expect(refused === 'Arithmetic', `sending more CVT than there is gave ${refused}`);
		return { to, blocks, refused };
	},

	async propose(journey) {
		expect(await journey.wallet.canVote(), 'this runtime has no conviction voting');
		journey.referendum = await journey.wallet.propose(journey.people.alice, 'althing/wallets');
		return { referendum: journey.referendum };
	},

	async vote({ wallet, people, referendum }) {
		await wallet.vote(people.bob, referendum, true, 'Locked1x', 100n * UNIT);
		await wallet.vote(people.charlie, referendum, false, 'None', 50n * UNIT);
		const tally = await wallet.tally(referendum);
		expect(tally.ayes === 100n * UNIT, `the ayes are ${tally.ayes}`);
		expect(tally.nays === 5n * UNIT, `the nays are ${tally.nays}: without conviction a tenth counts`);
		const { cvt } = await wallet.balances(people.bob.address);
		expect(cvt.frozen >= 100n * UNIT, 'what Bob votes with is not locked');
		const refused = await refusal(wallet.vote(people.dave, referendum, true, 'None', 10n ** 30n));
		expect(refused === 'ConvictionVoting.InsufficientFunds', `voting with more than one has gave ${refused}`);
		return { tally, refused };
	},

	async delegate({ wallet, people, referendum }) {
		await wallet.delegate(people.dave, TRACK, people.bob.address, 'Locked2x', 10n * UNIT);
		const tally = await wallet.tally(referendum);
		expect(tally.ayes === 120n * UNIT, `the ayes are ${tally.ayes}`);
		expect(tally.support === 110n * UNIT, `the support is ${tally.support}`);
		return { tally };
	},

	async unlock({ wallet, people, referendum }) {
		await wallet.undelegate(people.dave, TRACK);
		await wallet.removeVote(people.bob, TRACK, referendum);
		await wallet.removeVote(people.charlie, TRACK, referendum);
		const tally = await wallet.tally(referendum);
		expect(tally.ayes === 0n && tally.nays === 0n, 'votes that were removed still count');
		// The referendum goes on, so that no conviction holds a removed vote; Dave's delegation does.
		const locks = {};
		for (const name of ['bob', 'charlie', 'dave']) {
			await wallet.unlock(people[name], TRACK);
			locks[name] = Object.fromEntries(await wallet.locks(people[name].address))[TRACK] ?? 0n;
		}
		expect(locks.bob === 0n && locks.charlie === 0n, 'removed votes still lock');
		expect(locks.dave === 10n * UNIT, 'a delegation with conviction locks nothing');
		const refused = await refusal(wallet.removeVote(people.bob, TRACK, referendum));
		expect(refused === 'ConvictionVoting.NotVoter', `removing a vote twice gave ${refused}`);
		return { locks, refused };
	},
};

/** The people of a development chain. */
export const people = () =>
	Object.fromEntries(['alice', 'bob', 'charlie', 'dave'].map((name) => [name, development(name)]));

/** The name of the error that `call` is refused with; nothing when it is not. */
async function refusal(call) {
	try {
		await call;
		return undefined;
	} catch (error) {
		if (error instanceof Refused) return error.error;
		throw error;
	}
}
