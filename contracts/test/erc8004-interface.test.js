// The registries have the functions and events of ERC-8004, selector by selector and topic by topic.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { artifacts } from '../scripts/compile.js';
import { facts, standard } from './support/abi.js';

const FOLDER = process.env.ERC8004_ABIS;
// The facts of the official ABIs, without proxy and owner. See support/abi.js.
const known = JSON.parse(readFileSync(new URL('erc8004-interface.json', import.meta.url), 'utf8'));

for (const name of Object.keys(known)) {
	describe(name, () => {
		const ours = facts(artifacts()[name].abi);
		for (const kind of ['functions', 'events', 'errors']) {
			it(`has the ${kind} of the standard`, () => {
				for (const [key, text] of Object.entries(known[name][kind])) assert.equal(ours[kind][key], text);
			});
		}

		it('has no owner and no upgrade', () => {
			const all = Object.values(ours.functions).join('\n');
			assert.doesNotMatch(all, /owner\(\)|Ownership|upgrade|initialize|proxiable|pause/i);
		});

		const path = FOLDER && join(FOLDER, `${name}.abi.json`);
		const missing = !path ? 'ERC8004_ABIS does not name the folder of the official ABIs'
			: !existsSync(path) && `${path} is not there`;
		it('is compared with facts that are those of the official ABI', { skip: missing }, () => {
			const file = JSON.parse(readFileSync(path, 'utf8'));
			assert.deepEqual(known[name], facts(standard(file.abi ?? file)));
		});
	});
}
