//! Which pages were looked at in the browser, and how they were then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/seen.json")
}

/// For each page the digest that it had; nothing if there is no record.
pub(crate) fn read() -> BTreeMap<String, String> {
    let Ok(text) = fs::read_to_string(file()) else { return BTreeMap::new() };
    serde_json::from_str(&text).expect("tests/browser/seen.json is JSON; delete it, and record anew")
}

/// Remembers the pages that were looked at and are fine.
pub(crate) fn record(digests: &BTreeMap<String, String>, fine: impl Fn(&str) -> bool) {
    let seen: BTreeMap<_, _> = digests.iter().filter(|(page, _)| fine(page)).collect();
    let text = serde_json::to_string_pretty(&seen).expect("plain data");
    fs::write(file(), text + "\n").expect("tests/browser can be written");
    println!("{} of {} pages are remembered", seen.len(), digests.len());
}

/// A digest of all that decides how a page looks and behaves: its HTML, in which styles, scripts and fonts have names with
/// digests of their own; whether each link on it leads somewhere; and what looks at it.
pub(crate) fn digest(book: &Path, page: &str) -> String {
    let html = text(&book.join(format!("{page}.html")));
    let mut hasher = Sha256::new();
    hasher.update(steady(&html));
    for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        hasher.update([u8::from(leads_somewhere(book, page, link))]);
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for name in [
        "browser.rs",
        "browser/check.mjs",
        "browser/inside.js",
        "browser/moving.mjs",
        "browser/browser.mjs",
        "browser/package-lock.json",
    ] {
        hasher.update(text(&tests.join(name)));
    }
    let bytes = hasher.finalize();
    let first = bytes.first_chunk().expect("a digest has more bytes than a number");
    format!("{:016x}", u64::from_be_bytes(*first))
}

/// Without the digests in the names of two files that change with any page: the table of contents and the search index.
fn steady(html: &str) -> String {
    let mut text = html.to_owned();
    for (start, end) in [("toc-", ".js"), ("searchindex-", ".js")] {
        let names: Vec<String> = html
            .split(start)
            .skip(1)
            .filter_map(|rest| rest.split_once(end))
            .filter(|(digest, _)| digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .map(|(digest, _)| format!("{start}{digest}{end}"))
            .collect();
        for name in names {
            text = text.replace(&name, start);
        }
    }
    text
}

fn leads_somewhere(book: &Path, page: &str, link: &str) -> bool {
    if link.contains(':') {
        return true;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let here = format!("{page}.html");
    let folder = Path::new(&here).parent().unwrap_or(Path::new(""));
    let target = if file.is_empty() { book.join(&here) } else { book.join(folder).join(file) };
    target.is_file() && (anchor.is_empty() || has(target, anchor))
}

/// Whether a file has a place with this name. Each file is read once.
fn has(file: PathBuf, anchor: &str) -> bool {
    static NAMES: Mutex<BTreeMap<PathBuf, BTreeSet<String>>> = Mutex::new(BTreeMap::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.entry(file).or_insert_with_key(|file| {
        let text = text(file);
        text.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    });
    names.contains(anchor)
}

fn text(file: &Path) -> String {
    let bytes = fs::read(file).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}
