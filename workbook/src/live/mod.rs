//! The workbook at work: it serves the book, watches the reader's files, judges what was saved, and tells terminal and
//! open pages.

mod server;
mod terminal;
mod watch;

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use judge::{Report, Verdict};
use serde::Serialize;
use tokio::sync::watch as latest;

use crate::judging::{build, grade};
use crate::notebooks::mine;
use crate::reader::answer::is_stub;
use crate::reader::state;
use crate::{Course, book};
pub use server::PORT;

/// What `serve` was asked for.
pub struct Options {
    /// The first port to try.
    pub port: u16,
    /// Whether to open the page in the reader's browser.
    pub open: bool,
}

/// An exercise as the page and the terminal show it.
#[derive(Clone, Serialize)]
struct Entry {
    #[serde(flatten)]
    report: Report,
    /// It is being judged, or waits for that.
    judging: bool,
    /// What is told once it has passed.
    after: Option<After>,
    /// How often judging it was asked for.
    #[serde(skip)]
    asked: u64,
}

/// What opens after passing.
#[derive(Clone, Serialize)]
struct After {
    /// The story of the trap.
    story: &'static str,
    /// How a teacher would write it.
    solution: String,
}

#[derive(Default)]
struct Inner {
    version: u64,
    entries: Vec<Entry>,
    /// What is going on, in a few words; empty if nothing is.
    work: String,
    /// The exercise that was saved last.
    current: Option<usize>,
}

/// What everybody is told.
#[derive(Serialize)]
struct Everything<'a> {
    exercises: &'a [Entry],
    work: &'a str,
}

/// What the judging thread is asked to do.
enum Order {
    /// Judge these again; the first of them first.
    Judge(Vec<usize>),
}

/// The answers of a chapter as figures are drawn with them: their digest, and the verdicts on them.
type Answers = (u64, Vec<Verdict>);

/// The reader's exercises, with what is known of each.
pub struct Desk {
    course: Course,
    inner: Mutex<Inner>,
    changed: latest::Sender<u64>,
    orders: Sender<Order>,
    /// The figures drawn with the reader's answers, by chapter, and the digest and verdicts of these.
    drawn: Mutex<HashMap<String, (Answers, String)>>,
}

