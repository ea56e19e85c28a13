//! Decisions that are anchored and relayed by processes that are killed at random moments.

use crate::scene::Scene;
use althing_chain::{views::Duties, AnchorsEvent, CmpEvent, Event};
use althing_e2e::binary;
use althing_primitives::{AnchorId, ProposalId};
use serde_json::{json, Value};
use std::{
	collections::{BTreeMap, BTreeSet},
	process::Stdio,
	sync::Mutex,
	time::{Duration, Instant},
};
use tokio::{
	process::{Child, Command},
	time::sleep,
};

/// How long a process lives, in milliseconds: from before it has connected to long after.
const LIFE: std::ops::Range<u64> = 200..10_000;
/// How many kills there are for each case that is put: with two at once, cases last about as long as kills.
const KILLS_PER_CASE: u64 = 2;
/// How long what was decided may take to be anchored and verified once nothing is killed any more.
const PATIENCE: Duration = Duration::from_secs(300);

/// What was seen.
#[derive(Default)]
pub struct Survived {
	kills: u64,
	/// Proposals that a panel has decided.
	decided: BTreeSet<ProposalId>,
	/// Those that ended otherwise.
	undecided: u64,
	anchors: BTreeMap<ProposalId, Vec<AnchorId>>,
	verified: usize,
	sent: u64,
	taken: u64,
	/// Ballots that were sealed and not opened: the agents' bonds pay for these.
	unopened: u64,
}

impl Survived {
	/// Whether each decision has one anchor, each is verified, and no transaction was in vain.
	pub fn is_sound(&self) -> bool {
		let one_each = self.anchors.values().all(|anchors| anchors.len() == 1);
		let none_lost = self
			.decided
			.iter()
			.all(|proposal| self.anchors.contains_key(proposal));
		one_each && none_lost && self.verified == self.anchors.len() && self.sent == self.taken
	}

	/// The figures.
	pub fn report(&self) -> Value {
		let doubled: Vec<_> = self.anchors.iter().filter(|(_, ids)| ids.len() > 1).collect();
		json!({
			"kills": self.kills,
			"decided": self.decided.len(),
			"undecided": self.undecided,
			"anchored": self.anchors.len(),
			"doubled": doubled.len(),
			"verified": self.verified,
			"transactions": self.sent,
			"commitments": self.taken,
			"unopenedBallots": self.unopened,
		})
	}
}

/// Numbers that are the same for the same seed (xorshift64*).
struct Dice(u64);

impl Dice {
	fn life(&mut self) -> Duration {
		self.0 ^= self.0 >> 12;
		self.0 ^= self.0 << 25;
		self.0 ^= self.0 >> 27;
		let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
		Duration::from_millis(LIFE.start + number % (LIFE.end - LIFE.start))
	}
}

/// Puts cases while worker and relayer are killed, half of `kills` each; then lets both end what they have begun.
pub async fn survive(scene: &Scene, kills: u64, seed: u64) -> Survived {
	let before = scene.chain.finalized().await.unwrap();
	let cases = (kills / KILLS_PER_CASE).max(1);
	let mut putting = put(scene, cases);
	let worker = kill(&scene.worker, kills / 2, Dice(2 * seed + 1), || {
		scene.start_worker()
	});
	let relayer = kill(&scene.relayer, kills - kills / 2, Dice(2 * seed + 2), || {
		scene.start_relayer()
	});
	tokio::join!(worker, relayer);
	let status = putting.wait().await.unwrap();
	assert!(status.success(), "putting cases ended with {status}");

	let mut seen = Survived {
		kills,
		..Survived::default()
	};
	let mut blocks = scene.chain.follow(Some(before));
	let deadline = Instant::now() + PATIENCE;
	while Instant::now() < deadline {
		let block = blocks.next().await.unwrap();
		block.events.iter().for_each(|record| seen.note(&record.event));
		// Once all blocks that there were are read.
		let behind = blocks
			.finalized()
			.is_some_and(|newest| newest.number > block.id.number);
		if !behind && seen.is_complete(cases) {
			seen.verified = on_evm(scene, &seen.anchors).await;
			if seen.verified == seen.anchors.len() {
				break;
			}
		}
	}
	let agents = scene.chain.now().await.unwrap().agents().await.unwrap();
	let unopened = |duties: &Duties| u64::from(duties.sealed.saturating_sub(duties.revealed));
	seen.unopened = agents.iter().map(|agent| unopened(&agent.duties)).sum();
	(seen.sent, seen.taken) = quiet(scene).await;
	seen
}

impl Survived {
	fn note(&mut self, event: &Event) {
		match event {
			Event::Cmp(CmpEvent::Decided { proposal, .. }) => drop(self.decided.insert(*proposal)),
			Event::Cmp(CmpEvent::Escalated { .. } | CmpEvent::Expired { .. }) => self.undecided += 1,
			Event::Anchors(AnchorsEvent::Anchored {
				id,
				proposal: Some(proposal),
				..
			}) => self.anchors.entry(*proposal).or_default().push(*id),
			_ => (),
		}
	}

	/// Whether all cases have ended, and what was decided is anchored.
	fn is_complete(&self, cases: u64) -> bool {
		let ended = self.decided.len() as u64 + self.undecided;
		ended >= cases
			&& self
				.decided
				.iter()
				.all(|proposal| self.anchors.contains_key(proposal))
	}
}

/// Has cases put, a few at once, until all of them have ended.
fn put(scene: &Scene, cases: u64) -> Child {
	Command::new(binary("althing"))
		.args(["--json", "bench", "decisions", "--open", "2"])
		.args(["--node", &scene.net.rpc(), "--count", &cases.to_string()])
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.kill_on_drop(true)
		.spawn()
		.unwrap()
}

/// Kills a process so many times, each time after another while, and starts it again at once.
async fn kill(process: &Mutex<Option<Child>>, times: u64, mut dice: Dice, start: impl Fn() -> Child) {
	for _ in 0..times {
		sleep(dice.life()).await;
		let doomed = process.lock().unwrap().take();
		if let Some(mut doomed) = doomed {
			doomed.kill().await.unwrap();
		}
		*process.lock().unwrap() = Some(start());
	}
}

/// How many of these anchors the verifier takes.
async fn on_evm(scene: &Scene, anchors: &BTreeMap<ProposalId, Vec<AnchorId>>) -> usize {
	let latest = scene.latest().await;
	let prover = scene.prover();
	let mut verified = 0;
	for id in anchors.values().flatten() {
		verified += usize::from(prover.is_verified(*id, latest).await);
	}
	verified
}

/// Transactions and commitments after the relayer has ended, once no block takes any more of what it has sent.
async fn quiet(scene: &Scene) -> (u64, u64) {
	let ended = scene.relayer.lock().unwrap().take();
	if let Some(mut ended) = ended {
		ended.kill().await.unwrap();
	}
	// Two blocks of the EVM chain.
	for _ in 0..2 {
		scene.anvil.mine().await;
	}
	scene.relayed().await
}
