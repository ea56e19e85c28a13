//! Values of a state, proved against its root.

use super::{AuthoritySet, Fault};
use crate::{hex0x, unhex, Hash, Header};
use codec::DecodeAll;
use polkadot_sdk::{
	sp_consensus_grandpa::AuthorityList,
	sp_runtime::traits::BlakeTwo256,
	sp_state_machine::read_proof_check,
	sp_trie::{LayoutV1, StorageProof, TrieConfiguration},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// No proof has more bytes than this.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The values of `keys`, in their order, in the state that `header` commits to; `None` where it is proved
/// that nothing is stored. `nodes` are the trie nodes that the node gave.
pub fn read(header: &Header, nodes: Vec<Vec<u8>>, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, Fault> {
	if nodes.iter().map(Vec::len).fold(0, usize::saturating_add) > MOST_BYTES {
		return Err(Fault::StateProof("it is larger than any proof can be".into()));
	}
	let proof = StorageProof::new(nodes);
	let mut values = read_proof_check::<BlakeTwo256, _>(header.state_root, proof, keys)
		.map_err(|e| Fault::StateProof(e.to_string()))?;
	Ok(keys.iter().map(|key| values.remove(key).flatten()).collect())
}

/// Makes sure that `header` is that of the genesis block that is believed in.
pub fn check_genesis(header: &Header, genesis: &Hash) -> Result<(), Fault> {
	match header.number == 0 && header.hash().0 == *genesis {
		true => Ok(()),
		false => Err(Fault::Genesis {
			wanted: hex0x(genesis),
			found: hex0x(header.hash()),
		}),
	}
}

/// The first authorities, from the value of `Grandpa.Authorities` in the genesis state.
pub(crate) fn first_authorities(value: Option<Vec<u8>>) -> Result<AuthoritySet, Fault> {
	let value = value.ok_or_else(|| Fault::Absent("list of authorities".into()))?;
	let list = AuthorityList::decode_all(&mut &value[..])
		.map_err(|_| Fault::Unreadable("the list of authorities"))?;
	AuthoritySet::new(0, list)
}

/// The value of `key` in the genesis state of a raw chain specification (JSON), which must have the state
/// root of the genesis header. With it nobody has to keep that state.
pub fn read_spec(header: &Header, spec: &str, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
	let spec: Spec = serde_json::from_str(spec).map_err(|_| Fault::Spec("it is not a raw specification"))?;
	let Raw { top, children } = spec.genesis.raw;
	if !children.is_empty() {
		return Err(Fault::Spec("its state has child tries"));
	}
	let unhexed = |(key, value): (String, String)| Some((unhex(&key)?, unhex(&value)?));
	let state: Option<BTreeMap<Vec<u8>, Vec<u8>>> = top.into_iter().map(unhexed).collect();
	let state = state.ok_or(Fault::Spec("its state is not written in hex"))?;
	if LayoutV1::<BlakeTwo256>::trie_root(state.iter()) != header.state_root {
		return Err(Fault::Spec("its state is not that of the genesis block"));
	}
	Ok(state.get(key).cloned())
}

#[derive(Deserialize)]
struct Spec {
	genesis: Genesis,
}

#[derive(Deserialize)]
struct Genesis {
	raw: Raw,
}

#[derive(Deserialize)]
struct Raw {
	top: BTreeMap<String, String>,
	#[serde(default, rename = "childrenDefault")]
	children: BTreeMap<String, serde_json::Value>,
}
