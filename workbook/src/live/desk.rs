//! The reader's exercises with what is known of each, as everybody is told of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::{Exercise, Report, Verdict};
use serde::Serialize;
use tokio::sync::watch as latest;

use crate::Course;
use crate::book::drawings::OfPage;
use crate::reader::answer::is_stub;
use crate::reader::state::{self, Remembered};

/// An exercise as the page and the terminal show it.
#[derive(Clone, Serialize)]
pub(super) struct Entry {
    #[serde(flatten)]
    pub(super) report: Report,
    /// It is being judged, or waits for that.
    pub(super) judging: bool,
    /// What is told once it has passed.
    pub(super) after: Option<After>,
    /// Why it could not be judged, for a reason that is not the answer's; the report is then of no judgement.
    pub(super) trouble: Option<String>,
    /// How often judging it was asked for.
    #[serde(skip)]
    pub(super) asked: u64,
}

/// What opens after passing.
#[derive(Clone, Serialize)]
pub(super) struct After {
    /// The story of the trap.
    pub(super) story: String,
    /// How a teacher would write it.
    solution: String,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) version: u64,
    pub(super) entries: Vec<Entry>,
    /// What is going on, in a few words; empty if nothing is.
    pub(super) work: String,
    /// The same of figures with the reader's code, which are drawn beside what else is done.
    pub(super) drawing: String,
    /// What the reader should know besides, in a sentence; empty if there is nothing.
    pub(super) note: String,
    /// The exercise that was saved last.
    pub(super) current: Option<usize>,
    /// How often something was saved.
    pub(super) saves: u64,
}

/// What everybody is told.
#[derive(Serialize)]
struct Everything<'a> {
    exercises: &'a [Entry],
    work: &'a str,
    note: &'a str,
    drawing: &'a str,
}

/// What the judging thread is asked to do.
pub(super) enum Order {
    /// Judge these again; the first of them first.
    Judge(Vec<usize>),
    /// Judge what else is written in a chapter, when there is time.
    Also { chapter: String, but: Vec<usize> },
    /// A page of this chapter was opened: its judge will be needed.
    Opened(String),
}

/// The answers that figures are drawn with: their digest, and the verdicts on them.
pub(super) type Answers = (u64, Vec<Verdict>);

/// The reader's exercises, with what is known of each.
pub(super) struct Desk {
    pub(super) course: Course,
    inner: Mutex<Inner>,
    changed: latest::Sender<u64>,
    orders: Sender<Order>,
    /// The pages with figures that answers change.
    pub(super) pages: BTreeMap<String, OfPage>,
    /// The figures drawn with the reader's answers, by page, and the digest and verdicts of these.
    pub(super) drawn: Mutex<HashMap<String, (Answers, String)>>,
}

