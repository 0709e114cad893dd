//! The map on the first page: all exercises, what builds on what, and ways through. It is made of what `exercises.json` says of
//! each, its chapter, year and needs, and is a list of links with lines behind it, so that a narrow page can have the list alone.

mod labels;
mod layout;
mod routes;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use contract::Exercise;

use super::html::escaped;
use crate::Course;
use crate::course::Chapter;
use labels::label;
use layout::{Column, Line};
use routes::ROUTES;

/// The height of a row in a drawing, where a column is 100 wide whatever it is on the page.
const ROW: usize = 36;
/// Where an exercise's dot is: from the left of its column, and from the top of its row.
const DOT: (f64, f64) = (22.0, 11.0);
/// How far apart lanes are, where there is room.
const LANE: f64 = 3.9;
/// The lane of lines from other chapters.
const OTHERS: f64 = 1.5;
/// Where between the words of two rows a line to another chapter runs, from the top of its row.
const BETWEEN: f64 = 33.5;
/// How round a corner is, across and down.
const CORNER: (f64, f64) = (2.4, 5.0);

/// The names of the routes on which an exercise lies, by its id.
type Routes = BTreeMap<String, Vec<&'static str>>;

/// The map as the page has it.
///
/// # Errors
/// If the list of the book's pages cannot be read.
pub(super) fn page(course: &Course) -> Result<String> {
    let titles = titles(course)?;
    let mut on = Routes::new();
    for route in &ROUTES {
        for exercise in route.exercises(course) {
            on.entry(exercise.id()).or_default().push(route.name);
        }
    }
    let columns: Vec<Column<'_>> =
        course.chapters.iter().map(|chapter| Column::of(&chapter.exercises)).collect();
    let mut text =
        "<section class=\"map\" aria-label=\"All exercises, and what builds on what\">\n".to_owned();
    text += &offered(course);
    text += &format!("<div class=\"chapters\" style=\"--chapters: {}\">\n", columns.len());
    text += &between_chapters(&columns, &on);
    for ((number, chapter), column) in (1..).zip(&course.chapters).zip(&columns) {
        let title = titles.get(&chapter.name).map_or(chapter.name.as_str(), String::as_str);
        text += &one(number, title, chapter, column, &on);
    }
    Ok(text + "</div>\n</section>")
}

/// What the chapters are called, by their names, up to the colon: `moe` is `Mixture of experts`.
fn titles(course: &Course) -> Result<BTreeMap<String, String>> {
    let path = course.root.join("book/src/SUMMARY.md");
    let summary = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let title = |line: &str| {
        let (title, page) = line.split_once('[')?.1.split_once("](")?;
        let title = title.split(':').next().unwrap_or(title);
        Some((page.split_once(".md)")?.0.to_owned(), title.to_owned()))
    };
    Ok(summary.lines().filter_map(title).collect())
}

/// The routes, of which one can be chosen; all exercises at first.
fn offered(course: &Course) -> String {
    let all: Vec<&Exercise> = course.exercises().collect();
    let choice = |name: &str, title: &str, exercises: &[&Exercise]| {
        let checked = if name == "all" { " checked" } else { "" };
        format!(
            "<span><input type=\"radio\" name=\"route\" id=\"route-{name}\"{checked}><label for=\"route-{name}\">{title} \
             <small>{count}, {time}</small></label></span>\n",
            count = exercises.len(),
            time = time(exercises),
        )
    };
    let mut text = "<fieldset class=\"routes\"><legend>A way through, with its exercises and how long they take</legend>\n".to_owned();
    text += &choice("all", "All", &all);
    for route in &ROUTES {
        let exercises = route.exercises(course);
        if !exercises.is_empty() {
            text += &choice(route.name, route.title, &exercises);
        }
    }
    text + "</fieldset>\n"
}

