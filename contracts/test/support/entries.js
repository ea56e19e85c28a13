// Entries of the outcome tree, by the same widths as src/libraries/Entries.sol.
import { concat } from 'ethers';
import { be, ZERO32 } from './bytes.js';

export const anchor = ({ id = 1, agent = 7, department = 0, grade = 1, schema = ZERO32, root = ZERO32, count = 1, key = ZERO32 }) =>
	concat([be(1, 8), be(id, 64), be(agent, 64), be(department, 8), be(grade, 8), schema, root, be(count, 32), key]);

export const decision = ({ proposal = 1, department = 0, departments = 0, outcome = 1, form = 1, answer = 1, evidence = ZERO32, receipt = ZERO32 }) =>
	concat([
		be(2, 8), be(proposal, 64), be(department, 8), be(departments, 8), be(outcome, 8), be(form, 8),
		be(BigInt.asUintN(64, BigInt(answer)), 64), evidence, receipt,
	]);

/** A proposal that nobody answered. */
export const expired = (rest) => decision({ ...rest, outcome: 3, form: 0, answer: 0 });

export const registration = ({ agent = 7, department = 0, owner, evm, card = ZERO32 }) =>
	concat([be(3, 8), be(agent, 64), be(department, 8), owner, evm, card]);

export const work = ({ agent = 7, proposal = 1, department = 0, owner, payer, paid = 10n ** 12n, verdict = 2 }) =>
	concat([be(4, 8), be(agent, 64), be(proposal, 64), be(department, 8), owner, payer, be(paid, 128), be(verdict, 8)]);
