//! What takes time, each in a thread of its own: judging what was saved, and drawing figures with the reader's answers.

use std::sync::PoisonError;
use std::sync::mpsc::Receiver;

use anyhow::{Context, Result};
use contract::{Report, Verdict};

use super::desk::{Desk, Entry, Order, after};
use crate::judging::{build, grade};
use crate::notebooks::mine;
use crate::reader::state;

impl Desk {
    /// Judges what is asked for, one after the other, until the process ends.
    pub(super) fn judge_for_ever(&self, orders: &Receiver<Order>) {
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
        let id = exercise.id();
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
                .attempted(&chapter.name)
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
    pub(super) fn figures(&self, name: &str) -> Result<String> {
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
}
