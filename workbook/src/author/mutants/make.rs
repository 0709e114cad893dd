//! Makes mutants of a solution: its text with one small thing changed.

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Context, Result};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Lit, Stmt, Token, UnOp};

use super::tables::{CONSTANTS, DROPPED, SIBLINGS, operators};

/// A solution with one thing changed.
pub(super) struct Mutant {
    /// The function in which something was changed.
    pub(super) function: String,
    /// The line, counted from 1.
    pub(super) line: usize,
    /// What was changed: `max → min`.
    pub(super) change: String,
    /// The lines concerned, in one: how they were.
    pub(super) from: String,
    /// How they are.
    pub(super) to: String,
    /// The whole file.
    pub(super) text: String,
}

/// All mutants of a solution's source, in the order of the lines.
pub(super) fn mutants(source: &str) -> Result<Vec<Mutant>> {
    let file = syn::parse_file(source).context("a solution is not Rust")?;
    let mut maker = Maker { source, function: String::new(), found: Vec::new() };
    maker.visit_file(&file);
    let mut texts = BTreeSet::new();
    let mut found = maker.found;
    found.retain(|mutant| mutant.text != source && texts.insert(mutant.text.clone()));
    found.sort_by_key(|mutant| mutant.line);
    Ok(found)
}

struct Maker<'a> {
    source: &'a str,
    function: String,
    found: Vec<Mutant>,
}

impl Maker<'_> {
    fn text(&self, range: &Range<usize>) -> String {
        self.source[range.clone()].to_owned()
    }

    /// A mutant with another text in a place.
    fn replaced(&mut self, range: Range<usize>, by: &str) {
        let change = format!("{} → {by}", on_one_line(&self.source[range.clone()]));
        self.changed(range, by, change);
    }

    fn left_out(&mut self, range: Range<usize>) {
        let change = format!("left out: {}", on_one_line(&self.source[range.clone()]));
        self.changed(range, "", change);
    }

    fn changed(&mut self, range: Range<usize>, by: &str, change: String) {
        let source = self.source;
        let start = source[..range.start].rfind('\n').map_or(0, |end| end + 1);
        let end = source[range.end..].find('\n').map_or(source.len(), |length| range.end + length);
        self.found.push(Mutant {
            function: self.function.clone(),
            line: source[..range.start].matches('\n').count() + 1,
            change,
            from: on_one_line(&source[start..end]),
            to: on_one_line(&format!("{}{by}{}", &source[start..range.start], &source[range.end..end])),
            text: format!("{}{by}{}", &source[..range.start], &source[range.end..]),
        });
    }

    /// One more and one less than an expression, as an index or a bound.
    fn shifted(&mut self, expression: &Expr) {
        let range = expression.span().byte_range();
        let text = self.text(&range);
        match expression {
            // Literals are changed as such.
            Expr::Lit(_) | Expr::Range(_) => {}
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|one| self.shifted(one)),
            Expr::Array(array) => array.elems.iter().for_each(|one| self.shifted(one)),
            _ => {
                self.replaced(range.clone(), &format!("({text} + 1)"));
                self.replaced(range, &format!("({text} - 1)"));
            }
        }
    }

    fn condition(&mut self, condition: &Expr, constants: &[&str]) {
        if !matches!(condition, Expr::Let(_)) {
            let range = condition.span().byte_range();
            for by in constants {
                self.replaced(range.clone(), by);
            }
        }
    }

    fn literal(&mut self, literal: &Lit) {
        let range = literal.span().byte_range();
        match literal {
            Lit::Int(whole) => {
                let Ok(value) = whole.base10_parse::<u64>() else { return };
                let suffix = whole.suffix();
                for other in [value.checked_add(1), value.checked_sub(1)].into_iter().flatten() {
                    self.replaced(range.clone(), &format!("{other}{suffix}"));
                }
            }
            Lit::Float(real) => {
                let Ok(value) = real.base10_parse::<f64>() else { return };
                let others: &[f64] = match value {
                    0.0 => &[1.0],
                    1.0 => &[0.0, 2.0],
                    value => &[2.0 * value],
                };
                let suffix = real.suffix();
                for other in others {
                    self.replaced(range.clone(), &format!("{other:?}{suffix}"));
                }
            }
            Lit::Bool(bool) => self.replaced(range, if bool.value { "false" } else { "true" }),
            _ => {}
        }
    }

    fn method(&mut self, call: &syn::ExprMethodCall) {
        let name = call.method.to_string();
        for (_, sibling) in SIBLINGS.iter().filter(|(one, _)| *one == name) {
            self.replaced(call.method.span().byte_range(), sibling);
        }
        if DROPPED.contains(&name.as_str()) {
            self.left_out(call.dot_token.span().byte_range().start..call.span().byte_range().end);
        }
    }

    fn range(&mut self, range: &syn::ExprRange) {
        let other = match range.limits {
            syn::RangeLimits::HalfOpen(_) => "..=",
            syn::RangeLimits::Closed(_) => "..",
        };
        if range.end.is_some() {
            self.replaced(range.limits.span().byte_range(), other);
        }
        range.start.iter().chain(&range.end).for_each(|bound| self.shifted(bound));
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a statement does nothing but to call something or to assign, so that the rest may compile without it.
fn may_be_left_out(statement: &Stmt) -> bool {
    match statement {
        Stmt::Expr(Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_), Some(_))
        | Stmt::Expr(Expr::ForLoop(_) | Expr::While(_), _) => true,
        Stmt::Expr(Expr::Binary(binary), Some(_)) => {
            operators(&binary.op).is_some_and(|o| o.0.ends_with('='))
        }
        _ => false,
    }
}

