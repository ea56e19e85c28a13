//! One argument against its rule.

use super::shape;
use crate::context::{Context, Origin};
use crate::filter::{links, secrets};
use crate::ledger::number;
use crate::mandate::{Argument, Kind, Links, Provenance};
use crate::verdict::{Finding, Findings, Outcome};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Links in one text at most.
const MOST_LINKS: usize = 64;

pub(super) struct Check<'a> {
	pub(super) context: &'a Context,
	pub(super) findings: &'a mut Findings,
}

impl Check<'_> {
	/// Each argument or field against its rule; what has none is denied.
	pub(super) fn object(
		mut self,
		place: &str,
		rules: &BTreeMap<String, Argument>,
		map: &Map<String, Value>,
	) {
		self.fields(place, rules, map);
	}

	fn fields(&mut self, place: &str, rules: &BTreeMap<String, Argument>, map: &Map<String, Value>) {
		for name in map.keys().filter(|name| !rules.contains_key(*name)) {
			let name: String = name.chars().take(crate::call::LONGEST_NAME).collect();
			self.wrong(place, format!("`{}` is not in the mandate", name.escape_debug()));
		}
		for (name, rule) in rules {
			let place = format!("{place}.{name}");
			match map.get(name) {
				None | Some(Value::Null) if rule.optional => {}
				None | Some(Value::Null) => self.wrong(&place, "is missing"),
				Some(value) => self.value(&place, rule, value),
			}
		}
	}

	fn wrong(&mut self, place: &str, reason: impl Into<String>) {
		self.findings
			.deny(place, reason, "call again with arguments that the mandate allows");
	}

	fn value(&mut self, place: &str, rule: &Argument, value: &Value) {
		match (rule.kind, value) {
			(Kind::Text | Kind::Email | Kind::Url | Kind::Path, Value::String(text)) => {
				self.text(place, rule, text)
			}
			(Kind::Number | Kind::Integer, Value::Number(_)) => self.number(place, rule, value),
			(Kind::Boolean, Value::Bool(_)) => {}
			(Kind::List, Value::Array(items)) => self.list(place, rule, items),
			(Kind::Object, Value::Object(map)) => {
				if let Some(rules) = &rule.fields {
					self.fields(place, rules, map);
				}
			}
			_ => self.wrong(
				&format!("{place}.type"),
				format!("is not of type {:?}", rule.kind),
			),
		}
	}

	fn list(&mut self, place: &str, rule: &Argument, items: &[Value]) {
		if items.len() > rule.longest() {
			return self.wrong(
				&format!("{place}.longest"),
				format!("has more than {} elements", rule.longest()),
			);
		}
		let Some(inner) = &rule.items else { return };
		for item in items {
			self.value(&format!("{place}.items"), inner, item);
		}
	}

	fn number(&mut self, place: &str, rule: &Argument, value: &Value) {
		let Some(value) = number(value) else {
			return self.wrong(
				&format!("{place}.type"),
				"is no decimal that can be counted exactly",
			);
		};
		if rule.kind == Kind::Integer && !value.is_whole() {
			self.wrong(&format!("{place}.type"), "is no whole number");
		}
		if rule.least.is_some_and(|least| value < least) {
			self.wrong(&format!("{place}.least"), "is too small");
		}
		if rule.most.is_some_and(|most| value > most) {
			self.wrong(&format!("{place}.most"), "is too large");
		}
		if rule.from != Provenance::Any {
			let origin = self.context.origin_of_number(value);
			self.origin(&format!("{place}.from"), rule, rule.from, &origin);
		}
	}

	fn text(&mut self, place: &str, rule: &Argument, text: &str) {
		if text.len() > rule.longest() {
			return self.wrong(
				&format!("{place}.longest"),
				format!("has more than {} bytes", rule.longest()),
			);
		}
		self.shape(place, rule, text);
		if rule
			.one_of
			.as_ref()
			.is_some_and(|list| !list.iter().any(|one| one == text))
		{
			self.wrong(&format!("{place}.one_of"), "is none of the allowed texts");
		}
		if rule
			.pattern
			.as_ref()
			.is_some_and(|pattern| !pattern.matches(text))
		{
			self.wrong(&format!("{place}.pattern"), "does not match its pattern");
		}
		if rule.from != Provenance::Any {
			let origin = self.context.origin(rule.kind, text);
			self.origin(&format!("{place}.from"), rule, rule.from, &origin);
		}
		self.content(place, rule, text);
	}

	fn shape(&mut self, place: &str, rule: &Argument, text: &str) {
		let place_of_type = format!("{place}.type");
		let host = match rule.kind {
			Kind::Email => shape::email(text),
			Kind::Url => shape::url(text),
			Kind::Path => {
				if !shape::path(text) {
					self.wrong(&place_of_type, "is no plain path");
				} else if rule
					.under
					.as_ref()
					.is_some_and(|folders| !shape::under(text, folders))
				{
					self.wrong(&format!("{place}.under"), "is in none of the allowed folders");
				}
				return;
			}
			_ => return,
		};
		match (host, &rule.hosts) {
			(None, _) => self.wrong(&place_of_type, "is no plain address"),
			(Some(host), Some(list)) if !shape::listed(&host, list) => {
				self.wrong(&format!("{place}.hosts"), "is at none of the allowed hosts");
			}
			_ => {}
		}
	}

	/// What a text carries: links, secrets, data that are withheld.
	fn content(&mut self, place: &str, rule: &Argument, text: &str) {
		if rule.links != Links::Any {
			self.links(&format!("{place}.links"), rule, text);
		}
		if rule.secrets != Outcome::Allow {
			if let Some(secret) = secrets::find(text).first() {
				let reason = format!("holds what looks like a secret ({})", secret.what);
				self.findings.add(rule.secrets, || {
					Finding::new(format!("{place}.secrets"), reason, "leave it out")
				});
			}
		}
		for tool in self.context.repeats(&rule.withhold, text) {
			let reason = format!("repeats what `{tool}` returned");
			self.findings.add(Outcome::Ask, || {
				Finding::new(format!("{place}.withhold"), reason, "show the text to a person")
			});
		}
	}

	fn links(&mut self, place: &str, rule: &Argument, text: &str) {
		let found = links::find(text);
		if found.len() > MOST_LINKS {
			return self.wrong(place, format!("holds more than {MOST_LINKS} links"));
		}
		for link in found {
			if rule.links == Links::None {
				return self.wrong(place, "holds a link");
			}
			let origin = self.context.origin(Kind::Url, &link);
			self.origin(place, rule, Provenance::Trusted, &origin);
		}
	}

	fn origin(&mut self, place: &str, rule: &Argument, from: Provenance, origin: &Origin) {
		let confirm = "show the value and its source to a person";
		let (outcome, reason, next) = match (origin, from) {
			(Origin::Told, _) | (Origin::Trusted, Provenance::Trusted | Provenance::Any) => return,
			(Origin::Trusted, Provenance::User) => (
				rule.otherwise,
				"was not named by the user, only by a trusted tool".to_owned(),
				confirm,
			),
			(Origin::Unseen, _) => (
				rule.otherwise,
				"was named by nobody: the model made it".to_owned(),
				confirm,
			),
			(Origin::Delegated(tool), _) => {
				let reason = format!("stands only in what `{tool}` returned, which the request named");
				(rule.delegated, reason, confirm)
			}
			(Origin::Tainted(tool), _) => {
				let reason = format!("stands only in what `{tool}` returned, which anybody may have written");
				(rule.tainted, reason, "let the user name the value")
			}
			(Origin::Disguised, _) => (
				Outcome::Deny,
				"has characters that do not show, or only looks like a trusted value".to_owned(),
				"let the user name the value",
			),
		};
		self.findings.add(outcome, || Finding::new(place, reason, next));
	}
}
