//! A small picture of who did what, and when.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use super::fault::State;
use super::log::{Event, Log};

/// So many ranks are shown, and so many of the last moments at which one of them did something.
const SHOWN: usize = 8;
const LAST: usize = 6;

/// When each event was: one after what its rank did before, and a message arrives after it was sent, and what follows a barrier comes after all
/// have come to it. No clock is asked, so it is the same in each run.
fn times(log: &Log) -> Vec<Vec<usize>> {
    let mut times: Vec<Vec<usize>> = vec![Vec::new(); log.events.len()];
    let mut on_the_way: BTreeMap<(usize, usize, u32), VecDeque<usize>> = BTreeMap::new();
    let mut barriers: Vec<Vec<usize>> = times.clone();
    let mut moved = true;
    while std::mem::take(&mut moved) {
        for (rank, events) in log.events.iter().enumerate() {
            while let Some(event) = events.get(times[rank].len()) {
                let done = times[rank].len();
                let mut ready = times[rank].last().map_or(0, |last| last + 1);
                if done > 0 && events[done - 1] == Event::Barrier {
                    let which = barriers[rank].len() - 1;
                    let come: Option<Vec<usize>> =
                        barriers.iter().map(|times| times.get(which).copied()).collect();
                    let Some(come) = come else { break };
                    ready = come.into_iter().fold(ready, |ready, time| ready.max(time + 1));
                }
                match *event {
                    Event::Sent { to, tag, .. } => {
                        on_the_way.entry((rank, to, tag)).or_default().push_back(ready)
                    }
                    Event::Received { from, tag, .. } => {
                        let Some(sent) = on_the_way.get_mut(&(from, rank, tag)).and_then(VecDeque::pop_front)
                        else {
                            break;
                        };
                        ready = ready.max(sent + 1);
                    }
                    Event::Barrier => barriers[rank].push(ready),
                }
                times[rank].push(ready);
                moved = true;
            }
        }
    }
    times
}

/// A line for each rank: what it sent (`→2`) and received (`←0`) and how many values, and where it stands. What stands in one column can have
/// been at the same time.
pub(super) fn timeline(log: &Log, states: &[State]) -> String {
    let asked = states.iter().filter_map(|state| match state {
        State::Waits { tag, .. } | State::Refused { tag, .. } => Some(*tag),
        _ => None,
    });
    let travelled = log.events.iter().flatten().filter_map(|event| match event {
        Event::Sent { tag, .. } | Event::Received { tag, .. } => Some(*tag),
        Event::Barrier => None,
    });
    let mut tags = asked.chain(travelled);
    let first = tags.next();
    let same = tags.all(|tag| Some(tag) == first);
    let tag = |tag: u32| if same { String::new() } else { format!(" tag {tag}") };
    let word = |event: &Event| match *event {
        Event::Sent { to, tag: t, count, .. } => format!("→{to}{} [{count}]", tag(t)),
        Event::Received { from, tag: t, count, .. } => format!("←{from}{} [{count}]", tag(t)),
        Event::Barrier => "barrier".to_owned(),
    };
    let times = times(log);
    let mut moments: Vec<usize> = times.iter().take(SHOWN).flatten().copied().collect();
    moments.sort_unstable();
    moments.dedup();
    let begin = moments.len().saturating_sub(LAST);
    let columns = &moments[begin..];
    let rows: Vec<Vec<String>> = times
        .iter()
        .take(SHOWN)
        .zip(&log.events)
        .map(|(times, events)| {
            let at = |moment: usize| times.binary_search(&moment).ok().map(|place| word(&events[place]));
            let here = columns.iter().map(|&moment| at(moment).unwrap_or_else(|| "·".to_owned()));
            // Of a rank that has long been silent, the last thing that it did.
            let before = (begin > 0).then(|| match times.last() {
                Some(&last) if last < columns[0] => format!("… {}", at(last).unwrap_or_default()),
                Some(_) if times[0] < columns[0] => "…".to_owned(),
                _ => String::new(),
            });
            before.into_iter().chain(here).collect()
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let mut text = String::new();
    for (rank, row) in rows.iter().enumerate() {
        let _ = write!(text, "            rank {rank}  ");
        for (word, width) in row.iter().zip(&widths) {
            let _ = write!(text, "{word:width$}  ");
        }
        let end = match states[rank] {
            State::Runs => "runs".to_owned(),
            State::Waits { from, tag: t, .. } => format!("waits for ←{from}{}", tag(t)),
            State::AtBarrier => "waits for all".to_owned(),
            State::Ended => "ended".to_owned(),
            State::Panicked => "panicked".to_owned(),
            State::Refused { from, tag: t, sent, .. } => format!("←{from}{} is {sent}", tag(t)),
        };
        text += &end;
        text.push('\n');
    }
    if states.len() > SHOWN {
        let _ = writeln!(text, "            and {} more ranks", states.len() - SHOWN);
    }
    text
}
