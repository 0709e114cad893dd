//! The repository and its chapters.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use contract::Exercise;
use strsim::normalized_damerau_levenshtein;

use crate::reader::stub::stub;

/// A chapter: its crate, and its exercises.
pub struct Chapter {
    /// The crate's name, which is also the folder's below `chapters/`, `exercises/` and `solutions/`.
    pub name: String,
    /// The exercises in the order of the text.
    pub exercises: Vec<Exercise>,
}

/// The repository with all chapters.
pub struct Course {
    /// The repository's root.
    pub root: PathBuf,
    /// The chapters in the order of the book.
    pub chapters: Vec<Chapter>,
}

impl Course {
    /// The course around the current folder, or the one this program was built from.
    ///
    /// # Errors
    /// If neither is a copy of the repository.
    pub fn find() -> Result<Course> {
        let here = std::env::current_dir().context("the current folder cannot be read")?;
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf);
        let is_root = |path: &Path| path.join("exercises").is_dir() && path.join("solutions").is_dir();
        let root = here.ancestors().map(Path::to_path_buf).chain(built).find(|path| is_root(path));
        let Some(root) = root else {
            bail!("this is not the workbook: change to the folder that you cloned, which holds exercises/")
        };
        Course::at(root)
    }

    /// The course in a given root: the chapters that `book/src/SUMMARY.md` lists by their first pages, in its order. What
    /// is shown of a chapter's exercises stands in `chapters/NAME/exercises.json`, which `cargo run -- describe` writes from its
    /// graders: so the tool needs none of them, and is the same program for any number of chapters.
    ///
    /// # Errors
    /// If one of these files cannot be read.
    pub fn at(root: PathBuf) -> Result<Course> {
        let summary = read(&root.join("book/src/SUMMARY.md"))?;
        let mut chapters: Vec<Chapter> = Vec::new();
        for name in summary.split("](").skip(1).filter_map(|link| link.split_once(".md)")).map(|link| link.0)
        {
            let path = root.join("chapters").join(name).join("exercises.json");
            if name.contains(['/', '\\', '.']) || !path.is_file() || chapters.iter().any(|c| c.name == name) {
                continue;
            }
            let exercises: Vec<Exercise> = serde_json::from_str(&read(&path)?)
                .with_context(|| format!("{}; `cargo run -- describe` writes it", path.display()))?;
            if let Some(stranger) = exercises.iter().find(|exercise| exercise.chapter != name) {
                bail!("{}: {} is not of this chapter", path.display(), stranger.id())
            }
            chapters.push(Chapter { name: name.to_owned(), exercises });
        }
        Ok(Course { root, chapters })
    }

    /// All exercises in order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.chapters.iter().flat_map(|chapter| &chapter.exercises)
    }

    /// A chapter by its name.
    ///
    /// # Errors
    /// If there is none; the message names those that there are.
    pub fn chapter(&self, name: &str) -> Result<&Chapter> {
        self.chapters.iter().find(|chapter| chapter.name == name).with_context(|| {
            let known: Vec<&str> = self.chapters.iter().map(|chapter| chapter.name.as_str()).collect();
            format!("there is no chapter {name}; there are: {}", known.join(", "))
        })
    }

    /// The chapters with these names; all, if none is named.
    ///
    /// # Errors
    /// If there is no such chapter.
    pub fn named(&self, names: &[String]) -> Result<Vec<&Chapter>> {
        if names.is_empty() {
            Ok(self.chapters.iter().collect())
        } else {
            names.iter().map(|name| self.chapter(name)).collect()
        }
    }

    /// Chapter and name of each file below `exercises/` and `solutions/`.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.exercises().map(|exercise| (exercise.chapter.as_str(), exercise.name.as_str()))
    }

    /// The text of a solution.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn solution(&self, chapter: &str, name: &str) -> Result<String> {
        let path = self.root.join("solutions").join(chapter).join(format!("{name}.rs"));
        read(&path)
    }

    /// The stub of a solution.
    ///
    /// # Errors
    /// If the solution cannot be read or is not Rust.
    pub fn stub(&self, chapter: &str, name: &str) -> Result<String> {
        stub(&self.solution(chapter, name)?, chapter, name)
    }

    /// One exercise by its id, `attention/softmax`, or by its name if that is unambiguous.
    ///
    /// # Errors
    /// If there is none; the message names the nearest.
    pub fn exercise(&self, id: &str) -> Result<&Exercise> {
        match self.select(&[id.to_owned()])?[..] {
            [exercise] => Ok(exercise),
            [first, ..] => {
                bail!("{} is a chapter; name one of its exercises, such as {}", first.chapter, first.id())
            }
            [] => bail!("there is no exercise {id}"),
        }
    }

    /// The exercises that ids, names and chapters select; all, if there is none.
    ///
    /// # Errors
    /// If one of them selects nothing.
    pub fn select(&self, ids: &[String]) -> Result<Vec<&Exercise>> {
        for id in ids {
            if !self.exercises().any(|exercise| matches(exercise, id)) {
                let meant =
                    self.meant(id).map_or_else(String::new, |meant| format!(" Did you mean {meant}?"));
                bail!("there is no exercise {id}.{meant} `cargo run -- list` shows all")
            }
        }
        let selected = |exercise: &&Exercise| ids.is_empty() || ids.iter().any(|id| matches(exercise, id));
        Ok(self.exercises().filter(selected).collect())
    }

    /// The exercise or chapter that somebody may have meant: one by that name in another chapter, one whose name has that
    /// in it, or the nearest. None, if nothing is near.
    fn meant(&self, id: &str) -> Option<String> {
        let wanted = plain(id);
        let exercises = self.exercises().map(|exercise| (exercise.id(), exercise.name.as_str()));
        let chapters = self.chapters.iter().map(|chapter| (chapter.name.clone(), chapter.name.as_str()));
        let known = exercises.chain(chapters);
        let likeness = |(id, name): &(String, &str)| {
            let (id, name) = (plain(id), plain(name));
            let last = wanted.rsplit('/').next().unwrap_or_default();
            let has = last.len() > 2 && (name.contains(last) || last.contains(&name));
            // Of two that are called so, the one in the chapter that was named.
            let alike = normalized_damerau_levenshtein(&name, last) + f64::from(u8::from(has));
            alike + normalized_damerau_levenshtein(&id, &wanted) / 10.0
        };
        let nearest = known.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        nearest.filter(|nearest| likeness(nearest) > 0.6).map(|(id, _)| id)
    }

    /// The file of an exercise, below `exercises/` or `solutions/`.
    pub fn file(&self, folder: &str, exercise: &Exercise) -> PathBuf {
        self.root.join(folder).join(&exercise.chapter).join(format!("{}.rs", exercise.name))
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Forgiving: a path to the file is an id too.
fn id_of(path: &str) -> String {
    let id = path.replace('\\', "/");
    let id = id.trim_start_matches("./");
    let id = id.strip_prefix("exercises/").unwrap_or(id);
    id.strip_suffix(".rs").unwrap_or(id).trim_end_matches('/').to_owned()
}

/// As names are compared: how a word is written does not matter.
fn plain(id: &str) -> String {
    id_of(id).to_lowercase().replace(['_', '-', ' '], "")
}

fn matches(exercise: &Exercise, id: &str) -> bool {
    let id = id_of(id);
    exercise.id() == id || exercise.name == id || exercise.chapter == id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exercises_are_found_by_id_name_chapter_and_file() {
        let course = Course::find().unwrap();
        let count = |id: &str| course.select(&[id.to_owned()]).map_or(0, |found| found.len());
        assert_eq!(count("attention/softmax"), 1);
        assert_eq!(count("softmax"), 1);
        assert_eq!(count("exercises/attention/softmax.rs"), 1);
        assert!(count("attention") >= 3);
        assert_eq!(count("attention/sofmax"), 0);
    }

    #[test]
    fn who_mistakes_a_name_is_told_what_was_meant() {
        let course = Course::find().unwrap();
        for (id, meant) in [
            ("sofmax", "attention/softmax"),
            ("attention/sofmax", "attention/softmax"),
            ("attention/hash", "moe/hash"),
            ("moe/attention/softmax.rs", "attention/softmax"),
            ("balance", "moe/balance_loss"),
            ("moe/ZLoss", "moe/z_loss"),
            ("rope2d", "attention/rope_2d"),
            ("dot-product", "attention/scaled_dot_product"),
            ("exercises/moe/swtich.rs", "moe/switch"),
            ("atention", "attention"),
        ] {
            let Err(error) = course.select(&[id.to_owned()]) else { panic!("{id} does not exist") };
            assert!(error.to_string().contains(&format!(" Did you mean {meant}?")), "{error}");
        }
        let Err(error) = course.select(&["zygohistomorphic".to_owned()]) else { panic!("it does not exist") };
        assert!(!error.to_string().contains("Did you mean"), "{error}");
        for chapter in &course.chapters {
            let Err(error) = course.exercise(&chapter.name) else { panic!("it is a chapter") };
            assert!(error.to_string().contains(&format!("such as {}/", chapter.name)), "{error}");
        }
    }
}
