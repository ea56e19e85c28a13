// Compiles every contract with the solc of npm. Nothing is downloaded: imports come from this folder and node_modules.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const solc = createRequire(import.meta.url)('solc');

/** The folder of package.json. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const FOLDERS = ['src', 'examples', 'test'];

const SETTINGS = {
	// The newest that most EVM chains run.
	evmVersion: 'cancun',
	viaIR: true,
	optimizer: { enabled: true, runs: 10_000 },
	// Without the hash of the sources, so that a comment does not change the bytecode.
	metadata: { bytecodeHash: 'none', appendCBOR: false },
	outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};

function solidityFiles(folder) {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
		.map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name)))
		.sort();
}

function readImport(path) {
	for (const candidate of [join(ROOT, path), join(ROOT, 'node_modules', path)]) {
		try {
			return { contents: readFileSync(candidate, 'utf8') };
		} catch (error) {
			if (error.code !== 'ENOENT') throw error;
		}
	}
	return { error: `${path} is neither here nor in node_modules; run npm ci` };
}

/**
 * What {@link compile} gives, compiled again only when a source, a setting or a package changed.
 */
export function artifacts() {
	const digest = createHash('sha256').update(JSON.stringify(SETTINGS));
	for (const file of ['package-lock.json', ...FOLDERS.flatMap(solidityFiles)]) {
		digest.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
	}
	const cached = join(ROOT, 'cache', `${digest.digest('hex')}.json`);
	try {
		return JSON.parse(readFileSync(cached, 'utf8'));
	} catch {
		const contracts = compile();
		mkdirSync(dirname(cached), { recursive: true });
		// Tests run side by side: none may read half a file.
		writeFileSync(`${cached}.${process.pid}`, JSON.stringify(contracts));
		renameSync(`${cached}.${process.pid}`, cached);
		return contracts;
	}
}

/**
 * Compiles all contracts.
 * @returns {Record<string, {source: string, abi: object[], bytecode: string, deployedBytecode: string}>} by name
 * @throws {Error} with the compiler's text on any error or warning
 */
function compile() {
	const files = FOLDERS.flatMap(solidityFiles);
	const sources = Object.fromEntries(files.map((file) => [file, { content: readFileSync(join(ROOT, file), 'utf8') }]));
	const input = { language: 'Solidity', sources, settings: SETTINGS };
	const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport }));
	const ours = (output.errors ?? []).filter(({ severity, sourceLocation }) =>
		severity === 'error' || files.includes(sourceLocation?.file));
	if (ours.length > 0) throw new Error(ours.map(({ formattedMessage }) => formattedMessage).join('\n'));
	const contracts = {};
	for (const file of files) {
		for (const [name, { abi, evm }] of Object.entries(output.contracts[file] ?? {})) {
			contracts[name] = {
				source: file,
				abi,
				bytecode: `0x${evm.bytecode.object}`,
				deployedBytecode: `0x${evm.deployedBytecode.object}`,
			};
		}
	}
	return contracts;
}
