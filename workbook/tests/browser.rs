//! The built book in a browser, as a reader meets it: on a disk and from a server, light and dark, wide and narrow,
//! with and without JavaScript, by keyboard, on paper. `browser/check.mjs` looks; here each of its findings becomes a
//! test. Without Chromium, Node and its packages the tests are ignored, with the reason.
//!
//! A page whose HTML, styles and scripts are as they were when it was last looked at is not looked at again
//! (`browser/seen.json`). `WORKBOOK_BROWSER=all` looks at all, and `WORKBOOK_BROWSER=record` remembers what was looked at.

mod chromium;
mod findings;
mod search;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use chromium::{Trouble, browser_folder, printed, tools};
use findings::{BROKEN, CHECKS};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use pulldown_cmark::{Event, Options, Parser};
use serde_json::{Value, json};
use workbook::Course;
use workbook::book;
use workbook::book::page::{Piece, cells};
use workbook::book::play;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let course = Course::at(root.to_path_buf()).expect("the course can be read");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser/book");
    let built = book::build(&course, &folder).expect("the book can be built");
    let mut expected = expected(&course).expect("the pages can be read");
    let digests: BTreeMap<String, String> =
        expected.keys().map(|page| (page.clone(), seen::digest(&folder, page))).collect();
    let wish = std::env::var("WORKBOOK_BROWSER").unwrap_or_default();
    assert!(matches!(wish.as_str(), "" | "all" | "record"), "WORKBOOK_BROWSER is all, or record, or not set");
    let known = seen::read();
    let before = expected.len();
    expected.retain(|page, _| wish == "all" || known.get(page) != digests.get(page));
    let names: Vec<String> = expected.keys().cloned().collect();
    if !names.is_empty() && built.plays && tools().is_ok() {
        play::put(&course, &folder).expect("the figures to play with build");
    }
    search::look_in(folder.clone());
    BOOK.set((folder, Value::Object(expected))).expect("it is set once");

    let mut trials = Vec::new();
    for page in &names {
        for (check, rule) in CHECKS {
            let page = page.clone();
            let name = format!("{page}::{check}");
            trials.push(Trial::ignorable_test(name, move || holds(&page, check, rule)));
        }
    }
    for (page, check, expected) in BROKEN {
        let name = format!("broken::{page}::{check}");
        trials.push(Trial::ignorable_test(name, move || is_found(page, check, expected)));
    }
    trials.extend(search::trials(&course));
    let built = BOOK.get().expect("it is set").0.clone();
    trials.push(Trial::test("a_first_visit_loads_at_most_400_kB", move || first_visit(&built)));
    let arguments = Arguments::from_args();
    if !arguments.list && before > names.len() {
        println!(
            "{} of {before} pages are as they were when they were last looked at; WORKBOOK_BROWSER=all looks at all",
            before - names.len()
        );
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if wish == "record" && !arguments.list {
        seen::record(&digests, |page| known.get(page) == digests.get(page) || is_fine(page));
    }
    conclusion.exit();
}

/// The built book, and what is expected of the pages that are looked at.
static BOOK: OnceLock<(PathBuf, Value)> = OnceLock::new();
/// What was found on these pages.
static FOUND: OnceLock<Result<Found, Trouble>> = OnceLock::new();

/// Whether a page was looked at, and nothing was found.
fn is_fine(page: &str) -> bool {
    let Some(Ok(found)) = FOUND.get() else { return false };
    found.get(page).is_some_and(|checks| checks.values().all(Vec::is_empty))
}

fn holds(page: &str, check: &str, rule: &str) -> Result<Completion, Failed> {
    let found = match FOUND.get_or_init(of_the_book) {
        Ok(found) => found,
        Err(trouble) => return trouble.verdict(),
    };
    let messages = messages(found, page, check)?;
    if messages.is_empty() {
        return Ok(Completion::Completed);
    }
    Err(format!("{page}.html: {rule}; but\n  {}", messages.join("\n  ")).into())
}

fn is_found(page: &str, check: &str, expected: &[&str]) -> Result<Completion, Failed> {
    static FOUND: OnceLock<Result<Found, Trouble>> = OnceLock::new();
    let broken = || {
        let folder = browser_folder().join("broken");
        check_folder(&folder, &json!({"index": {"formulas": 9, "guesses": 3}, "print": {}}))
    };
    let found = match FOUND.get_or_init(broken) {
        Ok(found) => found,
        Err(trouble) => return trouble.verdict(),
    };
    let messages = messages(found, page, check)?;
    let missing: Vec<_> =
        expected.iter().filter(|&&part| !messages.iter().any(|message| message.contains(part))).collect();
    if missing.is_empty() {
        return Ok(Completion::Completed);
    }
    Err(format!("not found: {missing:?}; found was only\n  {}", messages.join("\n  ")).into())
}

