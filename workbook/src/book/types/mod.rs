//! The types that an answer's signatures name, as its chapter's source defines them: a box shows them, so that nobody has to
//! look for them.

mod fit;

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use super::boxes::unlinked;
use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Fields, ImplItem, Item, Visibility};

pub(super) use fit::signature;
use fit::{fitted, head};

/// Something that a chapter defines for its answers: a type, or a function that they may call.
struct Defined {
    name: String,
    /// As a reader is shown it: without private fields, bodies, and what builds it for a judge.
    shown: String,
    /// The names in what is shown, and maybe others.
    names: BTreeSet<String>,
}

/// What a chapter's `src/types.rs`, and the files in `src/types/`, define for its answers.
pub(super) struct Types {
    all: Vec<Defined>,
}

impl Types {
    /// Reads them. A chapter without such files defines nothing.
    ///
    /// # Errors
    /// If a file cannot be read, or is not Rust.
    pub(super) fn of(chapter: &Path) -> Result<Types> {
        let mut all = Vec::new();
        for path in files(chapter)? {
            let words = || format!("{} cannot be read", path.display());
            let source = fs::read_to_string(&path).with_context(words)?;
            all.extend(defined(&unlinked(&source)).with_context(words)?);
        }
        Ok(Types { all })
    }

    /// What an answer's source uses of these: the names in the signatures of its public functions and in its imports from the
    /// chapter, and what those name in turn; in the order of the chapter's source.
    pub(super) fn used(&self, answer: &syn::File, chapter: &str) -> Vec<(String, String)> {
        let mut open: VecDeque<String> = named(answer, chapter).0.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(name) = open.pop_front() {
            for (index, defined) in self.all.iter().enumerate().filter(|(_, defined)| defined.name == name) {
                if found.insert(index) {
                    open.extend(defined.names.iter().cloned());
                }
            }
        }
        let shown = |index: usize| (self.all[index].name.clone(), self.all[index].shown.clone());
        found.into_iter().map(shown).collect()
    }
}

fn files(chapter: &Path) -> Result<Vec<PathBuf>> {
    let source = chapter.join("src");
    let mut files = Vec::new();
    if let Ok(entries) = fs::read_dir(source.join("types")) {
        for entry in entries {
            let path = entry.context("a folder of types can be read")?.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let first = source.join("types.rs");
    if first.exists() {
        files.insert(0, first);
    }
    Ok(files)
}

/// Gathers the names in a part of a source.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_ident(&mut self, name: &'ast syn::Ident) {
        self.0.insert(name.to_string());
    }

    // The name of a variant is no type's.
    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.visit_fields(&variant.fields);
    }
}