impl Desk {
    pub(super) fn new(course: Course, pages: BTreeMap<String, OfPage>) -> (Desk, Receiver<Order>) {
        let (orders, received) = channel();
        let remembered = state::read(&course).verdicts;
        let mut entries = Vec::new();
        for exercise in course.exercises() {
            let report = known(&course, exercise, &remembered);
            let after = after(&course, &report);
            entries.push(Entry { report, judging: false, after, trouble: None, asked: 0 });
        }
        let desk = Desk {
            course,
            inner: Mutex::new(Inner { entries, ..Inner::default() }),
            changed: latest::Sender::new(0),
            orders,
            pages,
            drawn: Mutex::default(),
        };
        (desk, received)
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known, and tells everybody.
    pub(super) fn edit(&self, change: impl FnOnce(&mut Inner)) {
        let version = {
            let mut inner = self.lock();
            change(&mut inner);
            inner.version += 1;
            inner.version
        };
        self.changed.send_replace(version);
    }

    pub(super) fn changes(&self) -> latest::Receiver<u64> {
        self.changed.subscribe()
    }

    /// What is known, as JSON, and its version.
    pub(super) fn everything(&self) -> (u64, String) {
        let inner = self.lock();
        let everything = Everything {
            exercises: &inner.entries,
            work: &inner.work,
            note: &inner.note,
            drawing: &inner.drawing,
        };
        (inner.version, serde_json::to_string(&everything).expect("plain data"))
    }

    /// Asks for exercises to be judged, the first of them first.
    pub(super) fn judge(&self, indices: Vec<usize>) {
        if indices.is_empty() {
            return;
        }
        self.wait_for(&indices);
        // The judging thread lives as long as the process.
        let _ = self.orders.send(Order::Judge(indices));
    }

    /// Says that verdicts on these are to come.
    pub(super) fn wait_for(&self, indices: &[usize]) {
        self.edit(|inner| {
            for &index in indices {
                inner.entries[index].judging = true;
                inner.entries[index].asked += 1;
            }
        });
    }

    /// A page was opened.
    pub(super) fn opened(&self, page: &str) {
        let name = page.split(['/', '.']).next().unwrap_or_default();
        if self.course.chapters.iter().any(|chapter| chapter.name == name) {
            let _ = self.orders.send(Order::Opened(name.to_owned()));
        }
    }

    /// The exercises of a chapter whose files the reader has touched.
    pub(super) fn attempted(&self, chapter: &str) -> Vec<usize> {
        let exercises = self.course.exercises().enumerate();
        let touched = exercises.filter(|(_, exercise)| {
            exercise.chapter == chapter && !is_stub(&self.course, exercise).unwrap_or(false)
        });
        touched.map(|(index, _)| index).collect()
    }

    /// Files were saved: judge their exercises, then what else the reader has written in their chapters, because an
    /// answer may call its siblings.
    pub(super) fn saved(&self, files: &[(String, String)]) {
        let mut order = Vec::new();
        for (index, exercise) in self.course.exercises().enumerate() {
            let is_saved =
                |(chapter, name): &(String, String)| *chapter == exercise.chapter && *name == exercise.name;
            if files.iter().any(is_saved) {
                order.push(index);
            }
        }
        if let Some(&first) = order.first() {
            self.edit(|inner| {
                inner.current = Some(first);
                inner.saves += 1;
            });
        }
        // At once: what else is written there takes a while to find out.
        self.judge(order.clone());
        let chapters: BTreeSet<&String> = files.iter().map(|(chapter, _)| chapter).collect();
        for chapter in chapters {
            let _ = self.orders.send(Order::Also { chapter: chapter.clone(), but: order.clone() });
        }
    }

    pub(super) fn work(&self, words: impl Into<String>) {
        let words = words.into();
        self.edit(|inner| inner.work = words);
    }

    /// Passed and all, by chapter.
    pub(super) fn progress(&self) -> BTreeMap<String, (usize, usize)> {
        let mut chapters: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for entry in &self.lock().entries {
            let counts = chapters.entry(entry.report.chapter.clone()).or_default();
            counts.0 += usize::from(entry.report.verdict == Verdict::Passed);
            counts.1 += 1;
        }
        chapters
    }
}

/// What is remembered of an answer as it is now.
pub(super) fn known(
    course: &Course,
    exercise: &Exercise,
    remembered: &BTreeMap<String, Remembered>,
) -> Report {
    let known = remembered.get(&exercise.id());
    let known = known.filter(|known| known.answers == state::digest(course, exercise));
    Report::unjudged(exercise, known.map_or(Verdict::NotAttempted, |known| known.verdict), "")
}

/// What is told once an exercise has passed.
pub(super) fn after(course: &Course, report: &Report) -> Option<After> {
    if report.verdict != Verdict::Passed {
        return None;
    }
    let exercise = course.exercises().find(|exercise| exercise.id() == report.id)?;
    let source = std::fs::read_to_string(course.file("solutions", exercise)).ok()?;
    // The statement stands beside it.
    let code = source.lines().filter(|line| !line.starts_with("//!") && !line.starts_with("///"));
    let solution = code.collect::<Vec<_>>().join("\n").trim().to_owned();
    Some(After { story: exercise.story.clone(), solution })
}
