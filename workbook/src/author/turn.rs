//! What has not changed is checked again all the same, one thing at a time.

use std::process::Command;

use crate::Course;

/// Whose turn it is, of some: the last commit decides. Nobody's where git does not know one.
pub(super) fn turn(course: &Course, count: usize) -> Option<usize> {
    let output = Command::new("git").arg("-C").arg(&course.root).args(["rev-parse", "HEAD"]).output().ok()?;
    let head = String::from_utf8(output.stdout).ok()?;
    let number = u64::from_str_radix(head.get(..12)?, 16).ok()?;
    (count > 0).then(|| (number % count as u64) as usize)
}
