//! The workbook in the terminal: one screen and a few keys, or plain lines where there is no screen.

mod text;

use std::io::{IsTerminal, Write as _, stdin, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Result;
use contract::{Verdict, output};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{self, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{cursor, execute, queue};

use super::browser::Opening;
use super::desk::{Desk, Entry};
use crate::reader::answer::is_stub;
use crate::reader::state;

/// Shows what happens until the reader leaves.
///
/// # Errors
/// If the terminal cannot be read or written.
pub(super) fn show(desk: &Desk, address: &str, opening: Option<Opening>) -> Result<()> {
    if stdin().is_terminal() && stdout().is_terminal() {
        screen(desk, address, opening)
    } else {
        lines(desk, address, opening);
        Ok(())
    }
}

/// A line for everything that happens, until nobody reads them; for a log, or an editor's terminal.
fn lines(desk: &Desk, address: &str, mut opening: Option<Opening>) {
    println!("{address}");
    let mut known: Vec<Entry> = desk.lock().entries.clone();
    let (mut work, mut note) = (String::new(), String::new());
    loop {
        let (entries, doing, known_note) = {
            let inner = desk.lock();
            (inner.entries.clone(), inner.work.clone(), inner.note.clone())
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
                print!("{}", rendered(now));
            }
        }
        known = entries;
        if note != known_note && !known_note.is_empty() {
            println!("{known_note}");
        }
        note = known_note;
        if let Some(why) = opening.as_mut().and_then(Opening::failure) {
            println!("{why}");
        }
        if output::is_closed() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The report, or why there is none.
fn rendered(entry: &Entry) -> String {
    match &entry.trouble {
        Some(why) => format!("{} is not judged:\n{why}\n", entry.report.id),
        None => entry.report.rendered(),
    }
}

/// What the screen shows besides the desk.
#[derive(Default)]
struct View {
    /// The exercise on the screen.
    shown: usize,
    /// The hint that was asked for.
    hint: String,
    /// What a key had to say for itself.
    note: String,
    /// Whether the list is shown.
    list: bool,
    /// Whether the exercise on the screen had passed when it was last looked at.
    passed: bool,
}

impl View {
    /// What was saved is what the reader looks at, whatever was on the screen.
    fn turn_to(&mut self, saved: usize) {
        *self = View { shown: saved, ..View::default() };
    }
}

/// Whether the system has asked the tool to end.
static ASKED_TO_END: AtomicBool = AtomicBool::new(false);

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

/// Ends the tool when its window is closed: of a terminal that is gone crossterm reads for ever that there is nothing to read.
#[cfg(unix)]
fn end_with_the_terminal() {
    use nix::errno::Errno;
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd as _;
    std::thread::spawn(|| {
        let stdin = stdin();
        // No event is asked for: only the end comes unasked.
        let mut ends = [PollFd::new(stdin.as_fd(), PollFlags::empty())];
        while poll(&mut ends, PollTimeout::NONE) == Err(Errno::EINTR) {}
        std::process::exit(0);
    });
}

#[cfg(not(unix))]
fn end_with_the_terminal() {}

fn screen(desk: &Desk, address: &str, mut opening: Option<Opening>) -> Result<()> {
    // Where that cannot be heard, the terminal is left as it is.
    let _ = ctrlc::set_handler(|| ASKED_TO_END.store(true, Ordering::Relaxed));
    let _screen = Screen::open()?;
    end_with_the_terminal();
    let mut view = View { shown: next_open(desk, 0), ..View::default() };
    let mut drawn = None;
    let mut seen = 0;
    while !ASKED_TO_END.load(Ordering::Relaxed) {
        let (version, current, saves) = {
            let inner = desk.lock();
            (inner.version, inner.current, inner.saves)
        };
        if let Some(saved) = current.filter(|_| saves != seen) {
            seen = saves;
            view.turn_to(saved);
        }
        let passed =
            desk.lock().entries.get(view.shown).is_some_and(|entry| entry.report.verdict == Verdict::Passed);
        if passed && !view.passed {
            // The hint has done its work.
            view.hint.clear();
        }
        view.passed = passed;
        if let Some(why) = opening.as_mut().and_then(Opening::failure) {
            view.note = why;
            drawn = None;
        }
        let size = terminal::size().unwrap_or((80, 24));
        if drawn != Some((version, size)) {
            drawn = Some((version, size));
            draw(&text::lines(desk, &view, address, size))?;
        }
        if !event::poll(Duration::from_millis(50))? {
            continue;
        }
        let Event::Key(key) = event::read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        drawn = None;
        view.note.clear();
        let interrupted = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Ok(()),
            _ if interrupted => return Ok(()),
            KeyCode::Char('h') => view.hint = hint(desk, view.shown),
            KeyCode::Char('n') => {
                view = View { shown: next_open(desk, view.shown + 1), ..View::default() };
            }
            KeyCode::Char('l') => view.list = !view.list,
            KeyCode::Char('r') => {
                view = View { shown: view.shown, note: again(desk, view.shown), ..View::default() };
            }
            KeyCode::Char('o') => {
                let page = desk.lock().entries[view.shown].report.text.clone();
                opening = Some(Opening::of(format!("{address}{page}")));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Judges an exercise again; or says why not.
fn again(desk: &Desk, index: usize) -> String {
    let Some(exercise) = desk.course.exercises().nth(index) else { return String::new() };
    if is_stub(&desk.course, exercise).unwrap_or(false) {
        return format!("There is nothing to judge: {} is still the stub.", exercise.file());
    }
    desk.judge(vec![index]);
    String::new()
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
        (shown, _) if shown <= exercise.hints.len() => {
            format!("Hint {shown} of {}: {}", exercise.hints.len(), exercise.hints[shown - 1])
        }
        _ => format!("That was all. The solution: cargo run -- solution {} --spoil", exercise.id()),
    }
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
