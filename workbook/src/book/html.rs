//! A page as mdBook renders it: Markdown, with the special fences as HTML.

use std::fs;

use anyhow::{Context, Result};

use super::drawings::{Drawing, Drawings};
use super::notebook::{Run, Shown};
use super::page::{Cell, Guess, Piece, place};
use super::{boxes, map, math, play, tried};
use crate::Course;

/// A page for mdBook, and how many of its cells have no output because they, or what they use, were not executed.
///
/// # Errors
/// If a formula is not understood, or an exercise does not exist.
pub fn page(course: &Course, pieces: &[Piece], runs: &[Run]) -> Result<(String, usize)> {
    let mut text = String::new();
    let (mut number, mut missing, mut guesses) = (0, 0, 0);
    let (mut right, mut styled) = ("", false);
    let drawings = Drawings::of(course)?;
    let drawn = drawings.drawn(pieces);
    for piece in pieces {
        match piece {
            Piece::Text(markdown) => match place(markdown) {
                Some(name) => {
                    // Here, and not in all pages: only the first page has such places.
                    if !std::mem::replace(&mut styled, true) {
                        text += &format!("<style>\n{}</style>\n\n", theme(course, "first.css")?);
                    }
                    text += &match name {
                        "map" => map::page(course)? + &script(&theme(course, "map.js")?),
                        "saved" => tried::saved(course)?,
                        _ => tried::versions(course)?,
                    };
                }
                None => text += &math::rendered(markdown)?,
            },
            Piece::Exercise(id) => text += &math::rendered(&boxes::page(course, id)?)?,
            Piece::Guess(guess) => {
                guesses += 1;
                right = &guess.right;
                text += &math::rendered(&question(guess, guesses))?;
                text += "\n\n<div class=\"answer\">";
            }
            // For paper, and where no script says it in the question's box.
            Piece::GuessEnd => {
                text += &math::rendered(&format!(
                    "<div class=\"right\">\n\n**The guess.** Right is: <span class=\"value\">{right}</span>.\n\n</div>\n\n</div>"
                ))?;
            }
            Piece::Cell(cell) => {
                let run = runs.get(number).filter(|run| run.code == cell.code);
                let answers = answers(&drawn[number]);
                number += 1;
                missing += usize::from(run.is_none());
                text += &executed(cell, run, number, &answers);
            }
        }
        text += "\n\n";
    }
    Ok((text, missing))
}

/// The exercises whose answers change what a cell draws.
fn answers(drawn: &[&Drawing]) -> String {
    let answers: Vec<&str> = drawn.iter().flat_map(|drawing| &drawing.answers).map(String::as_str).collect();
    answers.join(" ")
}

fn executed(cell: &Cell, run: Option<&Run>, number: usize, answers: &str) -> String {
    let code = format!("```rust\n{}\n```", cell.code);
    if cell.setup {
        return format!(
            "<details class=\"cell setup\" id=\"cell-{number}\"><summary>Set-up of this page's cells</summary>\n\n{code}\n\n</details>"
        );
    }
    let mut text = format!("<div class=\"cell\" id=\"cell-{number}\">\n\n{code}\n\n");
    match run {
        None => {
            text += "<p class=\"not-executed\">This cell was not executed for this copy of the book.</p>\n\n"
        }
        Some(run) => {
            text += "<div class=\"outputs\">\n\n";
            for shown in run.shown() {
                match shown {
                    Shown::Text(printed) => text += &format!("```text\n{}\n```\n\n", printed.trim_end()),
                    Shown::Figure(svg) => text += &figure(&svg, answers),
                }
            }
            text += "</div>\n\n";
        }
    }
    text + "</div>"
}

/// A figure in the page, where the page's colours apply to it. Markdown ends HTML at an empty line, so there is none.
fn figure(svg: &str, answers: &str) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    let drawn: Vec<&str> = svg[start..].lines().filter(|line| !line.trim().is_empty()).collect();
    let drawn = drawn.join("\n");
    let caption =
        between(svg, "<title", "</title>").and_then(|title| title.split_once('>')).map_or("", |t| t.1);
    // Which answers change it, for the page that the workbook serves.
    let drawn_with = if answers.is_empty() { String::new() } else { format!(" data-answers=\"{answers}\"") };
    let frames = frames(&drawn);
    if drawn.contains("data-play=\"") {
        let module =
            if play::installed() { format!(" data-module=\"{}\"", play::FILE) } else { String::new() };
        return format!(
            "<figure class=\"play\"{module}>\n{drawn}\n<figcaption>{caption}</figcaption>\n</figure>\n\n"
        );
    }
    if frames.is_empty() {
        return format!("<figure{drawn_with}>\n{drawn}\n<figcaption>{caption}</figcaption>\n</figure>\n\n");
    }
    // All of them, one below the other: `steps.js` shows them one at a time.
    let count = frames.len();
    let mut text = format!("<figure class=\"steps\"{drawn_with}>\n<ol class=\"frames\">\n");
    for (at, (caption, svg)) in frames.iter().enumerate() {
        let number = format!("<span class=\"number\">{} of {count}.</span>", at + 1);
        text += &format!("<li>\n<p>{number} <span class=\"said\">{caption}</span></p>\n{svg}\n</li>\n");
    }
    text + &format!("</ol>\n<figcaption>{caption}</figcaption>\n</figure>\n\n")
}

