//! Writes `exercises/` from `solutions/`.

use std::fs;

use anyhow::{Result, bail};

use crate::Course;
use crate::reader::answer::replace;

/// Writes `exercises/` from `solutions/`, keeping a copy of every file that differs; or only checks.
///
/// # Errors
/// With `check`, if a file differs.
pub fn stubs(course: &Course, check: bool) -> Result<()> {
    let mut differing = Vec::new();
    for (chapter, name) in course.files() {
        let path = course.root.join("exercises").join(chapter).join(format!("{name}.rs"));
        let fresh = course.stub(chapter, name)?;
        if fs::read(&path).is_ok_and(|old| old == fresh.as_bytes()) {
            continue;
        }
        differing.push(path.strip_prefix(&course.root).unwrap_or(&path).display().to_string());
        if !check {
            replace(course, &path, chapter, name, &fresh)?;
        }
    }
    if check && !differing.is_empty() {
        bail!("not the stub of its solution: {}. `cargo run -- stubs` writes it", differing.join(", "))
    }
    println!("{} of the stubs {}", differing.len(), if check { "differ" } else { "were written" });
    Ok(())
}
