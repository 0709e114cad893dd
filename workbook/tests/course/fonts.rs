//! Fonts are parts of larger ones: they have to have what the book shows.

use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;

use workbook::book::math;
use workbook::book::page::Piece;

use super::course;

/// The characters that the fonts of a family are loaded for, as their styles say.
fn ranges(styles: &str, family: &str) -> Vec<RangeInclusive<u32>> {
    let of = |face: &&str| face.contains(&format!("font-family: \"{family}\""));
    let found: Vec<_> = styles.split("@font-face").filter(of).flat_map(of_face).collect();
    assert!(!found.is_empty(), "no font {family}");
    found
}

/// The characters that one font is loaded for.
fn of_face(face: &str) -> Vec<RangeInclusive<u32>> {
    let list = face.split_once("unicode-range:").unwrap().1.split(';').next().unwrap();
    let number = |text: &str| u32::from_str_radix(text, 16).unwrap();
    let range = |part: &str| {
        let part = part.trim().strip_prefix("U+").unwrap();
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        number(first)..=number(last)
    };
    list.split(',').map(range).collect()
}

/// What the formulas of a text show.
fn shown(html: &str) -> String {
    let formulas = html.split("<math").skip(1).filter_map(|part| part.split_once("</math>"));
    let mut text = String::new();
    for (formula, _) in formulas {
        let parts = formula.split('<').skip(1);
        let visible =
            parts.filter(|part| !part.starts_with("annotation")).filter_map(|part| part.split_once('>'));
        text.extend(visible.map(|(_, words)| words));
    }
    text
}

#[test]
fn the_font_for_formulas_has_every_character_that_formulas_show() {
    let course = course();
    let styles = fs::read_to_string(course.root.join("book/theme/fonts/fonts.css")).unwrap();
    let ranges = ranges(&styles, "STIX Two Math");
    let mut seen = 0;
    for page in workbook::book::pages(&course).unwrap() {
        let texts = page.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(markdown) => Some(markdown),
            _ => None,
        });
        for text in texts {
            for character in shown(&math::rendered(text).unwrap()).chars().filter(|c| !c.is_whitespace()) {
                seen += 1;
                assert!(
                    ranges.iter().any(|range| range.contains(&(character as u32))),
                    "{}: {character} (U+{:04X}) is not in the font: book/theme/fonts/fonts.css says how to make it",
                    page.name(),
                    character as u32
                );
            }
        }
    }
    assert!(seen > 10_000, "{seen} characters in formulas");
}

/// What no font of the book has in its full form either: a browser takes it from another one.
const ELSEWHERE: &str = "Āᵀᵗᵢᵥᾱₖₗₙₛₜ■●✗❱ⱼ";

/// All texts in a value.
fn texts(value: &serde_json::Value, found: &mut String) {
    match value {
        serde_json::Value::String(text) => found.push_str(text),
        serde_json::Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        serde_json::Value::Object(values) => values.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn some_font_has_every_character_of_the_pages_and_of_what_their_cells_gave() {
    let course = course();
    let styles = fs::read_to_string(course.root.join("book/theme/fonts/fonts.css")).unwrap();
    let all: Vec<_> = ["STIX Two Text", "STIX Two Math", "Source Sans 3", "Source Code Pro"]
        .map(|family| ranges(&styles, family))
        .concat();
    let mut seen: BTreeMap<char, String> = BTreeMap::new();
    for page in workbook::book::pages(&course).unwrap() {
        let mut shown = fs::read_to_string(course.root.join("book/src").join(&page.source)).unwrap();
        if let Ok(notebook) = fs::read_to_string(page.notebook(&course)) {
            texts(&serde_json::from_str(&notebook).unwrap(), &mut shown);
        }
        for character in shown.chars().filter(|c| !c.is_whitespace()) {
            seen.entry(character).or_insert_with(|| page.name());
        }
    }
    assert!(seen.len() > 150, "{} characters", seen.len());
    for (character, page) in seen {
        assert!(
            ELSEWHERE.contains(character) || all.iter().any(|range| range.contains(&(character as u32))),
            "{page}: {character} (U+{:04X}) is in no font: book/theme/fonts/fonts.css says how to make them",
            character as u32
        );
    }
}
