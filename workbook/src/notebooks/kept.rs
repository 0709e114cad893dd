//! Where a kernel compiles: in a folder that is kept, so that it finds compiled what the one before it compiled.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::book::notebook;

/// How many kernels at once have such a folder. One more compiles in a fresh one, as the kernel does by itself.
const FOLDERS: usize = 3;
/// What a folder may take of the disk, in bytes, before it is emptied: what another compiler or another version of a crate
/// left stays in it.
const LIMIT: u64 = 1 << 30;

/// A folder, and its lock: nobody else gets it as long as this file is open, here or in a process that inherited it.
pub(super) struct Kept {
    pub(super) folder: PathBuf,
    pub(super) lock: File,
}

/// A folder that no running kernel has; none, if all are taken, or nothing can be kept here. Evcxr tells its child what to load
/// in one line, parted by spaces: it cannot work in a path that has one.
pub(super) fn take(root: &Path) -> Option<Kept> {
    let all = root.join(".workbook/kernels");
    if all.to_str().is_none_or(|path| path.contains(char::is_whitespace)) {
        return None;
    }
    (0..FOLDERS).find_map(|number| {
        let folder = all.join(number.to_string());
        fs::create_dir_all(&folder).ok()?;
        let lock = File::create(all.join(format!("{number}.lock"))).ok()?;
        lock.try_lock().ok()?;
        prepare(root, &folder).ok()?;
        Some(Kept { folder, lock })
    })
}

/// Leaves of the folder what cargo compiled from files that are still the same.
fn prepare(root: &Path, folder: &Path) -> io::Result<()> {
    if size(folder)? > LIMIT {
        fs::remove_dir_all(folder)?;
        fs::create_dir_all(folder)?;
    }
    // Versions are chosen as in a fresh folder.
    for file in ["Cargo.toml", "Cargo.lock"] {
        gone(fs::remove_file(folder.join(file)))?;
    }
    // A crate that has changed is compiled as in a fresh folder, too: of one that it optimises, and compiled in part only, rustc
    // may leave out what the rest of it calls.
    for profile in profiles(folder)? {
        gone(fs::remove_dir_all(profile.join("incremental")))?;
    }
    let digests = folder.join("digests");
    fs::create_dir_all(&digests)?;
    for entry in fs::read_dir(root.join("chapters"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let (digest, path) = (notebook::of_crate(root, &name).to_string(), digests.join(&name));
        // Cargo sees that a file is newer, and not that it is another.
        if fs::read_to_string(&path).is_ok_and(|before| before == digest) {
            continue;
        }
        gone(fs::remove_file(&path))?;
        for profile in profiles(folder)? {
            forget(&profile, &name)?;
        }
        fs::write(path, digest)?;
    }
    Ok(())
}

/// Where cargo compiles: `target/debug` for this machine, and `target/TRIPLE/debug` for the kernel.
fn profiles(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let target = folder.join("target");
    let targets = entries(&target)?.into_iter().map(|entry| entry.path());
    let profiles = std::iter::once(target).chain(targets).map(|target| target.join("debug"));
    Ok(profiles.filter(|profile| profile.is_dir()).collect())
}

/// Removes cargo's fingerprints of a crate, `NAME-…`: it is compiled anew, and then what uses it.
fn forget(profile: &Path, name: &str) -> io::Result<()> {
    for entry in entries(&profile.join(".fingerprint"))? {
        let file = entry.file_name();
        if file.to_string_lossy().rsplit_once('-').is_some_and(|(crate_name, _)| crate_name == name) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// The bytes of all files below a folder.
fn size(folder: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for entry in entries(folder)? {
        let about = entry.metadata()?;
        sum += if about.is_dir() { size(&entry.path())? } else { about.len() };
    }
    Ok(sum)
}

/// What is in a folder; nothing, if there is none.
fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// What was not there is gone, too.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_forgotten_when_it_is_another() {
        let root = tempfile::tempdir().unwrap();
        for name in ["moe", "figures"] {
            fs::create_dir_all(root.path().join(format!("chapters/{name}/src"))).unwrap();
        }
        let lesson = root.path().join("chapters/moe/src/lib.rs");
        fs::write(&lesson, "1").unwrap();
        let folder = root.path().join("0");
        let print = |name: &str| folder.join(format!("target/debug/.fingerprint/{name}"));
        let all = ["moe-1a2b", "moe-grade-1a2b", "figures-1a2b"];
        let kept = || {
            prepare(root.path(), &folder).unwrap();
            all.map(|name| print(name).exists())
        };
        kept();
        for name in all {
            fs::create_dir_all(print(name)).unwrap();
        }
        let incremental = folder.join("target/triple/debug/incremental");
        fs::create_dir_all(&incremental).unwrap();
        assert_eq!((kept(), incremental.exists()), ([true; 3], false));
        // Older than what was compiled, and other.
        let time = fs::metadata(&lesson).unwrap().modified().unwrap();
        fs::write(&lesson, "2").unwrap();
        File::options().write(true).open(&lesson).unwrap().set_modified(time).unwrap();
        assert_eq!(kept(), [false, true, true]);
    }

    #[test]
    fn a_folder_has_one_kernel() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("chapters")).unwrap();
        let folder = || take(root.path()).map(|kept| kept.folder);
        let first = take(root.path()).unwrap();
        let (_second, third) = (take(root.path()).unwrap(), take(root.path()).unwrap());
        assert_eq!(folder(), None);
        drop(first.lock);
        assert_eq!(folder(), Some(first.folder));
        // As a kernel has it whose parent was killed.
        let inherited = third.lock.try_clone().unwrap();
        drop(third.lock);
        assert_ne!(folder(), Some(third.folder.clone()));
        drop(inherited);
        let _first = take(root.path()).unwrap();
        assert_eq!(folder(), Some(third.folder));
    }
}
