//! To a new release or another copy: `update`, `export` and `import`.

use std::path::Path;

use anyhow::Result;

use crate::Course;
use crate::reader::archive;
use crate::reader::update::{self, Change};

/// Merges the stubs of a new release into the reader's files.
///
/// # Errors
/// If a solution cannot be read, or a file cannot be written.
pub fn update(course: &Course) -> Result<()> {
    let changes = update::update(course)?;
    for (file, change) in &changes {
        println!("{file:44} {change}");
    }
    let kept = |change: &Change| matches!(change, Change::Kept { .. });
    let is_beside = |change: &Change| matches!(change, Change::Kept { beside: Some(_), .. });
    let conflicts = changes.iter().any(|(_, change)| matches!(change, Change::Conflict(_)));
    if changes.is_empty() {
        println!("Nothing to do: your files have what this release says.");
    } else if changes.iter().all(|(_, change)| kept(change)) {
        println!("\nNothing was changed.");
    } else {
        println!("\nEach file that changed is in .workbook/backups as it was.");
    }
    if conflicts {
        println!(
            "At the lines named, compare the comments with your code below them; then delete the comments."
        );
    }
    if changes.iter().any(|(_, change)| is_beside(change)) {
        println!(
            "Compare each file that was kept with the new stub beside it, or begin anew: cargo run -- reset ID"
        );
    }
    println!("next: cargo run -- grade");
    Ok(())
}

/// Writes progress and answers into one archive.
///
/// # Errors
/// If the file exists or cannot be written, or there is more than an import takes.
pub fn export(course: &Course, file: &Path) -> Result<()> {
    let exported = archive::export(course, file)?;
    for path in &exported.left_out {
        println!("left out: {path}");
    }
    println!("{}: {} files, {} kB", file.display(), exported.files, exported.bytes.div_ceil(1000));
    println!("In another copy of the workbook: cargo run -- import {}", file.display());
    Ok(())
}

/// Takes progress and answers from an archive.
///
/// # Errors
/// If the archive is not whole, or not one that `export` writes: then nothing has been changed.
pub fn import(course: &Course, file: &Path) -> Result<()> {
    let imported = archive::import(course, file)?;
    for path in &imported.written {
        println!("{path}");
    }
    for (path, kept) in &imported.replaced {
        println!("{path}: what was here is {kept}");
    }
    for (path, aside) in &imported.aside {
        println!("{path}: this release has no such exercise, so it is {aside}");
    }
    println!(
        "{} files written, {} were the same; hints and verdicts are merged.",
        imported.written.len() + imported.replaced.len() + imported.aside.len(),
        imported.same
    );
    println!("next: cargo run -- {}", if imported.outdated { "update" } else { "list" });
    Ok(())
}