impl Desk {
    fn new(course: Course) -> (Desk, Receiver<Order>) {
        let (orders, received) = channel();
        let remembered = state::read(&course).verdicts;
        let mut entries = Vec::new();
        for exercise in course.exercises() {
            let known = remembered.get(&exercise.meta.id());
            let known = known.filter(|known| known.answers == state::digest(&course, exercise));
            let verdict = known.map_or(Verdict::NotAttempted, |known| known.verdict);
            let report = Report::unjudged(exercise, verdict, "");
            let after = after(&course, &report);
            entries.push(Entry { report, judging: false, after, asked: 0 });
        }
        let desk = Desk {
            course,
            inner: Mutex::new(Inner { entries, ..Inner::default() }),
            changed: latest::Sender::new(0),
            orders,
            drawn: Mutex::default(),
        };
        (desk, received)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known, and tells everybody.
    fn edit(&self, change: impl FnOnce(&mut Inner)) {
        let version = {
            let mut inner = self.lock();
            change(&mut inner);
            inner.version += 1;
            inner.version
        };
        self.changed.send_replace(version);
    }

    fn changes(&self) -> latest::Receiver<u64> {
        self.changed.subscribe()
    }

    /// What is known, as JSON, and its version.
    fn everything(&self) -> (u64, String) {
        let inner = self.lock();
        let everything = Everything { exercises: &inner.entries, work: &inner.work };
        (inner.version, serde_json::to_string(&everything).expect("plain data"))
    }

    /// Asks for exercises to be judged, the first of them first.
    fn judge(&self, indices: Vec<usize>) {
        self.edit(|inner| {
            for &index in &indices {
                inner.entries[index].judging = true;
                inner.entries[index].asked += 1;
            }
        });
        // The judging thread lives as long as the process.
        let _ = self.orders.send(Order::Judge(indices));
    }

    /// The exercises of a chapter whose files the reader has touched.
    fn attempted(&self, chapter: &str) -> Vec<usize> {
        let exercises = self.course.exercises().enumerate();
        let touched = exercises.filter(|(_, exercise)| {
            exercise.meta.chapter == chapter && !is_stub(&self.course, exercise).unwrap_or(false)
        });
        touched.map(|(index, _)| index).collect()
    }

    /// Files were saved: judge their exercises, then what else the reader has written in their chapters, because an
    /// answer may call its siblings.
    fn saved(&self, files: &[(String, String)]) {
        let mut order = Vec::new();
        for (index, exercise) in self.course.exercises().enumerate() {
            let is_saved = |(chapter, name): &(String, String)| {
                chapter == exercise.meta.chapter && name == exercise.meta.name
            };
            if files.iter().any(is_saved) {
                order.push(index);
            }
        }
        if let Some(&first) = order.first() {
            self.edit(|inner| inner.current = Some(first));
        }
        for (chapter, _) in files {
            for index in self.attempted(chapter) {
                if !order.contains(&index) {
                    order.push(index);
                }
            }
        }
        if !order.is_empty() {
            self.judge(order);
        }
    }

    fn work(&self, words: impl Into<String>) {
        let words = words.into();
        self.edit(|inner| inner.work = words);
    }

    /// Judges what is asked for, one after the other, until the process ends.
    fn judge_for_ever(&self, orders: &Receiver<Order>) {
        self.warm_up();
        let mut queue: Vec<usize> = Vec::new();
        loop {
            if queue.is_empty() {
                match orders.recv() {
                    Ok(Order::Judge(indices)) => queue = indices,
                    Err(_) => return,
                }
            }
            // What was asked for meanwhile comes first.
            while let Ok(Order::Judge(indices)) = orders.try_recv() {
                queue.retain(|index| !indices.contains(index));
                queue.splice(0..0, indices);
            }
            let index = queue.remove(0);
            self.judge_one(index);
        }
    }

    fn judge_one(&self, index: usize) {
        let Some(exercise) = self.course.exercises().nth(index) else { return };
        let id = exercise.meta.id();
        let mut asked = 0;
        self.edit(|inner| {
            inner.work = format!("judging {id}");
            inner.entries[index].judging = true;
            asked = inner.entries[index].asked;
        });
        let judged = grade::grade(&self.course, &[exercise], false);
        let report = match judged {
            Ok(mut reports) if !reports.is_empty() => reports.remove(0),
            Ok(_) => return,
            Err(error) => {
                let message =
                    format!("  cause     {}\n", format!("{error:#}").replace('\n', "\n            "));
                Report::unjudged(exercise, Verdict::DoesNotCompile, message)
            }
        };
        let after = after(&self.course, &report);
        self.edit(|inner| {
            let entry = &mut inner.entries[index];
            // If it was saved again meanwhile, this is the verdict on what was there before.
            let judging = entry.asked != asked;
            *entry = Entry { report, judging, after, asked: entry.asked };
            inner.work.clear();
        });
    }

    /// Builds what judging needs, and judges what the reader has written and is not known to pass.
    fn warm_up(&self) {
        for chapter in &self.course.chapters {
            let mut built = 0;
            let warmed = build::warm(&self.course, chapter, &mut |name| {
                built += 1;
                self.work(format!("building the judge of {}: {name} ({built})", chapter.name));
            });
            if let Err(error) = warmed {
                self.work(format!("the judge of {} does not build: {error:#}", chapter.name));
                return;
            }
            let unknown: Vec<usize> = self
                .attempted(chapter.name)
                .into_iter()
                .filter(|&index| self.lock().entries[index].report.verdict != Verdict::Passed)
                .collect();
            if !unknown.is_empty() {
                self.judge(unknown);
            }
        }
        self.work("");
    }

    /// The figures of a chapter, drawn with the reader's answers, as JSON. They are drawn anew only if these changed.
    fn figures(&self, name: &str) -> Result<String> {
        let chapter = self.course.chapters.iter().find(|chapter| chapter.name == name);
        let chapter = chapter.with_context(|| format!("there is no chapter {name}"))?;
        // An answer that turned out to crash is not used: the verdicts count too.
        let verdicts = || {
            let inner = self.lock();
            let verdicts = inner.entries.iter().filter(|entry| entry.report.chapter == name);
            verdicts.map(|entry| entry.report.verdict).collect::<Vec<_>>()
        };
        let answers =
            || chapter.exercises.first().map_or(0, |exercise| state::digest(&self.course, exercise));
        let key = || (answers(), verdicts());
        // One at a time: a second page waits, and finds them drawn.
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let before = key();
        if let Some((_, json)) = drawn.get(name).filter(|(known, _)| *known == before) {
            return Ok(json.clone());
        }
        let json = mine::figures(&self.course, chapter)?;
        // What was saved meanwhile may be in it or not.
        if key() == before {
            drawn.insert(name.to_owned(), (before, json.clone()));
        }
        Ok(json)
    }

    /// Passed and all, by chapter.
    fn progress(&self) -> BTreeMap<String, (usize, usize)> {
        let mut chapters: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for entry in &self.lock().entries {
            let counts = chapters.entry(entry.report.chapter.clone()).or_default();
            counts.0 += usize::from(entry.report.verdict == Verdict::Passed);
            counts.1 += 1;
        }
        chapters
    }
}

/// What is told once an exercise has passed.
fn after(course: &Course, report: &Report) -> Option<After> {
    if report.verdict != Verdict::Passed {
        return None;
    }
    let exercise = course.exercises().find(|exercise| exercise.meta.id() == report.id)?;
    let source = std::fs::read_to_string(course.file("solutions", exercise)).ok()?;
    // The statement stands beside it.
    let code = source.lines().filter(|line| !line.starts_with("//!") && !line.starts_with("///"));
    let solution = code.collect::<Vec<_>>().join("\n").trim().to_owned();
    Some(After { story: exercise.meta.story, solution })
}

/// Builds the book, serves it, and judges what is saved, until the reader ends it.
///
/// # Errors
/// If the book does not build, or no port is free.
pub fn run(course: Course, options: &Options) -> Result<()> {
    let built = book::build(&course, &course.root.join("target/book"))?;
    let pages = Arc::new(server::Book::default());
    pages.load(&built.folder)?;
    let (desk, orders) = Desk::new(course);
    let desk = Arc::new(desk);

    let runtime = tokio::runtime::Runtime::new().context("no threads can be started")?;
    let listener = runtime.block_on(server::listen(options.port))?;
    let address = format!("http://{}/", listener.local_addr()?);
    runtime.spawn(server::serve(listener, pages, desk.clone()));

    let watched = desk.clone();
    std::thread::spawn(move || watch::watch(&watched));
    let judging = desk.clone();
    std::thread::spawn(move || judging.judge_for_ever(&orders));
    if options.open {
        terminal::open_page(&address);
    }
    let ended = terminal::show(&desk, &address);
    // What is being judged or drawn does not keep the reader.
    runtime.shutdown_background();
    ended
}
