//! The types of this crate that mirror the runtime's have the same names, order and types of fields as in
//! the metadata: what is decoded by them is what the chain encoded.

#![allow(clippy::unwrap_used)]

use crate::{
	verify::{StoredAnchor, StoredDecision},
	AgentsEvent, AnchorsEvent, Appointment, Budget, CmpEvent, Funding, Grant, Layout, Mandate, PendingAct,
	PublishedStore, Spending, Stake, Stream,
};
use scale_info::{form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeInfo};

/// A type in words. What wraps a single value is that value, since it is encoded so.
fn shape(types: &PortableRegistry, id: u32) -> String {
	let list = |ids: Vec<u32>| ids.into_iter().map(|id| shape(types, id)).collect::<Vec<_>>();
	match &types.resolve(id).unwrap().type_def {
		TypeDef::Composite(composite) => fields(types, &composite.fields),
		TypeDef::Variant(variants) => {
			let variant = |variant: &scale_info::Variant<PortableForm>| {
				format!(
					"{}={} {}",
					variant.name,
					variant.index,
					fields(types, &variant.fields)
				)
			};
			format!(
				"<{}>",
				variants
					.variants
					.iter()
					.map(variant)
					.collect::<Vec<_>>()
					.join(" | ")
			)
		}
		TypeDef::Sequence(sequence) => format!("[{}]", shape(types, sequence.type_param.id)),
		TypeDef::Array(array) => format!("[{}; {}]", shape(types, array.type_param.id), array.len),
		TypeDef::Tuple(tuple) => list(tuple.fields.iter().map(|field| field.id).collect()).join(", "),
		TypeDef::Primitive(primitive) => format!("{primitive:?}"),
		TypeDef::Compact(compact) => format!("compact {}", shape(types, compact.type_param.id)),
		TypeDef::BitSequence(_) => "bits".into(),
	}
}

fn fields(types: &PortableRegistry, fields: &[Field<PortableForm>]) -> String {
	let named = |field: &Field<PortableForm>| {
		let name = field.name.clone().unwrap_or_default();
		format!("{name}: {}", shape(types, field.ty.id))
	};
	match fields {
		[only] if only.name.is_none() => shape(types, only.ty.id),
		fields => format!("{{{}}}", fields.iter().map(named).collect::<Vec<_>>().join(", ")),
	}
}

fn mine<T: TypeInfo + 'static>() -> String {
	let mut registry = Registry::new();
	let id = registry.register_type(&MetaType::new::<T>()).id;
	shape(&registry.into(), id)
}

#[test]
fn events_are_the_runtimes() {
	let layout = Layout::shipped().unwrap();
	let theirs = |pallet| {
		let id = layout
			.metadata()
			.pallet_by_name(pallet)
			.unwrap()
			.event_ty_id()
			.unwrap();
		shape(layout.metadata().types(), id)
	};
	assert_eq!(mine::<AgentsEvent>(), theirs("Agents"));
	assert_eq!(mine::<AnchorsEvent>(), theirs("Anchors"));
	assert_eq!(mine::<CmpEvent>(), theirs("Cmp"));
}

#[test]
fn stored_values_are_the_runtimes() {
	let layout = Layout::shipped().unwrap();
	let theirs = |pallet, name| {
		let storage = layout
			.metadata()
			.pallet_by_name(pallet)
			.unwrap()
			.storage()
			.unwrap();
		shape(
			layout.metadata().types(),
			storage.entry_by_name(name).unwrap().value_ty(),
		)
	};
	assert_eq!(mine::<StoredDecision>(), theirs("Cmp", "Decisions"));
	assert_eq!(mine::<StoredAnchor>(), theirs("Anchors", "Anchors"));
	assert_eq!(mine::<Funding>(), theirs("Commons", "Proposals"));
	assert_eq!(mine::<Vec<Stake>>(), theirs("Commons", "Stakes"));
	assert_eq!(mine::<Stream>(), theirs("Commons", "Streams"));
	assert_eq!(mine::<PublishedStore>(), theirs("Knowledge", "Stores"));
	assert_eq!(mine::<Grant>(), theirs("Knowledge", "Grants"));
	assert_eq!(mine::<Mandate>(), theirs("Mandates", "Mandates"));
	assert_eq!(mine::<Budget>(), theirs("Mandates", "Budgets"));
	assert_eq!(mine::<Spending>(), theirs("Mandates", "Spent"));
	assert_eq!(mine::<Spending>(), theirs("Mandates", "SpentByRole"));
	assert_eq!(mine::<Appointment>(), theirs("Mandates", "Appointments"));
	assert_eq!(mine::<PendingAct>(), theirs("Mandates", "Pending"));
}
