//! The sheets "At a glance": each exercise of the chapter once, and formulas as the chapter has them.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag};
use workbook::book::Page;
use workbook::book::page::Piece;

use crate::course;

/// What Markdown links to, and its formulas.
fn links_and_formulas(page: &Page) -> (Vec<String>, Vec<String>) {
    let options = Options::ENABLE_DEFINITION_LIST | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_MATH;
    let (mut links, mut formulas) = (Vec::new(), Vec::new());
    for piece in &page.pieces {
        let text = match piece {
            Piece::Text(text) => text.clone(),
            Piece::Guess(guess) => format!("{}\n\n{}", guess.question, guess.choices.join("\n\n")),
            _ => continue,
        };
        for event in Parser::new_ext(&text, options | Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
                Event::InlineMath(formula) | Event::DisplayMath(formula) => formulas.push(plain(&formula)),
                _ => {}
            }
        }
    }
    (links, formulas)
}

/// A formula without blanks, and without the mark that ends its sentence.
fn plain(formula: &str) -> String {
    let formula: String = formula.split_whitespace().collect();
    formula.trim_end_matches(['.', ',', ';']).to_owned()
}

#[test]
fn a_sheet_has_every_exercise_and_no_formula_of_its_own() {
    let course = course();
    let pages = workbook::book::pages(&course).unwrap();
    let mut sheets = 0;
    for chapter in &course.chapters {
        let name = format!("{}/sheet", chapter.name);
        let Some(sheet) = pages.iter().find(|page| page.name() == name) else { continue };
        sheets += 1;
        let (mut links, formulas) = links_and_formulas(sheet);
        // `moe.html#load` is `../moe.md#load` from there, and `moe/bias.html#hash` is `bias.md#hash`.
        let from_there = |text: &str| {
            let text = text.replace(".html#", ".md#");
            let below = text.strip_prefix(&format!("{}/", chapter.name)).map(str::to_owned);
            below.unwrap_or_else(|| format!("../{text}"))
        };
        let mut expected: Vec<String> =
            chapter.exercises.iter().map(|exercise| from_there(&exercise.text)).collect();
        links.sort();
        expected.sort();
        assert_eq!(links, expected, "{name}: one link to each exercise's section, and no other");
        let told = pages.iter().filter(|page| page.chapter() == chapter.name && page.name() != name);
        let known: BTreeSet<String> = told.flat_map(|page| links_and_formulas(page).1).collect();
        for formula in formulas.iter().filter(|formula| formula.contains('=')) {
            assert!(known.contains(formula), "{name}: no page of the chapter has {formula}");
        }
    }
    assert!(sheets > 0, "no chapter has a sheet");
}
