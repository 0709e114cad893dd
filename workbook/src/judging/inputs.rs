//! What is built into a judge besides answers, by names, lengths and times.

use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::course::Course;

/// What is built into a judge besides answers.
const INPUTS: [&str; 8] = [
    "chapters",
    "kernels",
    "solutions",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain",
    "rust-toolchain.toml",
    ".cargo",
];

/// What is built into a chapter's judge besides answers, by names, lengths and times; cargo goes by no more.
pub(super) fn inputs(course: &Course) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in INPUTS {
        stamp(&course.root.join(part), &mut hasher);
    }
    hasher.finish()
}

/// Takes in a file, or all below a folder.
pub(super) fn stamp(path: &Path, hasher: &mut DefaultHasher) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if !metadata.is_dir() {
        (path, is_as_it_is(&metadata)).hash(hasher);
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in &paths {
        stamp(path, hasher);
    }
}

fn is_as_it_is(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_any_other_file_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let course = Course { root: folder.path().to_path_buf(), chapters: Vec::new() };
        let write = |file: &str, text: &str| {
            let path = course.root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
            inputs(&course)
        };
        let first = write("chapters/sea/src/lib.rs", "1");
        assert_eq!(write("exercises/sea/ship.rs", "1"), first, "an answer is compiled whatever its time is");
        let second = write("chapters/sea/src/lib.rs", "22");
        let third = write("kernels/new.rs", "");
        let fourth = write("Cargo.toml", "");
        let all = [first, second, third, fourth];
        assert!((1..4).all(|i| !all[..i].contains(&all[i])), "{all:?}");
    }
}
