import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { keccak256, SigningKey, TypedDataEncoder, computeAddress, toUtf8Bytes, ZeroAddress } from 'ethers';
import * as entries from './support/entries.js';
import { Fleet } from './support/fleet.js';
import { refused } from './support/setup.js';

let fleet;
let nextAgent = 1;
before(async () => { fleet = await Fleet.start(); });
after(() => fleet.stop());

async function proven(owner, changes = {}) {
	const agent = nextAgent++;
	const [proof] = await fleet.prove(entries.registration({ agent, owner: owner.account, evm: owner.evm, ...changes }));
	return { agent: BigInt(agent), proof };
}

describe('registering', () => {
	it('gives the owner that the chain names a token with the agent\'s number', async () => {
		const owner = fleet.person(1);
		const card = keccak256(toUtf8Bytes('{}'));
		const { agent, proof } = await proven(owner, { card, department: 0 });
		await fleet.identity.send(fleet.chain.accounts[9], 'recordRegistration', proof);
		const metadata = [['endpoint', '0xabcd'], ['empty', '0x']];
		const { events } = await fleet.identity.send(owner.evm, 'register(string,(string,bytes)[])', 'ipfs://card', metadata);
		assert.deepEqual(events.map(({ name }) => name), ['Transfer', 'MetadataUpdate', 'Registered', 'MetadataSet', 'MetadataSet', 'MetadataSet']);
		assert.deepEqual([...events[2].args], [agent, 'ipfs://card', await fleet.identity.read('ownerOf', agent)]);
		assert.equal((await fleet.identity.read('ownerOf', agent)).toLowerCase(), owner.evm);
		assert.equal((await fleet.identity.read('getAgentWallet', agent)).toLowerCase(), owner.evm);
		assert.equal(await fleet.identity.read('tokenURI', agent), 'ipfs://card');
		assert.equal(await fleet.identity.read('getMetadata', agent, 'endpoint'), '0xabcd');
		assert.equal(await fleet.identity.read('getMetadata', agent, 'agentWallet'), owner.evm);
		assert.equal(await fleet.identity.read('getMetadata', agent, 'althing.account'), owner.account);
		assert.equal(await fleet.identity.read('getMetadata', agent, 'althing.department'), '0x00');
		assert.equal(await fleet.identity.read('getMetadata', agent, 'althing.card'), card);
	});

	it('without a proof is refused', async () => {
		await refused(fleet.identity.send(fleet.person(8).evm, 'register()'), 'NothingToRegister');
		await refused(fleet.identity.send(fleet.person(8).evm, 'register(string)', 'ipfs://card'), 'NothingToRegister');
	});

	it('is for the owner alone, once', async () => {
		const owner = fleet.person(2);
		const { agent, proof } = await proven(owner);
		await fleet.identity.send(undefined, 'recordRegistration', proof);
		await refused(fleet.identity.send(fleet.person(3).evm, 'register()'), 'NothingToRegister');
		await fleet.identity.send(owner.evm, 'register()');
		await refused(fleet.identity.send(owner.evm, 'register()'), 'NothingToRegister');
		await refused(fleet.identity.send(undefined, 'recordRegistration', proof), 'RegistrationKnown', [agent]);
	});

	it('of several agents takes them in the order in which they were proven', async () => {
		const owner = fleet.person(4);
		const all = [await proven(owner), await proven(owner), await proven(owner)];
		for (const { proof } of all) await fleet.identity.send(undefined, 'recordRegistration', proof);
		for (const { agent } of all) {
			assert.deepEqual([...await fleet.identity.simulate(owner.evm, 'register()')], [agent]);
			await fleet.identity.send(owner.evm, 'register()');
		}
		assert.equal(await fleet.identity.read('balanceOf', owner.evm), 3n);
	});

	it('of one among several takes the one that the owner names', async () => {
		const [owner, stranger] = [fleet.person(3), { ...fleet.person(9), evm: fleet.person(3).evm }];
		// Somebody on Althing names this owner for an agent that it does not know.
		const [pushed, own] = [await proven(stranger), await proven(owner)];
		for (const { proof } of [pushed, own]) await fleet.identity.send(undefined, 'recordRegistration', proof);
		await refused(fleet.identity.send(fleet.person(8).evm, 'registerAgent', own.agent, '', []), 'NothingToRegister');
		await fleet.identity.send(owner.evm, 'registerAgent', own.agent, 'ipfs://card', []);
		await refused(fleet.identity.send(owner.evm, 'registerAgent', own.agent, '', []), 'NothingToRegister');
		assert.equal(await fleet.identity.read('tokenURI', own.agent), 'ipfs://card');
		await refused(fleet.identity.read('ownerOf', pushed.agent), 'ERC721NonexistentToken');
	});

	it('of an agent without an account here is refused', async () => {
		const { agent, proof } = await proven({ ...fleet.person(1), evm: ZeroAddress });
		await refused(fleet.identity.send(undefined, 'recordRegistration', proof), 'NoEvmOwner', [agent]);
	});

	it('with a proof of something else is refused', async () => {
		const [proof] = await fleet.prove(entries.decision({}));
		await refused(fleet.identity.send(undefined, 'recordRegistration', proof), 'WrongKind', [2n, 3n]);
	});

	it('follows the newest word of the chain', async () => {
		const [old, now] = [fleet.person(5), fleet.person(6)];
		const { agent, proof } = await proven(old);
		await fleet.identity.send(undefined, 'recordRegistration', proof);
		const [later] = await fleet.prove(entries.registration({ agent: Number(agent), owner: now.account, evm: now.evm }));
		await fleet.identity.send(undefined, 'recordRegistration', later);
		await refused(fleet.identity.send(undefined, 'recordRegistration', proof), 'RegistrationKnown', [agent]);
		await refused(fleet.identity.send(old.evm, 'register()'), 'NothingToRegister');
		await fleet.identity.send(now.evm, 'register()');
		assert.equal(await fleet.identity.read('getMetadata', agent, 'althing.account'), now.account);
	});
});

