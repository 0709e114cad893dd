//! Files that are links, or somebody else's, or have a mode of their own: they stay what they are.

#![cfg(unix)]

mod folder;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;

use folder::Folder;
use workbook::reader::archive::{export, import};
use workbook::reader::update::{remember_all, update};

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const MODE: u32 = 0o640;
/// Nobody on most systems. Only root can give files away; others try it with their own.
const OTHER: u32 = 65_534;

/// The release before, with an answer that lies elsewhere, is reached by a link, and is not as files usually are.
fn linked() -> Folder {
    let folder = Folder::new();
    remember_all(&folder.course);
    folder.edit(SOFTMAX, "todo!(\"write `softmax`\")", "scores.to_owned()");
    fs::create_dir(folder.path("mine")).unwrap();
    fs::rename(folder.path(SOFTMAX), folder.path("mine/softmax.rs")).unwrap();
    symlink("../../mine/softmax.rs", folder.path(SOFTMAX)).unwrap();
    fs::set_permissions(folder.path("mine/softmax.rs"), fs::Permissions::from_mode(MODE)).unwrap();
    let _ = chown(folder.path("mine/softmax.rs"), Some(OTHER), Some(OTHER));
    folder
}

/// Mode, owner, group.
fn marks(path: &Path) -> (u32, u32, u32) {
    let about = fs::metadata(path).unwrap();
    (about.mode() & 0o7777, about.uid(), about.gid())
}

/// Changes the file in some way, and holds that it is the same file with other words.
fn stays(folder: &Folder, change: impl FnOnce(), says: &str) {
    let (link, file) = (folder.path(SOFTMAX), folder.path("mine/softmax.rs"));
    let before = marks(&file);
    assert_eq!(before.0, MODE);
    change();
    assert!(link.is_symlink(), "it is a link still");
    assert!(!file.is_symlink());
    assert_eq!(marks(&file), before);
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(says), "{text}");
}

#[test]
fn what_is_written_goes_through_links_and_keeps_mode_and_owner() {
    let folder = linked();
    stays(&folder, || drop(folder.said(&["reset", "softmax"], 0)), "todo!");

    let folder = linked();
    let other = ("become weights", "turn into weights");
    folder.edit("solutions/attention/softmax.rs", other.0, other.1);
    stays(&folder, || assert_eq!(update(&folder.course).unwrap().len(), 1), other.1);

    let folder = linked();
    let there = Folder::new();
    there.edit(SOFTMAX, "todo!(\"write `softmax`\")", "scores.mapv(f32::exp)");
    export(&there.course, &folder.path("theirs.tar.gz")).unwrap();
    stays(
        &folder,
        || assert_eq!(import(&folder.course, &folder.path("theirs.tar.gz")).unwrap().replaced.len(), 1),
        "mapv",
    );
}

#[test]
fn a_file_with_two_names_keeps_both() {
    let folder = Folder::new();
    folder.write(SOFTMAX, "// mine\n");
    fs::hard_link(folder.path(SOFTMAX), folder.path("the same.rs")).unwrap();
    folder.said(&["reset", "softmax"], 0);
    assert_eq!(folder.read("the same.rs"), folder.read(SOFTMAX));
    assert!(folder.read(SOFTMAX).contains("todo!"));
}

#[test]
fn a_link_that_leads_nowhere_yet_is_written_through() {
    let folder = Folder::new();
    fs::remove_file(folder.path(SOFTMAX)).unwrap();
    symlink("../../later.rs", folder.path(SOFTMAX)).unwrap();
    folder.said(&["reset", "softmax"], 0);
    assert!(folder.path(SOFTMAX).is_symlink());
    assert!(folder.read("later.rs").contains("todo!"));
}

#[test]
fn linked_answers_travel_and_other_links_do_not() {
    let here = linked();
    symlink("/etc/passwd", here.path("exercises/attention/passwd.rs")).unwrap();
    let exported = export(&here.course, &here.path("mine.tar.gz")).unwrap();
    let said = exported.left_out.join("\n");
    assert_eq!(said, "exercises/attention/passwd.rs: it is a link, or no file");
    let there = Folder::new();
    import(&there.course, &here.path("mine.tar.gz")).unwrap();
    assert_eq!(there.read(SOFTMAX), here.read("mine/softmax.rs"));
    assert!(!there.path(SOFTMAX).is_symlink());

    // A whole chapter may lie elsewhere too.
    let here = Folder::new();
    here.write(SOFTMAX, "// mine\n");
    fs::rename(here.path("exercises/attention"), here.path("attention")).unwrap();
    symlink("../attention", here.path("exercises/attention")).unwrap();
    export(&here.course, &here.path("mine.tar.gz")).unwrap();
    let there = Folder::new();
    import(&there.course, &here.path("mine.tar.gz")).unwrap();
    assert_eq!(there.read(SOFTMAX), "// mine\n");

    fs::remove_dir_all(here.path("attention")).unwrap();
    let exported = export(&here.course, &here.path("empty.tar.gz")).unwrap();
    assert!(exported.left_out[0].contains("where the link leads cannot be read"), "{exported:?}");
}

#[test]
fn an_export_makes_no_folders() {
    let folder = linked();
    let said = folder.said(&["export", "no/such/folder/mine.tar.gz"], 2);
    assert!(said.contains("there is no folder no/such/folder"), "{said}");
    assert!(!folder.path("no").exists());
    folder.said(&["export", "mine.tar.gz"], 0);
}
