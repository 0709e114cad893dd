//! Progress and answers go into one archive and come out of it whole, and nothing else does.

mod folder;

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use contract::Verdict;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use folder::Folder;
use tar::{EntryType, Header};
use workbook::reader::archive::{export, import};
use workbook::reader::state::{self, Remembered};
use workbook::reader::update::{record_of, remember_all, update};

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const NOTEBOOK: &str = ".workbook/notebooks/attention.ipynb";

/// A copy of the workbook in which somebody has worked.
fn worked() -> Folder {
    let folder = Folder::new();
    remember_all(&folder.course);
    folder.edit(SOFTMAX, "todo!(\"write `softmax`\")", "scores.to_owned()");
    folder.write("exercises/attention/notes.md", "exp underflows\n");
    folder.write("exercises/ideas/later/ä.txt", "later\n");
    folder.write("exercises/.hidden", "the system's\n");
    folder.write(NOTEBOOK, "{\"mine\": 1}");
    folder.write(".workbook/notebooks/.origin/attention.ipynb", "{}");
    folder.write(".workbook/notebooks/.ipynb_checkpoints/attention.ipynb", "{}");
    folder.write(".workbook/mine/attention.ipynb", "{}");
    folder.write(".workbook/mine/.origin/attention.ipynb", "{}");
    folder.write(".workbook/mine/my own.ipynb", "{\"own\": 1}");
    folder.write(".workbook/backups/attention/softmax-1.rs", "// an earlier one\n");
    folder.write(".workbook/cubins/x.cubin", "the tool's\n");
    let digest = state::digest(&folder.course, folder.course.exercise("softmax").unwrap());
    state::change(&folder.course, |state| {
        state.hints.insert("attention/softmax".to_owned(), 2);
        let verdict = Remembered { verdict: Verdict::Wrong, answers: digest };
        state.verdicts.insert("attention/softmax".to_owned(), verdict);
    })
    .unwrap();
    folder
}

fn exported(folder: &Folder) -> Vec<u8> {
    let file = folder.path("mine.tar.gz");
    export(&folder.course, &file).unwrap();
    let archive = fs::read(&file).unwrap();
    fs::remove_file(file).unwrap();
    archive
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let entries: Vec<_> = files.iter().map(|(path, bytes)| (*path, *bytes, EntryType::Regular)).collect();
    packed_as(&entries)
}

/// An archive with whatever paths and kinds of entries.
fn packed_as(files: &[(&str, &[u8], EntryType)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes, kind) in files {
        let mut head = Header::new_gnu();
        head.set_entry_type(*kind);
        head.set_size(bytes.len() as u64);
        // What `Header::set_path` refuses to write, others do not.
        head.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        if !kind.is_file() {
            head.set_link_name("/etc/passwd").unwrap();
        }
        head.set_cksum();
        tar.append(&head, *bytes).unwrap();
    }
    zipped(&tar.into_inner().unwrap())
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::default());
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap()
}

const MANIFEST: (&str, &[u8]) = (
    "manifest.json",
    b"{\"format\": 1, \"tool\": \"0.1.0\", \"date\": \"\", \"exercises\": [\"attention/softmax\"]}",
);

/// That an import is refused, says why, and changes nothing.
fn refused(archive: &[u8], says: &str) {
    let folder = worked();
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("hostile.tar.gz");
    fs::write(&file, archive).unwrap();
    let before = folder.snapshot();
    let error = format!("{:#}", import(&folder.course, &file).expect_err(says));
    assert!(error.contains(says), "{error:?} does not say {says:?}");
    assert_eq!(folder.snapshot(), before, "{says}: something was changed");
}

