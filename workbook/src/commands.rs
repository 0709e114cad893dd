//! The commands of the tool, each a function.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use judge::{Exercise, Report, Verdict};

use crate::book::notebook::{self, Links};
use crate::judging::grade::{self, Options};
use crate::notebooks::jupyter::{self, Answers};
use crate::reader::merge::same_lines;
use crate::reader::update::{self, Change};
use crate::reader::{archive, state};
use crate::{Course, book};

/// Judges and prints. The exit code is 1 if an answer fails, or with `strict` is not attempted.
///
/// # Errors
/// If an id is unknown, or something other than an answer does not build.
pub fn grade(course: &Course, ids: &[String], options: &Options) -> Result<ExitCode> {
    let selected = course.select(ids)?;
    let reports = grade::grade(course, &selected, options.solutions)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&reports)?);
    } else {
        // What is not attempted needs no words, unless it is half finished or waits for another.
        let has_news = |report: &&Report| {
            report.is_failure()
                || (report.verdict == Verdict::NotAttempted && report.message != "not attempted")
        };
        for report in reports.iter().filter(has_news) {
            println!("{}", report.rendered());
        }
        print!("{}", judge::table(&reports));
    }
    let failed =
        |report: &Report| report.is_failure() || (options.strict && report.verdict != Verdict::Passed);
    Ok(ExitCode::from(u8::from(reports.iter().any(failed))))
}

