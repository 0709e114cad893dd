//! Every kernel defines what some grader judges by: one that no grader calls would be checked by nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{course, files};

/// The Rust code below a folder as words: names, literals and single marks. What a comment says is no word.
fn words(folder: &Path) -> Vec<String> {
    fn split(tokens: TokenStream, into: &mut Vec<String>) {
        for token in tokens {
            if let TokenTree::Group(group) = token {
                let [open, close] = match group.delimiter() {
                    Delimiter::Parenthesis => ["(", ")"],
                    Delimiter::Brace => ["{", "}"],
                    Delimiter::Bracket => ["[", "]"],
                    Delimiter::None => ["", ""],
                };
                into.push(open.to_owned());
                split(group.stream(), into);
                into.push(close.to_owned());
            } else {
                into.push(token.to_string());
            }
        }
    }
    let mut words = Vec::new();
    for file in files(folder).iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        split(text.parse().unwrap_or_else(|e| panic!("{}: {e}", file.display())), &mut words);
    }
    words
}

/// What follows each place where `start` stands.
fn after<'a>(words: &'a [String], start: &[&str]) -> Vec<&'a [String]> {
    let places = words.windows(start.len()).enumerate().filter(|(_, window)| *window == start);
    places.map(|(at, _)| &words[at + start.len()..]).collect()
}

/// What a grader names of `kernels::CHAPTER`: by the whole path, in a `use kernels::CHAPTER::{...}`, or by
/// `short::name` after `use kernels::CHAPTER as short`.
fn named(grader: &[String], chapter: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rest in after(grader, &["kernels", ":", ":", chapter]) {
        match rest {
            [a, b, brace, list @ ..] if [a, b, brace] == [":", ":", "{"] => {
                named.extend(list.iter().take_while(|word| *word != "}").cloned());
            }
            [a, b, name, ..] if [a, b] == [":", ":"] => drop(named.insert(name.clone())),
            [word, short, ..] if word == "as" => {
                named.extend(after(grader, &[short, ":", ":"]).iter().map(|rest| rest[0].clone()));
            }
            _ => {}
        }
    }
    named
}

/// The functions of a module, each with the names that it calls and the literals in it. Methods count by their name alone.
fn functions(module: &[String]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut functions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for definition in after(module, &["fn"]) {
        let mut depth = 0;
        let body = definition.iter().skip_while(|word| *word != "{").take_while(|word| {
            depth += i32::from(*word == "{") - i32::from(*word == "}");
            depth > 0
        });
        let body: Vec<&str> = body.map(String::as_str).collect();
        let calls = body.windows(2).filter(|pair| pair[1] == "(").map(|pair| pair[0]);
        let literals = body.iter().copied().filter(|word| word.starts_with('"'));
        functions.entry(&definition[0]).or_default().extend(calls.chain(literals));
    }
    functions
}

#[test]
fn every_kernel_is_used_by_the_grader_of_its_chapter() {
    let course = course();
    let mut unused = Vec::new();
    for file in kernels::FILES {
        let chapter = file.name;
        let known = course.chapters.iter().any(|known| known.name == chapter);
        assert!(known, "kernels/cuda/{chapter}.cu is named after no chapter");
        assert!(!file.kernels.is_empty(), "kernels/cuda/{chapter}.cu defines no kernel");
        let golden = course.root.join("kernels/tests").join(chapter).join("main.rs");
        assert!(golden.is_file(), "{} is missing: the chapter's golden values", golden.display());

        let grader = words(&course.root.join("chapters").join(chapter).join("grade/src"));
        let module = words(&course.root.join("kernels/src").join(chapter));
        let (named, functions) = (named(&grader, chapter), functions(&module));
        let mut reached = BTreeSet::new();
        let mut next: Vec<&str> = named.iter().map(String::as_str).collect();
        while let Some(word) = next.pop() {
            if reached.insert(word) {
                next.extend(functions.get(word).into_iter().flatten());
            }
        }
        let launched = |kernel: &str| reached.contains(format!("{kernel:?}").as_str());
        unused.extend(
            file.kernels.iter().filter(|k| !launched(k.name)).map(|k| format!("{chapter}/{}", k.name)),
        );
    }
    assert!(
        unused.is_empty(),
        "no function of kernels/src/CHAPTER that launches these is called as kernels::CHAPTER::name in \
         chapters/CHAPTER/grade/src: {unused:?}"
    );
}
