//! Where an exercise's idea stands in code that others use: `book/code.toml`, shown as a fold of its box.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::Course;

/// `book/code.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The commit at which each repository was read.
    pub commits: BTreeMap<String, String>,
    /// The places of each exercise, by its id.
    pub exercises: BTreeMap<String, Vec<Place>>,
}

/// A function or class in a public repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its owner and name.
    #[serde(rename = "in")]
    pub repository: String,
    /// The file.
    pub path: String,
    /// What is defined there, as it is called.
    pub name: String,
    /// The line where it begins, where that was counted.
    pub line: Option<usize>,
    /// Its conventions, and what it leaves out: Markdown.
    pub says: String,
}

impl Code {
    /// The course's.
    ///
    /// # Errors
    /// If `book/code.toml` cannot be read. A course without that file has none.
    pub fn of(course: &Course) -> Result<Code> {
        let path = course.root.join("book/code.toml");
        if !path.exists() {
            return Ok(Code { commits: BTreeMap::new(), exercises: BTreeMap::new() });
        }
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        toml::from_str(&text).with_context(|| path.display().to_string())
    }

    /// Where a place is, at the commit at which it was read.
    ///
    /// # Errors
    /// If its repository has no commit.
    pub fn link(&self, place: &Place) -> Result<String> {
        let Place { repository, path, line, .. } = place;
        let commit = self.commits.get(repository);
        let commit = commit.with_context(|| format!("book/code.toml: no commit of {repository}"))?;
        let line = line.map_or_else(String::new, |line| format!("#L{line}"));
        Ok(format!("https://github.com/{repository}/blob/{commit}/{path}{line}"))
    }

    /// The fold of an exercise's box, as Markdown and HTML; nothing where no place is known.
    fn fold(&self, id: &str) -> Result<String> {
        let places = self.exercises.get(id).map_or(&[][..], Vec::as_slice);
        if places.is_empty() {
            return Ok(String::new());
        }
        let mut text = "<details class=\"real\"><summary>In real code</summary>\n\n".to_owned();
        for place in places {
            let Place { repository, path, name, says, .. } = place;
            text += &format!("- [`{name}`]({}) in {repository}, `{path}`. {says}\n", self.link(place)?);
        }
        Ok(text + "\n</details>\n\n")
    }
}

/// The fold of an exercise's box.
///
/// # Errors
/// If `book/code.toml` cannot be read.
pub(super) fn fold(course: &Course, id: &str) -> Result<String> {
    Code::of(course)?.fold(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_linked_at_its_commit() {
        let toml = "[commits]\n\"sea/ships\" = \"abc\"\n[exercises]\n\"ships/sail\" = [{ in = \"sea/ships\", path = \"a/sail.py\", \
                    name = \"hoist\", line = 7, says = \"Up is positive.\" }]";
        let code: Code = toml::from_str(toml).unwrap();
        let html = code.fold("ships/sail").unwrap();
        let expected = "- [`hoist`](https://github.com/sea/ships/blob/abc/a/sail.py#L7) in sea/ships, `a/sail.py`. Up is positive.\n";
        assert!(html.contains(expected), "{html}");
        assert_eq!(code.fold("ships/oar").unwrap(), "");
        let code: Code = toml::from_str(&toml.replace("\"sea/ships\" =", "\"sea/boats\" =")).unwrap();
        assert!(code.fold("ships/sail").unwrap_err().to_string().contains("no commit of sea/ships"));
    }
}