/// How long exercises take: `50 min`, `7 h 25 min`.
fn time(exercises: &[&Exercise]) -> String {
    let minutes: u32 = exercises.iter().map(|exercise| exercise.minutes).sum();
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        // Of many hours nobody counts the minutes.
        (hours, minutes) if hours >= 10 => format!("{} h", hours + u32::from(minutes >= 30)),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// A chapter: its name, a switch by which a narrow page unfolds it, its exercises, and behind them the lines between these.
fn one(number: usize, title: &str, chapter: &Chapter, column: &Column<'_>, on: &Routes) -> String {
    let (name, count) = (&chapter.name, chapter.exercises.len());
    let exercises: Vec<&Exercise> = chapter.exercises.iter().collect();
    let mut text = format!(
        "<div class=\"chapter\" data-chapter=\"{name}\">\n<p class=\"title\"><a href=\"{name}.html\">{number} {title}</a> \
         <small><span class=\"count\">{count} exercises</span>, {time}</small></p>\n\
         <input type=\"checkbox\" class=\"fold\" id=\"fold-{name}\"><label class=\"fold\" for=\"fold-{name}\">its exercises</label>\n",
        time = time(&exercises),
    );
    let height = ROW * count;
    let lines: Vec<String> = column
        .lines
        .iter()
        .map(|line| drawn(&path(line, column.lanes()), column.rows[line.from], column.rows[line.to], on))
        .collect();
    text += &format!(
        "<div class=\"rows\">\n<svg viewBox=\"0 0 100 {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
         style=\"height: {}rem\">{}</svg>\n<ol>\n",
        in_rem(height),
        lines.concat()
    );
    for exercise in &column.rows {
        text += &item(exercise, on);
    }
    text + "</ol>\n</div>\n</div>\n"
}

fn item(exercise: &Exercise, on: &Routes) -> String {
    let page = exercise.text.split('#').next().unwrap_or_default();
    format!(
        "<li data-id=\"{id}\" data-needs=\"{needs}\" data-routes=\"{routes}\"><a href=\"{page}#exercise-{name}\">\
         <span class=\"label\">{label}</span> <span class=\"full\">{title}</span> \
         <span class=\"about\">{year} · {minutes} min</span></a></li>\n",
        id = exercise.id(),
        needs = exercise.needs.join(" "),
        routes = routes(on, exercise),
        name = exercise.name,
        label = label(exercise),
        title = escaped(&exercise.title),
        year = exercise.year,
        minutes = exercise.minutes,
    )
}

fn routes(on: &Routes, exercise: &Exercise) -> String {
    on.get(&exercise.id()).map(|routes| routes.join(" ")).unwrap_or_default()
}

/// A line, and between which exercises it runs.
fn drawn(path: &str, from: &Exercise, to: &Exercise, on: &Routes) -> String {
    let (start, end) = (routes(on, from), routes(on, to));
    let both: Vec<&str> =
        end.split(' ').filter(|route| start.split(' ').any(|other| other == *route)).collect();
    format!(
        "<path data-from=\"{}\" data-to=\"{}\" data-routes=\"{}\" d=\"{path}\"/>",
        from.id(),
        to.id(),
        both.join(" ")
    )
}

/// The middle of a row's dot.
fn middle(row: usize) -> f64 {
    (ROW * row) as f64 + DOT.1
}

/// A line in its column, which has so many lanes: straight down, or round by its own.
fn path(line: &Line, lanes: usize) -> String {
    let (start, end) = (middle(line.from), middle(line.to));
    if line.lane == 0 {
        return format!("M{x:.1} {start:.1}V{end:.1}", x = DOT.0);
    }
    let apart = LANE.min((DOT.0 - OTHERS - 1.5 * LANE) / lanes as f64);
    let x = DOT.0 - LANE / 2.0 - apart * line.lane as f64;
    let (across, down) = CORNER;
    format!(
        "M{dot:.1} {start:.1}H{near:.1}Q{x:.1} {start:.1} {x:.1} {from:.1}V{to:.1}Q{x:.1} {end:.1} {near:.1} {end:.1}H{dot:.1}",
        dot = DOT.0,
        near = x + across,
        from = start + down,
        to = end - down,
    )
}

/// The lines from one chapter to another: between two rows to the left of the other chapter, and there to the exercise. Here are
/// the styles of the routes, too.
fn between_chapters(columns: &[Column<'_>], on: &Routes) -> String {
    let mut paths = String::new();
    for (to, column) in columns.iter().enumerate() {
        for (row, exercise) in column.rows.iter().enumerate() {
            for need in
                exercise.needs.iter().filter(|need| !need.starts_with(&format!("{}/", exercise.chapter)))
            {
                let place = |column: &Column<'_>| column.rows.iter().position(|known| known.id() == *need);
                let found = columns.iter().enumerate().find_map(|(at, column)| Some((at, place(column)?)));
                let Some((from, start)) = found else { continue };
                paths += &drawn(&across((from, start), (to, row)), columns[from].rows[start], exercise, on);
            }
        }
    }
    let height = ROW * columns.iter().map(|column| column.rows.len()).max().unwrap_or(0);
    format!(
        "<svg class=\"between\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
         style=\"height: {rem}rem\"><style>{styles}</style>{paths}</svg>\n",
        width = 100 * columns.len(),
        rem = in_rem(height),
        styles = styles(),
    )
}

/// A line from a column and row to another column and row.
fn across((from, start): (usize, usize), (to, end): (usize, usize)) -> String {
    let left = |column: usize| 100.0 * column as f64;
    let (dot, lane) = (left(from) + DOT.0, left(to) + OTHERS);
    let (start, level, end) = (middle(start), (ROW * start) as f64 + BETWEEN, middle(end));
    let (across, down) = CORNER;
    let turn = if end > level { down } else { -down };
    format!(
        "M{dot:.1} {start:.1}V{above:.1}Q{dot:.1} {level:.1} {after:.1} {level:.1}H{before:.1}Q{lane:.1} {level:.1} {lane:.1} {below:.1}\
         V{near:.1}Q{lane:.1} {end:.1} {beyond:.1} {end:.1}H{last:.1}",
        above = level - down,
        after = dot + across,
        before = lane - across,
        below = level + turn,
        near = end - turn,
        beyond = lane + across,
        last = left(to) + DOT.0,
    )
}

/// What is not on a route fades while it is chosen, and its lines show.
fn styles() -> String {
    let style = |name: &str| {
        format!(
            ".map:has(#route-{name}:checked) li:not([data-routes~={name}]){{opacity:.35}}\
             .map:has(#route-{name}:checked) path[data-routes~={name}]{{stroke:var(--accent);opacity:1}}"
        )
    };
    ROUTES.iter().map(|route| style(route.name)).collect()
}

/// Ten to a rem, as mdBook's pages are.
fn in_rem(height: usize) -> f64 {
    height as f64 / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exercise_is_a_link_to_its_box_and_every_need_a_line() {
        let course = Course::find().unwrap();
        let map = page(&course).unwrap();
        for exercise in course.exercises() {
            let id = exercise.id();
            let page = exercise.text.split('#').next().unwrap();
            assert_eq!(map.matches(&format!("<li data-id=\"{id}\"")).count(), 1, "{id}");
            assert!(map.contains(&format!("<a href=\"{page}#exercise-{}\">", exercise.name)), "{id}");
            for need in &exercise.needs {
                assert_eq!(map.matches(&format!("data-from=\"{need}\" data-to=\"{id}\"")).count(), 1, "{id}");
            }
        }
        assert!(!map.contains("\n\n"), "Markdown ends HTML at an empty line");
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let course = Course::find().unwrap();
        let mut exercise = course.exercises().next().unwrap().clone();
        for (minutes, said) in
            [(50, "50 min"), (120, "2 h"), (85, "1 h 25 min"), (600, "10 h"), (775, "13 h")]
        {
            exercise.minutes = minutes;
            assert_eq!(time(&[&exercise]), said);
        }
    }
}
