//! A runtime with proposals, balances, preimages and a scheduler, and agents that exist only in a table.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_cmp;
use crate::*;
use althing_cmp_rules::{commitment, Ballot, Receipt};
pub use althing_cmp_rules::{Outcome, Seat};
use althing_primitives::{Candidate, Capabilities, Department, Role};
use polkadot_sdk::{
	frame_support::{
		assert_ok, construct_runtime, derive_impl, parameter_types,
		traits::{ConstU32, ConstU64, EqualPrivilegeOnly},
		weights::constants::RocksDbWeight,
	},
	frame_system::EnsureRoot,
	pallet_balances, pallet_preimage, pallet_scheduler,
	sp_core::H256,
	sp_io::TestExternalities,
	sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, DispatchResult},
};
use std::{
	cell::{Cell, RefCell},
	collections::BTreeMap,
};

pub type Balance = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Preimage: pallet_preimage,
		Cmp: pallet_cmp,
		Scheduler: pallet_scheduler,
	}
);

pub const DEPOSIT: Balance = 100;
pub const FUNDS: Balance = 100_000;
pub const UNIT: Balance = 1_000;
pub const RETENTION: u32 = 20;
pub const PACE: Timing = Timing {
	draw_delay: 3,
	seal_period: 5,
	reveal_period: 4,
	panel_size: 12,
};
/// Block in which the panel of a proposal opened in block 1 is drawn.
pub const DRAWN: u32 = 1 + PACE.draw_delay;

