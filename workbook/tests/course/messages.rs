//! What the page for those who know NumPy says of the compiler: each snippet of it that fails is compiled, and fails with the
//! message that stands below it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use workbook::book::page::{Piece, cells};

use crate::course;

/// A snippet that fails, what the page says of it, and what stands on the page until the next one.
struct Failing<'a> {
    code: &'a str,
    /// The lines of the message that the page shows.
    said: Vec<&'a str>,
}

/// The snippets of a piece of text, in their order.
fn failing(markdown: &str) -> Vec<Failing<'_>> {
    let parts = markdown.split("```rust,ignore\n").skip(1);
    let of = |part: &'_ str| -> Option<(usize, usize, usize)> {
        let code = part.find("\n```\n")?;
        let said = code + part[code..].find("```text\n")? + "```text\n".len();
        Some((code, said, said + part[said..].find("\n```")?))
    };
    parts
        .map(|part| {
            let (code, said, end) = of(part).unwrap_or_else(|| panic!("no message below:\n{part}"));
            Failing { code: &part[..code], said: part[said..end].lines().map(str::trim).collect() }
        })
        .collect()
}

/// What the compiler says of a snippet with a page's imports; nothing if it compiles.
fn message(folder: &Path, library: &Path, imports: &str, code: &str) -> Option<String> {
    let file = folder.join("snippet.rs");
    fs::write(&file, format!("#![allow(unused)]\n{imports}\nfn main() {{\n{code}\n}}\n")).unwrap();
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition", "2024", "--emit", "metadata", "--color", "never", "--extern"])
        .arg(format!("ndarray={}", library.display()))
        .arg("-L")
        .arg(format!("dependency={}", library.parent().unwrap().display()))
        .arg("--out-dir")
        .arg(folder)
        .arg(&file)
        .output()
        .unwrap();
    (!output.status.success()).then(|| String::from_utf8(output.stderr).unwrap())
}

/// An `ndarray` that was built for this test, which lies beside it: of several any that the compiler takes.
fn ndarray(folder: &Path) -> PathBuf {
    let beside = env::current_exe().unwrap();
    let libraries = fs::read_dir(beside.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let mut libraries: Vec<PathBuf> = libraries
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libndarray-") && name.ends_with(".rlib")
        })
        .collect();
    libraries.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).unwrap().modified().unwrap()));
    let works =
        |library: &&PathBuf| message(folder, library, "use ndarray::array;", "array![1.0];").is_none();
    libraries.iter().find(works).expect("no ndarray beside this test that this compiler takes").clone()
}

#[test]
fn the_compiler_says_what_the_page_says_it_says() {
    let course = course();
    let pages = workbook::book::pages(&course).unwrap();
    let page = pages.iter().find(|page| page.name() == "numpy").expect("there is the page");
    // The snippets have the imports of its cells.
    let setup = cells(&page.pieces).next().expect("it has cells");
    let imports = setup.code.lines().filter(|line| !line.starts_with(":dep ")).collect::<Vec<_>>().join("\n");
    let imports = imports.replace("use attention::ndarray::", "use ndarray::");
    let folder = tempfile::tempdir().unwrap();
    let library = ndarray(folder.path());
    let mut count = 0;
    for (at, piece) in page.pieces.iter().enumerate() {
        let Piece::Text(text) = piece else { continue };
        for Failing { code, said } in failing(text) {
            count += 1;
            let message = message(folder.path(), &library, &imports, code);
            let message =
                message.unwrap_or_else(|| panic!("this compiles, and the page says it does not:\n{code}"));
            assert_eq!(message.lines().next(), said.first().copied(), "\n{code}\n\n{message}");
            assert!(said[0].starts_with("error[E") && said[0].contains("]: "), "{}", said[0]);
            let mut rest = message.as_str();
            for line in &said {
                let Some((_, after)) = rest.split_once(line) else {
                    panic!("not {line:?} in its place:\n{message}")
                };
                rest = after;
            }
            // The repair is a cell, which runs.
            let repair = page.pieces.get(at + 1);
            let repaired = matches!(repair, Some(Piece::Cell(cell)) if cell.code != code && !cell.setup);
            assert!(repaired, "no repair below:\n{code}");
        }
    }
    assert_eq!(count, 10, "the heading says ten messages");
}
