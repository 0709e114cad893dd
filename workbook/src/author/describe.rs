//! Writes what is shown of a chapter's exercises, `chapters/NAME/exercises.json`, from its graders.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::commands::progress::told;
use crate::course::{Chapter, Course};
use crate::judging::build;
use crate::reader::state;

/// Writes it for the named chapters, or for all. That it is up to date the chapters' tests hold.
///
/// # Errors
/// If there is no such chapter, its graders do not build, or this machine has no reference.
pub fn describe(course: &Course, names: &[String]) -> Result<()> {
    for chapter in course.named(names)? {
        let program = told(|tell| build::build(course, chapter, "solutions", false, tell))?.program;
        let output = Command::new(program)
            .arg("--describe")
            .current_dir(folder(course, chapter))
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .context("the graders' program does not start")?;
        if !output.status.success() {
            bail!("the graders of {} cannot say what is shown", chapter.name)
        }
        let path = folder(course, chapter).join("exercises.json");
        let same = std::fs::read(&path).is_ok_and(|old| old == output.stdout);
        if !same {
            state::write(&path, &output.stdout)?;
        }
        println!("chapters/{}/exercises.json {}", chapter.name, if same { "as before" } else { "written" });
    }
    Ok(())
}

fn folder(course: &Course, chapter: &Chapter) -> std::path::PathBuf {
    course.root.join("chapters").join(&chapter.name)
}
