//! The course holds together: every exercise has its stub, solution, hints, mistakes, reference, properties and text,
//! and nothing lies about that no exercise owns.

#[path = "../boxes/mod.rs"]
mod boxes;
mod fonts;
mod kernels_used;
mod lessons;
mod messages;
mod needs;
mod real;
mod reference;
mod sheets;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use workbook::Course;
use workbook::book::notebook::{Run, Shown};
use workbook::book::page::Piece;

fn course() -> Course {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Course::at(root.to_path_buf()).unwrap()
}

/// Every file below a folder, relative to it.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    fn walk(root: &Path, folder: &Path, into: &mut BTreeSet<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, into);
            } else {
                into.insert(path.strip_prefix(root).unwrap().to_path_buf());
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(folder, folder, &mut found);
    found
}

#[test]
fn exercises_and_solutions_hold_a_file_for_each_exercise_and_no_other() {
    let course = course();
    for folder in ["exercises", "solutions"] {
        let expected: BTreeSet<PathBuf> = course
            .chapters
            .iter()
            .flat_map(|chapter| {
                let names = chapter.exercises.iter().map(|exercise| &exercise.name);
                names.map(|name| Path::new(&chapter.name).join(format!("{name}.rs")))
            })
            .collect();
        let found: BTreeSet<PathBuf> = files(&course.root.join(folder))
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
            .collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        let stray: Vec<_> = found.difference(&expected).collect();
        assert!(missing.is_empty(), "{folder} lacks {missing:?}: list the exercise there, or write its file");
        // A reader may keep notes among the exercises; an author may not among the solutions.
        assert!(
            folder == "exercises" || stray.is_empty(),
            "{folder} holds {stray:?}, which no exercise owns"
        );
    }
}

#[test]
fn ids_are_unique_and_named_after_no_crate() {
    let course = course();
    let ids: BTreeSet<String> = course.exercises().map(contract::Exercise::id).collect();
    assert_eq!(ids.len(), course.exercises().count(), "two exercises share an id");
    for exercise in course.exercises() {
        let is_crate = course.chapters.iter().any(|chapter| chapter.name == exercise.name);
        assert!(!is_crate, "{} has a crate's name: its module would hide the crate", exercise.id());
    }
}

#[test]
fn solutions_have_a_head_and_documented_functions() {
    let course = course();
    for exercise in course.exercises() {
        let path = course.file("solutions", exercise);
        let text = fs::read_to_string(&path).unwrap();
        let head = format!("//! {}: ", exercise.id());
        assert!(text.starts_with(&head), "{} must begin with `{head}`", path.display());
        // What is promised may take its lines; what is computed is to be read at once.
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(code.count() <= 70, "{} has more than 70 lines of code", path.display());
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.starts_with("pub fn ")) {
            // An attribute may stand between.
            let before: Vec<&str> = text.lines().take(number).collect();
            let before = before.iter().rev().find(|line| !line.starts_with("#["));
            let documented = before.is_some_and(|line| line.starts_with("///"));
            assert!(
                documented,
                "{}:{}: say what it does, its shapes and its edges: {line}",
                path.display(),
                number + 1
            );
        }
    }
}

#[test]
fn a_stub_is_no_solution() {
    let course = course();
    for exercise in course.exercises() {
        let (chapter, name) = (&exercise.chapter, &exercise.name);
        let solution = fs::read_to_string(course.file("solutions", exercise)).unwrap();
        let stub = workbook::reader::stub::stub(&solution, chapter, name).unwrap();
        let bodies = stub.matches("todo!(").count();
        let functions = solution.lines().filter(|line| line.starts_with("pub fn ")).count();
        assert_eq!(bodies, functions, "{}: every public function's body becomes a todo!()", exercise.id());
        assert!(functions > 0, "{} has no public function", exercise.id());
    }
}

#[test]
fn every_exercise_has_its_place_in_the_text() {
    let course = course();
    for exercise in course.exercises() {
        let (page, anchor) = exercise.text.split_once(".html#").expect("page and anchor");
        let path = course.root.join("book/src").join(format!("{page}.md"));
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let heading = format!("{{#{anchor}}}");
        assert!(text.contains(&heading), "{} has no heading with {heading}", path.display());
    }
}

#[test]
fn every_exercise_has_its_box_after_its_heading() {
    let course = course();
    let pages = workbook::book::pages(&course).unwrap();
    for exercise in course.exercises() {
        let (name, anchor) = exercise.text.split_once(".html#").expect("page and anchor");
        let page = pages.iter().find(|page| page.name() == name);
        let page = page.unwrap_or_else(|| panic!("book/src/SUMMARY.md does not list {name}.md"));
        let heading = format!("{{#{anchor}}}");
        let from = page
            .pieces
            .iter()
            .position(|piece| matches!(piece, Piece::Text(text) if text.contains(&heading)));
        let boxes = page
            .pieces
            .iter()
            .skip(from.unwrap_or(0))
            .filter(|piece| **piece == Piece::Exercise(exercise.id()));
        assert_eq!(boxes.count(), 1, "{name}.md has one box of {} after {heading}", exercise.id());
    }
}

