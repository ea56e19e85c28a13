//! Bounds what a template computes on its way: a text that doubles itself forty times takes few steps, and a terabyte.
//!
//! The template's text is changed before it is compiled: every expression that can make something larger than its parts
//! goes through a filter that weighs the result (`a ~ b` becomes `(a ~ b)|weigh`). What cannot be changed so is refused.

use crate::error::{Error, Result};
use minijinja::machinery::ast::{BinOpKind, CallArg, Expr, Stmt};
use minijinja::machinery::{parse, Span, WhitespaceConfig};
use minijinja::syntax::SyntaxConfig;

/// Depth of a template's text.
const DEPTH: usize = 100;

struct Guard<'a> {
	source: &'a str,
	/// Where something is put in: offset, order, text.
	put: Vec<(usize, i64, &'static str)>,
	refused: Option<&'static str>,
}

/// The same template, weighed on its way.
pub fn guard(source: &str) -> Result<String> {
	let wrong = |error: minijinja::Error| Error::Template(error.to_string());
	let space = WhitespaceConfig {
		trim_blocks: true,
		lstrip_blocks: true,
		..WhitespaceConfig::default()
	};
	let tree = parse(source, "chat", SyntaxConfig, space).map_err(wrong)?;
	let mut guard = Guard {
		source,
		put: Vec::new(),
		refused: None,
	};
	guard.statement(&tree, 0);
	if let Some(what) = guard.refused {
		return Err(Error::Template(format!(
			"it uses {what}, which cannot be bounded"
		)));
	}
	// At one offset, what closes comes before what opens; of those that open, the outer ones first.
	guard.put.sort_by_key(|(offset, order, _)| (*offset, *order));
	let mut out = String::with_capacity(source.len() * 2);
	let mut at = 0;
	for (offset, _, text) in guard.put {
		let piece = source
			.get(at..offset)
			.ok_or_else(|| Error::Internal("a template's places are wrong".into()))?;
		out.push_str(piece);
		out.push_str(text);
		at = offset;
	}
	out.push_str(source.get(at..).unwrap_or_default());
	Ok(out)
}

