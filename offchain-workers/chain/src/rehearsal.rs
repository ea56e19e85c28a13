//! What a transaction would cost and do, before there is one that a block could hold.

use crate::{
	runtime::{Bounds, Runtime},
	AccountId, BlockId, Call, Chain, DispatchFailure, Error, Keypair, Rejection, Result, MORTALITY,
};
use codec::{Compact, Decode, Encode};
use polkadot_sdk::sp_runtime::{
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	DispatchError,
};

/// What a transaction would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
	/// In the smallest unit of VWT, for a call that is not free. The most: what turns out to be less work is
	/// given back.
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
	/// What `call` would cost, and whether the chain would take it now. Nothing is sent.
	///
	/// Errors: [`Error::Rejected`] where the chain would not take it.
	pub async fn dry_run(&self, signer: &Keypair, call: &Call) -> Result<Fee> {
		let tip = self.tip().await?;
		let nonce = self.rpc().next_nonce(&signer.account()).await?;
		let bounds = Bounds {
			nonce,
			birth: tip.birth,
			mortality: MORTALITY,
		};
		let extrinsic = tip.runtime.sign(call, signer, bounds)?;
		self.validate(&extrinsic, tip.finalized).await?;
		self.fee(&extrinsic, tip.finalized).await
	}

	/// What `call` of `account` would cost. No key is needed: a signature that is none costs the same.
	pub async fn fee_of(&self, account: &AccountId, call: &Call) -> Result<Fee> {
		let tip = self.tip().await?;
		let bounds = Bounds {
			nonce: 0,
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
	/// Errors: [`Error::Rejected`] where the chain would not take the transaction at all.
	pub async fn rehearse(&self, signer: &Keypair, call: &Call) -> Result<Rehearsal> {
		const FUNCTION: &str = "BlockBuilder_apply_extrinsic";
		let at = self.finalized().await?;
		let state = self.at(at.hash).await?;
		let runtime = self.runtime_at(at.hash).await?;
		let extrinsic = self
			.for_the_past(&runtime, signer, call, at, state.nonce(&signer.account()).await?)
			.await?;
		let answer = self.rpc().state_call(FUNCTION, &extrinsic, at.hash).await?;
		let result = ApplyResult::decode(&mut &*answer);
		let result = match result.map_err(|e| Error::undecodable("what a call came to", e))? {
			Ok(result) => result.map_err(|error| DispatchFailure::new(&error, &runtime.layout)),
			Err(invalid) => return Err(rejection(invalid).into()),
		};
		Ok(Rehearsal { at, result })
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
		// A chain younger than this has no block early enough: there is nothing to lose on it yet.
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

	async fn validate(&self, extrinsic: &[u8], at: BlockId) -> Result<()> {
		const FUNCTION: &str = "TaggedTransactionQueue_validate_transaction";
		let source = TransactionSource::External.encode();
		let args = [&source, extrinsic, &at.hash].concat();
		let answer = self.rpc().state_call(FUNCTION, &args, at.hash).await?;
		let validity = TransactionValidity::decode(&mut &*answer);
		let validity = validity.map_err(|e| Error::undecodable("a transaction's validity", e))?;
		match validity {
			// What waits in the pool counts here and not in the state that was asked.
			Ok(_) | Err(TransactionValidityError::Invalid(InvalidTransaction::Future)) => Ok(()),
			Err(invalid) => Err(rejection(invalid).into()),
		}
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
