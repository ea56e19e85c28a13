// A wallet made with @polkadot/api.
import { ApiPromise, WsProvider } from '@polkadot/api';
import { Refused } from './failure.js';

export const library = '@polkadot/api';

// The one transaction extension of this chain that the library does not know. It adds nothing to what is
// signed; naming it keeps the library from warning.
const signedExtensions = { AuthorizeCall: { extrinsic: {}, payload: {} } };

const pascal = (name) => name[0].toUpperCase() + name.slice(1);
const amounts = ({ free, reserved, frozen }) => ({
	free: free.toBigInt(),
	reserved: reserved.toBigInt(),
	frozen: frozen.toBigInt(),
});

/** Connects to the node at `url`. */
export async function connect(url) {
	const provider = new WsProvider(url);
	const api = await ApiPromise.create({ provider, signedExtensions, throwOnConnect: true, noInitWarn: true });
	return new Wallet(api);
}

class Wallet {
	constructor(api) {
		this.api = api;
	}

	/** What the node says of itself and of its chain. */
	async chain() {
		const [name, head] = await Promise.all([this.api.rpc.system.chain(), this.api.rpc.chain.getFinalizedHead()]);
		return {
			name: name.toString(),
			genesis: this.api.genesisHash.toHex(),
			specVersion: this.api.runtimeVersion.specVersion.toNumber(),
			symbol: this.api.registry.chainTokens[0],
			decimals: this.api.registry.chainDecimals[0],
			finalized: (await this.api.rpc.chain.getHeader(head)).number.toNumber(),
		};
	}

	/** Whether the runtime has conviction voting. */
	async canVote() {
		return this.api.tx.convictionVoting !== undefined;
	}

	/** What `address` has of both currencies. */
	async balances(address) {
		const [vwt, cvt] = await Promise.all([this.api.query.system.account(address), this.api.query.cvt.account(address)]);
		return { vwt: amounts(vwt.data), cvt: amounts(cvt) };
	}

	/** Sends `amount` of `token` (`vwt` or `cvt`). */
	transfer(key, token, to, amount) {
		const pallet = token === 'vwt' ? this.api.tx.balances : this.api.tx.cvt;
		return this.#send(key, pallet.transferKeepAlive(to, amount));
	}

	/** Submits a referendum on the root track whose call is a remark; gives its number. */
	async propose(key, remark) {
		const call = this.api.tx.system.remark(remark).method.toHex();
		const submit = this.api.tx.referenda.submit({ system: 'Root' }, { Inline: call }, { After: 1 });
		const { events } = await this.#send(key, submit);
		const { event } = events.find(({ event }) => this.api.events.referenda.Submitted.is(event));
		return event.data.index.toNumber();
	}

	vote(key, referendum, aye, conviction, balance) {
		const vote = { Standard: { vote: { aye, conviction }, balance } };
		return this.#send(key, this.api.tx.convictionVoting.vote(referendum, vote));
	}

	removeVote(key, track, referendum) {
		return this.#send(key, this.api.tx.convictionVoting.removeVote(track, referendum));
	}

	delegate(key, track, to, conviction, balance) {
		return this.#send(key, this.api.tx.convictionVoting.delegate(track, to, conviction, balance));
	}

	undelegate(key, track) {
		return this.#send(key, this.api.tx.convictionVoting.undelegate(track));
	}

	unlock(key, track) {
		return this.#send(key, this.api.tx.convictionVoting.unlock(track, key.address));
	}

	/** The votes on an ongoing referendum. */
	async tally(referendum) {
		const info = await this.api.query.referenda.referendumInfoFor(referendum);
		const { ayes, nays, support } = info.unwrap().asOngoing.tally;
		return { ayes: ayes.toBigInt(), nays: nays.toBigInt(), support: support.toBigInt() };
	}

	/** What votes lock of an account, by track. */
	async locks(address) {
		const locks = await this.api.query.convictionVoting.classLocksFor(address);
		return locks.map(([track, amount]) => [track.toNumber(), amount.toBigInt()]);
	}

	close() {
		return this.api.disconnect();
	}

	/** Signs and submits; resolves when the block is final. */
	#send(key, call) {
		const name = `${pascal(call.method.section)}.${call.method.method}`;
		return new Promise((resolve, reject) => {
			let stop = () => {};
			const finish = (end, value) => {
				stop();
				end(value);
			};
			call.signAndSend(key, ({ status, events, dispatchError, isError }) => {
				if (dispatchError) return finish(reject, new Refused(name, this.#name(dispatchError)));
				if (isError) return finish(reject, new Refused(name, status.type));
				if (status.isFinalized) finish(resolve, { block: status.asFinalized.toHex(), events });
			}).then((unsubscribe) => (stop = unsubscribe), reject);
		});
	}

	#name(error) {
		if (!error.isModule) return error.type;
		const { section, name } = this.api.registry.findMetaError(error.asModule);
		return `${pascal(section)}.${name}`;
	}
}
