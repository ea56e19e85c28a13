// The accounts that development chains are born with, and new ones.
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady, mnemonicGenerate } from '@polkadot/util-crypto';

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });

/** The key pair of a development account: `alice`, `bob`, `charlie` ... */
export const development = (name) => keyring.addFromUri(`//${name[0].toUpperCase()}${name.slice(1)}`);

/** A key pair that nobody has used. */
export const unused = () => keyring.addFromUri(mnemonicGenerate());
