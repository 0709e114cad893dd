//! A stub is its solution without the bodies.

use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::{Item, Visibility};

/// The stub of a solution's source: bodies of public functions say `todo!()`, private items are gone, and two lines of
/// the head say how to judge it. A `mod.rs` is kept as it is.
///
/// # Errors
/// If the source is not Rust.
pub fn stub(source: &str, chapter: &str, name: &str) -> Result<String> {
    if name == "mod" {
        return Ok(source.to_owned());
    }
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
    fn letters_outside_ascii_keep_their_place() {
        let source = "//! α/β.\n\n/// j ≤ i.\npub fn f() -> &'static str {\n    \"−∞\"\n}\n";
        let text = stub(source, "a", "b").unwrap();
        assert!(
            text.ends_with("/// j ≤ i.\npub fn f() -> &'static str {\n    todo!(\"write `f`\")\n}\n"),
            "{text}"
        );
    }
}
