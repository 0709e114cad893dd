//! A folder with exercises and solutions, for what needs neither cargo nor the rest of the repository.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

#[path = "../small/mod.rs"]
mod small;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use workbook::Course;

pub struct Folder {
    pub course: Course,
    folder: TempDir,
}

impl Folder {
    /// The solutions of the small course, and their stubs.
    pub fn new() -> Folder {
        let folder = tempfile::Builder::new().prefix("a reader's földer ").tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (path, bytes) in small::records() {
            fs::create_dir_all(root.join(&path).parent().unwrap()).unwrap();
            fs::write(root.join(path), bytes).unwrap();
        }
        let made = Folder { course: Course::at(root).unwrap(), folder };
        for (chapter, name) in made.course.files() {
            made.write(&format!("exercises/{chapter}/{name}.rs"), &made.course.stub(chapter, name).unwrap());
        }
        made
    }

    /// The same with the exercises of this release.
    pub fn released(self) -> Folder {
        Folder { course: Course::at(self.course.root.clone()).unwrap(), ..self }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.course.root.join(file)
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), text).unwrap();
    }

    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from}");
        self.write(file, &text.replacen(from, to, 1));
    }

    /// The stub of a solution of the chapter on attention, as it is now.
    pub fn stub(&self, name: &str) -> String {
        self.course.stub("attention", name).unwrap()
    }

    /// Every file with what it holds.
    pub fn snapshot(&self) -> BTreeMap<String, Vec<u8>> {
        fn walk(root: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, into);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                    if name != ".workbook/lock" && !name.starts_with(".git/") {
                        into.insert(name, fs::read(&path).unwrap());
                    }
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(&self.course.root, &self.course.root, &mut found);
        found
    }

    /// What was backed up, in the order of the files' names.
    pub fn backups(&self) -> Vec<String> {
        let files = self.snapshot().into_iter().filter(|(name, _)| name.starts_with(".workbook/backups/"));
        files.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command.args(arguments).current_dir(&self.course.root);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command says, with the exit code that it must have.
    pub fn said(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }
}
