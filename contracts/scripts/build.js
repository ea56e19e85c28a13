// Writes what other programs need of the contracts to out/: ABI and bytecode, one file each. With --check it compares
// instead, so that what is committed cannot differ from the sources.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts, ROOT } from './compile.js';

const PUBLISHED = [
	'AlthingLightClient', 'AnchorVerifier', 'IdentityRegistry', 'ReputationRegistry', 'ValidationRegistry', 'PayOnDecision',
];

const check = process.argv.includes('--check');
const contracts = artifacts();
let different = 0;
mkdirSync(join(ROOT, 'out'), { recursive: true });
for (const name of PUBLISHED) {
	const { abi, bytecode, deployedBytecode } = contracts[name];
	const text = `${JSON.stringify({ abi, bytecode, deployedBytecode }, null, '\t')}\n`;
	const path = join(ROOT, 'out', `${name}.json`);
	if (!check) {
		writeFileSync(path, text);
	} else if (readFileSync(path, 'utf8') !== text) {
		process.stderr.write(`out/${name}.json is not what the sources give; run: npm run build\n`);
		different += 1;
	}
}
process.exitCode = different === 0 ? 0 : 1;
