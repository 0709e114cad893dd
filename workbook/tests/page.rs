//! The page that the tool serves, in a browser: a reader saves files, and the open page says what comes of it.
//! `browser/live.mjs` tells the story, from a fresh course to a tool that was ended and started again; here each of its
//! chapters becomes a test. Without Chromium, Node and its packages the tests are ignored, with the reason.
//!
//! `WORKBOOK_PICTURE=FILE` also makes the README's picture, `WORKBOOK_SHOTS=FOLDER` a picture of each state.

mod chromium;
mod desk;

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use chromium::{Trouble, browser_folder, tools};
use desk::Desk;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde::Deserialize;
use serde_json::json;
use workbook::book::{self, notebook::Run, notebook::Shown};

/// What the story tells, in its order.
const TRIALS: [&str; 11] = [
    "a_fresh_course_says_where_each_file_is",
    "a_wrong_answer_is_named_in_its_box",
    "a_long_verdict_fits_a_narrow_window",
    "what_an_answer_prints_is_shown_as_text",
    "a_file_that_does_not_compile_shows_the_compilers_words",
    "a_passed_exercise_tells_its_story_and_leads_to_the_next",
    "progress_outlives_a_reload_and_the_tool",
    "without_the_tool_the_page_says_so_and_finds_it_again",
    "figures_are_drawn_with_the_readers_code_when_asked",
    "a_book_that_the_tool_does_not_serve_has_no_trace_of_it",
    "every_state_is_accessible_and_the_console_is_quiet",
];

/// What live.mjs prints.
#[derive(Deserialize)]
struct Story {
    /// For each trial what is wrong.
    found: BTreeMap<String, Vec<String>>,
    /// From saving a file to its verdict on the page.
    milliseconds: Vec<f64>,
}

fn main() {
    let trials = TRIALS.map(|name| Trial::ignorable_test(name, move || holds(name)));
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit();
}

fn holds(name: &str) -> Result<Completion, Failed> {
    static STORY: OnceLock<Result<Story, Trouble>> = OnceLock::new();
    let story = match STORY.get_or_init(tell) {
        Ok(story) => story,
        Err(trouble) => return trouble.verdict(),
    };
    let messages = story.found.get(name).ok_or_else(|| format!("live.mjs did not get to {name}"))?;
    if messages.is_empty() {
        return Ok(Completion::Completed);
    }
    Err(messages.join("\n").into())
}

fn tell() -> Result<Story, Trouble> {
    let (chromium, node) = tools()?;
    let picture = env::var_os("WORKBOOK_PICTURE").map(|file| desk::small::repository().join(file));
    // The README shows the real book.
    let desk = if picture.is_some() {
        Desk::whole("a reader of it all", "4000.")
    } else {
        Desk::new("a reader's désk", "1000.")
    };
    let program = Path::new(env!("CARGO_BIN_EXE_workbook"));
    let course = desk.course();
    let failed = |error: anyhow::Error| Trouble::Failed(format!("{error:#}"));
    let exercises: Vec<_> = course
        .exercises()
        .map(|exercise| {
            let (page, _) = exercise.text.split_once('#').expect("page and anchor");
            json!({"id": exercise.id(), "file": exercise.file(), "page": page, "title": exercise.title})
        })
        .collect();
    // The page with the figure that softmax changes most.
    let mut figures = None;
    for page in book::pages(&course).map_err(failed)? {
        let shown = page.runs(&course).map_err(failed)?;
        let is_it =
            |shown: &Shown| matches!(shown, Shown::Figure(svg) if svg.contains("<title>Divided by √d"));
        if shown.iter().flat_map(Run::shown).any(|shown| is_it(&shown)) {
            figures = Some(format!("{}.html", page.name()));
        }
    }
    let given = json!({
        "desk": desk.root,
        "exercises": exercises,
        "figures": figures.ok_or_else(|| Trouble::Failed("no page has the figure of the scores' scale".to_owned()))?,
        "tool": program,
        "target": program.parent().and_then(Path::parent),
        "picture": picture,
        "shots": env::var_os("WORKBOOK_SHOTS").map(|folder| desk::small::repository().join(folder)),
    });
    let output = Command::new(node)
        .arg(browser_folder().join("live.mjs"))
        .arg(given.to_string())
        .env("CHROMIUM", chromium)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Trouble::Failed(format!("node does not start: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let mut story: Story = serde_json::from_slice(&output.stdout)
        .map_err(|_| Trouble::Failed(format!("live.mjs ended with {}: {said}", output.status)))?;
    story.milliseconds.sort_by(f64::total_cmp);
    if let Some(median) = story.milliseconds.get(story.milliseconds.len() / 2) {
        eprintln!(
            "from a save to its verdict on the page: {median:.0} ms, the median of {:?}",
            story.milliseconds
        );
    }
    Ok(story)
}
