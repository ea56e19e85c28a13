//! Anchoring what several independent executions agree upon.

use crate::{
	keys, submitting::AgentOf, Batch, Config, Error, Event, Execution, Pallet, Schemas, Value, MAX_EXECUTIONS,
};
use alloc::{collections::BTreeSet, vec::Vec};
use althing_primitives::{AgentDirectory, AgentId, Grade, Hash, Standing};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{ConstU32, Get},
		BoundedVec,
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::traits::Zero,
};

/// The first bytes of what an agent signs of its execution. Its number changes whenever the bytes after it do.
pub const AGREEMENT_CONTEXT: &[u8; 23] = b"althing/anchors/agree/1";

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_agreed(
		who: T::AccountId,
		batch: Batch,
		asked: u8,
		executions: &BoundedVec<Execution, ConstU32<MAX_EXECUTIONS>>,
	) -> DispatchResult {
		let agent = Self::ensure_can_submit(&who, &batch)?;
		Self::agree_as(who, batch, asked, executions, &agent, Into::into)
	}

	/// The rest of `submit_agreed`; `key` gives the key of an agent's account.
	// Benchmarks have agents with accounts of which nobody has the key: they bring their own.
	pub(crate) fn agree_as(
		who: T::AccountId,
		batch: Batch,
		asked: u8,
		executions: &[Execution],
		agent: &AgentOf<T>,
		key: impl Fn(T::AccountId) -> Hash,
	) -> DispatchResult {
		Self::ensure_agreement(&batch, asked, executions)?;
		// The signatures, which are the dearest, last.
		let accounts = Self::independent(executions)?;
		for (account, execution) in accounts.into_iter().zip(executions) {
			let message = Self::agreement_message(&batch, asked, execution.agent, &execution.value);
			let signed = keys::has_signed(&key(account), &message, &execution.signature);
			ensure!(signed, Error::<T>::BadSignature);
		}
		let id = Self::record(who, batch, agent, Grade::Agreed)?;
		let agents = executions.iter().map(|execution| execution.agent).collect();
		let agents = BoundedVec::truncate_from(agents);
		Self::deposit_event(Event::Agreed { id, agents, asked });
		Ok(())
	}

	/// Enough of those asked answered, and their values agree as the batch's schema says.
	fn ensure_agreement(batch: &Batch, asked: u8, executions: &[Execution]) -> Result<(), Error<T>> {
		let schema = Schemas::<T>::get(batch.schema).ok_or(Error::<T>::NoComparison)?;
		let comparison = schema.comparison.ok_or(Error::<T>::NoComparison)?;
		let (number, asked) = (executions.len() as u32, u32::from(asked)); // at most 16
		let enough = number >= T::MinAgreeing::get() && number <= asked && number > asked / 2;
		ensure!(enough, Error::<T>::TooFewAgree);
		let values = executions.iter().map(|execution| &execution.value);
		ensure!(comparison.agree(&batch.root, values), Error::<T>::Disagree);
		Ok(())
	}

	/// The accounts of the executions' agents, which are active and belong each to another owner.
	fn independent(executions: &[Execution]) -> Result<Vec<T::AccountId>, Error<T>> {
		let mut owners = BTreeSet::new();
		let account = |execution: &Execution| -> Result<T::AccountId, Error<T>> {
			let agent = T::Agents::get(execution.agent).ok_or(Error::<T>::UnknownAgent)?;
			ensure!(T::Agents::is_active(execution.agent), Error::<T>::NotActive);
			ensure!(owners.insert(agent.owner), Error::<T>::NotIndependent);
			Ok(agent.account)
		};
		executions.iter().map(account).collect()
	}

	/// The bytes that the account of `agent` signs to say that its own execution found `value` and that it stands behind
	/// `batch`, of `asked` that were asked; with nothing between them:
	///
	/// | bytes | what |
	/// |---|---|
	/// | 23 | `althing/anchors/agree/1` in ASCII, without a length |
	/// | 32 | the hash of block 0 |
	/// | | SCALE of the batch: root, count, schema, proposal, agent, key |
	/// | 1 | `asked` |
	/// | 8 | `agent`, little-endian |
	/// | | SCALE of the value |
	///
	/// The schema says how values are compared, so that this is signed, too; with the batch's key a signature is good for
	/// one submission. Wallets that put `<Bytes>…</Bytes>` around what they sign cannot sign it.
	pub fn agreement_message(batch: &Batch, asked: u8, agent: AgentId, value: &Value) -> Vec<u8> {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		(AGREEMENT_CONTEXT, genesis, batch, asked, agent, value).encode()
	}
}
