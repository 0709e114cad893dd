//! The mutants that are as right as the solution, and why: `chapters/CHAPTER/grade/equivalent.toml`.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::make::Mutant;
use crate::course::{Chapter, Course};

/// A mutant that is right, too. It is known by its lines and not by their number, so that the list does not drift.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Equivalent {
    /// The function.
    #[serde(rename = "in")]
    pub(super) function: String,
    /// The lines concerned, in one.
    pub(super) from: String,
    /// How the mutant has them.
    pub(super) to: String,
    /// Why this changes nothing that a reader is promised.
    pub(super) why: String,
}

impl Equivalent {
    pub(super) fn is(&self, mutant: &Mutant) -> bool {
        (&self.function, &self.from, &self.to) == (&mutant.function, &mutant.from, &mutant.to)
    }
}

/// The list of a chapter, by the exercises' names. Without a file nothing is equivalent.
pub(super) fn of(course: &Course, chapter: &Chapter) -> Result<BTreeMap<String, Vec<Equivalent>>> {
    let path = course.root.join("chapters").join(&chapter.name).join("grade/equivalent.toml");
    let text = if path.exists() { fs::read_to_string(&path)? } else { String::new() };
    toml::from_str(&text).with_context(|| format!("{} cannot be read", path.display()))
}
