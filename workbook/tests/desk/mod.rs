//! A copy of the small course for tests that change the reader's files, or need a place of their own.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

#[path = "../small/mod.rs"]
pub mod small;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use small::Files;

/// A copy of the small course, with fresh stubs.
pub struct Desk {
    pub root: PathBuf,
    /// Held as long as this process runs.
    _lock: fs::File,
}

/// The copy that most tests share, one at a time. Its path has a space and letters outside ASCII.
pub fn desk() -> MutexGuard<'static, Desk> {
    static DESK: OnceLock<Mutex<Desk>> = OnceLock::new();
    let desk = DESK.get_or_init(|| Mutex::new(Desk::new("a reader's désk", "1000.")));
    let desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    desk.refresh();
    desk
}

/// Makes `root` hold these files. What is there already is left as it is, so that cargo sees no change where there is none;
/// what a test has left in the same folders is removed.
fn place(files: &Files, root: &Path) {
    fn prune(folder: &Path, path: &str, files: &Files) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let path = format!("{path}/{}", entry.file_name().to_string_lossy());
            if files
                .range(format!("{path}/")..)
                .next()
                .is_some_and(|(next, _)| next.starts_with(&format!("{path}/")))
            {
                prune(&entry.path(), &path, files);
            } else if !files.contains_key(&path) {
                let stray = entry.path();
                if stray.is_dir() {
                    fs::remove_dir_all(stray).unwrap()
                } else {
                    fs::remove_file(stray).unwrap()
                }
            }
        }
    }
    for part in ["book", "chapters", "kernels", "solutions", "workbook"] {
        prune(&root.join(part), part, files);
    }
    for (path, bytes) in files {
        let path = root.join(path);
        if fs::read(&path).ok().as_ref() != Some(bytes) {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

pub fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

impl Desk {
    /// A copy of the small course. It needs a version of its own, `1000.`: to cargo that is another package, so the copy
    /// shares the target folder for the dependencies, and is never taken for the repository itself or for another copy. Test
    /// binaries that run at the same time wait for each other.
    pub fn new(name: &str, version: &str) -> Desk {
        let desk = Desk::of(small::course(), name, version);
        small::write_notebooks(&desk.course());
        desk.refresh();
        desk
    }

    /// A copy of the whole repository.
    pub fn whole(name: &str, version: &str) -> Desk {
        let desk = Desk::of(small::whole(), name, version);
        desk.refresh();
        desk
    }

    fn of(mut files: Files, name: &str, version: &str) -> Desk {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&root).unwrap();
        let lock = fs::File::create(root.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        let manifest = String::from_utf8(files.remove("Cargo.toml").unwrap()).unwrap();
        let marked = manifest.replace("\nversion = \"0.", &format!("\nversion = \"{version}"));
        assert_ne!(manifest, marked, "the workspace's version is marked");
        files.insert("Cargo.toml".to_owned(), marked.into_bytes());
        place(&files, &root);
        Desk { root, _lock: lock }
    }

    /// Fresh stubs, and nothing remembered.
    fn refresh(&self) {
        let _ = fs::remove_dir_all(self.root.join("exercises"));
        let _ = fs::remove_dir_all(self.root.join(".workbook"));
        fs::create_dir_all(self.root.join("exercises")).unwrap();
        let made = self.run(&["stubs"]);
        assert!(made.status.success(), "{}", words(&made));
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_workbook"));
        let mut command = Command::new(program);
        // Dependencies are built already, in the target folder of this test.
        let target = program.parent().and_then(Path::parent).unwrap();
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", target)
            // The copy lies in a repository, and is none.
            .env("GIT_CEILING_DIRECTORIES", self.root.parent().unwrap())
            .env("CARGO_NET_OFFLINE", "true");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Verdicts as JSON, and the exit code.
    pub fn grade(&self, arguments: &[&str]) -> (Vec<Value>, i32) {
        let output = self.run(&[&["grade", "--json"], arguments].concat());
        let reports =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", words(&output)));
        (reports, output.status.code().unwrap())
    }

    pub fn course(&self) -> workbook::Course {
        workbook::Course::at(self.root.clone()).unwrap()
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.root.join(file), text).unwrap();
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).unwrap()
    }

    /// The processes that work in the copy or were given a path in it, as command lines; none where there is no /proc.
    pub fn processes(&self) -> Vec<String> {
        let root = self.root.to_str().unwrap();
        let me = std::process::id().to_string();
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        let found = entries.filter_map(|entry| {
            let path = entry.ok()?.path();
            let number = path.file_name()?.to_str()?;
            if number == me || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let command = String::from_utf8_lossy(&fs::read(path.join("cmdline")).ok()?).replace('\0', " ");
            let here = fs::read_link(path.join("cwd")).is_ok_and(|folder| folder.starts_with(&self.root));
            // One that has ended and is not waited for has no command line.
            (!command.is_empty() && (here || command.contains(root))).then(|| format!("{number}: {command}"))
        });
        found.collect()
    }

    /// Waits until no process works in the copy.
    pub fn is_left(&self, within: Duration) {
        let start = Instant::now();
        loop {
            let left = self.processes();
            if left.is_empty() {
                return;
            }
            assert!(start.elapsed() < within, "left behind after {within:?}: {left:#?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Puts the solution, changed, in place of the stub.
    pub fn solve(&self, name: &str, from: &str, to: &str) {
        let text = self.read(&format!("solutions/attention/{name}.rs"));
        assert!(text.contains(from), "{name} has no {from}");
        self.write(&format!("exercises/attention/{name}.rs"), &text.replace(from, to));
    }
}
