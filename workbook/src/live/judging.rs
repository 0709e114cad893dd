//! What takes time, each in a thread of its own: judging what was saved, and drawing figures with the reader's answers.

use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use anyhow::{Context, Result};
use contract::Verdict;

use super::desk::{Desk, Entry, Order, after, known};
use super::server::Book;
use super::telling::Telling;
use crate::book::play;
use crate::judging::grade::Graded;
use crate::judging::{build, grade};
use crate::notebooks::mine;
use crate::reader::state;

/// How long nothing must have been asked for until a judge is built that nobody has asked for yet: at first, when the tool has
/// just started and no page is open, and later, when a build would keep waiting who saves in another chapter.
const FIRST: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_secs(20);

/// What the judging thread has to do.
#[derive(Default)]
struct Work {
    /// Exercises to judge, the next first.
    exercises: Vec<usize>,
    /// Chapters in which something was saved, and the exercises that were: an answer may call its siblings.
    also: Vec<(String, Vec<usize>)>,
    /// Chapters whose pages were opened, the last one last.
    opened: Vec<String>,
    /// Chapters whose judges were built, or cannot be.
    built: Vec<String>,
}

impl Work {
    fn take(&mut self, order: Order) {
        match order {
            // What was asked for meanwhile comes first.
            Order::Judge(indices) => {
                self.exercises.retain(|index| !indices.contains(index));
                self.exercises.splice(0..0, indices);
            }
            Order::Also { chapter, but } => {
                self.also.retain(|(other, _)| *other != chapter);
                self.also.push((chapter, but));
            }
            Order::Opened(chapter) => {
                self.opened.retain(|other| *other != chapter);
                self.opened.push(chapter);
            }
        }
    }

    /// The chapter whose page was opened last, if its judge is not there.
    fn open(&self) -> Option<String> {
        self.opened.iter().rev().find(|chapter| !self.built.contains(chapter)).cloned()
    }
}

