//! Where the numbers of a page come from: what its cells gave, its code, or `book/numbers.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::numbers::{In, Number, numbers};
use super::page::{GAP, Item, Surveyed};
use crate::book::notebook::Shown;

/// Whole numbers up to this are free.
const FREE: f64 = 12.0;
/// What stands before a number that only numbers something.
const NUMBERED: [&str; 24] = [
    "section",
    "sections",
    "table",
    "tables",
    "algorithm",
    "algorithms",
    "equation",
    "equations",
    "eq.",
    "figure",
    "figures",
    "fig.",
    "appendix",
    "chapter",
    "chapters",
    "footnote",
    "footnotes",
    "issue",
    "issues",
    "version",
    "versions",
    "theorem",
    "lemma",
    "§",
];

/// `book/numbers.toml`.
#[derive(Default, Deserialize)]
pub(super) struct Numbers {
    /// Names with numbers in them.
    #[serde(default)]
    pub(super) names: Vec<String>,
    /// For each page its numbers with their sources.
    #[serde(flatten)]
    pub(super) pages: BTreeMap<String, BTreeMap<String, String>>,
}

pub(super) fn number_faults(
    page: &Surveyed,
    sources: &BTreeMap<String, String>,
    names: &[String],
    names_used: &mut BTreeSet<String>,
) -> Vec<String> {
    let mut computed = BTreeSet::new();
    let mut take = |text: &str| {
        for number in numbers(text, In::Code) {
            computed.insert(number.value.to_bits());
            // An array without blanks: its items are numbers too.
            for part in number.digits.split(',') {
                computed.extend(numbers(part, In::Code).iter().map(|number| number.value.to_bits()));
            }
        }
    };
    for item in &page.items {
        match item {
            Item::Code(code) => take(code),
            Item::Cell(code, shown) => {
                take(code);
                for shown in shown.iter().flatten() {
                    match shown {
                        Shown::Text(text) => take(text),
                        Shown::Figure(svg) => labels(svg).for_each(&mut take),
                    }
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for item in &page.items {
        let Item::Prose(text) = item else { continue };
        let mut text = text.clone();
        for name in names.iter().filter(|name| text.contains(name.as_str())).cloned().collect::<Vec<_>>() {
            text = text.replace(&name, &GAP.to_string());
            names_used.insert(name);
        }
        // Where the last number ended that only numbers something.
        let mut list = None;
        for number in numbers(&text, In::Prose) {
            if is_numbering(&text, &number, list) {
                list = Some(number.at.end);
                continue;
            }
            if is_free(&text, &number) || computed.contains(&number.value.to_bits()) {
                continue;
            }
            let known =
                [&number.written, &number.digits].into_iter().find(|written| sources.contains_key(*written));
            match known {
                Some(written) => drop(used.insert(written.clone())),
                None => found.push(format!(
                    "{}: no cell gives {} in \"{}\"",
                    page.name,
                    number.written,
                    context(&text, &number.at)
                )),
            }
        }
    }
    for (written, source) in sources {
        if !used.contains(written) {
            found.push(format!("book/numbers.toml: {}: {written:?} is not needed there", page.name));
        } else if source.trim().is_empty() {
            found.push(format!("book/numbers.toml: {}: {written:?} has no source", page.name));
        }
    }
    found
}

/// What a figure says: its labels, title and description.
fn labels(svg: &str) -> impl Iterator<Item = &str> {
    svg.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text))
}

fn is_numbering(text: &str, number: &Number, list: Option<usize>) -> bool {
    if number.dotted {
        return true;
    }
    let before = text[..number.at.start].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    // A paragraph that begins with its number: 15. What does …
    if before.is_empty() && text[number.at.end..].starts_with(". ") {
        return true;
    }
    let word = before.rsplit([' ', '\u{a0}', '\u{202f}', '(', GAP]).next().unwrap_or_default().to_lowercase();
    if NUMBERED.contains(&word.as_str()) {
        return true;
    }
    // Sections 3.1 and 3.2.
    list.is_some_and(|end| {
        let between: Vec<&str> =
            text[end..number.at.start].split([' ', '\u{a0}']).filter(|word| !word.is_empty()).collect();
        between.iter().all(|word| [",", "and", "to", "or", "–", "-"].contains(word)) && !between.is_empty()
    })
}

/// Whether a number needs no source.
fn is_free(text: &str, number: &Number) -> bool {
    let digits = number.digits.as_str();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let small = plain && number.value <= FREE && number.written == digits;
    let year =
        plain && digits.len() == 4 && (1900.0..=2035.0).contains(&number.value) && number.written == digits;
    let arxiv =
        digits.split_once('.').is_some_and(|(month, paper)| month.len() == 4 && matches!(paper.len(), 4 | 5));
    let bits = plain && text[number.at.end..].starts_with("-bit");
    // An ordinal, a dimension: 2D, 3rd.
    let suffixed = number.value <= FREE
        && plain
        && matches!(number.written.strip_prefix(digits), Some("D" | "st" | "nd" | "rd" | "th" | "x"));
    small || year || arxiv || bits || suffixed
}

/// Some words on both sides of a place.
fn context(text: &str, at: &std::ops::Range<usize>) -> String {
    let before: Vec<&str> = text[..at.start].split_whitespace().collect();
    let after: Vec<&str> = text[at.end..].split_whitespace().collect();
    let words = before[before.len().saturating_sub(5)..].join(" ");
    let gap = |joined: bool| if joined { "" } else { " " };
    let glued = |edge: Option<char>| edge.is_some_and(|c| !c.is_whitespace());
    format!(
        "{words}{}{}{}{}",
        gap(glued(text[..at.start].chars().next_back()) || words.is_empty()),
        &text[at.clone()],
        gap(glued(text[at.end..].chars().next())),
        after[..after.len().min(4)].join(" ")
    )
    .replace(GAP, "…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::survey::sample::page;

    /// What is wrong with the numbers of a text whose page has a cell.
    fn strangers(prose: &str) -> Vec<String> {
        let page = page(&format!("# Sail\n\n{prose}\n\nCELL\n"), CODE, PRINTED, true);
        let found = number_faults(&page, &BTreeMap::new(), &["Sloop 3.5".to_owned()], &mut BTreeSet::new());
        found
            .iter()
            .map(|fault| {
                fault.split("no cell gives ").nth(1).unwrap().split(" in ").next().unwrap().to_owned()
            })
            .collect()
    }

    const CODE: &str = "let (width, eps) = (4_096_u64, 1e-6_f32); ship(0.25, width, 64)";
    const PRINTED: &str = "speed 9.660, mast 1024, [17,250], -0.5, 2.5e-7";

    #[test]
    fn numbers_that_a_cell_gives_are_covered_however_they_are_written() {
        for prose in [
            "At 9.66 and at 9.660.",
            "1,024 and 1024 and 1\u{202f}024 and $1{,}024$",
            "4,096, 64, 0.25",
            "17, 250",
            "−0.5 and 0.50",
            "$10^{-6}$, 10⁻⁶, 1e-6, $2.5 \\times 10^{-7}$, 2.5 × 10⁻⁷",
            "$2^{12}$ is 2¹²",
            "33.5 knots; 44 on the label",
        ] {
            assert_eq!(strangers(prose), [""; 0], "{prose}");
        }
    }

    #[test]
    fn numbers_that_nothing_gives_are_found() {
        for (prose, expected) in [
            ("At 9.67.", vec!["9.67"]),
            ("9.6 and 0.966", vec!["9.6", "0.966"]),
            ("1,025 or 13 or 4,19", vec!["1,025", "13", "19"]),
            ("A 70B model with 128k tokens", vec!["70B", "128k"]),
            ("$65{,}536$ and $\\frac{1}{48}$ and $300\\,\\mathrm{KiB}$", vec!["65,536", "48", "300"]),
            ("$2^{20}$, 10⁻⁵, 3 × 10⁹", vec!["2²⁰", "10⁻⁵", "3 × 10⁹"]),
            ("the drawing's own 555 and 777", vec!["555", "777"]),
            (
                "## Of 14 {#h}\n\n| a | 15 |\n|---|---|\n| 16 | b |\n\n- 18\n\n> 19",
                vec!["14", "15", "16", "18", "19"],
            ),
            ("[the 21 ships](http://example.org/22)", vec!["21"]),
            ("```guess\nIs it 23?\n- 24\n+ 25\n```\n\n```guess,end\n```", vec!["23"]),
            ("```guess\nHow many?\n= 24\n```\n\n```guess,end\n```", vec!["24"]),
            ("```text\n26\n```", vec!["26"]),
            ("the year 2048 and 1024.5", vec!["2048", "1024.5"]),
            ("Sloop 3.4", vec!["3.4"]),
        ] {
            assert_eq!(strangers(prose), expected, "{prose}");
        }
    }

    #[test]
    fn numbers_that_need_no_cell_are_free() {
        for prose in [
            "0 to 12, 2D, the 3rd; 1/2",
            "GPT-3.5, f32, Llama-65, T5, H100, x86_64",
            "a 32-bit float",
            "in 1998, 2017 and 2026",
            "arXiv 1706.03762, section 3.2.1 and version 2.7.4",
            "sections 13.1 and 14, table 15, Algorithm 16, issue 353, §17.2, version 2.15",
            "`13` and $13 d$ and $e^{13}$ and $x_{14}$",
            "<p class=\"box-13\" style=\"width: 14px\">words</p>",
            "<a href=\"https://example.org/13\">words</a> [words](https://example.org/14) <https://example.org/15>",
            "```sh\nsleep 100\n```",
            "Sloop 3.5 sails",
            "**15.** A paragraph with a number of its own",
        ] {
            assert_eq!(strangers(prose), [""; 0], "{prose}");
        }
    }

    #[test]
    fn code_on_the_page_covers_its_numbers() {
        assert_eq!(strangers("```rust\nconst LENGTH: usize = 321;\n```\n\n321 and 322"), ["322"]);
    }
}