#[test]
fn what_one_copy_exports_another_imports() {
    let (here, there) = (worked(), Folder::new());
    let archive = exported(&here);
    there.write("mine.tar.gz", "");
    fs::write(there.path("mine.tar.gz"), &archive).unwrap();
    let stub = there.read(SOFTMAX);
    let imported = import(&there.course, &there.path("mine.tar.gz")).unwrap();
    assert_eq!(imported.replaced.len(), 1, "{imported:?}");
    assert!(!imported.outdated && imported.aside.is_empty());
    assert_eq!(there.read(&imported.replaced[0].1), stub, "what was replaced is kept");
    for file in [
        SOFTMAX,
        "exercises/attention/notes.md",
        "exercises/ideas/later/ä.txt",
        NOTEBOOK,
        ".workbook/notebooks/.origin/attention.ipynb",
        ".workbook/mine/my own.ipynb",
        ".workbook/backups/attention/softmax-1.rs",
        ".workbook/stubs/attention/softmax.rs",
        ".workbook/state.json",
    ] {
        assert_eq!(there.read(file), here.read(file), "{file}");
    }
    for file in ["exercises/.hidden", ".workbook/mine/attention.ipynb", ".workbook/cubins/x.cubin"] {
        assert!(!there.path(file).exists(), "{file} is not the reader's, or not changed");
    }
    let exercise = there.course.exercise("softmax").unwrap();
    let known = &state::read(&there.course).verdicts["attention/softmax"];
    assert_eq!(
        known.answers,
        state::digest(&there.course, exercise),
        "the verdict is still one on these answers"
    );

    let before = there.snapshot();
    let again = import(&there.course, &there.path("mine.tar.gz")).unwrap();
    assert!(again.written.is_empty() && again.replaced.is_empty() && again.same > 6, "{again:?}");
    assert_eq!(there.snapshot(), before, "a second import changes nothing");
}

#[test]
fn the_archive_has_a_manifest_and_no_file_that_was_not_changed() {
    let mut tar = Vec::new();
    GzDecoder::new(&exported(&worked())[..]).read_to_end(&mut tar).unwrap();
    let mut tar = tar::Archive::new(&tar[..]);
    let mut paths = Vec::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        paths.push(entry.path().unwrap().to_string_lossy().into_owned());
        if paths.len() == 1 {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(manifest["format"], 1);
            assert_eq!(manifest["tool"], env!("CARGO_PKG_VERSION"));
            assert!(manifest["date"].as_str().unwrap().starts_with("20"), "{text}");
            assert_eq!(manifest["exercises"], serde_json::json!(["attention/softmax"]));
        }
    }
    assert_eq!(paths[0], "manifest.json");
    assert_eq!(paths.iter().filter(|path| path.starts_with("exercises/")).count(), 3, "{paths:?}");
    assert_eq!(paths.len(), 2 + 3 + 1 + 3 + 1, "{paths:?}");
}

#[test]
fn an_export_replaces_no_file_and_says_what_it_leaves_out() {
    let folder = worked();
    folder.write("letter.txt", "Dear friend");
    let error = export(&folder.course, &folder.path("letter.txt")).unwrap_err();
    assert!(error.to_string().contains("exists already"), "{error}");
    assert_eq!(folder.read("letter.txt"), "Dear friend");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", folder.path("exercises/secrets.txt")).unwrap();
        folder.write("exercises/what?.txt", "");
        let left_out = export(&folder.course, &folder.path("mine.tar.gz")).unwrap().left_out.join("\n");
        assert!(left_out.contains("secrets.txt: it is a link"), "{left_out}");
        assert!(left_out.contains("what?.txt: its name"), "{left_out}");
    }
    folder.write("exercises/film.bin", &"x".repeat(65 << 20));
    let error = export(&folder.course, &folder.path("more.tar.gz")).unwrap_err();
    assert!(error.to_string().contains("exercises/film.bin (68157 kB)"), "{error}");
    assert!(!folder.path("more.tar.gz").exists());
}

#[test]
fn long_names_travel() {
    let here = worked();
    let long = format!("exercises/{}/{}.md", "f".repeat(120), "é".repeat(60));
    here.write(&long, "far down\n");
    let archive = exported(&here);
    let there = Folder::new();
    fs::write(there.path("a.tar.gz"), archive).unwrap();
    import(&there.course, &there.path("a.tar.gz")).unwrap();
    assert_eq!(there.read(&long), "far down\n");
}

#[test]
fn progress_is_merged() {
    let (here, there) = (worked(), worked());
    let set = |folder: &Folder, id: &str, hints, verdict, answers| {
        state::change(&folder.course, |state| {
            state.hints.insert(id.to_owned(), hints);
            state.verdicts.insert(id.to_owned(), Remembered { verdict, answers });
        })
        .unwrap();
    };
    let digest = state::digest(&here.course, here.course.exercise("softmax").unwrap());
    set(&here, "attention/softmax", 1, Verdict::Wrong, digest);
    set(&there, "attention/softmax", 3, Verdict::Passed, 1);
    set(&here, "attention/online_softmax", usize::MAX, Verdict::Passed, 2);
    set(&there, "attention/online_softmax", 1, Verdict::Wrong, digest);
    set(&here, "attention/scaled_dot_product", 1, Verdict::Crashed, 3);
    fs::write(there.path("a.tar.gz"), exported(&here)).unwrap();
    import(&there.course, &there.path("a.tar.gz")).unwrap();
    let state = state::read(&there.course);
    assert_eq!(state.hints["attention/softmax"], 3, "the larger count");
    assert_eq!(state.hints["attention/online_softmax"], 1000, "no count that overflows");
    let verdict = |name: &str| state.verdicts[&format!("attention/{name}")].verdict;
    assert_eq!(verdict("softmax"), Verdict::Wrong, "the one on these answers");
    assert_eq!(verdict("online_softmax"), Verdict::Wrong, "the one on these answers");
    assert_eq!(verdict("scaled_dot_product"), Verdict::Crashed, "the only one");
}

