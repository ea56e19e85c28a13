//! What results look like, and how several of them are compared.

use crate::{Comparison, Config, Error, Event, HoldReason, Pallet, Schema, SchemaOf, Schemas};
use althing_primitives::{blake2, Hash};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{fungible::MutateHold, tokens::Precision, Get},
		BoundedVec,
	},
	frame_system,
	sp_runtime::traits::Saturating,
};

/// What goes before the context in the name of a schema with a comparison.
const SCHEMA_CONTEXT: &[u8; 16] = b"althing/schema/1";

/// What submissions name: the context itself where nothing is compared, else BLAKE2b-256 of `althing/schema/1`, the
/// context and SCALE of the comparison. So nobody can register another comparison for a schema that others rely on.
pub fn schema_id(context: &Hash, comparison: Option<&Comparison>) -> Hash {
	match comparison {
		None => *context,
		Some(comparison) => (SCHEMA_CONTEXT, context, comparison).using_encoded(blake2),
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_schema(
		who: T::AccountId,
		context: Hash,
		comparison: Option<Comparison>,
		uri: BoundedVec<u8, T::MaxUri>,
	) -> DispatchResult {
		let sound = comparison.is_none_or(|comparison| comparison.is_sound());
		ensure!(sound, Error::<T>::BadComparison);
		let id = schema_id(&context, comparison.as_ref());
		// Zero stands for none.
		ensure!(
			id != [0; 32] && !Schemas::<T>::contains_key(id),
			Error::<T>::SchemaKnown
		);
		let deposit = T::SchemaDeposit::get();
		T::Currency::hold(&HoldReason::SchemaDeposit.into(), &who, deposit)?;
		let schema = Schema {
			context,
			comparison,
			uri,
			depositor: Some((who, deposit)),
			at: frame_system::Pallet::<T>::block_number(),
		};
		Schemas::<T>::insert(id, schema);
		Self::deposit_event(Event::SchemaRegistered { id, context });
		Ok(())
	}

	pub(crate) fn do_remove_schema(who: &T::AccountId, id: Hash) -> DispatchResult {
		let schema = Schemas::<T>::get(id).ok_or(Error::<T>::UnknownSchema)?;
		let paid = schema.depositor.filter(|(depositor, _)| depositor == who);
		let (_, deposit) = paid.ok_or(Error::<T>::NotDepositor)?;
		let age = frame_system::Pallet::<T>::block_number().saturating_sub(schema.at);
		ensure!(age >= T::Retention::get(), Error::<T>::TooSoon);
		Schemas::<T>::remove(id);
		let reason = HoldReason::SchemaDeposit.into();
		let deposit = T::Currency::release(&reason, who, deposit, Precision::Exact)?;
		Self::deposit_event(Event::SchemaRemoved { id, deposit });
		Ok(())
	}

	/// Has the schema that `words` describe stand for good.
	pub(crate) fn put_given_schema(words: &[u8]) {
		let context = blake2(words);
		let schema: SchemaOf<T> = Schema {
			context,
			comparison: None,
			uri: BoundedVec::default(),
			depositor: None,
			at: frame_system::Pallet::<T>::block_number(),
		};
		Schemas::<T>::insert(schema_id(&context, None), schema);
	}

	/// A schema by what submissions name.
	pub fn schema(id: Hash) -> Option<SchemaOf<T>> {
		Schemas::<T>::get(id)
	}
}
