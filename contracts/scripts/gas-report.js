// The text of docs/bench/gas.md around the figures.
const number = (value) => (value === undefined ? '–' : Math.round(value).toLocaleString('en-US'));
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) =>
	[row(head), row(head.map((name, i) => (i === 0 || name === 'source' ? '---' : '---:'))), ...rows.map(row)].join('\n');

// Gas by others, each with its source. Where only fee and price are public, gas is their quotient.
const PUBLISHED = [
	['Snowbridge, every signature, 200 validators, a commitment', '2,343,853', '[PR 464](https://github.com/Snowfork/snowbridge/pull/464), 2021'],
	['Snowbridge, every signature, 400 validators, a commitment', '4,235,531', 'the same'],
	['Snowbridge, `submitFinal` alone, 28 signatures', '797,277', '[PR 1457](https://github.com/Snowfork/snowbridge/pull/1457), 2025'],
	['Snowbridge, `submitFinal` alone, 41 signatures', '1,014,269', 'the same'],
	['Snowbridge, `commitPrevRandao`', '46,808', '[PR 1462](https://github.com/Snowfork/snowbridge/pull/1462), 2025'],
	['Snowbridge, `submitFiatShamir`, one transaction', '1,745,465 to 1,956,975', 'the same'],
	['Snowbridge on Ethereum, `submitInitial`', 'about 129,000', '[0x6eD0…B8A00C](https://etherscan.io/address/0x6eD05bAa904df3DE117EcFa638d4CB84e1B8A00C), October 2025: fee ÷ gas price'],
	['Snowbridge on Ethereum, `commitPrevRandao`', 'about 46,600', 'the same'],
	['Snowbridge on Ethereum, `submitFinal`', '532,000 to 546,000', 'the same, three transactions'],
	['Tendermint in Solidity, 100 validators, Ed25519, an update', 'at least 50,000,000 (estimate)', '[ethresear.ch 13634](https://ethresear.ch/t/bringing-ibc-to-ethereum-using-zk-snarks/13634), 2022'],
	['Tendermint by SP1, Groth16, the proof of an update alone', 'about 230,000, and a minute of proving', '[solidity-ibc-eureka](https://github.com/cosmos/solidity-ibc-eureka), its README'],
	['Tendermint by SP1, Groth16, a packet with its update', '548,671', 'the same'],
];

function commitmentRows(commitments) {
	return commitments.map(({ length, quorum, full, sampled }) => [
		length, quorum, number(full.commitment.gas), number(full.commitment.bytes), sampled?.signatures ?? 'refused',
		number(sampled?.initial), number(sampled?.seed), number(sampled?.final), number(sampled?.total),
	]);
}

function handoverRows(commitments) {
	return commitments.map(({ length, full, sampledHandover }) => [
		length, number(full.handover.gas), number(full.handover.bytes), number(sampledHandover?.final), number(sampledHandover?.total),
	]);
}

/** The Markdown. */
export function render({ commitments, small, large, gas, deployments }, { path, sampling: [base, delay, window] }) {
	return `# Gas

Written by \`npm run gas\` in \`contracts\`; every number is \`gasUsed\` of a transaction on anvil (Osaka rules), the 21,000 of
the transaction and its calldata included, at its floor price (EIP-7623) where that is more. solc 0.8.37 by IR, optimizer at
10,000 runs. Real secp256k1 keys; signers are any quorum of the set, not the first in it. The ring of roots is full, as it is
after 256 commitments: until then each costs 17,100 more, and one in eight 34,200.

## A commitment

Full: \`submitFull\`, every signature of a quorum. Sampled: \`submitInitial\`, \`commitPrevRandao\`, \`submitFinal\`, with base
${base}, a delay of ${delay} blocks and a window of ${window}; the client refuses to sample a set of which it would need a quorum.
\`final\` differs by up to a tenth from run to run: how many siblings a sample needs depends on which it is. A sample costs less
from some ninety validators on; \`althing relay\` shows one for sets of more than 96.

${table(['validators', 'quorum', 'full', 'calldata, bytes', 'sample', 'initial', 'randao', 'final', 'sampled, total'], commitmentRows(commitments))}

## A handover

The same with the leaf that names the next set, ${path} hashes below the MMR root: as many as after a million blocks.

${table(['validators', 'full', 'calldata, bytes', 'final', 'sampled, total'], handoverRows(commitments))}

## A verified result

From the entry to a root that the light client knows. Small: a block with five entries of one department, 10 hashes to the MMR
root. Large: 512 entries of 8 departments, the most that a block has, and ${path} hashes. A result is one of a batch of 64.

${table(['', 'small', 'large'], [
		['decision', number(small.decision), number(large.decision)],
		['result of a batch, with its grade', number(small.result), number(large.result)],
		['decision in a contract that acts on it (\`PayOnDecision\`)', number(small.consumer), number(large.consumer)],
		['calldata of a decision, bytes', number(small.bytes), number(large.bytes)],
	])}

## The registries of ERC-8004

With large proofs.

${table(['call', 'gas'], gas.map(([name, value]) => [`\`${name}\``, number(value)]))}

## Deployment

${table(['contract', 'gas'], deployments.map(([name, value]) => [`\`${name}\``, number(value)]))}

## Published figures of the same family

By others, on their machines and chains, at other lengths of sets and depths of trees: the order of magnitude is comparable, the
last digits are not. For a verified message alone, apart from its consensus, no figure was found.

${table(['what', 'gas', 'source'], PUBLISHED)}

Where the differences come from: signatures are 64 bytes, addresses and places of signers are not sent (they follow from the
signatures and the bitfield), and membership is one multiproof over all signers instead of one proof each. A SNARK costs the same
for any length of the set and needs a prover; up to about forty validators, every signature costs less than such a proof alone.
`;
}
