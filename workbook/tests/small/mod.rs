//! A small course, cut from the real one: the chapter on attention with three of its exercises, and a book of a few
//! sentences. But for these it is made of the real files, so that it is never another course.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use contract::Exercise;
use serde_json::Value;
use workbook::Course;
use workbook::book::notebook::{self, Links, Run, digests};
use workbook::book::{self, Page, page};

pub const CHAPTER: &str = "attention";
pub const EXERCISES: [&str; 3] = ["softmax", "scaled_dot_product", "online_softmax"];
/// The lessons that need no other exercise; the pages show the figures of these.
const LESSONS: [&str; 4] = ["masks", "overflow", "rescale", "scale"];
/// What is left as it is.
const WHOLE: [&str; 7] = [
    "Cargo.lock",
    "chapters/contract",
    "chapters/features",
    "chapters/figures",
    "chapters/judge",
    "chapters/left_out.rs",
    "chapters/speed",
];

/// What each file holds, by its path from the root.
pub type Files = BTreeMap<String, Vec<u8>>;

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What the tool itself reads: which chapters there are, what is known of their exercises, and the solutions.
pub fn records() -> Files {
    let mut files = Files::new();
    add("workbook/tests/small/book/src/SUMMARY.md", "book/src/SUMMARY.md", &mut files);
    take(&format!("chapters/{CHAPTER}/exercises.json"), &mut files);
    for name in EXERCISES {
        take(&format!("solutions/{CHAPTER}/{name}.rs"), &mut files);
    }
    edit(&mut files, &format!("chapters/{CHAPTER}/exercises.json"), |text| {
        let mut exercises: Vec<Exercise> = serde_json::from_str(text).unwrap();
        exercises.retain(|exercise| of_these(&exercise.name));
        assert_eq!(exercises.len(), EXERCISES.len(), "the chapter has these exercises");
        serde_json::to_string_pretty(&exercises).unwrap()
    });
    files
}

/// The small course. Its notebooks are made where it lies, by [`write_notebooks`].
pub fn course() -> Files {
    let mut files = records();
    for part in WHOLE.iter().chain(&["Cargo.toml", "book/book.toml", "book/data/tried", "book/theme"]) {
        take(part, &mut files);
    }
    add("workbook/tests/small/book/src", "book/src", &mut files);
    let chapter = format!("chapters/{CHAPTER}");
    for part in ["Cargo.toml", "benches", "grade", "src", "tests"] {
        take(&format!("{chapter}/{part}"), &mut files);
    }
    let list = format!("{chapter}/src/list.rs");
    let real = String::from_utf8(files[&list].clone()).unwrap();
    let others: Vec<&str> = real.lines().filter_map(listed).filter(|name| !of_these(name)).collect();
    edit(&mut files, &list, |list| lines(list, |line| listed(line).is_none_or(of_these)));
    edit(&mut files, &format!("{chapter}/src/lesson/mod.rs"), |list| {
        lines(list, |line| lesson(line).is_none_or(|name| LESSONS.contains(&name)))
    });
    files.retain(|path, _| match path.split('/').collect::<Vec<_>>()[..] {
        ["chapters", CHAPTER, "grade", "src", of, ..] => !others.contains(&of),
        ["chapters", CHAPTER, "src", "lesson", of, ..] => {
            of == "mod.rs" || LESSONS.contains(&of.trim_end_matches(".rs"))
        }
        // Of all lessons.
        ["chapters", CHAPTER, "tests", "lessons", ..] => false,
        _ => true,
    });

    take("kernels", &mut files);
    files.retain(|path, _| match path.split('/').collect::<Vec<_>>()[..] {
        ["kernels", "cuda", file] => ["common.h", "attention.cu"].contains(&file),
        ["kernels", "src" | "tests", folder, _] => folder == CHAPTER,
        _ => true,
    });
    let manifest = members(&String::from_utf8(files["Cargo.toml"].clone()).unwrap(), &files);
    files.insert("Cargo.toml".to_owned(), manifest.into_bytes());
    files
}

