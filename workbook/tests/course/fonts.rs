//! The font for formulas is a part of a larger one: it has to have what the book's formulas need.

use std::fs;
use std::ops::RangeInclusive;

use workbook::book::math;
use workbook::book::page::Piece;

use super::course;

/// The characters that a font is loaded for, as its styles say.
fn ranges(styles: &str, family: &str) -> Vec<RangeInclusive<u32>> {
    let of = |face: &&str| face.contains(&format!("font-family: \"{family}\""));
    let face = styles.split("@font-face").find(of).unwrap_or_else(|| panic!("no font {family}"));
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
