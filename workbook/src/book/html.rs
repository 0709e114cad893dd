//! A page as mdBook renders it: Markdown, with the special fences as HTML.

use std::fs;

use anyhow::{Context, Result};

use super::drawings::{Drawing, Drawings};
use super::figure::{self, Numbers};
use super::notebook::{Run, Shown};
use super::page::{Cell, Guess, Piece, place};
use super::{aside, boxes, map, math, printed, tried};
use crate::Course;

/// A page for mdBook, and how many of its cells have no output because they, or what they use, were not executed. Its figures
/// take the next numbers.
///
/// # Errors
/// If a formula is not understood, or an exercise does not exist.
pub fn page(
    course: &Course,
    pieces: &[Piece],
    runs: &[Run],
    figures: &mut Numbers,
) -> Result<(String, usize)> {
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
                None => text += &math::rendered(&aside::marked(markdown))?,
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
                let stop = if right.ends_with(['.', '!', '?']) { "" } else { "." };
                text += &math::rendered(&format!(
                    "<div class=\"right\">\n\n**The guess.** Right is: <span class=\"value\">{right}</span>{stop}\n\n</div>\n\n</div>"
                ))?;
            }
            Piece::Cell(cell) => {
                let run = runs.get(number).filter(|run| run.code == cell.code);
                let answers = answers(&drawn[number]);
                number += 1;
                missing += usize::from(run.is_none());
                text += &executed(cell, run, number, &answers, figures);
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

fn executed(cell: &Cell, run: Option<&Run>, number: usize, answers: &str, figures: &mut Numbers) -> String {
    let code = format!("```rust\n{}\n```", cell.code);
    if cell.setup {
        return format!(
            "<details class=\"cell setup\" id=\"cell-{number}\"><summary>Set-up of this page’s cells</summary>\n\n{code}\n\n</details>"
        );
    }
    let code = if cell.fold {
        format!("<details class=\"code\"><summary>Code</summary>\n\n{code}\n\n</details>")
    } else {
        code
    };
    let mut text = format!("<div class=\"cell\" id=\"cell-{number}\">\n\n{code}\n\n");
    match run {
        None => {
            text += "<p class=\"not-executed\">This cell was not executed for this copy of the book.</p>\n\n"
        }
        Some(run) => {
            text += "<div class=\"outputs\">\n\n";
            for shown in run.shown() {
                match shown {
                    Shown::Text(said) => text += &printed::html(&said),
                    Shown::Figure(svg) => text += &figure::html(&svg, answers, figures),
                }
            }
            text += "</div>\n\n";
        }
    }
    text + "</div>"
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
    fn everything_up_to_its_end_is_the_answer() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let course = Course::at(root.to_path_buf()).unwrap();
        let markdown = "Before.\n\n```guess\nHow many?\n- one\n+ two\n```\n\n```rust,cell\n2\n```\n\nSo two.\n\n```guess,end\n```\n\nLater.";
        let (html, _) =
            page(&course, &super::super::page::pieces(markdown).unwrap(), &[], &mut Numbers::default())
                .unwrap();
        let (before, rest) = html.split_once("<div class=\"answer\">").unwrap();
        let (answer, after) =
            rest.split_once("**The guess.** Right is: <span class=\"value\">two</span>.").unwrap();
        assert!(before.contains("How many?") && before.contains("<li data-right>\n\ntwo"), "{before}");
        assert!(answer.contains("cell-1") && answer.contains("So two."), "{answer}");
        assert!(after.trim_start().starts_with("</div>\n\n</div>") && after.contains("Later."), "{after}");
    }
}
