//! Decisions that are anchored and relayed by processes that are killed at random moments.

use crate::scene::Scene;
use althing_chain::{AnchorsEvent, CmpEvent, Event};
use althing_e2e::binary;
use althing_primitives::{AnchorId, ProposalId};
use serde_json::{json, Value};
use std::{
	collections::BTreeMap,
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
/// How many cases are put for so many kills.
const KILLS_A_CASE: u64 = 4;
/// How long what was decided may take to be anchored and verified once nothing is killed any more.
const PATIENCE: Duration = Duration::from_secs(300);

/// What was seen.
pub struct Survived {
	kills: u64,
	/// Proposals that ended.
	decided: usize,
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
		let all = self.anchors.len() == self.decided && self.verified == self.decided;
		one_each && all && self.sent == self.taken
	}

	/// The figures.
	pub fn report(&self) -> Value {
		let doubled: Vec<_> = self.anchors.iter().filter(|(_, ids)| ids.len() > 1).collect();
		json!({
			"kills": self.kills,
			"decided": self.decided,
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
	let cases = (kills / KILLS_A_CASE).max(1);
	let mut putting = put(scene, cases);
	let worker = kill(&scene.worker, kills / 2, Dice(2 * seed + 1), || scene.start_worker());
	let relayer = kill(&scene.relayer, kills - kills / 2, Dice(2 * seed + 2), || {
		scene.start_relayer()
	});
	tokio::join!(worker, relayer);
	let status = putting.wait().await.unwrap();
	assert!(status.success(), "putting cases ended with {status}");

	let mut blocks = scene.chain.follow(Some(before));
	let (mut decided, mut anchors) = (0, BTreeMap::<ProposalId, Vec<AnchorId>>::new());
	let mut verified = 0;
	let deadline = Instant::now() + PATIENCE;
	while Instant::now() < deadline {
		let block = blocks.next().await.unwrap();
		for record in &block.events {
			match record.event {
				Event::Cmp(CmpEvent::Decided { .. }) => decided += 1,
				Event::Anchors(AnchorsEvent::Anchored {
					id,
					proposal: Some(proposal),
					..
				}) => anchors.entry(proposal).or_default().push(id),
				_ => (),
			}
		}
		// Once all blocks that there were are read.
		let behind = blocks.finalized().is_some_and(|newest| newest.number > block.id.number);
		if !behind && decided as u64 >= cases && anchors.len() >= decided {
			verified = on_evm(scene, &anchors).await;
			if verified == anchors.len() {
				break;
			}
		}
	}
	let agents = scene.chain.now().await.unwrap().agents().await.unwrap();
	let unopened = agents
		.iter()
		.map(|agent| u64::from(agent.duties.sealed) - u64::from(agent.duties.revealed))
		.sum();
	let (sent, taken) = quiet(scene).await;
	Survived {
		kills,
		decided,
		anchors,
		verified,
		sent,
		taken,
		unopened,
	}
}

/// Has cases put, a few at once, until all of them have ended.
fn put(scene: &Scene, cases: u64) -> Child {
	Command::new(binary("althing"))
		.args(["--json", "bench", "decisions", "--open", "4"])
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
	let mut verified = 0;
	for id in anchors.values().flatten() {
		verified += usize::from(scene.is_verified(*id, latest).await);
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