impl Desk {
    /// Judges what is asked for, one after the other, until the process ends. A judge is built when its chapter is opened or
    /// saved; the others when there is nothing else to do. When all are there, it is said.
    pub(super) fn judge_for_ever(&self, orders: &Receiver<Order>, all_built: &Sender<()>) {
        let mut work = Work::default();
        let mut patience = FIRST;
        loop {
            while let Ok(order) = orders.try_recv() {
                work.take(order);
            }
            if let Some(&index) = work.exercises.first() {
                let chapter = self.course.exercises().nth(index).map(|exercise| exercise.chapter.clone());
                if let Some(chapter) = chapter.filter(|chapter| !work.built.contains(chapter)) {
                    self.build_judge(&chapter, &mut work);
                } else {
                    work.exercises.remove(0);
                    self.judge_one(index);
                }
                continue;
            }
            if let Some((chapter, but)) = work.also.pop() {
                let others: Vec<usize> =
                    self.attempted(&chapter).into_iter().filter(|index| !but.contains(index)).collect();
                self.wait_for(&others);
                work.exercises = others;
                continue;
            }
            if let Some(chapter) = work.open() {
                self.build_judge(&chapter, &mut work);
                continue;
            }
            let next = self.next_unasked(&work);
            let order = if next.is_some() {
                orders.recv_timeout(patience)
            } else {
                // Heard once.
                let _ = all_built.send(());
                orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match (order, next) {
                (Ok(order), _) => work.take(order),
                (Err(RecvTimeoutError::Timeout), Some(chapter)) => self.build_judge(&chapter, &mut work),
                _ => return,
            }
            patience = IDLE;
        }
    }

    /// The chapter whose judge is built when nothing is asked for: first one in which something is written.
    fn next_unasked(&self, work: &Work) -> Option<String> {
        let names = || self.course.chapters.iter().map(|chapter| chapter.name.as_str());
        let open: Vec<&str> = names().filter(|name| !work.built.iter().any(|built| built == name)).collect();
        let attempted = open.iter().find(|name| !self.attempted(name).is_empty());
        attempted.or(open.first()).map(|name| (*name).to_owned())
    }

    /// Builds a chapter's judge, and judges what the reader has written there and is not known to pass.
    fn build_judge(&self, name: &str, work: &mut Work) {
        work.built.push(name.to_owned());
        let Ok(chapter) = self.course.chapter(name) else { return };
        let telling = Telling::new(self, format!("building the judge of {name}"));
        let built = telling.during(|tell| build::warm(&self.course, chapter, tell));
        self.work("");
        if let Err(error) = built {
            self.work(format!("the judge of {name} does not build: {error:#}"));
            return;
        }
        let is_open = |index: &usize| self.lock().entries[*index].report.verdict != Verdict::Passed;
        let unknown: Vec<usize> = self.attempted(name).into_iter().filter(is_open).collect();
        if !unknown.is_empty() {
            self.judge(unknown);
        }
    }

    /// Builds what draws the figures to play with, for the pages. A book without it is complete.
    pub(super) fn build_play(&self, pages: &Book) {
        match play::script(&self.course) {
            Ok(script) => pages.add(play::FILE, script),
            Err(error) => self.edit(|inner| inner.note = format!("{error:#}")),
        }
    }

    fn judge_one(&self, index: usize) {
        let Some(exercise) = self.course.exercises().nth(index) else { return };
        let id = exercise.id();
        let mut asked = 0;
        self.edit(|inner| {
            inner.entries[index].judging = true;
            asked = inner.entries[index].asked;
        });
        let telling = Telling::new(self, format!("judging {id}"));
        let judged = telling.during(|tell| grade::grade(&self.course, &[exercise], false, tell));
        if let Ok(chapter) = self.course.chapter(&exercise.chapter) {
            build::link_ahead(&self.course, chapter);
        }
        let (report, trouble, note) = match judged {
            Ok(Graded { mut reports, forgotten }) if !reports.is_empty() => {
                (reports.remove(0), None, forgotten.unwrap_or_default())
            }
            Ok(_) => return,
            // Nothing is known of the answer then.
            Err(error) => {
                let remembered = state::read(&self.course).verdicts;
                (known(&self.course, exercise, &remembered), Some(format!("{error:#}")), String::new())
            }
        };
        let after = after(&self.course, &report);
        self.edit(|inner| {
            let entry = &mut inner.entries[index];
            // If it was saved again meanwhile, this is the verdict on what was there before.
            let judging = entry.asked != asked;
            *entry = Entry { report, judging, after, trouble, asked: entry.asked };
            inner.note = note;
            inner.work.clear();
        });
    }

    /// The figures of a page, drawn with the reader's answers, as JSON. They are drawn anew only if these changed.
    pub(super) fn figures(&self, name: &str) -> Result<String> {
        let page =
            self.pages.get(name).with_context(|| format!("no figure of {name} is drawn with answers"))?;
        let needed = mine::needed(&self.course, page)?;
        // An answer that turned out to crash is not used: the verdicts count too.
        let verdicts = || {
            let inner = self.lock();
            let of_these = |entry: &&Entry| needed.iter().any(|exercise| exercise.id() == entry.report.id);
            inner.entries.iter().filter(of_these).map(|entry| entry.report.verdict).collect::<Vec<_>>()
        };
        let key = || (state::answers_to(&self.course, &needed), verdicts());
        // One at a time: a second page waits, and finds them drawn.
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let before = key();
        if let Some((_, json)) = drawn.get(name).filter(|(known, _)| *known == before) {
            return Ok(json.clone());
        }
        let telling = Telling::of_figures(self, "drawing with your code".to_owned());
        let json = telling.during(|tell| mine::figures(&self.course, page, &needed, tell));
        telling.say(String::new());
        let json = json?;
        // What was saved meanwhile may be in it or not.
        if key() == before {
            drawn.insert(name.to_owned(), (before, json.clone()));
        }
        Ok(json)
    }
}