/// For each page and each check what is wrong.
type Found = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn messages<'a>(found: &'a Found, page: &str, check: &str) -> Result<&'a Vec<String>, Failed> {
    let messages = found.get(page).and_then(|checks| checks.get(check));
    messages.ok_or_else(|| format!("check.mjs did not make the check {check} on {page}").into())
}

fn of_the_book() -> Result<Found, Trouble> {
    tools()?;
    let (folder, expected) = BOOK.get().expect("it was built");
    check_folder(folder, expected)
}

/// How many of each thing a page must have, counted in its source.
fn expected(course: &Course) -> anyhow::Result<serde_json::Map<String, Value>> {
    let mut all = serde_json::Map::new();
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for page in book::pages(course)? {
        let runs = page.runs(course)?;
        let executed =
            cells(&page.pieces).zip(&runs).filter(|(cell, run)| !cell.setup && cell.code == run.code);
        let figures: usize = executed.flat_map(|(_, run)| run.shown()).map(|shown| shown.drawings()).sum();
        let count = |is: fn(&Piece) -> bool| page.pieces.iter().filter(|piece| is(piece)).count();
        let counts = BTreeMap::from([
            ("cells", count(|piece| matches!(piece, Piece::Cell(_)))),
            ("exercises", count(|piece| matches!(piece, Piece::Exercise(_)))),
            ("figures", figures),
            ("formulas", page.pieces.iter().map(formulas).sum()),
            ("guesses", count(|piece| matches!(piece, Piece::Guess(_)))),
        ]);
        for (&what, count) in &counts {
            *sums.entry(what).or_default() += count;
        }
        all.insert(page.name(), json!(counts));
    }
    all.insert("print".to_owned(), json!(sums));
    Ok(all)
}

fn formulas(piece: &Piece) -> usize {
    let text = match piece {
        Piece::Text(markdown) => markdown.clone(),
        Piece::Guess(guess) => {
            format!("{}\n\n{}\n\n{}", guess.question, guess.choices.join("\n\n"), guess.right)
        }
        Piece::Cell(_) | Piece::Exercise(_) | Piece::GuessEnd => return 0,
    };
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES;
    let is_math = |event: &Event<'_>| matches!(event, Event::InlineMath(_) | Event::DisplayMath(_));
    Parser::new_ext(&text, options).filter(is_math).count()
}

fn check_folder(folder: &Path, expected: &Value) -> Result<Found, Trouble> {
    // One browser at a time: it has a page open for each processor as it is.
    static ONE: Mutex<()> = Mutex::new(());
    let (chromium, node) = tools()?;
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = Command::new(node);
    command
        .arg(browser_folder().join("check.mjs"))
        .arg(folder)
        .arg(expected.to_string())
        .env("CHROMIUM", chromium);
    printed(&mut command, "check.mjs")
}

/// What the first page loads until it is there, but for the letters of formulas, which it has none of; what searches comes after that.
fn first_visit(folder: &Path) -> Result<(), Failed> {
    let html = fs::read_to_string(folder.join("index.html"))?;
    let linked = ["src=\"", "href=\""].map(|attribute| html.split(attribute).skip(1).map(until_quote));
    let mut names: BTreeSet<String> =
        linked.into_iter().flatten().filter(|name| name.strip_suffix(".html").is_none()).collect();
    let styles = names.iter().find(|name| name.contains("fonts/fonts-")).ok_or("no fonts")?;
    let fonts = fs::read_to_string(folder.join(styles))?;
    let fonts: Vec<String> = fonts.split("url(\"").skip(1).map(until_quote).collect();
    let latin = fonts.iter().filter(|name| !name.contains("math") && !name.contains("greek"));
    names.extend(latin.filter_map(|name| Some(format!("fonts/{}", name.rsplit('/').next()?))));
    let sizes = names.iter().filter_map(|name| fs::metadata(folder.join(name)).ok()).map(|file| file.len());
    let sizes: Vec<u64> = sizes.collect();
    let all = sizes.iter().sum::<u64>() + html.len() as u64;
    if sizes.len() < 15 || all > 400_000 {
        return Err(format!("{} files with {all} bytes: {names:?}", sizes.len()).into());
    }
    Ok(())
}

fn until_quote(text: &str) -> String {
    text.split('"').next().unwrap_or_default().to_owned()
}
