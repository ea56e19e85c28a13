// Anvil on a free port of loopback, and calls to it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Interface } from 'ethers';
import { artifacts } from '../../scripts/compile.js';

// Below what EIP-7825 lets a transaction have, 2^24.
const GAS_LIMIT = '0xf00000';

/** The binary that npm installed (no script of the package has to run), or the one that ANVIL names. */
function binary() {
	if (process.env.ANVIL) return process.env.ANVIL;
	try {
		return join(dirname(createRequire(import.meta.url).resolve('@foundry-rs/anvil-linux-amd64/package.json')), 'bin/anvil');
	} catch {
		throw new Error('npm has anvil for this project on Linux on x86-64 only; set ANVIL to the path of one for this machine');
	}
}

/** A call that was refused: `name` and `args` of the contract's error. */
export class Refused extends Error {
	constructor(name, args, text) {
		super(text);
		Object.assign(this, { name, args });
	}
}

class Contract {
	constructor(chain, address, abi, errors) {
		Object.assign(this, { chain, address, abi: new Interface(abi), errors });
	}

	data(name, args) {
		return this.abi.encodeFunctionData(name, args);
	}

	/** Calls a view; a single value comes without its list. */
	async read(name, ...args) {
		const data = await this.chain.call({ to: this.address, data: this.data(name, args) }, this.errors);
		const values = this.abi.decodeFunctionResult(name, data);
		return values.length === 1 ? values[0] : values;
	}

	/** Calls as `from` without sending. */
	async simulate(from, name, ...args) {
		const data = await this.chain.call({ from, to: this.address, data: this.data(name, args) }, this.errors);
		return this.abi.decodeFunctionResult(name, data);
	}

	/** Sends a transaction of account `from` (the first if undefined) and awaits its receipt. */
	async send(from, name, ...args) {
		const to = this.address;
		const receipt = await this.chain.send({ from: from ?? this.chain.accounts[0], to, data: this.data(name, args) }, this.errors);
		const events = receipt.logs.filter(({ address }) => address === to.toLowerCase()).map((log) => this.abi.parseLog(log));
		return { ...receipt, gas: Number(receipt.gasUsed), events };
	}
}

/** A running anvil. */
class Chain {
	constructor(process, url) {
		Object.assign(this, { process, url, id: 0 });
	}

	async batch(requests) {
		const body = JSON.stringify(requests.map(([method, params]) => ({ jsonrpc: '2.0', id: (this.id += 1), method, params })));
		const response = await fetch(this.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
		const answers = await response.json();
		return answers.sort((a, b) => a.id - b.id);
	}

	async rpc(method, ...params) {
		const [{ result, error }] = await this.batch([[method, params]]);
		if (error) throw Object.assign(new Error(`${method}: ${error.message}`), { data: error.data });
		return result;
	}

	async call(transaction, errors) {
		try {
			// In the block that comes: there a transaction would be.
			return await this.rpc('eth_call', transaction, 'pending');
		} catch (failure) {
			throw refusal(failure, errors);
		}
	}

	async send(transaction, errors) {
		// Simulated first: the error of a transaction that fails has no data.
		await this.call(transaction, errors);
		const hash = await this.rpc('eth_sendTransaction', { gas: GAS_LIMIT, ...transaction });
		// A block for each: the transaction is in it once the answer is here.
		await this.rpc('evm_mine');
		const receipt = await this.rpc('eth_getTransactionReceipt', hash);
		if (receipt.status !== '0x1') throw new Error(`transaction ${hash} failed`);
		return receipt;
	}

	/** Deploys a contract of `artifacts` with constructor arguments. */
	async deploy(name, ...args) {
		const { abi, bytecode } = artifacts()[name];
		const data = new Interface(abi).encodeDeploy(args);
		const errors = allErrors();
		const receipt = await this.send({ from: this.accounts[0], data: bytecode + data.slice(2) }, errors);
		const contract = new Contract(this, receipt.contractAddress, abi, errors);
		return Object.assign(contract, { deployGas: Number(receipt.gasUsed) });
	}

	mine(blocks) {
		return this.rpc('anvil_mine', `0x${blocks.toString(16)}`);
	}

	async stop() {
		const exited = new Promise((done) => this.process.once('exit', done));
		this.process.kill();
		await exited;
	}
}

/** Errors of every contract: one of a callee comes through unchanged. */
function allErrors() {
	const seen = new Map();
	for (const { abi } of Object.values(artifacts())) {
		for (const item of abi.filter(({ type }) => type === 'error')) seen.set(JSON.stringify(item), item);
	}
	return new Interface([...seen.values()]);
}

function refusal(failure, errors) {
	const parsed = typeof failure.data === 'string' && failure.data.length >= 10 ? errors?.parseError(failure.data) : null;
	if (!parsed) return failure;
	return new Refused(parsed.name, parsed.args, `${parsed.name}(${parsed.args.join(', ')})`);
}

/** Starts anvil and waits until it listens. */
export async function startAnvil(...options) {
	const child = spawn(binary(), ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'osaka', '--no-mining', ...options], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	process.once('exit', () => child.kill());
	const port = await new Promise((found, failed) => {
		child.once('exit', (code) => failed(new Error(`anvil ended with ${code} before it listened`)));
		createInterface({ input: child.stdout }).on('line', (line) => {
			const match = /Listening on 127\.0\.0\.1:(\d+)/.exec(line);
			if (match) found(match[1]);
		});
	});
	const chain = new Chain(child, `http://127.0.0.1:${port}`);
	chain.accounts = await chain.rpc('eth_accounts');
	return chain;
}