/// What the macros of the solutions take: expressions between commas and semicolons.
struct Arguments(Vec<Expr>);

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Arguments> {
        let mut expressions = Vec::new();
        while !input.is_empty() {
            expressions.push(input.parse()?);
            if input.peek(Token![;]) {
                input.parse::<Token![;]>()?;
            } else if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Arguments(expressions))
    }
}

impl<'ast> Visit<'ast> for Maker<'_> {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let around = std::mem::replace(&mut self.function, function.sig.ident.to_string());
        visit::visit_item_fn(self, function);
        self.function = around;
    }

    fn visit_item_const(&mut self, constant: &'ast syn::ItemConst) {
        let around = std::mem::replace(&mut self.function, constant.ident.to_string());
        visit::visit_item_const(self, constant);
        self.function = around;
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Ok(Arguments(expressions)) = call.parse_body() {
            for expression in &expressions {
                self.visit_expr(expression);
            }
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if may_be_left_out(statement) {
            self.left_out(statement.span().byte_range());
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'ast Expr) {
        match expression {
            Expr::Binary(binary) => {
                for by in operators(&binary.op).map_or(&[][..], |(_, others)| others) {
                    self.replaced(binary.op.span().byte_range(), by);
                }
            }
            Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => {
                self.left_out(unary.op.span().byte_range());
            }
            Expr::Lit(literal) => self.literal(&literal.lit),
            Expr::Range(range) => self.range(range),
            Expr::Index(index) => self.shifted(&index.index),
            Expr::MethodCall(call) => self.method(call),
            Expr::Path(path) => {
                let range = path.span().byte_range();
                let text = self.text(&range);
                for (_, by) in CONSTANTS.iter().filter(|(one, _)| *one == text) {
                    self.replaced(range.clone(), by);
                }
            }
            Expr::Continue(_) => self.replaced(expression.span().byte_range(), "break"),
            Expr::Break(_) => self.replaced(expression.span().byte_range(), "continue"),
            Expr::If(choice) => self.condition(&choice.cond, &["true", "false"]),
            Expr::While(repeated) => self.condition(&repeated.cond, &["false"]),
            _ => {}
        }
        visit::visit_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(body: &str) -> Vec<String> {
        let made = mutants(&format!("fn f() {{\n    {body}\n}}\n")).unwrap();
        for mutant in &made {
            assert_eq!((mutant.line, mutant.function.as_str(), mutant.from.as_str()), (2, "f", body));
            syn::parse_file(&mutant.text).unwrap_or_else(|why| panic!("{}: {why}", mutant.text));
        }
        made.into_iter().map(|mutant| mutant.change).collect()
    }

    #[test]
    fn each_mutant_changes_one_thing() {
        assert_eq!(changes("x.max(-y)"), ["max → min", "left out: .max(-y)", "left out: -"]);
        assert_eq!(changes("x[i]"), ["i → (i + 1)", "i → (i - 1)"]);
        assert_eq!(changes("x.powi(2)"), ["left out: .powi(2)", "2 → 3", "2 → 1"]);
        assert_eq!(changes("f32::NEG_INFINITY"), ["f32::NEG_INFINITY → 0.0", "f32::NEG_INFINITY → f32::MIN"]);
        assert_eq!(changes("s![..n, ..]")[0], ".. → ..=");
        assert_eq!(changes("vec![1.0; n]"), ["1.0 → 0.0", "1.0 → 2.0"]);
        assert_eq!(changes("row.fill(zero);"), ["left out: row.fill(zero);"]);
        assert_eq!(changes("x += y;"), ["left out: x += y;", "+= → -="]);
        assert_eq!(
            changes("if a < b { c } else { d }"),
            ["a < b → true", "a < b → false", "< → <=", "< → >"]
        );
    }

    #[test]
    fn the_lines_concerned_are_told_before_and_after() {
        let made = mutants("fn f(x: f32) -> f32 {\n    x.max(1.0)\n        .abs()\n}\n").unwrap();
        let told: Vec<(&str, &str)> = made.iter().map(|m| (m.from.as_str(), m.to.as_str())).collect();
        assert!(told.contains(&("x.max(1.0)", "x.min(1.0)")), "{told:?}");
        assert!(told.contains(&(".abs()", "")), "{told:?}");
    }
}
