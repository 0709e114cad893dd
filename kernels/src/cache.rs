//! Compiled kernels on disk, each under a digest of everything that went into it.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Where compiled kernels are kept: `WORKBOOK_CUBINS`, or `.workbook/cubins` beside the workspace.
fn folder() -> PathBuf {
    std::env::var_os("WORKBOOK_CUBINS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.workbook/cubins")),
        PathBuf::from,
    )
}

/// The digest of the parts, as hexadecimal digits.
pub(crate) fn key(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).expect("a nibble is a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The cached bytes under `key`, or what `make` returns, which is then kept. A cache that cannot be read or written
/// costs time and nothing else.
pub(crate) fn get_or_make(
    key: &str,
    make: impl FnOnce() -> Result<Vec<u8>, String>,
) -> Result<Vec<u8>, String> {
    in_folder(&folder(), key, make)
}

fn in_folder(
    folder: &Path,
    key: &str,
    make: impl FnOnce() -> Result<Vec<u8>, String>,
) -> Result<Vec<u8>, String> {
    let path = folder.join(format!("{key}.cubin"));
    if let Some(bytes) = fs::read(&path).ok().and_then(|entry| intact(&entry)) {
        return Ok(bytes);
    }
    let bytes = make()?;
    let mut entry = Sha256::digest(&bytes).to_vec();
    entry.extend_from_slice(&bytes);
    // Written beside and renamed, so that no other process ever reads half an entry.
    let beside = folder.join(format!("{key}.{}", std::process::id()));
    let _ = fs::create_dir_all(folder)
        .and_then(|()| fs::write(&beside, entry))
        .and_then(|()| fs::rename(&beside, &path));
    Ok(bytes)
}

/// The content of an entry whose checksum holds.
fn intact(entry: &[u8]) -> Option<Vec<u8>> {
    let (checksum, bytes) = entry.split_at_checked(32)?;
    (Sha256::digest(bytes).as_slice() == checksum).then(|| bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrupt_entry_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let make = |bytes: &'static [u8]| move || Ok(bytes.to_vec());
        let key = key(&["source", "options"]);
        assert_eq!(in_folder(folder.path(), &key, make(b"first")).unwrap(), b"first");
        assert_eq!(in_folder(folder.path(), &key, make(b"second")).unwrap(), b"first", "it was kept");

        let path = folder.path().join(format!("{key}.cubin"));
        let mut entry = fs::read(&path).unwrap();
        *entry.last_mut().unwrap() ^= 1;
        fs::write(&path, &entry).unwrap();
        assert_eq!(in_folder(folder.path(), &key, make(b"third")).unwrap(), b"third", "a flipped bit");
        fs::write(&path, b"short").unwrap();
        assert_eq!(in_folder(folder.path(), &key, make(b"fourth")).unwrap(), b"fourth", "a truncated file");
        assert_eq!(in_folder(folder.path(), &key, || Err("not called".into())).unwrap(), b"fourth");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
