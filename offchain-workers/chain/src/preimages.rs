//! Calls that lie on the chain by their hash.

use crate::{layout::one_key, AccountId, Hash, Result, State};
use codec::Decode;

/// `Preimage.RequestStatusFor`, of which only one thing matters here.
#[derive(Decode)]
enum RequestStatus {
	/// Somebody stored it and nothing waits for it.
	Unrequested { _ticket: (AccountId, u128), _len: u32 },
	/// Something waits for it; it is there when its length is known.
	Requested {
		_ticket: Option<(AccountId, u128)>,
		_count: u32,
		len: Option<u32>,
	},
}

impl State {
	/// Whether the bytes with this BLAKE2b-256 lie among the preimages. Then they cannot be noted again.
	pub async fn has_preimage(&self, hash: &Hash) -> Result<bool> {
		let status: Option<RequestStatus> =
			self.value("Preimage", "RequestStatusFor", &one_key(hash)).await?;
		Ok(match status {
			None | Some(RequestStatus::Requested { len: None, .. }) => false,
			Some(RequestStatus::Unrequested { .. } | RequestStatus::Requested { .. }) => true,
		})
	}
}