describe('an agent', () => {
	let agent;
	const key = new SigningKey(keccak256(toUtf8Bytes('wallet')));
	const wallet = computeAddress(key);
	const owner = () => fleet.person(1);
	before(async () => {
		const made = await proven(owner());
		agent = made.agent;
		await fleet.identity.send(undefined, 'recordRegistration', made.proof);
		await fleet.identity.send(owner().evm, 'register()');
	});

	async function walletSignature({ chainId = 31337n, deadline, signer = key, newWallet = wallet }) {
		const domain = { name: 'ERC8004IdentityRegistry', version: '1', chainId, verifyingContract: fleet.identity.address };
		const types = { AgentWalletSet: [
			{ name: 'agentId', type: 'uint256' }, { name: 'newWallet', type: 'address' },
			{ name: 'owner', type: 'address' }, { name: 'deadline', type: 'uint256' },
		] };
		const value = { agentId: agent, newWallet, owner: owner().evm, deadline };
		return signer.sign(TypedDataEncoder.hash(domain, types, value)).serialized;
	}

	async function inSeconds(seconds) {
		const { timestamp } = await fleet.chain.rpc('eth_getBlockByNumber', 'latest', false);
		return BigInt(timestamp) + BigInt(seconds);
	}

	it('has metadata that its owner sets, and proven metadata that nobody does', async () => {
		await fleet.identity.send(owner().evm, 'setMetadata', agent, 'color', '0x01');
		assert.equal(await fleet.identity.read('getMetadata', agent, 'color'), '0x01');
		for (const name of ['agentWallet', 'althing.account', 'althing.department', 'althing.card']) {
			await refused(fleet.identity.send(owner().evm, 'setMetadata', agent, name, '0x01'), 'ReservedKey', [name]);
		}
		await refused(fleet.identity.send(fleet.person(2).evm, 'setMetadata', agent, 'color', '0x02'), 'NotAuthorized');
	});

	it('has a registration file that its owner places', async () => {
		const { events } = await fleet.identity.send(owner().evm, 'setAgentURI', agent, 'ipfs://other');
		assert.equal(events.at(-1).name, 'URIUpdated');
		assert.equal(await fleet.identity.read('tokenURI', agent), 'ipfs://other');
		await refused(fleet.identity.send(fleet.person(2).evm, 'setAgentURI', agent, ''), 'NotAuthorized');
		await refused(fleet.identity.send(owner().evm, 'setAgentURI', 999, ''), 'ERC721NonexistentToken', [999n]);
	});

	it('has the wallet that signed to be it', async () => {
		const deadline = await inSeconds(200);
		const signature = await walletSignature({ deadline });
		await refused(fleet.identity.send(fleet.person(2).evm, 'setAgentWallet', agent, wallet, deadline, signature), 'NotAuthorized');
		await fleet.identity.send(owner().evm, 'setAgentWallet', agent, wallet, deadline, signature);
		assert.equal(await fleet.identity.read('getAgentWallet', agent), wallet);
		await fleet.identity.send(owner().evm, 'unsetAgentWallet', agent);
		assert.equal(await fleet.identity.read('getAgentWallet', agent), ZeroAddress);
	});

	it('has no wallet by a signature of another chain, key, or time', async () => {
		const deadline = await inSeconds(200);
		const set = async (signature, until = deadline, to = wallet) =>
			fleet.identity.send(owner().evm, 'setAgentWallet', agent, to, until, await signature);
		await refused(set(walletSignature({ deadline, chainId: 1n })), 'InvalidWalletSignature', []);
		await refused(set(walletSignature({ deadline, signer: new SigningKey(keccak256('0x')) })), 'InvalidWalletSignature', []);
		await refused(set(walletSignature({ deadline: deadline + 1n })), 'InvalidWalletSignature', []);
		await refused(set('0x'), 'InvalidWalletSignature', []);
		await refused(set(walletSignature({ deadline }), deadline, ZeroAddress), 'InvalidWallet', []);
		await refused(set(walletSignature({ deadline: 1n }), 1n), 'DeadlinePassed', [1n]);
		const far = await inSeconds(1000);
		await refused(set(walletSignature({ deadline: far }), far), 'DeadlineTooFar');
	});

	it('loses its wallet when it changes hands', async () => {
		const to = fleet.person(7);
		const { events } = await fleet.identity.send(owner().evm, 'transferFrom', owner().evm, to.evm, agent);
		assert.deepEqual(events.map(({ name }) => name), ['Transfer', 'MetadataSet']);
		assert.equal(await fleet.identity.read('getAgentWallet', agent), ZeroAddress);
		assert.equal(await fleet.identity.read('isAuthorizedOrOwner', to.evm, agent), true);
		assert.equal(await fleet.identity.read('isAuthorizedOrOwner', owner().evm, agent), false);
	});

	it('speaks ERC-165, 721, 4906 and 5267', async () => {
		for (const id of ['0x01ffc9a7', '0x80ac58cd', '0x5b5e139f', '0x49064906']) {
			assert.equal(await fleet.identity.read('supportsInterface', id), true);
		}
		const [, name, version, chainId] = await fleet.identity.read('eip712Domain');
		assert.deepEqual([name, version, chainId], ['ERC8004IdentityRegistry', '1', 31337n]);
	});
});