#[test]
fn what_is_here_is_kept_when_it_is_replaced_and_backups_are_never_replaced() {
    let (here, there) = (worked(), worked());
    there.write(SOFTMAX, "// mine, here\n");
    there.write("exercises/attention/notes.md", "other notes\n");
    there.write(NOTEBOOK, "{\"other\": 1}");
    there.write(".workbook/backups/attention/softmax-1.rs", "// another\n");
    here.write(".workbook/backups/attention/softmax-1-2.rs", "// a third\n");
    fs::write(there.path("a.tar.gz"), exported(&here)).unwrap();
    let imported = import(&there.course, &there.path("a.tar.gz")).unwrap();
    assert_eq!(imported.replaced.len(), 3, "{imported:?}");
    let backups = there.backups();
    for text in [
        "// mine, here\n",
        "other notes\n",
        "{\"other\": 1}",
        "// another\n",
        "// an earlier one\n",
        "// a third\n",
    ] {
        assert!(backups.iter().any(|kept| kept == text), "{text} is lost: {backups:?}");
    }
    assert_eq!(there.read(".workbook/backups/attention/softmax-1.rs"), "// another\n");
    assert_eq!(there.read(SOFTMAX), here.read(SOFTMAX));
}

#[test]
fn exercises_that_this_release_does_not_have_are_put_aside_and_named() {
    let (here, mut there) = (worked(), Folder::new());
    there.course.chapters[0].exercises.retain(|exercise| exercise.name != "softmax");
    fs::remove_file(there.path(SOFTMAX)).unwrap();
    fs::write(there.path("a.tar.gz"), exported(&here)).unwrap();
    let imported = import(&there.course, &there.path("a.tar.gz")).unwrap();
    let aside = ".workbook/imported/attention/softmax.rs";
    assert_eq!(imported.aside, [(SOFTMAX.to_owned(), aside.to_owned())]);
    assert_eq!(there.read(aside), here.read(SOFTMAX));
    assert!(!there.path(SOFTMAX).exists());
    assert_eq!(there.read("exercises/attention/notes.md"), "exp underflows\n", "a note is no exercise");
    // It travels on.
    let third = Folder::new();
    fs::write(third.path("a.tar.gz"), exported(&there)).unwrap();
    import(&third.course, &third.path("a.tar.gz")).unwrap();
    assert_eq!(third.read(aside), here.read(SOFTMAX));

    // A note there with the name of an exercise here.
    let note = packed(&[MANIFEST, ("exercises/attention/online_softmax.rs", b"// a note")]);
    let there = Folder::new();
    fs::write(there.path("a.tar.gz"), note).unwrap();
    let imported = import(&there.course, &there.path("a.tar.gz")).unwrap();
    assert_eq!(imported.aside.len(), 1, "{imported:?}");
    assert_eq!(there.read("exercises/attention/online_softmax.rs"), there.stub("online_softmax"));
}

