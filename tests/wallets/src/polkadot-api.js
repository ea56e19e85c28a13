// A wallet made with polkadot-api, without generated code: what the calls are is read from the node.
import { Binary, createClient, Enum } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { Refused } from './failure.js';

export const library = 'polkadot-api';

const signer = (key) => getPolkadotSigner(key.publicKey, 'Sr25519', (message) => key.sign(message));
const account = (address) => Enum('Id', address);
const amounts = ({ free, reserved, frozen }) => ({ free, reserved, frozen });

// How a vote is one byte: the highest bit says aye, the others are the conviction.
const CONVICTIONS = ['None', 'Locked1x', 'Locked2x', 'Locked3x', 'Locked4x', 'Locked5x', 'Locked6x'];
const byte = (aye, conviction) => (aye ? 0x80 : 0) | CONVICTIONS.indexOf(conviction);

/** Connects to the node at `url`. */
export async function connect(url) {
	// Node has a WebSocket of its own from version 22 on.
	const client = createClient(getWsProvider(url, { websocketClass: globalThis.WebSocket ?? WebSocket }));
	await client.getFinalizedBlock();
	return new Wallet(client);
}

class Wallet {
	constructor(client) {
		this.client = client;
		this.api = client.getUnsafeApi();
	}

	/** What the node says of itself and of its chain. */
	async chain() {
		const [{ name, genesisHash, properties }, { number }, version] = await Promise.all([
			this.client.getChainSpecData(),
			this.client.getFinalizedBlock(),
			this.api.constants.System.Version(),
		]);
		return {
			name,
			genesis: genesisHash,
			specVersion: version.spec_version,
			symbol: properties.tokenSymbol,
			decimals: properties.tokenDecimals,
			finalized: number,
		};
	}

	/** Whether the runtime has conviction voting. */
	canVote() {
		return this.api.constants.ConvictionVoting.MaxVotes().then(
			() => true,
			() => false,
		);
	}

	/** What `address` has of both currencies. */
	async balances(address) {
		const [vwt, cvt] = await Promise.all([
			this.api.query.System.Account.getValue(address),
			this.api.query.Cvt.Account.getValue(address),
		]);
		return { vwt: amounts(vwt.data), cvt: amounts(cvt) };
	}

	/** Sends `amount` of `token` (`vwt` or `cvt`). */
	transfer(key, token, to, amount) {
		const pallet = token === 'vwt' ? 'Balances' : 'Cvt';
		return this.#send(key, pallet, 'transfer_keep_alive', { dest: account(to), value: amount });
	}

	/** Submits a referendum on the root track whose call is a remark; gives its number. */
	async propose(key, remark) {
		const call = await this.api.tx.System.remark({ remark: Binary.fromText(remark) }).getEncodedData();
		const { events } = await this.#send(key, 'Referenda', 'submit', {
			proposal_origin: Enum('system', Enum('Root')),
			proposal: Enum('Inline', call),
			enactment_moment: Enum('After', 1),
		});
		return events.find(({ type, value }) => type === 'Referenda' && value.type === 'Submitted').value.value.index;
	}

	vote(key, referendum, aye, conviction, balance) {
		const vote = Enum('Standard', { vote: byte(aye, conviction), balance });
		return this.#send(key, 'ConvictionVoting', 'vote', { poll_index: referendum, vote });
	}

	removeVote(key, track, referendum) {
		return this.#send(key, 'ConvictionVoting', 'remove_vote', { class: track, index: referendum });
	}

	delegate(key, track, to, conviction, balance) {
		const target = { class: track, to: account(to), conviction: Enum(conviction), balance };
		return this.#send(key, 'ConvictionVoting', 'delegate', target);
	}

	undelegate(key, track) {
		return this.#send(key, 'ConvictionVoting', 'undelegate', { class: track });
	}

	unlock(key, track) {
		return this.#send(key, 'ConvictionVoting', 'unlock', { class: track, target: account(key.address) });
	}

	/** The votes on an ongoing referendum. */
	async tally(referendum) {
		const info = await this.api.query.Referenda.ReferendumInfoFor.getValue(referendum);
		const { ayes, nays, support } = info.value.tally;
		return { ayes, nays, support };
	}

	/** What votes lock of an account, by track. */
	locks(address) {
		return this.api.query.ConvictionVoting.ClassLocksFor.getValue(address);
	}

	async close() {
		this.client.destroy();
	}

	/** Signs and submits; resolves when the block is final. */
	async #send(key, pallet, call, args) {
		const outcome = await this.api.tx[pallet][call](args).signAndSubmit(signer(key));
		if (!outcome.ok) throw new Refused(`${pallet}.${call}`, name(outcome.dispatchError));
		return { block: outcome.block.hash, events: outcome.events };
	}
}

function name({ type, value }) {
	return type === 'Module' ? `${value.type}.${value.value.type}` : type;
}
