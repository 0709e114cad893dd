//! What the screen says, as lines.

use std::fmt::Write as _;

use contract::Verdict;

use super::super::desk::{Desk, Entry};
use super::super::lines::{cut, wrapped};
use super::{View, rendered};

/// The screen as lines, no wider and no higher than the terminal.
pub(super) fn lines(desk: &Desk, view: &View, address: &str, (width, height): (u16, u16)) -> Vec<String> {
    let (width, height) = (usize::from(width).max(20), usize::from(height).max(8));
    let mut body = String::new();
    {
        let inner = desk.lock();
        if view.list {
            let reports: Vec<_> = inner.entries.iter().map(|entry| entry.report.clone()).collect();
            body += &contract::table(&reports);
        } else if let Some(entry) = inner.entries.get(view.shown) {
            let report = &entry.report;
            let _ = writeln!(body, "{}  ({}, {} minutes)\n", report.title, report.level, report.minutes);
            let _ = writeln!(body, "  {}\n", report.file);
            body += &verdict(entry);
            if !view.hint.is_empty() {
                let _ = write!(body, "\n{}\n", view.hint);
            }
        }
        if !view.note.is_empty() {
            let _ = write!(body, "\n{}\n", view.note);
        }
        if !inner.work.is_empty() {
            let _ = write!(body, "\n… {}\n", inner.work);
        } else if !inner.note.is_empty() {
            let _ = write!(body, "\n{}\n", inner.note);
        }
    }
    let fitted = |line| if view.list { vec![cut(line, width)] } else { wrapped(line, width) };
    let mut lines: Vec<String> = body.lines().flat_map(fitted).collect();
    lines.truncate(height - 4);
    lines.resize(height - 4, String::new());
    lines.push("─".repeat(width));
    lines.push(bars(desk, width));
    lines.push(cut(&format!("{address}   save a file under exercises/ and it is judged"), width));
    lines.push(cut("h hint   n next   l list   r run again   o open page   q quit", width));
    lines
}

fn verdict(entry: &Entry) -> String {
    let report = &entry.report;
    if entry.judging {
        return "judging …\n".to_owned();
    }
    if entry.trouble.is_some() {
        return rendered(entry);
    }
    match report.verdict {
        Verdict::Passed => {
            let story = entry.after.as_ref().map_or("", |after| &after.story);
            let printed = match report.printed.trim_end() {
                "" => String::new(),
                printed => format!("It printed in the first case:\n{printed}\n\n"),
            };
            let clock = &report.message;
            format!(
                "passed\n{clock}\n{printed}{story}\n\nn goes to the next exercise; the page shows our solution.\n"
            )
        }
        Verdict::NotAttempted if report.message.is_empty() || report.message == "not attempted" => {
            "not attempted: open the file and replace its todo!()\n".to_owned()
        }
        _ => report.rendered(),
    }
}

fn bars(desk: &Desk, width: usize) -> String {
    let part = |(chapter, (passed, all)): (String, (usize, usize))| {
        let filled = (passed * 20).checked_div(all).unwrap_or(0);
        format!("{chapter} [{}{}] {passed}/{all}", "#".repeat(filled), "-".repeat(20 - filled))
    };
    cut(&desk.progress().into_iter().map(part).collect::<Vec<_>>().join("   "), width)
}