#[test]
fn answers_of_an_older_release_are_updated_after_the_import() {
    let (here, there) = (worked(), Folder::new());
    let old = here.stub("softmax");
    remember_all(&there.course);
    there.edit(
        "solutions/attention/softmax.rs",
        "scores become weights.",
        "scores become weights that sum to 1.",
    );
    fs::write(there.path("a.tar.gz"), exported(&here)).unwrap();
    assert!(import(&there.course, &there.path("a.tar.gz")).unwrap().outdated);
    assert_eq!(record_of(&there.course, "attention", "softmax"), Some(old));
    assert_eq!(update(&there.course).unwrap().len(), 1);
    let text = there.read(SOFTMAX);
    assert!(text.contains("sum to 1.") && text.contains("scores.to_owned()"), "{text}");
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    for path in [
        "../outside.rs",
        "exercises/../../outside.rs",
        "exercises/attention/../../Cargo.toml",
        "/tmp/outside.rs",
        "C:\\outside.rs",
        "exercises\\outside.rs",
        "exercises/C:outside.rs",
        "Cargo.toml",
        "chapters/attention/examples/figures.rs",
        ".git/hooks/pre-commit",
        ".cargo/config.toml",
        "exercises/.cargo/config.toml",
        ".workbook/bin/evcxr_jupyter",
        ".workbook/notebooks/../bin/x",
        "exercises/",
    ] {
        refused(&packed(&[MANIFEST, (SOFTMAX, b"// hostile"), (path, b"hostile")]), "cannot be taken");
    }
}

