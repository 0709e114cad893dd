//! A stub is its solution without the bodies.

use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::{Item, Visibility};

/// The stub of a solution's source: bodies of public functions say `todo!()`, private items are gone, and two lines of
/// the head say how to judge it.
///
/// # Errors
/// If the source is not Rust.
pub fn stub(source: &str, chapter: &str, name: &str) -> Result<String> {
    // Git on Windows may have written other line ends.
    let source = &source.replace("\r\n", "\n");
    let file =
        syn::parse_file(source).with_context(|| format!("solutions/{chapter}/{name}.rs is not Rust"))?;
    let mut cuts: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for item in &file.items {
        let whole = item.span().byte_range();
        match item {
            Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                let body = function.block.span().byte_range();
                cuts.push((body, format!("{{\n    todo!(\"write `{}`\")\n}}", function.sig.ident)));
            }
            Item::Fn(_)
            | Item::Const(_)
            | Item::Impl(_)
            | Item::Struct(_)
            | Item::Enum(_)
            | Item::Static(_) => {
                // With the empty lines before it.
                let start = source[..whole.start].trim_end().len();
                cuts.push((start..whole.end, String::new()));
            }
            _ => {}
        }
    }
    let mut text = source.to_owned();
    for (range, replacement) in cuts.into_iter().rev() {
        text.replace_range(range, &replacement);
    }
    let id = format!("{chapter}/{name}");
    let how = format!(
        "//!\n//! Judge it:  cargo test -p {chapter} --test exercises -- --exact {id}\n//! Stuck?     cargo run -- hint {id}\n"
    );
    let head = text.lines().take_while(|line| line.starts_with("//!")).map(|line| line.len() + 1).sum();
    text.insert_str(head, &how);
    Ok(text)
}

/// Whether a text is a stub in which nothing has been written: each public function waits, and there is nothing else.
pub fn is_whole_stub(text: &str) -> bool {
    let waits = |function: &syn::ItemFn| {
        let is_todo = |mac: &syn::Macro| mac.path.is_ident("todo");
        match &function.block.stmts[..] {
            [syn::Stmt::Macro(statement)] => is_todo(&statement.mac),
            [syn::Stmt::Expr(syn::Expr::Macro(expression), _)] => is_todo(&expression.mac),
            _ => false,
        }
    };
    syn::parse_file(text).is_ok_and(|file| {
        file.items.iter().any(|item| matches!(item, Item::Fn(_)))
            && file.items.iter().all(|item| match item {
                Item::Fn(function) => matches!(function.vis, Visibility::Public(_)) && waits(function),
                Item::Use(_) => true,
                _ => false,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_private_items_go_and_the_rest_stays() {
        let source = "//! a/b: text.\n\nuse std::fmt;\n\n/// Doc with } and \"quote\".\npub fn f(x: u8) -> u8 {\n    \
                      if x > 0 { helper(x) } else { '}' as u8 }\n}\n\n/// Private.\nfn helper(x: u8) -> u8 {\n    x\n}\n\n\
                      pub fn g() {\n    // }\n}\n";
        let expected = "//! a/b: text.\n//!\n//! Judge it:  cargo test -p a --test exercises -- --exact a/b\n//! Stuck?     \
                        cargo run -- hint a/b\n\nuse std::fmt;\n\n/// Doc with } and \"quote\".\npub fn f(x: u8) -> u8 \
                        {\n    todo!(\"write `f`\")\n}\n\npub fn g() {\n    todo!(\"write `g`\")\n}\n";
        assert_eq!(stub(source, "a", "b").unwrap(), expected);
    }

    #[test]
    fn a_stub_is_told_from_an_answer() {
        let source = "//! a/b: text.\r\n\r\nuse std::fmt;\r\n\r\npub fn f() {\r\n    1;\r\n}\r\n";
        let text = stub(source, "a", "b").unwrap();
        assert!(text.starts_with("//! a/b: text.\n//!\n//! Judge it:") && !text.contains('\r'), "{text}");
        assert!(is_whole_stub(&text));
        for answer in [source, "pub fn f() {\n    let x = 1;\n    todo!()\n}\n", "", "pub fn f() {\n"] {
            assert!(!is_whole_stub(answer), "{answer}");
        }
        assert!(!is_whole_stub(&format!("{text}\nfn helper() {{}}\n")));
    }

    #[test]
    fn letters_outside_ascii_keep_their_place() {
        let source = "//! α/β.\n\n/// j ≤ i.\npub fn f() -> &'static str {\n    \"−∞\"\n}\n";
        let text = stub(source, "a", "b").unwrap();
        assert!(
            text.ends_with("/// j ≤ i.\npub fn f() -> &'static str {\n    todo!(\"write `f`\")\n}\n"),
            "{text}"
        );
    }
}