/// All that is of the repository, for a picture of the real book.
pub fn whole() -> Files {
    let mut files = Files::new();
    for part in ["Cargo.lock", "Cargo.toml", "book", "chapters", "kernels", "solutions", "workbook"] {
        take(part, &mut files);
    }
    files
}

/// The exercise of a line of the chapter's list: `softmax "softmax" SOFTMAX: Softmax = softmax::softmax;`.
fn listed(line: &str) -> Option<&str> {
    let (name, rest) = line.trim_start().split_once(' ')?;
    rest.starts_with(&format!("\"{name}\" ")).then_some(name)
}

fn of_these(name: &str) -> bool {
    EXERCISES.contains(&name)
}

/// The lesson that a line declares, or calls for a figure: `pub mod scale;`, `|| scale::figure(softmax),`.
fn lesson(line: &str) -> Option<&str> {
    let line = line.trim();
    let declared = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';'));
    let drawn = || {
        line.strip_suffix(',').map(|call| call.trim_start_matches("|| "))?.split_once("::").map(|call| call.0)
    };
    declared.or_else(drawn)
}

/// The workspace's manifest with the members that are here.
fn members(manifest: &str, files: &Files) -> String {
    let is_here = |member: &str| {
        let member = member.trim().trim_matches('"');
        member.contains('*') || files.contains_key(&format!("{member}/Cargo.toml"))
    };
    let here = |line: &str| {
        let (key, list) = line.split_once(" = [").filter(|(key, _)| key.ends_with("members"))?;
        let kept: Vec<&str> =
            list.trim_end_matches(']').split(',').filter(|member| is_here(member)).collect();
        Some(format!("{key} = [{}]", kept.join(",")))
    };
    let lines: Vec<String> =
        manifest.lines().map(|line| here(line).unwrap_or_else(|| line.to_owned())).collect();
    lines.join("\n") + "\n"
}

fn lines(text: &str, is_kept: impl Fn(&str) -> bool) -> String {
    text.split_inclusive('\n').filter(|line| is_kept(line)).collect()
}

fn edit(files: &mut Files, path: &str, change: impl Fn(&str) -> String) {
    let bytes = files.get_mut(path).unwrap();
    *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
}

/// A file of the repository, or all below a folder.
fn take(part: &str, into: &mut Files) {
    add(part, part, into);
}

fn add(from: &str, to: &str, into: &mut Files) {
    let path = repository().join(from);
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name != "node_modules" {
                add(&format!("{from}/{name}"), &format!("{to}/{name}"), into);
            }
        }
    } else {
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{from}: {error}"));
        into.insert(to.to_owned(), bytes);
    }
}

/// The notebooks of the small book. A cell there is one of the real page, or the last line of one, which gave a figure; so
/// its output is known.
pub fn write_notebooks(course: &Course) {
    let real = Course::at(repository().to_path_buf()).unwrap();
    let pages = book::pages(course).unwrap();
    for page in pages.iter().filter(|page| page.has_cells()) {
        let known = page.runs(&real).unwrap();
        let cells = page::cells(&page.pieces).zip(digests(&course.root, page::cells(&page.pieces)));
        let runs: Vec<Run> = (1..)
            .zip(cells)
            .map(|(number, (cell, digest))| {
                let outputs = if cell.setup { Vec::new() } else { given(&known, page, &cell.code) };
                Run { code: cell.code.clone(), digest, outputs: notebook::settled(outputs, number) }
            })
            .collect();
        let text = notebook::generate(course, &Links::of(&pages, page), &page.pieces, &runs).unwrap();
        let path = page.notebook(course);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// What a cell gave on the real page.
fn given(known: &[Run], page: &Page, code: &str) -> Vec<Value> {
    let run = known.iter().find(|run| run.code.lines().last() == Some(code));
    let run = run.unwrap_or_else(|| {
        let name = page.name();
        panic!(
            "in book/src/{name}.md no cell ends with `{code}`, as in workbook/tests/small/book/src/{name}.md"
        )
    });
    let is_figure = |output: &&Value| output["data"]["image/svg+xml"].is_array();
    let figures: Vec<Value> = run.outputs.iter().filter(is_figure).cloned().collect();
    assert!(!figures.is_empty(), "`{code}` gave no figure");
    figures
}
