// The registries of ERC-8004 over a chain of agents, owners and payers.
import { keccak256, toUtf8Bytes } from 'ethers';
import * as entries from './entries.js';
import { deployed, relay } from './setup.js';

/** An account on Althing. */
export const account = (name) => keccak256(toUtf8Bytes(`account ${name}`));

export class Fleet {
	static async start() {
		const all = await deployed({ lengths: () => 1 });
		const { chain, verifier } = all;
		const identity = await chain.deploy('IdentityRegistry', verifier.address);
		const reputation = await chain.deploy('ReputationRegistry', identity.address, verifier.address);
		const validation = await chain.deploy('ValidationRegistry', identity.address, verifier.address);
		const fleet = Object.assign(new Fleet(), all, { identity, reputation, validation });
		// Person number i has account i of anvil.
		fleet.person = (i) => ({ account: account(i), evm: chain.accounts[i] });
		return fleet;
	}

	stop() {
		return this.chain.stop();
	}

	/** Puts entries on the chain, relays, and gives their proofs. */
	async prove(...list) {
		const { althing } = this;
		const number = althing.block({ 0: list });
		althing.block();
		await relay(this.client, althing);
		return list.map((_, index) => althing.prove(number, 0, index));
	}

	/** Registers `agents` of one owner on the chain and here. */
	async register(owner, ...agents) {
		const proofs = await this.prove(...agents.map((agent) =>
			entries.registration({ agent, owner: owner.account, evm: owner.evm, card: keccak256(toUtf8Bytes(`card ${agent}`)) })));
		for (const proof of proofs) {
			await this.identity.send(undefined, 'recordRegistration', proof);
			await this.identity.send(owner.evm, 'register(string)', `https://agents.example/${agents[0]}`);
		}
	}

	/** The proof that an account on Althing says to be another here: that it registered an agent for it. */
	async linkProof({ account: owner, evm }) {
		return (await this.prove(entries.registration({ agent: 1, owner, evm })))[0];
	}

	/** Links people's accounts, both sides agreeing. */
	async link(...people) {
		for (const person of people) await this.reputation.send(person.evm, 'recordLink', await this.linkProof(person));
	}

	/** Records works. */
	async work(...works) {
		const proofs = await this.prove(...works.map(({ payer, owner, ...rest }) =>
			entries.work({ ...rest, payer: payer.account, owner: owner.account })));
		for (const proof of proofs) await this.reputation.send(undefined, 'recordWork', proof);
		return proofs;
	}

	feedback(from, agent, value = 90n, { decimals = 0, tag1 = 'quality', tag2 = '' } = {}) {
		return this.reputation.send(
			from.evm, 'giveFeedback', agent, value, decimals, tag1, tag2, 'https://agent.example', 'ipfs://feedback', keccak256('0x'),
		);
	}

	async summary(agent, clients, tag1 = '', tag2 = '') {
		return [...await this.reputation.read('getSummary', agent, clients.map(({ evm }) => evm), tag1, tag2)];
	}
}
