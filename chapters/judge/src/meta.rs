//! What an author says of an exercise.

use contract::Level;

/// The description of an exercise.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The chapter: `attention`.
    pub chapter: &'static str,
    /// The exercise's name in its chapter, which is also its file's: `softmax`.
    pub name: &'static str,
    /// One line for lists.
    pub title: &'static str,
    /// How hard it is.
    pub level: Level,
    /// How long it takes someone who has read the text.
    pub minutes: u32,
    /// In which year the idea was published: that of the paper which the exercise's section names.
    pub year: u16,
    /// The exercises whose idea this one builds on directly, by their ids, none that another of them builds on.
    pub needs: &'static [&'static str],
    /// Where the text is, as page and anchor: `attention.html#softmax`.
    pub text: &'static str,
    /// Three hints, each giving away more.
    pub hints: [&'static str; 3],
    /// What is told after passing: the story of the trap.
    pub story: &'static str,
}

impl Meta {
    /// Chapter and name: `attention/softmax`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// The reader's file, from the root of the repository.
    pub fn file(&self) -> String {
        format!("exercises/{}.rs", self.id())
    }

    /// The same as it is shown; what a wrong answer is told, and what verdicts name, is for the judge to say.
    pub(crate) fn shown(&self, failing: String) -> contract::Exercise {
        contract::Exercise {
            chapter: self.chapter.into(),
            name: self.name.into(),
            title: self.title.into(),
            level: self.level,
            minutes: self.minutes,
            year: self.year,
            needs: self.needs.iter().map(|&id| id.to_owned()).collect(),
            text: self.text.into(),
            hints: self.hints.map(Into::into),
            story: self.story.into(),
            failing,
            mistakes: Vec::new(),
            verdicts: Vec::new(),
        }
    }
}
