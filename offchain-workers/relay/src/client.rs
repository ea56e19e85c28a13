//! The light client's state.

use crate::{
	contracts::{AuthoritySet, LightClient},
	evm::{At, Evm, EvmError},
	Error,
};
use alloy_primitives::{Address, B256};

/// Where a light client stands. All that a relayer has to remember is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientState {
	/// The newest block that it knows of.
	pub latest: u32,
	/// Who signs now.
	pub current: AuthoritySet,
	/// Who signs after them.
	pub next: AuthoritySet,
}

/// A light client on an EVM chain.
#[derive(Clone)]
pub struct LightClientAt {
	pub(crate) evm: Evm,
	pub(crate) address: Address,
}

impl LightClientAt {
	/// The client at `address`, made sure to be one, of the chain with this genesis hash and on EVM chain number `chain_id`
	/// if one is given. Gives that number too.
	///
	/// # Errors
	///
	/// [`Error::WrongEvmChain`], [`Error::NoClient`], [`Error::WrongGenesis`], and what reaching it brings.
	pub async fn open(
		evm: Evm,
		address: Address,
		genesis: B256,
		chain_id: Option<u64>,
	) -> Result<(Self, u64), Error> {
		let found = expect_chain(&evm, chain_id).await?;
		if !evm.is_contract(address).await? {
			return Err(Error::NoClient { address });
		}
		let known = match evm.view(address, &LightClient::GENESISCall {}, At::Latest).await {
			Ok(known) => known,
			Err(EvmError::Reverted(_) | EvmError::BadAnswer { .. }) => {
				return Err(Error::NoClient { address })
			}
			Err(error) => return Err(error.into()),
		};
		if known != genesis {
			return Err(Error::WrongGenesis {
				address,
				known,
				genesis,
			});
		}
		Ok((Self { evm, address }, found))
	}

	/// Where it stands after the newest block. One question: nodes answer several from two states even where all name the same
	/// block, anvil while it makes the next.
	pub async fn state(&self) -> Result<ClientState, EvmError> {
		let question = LightClient::standingCall {};
		let LightClient::standingReturn {
			latest,
			current,
			next,
		} = self.evm.view(self.address, &question, At::Latest).await?;
		Ok(ClientState {
			latest,
			current,
			next,
		})
	}
}

/// The EVM chain's number, which must be `wanted` if that is given.
pub(crate) async fn expect_chain(evm: &Evm, wanted: Option<u64>) -> Result<u64, Error> {
	let found = evm.chain_id().await?;
	match wanted {
		Some(wanted) if wanted != found => Err(Error::WrongEvmChain {
			url: evm.url().into(),
			wanted,
			found,
		}),
		_ => Ok(found),
	}
}
