//! The workbook in the terminal: one screen and a few keys, or plain lines where there is no screen.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _, stdin, stdout};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Result;
use contract::Verdict;
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{self, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue};

use super::desk::{Desk, Entry};
use crate::reader::state;

/// Shows what happens until the reader leaves.
///
/// # Errors
/// If the terminal cannot be read or written.
pub(super) fn show(desk: &Desk, address: &str) -> Result<()> {
    if stdin().is_terminal() && stdout().is_terminal() { screen(desk, address) } else { lines(desk, address) }
}

/// A line for everything that happens; for a log, or an editor's terminal.
fn lines(desk: &Desk, address: &str) -> Result<()> {
    println!("{address}");
    let mut known: Vec<Entry> = desk.lock().entries.clone();
    let mut work = String::new();
    loop {
        let (entries, doing) = {
            let inner = desk.lock();
            (inner.entries.clone(), inner.work.clone())
        };
        // The seconds are for a screen, where they replace each other.
        let doing = doing
            .rsplit_once(", ")
            .filter(|rest| rest.1.ends_with(" s"))
            .map_or(doing.as_str(), |rest| rest.0);
        if doing != work && !doing.is_empty() {
            println!("{doing}");
        }
        doing.clone_into(&mut work);
        for (before, now) in known.iter().zip(&entries) {
            let told = (before.judging, before.report.millis.to_bits())
                != (now.judging, now.report.millis.to_bits());
            if !now.judging && told {
                print!("{}", now.report.rendered());
            }
        }
        known = entries;
        stdout().flush()?;
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What the screen shows besides the desk.
#[derive(Default)]
struct View {
    /// The exercise on the screen.
    shown: usize,
    /// What was asked for with a key.
    asked: String,
    /// Whether the list is shown.
    list: bool,
}

/// Puts the terminal back as it was, however the screen ends.
struct Screen;

impl Screen {
    fn open() -> Result<Screen> {
        terminal::enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen, cursor::Hide)?;
        Ok(Screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(stdout(), LeaveAlternateScreen, cursor::Show);
        let _ = terminal::disable_raw_mode();
    }
}

fn screen(desk: &Desk, address: &str) -> Result<()> {
    let _screen = Screen::open()?;
    let mut view = View { shown: next_open(desk, 0), ..View::default() };
    let mut drawn = None;
    let mut saved = None;
    loop {
        let (version, current) = {
            let inner = desk.lock();
            (inner.version, inner.current)
        };
        // What was saved is what the reader looks at.
        if drawn.is_none_or(|(before, _)| before != version) && current.is_some() && current != saved {
            saved = current;
            view.shown = current.unwrap_or(view.shown);
            view.asked.clear();
        }
        // A hint has done its work.
        if desk.lock().entries.get(view.shown).is_some_and(|entry| entry.report.verdict == Verdict::Passed) {
            view.asked.clear();
        }
        let size = terminal::size().unwrap_or((80, 24));
        if drawn != Some((version, size)) {
            drawn = Some((version, size));
            draw(&text(desk, &view, address, size))?;
        }
        if !event::poll(Duration::from_millis(50))? {
            continue;
        }
        let Event::Key(key) = event::read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        drawn = None;
        let interrupted = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Ok(()),
            _ if interrupted => return Ok(()),
            KeyCode::Char('h') => view.asked = hint(desk, view.shown),
            KeyCode::Char('n') => {
                view = View { shown: next_open(desk, view.shown + 1), ..View::default() };
            }
            KeyCode::Char('l') => view.list = !view.list,
            KeyCode::Char('r') => {
                view.asked.clear();
                desk.judge(vec![view.shown]);
            }
            KeyCode::Char('o') => {
                let page = desk.lock().entries[view.shown].report.text.clone();
                open_page(&format!("{address}{page}"));
            }
            _ => {}
        }
    }
}

/// The first exercise from here on, and then from the start, that has not passed.
fn next_open(desk: &Desk, from: usize) -> usize {
    let inner = desk.lock();
    let count = inner.entries.len();
    let mut order = (0..count).map(|step| (from + step) % count.max(1));
    order.find(|&index| inner.entries[index].report.verdict != Verdict::Passed).unwrap_or(0)
}

fn hint(desk: &Desk, index: usize) -> String {
    let Some(exercise) = desk.course.exercises().nth(index) else { return String::new() };
    match state::next_hint(&desk.course, exercise) {
        Ok(shown) if shown <= exercise.hints.len() => {
            format!("Hint {shown} of {}: {}", exercise.hints.len(), exercise.hints[shown - 1])
        }
        Ok(_) => format!("That was all. The solution: cargo run -- solution {} --spoil", exercise.id()),
        Err(error) => format!("{error:#}"),
    }
}

/// The screen as lines, no wider and no higher than the terminal.
fn text(desk: &Desk, view: &View, address: &str, (width, height): (u16, u16)) -> Vec<String> {
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
            if !view.asked.is_empty() {
                let _ = write!(body, "\n{}\n", view.asked);
            }
        }
        if !inner.work.is_empty() {
            let _ = write!(body, "\n… {}\n", inner.work);
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
    match report.verdict {
        Verdict::Passed => {
            let story = entry.after.as_ref().map_or("", |after| &after.story);
            format!("passed\n\n{story}\n\nn goes to the next exercise; the page shows our solution.\n")
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

fn cut(line: &str, width: usize) -> String {
    line.chars().take(width).collect()
}

/// A line in pieces that fit: the others indented as the first, or as the text after a report's keyword.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let blank: String = line.chars().take_while(|c| *c == ' ').take(width / 2).collect();
    let keyword = line.char_indices().nth(12).is_some_and(|(at, _)| {
        let (head, rest) = line.split_at(at);
        head.starts_with("  ") && head.ends_with("  ") && !head.trim().is_empty() && !rest.starts_with(' ')
    });
    let indent = if keyword && width > 40 { " ".repeat(12) } else { blank.clone() };
    let mut pieces = Vec::new();
    let mut piece = blank;
    let mut empty = true;
    for word in line.trim_start_matches(' ').split(' ') {
        if !empty && piece.chars().count() + 1 + word.chars().count() > width {
            pieces.push(std::mem::replace(&mut piece, indent.clone()));
        } else if !empty {
            piece.push(' ');
        }
        piece += word;
        empty = false;
    }
    pieces.push(piece);
    pieces.iter().map(|piece| cut(piece, width)).collect()
}

fn draw(lines: &[String]) -> Result<()> {
    let mut out = stdout();
    queue!(out, cursor::MoveTo(0, 0))?;
    for (row, line) in lines.iter().enumerate() {
        queue!(out, cursor::MoveTo(0, row as u16), terminal::Clear(ClearType::CurrentLine))?;
        // What an answer printed may hold anything; only what is visible reaches the terminal.
        let visible: String = line.chars().filter(|c| !c.is_control()).collect();
        write!(out, "{visible}")?;
    }
    queue!(out, terminal::Clear(ClearType::FromCursorDown))?;
    out.flush()?;
    Ok(())
}

/// Opens an address in the reader's browser; where that fails, the address is on the screen.
pub(super) fn open_page(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let _ = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words_and_keep_their_indentation() {
        assert_eq!(wrapped("  one two three", 9), ["  one two", "  three"]);
        assert_eq!(wrapped("", 9), [""]);
        let report = "  mistake   the largest score of the row is not subtracted";
        assert_eq!(
            wrapped(report, 45),
            ["  mistake   the largest score of the row is", "            not subtracted"]
        );
        assert_eq!(wrapped("incomprehensible", 9), ["incompreh"]);
    }
}
