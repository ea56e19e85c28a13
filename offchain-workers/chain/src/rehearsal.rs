//! What a transaction would cost and do, before there is one that a block could hold.

use crate::{
	follow::{GROWING, TRIES},
	runtime::{Bounds, Runtime},
	AccountId, BlockId, Call, Chain, DispatchFailure, Error, Keypair, Rejection, Result, MORTALITY,
};
use codec::{Compact, Decode, Encode};
use polkadot_sdk::sp_runtime::{transaction_validity::TransactionValidityError, DispatchError};

/// What a transaction would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
	/// In the smallest unit of VWT, for a call that is not free, after the newest finalized block. It follows
	/// how full blocks are, so that it may be more a block later; what turns out to be less work is given back.
	pub amount: u128,
	/// Computing time in picoseconds.
	pub ref_time: u64,
	/// Bytes of state that the proof of execution needs.
	pub proof_size: u64,
}

/// What came of trying a call on the state after a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsal {
	/// The block.
	pub at: BlockId,
	/// Whether the call succeeded.
	pub result: core::result::Result<(), DispatchFailure>,
}

/// The shortest time for which a transaction can count, in blocks.
const SHORTEST: u32 = 4;

impl Chain {
	/// What `call` of `account` would cost now. No key is needed: a signature that is none costs the same.
	pub async fn fee_of(&self, account: &AccountId, call: &Call) -> Result<Fee> {
		let tip = self.tip().await?;
		let bounds = Bounds {
			// The more transactions an account has sent, the longer is the next one, and length costs.
			nonce: self.rpc().next_nonce(account).await?,
			birth: tip.birth,
			mortality: MORTALITY,
		};
		let extrinsic = tip.runtime.unsigned(call, account, bounds)?;
		self.fee(&extrinsic, tip.finalized).await
	}

	/// Makes `call` on the state after the newest finalized block, by `BlockBuilder_apply_extrinsic`, and
	/// forgets what it did.
	///
	/// What the node is given is signed, but no block can ever hold it: its time ends with that block. So a
	/// node that is not to be trusted gains nothing by it.
	///
	/// The state after a block still counts what that block held: after a full one there is no room. What is
	/// rejected for a reason that passes is tried again on the blocks that follow, a few times.
	///
	/// Errors: [`Error::Rejected`] where the chain would not take the transaction at all, or not on any of these
	/// blocks, [`Error::TooYoung`].
	pub async fn rehearse(&self, signer: &Keypair, call: &Call) -> Result<Rehearsal> {
		let mut at = self.grown().await?;
		let mut blocks = self.follow(Some(at));
		for _ in 1..TRIES {
			match self.rehearse_on(at, signer, call).await {
				Err(Error::Rejected(rejection)) if rejection.is_transient() => {
					tracing::info!(%rejection, block = at.number, "no rehearsal; will try on the next block");
					at = blocks.next_soon().await?.ok_or(rejection)?.id;
				}
				result => return result,
			}
		}
		self.rehearse_on(at, signer, call).await
	}

	/// Makes `call` on the state after the block `at`.
	async fn rehearse_on(&self, at: BlockId, signer: &Keypair, call: &Call) -> Result<Rehearsal> {
		const FUNCTION: &str = "BlockBuilder_apply_extrinsic";
		let runtime = self.runtime_at(at.hash).await?;
		let nonce = self.at(at.hash).await?.nonce(&signer.account()).await?;
		let extrinsic = self.for_the_past(&runtime, signer, call, at, nonce).await?;
		let answer = self.rpc().state_call(FUNCTION, &extrinsic, at.hash).await?;
		let result = ApplyResult::decode(&mut &*answer);
		let result = match result.map_err(|e| Error::undecodable("what a call came to", e))? {
			Ok(result) => result.map_err(|error| DispatchFailure::new(&error, &runtime.layout)),
			Err(invalid) => return Err(rejection(invalid).into()),
		};
		Ok(Rehearsal { at, result })
	}

	/// The newest finalized block, once there are enough of them for the shortest time to end with it.
	async fn grown(&self) -> Result<BlockId> {
		let at = self.finalized().await?;
		if at.number >= SHORTEST - 1 {
			return Ok(at);
		}
		let mut blocks = self.follow(Some(at));
		let growing = async {
			loop {
				let block = blocks.next().await?;
				if block.id.number >= SHORTEST - 1 {
					return Ok(block.id);
				}
			}
		};
		let young = |_| Error::TooYoung {
			url: self.url().into(),
		};
		tokio::time::timeout(GROWING, growing).await.map_err(young)?
	}

	/// `call`, signed so that the block `at` is the last that could have held it.
	async fn for_the_past(
		&self,
		runtime: &Runtime,
		signer: &Keypair,
		call: &Call,
		at: BlockId,
		nonce: u32,
	) -> Result<Vec<u8>> {
		let number = at.number.saturating_sub(SHORTEST - 1);
		let unknown = || Error::UnknownBlock {
			url: self.url().into(),
			block: number.to_string(),
		};
		let hash = self.rpc().block_hash(number).await?.ok_or_else(unknown)?;
		let bounds = Bounds {
			nonce: nonce.into(),
			birth: BlockId { number, hash },
			mortality: SHORTEST,
		};
		runtime.sign(call, signer, bounds)
	}

	async fn fee(&self, extrinsic: &[u8], at: BlockId) -> Result<Fee> {
		let len = u32::try_from(extrinsic.len()).unwrap_or(u32::MAX);
		let args = [extrinsic, &len.encode()].concat();
		let answer = self
			.rpc()
			.state_call("TransactionPaymentApi_query_info", &args, at.hash)
			.await?;
		// RuntimeDispatchInfo: weight (two compact numbers), class, fee.
		let info = <(Compact<u64>, Compact<u64>, u8, u128)>::decode(&mut &*answer);
		let (ref_time, proof_size, _, amount) = info.map_err(|e| Error::undecodable("a fee", e))?;
		Ok(Fee {
			amount,
			ref_time: ref_time.0,
			proof_size: proof_size.0,
		})
	}
}

/// What `BlockBuilder_apply_extrinsic` answers.
type ApplyResult = core::result::Result<core::result::Result<(), DispatchError>, TransactionValidityError>;

fn rejection(invalid: TransactionValidityError) -> Rejection {
	match invalid {
		TransactionValidityError::Invalid(invalid) => invalid.into(),
		TransactionValidityError::Unknown(unknown) => {
			let words: &'static str = unknown.into();
			Rejection::Other(words.into())
		}
	}
}
