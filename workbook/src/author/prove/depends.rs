//! What a proof depends on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use contract::SEEDS;
use sha2::{Digest, Sha256};

use crate::course::Chapter;
use crate::digest;

/// A digest of all that the proof of an exercise depends on: its grader, what graders share, the graders whose inputs it takes, the
/// solutions, the chapter's types and kernels, and the judge. Of the chapter's lessons only what the grader names.
pub(super) fn depends_on(root: &Path, chapter: &Chapter, name: &str) -> String {
    let at = |path: &str| root.join(path.replace("CHAPTER", &chapter.name).replace("NAME", name));
    let graders = at("chapters/CHAPTER/grade/src");
    let own = graders.join(name);
    let mut files = Vec::new();
    for folder in ["chapters/contract/src", "chapters/judge/src", "kernels/src/CHAPTER", "solutions/CHAPTER"]
    {
        walk(&at(folder), true, &mut files);
    }
    for folder in ["chapters/CHAPTER/grade/src", "chapters/CHAPTER/src", "kernels/src"] {
        walk(&at(folder), false, &mut files);
    }
    // Types, and what runs an answer on several ranks.
    for folder in ["types", "threads"] {
        walk(&at("chapters/CHAPTER/src").join(folder), true, &mut files);
    }
    for module in named(&graders, name) {
        walk(&graders.join(module), true, &mut files);
    }
    files.extend([at("kernels/build.rs"), at("kernels/cuda/common.h"), at("kernels/cuda/CHAPTER.cu")]);
    let mut hasher = Sha256::new();
    let mut lessons = false;
    files.sort();
    for file in &files {
        let text = digest::text_of(file);
        lessons |= file.starts_with(&own) && text.contains("::lesson");
        hasher.update(file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/"));
        hasher.update(text);
    }
    if lessons {
        let mut files = Vec::new();
        walk(&at("chapters/CHAPTER/src/lesson"), true, &mut files);
        files.sort();
        for file in files {
            hasher.update(digest::text_of(&file));
        }
    }
    hasher.update(SEEDS.to_le_bytes());
    hasher.update(arithmetic(&digest::text_of(&root.join("Cargo.lock"))));
    format!("{:016x}", digest::short(hasher))
}

/// A module of the graders, and those that it names, and those that these name.
fn named(graders: &Path, name: &str) -> BTreeSet<String> {
    let (mut found, mut left) = (BTreeSet::new(), vec![name.to_owned()]);
    while let Some(module) = left.pop() {
        let mut files = vec![graders.join(format!("{module}.rs"))];
        walk(&graders.join(&module), true, &mut files);
        for file in files.iter().filter(|file| file.is_file()) {
            let is_module =
                |name: &String| graders.join(name).is_dir() || graders.join(format!("{name}.rs")).is_file();
            let names = outside(&digest::text_of(file), depth(file.strip_prefix(graders).unwrap_or(file)));
            left.extend(names.into_iter().filter(|name| is_module(name) && !found.contains(name)));
        }
        found.insert(module);
    }
    found
}

/// How many modules a file lies below that of all graders: `softmax/mod.rs` one, `softmax/cases.rs` two.
fn depth(file: &Path) -> usize {
    file.components().count() - usize::from(file.ends_with("mod.rs"))
}

/// What a file takes from other graders: the names behind `crate::`, and behind as many `super::` as lead out of its own.
fn outside(text: &str, depth: usize) -> Vec<String> {
    let first = |path: &str| path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let starts = ["crate::".to_owned(), "super::".repeat(depth)];
    let behind = starts.iter().flat_map(|start| text.split(start).skip(1));
    behind
        .flat_map(|rest| match rest.strip_prefix('{').and_then(|list| list.split_once(['}', ';'])) {
            Some((list, _)) => list.split(',').map(first).collect::<Vec<String>>(),
            None => vec![first(rest)],
        })
        .collect()
}

/// The files of a folder, or of all folders below it.
fn walk(folder: &Path, deep: bool, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if deep {
                walk(&path, deep, into);
            }
        } else {
            into.push(path);
        }
    }
}

/// The versions of the crates that compute and draw random numbers.
fn arithmetic(lock: &str) -> String {
    let computes = ["libm", "matrixmultiply", "ndarray", "num-traits", "rand", "rand_distr", "rand_pcg"];
    let packages = lock
        .split("[[package]]")
        .filter(|package| computes.iter().any(|name| package.contains(&format!("\nname = \"{name}\"\n"))));
    packages.flat_map(|package| package.lines().filter(|line| line.starts_with("version"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_depends_on_its_grader_and_on_no_other() {
        let root = tempfile::tempdir().unwrap();
        let chapter = Chapter { name: "ships".to_owned(), exercises: Vec::new() };
        let write = |file: &str, text: &str| {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let digest = || depends_on(root.path(), &chapter, "sail");
        write("chapters/ships/grade/src/sail/cases.rs", "use crate::{mast, tar::boil};");
        write("chapters/ships/grade/src/sail/ends.rs", "use super::oar; use super::super::rope::knot;");
        write("chapters/ships/grade/src/mast/mod.rs", "use super::yard::length;");
        write("chapters/ships/grade/src/yard/mod.rs", "fn length() {}");
        write("chapters/ships/grade/src/rope.rs", "fn knot() {}");
        write("chapters/ships/grade/src/oar/mod.rs", "fn row() {}");
        let mut before = digest();
        for (file, matters) in [
            ("chapters/ships/grade/src/yard/mod.rs", true),
            ("chapters/ships/grade/src/mast/mod.rs", true),
            ("chapters/ships/grade/src/sail/cases.rs", true),
            ("chapters/ships/grade/src/lib.rs", true),
            ("chapters/ships/src/types/rope.rs", true),
            ("chapters/ships/src/threads/crew.rs", true),
            ("chapters/judge/src/compare.rs", true),
            ("kernels/cuda/ships.cu", true),
            ("solutions/ships/sail.rs", true),
            ("chapters/ships/grade/src/oar/mod.rs", false),
            ("chapters/ships/grade/src/oar/cases.rs", false),
            ("chapters/ships/src/lesson/wind.rs", false),
            ("kernels/cuda/trains.cu", false),
            ("exercises/ships/sail.rs", false),
            ("Cargo.lock", false),
        ] {
            write(file, "something else");
            let after = digest();
            assert_eq!(after != before, matters, "{file}");
            before = after;
        }
        write("Cargo.lock", "[[package]]\nname = \"ndarray\"\nversion = \"0.18.0\"\n");
        assert_ne!(digest(), before, "another ndarray");
    }

    #[test]
    fn line_ends_do_not_matter() {
        let root = tempfile::tempdir().unwrap();
        let chapter = Chapter { name: "ships".to_owned(), exercises: Vec::new() };
        let folder = root.path().join("solutions/ships");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("sail.rs"), "a\nb\n").unwrap();
        let before = depends_on(root.path(), &chapter, "sail");
        std::fs::write(folder.join("sail.rs"), "a\r\nb\r\n").unwrap();
        assert_eq!(depends_on(root.path(), &chapter, "sail"), before);
    }
}