/// Lists the exercises. Verdicts on unchanged answers are remembered; changed ones are judged.
///
/// # Errors
/// If something other than an answer does not build.
pub fn list(course: &Course, json: bool) -> Result<()> {
    let remembered = state::read(course).verdicts;
    let mut stale = Vec::new();
    for exercise in course.exercises() {
        let known = remembered.get(&exercise.meta.id());
        let fresh = known.is_some_and(|known| known.answers == state::digest(course, exercise));
        if !fresh && !is_stub(course, exercise)? {
            stale.push(exercise);
        }
    }
    let judged = grade::grade(course, &stale, false)?;
    let reports: Vec<Report> = course
        .exercises()
        .map(|exercise| {
            let id = exercise.meta.id();
            let judged = judged.iter().find(|report| report.id == id).cloned();
            judged.unwrap_or_else(|| {
                let known = remembered.get(&id).filter(|k| k.answers == state::digest(course, exercise));
                let verdict = known.map_or(Verdict::NotAttempted, |known| known.verdict);
                Report::unjudged(exercise, verdict, "")
            })
        })
        .collect();
    if json {
        let rows: Vec<serde_json::Value> = reports
            .iter()
            .map(|r| {
                serde_json::json!({
                    "id": r.id, "chapter": r.chapter, "title": r.title, "level": r.level, "minutes": r.minutes,
                    "file": r.file, "verdict": r.verdict,
                })
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        let reports: Vec<Report> =
            reports.into_iter().map(|r| Report { mistakes: Vec::new(), ..r }).collect();
        print!("{}", judge::table(&reports));
        if let Some(next) = reports.iter().find(|report| report.verdict != Verdict::Passed) {
            println!("\nnext: {}", next.file);
        }
    }
    Ok(())
}

/// Whether the reader's file is the stub, untouched.
pub(crate) fn is_stub(course: &Course, exercise: &Exercise) -> Result<bool> {
    let (chapter, name) = (exercise.meta.chapter, exercise.meta.name);
    let text = fs::read_to_string(course.file("exercises", exercise)).unwrap_or_default();
    Ok(same_lines(&text, &course.stub(chapter, name)?))
}

/// The number of the next hint, counted from 1; it counts as shown.
pub(crate) fn next_hint(course: &Course, exercise: &Exercise) -> Result<usize> {
    state::change(course, |state| {
        let shown = state.hints.entry(exercise.meta.id()).or_default();
        *shown += 1;
        *shown
    })
}

/// Shows the next hint.
///
/// # Errors
/// If the exercise is unknown.
pub fn hint(course: &Course, id: &str) -> Result<()> {
    let exercise = course.exercise(id)?;
    let (id, hints) = (exercise.meta.id(), exercise.meta.hints);
    let shown = next_hint(course, exercise)?;
    if let Some(hint) = hints.get(shown - 1) {
        println!("{id}, hint {shown} of {}\n\n{hint}\n", hints.len());
    } else {
        println!("{id}: that was all, once more.\n");
        hints.iter().enumerate().for_each(|(i, hint)| println!("{}. {hint}\n", i + 1));
        println!("The solution: cargo run -- solution {id} --spoil");
    }
    println!("text: {}", exercise.meta.text);
    Ok(())
}

/// Puts the stub back and keeps the reader's version. `attention/mod` is the chapter's `mod.rs`.
///
/// # Errors
/// If the exercise is unknown, or the copy cannot be written: then the file is left as it is.
pub fn reset(course: &Course, id: &str) -> Result<()> {
    let module = course.chapters.iter().find(|chapter| id == format!("{}/mod", chapter.name));
    let (chapter, name) = match module {
        Some(chapter) => (chapter.name, "mod"),
        None => course.exercise(id).map(|exercise| (exercise.meta.chapter, exercise.meta.name))?,
    };
    let path = course.root.join("exercises").join(chapter).join(format!("{name}.rs"));
    let fresh = course.stub(chapter, name)?;
    match replace(course, &path, chapter, name, &fresh)? {
        Replaced::Same => println!("{chapter}/{name} is the stub already."),
        Replaced::Made => println!("{chapter}/{name} is the stub again."),
        Replaced::Kept(kept) => {
            println!("{chapter}/{name} is the stub again.");
            println!("Your version is {}", kept.strip_prefix(&course.root).unwrap_or(&kept).display());
        }
    }
    Ok(())
}

/// What happened to a file that should hold something.
enum Replaced {
    /// It held it already.
    Same,
    /// There was no file.
    Made,
    /// What was there is kept here.
    Kept(PathBuf),
}

/// Writes `fresh` in place of a file, and keeps a copy of what was there.
fn replace(course: &Course, path: &Path, chapter: &str, name: &str, fresh: &str) -> Result<Replaced> {
    let old = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => bail!("{} cannot be read: {error}; nothing was changed", path.display()),
    };
    if old.as_deref() == Some(fresh.as_bytes()) {
        update::remember(course, chapter, name, fresh);
        return Ok(Replaced::Same);
    }
    let kept = old.map(|bytes| state::back_up(course, chapter, name, &bytes)).transpose()?;
    state::write(path, fresh.as_bytes())?;
    update::remember(course, chapter, name, fresh);
    Ok(kept.map_or(Replaced::Made, Replaced::Kept))
}

/// Shows the solution of a passed exercise, or of any with `spoil`.
///
/// # Errors
/// If the exercise is unknown or has not passed.
pub fn solution(course: &Course, id: &str, spoil: bool) -> Result<()> {
    let exercise = course.exercise(id)?;
    let id = exercise.meta.id();
    if !spoil {
        let digest = state::digest(course, exercise);
        let known = state::read(course).verdicts.remove(&id).filter(|known| known.answers == digest);
        let verdict = match known {
            Some(known) => known.verdict,
            None if is_stub(course, exercise)? => Verdict::NotAttempted,
            None => grade::grade(course, &[exercise], false)?[0].verdict,
        };
        if verdict != Verdict::Passed {
            bail!(
                "{id} has not passed yet ({verdict}). To see the solution anyway: cargo run -- solution {id} --spoil"
            )
        }
    }
    print!("{}", course.solution(exercise.meta.chapter, exercise.meta.name)?);
    Ok(())
}

/// Merges the stubs of a new release into the reader's files.
///
/// # Errors
/// If a solution cannot be read, or a file cannot be written.
pub fn update(course: &Course) -> Result<()> {
    let changes = update::update(course)?;
    for (file, change) in &changes {
        println!("{file:44} {change}");
    }
    let kept = |change: &Change| matches!(change, Change::Kept { .. });
    let is_beside = |change: &Change| matches!(change, Change::Kept { beside: Some(_), .. });
    let conflicts = changes.iter().any(|(_, change)| matches!(change, Change::Conflict(_)));
    if changes.is_empty() {
        println!("Nothing to do: your files have what this release says.");
    } else if changes.iter().all(|(_, change)| kept(change)) {
        println!("\nNothing was changed.");
    } else {
        println!("\nEach file that changed is in .workbook/backups as it was.");
    }
    if conflicts {
        println!(
            "At the lines named, compare the comments with your code below them; then delete the comments."
        );
    }
    if changes.iter().any(|(_, change)| is_beside(change)) {
        println!(
            "Compare each file that was kept with the new stub beside it, or begin anew: cargo run -- reset ID"
        );
    }
    println!("next: cargo run -- grade");
    Ok(())
}

/// Writes progress and answers into one archive.
///
/// # Errors
/// If the file exists or cannot be written, or there is more than an import takes.
pub fn export(course: &Course, file: &Path) -> Result<()> {
    let exported = archive::export(course, file)?;
    for path in &exported.left_out {
        println!("left out: {path}");
    }
    println!("{}: {} files, {} kB", file.display(), exported.files, exported.bytes.div_ceil(1000));
    println!("In another copy of the workbook: cargo run -- import {}", file.display());
    Ok(())
}

/// Takes progress and answers from an archive.
///
/// # Errors
/// If the archive is not whole, or not one that `export` writes: then nothing has been changed.
pub fn import(course: &Course, file: &Path) -> Result<()> {
    let imported = archive::import(course, file)?;
    for path in &imported.written {
        println!("{path}");
    }
    for (path, kept) in &imported.replaced {
        println!("{path}: what was here is {kept}");
    }
    for (path, aside) in &imported.aside {
        println!("{path}: this release has no such exercise, so it is {aside}");
    }
    println!(
        "{} files written, {} were the same; hints and verdicts are merged.",
        imported.written.len() + imported.replaced.len() + imported.aside.len(),
        imported.same
    );
    println!("next: cargo run -- {}", if imported.outdated { "update" } else { "list" });
    Ok(())
}

/// Builds the static book.
///
/// # Errors
/// If a page has a mistake, or the folder holds something else.
pub fn build(course: &Course, out: &Path) -> Result<()> {
    let start = std::time::Instant::now();
    // The default is below the repository, wherever the command was given.
    let folder = if out == Path::new("target/book") { course.root.join(out) } else { out.to_owned() };
    let built = book::build(course, &folder)?;
    for (page, cells) in &built.not_executed {
        println!(
            "{page}: {cells} cells have changed since they were executed; `cargo run -- execute` runs them"
        );
    }
    println!("{} ({:.1} s)", built.folder.join("index.html").display(), start.elapsed().as_secs_f64());
    Ok(())
}

/// Opens a chapter's notebooks in JupyterLab, on copies that are the reader's: the one that is named, or the chapter's first.
///
/// # Errors
/// If there is no such chapter or page, or Jupyter is missing and may not be installed.
pub fn notebook(
    course: &Course,
    chapter: Option<&str>,
    mine: bool,
    yes: bool,
    extra: &[String],
) -> Result<()> {
    let pages = book::pages(course)?;
    let executable = || pages.iter().filter(|page| page.has_cells());
    // A chapter's name is its first page's; any other page is named as the book or its notebook names it.
    let opened = match chapter {
        None => None,
        Some(name) => {
            let page = executable().find(|page| page.is_called(name));
            let page = page.or_else(|| executable().find(|page| page.chapter() == name));
            if page.is_none() {
                let known: Vec<String> = executable().map(book::Page::name).collect();
                bail!("there is no notebook {name}; there are: {}", known.join(", "))
            }
            page
        }
    };
    let chapter = opened.map(book::Page::chapter);
    let answers = match &chapter {
        None if mine => bail!("which chapter? With --mine, name one: cargo run -- notebook attention --mine"),
        Some(chapter) if mine => Answers::Mine(chapter),
        _ => Answers::Solutions,
    };
    let jupyter = jupyter::find_or_install(course, yes)?;
    let (mut copies, mut first) = (Vec::new(), None);
    // The chapter's other pages lie beside: links lead to them.
    for page in executable().filter(|page| chapter.is_none() || chapter == Some(page.chapter())) {
        let links = Links::of(&pages, page);
        let (folder, text) = match answers {
            Answers::Solutions => {
                ("notebooks", notebook::generate(course, &links, &page.pieces, &page.runs(course)?)?)
            }
            Answers::Mine(_) => {
                ("mine", notebook::generate(course, &links, &notebook::mine(&page.pieces), &[])?)
            }
        };
        let copy = jupyter::working_copy(course, folder, &notebook::file(&page.name()), &text)?;
        if opened.is_some_and(|opened| opened.source == page.source) {
            first = Some(copy.clone());
        }
        copies.push(copy);
    }
    jupyter.open(course, &copies, first.as_deref(), answers, extra)
}

/// Compares the kernels on the GPU with the host, and writes the report.
///
/// # Errors
/// If this machine has no GPU, NVRTC or host build.
pub fn report(out: Option<&Path>) -> Result<()> {
    let report = kernels::report::run()?;
    for line in &report.kernels {
        println!(
            "{:36} {:6} {:>6} outputs  {:.1e}",
            line.kernel, line.precision, line.outputs, line.largest_difference
        );
    }
    let name: String =
        report.device.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let path = match out {
        Some(path) => path.to_owned(),
        None => Course::find()?.root.join("kernels/reports").join(format!("{name}.json")),
    };
    state::write(&path, format!("{}\n", serde_json::to_string_pretty(&report)?).as_bytes())?;
    println!("{}: {}", report.device, path.display());
    Ok(())
}

/// Writes `exercises/` from `solutions/`, keeping a copy of every file that differs; or only checks.
///
/// # Errors
/// With `check`, if a file differs.
pub fn stubs(course: &Course, check: bool) -> Result<()> {
    let mut differing = Vec::new();
    for (chapter, name) in course.files() {
        let path = course.root.join("exercises").join(chapter).join(format!("{name}.rs"));
        let fresh = course.stub(chapter, name)?;
        if fs::read(&path).is_ok_and(|old| old == fresh.as_bytes()) {
            continue;
        }
        differing.push(path.strip_prefix(&course.root).unwrap_or(&path).display().to_string());
        if !check {
            replace(course, &path, chapter, name, &fresh)?;
        }
    }
    if check && !differing.is_empty() {
        bail!("not the stub of its solution: {}. `cargo run -- stubs` writes it", differing.join(", "))
    }
    println!("{} of the stubs {}", differing.len(), if check { "differ" } else { "were written" });
    Ok(())
}
