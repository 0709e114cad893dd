//! What a cell's outputs depend on, as a digest: where it is another, the cell has to be executed again.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::book::page::Cell;
use crate::digest;

/// A digest for each cell: of its code, of all cells before it, and of the crates that these use.
pub fn digests<'a>(root: &Path, cells: impl Iterator<Item = &'a Cell>) -> Vec<String> {
    let mut hasher = Sha256::new();
    let mut digests = Vec::new();
    for cell in cells {
        hasher.update(&cell.code);
        for chapter in dependencies(&cell.code) {
            let own = root.join("chapters").join(chapter);
            hash_folder(&mut hasher, &own);
            for folder in [format!("solutions/{chapter}"), "chapters/figures".to_owned()] {
                hash_folder(&mut hasher, &root.join(folder));
            }
            if shows_times(&own) {
                hash_folder(&mut hasher, &root.join("chapters/speed"));
            }
            // What was measured for the chapter, which its lessons include.
            for data in measurements(root, chapter) {
                hasher.update(data);
            }
        }
        digests.push(format!("{:016x}", digest::short(hasher.clone())));
    }
    digests
}

/// A digest of all that a crate below `chapters/` is compiled from, but for other crates.
pub(crate) fn of_crate(root: &Path, name: &str) -> u64 {
    let mut hasher = Sha256::new_with_prefix(digest::text_of(&root.join("chapters/left_out.rs")));
    for folder in ["chapters", "solutions", "exercises"] {
        hash_folder(&mut hasher, &root.join(folder).join(name));
    }
    for data in measurements(root, name) {
        hasher.update(data);
    }
    digest::short(hasher)
}

/// Whether a chapter shows how long something takes, by the crate for that.
fn shows_times(chapter: &Path) -> bool {
    let manifest = fs::read_to_string(chapter.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| line.starts_with("speed.workspace"))
}

/// What was measured for a chapter: the contents of `book/data/CHAPTER-*.json`, by name.
fn measurements(root: &Path, chapter: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(root.join("book/data")) else { return Vec::new() };
    let own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix(chapter).is_some_and(|rest| rest.starts_with('-')) && name.ends_with(".json")
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(own).collect();
    paths.sort();
    paths.iter().map(|path| digest::text_of(path)).collect()
}

/// The chapters that a setup cell names: `:dep attention = { path = "../../chapters/attention", … }`.
fn dependencies(code: &str) -> impl Iterator<Item = &str> {
    let dep = code.lines().filter_map(|line| line.trim().strip_prefix(":dep "));
    dep.filter_map(|dep| dep.split_once("../../chapters/")?.1.split('"').next())
}

/// All files below a folder by name and content. What only grades is left out: no cell runs it.
fn hash_folder(hasher: &mut Sha256, folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "grade" | "tests" | "benches" | "examples" | "target") {
                hash_folder(hasher, &path);
            }
        } else if name != "exercises.json" {
            hasher.update(name);
            hasher.update(digest::text_of(&path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_depends_on_the_cells_before() {
        let cell = |code: &str| Cell { code: code.to_owned(), setup: false, fold: false };
        let root = Path::new("nowhere");
        let digest = |cells: &[Cell]| digests(root, cells.iter());
        let (a, b) = (digest(&[cell("1"), cell("2")]), digest(&[cell("3"), cell("2")]));
        assert_ne!(a[1], b[1]);
        assert_eq!(a[0], digest(&[cell("1")])[0]);
    }

    #[test]
    fn a_digest_depends_on_what_was_measured_for_its_chapters() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("book/data");
        fs::create_dir_all(&data).unwrap();
        let code = ":dep moe = { path = \"../../chapters/moe\" }".to_owned();
        let digest = || {
            digests(root.path(), std::iter::once(&Cell { code: code.clone(), setup: true, fold: false }))
                .remove(0)
        };
        let mut before = digest();
        for name in ["moe-bench.json", "moe-balance.json"] {
            fs::write(data.join(name), "{}").unwrap();
            let after = digest();
            assert_ne!(before, after, "{name}");
            before = after;
        }
        for name in ["attention-bench.json", "moehre-bench.json", "moe-notes.txt"] {
            fs::write(data.join(name), "{}").unwrap();
            assert_eq!(before, digest(), "{name}");
        }
    }

    #[test]
    fn a_digest_depends_on_how_times_are_shown_where_they_are() {
        let root = tempfile::tempdir().unwrap();
        let file = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        file("chapters/moe/Cargo.toml", "[dependencies]\n");
        file("chapters/attention/Cargo.toml", "[dependencies]\nspeed.workspace = true\n");
        let digest = |chapter: &str| {
            let code = format!(":dep {chapter} = {{ path = \"../../chapters/{chapter}\" }}");
            digests(root.path(), std::iter::once(&Cell { code, setup: true, fold: false })).remove(0)
        };
        let before = ["moe", "attention"].map(digest);
        file("chapters/speed/src/lib.rs", "");
        assert_eq!(before[0], digest("moe"));
        assert_ne!(before[1], digest("attention"));
    }

    #[test]
    fn dependencies_are_read_from_the_cell() {
        let code = ":cache 512\n:dep attention = { path = \"../../chapters/attention\", default-features = false }\n:dep ndarray = \"0.17\"";
        assert_eq!(dependencies(code).collect::<Vec<_>>(), ["attention"]);
    }
}