#[test]
fn a_figure_is_known_by_its_title() {
    // The live page puts a redrawn figure in the place of the one with the same title.
    let course = course();
    let mut titles = BTreeMap::new();
    for page in workbook::book::pages(&course).unwrap() {
        for shown in page.runs(&course).unwrap().iter().flat_map(Run::shown) {
            let Shown::Figure(svg) = shown else { continue };
            let title = svg.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
            let title = title.expect("a title").to_owned();
            let before = titles.insert((page.chapter(), title.clone()), svg.clone());
            assert!(before.is_none_or(|before| before == svg), "two figures are called {title:?}");
        }
    }
}

#[test]
fn every_page_is_in_the_summary_and_every_notebook_has_its_page() {
    let course = course();
    let pages = workbook::book::pages(&course).unwrap();
    let listed: BTreeSet<PathBuf> = pages.iter().map(|page| page.source.clone()).collect();
    let mut found = files(&course.root.join("book/src"));
    found.remove(Path::new("SUMMARY.md"));
    // What a host shows in place of a page that is not there.
    assert!(found.remove(Path::new("404.md")));
    assert_eq!(found, listed, "book/src holds the pages that SUMMARY.md lists, and no other");
    let notebooks: BTreeSet<PathBuf> =
        pages.iter().filter(|page| page.has_cells()).map(|page| page.notebook(&course)).collect();
    let folder = course.root.join("book/notebooks");
    assert_eq!(files(&folder).iter().map(|file| folder.join(file)).collect::<BTreeSet<_>>(), notebooks);
}

#[test]
fn every_colour_of_a_figure_has_one_in_the_dark() {
    let style = fs::read_to_string(course().root.join("book/theme/workbook.css")).unwrap();
    for (name, hex) in figures::palette::ALL.iter().filter(|(name, _)| *name != "paper") {
        for attribute in ["fill", "stroke"] {
            let rule = format!(".navy figure svg [{attribute}=\"{hex}\"]");
            assert!(style.contains(&rule), "book/theme/workbook.css has no {rule} for {name}");
        }
    }
}

/// With which features cargo builds each package for a selection.
fn features(root: &Path, selection: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p} [{f}]"])
        .args(selection)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let Some((package, features)) = line.trim_end_matches(" (*)").split_once(" [") else { continue };
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    found
}

#[test]
fn tool_and_judges_share_what_they_build() {
    let course = course();
    let tool = features(&course.root, &["--edges", "normal,build"]);
    let judges =
        course.chapters.iter().map(|chapter| vec!["-p", &chapter.name, "--edges", "normal,build,dev"]);
    // And what `.ci/run` tests of all chapters together, but for what their tests alone need.
    for selection in judges.chain([vec!["-p", "play", "-p", "pytorch", "--edges", "normal,build"]]) {
        let judge = features(&course.root, &selection);
        let shared = judge.iter().filter_map(|(package, judge)| Some((package, judge, tool.get(package)?)));
        let twice: Vec<_> = shared.filter(|(_, judge, tool)| !judge.is_subset(tool)).collect();
        assert!(
            twice.is_empty(),
            "cargo builds these twice, for {} and for the tool: name the union of their features in \
             chapters/features/Cargo.toml: {twice:#?}",
            selection[..selection.len() - 2].join(" ")
        );
    }
}

/// A panic in a library is told with the line of the reader's file that called it, and these lines are kept for chapters by name.
#[test]
fn the_lines_of_every_chapter_are_known_when_it_panics() {
    let course = course();
    let manifest: toml::Table = fs::read_to_string(course.root.join("Cargo.toml")).unwrap().parse().unwrap();
    for (profile, debug) in
        [("dev", toml::Value::from("line-tables-only")), ("debugging", toml::Value::from(true))]
    {
        for chapter in &course.chapters {
            let package = &manifest["profile"][profile]["package"].get(&chapter.name);
            let found = package.and_then(|package| package.get("debug"));
            assert_eq!(
                found,
                Some(&debug),
                "Cargo.toml: debug of [profile.{profile}.package.{}]",
                chapter.name
            );
        }
    }
}

/// Cargo runs what one package names as its default, and nothing where two do.
#[test]
fn cargo_run_is_the_workbook() {
    let course = course();
    let manifests =
        files(&course.root.join("chapters")).into_iter().filter(|file| file.ends_with("Cargo.toml"));
    for manifest in manifests {
        let text = fs::read_to_string(course.root.join("chapters").join(&manifest)).unwrap();
        assert!(!text.contains("default-run"), "chapters/{} has a default-run", manifest.display());
    }
}
