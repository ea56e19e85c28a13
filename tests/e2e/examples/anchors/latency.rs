//! From a result's submission to its final anchor, and to the verifier on the EVM chain.

use crate::scene::{spread, Scene};
use althing_chain::{AnchorsEvent, Call, Chain, Event, Inclusion, Keypair, Outcome};
use althing_primitives::{blake2, AgentId, AnchorId, Hash};
use serde_json::{json, Value};
use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};
use tokio::{
	task::JoinSet,
	time::{interval, sleep_until, MissedTickBehavior},
};

/// Results that are submitted in a second.
const RATE: u32 = 5;
/// How often the light client is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// Proofs that are made and checked at once.
const AT_ONCE: usize = 8;
/// How long all of it may take beyond what submitting takes.
const PATIENCE: Duration = Duration::from_secs(300);

/// A result with its final anchor.
struct Anchored {
	key: Hash,
	agent: AgentId,
	id: AnchorId,
	block: u32,
	submitted: Instant,
	finalized: Instant,
}

/// What was measured.
#[derive(Default)]
pub struct Latency {
	asked: u64,
	to_anchor: Vec<f64>,
	to_evm: Vec<f64>,
	/// Anchors that are not where the chain says that the key's is, or are another result's, too.
	doubled: usize,
	lost: Vec<String>,
}

impl Latency {
	/// Whether each result has its anchor, and each anchor is verified.
	pub fn is_sound(&self) -> bool {
		let asked = self.asked as usize;
		self.lost.is_empty()
			&& self.doubled == 0
			&& self.to_anchor.len() == asked
			&& self.to_evm.len() == asked
	}

	/// The figures.
	pub fn report(&self) -> Value {
		json!({
			"submitted": self.asked,
			"perSecond": RATE,
			"anchored": self.to_anchor.len(),
			"verified": self.to_evm.len(),
			"doubled": self.doubled,
			"lost": self.lost,
			"secondsToFinalAnchor": spread(self.to_anchor.clone()),
			"secondsToVerifiedOnEvm": spread(self.to_evm.clone()),
		})
	}
}

/// Submits `count` results at a steady rate, and follows each to the end.
pub async fn measure(scene: &Scene, count: u64) -> Latency {
	let owners = scene.owners().await;
	assert!(!owners.is_empty(), "the fleet has no owner whose key is known");
	let mut latency = Latency {
		asked: count,
		..Latency::default()
	};
	let start = Instant::now();
	let mut on_way = JoinSet::new();
	for (number, (owner, agent)) in (0..count).zip(owners.iter().cycle().cloned()) {
		let chain = scene.chain.clone();
		let turn = start + Duration::from_secs(number) / RATE;
		on_way.spawn(async move {
			sleep_until(turn.into()).await;
			anchor(chain, owner, agent, number).await
		});
	}
	let deadline = start + PATIENCE + Duration::from_secs(count) / RATE;
	let mut looks = interval(LOOK);
	looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
	let (mut waiting, mut taken) = (Vec::new(), Vec::new());
	while Instant::now() < deadline && !(on_way.is_empty() && waiting.is_empty()) {
		tokio::select! {
			Some(done) = on_way.join_next() => match done.unwrap() {
				Ok(anchored) => {
					latency.to_anchor.push(seconds(anchored.submitted, anchored.finalized));
					waiting.push(anchored);
				}
				Err(reason) => latency.lost.push(reason),
			},
			_ = looks.tick() => taken.extend(verify(scene, &mut waiting, &mut latency).await),
		}
	}
	let late = |anchored: &Anchored| format!("anchor {} is not verified", anchored.id);
	latency.lost.extend(waiting.iter().map(late));
	latency.doubled = doubled(scene, &taken).await;
	latency
}

/// Anchors one result; what went wrong in words.
async fn anchor(chain: Chain, owner: Keypair, agent: AgentId, number: u64) -> Result<Anchored, String> {
	let key = blake2(format!("bench/anchors/{number}").as_bytes());
	// The batch is one result.
	let root = blake2(&key);
	let submitted = Instant::now();
	let call = Call::anchor(root, 1, [0; 32], None, agent, key);
	let submission = chain.submit(&owner, &call).await;
	let submission = submission.map_err(|error| format!("result {number}: {error}"))?;
	let Inclusion {
		block,
		result,
		events,
		..
	} = match submission.outcome().await {
		Outcome::Included(inclusion) => inclusion,
		other => return Err(format!("result {number}: {other:?}")),
	};
	let finalized = Instant::now();
	result.map_err(|failure| format!("result {number}: {failure}"))?;
	let id = events.iter().find_map(|event| match event {
		Event::Anchors(AnchorsEvent::Anchored { id, key: own, .. }) if *own == key => Some(*id),
		_ => None,
	});
	Ok(Anchored {
		key,
		agent,
		id: id.ok_or_else(|| format!("result {number}: no anchor was made"))?,
		block: block.number,
		submitted,
		finalized,
	})
}

/// Has the verifier check those that the light client's newest root covers; gives those that it took.
async fn verify(scene: &Scene, waiting: &mut Vec<Anchored>, latency: &mut Latency) -> Vec<Anchored> {
	let latest = scene.latest().await;
	// The leaf with a block's outcomes is that of the block after it.
	let (covered, rest): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|one| one.block < latest);
	*waiting = rest;
	let (mut checks, mut covered, mut taken) = (JoinSet::new(), covered.into_iter(), Vec::new());
	loop {
		while checks.len() < AT_ONCE {
			let Some(one) = covered.next() else { break };
			let prover = scene.prover();
			checks.spawn(async move {
				let good = prover.is_verified(one.id, latest).await;
				(one, good, Instant::now())
			});
		}
		let Some(done) = checks.join_next().await else {
			return taken;
		};
		match done.unwrap() {
			(one, true, at) => {
				latency.to_evm.push(seconds(one.submitted, at));
				taken.push(one);
			}
			(one, false, _) => waiting.push(one),
		}
	}
}

/// How many anchors are not the one and only of their key.
async fn doubled(scene: &Scene, all: &[Anchored]) -> usize {
	let state = scene.chain.now().await.unwrap();
	let mut seen = BTreeSet::new();
	let mut wrong = 0;
	for one in all {
		let kept = state.anchor_by_key(one.agent, &one.key).await.unwrap();
		wrong += usize::from(kept != Some(one.id) || !seen.insert(one.id));
	}
	wrong
}

fn seconds(from: Instant, to: Instant) -> f64 {
	to.duration_since(from).as_secs_f64()
}
