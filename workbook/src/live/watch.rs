//! Sees what the reader saves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, Event, EventKind};
use notify::{RecursiveMode, Watcher};

use super::desk::Desk;
use crate::digest;

/// An editor writes in several steps; this much after the last of them it is done.
const SETTLED: Duration = Duration::from_millis(30);
/// The same where the system says that it has closed what it wrote.
const CLOSED: Duration = Duration::from_millis(8);
/// How often to look where the system tells nothing.
const LOOK: Duration = Duration::from_millis(500);
/// How long to wait for something that never stops writing.
const LONGEST: Duration = Duration::from_secs(1);

/// Tells the desk of every saved file, until the process ends. What counts is the content: however an editor saves, in
/// place or by renaming, a file is saved when what it holds has changed.
pub(super) fn watch(desk: &Desk) {
    let folder = desk.course.root.join("exercises");
    let (sender, events) = channel();
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let kind = event.map_or(EventKind::Any, |event| event.kind);
        if !only_read(kind) {
            let _ = sender.send(kind == WRITTEN);
        }
    });
    let mut told = false;
    // Kept until the end: a watcher that is dropped sees nothing.
    let _watcher = watcher.and_then(|mut watcher| {
        watcher.watch(&folder, RecursiveMode::Recursive)?;
        told = true;
        Ok(watcher)
    });
    let mut known = contents(&folder);
    loop {
        if told {
            // Now and then without being told: a folder that was replaced is no longer watched.
            match events.recv_timeout(4 * LOOK) {
                Ok(mut closed) => {
                    let first = Instant::now();
                    while first.elapsed() < LONGEST {
                        match events.recv_timeout(if closed { CLOSED } else { SETTLED }) {
                            Ok(next) => closed = next,
                            Err(_) => break,
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => told = false,
            }
        } else {
            std::thread::sleep(LOOK);
        }
        let now = contents(&folder);
        let files = now.keys().chain(known.keys().filter(|file| !now.contains_key(*file)));
        let changed = files.filter(|file| known.get(*file) != now.get(*file));
        let saved: Vec<(String, String)> = changed.cloned().collect();
        known = now;
        if !saved.is_empty() {
            desk.saved(&saved);
        }
    }
}

/// A file that was open for writing is closed.
const WRITTEN: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

/// Whether nothing was changed. Looking at the files reads them, and must not make itself look again.
fn only_read(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(_)) && kind != WRITTEN
}

/// A digest of each file, by chapter and name.
fn contents(folder: &Path) -> BTreeMap<(String, String), u64> {
    let mut found = BTreeMap::new();
    let Ok(chapters) = fs::read_dir(folder) else { return found };
    for chapter in chapters.flatten() {
        let Ok(files) = fs::read_dir(chapter.path()) else { continue };
        for file in files.flatten() {
            let path = file.path();
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let (Some(name), Ok(bytes)) = (path.file_stem(), fs::read(&path)) else { continue };
            let key =
                (chapter.file_name().to_string_lossy().into_owned(), name.to_string_lossy().into_owned());
            found.insert(key, digest::of(bytes));
        }
    }
    found
}