impl Guard<'_> {
	fn weigh(&mut self, span: Span) {
		self.wrap(span.start_offset as usize, span.end_offset as usize, "|weigh)");
	}

	fn wrap(&mut self, begin: usize, end: usize, filter: &'static str) {
		let length = end.saturating_sub(begin) as i64;
		self.put.push((begin, i64::MAX / 2 - length, "("));
		self.put.push((end, length - i64::MAX / 2, filter));
	}

	fn all(&mut self, statements: &[Stmt], depth: usize) {
		statements
			.iter()
			.for_each(|statement| self.statement(statement, depth + 1));
	}

	fn statement(&mut self, statement: &Stmt, depth: usize) {
		if depth > DEPTH {
			self.refused = Some("too deep a nesting");
			return;
		}
		match statement {
			Stmt::Template(t) => self.all(&t.children, depth),
			Stmt::EmitExpr(e) => self.expression(&e.expr, depth),
			Stmt::EmitRaw(_) | Stmt::Continue(_) | Stmt::Break(_) => {}
			Stmt::ForLoop(f) => {
				if f.recursive {
					self.refused = Some("loops that call themselves");
				}
				self.expression(&f.iter, depth);
				f.filter_expr.iter().for_each(|e| self.expression(e, depth));
				self.all(&f.body, depth);
				self.all(&f.else_body, depth);
			}
			Stmt::IfCond(i) => {
				self.expression(&i.expr, depth);
				self.all(&i.true_body, depth);
				self.all(&i.false_body, depth);
			}
			Stmt::WithBlock(w) => {
				w.assignments
					.iter()
					.for_each(|(_, value)| self.expression(value, depth));
				self.all(&w.body, depth);
			}
			Stmt::Set(s) => {
				// An attribute could come to hold what holds it.
				if let Expr::GetAttr(target) = &s.target {
					let target = target.span().start_offset as usize;
					let sign = self.source.get(target..).and_then(|rest| rest.find('='));
					match sign {
						Some(sign) => self.wrap(
							target + sign + 1,
							s.expr.span().end_offset as usize,
							"|weigh_flat)",
						),
						None => self.refused = Some("a strange set"),
					}
				}
				self.expression(&s.expr, depth);
			}
			Stmt::Macro(m) => {
				m.defaults.iter().for_each(|e| self.expression(e, depth));
				self.all(&m.body, depth);
			}
			Stmt::Do(d) => {
				self.expression(&d.call.expr, depth);
				self.arguments(&d.call.args, depth);
			}
			Stmt::SetBlock(_) => self.refused = Some("blocks of set"),
			Stmt::FilterBlock(_) => self.refused = Some("blocks of filters"),
			Stmt::CallBlock(_) => self.refused = Some("blocks of calls"),
			_ => self.refused = Some("blocks that are not for chats"),
		}
	}

	fn arguments(&mut self, arguments: &[CallArg], depth: usize) {
		for argument in arguments {
			match argument {
				CallArg::Pos(e) | CallArg::Kwarg(_, e) => self.expression(e, depth + 1),
				CallArg::PosSplat(_) | CallArg::KwargSplat(_) => self.refused = Some("spread arguments"),
			}
		}
	}

	fn expression(&mut self, expression: &Expr, depth: usize) {
		let depth = depth + 1;
		if depth > DEPTH {
			self.refused = Some("too deep a nesting");
			return;
		}
		match expression {
			Expr::Var(_) | Expr::Const(_) => {}
			Expr::Slice(s) => {
				let parts = [Some(&s.expr), s.start.as_ref(), s.stop.as_ref(), s.step.as_ref()];
				parts
					.into_iter()
					.flatten()
					.for_each(|e| self.expression(e, depth));
			}
			Expr::UnaryOp(u) => self.expression(&u.expr, depth),
			Expr::BinOp(b) => {
				if matches!(b.op, BinOpKind::Add | BinOpKind::Concat | BinOpKind::Mul) {
					self.weigh(b.span());
				}
				self.expression(&b.left, depth);
				self.expression(&b.right, depth);
			}
			Expr::Compare(c) => {
				self.expression(&c.expr, depth);
				c.ops.iter().for_each(|op| self.expression(&op.expr, depth));
			}
			Expr::IfExpr(i) => {
				self.expression(&i.test_expr, depth);
				self.expression(&i.true_expr, depth);
				i.false_expr.iter().for_each(|e| self.expression(e, depth));
			}
			Expr::Filter(f) => {
				f.expr.iter().for_each(|e| self.expression(e, depth));
				self.arguments(&f.args, depth);
			}
			Expr::Test(t) => {
				self.expression(&t.expr, depth);
				self.arguments(&t.args, depth);
			}
			Expr::GetAttr(g) => self.expression(&g.expr, depth),
			Expr::GetItem(g) => {
				self.expression(&g.expr, depth);
				self.expression(&g.subscript_expr, depth);
			}
			Expr::Call(c) => {
				// A namespace may be changed where it stands: it must stay itself.
				if !matches!(&c.expr, Expr::Var(v) if v.id == "namespace") {
					self.wrap(begin(expression), c.span().end_offset as usize, "|weigh)");
				}
				if !matches!(c.expr, Expr::Var(_)) {
					self.expression(&c.expr, depth);
				}
				self.arguments(&c.args, depth);
			}
			Expr::List(l) => {
				// Of a list without brackets the beginning is not known.
				let begin = self.source.as_bytes().get(l.span().start_offset as usize);
				if !matches!(begin, Some(b'[' | b'(')) {
					self.refused = Some("lists without brackets");
				}
				self.weigh(l.span());
				l.items.iter().for_each(|e| self.expression(e, depth));
			}
			Expr::Map(m) => {
				self.weigh(m.span());
				m.keys
					.iter()
					.chain(&m.values)
					.for_each(|e| self.expression(e, depth));
			}
		}
	}
}

/// Where an expression begins. Of a chain the parser notes where its last link begins.
fn begin(expression: &Expr) -> usize {
	match expression {
		Expr::Slice(s) => begin(&s.expr),
		Expr::GetAttr(g) => begin(&g.expr),
		Expr::GetItem(g) => begin(&g.expr),
		Expr::Call(c) => begin(&c.expr),
		Expr::Test(t) => begin(&t.expr),
		Expr::IfExpr(i) => begin(&i.true_expr),
		Expr::Filter(f) => f.expr.as_ref().map_or(f.span().start_offset as usize, begin),
		other => other.span().start_offset as usize,
	}
}
