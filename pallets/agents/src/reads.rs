//! What readers may ask: runtime APIs, tests, other crates. Nothing here writes.

use alloc::vec::Vec;
use althing_primitives::{AgentId, Reputation};
use codec::Encode;
use polkadot_sdk::{
	frame_support::traits::{fungible::InspectHold, Get},
	frame_system,
	sp_runtime::traits::{Saturating, Zero},
};

use crate::{
	AgentInfoOf, AgentView, AgentViewOf, Agents, BalanceOf, Config, Counts, HoldReason, IdByAccount, NextId,
	Pallet, REGISTRATION_CONTEXT,
};

/// The most agents that one page holds.
pub const MAX_PAGE: u32 = 512;

impl<T: Config> Pallet<T> {
	/// The bytes that an agent's account signs to consent to its registration by `owner`, with nothing
	/// between them:
	///
	/// | bytes | what |
	/// |---|---|
	/// | 18 | `althing/register/1` in ASCII, without a length |
	/// | 32 | the hash of block 0 |
	/// | 32 | `owner` |
	/// | 32 | `account` |
	/// | 32 | `attestation` |
	///
	/// 146 bytes where accounts are 32 bytes long. Wallets that put `<Bytes>…</Bytes>` around what they sign
	/// cannot sign it.
	pub fn registration_message(
		owner: &T::AccountId,
		account: &T::AccountId,
		attestation: &[u8; 32],
	) -> Vec<u8> {
		let genesis =
			frame_system::Pallet::<T>::block_hash(frame_system::pallet_prelude::BlockNumberFor::<T>::zero());
		(REGISTRATION_CONTEXT, genesis, owner, account, attestation).encode()
	}

	/// The agent with this registration number.
	pub fn agent(id: AgentId) -> Option<AgentViewOf<T>> {
		Agents::<T>::get(id).map(|info| Self::view(id, info))
	}

	/// The agent that signs with `account`.
	pub fn agent_of(account: &T::AccountId) -> Option<AgentViewOf<T>> {
		IdByAccount::<T>::get(account).and_then(Self::agent)
	}

	/// Up to `limit` agents (never more than [`MAX_PAGE`]) in the order of their numbers, from `start` on. The
	/// next page starts one above the last number returned; an empty page is the end.
	pub fn agents(start: AgentId, limit: u32) -> Vec<(AgentId, AgentInfoOf<T>)> {
		// Numbers are given out in order, so this walks over withdrawn registrations without an iterator
		// over hashes.
		(start..NextId::<T>::get())
			.filter_map(|id| Agents::<T>::get(id).map(|info| (id, info)))
			.take(usize::try_from(limit.min(MAX_PAGE)).unwrap_or_default())
			.collect()
	}

	/// How many active agents each department has, in the order of `Department::ALL`.
	pub fn counts() -> [u32; 8] {
		Counts::<T>::get()
	}

	/// What is held on `owner` for all of its agents.
	pub fn bonded(owner: &T::AccountId) -> BalanceOf<T> {
		T::Currency::balance_on_hold(&HoldReason::Bond.into(), owner)
	}

	/// Whether the agent's last heartbeat, or its registration, is recent enough.
	pub fn is_alive(info: &AgentInfoOf<T>) -> bool {
		let age = frame_system::Pallet::<T>::block_number().saturating_sub(info.last_heartbeat);
		age <= T::LivenessWindow::get()
	}

	fn view(id: AgentId, info: AgentInfoOf<T>) -> AgentViewOf<T> {
		AgentView {
			id,
			alive: Self::is_alive(&info),
			reputation: T::Reputation::of(id),
			info,
		}
	}
}
