//! A chapter's lessons are tested from outside, by its target `lessons`: no test may lie where no program runs it.

use std::fs;
use std::path::Path;

use super::{course, files};

/// What is wrong in a chapter's folder, a line each: tests inside a library that is not tested, and files that no module declares.
fn faults(chapter: &Path) -> Vec<String> {
    let manifest: toml::Table = fs::read_to_string(chapter.join("Cargo.toml")).unwrap().parse().unwrap();
    let is_tested = manifest.get("lib").and_then(|lib| lib.get("test")).and_then(toml::Value::as_bool);
    if is_tested != Some(false) {
        return Vec::new();
    }
    let folder = chapter.join("tests/lessons");
    let tests = files(&folder);
    let text = |path: &Path| fs::read_to_string(folder.join(path)).unwrap();
    let all: String = tests.iter().map(|path| text(path)).collect();
    let mut faults = Vec::new();
    for path in files(&chapter.join("src")) {
        let inside = fs::read_to_string(chapter.join("src").join(&path)).unwrap().contains("#[cfg(test)]");
        // The file itself, or the one beside it in which its tests are.
        let mounted = [path.clone(), path.with_extension("").join("tests.rs")];
        let mounted = mounted.map(|path| format!("src/{}\"]", path.display().to_string().replace('\\', "/")));
        if inside && !mounted.iter().any(|path| all.contains(path)) {
            faults.push(format!("nothing runs the tests in src/{}", path.display()));
        }
    }
    for path in &tests {
        let named = if path.ends_with("mod.rs") { path.parent().unwrap() } else { path };
        let Some(parent) = named.parent().filter(|_| path.as_path() != Path::new("main.rs")) else {
            continue;
        };
        let parents = match parent.to_str() {
            Some("") => ["main.rs".into(), "main.rs".into()],
            _ => [parent.join("mod.rs"), parent.with_extension("rs")],
        };
        let declared = format!("mod {};", named.file_stem().unwrap().display());
        let declares = |file: &Path| tests.contains(file) && text(file).lines().any(|line| line == declared);
        if !parents.iter().any(|file| declares(file)) {
            faults.push(format!("no module declares tests/lessons/{}", path.display()));
        }
    }
    faults
}

#[test]
fn every_test_of_a_lesson_is_run() {
    let course = course();
    for chapter in &course.chapters {
        let found = faults(&course.root.join("chapters").join(&chapter.name));
        assert!(found.is_empty(), "{}: {found:#?}", chapter.name);
    }
}

#[test]
fn a_test_that_nothing_runs_is_found() {
    let chapter = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = chapter.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("Cargo.toml", "[lib]\ntest = false\n");
    write("src/lib.rs", "mod types;\n");
    write(
        "tests/lessons/main.rs",
        "mod sail;\nmod wind;\n#[path = \"../../src/types/rope.rs\"]\nmod rope;\n",
    );
    write("tests/lessons/sail.rs", "");
    write("tests/lessons/wind/mod.rs", "mod gust;\n");
    write("tests/lessons/wind/gust.rs", "");
    write("src/types/rope.rs", "#[cfg(test)]\nmod tests {}\n");
    assert_eq!(faults(chapter.path()), [""; 0]);
    write("src/lesson/sail.rs", "#[cfg(test)]\nmod tests {}\n");
    write("tests/lessons/wind/calm.rs", "");
    write("tests/lessons/tide/mod.rs", "");
    let found = faults(chapter.path());
    assert_eq!(found.len(), 3, "{found:?}");
    write("Cargo.toml", "[lib]\nbench = false\n");
    assert_eq!(faults(chapter.path()), [""; 0]);
}
