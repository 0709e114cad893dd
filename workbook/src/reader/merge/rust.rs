//! Merging Rust: what was Rust stays Rust, and what it calls stays imported.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Item, UseTree};

use super::{Merged, merge, same_lines, windows};

/// The merged file, with the lines of its conflicts. A file that was Rust stays Rust, and what it calls stays imported;
/// where that cannot be had, there is none.
pub(in crate::reader) fn merge_answer(base: &str, theirs: &str, new: &str) -> Option<(String, Vec<usize>)> {
    let merged = merge(base, theirs, new);
    if same_lines(base, theirs) {
        return Some((merged.text, merged.conflicts));
    }
    let Some(before) = imports(theirs) else {
        // It was no Rust before.
        return Some((merged.text, merged.conflicts));
    };
    let twice = |text: &str| imports(text).map(|imports| repeated(&imports));
    if twice(&merged.text)? <= repeated(&before) {
        return imported(merged, theirs, new);
    }
    // The reader had already imported what the release now does: they keep theirs.
    let new_with_old = with_imports_of(base, new)?;
    let merged = merge(base, theirs, &new_with_old);
    if twice(&merged.text)? > repeated(&before) {
        return None;
    }
    imported(merged, theirs, new)
}

/// What a file imports.
#[derive(Clone, PartialEq, Eq)]
struct Import {
    /// As in `use ndarray::Axis`.
    path: String,
    /// As in `Axis`; a glob has none.
    name: Option<String>,
}

fn imports(text: &str) -> Option<Vec<Import>> {
    fn flatten(tree: &UseTree, path: &str, into: &mut Vec<Import>) {
        match tree {
            UseTree::Path(inner) => flatten(&inner.tree, &format!("{path}{}::", inner.ident), into),
            UseTree::Name(name) => {
                into.push(Import {
                    path: format!("{path}{}", name.ident),
                    name: Some(name.ident.to_string()),
                });
            }
            UseTree::Rename(name) => into.push(Import {
                path: format!("{path}{} as {}", name.ident, name.rename),
                name: Some(name.rename.to_string()).filter(|name| name != "_"),
            }),
            UseTree::Glob(_) => into.push(Import { path: format!("{path}*"), name: None }),
            UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, into)),
        }
    }
    let mut found = Vec::new();
    for item in syn::parse_file(text).ok()?.items {
        if let Item::Use(item) = item
            && item.attrs.is_empty()
        {
            flatten(&item.tree, if item.leading_colon.is_some() { "::" } else { "" }, &mut found);
        }
    }
    Some(found)
}

/// How many imports give a name that another gives too, which is an error.
fn repeated(imports: &[Import]) -> usize {
    let names: Vec<&String> = imports.iter().filter_map(|import| import.name.as_ref()).collect();
    names.len() - names.iter().collect::<BTreeSet<_>>().len()
}

/// The text of a release with the imports of another.
fn with_imports_of(base: &str, new: &str) -> Option<String> {
    let range = |text: &str| {
        let file = syn::parse_file(text).ok()?;
        let uses: Vec<bool> = file.items.iter().map(|item| matches!(item, Item::Use(_))).collect();
        let (first, last) = (uses.iter().position(|is| *is)?, uses.iter().rposition(|is| *is)?);
        let start = file.items[first].span().byte_range().start;
        uses[first..=last].iter().all(|is| *is).then(|| start..file.items[last].span().byte_range().end)
    };
    let mut text = new.to_owned();
    text.replace_range(range(new)?, &base[range(base)?]);
    Some(text)
}

/// Imports what the merged text names and does not import: what the reader's file imported, and of the release's imports
/// those that the reader's file did not need.
fn imported(merged: Merged, theirs: &str, new: &str) -> Option<(String, Vec<usize>)> {
    fn words(tokens: TokenStream, into: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => words(group.stream(), into),
                TokenTree::Ident(word) => drop(into.insert(word.to_string())),
                _ => {}
            }
        }
    }
    let Merged { mut text, mut conflicts } = merged;
    let file = syn::parse_file(&text).ok()?;
    let (mut used, mut used_before) = (BTreeSet::new(), BTreeSet::new());
    words(text.parse().ok()?, &mut used);
    words(theirs.parse().ok()?, &mut used_before);
    let mut has: BTreeSet<String> = imports(&text)?.into_iter().filter_map(|import| import.name).collect();
    has.extend(file.items.iter().filter_map(|item| match item {
        Item::Fn(item) => Some(item.sig.ident.to_string()),
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Const(item) => Some(item.ident.to_string()),
        Item::Static(item) => Some(item.ident.to_string()),
        Item::Trait(item) => Some(item.ident.to_string()),
        Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    }));
    let mut missing = Vec::new();
    let is_new = |import: &Import| import.name.as_ref().is_some_and(|name| !used_before.contains(name));
    for import in imports(theirs)?.into_iter().chain(imports(new)?.into_iter().filter(is_new)) {
        if import.name.is_some_and(|name| used.contains(&name) && has.insert(name)) {
            missing.push(format!("use {};", import.path));
        }
    }
    if missing.is_empty() {
        return Some((text, conflicts));
    }
    let end = if windows(&text) { "\r\n" } else { "\n" };
    let last = file.items.iter().rfind(|item| matches!(item, Item::Use(_)));
    let (at, added) = match (last, file.items.first()) {
        (Some(last), _) => (last.span().byte_range().end, format!("{end}{}", missing.join(end))),
        (None, first) => (first?.span().byte_range().start, format!("{}{end}{end}", missing.join(end))),
    };
    let line = text[..at].matches('\n').count() + 1;
    let more = added.matches('\n').count();
    for number in &mut conflicts {
        *number += if *number < line || (*number == line && last.is_some()) { 0 } else { more };
    }
    text.insert_str(at, &added);
    Some((text, conflicts))
}