/// The names that an answer's signatures and imports hold.
fn named(answer: &syn::File, chapter: &str) -> Names {
    let mut names = Names::default();
    for item in &answer.items {
        match item {
            Item::Fn(function) if is_public(&function.vis) => names.visit_signature(&function.sig),
            Item::Use(import) => {
                let mut imported = Names::default();
                imported.visit_use_tree(&import.tree);
                if imported.0.contains(chapter) {
                    names.0.extend(imported.0);
                }
            }
            _ => {}
        }
    }
    names
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// What a source defines, each with its methods.
fn defined(source: &str) -> Result<Vec<Defined>> {
    let file = syn::parse_file(source)?;
    let mut all = Vec::new();
    for item in &file.items {
        let (visibility, name) = match item {
            Item::Struct(item) => (&item.vis, &item.ident),
            Item::Enum(item) => (&item.vis, &item.ident),
            Item::Type(item) => (&item.vis, &item.ident),
            Item::Trait(item) => (&item.vis, &item.ident),
            Item::Fn(item) => (&item.vis, &item.sig.ident),
            _ => continue,
        };
        if !is_public(visibility) {
            continue;
        }
        let mut names = Names::default();
        let mut shown = item_shown(item, source, &mut names);
        for block in &file.items {
            let Item::Impl(block) = block else { continue };
            if block.trait_.is_none() && is_of(block, name) {
                shown += &methods(block, source, &mut names);
            }
        }
        all.push(Defined { name: name.to_string(), shown, names: names.0 });
    }
    Ok(all)
}

fn is_of(block: &syn::ItemImpl, name: &syn::Ident) -> bool {
    let path = match &*block.self_ty {
        syn::Type::Path(path) => &path.path,
        // `impl dyn Communicator + '_`
        syn::Type::TraitObject(object) => match object.bounds.first() {
            Some(syn::TypeParamBound::Trait(bound)) => &bound.path,
            _ => return false,
        },
        _ => return false,
    };
    path.segments.last().is_some_and(|segment| segment.ident == *name)
}

/// A definition as a reader is shown it.
fn item_shown(item: &Item, source: &str, names: &mut Names) -> String {
    let (attributes, start, mut end) = match item {
        Item::Struct(item) => (&item.attrs, item.vis.span(), item.span()),
        Item::Enum(item) => (&item.attrs, item.vis.span(), item.span()),
        Item::Type(item) => (&item.attrs, item.vis.span(), item.span()),
        Item::Trait(item) => (&item.attrs, item.vis.span(), item.span()),
        Item::Fn(item) => (&item.attrs, item.vis.span(), item.sig.span()),
        _ => unreachable!("only definitions are shown"),
    };
    let mut text = head(attributes, "", source);
    let mut closed = ";";
    if let Item::Struct(item) = item {
        let is_private = |fields: &Fields| fields.iter().any(|field| !is_public(&field.vis));
        if is_private(&item.fields) {
            // What holds it is not for an answer.
            end = item.generics.span();
            closed = " { /* private */ }";
            if item.generics.params.is_empty() {
                end = item.ident.span();
            }
        } else {
            names.visit_fields(&item.fields);
            closed = "";
        }
    } else if let Item::Fn(function) = item {
        names.visit_signature(&function.sig);
    } else {
        names.visit_item(item);
        closed = "";
    }
    let code = &source[start.byte_range().start..end.byte_range().end];
    text += &fitted(code.lines().filter(|line| !line.trim_start().starts_with("// ANCHOR")));
    text.truncate(text.trim_end().len());
    text + closed + "\n"
}

/// The public methods of what an answer is given: those that only build it are the judge's.
fn methods(block: &syn::ItemImpl, source: &str, names: &mut Names) -> String {
    let mut text = String::new();
    for item in &block.items {
        let ImplItem::Fn(method) = item else { continue };
        if !is_public(&method.vis) || method.sig.receiver().is_none() {
            continue;
        }
        names.visit_signature(&method.sig);
        if !text.is_empty() {
            text.push('\n');
        }
        text += &head(&method.attrs, "    ", source);
        text += &format!("{};\n", signature(&method.vis, &method.sig, "    ", source));
    }
    if text.is_empty() {
        return text;
    }
    let of = source[block.self_ty.span().byte_range()].to_owned();
    // `impl<'a> Rows<'a>` says no more than `impl Rows<'_>`.
    let of = if block.generics.params.is_empty() { of } else { of.replace("'a", "'_") };
    format!("\nimpl {of} {{\n{text}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "use std::cell::Cell;\n\n\
        /// Ships in a harbour, of which nobody knows how many there are, since they come and go by night and by day.\n\
        #[derive(Clone, serde::Serialize)]\npub struct Harbour<'a> {\n    ships: &'a [Ship],\n    seen: Cell<usize>,\n}\n\n\
        impl<'a> Harbour<'a> {\n    /// Builds it.\n    pub fn new() -> Harbour<'a> {\n        todo!()\n    }\n\n    \
        /// The sail.\n    #[must_use]\n    pub fn sail(&self, from: usize, wind: (f32, f32), others: &[f32]) -> Result<Sail, String> {\n        \
        todo!()\n    }\n}\n\n\
        // ANCHOR: sail\n/// A sail.\npub enum Sail {\n    /// Set.\n    Ship,\n    // ANCHOR: reefed\n    Reefed(Reef),\n}\n\n\
        pub struct Reef;\n\npub struct Ship;\n\npub struct Other;\n";

    #[test]
    fn an_answer_is_shown_what_it_names_and_what_that_names() {
        let types = Types { all: defined(SOURCE).unwrap() };
        let answer =
            "use std::Other;\n\npub fn f(harbour: &Harbour<'_>) {\n    Ship\n}\n\nfn g(_: Ship) {}\n";
        let used = types.used(&syn::parse_file(answer).unwrap(), "sea");
        let names: Vec<&str> = used.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Harbour", "Sail", "Reef"]);
        let imported = types.used(&syn::parse_file("use ::sea::Other;").unwrap(), "sea");
        assert_eq!(imported, [("Other".to_owned(), "pub struct Other;\n".to_owned())]);
    }

    #[test]
    fn what_is_private_or_for_the_judge_is_not_shown_and_lines_fit() {
        let all = defined(SOURCE).unwrap();
        let harbour = "/// Ships in a harbour, of which nobody knows how many there are, since\n\
            /// they come and go by night and by day.\n#[derive(Clone)]\npub struct Harbour<'a> { /* private */ }\n\n\
            impl Harbour<'_> {\n    /// The sail.\n    pub fn sail(\n        &self,\n        from: usize,\n        \
            wind: (f32, f32),\n        others: &[f32],\n    ) -> Result<Sail, String>;\n}\n";
        assert_eq!(all[0].shown, harbour);
        assert_eq!(
            all[1].shown,
            "/// A sail.\npub enum Sail {\n    /// Set.\n    Ship,\n    Reefed(Reef),\n}\n"
        );
    }
}
