//! A small picture of who did what.

use std::fmt::Write;

use super::fault::State;
use super::log::{Event, Log};

/// So many ranks are shown, and of each so many of its last events.
const SHOWN: usize = 8;
const LAST: usize = 5;

/// A line for each rank: what it sent (`→2`) and received (`←0`) and how many values, and where it stands.
pub(super) fn timeline(log: &Log, states: &[State]) -> String {
    let word = |event: &Event| match *event {
        Event::Sent { to, tag, count, .. } => format!("→{to} tag {tag} [{count}]"),
        Event::Received { from, tag, count, .. } => format!("←{from} tag {tag} [{count}]"),
        Event::Barrier => "barrier".to_owned(),
    };
    let rows: Vec<Vec<String>> = log
        .events
        .iter()
        .take(SHOWN)
        .map(|events| {
            let left_out = events.len().saturating_sub(LAST);
            let before = (left_out > 0).then(|| "…".to_owned());
            before.into_iter().chain(events[left_out..].iter().map(word)).collect()
        })
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|word| word.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (rank, row) in rows.iter().enumerate() {
        let _ = write!(text, "            rank {rank}  ");
        for (word, width) in row.iter().zip(&widths) {
            let _ = write!(text, "{word:width$}  ");
        }
        let end = match states[rank] {
            State::Runs => "runs".to_owned(),
            State::Waits { from, tag, .. } => format!("waits for ←{from} tag {tag}"),
            State::AtBarrier => "waits for all".to_owned(),
            State::Ended => "ended".to_owned(),
            State::Panicked => "panicked".to_owned(),
            State::Refused { from, tag, sent, .. } => format!("←{from} tag {tag} is {sent}"),
        };
        text += &end;
        text.push('\n');
    }
    if states.len() > SHOWN {
        let _ = writeln!(text, "            and {} more ranks", states.len() - SHOWN);
    }
    text
}