parameter_types! {
	pub static Rules: Constants = Constants::default();
	pub static Schedule: Timing = PACE;
	pub static Service: Weight = Weight::from_parts(500_000_000_000, u64::MAX);
	/// Whether block authors give an output.
	pub static Outputs: bool = true;
	/// Whether people can be asked.
	pub static Listening: bool = true;
	pub const Slash: Perbill = Perbill::from_percent(1);
	pub MaxWeight: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU64<10>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId32>;
	type Consideration = ();
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaxWeight;
	type ScheduleOrigin = EnsureRoot<AccountId32>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<4>;
	type WeightInfo = ();
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl Config for Test {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Agents = Table;
	type Randomness = Authors;
	type Constants = Rules;
	type Schedule = Schedule;
	type Preimages = Preimage;
	type Scheduler = Scheduler;
	// Also what a panel approves may cancel: tests see the origin at work by it.
	type OnEscalated = Holders;
	type CancelOrigin = frame_support::traits::EitherOf<EnsureRoot<AccountId32>, CancelApproved>;
	type MaxActive = ConstU32<4>;
	type MaxBody = ConstU32<1_024>;
	type Deposit = ConstU64<DEPOSIT>;
	type MissedRevealSlash = Slash;
	type ReceiptRetention = ConstU32<RETENTION>;
	type ServiceWeight = Service;
	type WeightInfo = ();
}

/// Lets approved proposals that named the legal department cancel others.
pub struct CancelApproved;

impl EnsureOrigin<RuntimeOrigin> for CancelApproved {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		let (_, departments) = EnsureApproved::try_origin(origin.clone())?;
		departments
			.contains(Department::Legal)
			.then_some(())
			.ok_or(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// People: they take down what they are asked, or refuse.
pub struct Holders;

thread_local! {
	static ASKED: RefCell<Vec<Escalation<BoundedCallOf<Test>>>> = const { RefCell::new(Vec::new()) };
	static LET_GO: RefCell<Vec<Hash>> = const { RefCell::new(Vec::new()) };
	static UNDECIDED: Cell<bool> = const { Cell::new(false) };
}

impl Holders {
	/// What they were asked, in order.
	pub fn asked() -> Vec<Escalation<BoundedCallOf<Test>>> {
		ASKED.with_borrow(Clone::clone)
	}

	/// Has them think, or come to an end.
	pub fn think(on: bool) {
		UNDECIDED.set(on);
	}

	/// The receipts that they need not keep any longer.
	pub fn let_go() -> Vec<Hash> {
		LET_GO.with_borrow(Clone::clone)
	}
}

impl OnEscalated<BoundedCallOf<Test>> for Holders {
	fn on_escalated(escalation: Escalation<BoundedCallOf<Test>>) -> Result<u32, DispatchError> {
		if !Listening::get() {
			return Err(DispatchError::Unavailable);
		}
		ASKED.with_borrow_mut(|asked| {
			asked.push(escalation);
			Ok(asked.len() as u32 - 1)
		})
	}

	fn is_open(_: u32) -> bool {
		UNDECIDED.get()
	}

	fn on_receipt_dropped(_: u32, receipt: &Hash) {
		LET_GO.with_borrow_mut(|gone| gone.push(*receipt));
	}

	fn weight() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}

	fn dropping_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// Each block's author gives an output that nobody could know before.
pub struct Authors;

impl Randomness<Option<H256>, u32> for Authors {
	fn random(subject: &[u8]) -> (Option<H256>, u32) {
		let block = System::block_number().saturating_sub(1);
		let output = (subject, block).using_encoded(althing_primitives::blake2);
		(Outputs::get().then_some(H256(output)), block)
	}
}

/// An agent in the table.
pub type Agent = Candidate<AccountId32, Balance>;

thread_local! {
	static AGENTS: RefCell<BTreeMap<AgentId, Agent>> = const { RefCell::new(BTreeMap::new()) };
	static SLASHES: RefCell<Vec<(AgentId, Balance)>> = const { RefCell::new(Vec::new()) };
	static NEXT_AGENT: Cell<AgentId> = const { Cell::new(0) };
}

/// The agents, all of them active.
pub struct Table;

impl Table {
	/// Adds an agent that signs with the account of `number`; returns its registration number.
	pub fn add(number: u32, owner: u8, department: Department, bond: Balance) -> AgentId {
		AGENTS.with_borrow_mut(|agents| {
			let id = NEXT_AGENT.replace(NEXT_AGENT.get() + 1);
			let (role, capabilities) = (Role::DataScout, Capabilities::SERIES);
			let (account, owner) = (agent(number), person(owner));
			let agent = Candidate {
				id,
				account,
				owner,
				department,
				role,
				capabilities,
				bond,
				alive: true,
			};
			agents.insert(id, agent);
			id
		})
	}

	/// Changes what is known of an agent.
	pub fn change(id: AgentId, change: impl FnOnce(&mut Agent)) {
		AGENTS.with_borrow_mut(|agents| change(agents.get_mut(&id).unwrap()));
	}

	/// Ends a registration.
	pub fn retire(id: AgentId) {
		AGENTS.with_borrow_mut(|agents| agents.remove(&id));
		<Cmp as althing_primitives::OnRetired>::on_retired(id);
	}

	/// All that was taken.
	pub fn slashes() -> Vec<(AgentId, Balance)> {
		SLASHES.with_borrow(Clone::clone)
	}

	fn clear() {
		AGENTS.with_borrow_mut(BTreeMap::clear);
		SLASHES.with_borrow_mut(Vec::clear);
		NEXT_AGENT.set(0);
		ASKED.with_borrow_mut(Vec::clear);
		LET_GO.with_borrow_mut(Vec::clear);
	}
}

impl AgentDirectory<AccountId32, Balance> for Table {
	fn count(department: Department) -> u32 {
		AGENTS.with_borrow(|agents| agents.values().filter(|a| a.department == department).count() as u32)
	}

	fn nth(department: Department, index: u32) -> Option<Agent> {
		AGENTS.with_borrow(|agents| {
			agents
				.values()
				.filter(|a| a.department == department)
				.nth(index as usize)
				.cloned()
		})
	}

	fn get(id: AgentId) -> Option<Agent> {
		AGENTS.with_borrow(|agents| agents.get(&id).cloned())
	}

	fn id_of(account: &AccountId32) -> Option<AgentId> {
		AGENTS.with_borrow(|agents| agents.values().find(|a| a.account == *account).map(|a| a.id))
	}

	fn unit() -> Balance {
		UNIT
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(department: Department, count: u32) {
		for index in Self::count(department)..count {
			Self::add(
				u32::from(department.index()) << 16 | index,
				index as u8,
				department,
				UNIT,
			);
		}
	}
}

impl Bonds<Balance> for Table {
	fn slash(id: AgentId, share: Perbill) -> Balance {
		AGENTS.with_borrow_mut(|agents| {
			let Some(agent) = agents.get_mut(&id) else {
				return 0;
			};
			let slashed = share * agent.bond;
			agent.bond -= slashed;
			SLASHES.with_borrow_mut(|slashes| slashes.push((id, slashed)));
			slashed
		})
	}
}

/// A person: opens proposals, owns agents.
pub fn person(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

/// The account of the agent with this number.
pub fn agent(number: u32) -> AccountId32 {
	AccountId32::new((b"agent", number).using_encoded(althing_primitives::blake2))
}

pub fn signed(by: AccountId32) -> RuntimeOrigin {
	RuntimeOrigin::signed(by)
}

/// A question as [`open`] puts it.
pub fn open_as(
	proposer: u8,
	kind: Kind,
	departments: Departments,
	call: Option<BoundedCallOf<Test>>,
) -> DispatchResult {
	let (risk, impact, urgency) = (Perbill::zero(), Perbill::zero(), Perbill::zero());
	let body = b"a case".to_vec().try_into().unwrap();
	Cmp::open(
		signed(person(proposer)),
		kind,
		departments,
		risk,
		impact,
		urgency,
		body,
		call,
	)
}

/// Person 1 asks yes or no; returns the proposal.
pub fn open() -> ProposalId {
	assert_ok!(open_as(1, Kind::Binary, Departments::default(), None));
	NextProposal::<Test>::get() - 1
}

/// Opens a proposal and goes to the block in which its panel is drawn.
pub fn open_and_draw() -> ProposalId {
	let proposal = open();
	run_to(System::block_number() + Schedule::get().draw_delay);
	proposal
}

pub fn info(proposal: ProposalId) -> ProposalInfoOf<Test> {
	Cmp::proposal(proposal).unwrap()
}

pub fn seats(proposal: ProposalId) -> Vec<Seat> {
	Cmp::panel(proposal).unwrap().seats.into_inner()
}

/// What a seat answers, with the salt that it keeps.
pub fn reveal(answer: Answer) -> Reveal {
	let ballot = Ballot {
		answer,
		confidence: Perbill::from_percent(80),
		rationale: [7; 32],
	};
	Reveal {
		ballot,
		salt: [9; 32],
	}
}

/// The commitment by which `seat` seals `reveal`.
pub fn sealed(proposal: ProposalId, round: u8, seat: &Seat, reveal: &Reveal) -> Hash {
	commitment(
		proposal,
		round,
		seat.agent,
		&seat.account,
		&reveal.ballot,
		&reveal.salt,
	)
}

/// The round that is under way.
pub fn round(proposal: ProposalId) -> u8 {
	match info(proposal).phase {
		Phase::Drawing { .. } => panic!("there is no round before the draw"),
		Phase::Sealing { round, .. } | Phase::Revealing { round, .. } => round,
	}
}

pub fn try_seal(proposal: ProposalId, seat: &Seat, answer: Answer) -> DispatchResult {
	let commitment = sealed(proposal, round(proposal), seat, &reveal(answer));
	Cmp::seal(signed(seat.account.into()), proposal, commitment)
}

pub fn try_reveal(proposal: ProposalId, seat: &Seat, answer: Answer) -> DispatchResult {
	Cmp::reveal(signed(seat.account.into()), proposal, reveal(answer))
}

/// The seats given seal yes.
pub fn seal_by(proposal: ProposalId, seats: &[Seat]) {
	for seat in seats {
		assert_ok!(try_seal(proposal, seat, YES));
	}
}

/// The seats given reveal yes.
pub fn reveal_by(proposal: ProposalId, seats: &[Seat]) {
	for seat in seats {
		assert_ok!(try_reveal(proposal, seat, YES));
	}
}

/// All seats seal; each position answers as `answer` says.
pub fn seal_all(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	for (position, seat) in seats(proposal).iter().enumerate() {
		assert_ok!(try_seal(proposal, seat, answer(position)));
	}
}

/// All seats reveal what [`seal_all`] sealed.
pub fn reveal_all(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	for (position, seat) in seats(proposal).iter().enumerate() {
		assert_ok!(try_reveal(proposal, seat, answer(position)));
	}
}

/// A whole round, from the first seal to the count.
pub fn hold_round(proposal: ProposalId, answer: impl Fn(usize) -> Answer) {
	seal_all(proposal, &answer);
	next_block();
	reveal_all(proposal, &answer);
	next_block();
}

pub const YES: Answer = Answer::Binary(true);
pub const NO: Answer = Answer::Binary(false);

pub fn yes(_: usize) -> Answer {
	YES
}

/// Half the seats say yes, half no.
pub fn split(position: usize) -> Answer {
	Answer::Binary(position.is_multiple_of(2))
}

pub fn run_to(block: u32) {
	System::run_to_block::<AllPalletsWithSystem>(block);
}

pub fn next_block() {
	run_to(System::block_number() + 1);
}

/// The receipt in state; it must hold, and be the one that was decided by.
pub fn receipt(proposal: ProposalId) -> Receipt {
	let receipt = Cmp::receipt(proposal).unwrap();
	receipt.check().unwrap();
	assert_eq!(receipt.hash(), Cmp::decision(proposal).unwrap().receipt);
	receipt
}

pub fn held(number: u8) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&HoldReason::ProposalDeposit.into(), &person(number))
}

/// This pallet's events so far.
pub fn events() -> Vec<Event<Test>> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Cmp(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().filter_map(ours).collect()
}

/// Builds a chain at block 1 with funded persons 1 to 3 and one agent for each owner and department,
/// and checks it after the test.
pub struct ExtBuilder {
	per_department: u32,
	owners: u8,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			per_department: 3,
			owners: 8,
		}
	}
}

impl ExtBuilder {
	/// Agents of each department.
	pub fn agents(mut self, per_department: u32) -> Self {
		self.per_department = per_department;
		self
	}

	/// Owners among whom the agents are dealt out.
	pub fn owners(mut self, owners: u8) -> Self {
		self.owners = owners;
		self
	}

	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let balances = (1..=3).map(|number| (person(number), FUNDS)).collect();
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = TestExternalities::new(storage);
		Table::clear();
		ext.execute_with(|| {
			System::set_block_number(1);
			for number in 0..self.per_department * 8 {
				let owner = 100 + (number % u32::from(self.owners)) as u8;
				// Neighbours of one owner sit in different departments.
				let department = Department::ALL[(number / self.per_department) as usize];
				Table::add(number, owner, department, UNIT);
			}
		});
		ext
	}

	/// Runs `test`; then issuance must be what it was, and the state sound.
	pub fn run(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			assert_eq!(Balances::total_issuance(), issuance);
			Cmp::do_try_state().unwrap();
		});
	}
}

/// A chain for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_ext() -> TestExternalities {
	ExtBuilder::default().agents(0).build()
}
