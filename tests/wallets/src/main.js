// Goes through what wallets do, with each library, and prints a report as JSON.
//
//   node src/main.js [--node ws://127.0.0.1:9944] [--library @polkadot/api|polkadot-api]
//                    [--steps connect,read,transfer,...] [--patience SECONDS]
//
// Exit codes as of `althing`: 0 done, 1 a step failed, 2 wrong usage, 3 the node cannot be reached, 5 the
// chain refused a call that it must take.
import { parseArgs } from 'node:util';
import { Refused, within } from './failure.js';
import { people, STEPS } from './journey.js';
import * as viaPolkadotApi from './polkadot-api.js';
import * as viaPolkadotJs from './polkadot-js.js';

const LIBRARIES = [viaPolkadotJs, viaPolkadotApi];
const complain = (text) => process.stderr.write(`${text}\n`);

function options() {
	const { values } = parseArgs({
		options: {
			node: { type: 'string', default: 'ws://127.0.0.1:9944' },
			library: { type: 'string', multiple: true, default: LIBRARIES.map(({ library }) => library) },
			steps: { type: 'string', default: Object.keys(STEPS).join(',') },
			patience: { type: 'string', default: '120' },
		},
	});
	const steps = values.steps.split(',');
	const unknown = steps.find((step) => !Object.hasOwn(STEPS, step)) ??
		values.library.find((name) => !LIBRARIES.some(({ library }) => library === name));
	if (unknown !== undefined) throw new TypeError(`${unknown} is neither a step nor a library`);
	const patience = Number(values.patience);
	if (!(patience > 0)) throw new TypeError(`${values.patience} is no number of seconds`);
	return { ...values, steps, patience };
}

/** Goes through `steps` with one library; stops at the first that fails. */
async function journey({ library, connect }, { node, steps, patience }) {
	const report = { library, steps: {} };
	let wallet;
	try {
		wallet = await within(30, `connecting to ${node}`, connect(node));
	} catch (error) {
		return { ...report, failed: 'connect', error: error.message, exit: 3 };
	}
	const state = { wallet, people: people() };
	for (const step of steps) {
		try {
			report.steps[step] = await within(patience, step, STEPS[step](state));
		} catch (error) {
			Object.assign(report, { failed: step, error: error.message, exit: error instanceof Refused ? 5 : 1 });
			break;
		}
	}
	await wallet.close();
	return report;
}

async function main() {
	let chosen;
	try {
		chosen = options();
	} catch (error) {
		complain(error.message);
		return 2;
	}
	const reports = [];
	// One after the other: they sign with the same accounts.
	for (const library of LIBRARIES.filter(({ library }) => chosen.library.includes(library))) {
		reports.push(await journey(library, chosen));
	}
	const text = (_, value) => (typeof value === 'bigint' ? value.toString() : value);
	process.stdout.write(`${JSON.stringify({ node: chosen.node, reports }, text, 2)}\n`);
	for (const { library, failed, error } of reports.filter(({ failed }) => failed)) {
		complain(`${library}: ${failed} failed: ${error}`);
	}
	return Math.max(0, ...reports.map(({ exit }) => exit ?? 0));
}

// Libraries leave timers behind.
process.exit(await main());
