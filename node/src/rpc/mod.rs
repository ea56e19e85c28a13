//! What the node answers over JSON-RPC beside what every Substrate node does.

pub mod althing;
pub mod anchors;
pub mod error;

use crate::service::{Backend, Block, BlockNumber, Client, Hash, Pool, SelectChain};
use althing::{Althing, AlthingApiServer};
use anchors::{Anchors, AnchorsApiServer};
use jsonrpsee::RpcModule;
use polkadot_sdk::*;
use sc_client_api::Backend as _;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_beefy::BeefyRPCLinks;
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{ChainSpec, Error};
use sp_consensus_beefy::ecdsa_crypto::AuthorityId as BeefyId;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// Makes the methods, once per server.
pub type RpcBuilder = Box<dyn Fn(SubscriptionTaskExecutor) -> Result<RpcModule<()>, Error>>;

/// What the methods need.
pub struct Deps {
	/// The chain.
	pub client: Arc<Client>,
	/// The database.
	pub backend: Arc<Backend>,
	/// Transactions that wait.
	pub pool: Arc<Pool>,
	/// Which fork to build on.
	pub select_chain: SelectChain,
	/// The chain's specification.
	pub chain_spec: Arc<dyn ChainSpec>,
	/// The session keys.
	pub keystore: KeystorePtr,
	/// What BABE knows of the current epoch.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// The round of finality that is under way.
	pub voters: SharedVoterState,
	/// Who votes for finality.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Proofs of finality as they come.
	pub justifications: GrandpaJustificationStream<Block>,
	/// What validators sign for other chains, as it comes.
	pub beefy: BeefyRPCLinks<Block, BeefyId>,
	/// Proofs of finality that were kept.
	pub finality: Arc<FinalityProofProvider<Backend, Block>>,
}

/// The builder of all methods.
pub fn builder(deps: Deps) -> RpcBuilder {
	Box::new(move |executor| methods(&deps, executor).map_err(Error::Application))
}

fn methods(
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	use mmr_rpc::{Mmr, MmrApiServer};
	use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
	use sc_consensus_babe_rpc::{Babe, BabeApiServer};
	use sc_consensus_beefy_rpc::{Beefy, BeefyApiServer};
	use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
	use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
	use substrate_frame_rpc_system::{System, SystemApiServer};

	let client = &deps.client;
	let babe = Babe::new(
		client.clone(),
		deps.babe_worker.clone(),
		deps.keystore.clone(),
		deps.select_chain.clone(),
	);
	let beefy = Beefy::<Block, BeefyId>::new(
		deps.beefy.from_voter_justif_stream.clone(),
		deps.beefy.from_voter_best_beefy_stream.clone(),
		executor.clone(),
	)?;
	let offchain = deps
		.backend
		.offchain_storage()
		.ok_or("this backend has no storage for what blocks index")?;
	let grandpa = Grandpa::new(
		executor,
		deps.authority_set.clone(),
		deps.voters.clone(),
		deps.justifications.clone(),
		deps.finality.clone(),
	);
	let sync_state = SyncState::new(
		deps.chain_spec.cloned_box(),
		client.clone(),
		deps.authority_set.clone(),
		deps.babe_worker.clone(),
	)?;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), deps.pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(babe.into_rpc())?;
	module.merge(grandpa.into_rpc())?;
	module.merge(beefy.into_rpc())?;
	module.merge(Mmr::<_, (Block, Hash), _>::new(client.clone(), offchain.clone()).into_rpc())?;
	module.merge(Anchors::new(client.clone(), offchain).into_rpc())?;
	module.merge(sync_state.into_rpc())?;
	module.merge(Althing::new(client.clone()).into_rpc())?;
	Ok(module)
}