#[test]
fn links_folders_and_devices_are_refused() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::Char,
        EntryType::GNUSparse,
        EntryType::Continuous,
        EntryType::XGlobalHeader,
    ] {
        let entries = [
            (MANIFEST.0, MANIFEST.1, EntryType::Regular),
            (SOFTMAX, b"// hostile", EntryType::Regular),
            ("exercises/attention/link.rs", b"", kind),
        ];
        refused(&packed_as(&entries), "");
    }
    let link = [
        (MANIFEST.0, MANIFEST.1, EntryType::Regular),
        ("exercises/attention/link.rs", b"", EntryType::Symlink),
    ];
    refused(&packed_as(&link), "is no plain file");
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![0; 70 << 20];
    let bomb = packed(&[MANIFEST, ("exercises/bomb.md", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    refused(&bomb, "larger than 64 MiB");
    let names: Vec<String> = (0..10_001).map(|number| format!("exercises/{number}.md")).collect();
    let mut many: Vec<(&str, &[u8])> = vec![MANIFEST];
    many.extend(names.iter().map(|name| (name.as_str(), &b""[..])));
    refused(&packed(&many), "more than 10000 files");
    // A head that promises more than there is.
    let mut head = Header::new_gnu();
    head.set_path("exercises/a.md").unwrap();
    head.set_size(1 << 40);
    head.set_cksum();
    let mut tar = Vec::new();
    GzDecoder::new(&packed(&[MANIFEST])[..]).read_to_end(&mut tar).unwrap();
    tar.truncate(1024);
    tar.extend_from_slice(head.as_bytes());
    refused(&zipped(&tar), "cut off");
}

#[test]
fn what_is_cut_off_or_damaged_is_refused_wherever_that_is() {
    let archive = exported(&worked());
    let folder = Folder::new();
    let before = folder.snapshot();
    let file = tempfile::NamedTempFile::new().unwrap();
    let refuse = |bytes: &[u8], what: &str| {
        fs::write(file.path(), bytes).unwrap();
        assert!(import(&folder.course, file.path()).is_err(), "{what} was taken");
    };
    for length in (0..archive.len()).step_by(7).chain(archive.len() - 9..archive.len()) {
        refuse(&archive[..length], &format!("the first {length} bytes"));
    }
    // After the head, which has a date and the like, every bit counts, but for the few that fill up a byte between two blocks.
    let unpacked = |bytes: &[u8]| {
        let mut tar = Vec::new();
        GzDecoder::new(bytes).read_to_end(&mut tar).map(|_| tar).ok()
    };
    let (whole, mut fillers) = (unpacked(&archive), 0);
    for at in (10..archive.len()).step_by(5) {
        let mut damaged = archive.clone();
        damaged[at] ^= 0x10;
        if unpacked(&damaged) == whole {
            fillers += 1;
        } else {
            refuse(&damaged, &format!("with a wrong bit at {at}"));
        }
    }
    assert!(whole.is_some() && fillers < 3, "{fillers} bits say nothing");
    refuse(&[&archive[..], b"more"].concat(), "with more after the end");
    refuse(&[&archive[..], &archive].concat(), "two in one");
    assert_eq!(folder.snapshot(), before, "nothing was changed");
    refused(&archive[..archive.len() / 2], "cut off");
    refused(&archive[..archive.len() - 4], "cut off");
}

#[test]
fn what_export_has_not_made_is_refused() {
    refused(b"", "cut off");
    refused(b"Dear friend, here are my answers.", "no archive that export has made");
    refused(b"PK\x03\x04 is how a zip begins", "no archive that export has made");
    refused(&zipped(b""), "does not begin with manifest.json");
    refused(&zipped(b"Dear friend, here are my answers."), "");
    refused(&zipped(&[b'x'; 5000]), "");
    refused(&packed(&[(SOFTMAX, b"// no manifest")]), "does not begin with manifest.json");
    refused(&packed(&[("manifest.json", b"{")]), "manifest.json cannot be read");
    refused(&packed(&[("manifest.json", b"{}")]), "its format is null");
    refused(&packed(&[("manifest.json", b"{\"format\": 1}")]), "manifest.json cannot be read");
    refused(
        &packed(&[("manifest.json", b"{\"format\": 2, \"tool\": \"9.0.0\"}"), (SOFTMAX, b"// newer")]),
        "its format is 2, and this release reads 1; version 9.0.0 of the tool has made it",
    );
    refused(&packed(&[MANIFEST, (SOFTMAX, b"// 1"), (SOFTMAX, b"// 2")]), "is in it twice");
    refused(
        &packed(&[MANIFEST, (SOFTMAX, b"// 1"), (".workbook/state.json", b"[]]")]),
        "state.json cannot be read",
    );
}

#[test]
fn a_place_that_is_taken_by_something_else_is_found_before_anything_is_written() {
    refused(
        &packed(&[MANIFEST, (SOFTMAX, b"// 1"), ("exercises/attention", b"no folder")]),
        "is no file here",
    );
    refused(
        &packed(&[MANIFEST, (SOFTMAX, b"// 1"), ("exercises/attention/notes.md/x", b"")]),
        "is no folder here",
    );
}

#[test]
fn an_import_that_is_killed_leaves_whole_files_and_can_be_repeated() {
    const NOTES: usize = 100;
    let here = worked();
    let note = "0123456789abcdef\n".repeat(1000);
    let path = |number: usize| format!("exercises/notes/{number:03}.md");
    for number in 0..NOTES {
        here.write(&path(number), &format!("{number}\n{note}"));
    }
    let archive = exported(&here);
    // While it backs up, and while it writes.
    for (waits_for, may_have_written) in [(".workbook/backups/notes".to_owned(), false), (path(5), true)] {
        let there = Folder::new();
        for number in 0..NOTES {
            there.write(&path(number), "old\n");
        }
        fs::write(there.path("a.tar.gz"), &archive).unwrap();
        let mut tool = there.command(&["import", "a.tar.gz"]).stdout(Stdio::null()).spawn().unwrap();
        let place = there.path(&waits_for);
        let start = Instant::now();
        while !(place.is_dir() || fs::read(&place).is_ok_and(|bytes| bytes.len() > 10)) {
            assert!(start.elapsed() < Duration::from_secs(30), "the import does nothing");
            std::thread::sleep(Duration::from_micros(200));
        }
        tool.kill().unwrap();
        tool.wait().unwrap();
        let mut new = 0;
        for number in 0..NOTES {
            let text = there.read(&path(number));
            let whole = format!("{number}\n{note}");
            assert!(text == "old\n" || text == whole, "{number} is neither");
            new += usize::from(text == whole);
        }
        assert!((new > 0) == may_have_written && new < NOTES, "{new} were written");
        let kept = |there: &Folder| there.backups().iter().filter(|text| *text == "old\n").count();
        assert!(new == 0 || kept(&there) == NOTES, "everything is kept before anything is written");
        there.said(&["import", "a.tar.gz"], 0);
        assert!((0..NOTES).all(|number| there.read(&path(number)) == here.read(&path(number))));
        assert!(kept(&there) >= NOTES, "what was replaced is kept");
    }
}

#[test]
fn the_commands_say_what_they_did() {
    let (here, there) = (worked(), Folder::new());
    let file = there.path("mine.tar.gz");
    let file = file.to_str().unwrap();
    let said = here.said(&["export", file], 0);
    assert!(said.contains("files") && said.contains("cargo run -- import"), "{said}");
    assert!(here.said(&["export", file], 2).contains("exists already"));
    let said = there.said(&["import", "mine.tar.gz"], 0);
    assert!(
        said.contains("softmax.rs: what was here is .workbook") && said.contains("next: cargo run -- list"),
        "{said}"
    );
    there.write("broken.tar.gz", "no archive");
    let said = there.said(&["import", "broken.tar.gz"], 2);
    assert!(said.contains("nothing was changed"), "{said}");
    assert!(there.said(&["import", "nowhere.tar.gz"], 2).contains("nowhere.tar.gz cannot be read"));
}