/// The frames of a step-through, each with its caption: in its SVG they are elements of the class `frame`. None in another figure.
fn frames(svg: &str) -> Vec<(&str, String)> {
    svg.split("<svg class=\"frame\"").skip(1).filter_map(frame).collect()
}

/// The caption of a frame, and the frame without it and without its place: a page has both elsewhere.
fn frame(part: &str) -> Option<(&str, String)> {
    let (caption, rest) = part.split_once("data-caption=\"")?.1.split_once("\" ")?;
    Some((caption, format!("<svg {}</svg>", rest.split_once("</svg>")?.0)))
}

fn theme(course: &Course, name: &str) -> Result<String> {
    let path = course.root.join("book/theme").join(name);
    fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
}

fn script(text: &str) -> String {
    format!("\n\n<script>\n{text}</script>\n")
}

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.find(start)? + start.len();
    Some(&text[from..from + text[from..].find(end)?])
}

fn question(guess: &Guess, number: usize) -> String {
    let mut text = format!(
        "<div class=\"guess\" data-guess=\"{number}\" role=\"group\" aria-label=\"Predict, then look\">\n\n**Predict, then look.** {}\n\n",
        guess.question
    );
    if guess.choices.is_empty() {
        text += "<p class=\"offers\"><input type=\"text\" inputmode=\"decimal\" size=\"8\" aria-label=\"Your guess\"></p>\n\n";
    } else {
        text += "<ul class=\"offers\">\n\n";
        for choice in &guess.choices {
            let right = if *choice == guess.right { " data-right" } else { "" };
            text += &format!("<li{right}>\n\n{choice}\n\n</li>\n");
        }
        text += "</ul>\n\n";
    }
    text + "</div>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_through_is_a_list_of_its_frames() {
        let frame = |number: u8| {
            format!(
                "<svg class=\"frame\" y=\"{number}0\" data-caption=\"It &quot;does&quot; {number}.\" xmlns=\"x\" role=\"img\">\n\
                 <title>{number}</title>\n<desc>Words.</desc>\n</svg>\n"
            )
        };
        let svg = format!(
            "<svg role=\"img\">\n<title>Whole</title>\n<text>1 of 2.</text>\n{}{}</svg>",
            frame(1),
            frame(2)
        );
        let html = figure(&svg, "stream");
        assert!(
            html.starts_with("<figure class=\"steps\" data-answers=\"stream\">\n<ol class=\"frames\">\n<li>"),
            "{html}"
        );
        assert!(html.contains("<span class=\"said\">It &quot;does&quot; 2.</span></p>\n<svg xmlns=\"x\" role=\"img\">\n<title>2</title>"));
        assert!(html.ends_with("</ol>\n<figcaption>Whole</figcaption>\n</figure>\n\n"), "{html}");
        assert_eq!((html.matches("<svg").count(), html.matches("</svg>").count()), (2, 2), "{html}");
        assert!(!figure("<svg><title>One</title></svg>", "").contains("<ol"));
    }

    #[test]
    fn a_figure_to_play_with_says_so() {
        let html = figure("<svg data-play=\"a/b\" data-parameters=\"[]\">\n<title>One</title>\n</svg>", "");
        assert!(html.starts_with("<figure class=\"play\""), "{html}");
        // Without what draws it, there is nothing to play with.
        assert_eq!(html.contains("data-module=\"play/module.js\""), play::installed(), "{html}");
        assert!(html.contains("<figcaption>One</figcaption>"), "{html}");
    }

    #[test]
    fn everything_up_to_its_end_is_the_answer() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let course = Course::at(root.to_path_buf()).unwrap();
        let markdown = "Before.\n\n```guess\nHow many?\n- one\n+ two\n```\n\n```rust,cell\n2\n```\n\nSo two.\n\n```guess,end\n```\n\nLater.";
        let (html, _) = page(&course, &super::super::page::pieces(markdown).unwrap(), &[]).unwrap();
        let (before, rest) = html.split_once("<div class=\"answer\">").unwrap();
        let (answer, after) =
            rest.split_once("**The guess.** Right is: <span class=\"value\">two</span>.").unwrap();
        assert!(before.contains("How many?") && before.contains("<li data-right>\n\ntwo"), "{before}");
        assert!(answer.contains("cell-1") && answer.contains("So two."), "{answer}");
        assert!(after.trim_start().starts_with("</div>\n\n</div>") && after.contains("Later."), "{after}");
    }
}
