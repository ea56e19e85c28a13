//! Every error that our pallets refuse with says what it means, where wallets read it: in the metadata.

use super::run;
use althing_runtime::Runtime;
use frame_support::__private::metadata::RuntimeMetadata;
use polkadot_sdk::*;
use scale_info::TypeDef;

/// The pallets of this repository, those without errors left out.
const OURS: [&str; 8] = [
	"Agents",
	"Cmp",
	"Anchors",
	"Curve",
	"Commons",
	"Mandates",
	"Knowledge",
	"Origins",
];

#[test]
fn every_error_of_ours_is_documented_in_the_metadata() {
	run(|| {
		let RuntimeMetadata::V14(metadata) = Runtime::metadata().1 else {
			panic!("the runtime gives version 14");
		};
		let mut found = vec![];
		for pallet in metadata.pallets {
			if !OURS.contains(&pallet.name.as_str()) {
				continue;
			}
			let error = pallet.error.unwrap();
			let TypeDef::Variant(errors) = &metadata.types.resolve(error.ty.id).unwrap().type_def else {
				panic!("errors are an enumeration");
			};
			for error in &errors.variants {
				let documentation = error.docs.concat();
				assert!(
					documentation.trim().len() > 10,
					"{}::{} says nothing of itself",
					pallet.name,
					error.name
				);
			}
			found.push((pallet.name, errors.variants.len()));
		}
		assert_eq!(found.len(), OURS.len(), "{found:?}");
		assert!(found.iter().all(|(_, errors)| *errors > 0), "{found:?}");
	});
}
