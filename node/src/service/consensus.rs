//! Block production (BABE) and finality (GRANDPA).

use super::{beefy, node::Node, partial::JUSTIFICATION_PERIOD, Block, Client, Links};
use polkadot_sdk::*;
use sc_consensus_grandpa::{
	BeforeBestBlockBy, SharedVoterState, ThreeQuartersOfTheUnfinalizedChain, VotingRule, VotingRulesBuilder,
};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::NotificationService;
use sc_service::Error;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::InherentDataProvider;
use std::time::Duration;

/// How long a vote takes to reach everyone, as far as GRANDPA's timers are concerned: it waits up to twice
/// this before prevoting and four times this before precommitting, both within a slot of 2 s.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// A block's transactions may take this share of the slot; the rest is for carrying the block to the
/// other validators before the next slot.
const PROPOSAL_PORTION: f32 = 0.5;

/// The most slots that a validator waits between two blocks while finality stands still. Nothing that
/// matters happens on blocks that are not final, so making many of them only costs memory; but when
/// finality comes back, so must the pace, within 20 s.
const BACKOFF_SLOTS: u32 = 10;

impl Node {
	/// Starts the engines.
	pub fn start_consensus(
		self,
		Links {
			babe_import,
			babe,
			grandpa,
			beefy,
		}: Links,
		voters: SharedVoterState,
		notifications: Box<dyn NotificationService>,
		channels: beefy::Channels,
	) -> Result<(), Error> {
		if self.settings.role.is_authority() {
			self.start_babe(babe_import, babe)?;
		}
		self.start_beefy(beefy, channels);
		if self.settings.grandpa {
			self.start_grandpa(grandpa, voters, notifications)?;
		}
		Ok(())
	}

	fn start_babe(&self, block_import: super::BabeImport, babe_link: super::BabeLink) -> Result<(), Error> {
		let proposer = sc_basic_authorship::ProposerFactory::new(
			self.spawner.clone(),
			self.client.clone(),
			self.pool.clone(),
			self.settings.registry.as_ref(),
			self.telemetry.clone(),
		);
		let slot_duration = babe_link.config().slot_duration();
		let babe = sc_consensus_babe::start_babe(sc_consensus_babe::BabeParams {
			keystore: self.keystore.clone(),
			client: self.client.clone(),
			select_chain: self.select_chain.clone(),
			block_import,
			env: proposer,
			sync_oracle: self.sync.clone(),
			justification_sync_link: self.sync.clone(),
			create_inherent_data_providers: move |_, ()| async move {
				let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
				let slot = InherentDataProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
				Ok((slot, timestamp))
			},
			force_authoring: self.settings.force_authoring,
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging {
				max_interval: BACKOFF_SLOTS,
				..Default::default()
			}),
			babe_link,
			block_proposal_slot_portion: sc_consensus_babe::SlotProportion::new(PROPOSAL_PORTION),
			max_block_proposal_slot_portion: None,
			telemetry: self.telemetry.clone(),
		})?;
		self.essential
			.spawn_blocking("babe-proposer", Some("block-authoring"), babe);
		Ok(())
	}

	/// Every node runs the whole voter; only a validator has the keys to vote. So every node knows who
	/// has voted and can prove finality.
	fn start_grandpa(
		self,
		link: super::GrandpaLink,
		shared_voter_state: SharedVoterState,
		notification_service: Box<dyn NotificationService>,
	) -> Result<(), Error> {
		let settings = self.settings;
		let config = sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: JUSTIFICATION_PERIOD,
			name: Some(settings.name),
			observer_enabled: false,
			keystore: settings.role.is_authority().then_some(self.keystore),
			local_role: settings.role,
			telemetry: self.telemetry.clone(),
			protocol_name: settings.grandpa_protocol,
		};
		let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
			config,
			link,
			network: self.network,
			sync: self.sync,
			notification_service,
			voting_rule: voting_rule(),
			prometheus_registry: settings.registry,
			shared_voter_state,
			telemetry: self.telemetry,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool),
		})?;
		self.essential.spawn_blocking("grandpa-voter", None, voter);
		Ok(())
	}
}

/// Votes go to the block before the best one, or to three quarters of what is not final if that is lower.
///
/// The usual rule stays two blocks behind the best. One is enough here: forks of BABE are almost always one
/// block deep, and a vote for a block that loses costs a round, never safety. It saves one slot (2 s)
/// between a block and its finality.
fn voting_rule() -> impl VotingRule<Block, Client> + Clone {
	VotingRulesBuilder::new()
		.add(BeforeBestBlockBy(1u32))
		.add(ThreeQuartersOfTheUnfinalizedChain)
		.build()
}
