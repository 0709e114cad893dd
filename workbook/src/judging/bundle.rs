//! All that a judge consists of besides answers, linked once.
//!
//! Of the time from a save to its verdict the linker takes more than half, to put the same crates together again. While the
//! workbook is served, these are linked ahead to a library of Rust's own kind, and the linker adds no more than the reader's answers.
//!
//! Only on Linux: elsewhere a library may have fewer symbols than these crates export, or its place is told otherwise. Where anything
//! fails there is none, and the judge is linked as it always was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::direct::Recipe;

/// The library with all crates but the reader's.
#[derive(Debug)]
pub(super) struct Bundle {
    library: PathBuf,
    /// Rust's libraries, but for those that are linked when a program starts.
    sysroot: PathBuf,
}

impl Bundle {
    /// Links what a recipe links, but for answers; that takes two seconds. Nothing, where it cannot be done.
    pub(super) fn link(recipe: &Recipe, root: &Path, stamp: u64) -> Option<Bundle> {
        // A comma would end what is handed to the linker.
        if !cfg!(target_os = "linux") || recipe.folder.to_str()?.contains(',') {
            return None;
        }
        fs::create_dir_all(&recipe.folder).ok()?;
        forget(&recipe.folder);
        let sysroot = recipe.folder.join("sysroot");
        without_dynamic(&recipe.compiler, &sysroot).ok()?;
        let crates = recipe.externs();
        let lines: Vec<String> = crates.iter().map(|name| format!("extern crate {name};")).collect();
        let file = recipe.folder.join("served.rs");
        fs::write(&file, lines.join("\n")).ok()?;
        let ending = format!("-{stamp:016x}");
        let library = recipe.folder.join(format!("libserved{ending}.so"));
        let mut command = recipe.command(root);
        command
            .args(recipe.kept())
            .args(["--crate-name", "served", "--crate-type", "dylib"])
            .args(["-C", &format!("extra-filename={ending}"), "-C", "strip=debuginfo"])
            // What it calls of itself is bound now, and not whenever a judge starts.
            .args(["-C", "link-arg=-Wl,-Bsymbolic-functions"])
            .arg("--sysroot")
            .arg(&sysroot)
            .arg("--out-dir")
            .arg(&recipe.folder)
            .arg(&file);
        let is_linked = command.status().is_ok_and(|status| status.success()) && library.is_file();
        is_linked.then_some(Bundle { library, sysroot })
    }

    /// What the compiler is told besides, to link answers with it.
    pub(super) fn arguments(&self) -> Vec<String> {
        let folder = self.library.parent().unwrap_or(Path::new("")).display();
        let link = format!("link-arg=-Wl,-rpath,{folder}");
        let library = format!("served={}", self.library.display());
        let sysroot = self.sysroot.display().to_string();
        ["--cfg", "served", "--extern", &library, "-C", &link, "--sysroot", &sysroot]
            .map(str::to_owned)
            .to_vec()
    }
}

/// Makes a folder that is to the compiler what its own is, but has no library that is linked when a program starts. Of two that hold Rust's
/// own library the compiler takes none, and the one that comes with it knows nothing of the judge's allocator, which measures answers.
#[cfg(unix)]
fn without_dynamic(compiler: &str, folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::symlink;
    let said = Command::new(compiler).args(["--print", "target-libdir"]).stdin(Stdio::null()).output()?;
    let from = PathBuf::from(String::from_utf8_lossy(&said.stdout).trim());
    let target = from.parent().ok_or(io::ErrorKind::NotFound)?;
    let name = target.file_name().ok_or(io::ErrorKind::NotFound)?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let to = folder.join("lib/rustlib").join(name);
    fs::create_dir_all(to.join("lib"))?;
    // The linker lies there.
    symlink(target.join("bin"), to.join("bin"))?;
    for entry in fs::read_dir(&from)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "rlib" || kind == "rmeta") {
            symlink(&path, to.join("lib").join(path.file_name().unwrap_or_default()))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn without_dynamic(_: &str, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes libraries of an hour ago or earlier: a judge that was linked with one of them may still start itself again.
fn forget(folder: &Path) {
    let age = |entry: &fs::DirEntry| entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_library = entry.file_name().to_string_lossy().starts_with("libserved-");
        if is_library && age(&entry).is_some_and(|age| age > Duration::from_hours(1)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
