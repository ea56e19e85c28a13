//! In which order rules are applied, so that what must not be so is known before it is asked for.

use super::{Atom, Place, Rule};
use crate::error::{Error, Result};
use oxrdf::Term;
use std::collections::{BTreeSet, HashMap};

/// The places of the rules in each stratum, lowest first.
///
/// # Errors
/// When `not` goes round in a circle.
pub(super) fn stratify(rules: &[Rule]) -> Result<Vec<Vec<usize>>> {
	let heads: BTreeSet<String> = rules.iter().filter_map(|rule| relation(&rule.head)).collect();
	let mut levels: HashMap<String, usize> = heads.iter().map(|head| (head.clone(), 0)).collect();
	let level_of = |levels: &HashMap<String, usize>, atom: &Atom| match relation(atom) {
		Some(relation) => levels.get(&relation).copied(),
		// Any relation: the highest.
		None => levels.values().copied().max(),
	};
	loop {
		let mut changed = false;
		for rule in rules {
			let Some(head) = relation(&rule.head) else {
				continue;
			};
			let positive = rule.body.iter().filter_map(|atom| level_of(&levels, atom));
			let negative = rule
				.not
				.iter()
				.filter_map(|atom| level_of(&levels, atom).map(|level| level.saturating_add(1)));
			let wanted = positive.chain(negative).max().unwrap_or(0);
			let level = levels.entry(head).or_insert(0);
			if wanted > *level {
				if wanted > rules.len() {
					return Err(Error::Syntax {
						line: rule.line as u64,
						column: 1,
						reason:
							"the rules go round in a circle through `not`: this follows only if it does not"
								.into(),
					});
				}
				*level = wanted;
				changed = true;
			}
		}
		if !changed {
			break;
		}
	}
	let most = levels.values().copied().max().unwrap_or(0);
	let of = |rule: &Rule| {
		relation(&rule.head)
			.and_then(|head| levels.get(&head).copied())
			.unwrap_or(0)
	};
	Ok((0..=most)
		.map(|level| {
			(0..rules.len())
				.filter(|place| rules.get(*place).map(of) == Some(level))
				.collect()
		})
		.collect())
}

fn relation(atom: &Atom) -> Option<String> {
	match &atom.0[1] {
		Place::Term(Term::NamedNode(node)) => Some(node.as_str().to_owned()),
		_ => None,
	}
}
