//! An exercise as it is shown, without what judges it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How hard an exercise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A few lines, one idea.
    Easy,
    /// Needs paper and pencil.
    Medium,
    /// Needs an evening.
    Hard,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Easy => "easy",
            Level::Medium => "medium",
            Level::Hard => "hard",
        })
    }
}

/// An exercise as lists, boxes and reports show it. A chapter's `exercises.json` holds one for each, so that whoever shows
/// exercises needs no grader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// The chapter: `attention`.
    pub chapter: String,
    /// The exercise's name in its chapter, which is also its file's: `softmax`.
    pub name: String,
    /// One line for lists.
    pub title: String,
    /// How hard it is.
    pub level: Level,
    /// How long it takes someone who has read the text.
    pub minutes: u32,
    /// In which year the idea was published; 0 where nobody has said.
    #[serde(default)]
    pub year: u16,
    /// The exercises whose idea this one builds on directly, by their ids: `attention/softmax`.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Where the text is, as page and anchor: `attention.html#softmax`.
    pub text: String,
    /// Three hints, each giving away more.
    pub hints: [String; 3],
    /// What is told after passing: the story of the trap.
    pub story: String,
    /// What an answer with the first mistake of the catalogue is told.
    pub failing: String,
    /// The mistakes that its verdicts name: `max_from_zero`.
    #[serde(default)]
    pub mistakes: Vec<String>,
    /// Everything else that its verdicts name: properties and cases.
    #[serde(default)]
    pub verdicts: Vec<String>,
}

impl Exercise {
    /// Chapter and name: `attention/softmax`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// The reader's file, from the root of the repository.
    pub fn file(&self) -> String {
        format!("exercises/{}.rs", self.id())
    }
}
