//! What is on the pages, and what must not be: an exercise without text, a figure that nothing refers to, a number that
//! nothing computes.
//!
//! The rules of `cargo run -- pages --check`:
//!
//! * **Exercises.** Each has its box on the page that its text is on, behind the heading with its anchor, and between the two
//!   stand at least 150 words of prose.
//! * **Figures.** Between the figure before it and the one after it, in its section (from one heading of the first or second
//!   level to the next), the prose has one of the words in [`REFERS`]: *figure*, *plot*, *panel*, *line*, *shows*, *below*, ….
//! * **Numbers.** A numeral in the prose is
//!   - a whole number up to 12, or
//!   - in what a cell of the page gave (its text, a figure's labels or its text alternative), or in the code of the page's
//!     cells or of a `rust` fence, as the same value: `1,024` is `1024`, `9.70` is `9.7`, and signs do not count, or
//!   - in a formula with letters; a formula that is only a number is prose, or
//!   - an arXiv id, a year from 1900 to 2035, the number of a section, table, algorithm, equation, figure, appendix, chapter,
//!     footnote, issue or version, a name such as GPT-3 or f32, the 32 of a 32-bit float, or
//!   - in inline code, the target of a link or HTML, or one of a guess's choices, which may be wrong, or
//!   - in `book/numbers.toml`, in the page's table, as `"number as written" = "source"`. Phrases such as `Llama 3.1` are
//!     listed under `names`, once for all pages.
//!
//!   What is in `numbers.toml` and is not needed there is a fault too. Numbers in words are free.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail};
use judge::Meta;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};
use serde::Deserialize;

use crate::Course;
use crate::book::notebook::{Run, Shown};
use crate::book::page::{self, Piece};
use crate::book::{Page, pages};

/// The least prose between the heading of an exercise and its box, in words.
const LEAST: usize = 150;
/// Whole numbers up to this are free.
const FREE: f64 = 12.0;
/// How fast one reads, in words a minute.
const PACE: usize = 200;
/// Words by which a sentence refers to a figure.
pub const REFERS: [&str; 18] = [
    "figure", "figures", "plot", "plots", "panel", "panels", "map", "maps", "line", "lines", "curve",
    "curves", "bar", "bars", "diagram", "below", "show", "shows",
];
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

/// A part of a page, in its order.
#[derive(Debug, PartialEq)]
enum Item {
    /// A heading: its level and its anchor.
    Heading(usize, Option<String>),
    /// A block of prose, without inline code and formulas, in whose place is [`GAP`].
    Prose(String),
    /// A question's choice: prose that may be wrong.
    Choice(String),
    /// Code that is shown.
    Code(String),
    /// A cell: its code, what it gave as text, its figures; nothing if it was not executed.
    Cell(String, Option<Vec<Shown>>),
    /// The box of an exercise.
    Exercise(String),
}

/// Stands for inline code or a formula.
const GAP: char = '\u{fffc}';

/// A page with what its cells gave.
struct Surveyed {
    name: String,
    items: Vec<Item>,
}

/// `book/numbers.toml`.
#[derive(Default, Deserialize)]
struct Numbers {
    /// Names with numbers in them.
    #[serde(default)]
    names: Vec<String>,
    /// For each page its numbers with their sources.
    #[serde(flatten)]
    pages: BTreeMap<String, BTreeMap<String, String>>,
}

/// Prints what is on each page, and with `check` fails if something is wrong.
///
/// # Errors
/// If the book or `book/numbers.toml` cannot be read, or with `check` something is wrong.
pub fn print(course: &Course, check: bool) -> Result<()> {
    let mut surveyed = Vec::new();
    for page in pages(course)? {
        surveyed.push(survey(&page, &page.runs(course)?));
    }
    let metas: Vec<&Meta> = course.exercises().map(|exercise| &exercise.meta).collect();
    print!("{}", table(&surveyed, &metas));
    if !check {
        return Ok(());
    }
    let path = course.root.join("book/numbers.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let numbers: Numbers = toml::from_str(&text).context("book/numbers.toml")?;
    let faults = faults(&surveyed, &metas, &numbers);
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{} faults on the pages:\n{}", faults.len(), faults.join("\n"))
}

/// A line for each page, and one for all.
fn table(surveyed: &[Surveyed], metas: &[&Meta]) -> String {
    let mut text = format!(
        "{:24} {:>6} {:>6} {:>8} {:>10} {:>8} {:>10}\n",
        "page", "words", "cells", "figures", "exercises", "reading", "exercises"
    );
    let mut sums = [0; 6];
    let mut line = |name: &str, counts: [usize; 6]| {
        let [words, cells, figures, exercises, reading, minutes] = counts;
        let _ = writeln!(
            text,
            "{name:24} {words:6} {cells:6} {figures:8} {exercises:10} {reading:4} min {minutes:6} min"
        );
    };
    for page in surveyed {
        let boxes: Vec<&str> = page.boxes().collect();
        let minutes =
            metas.iter().filter(|meta| boxes.contains(&meta.id().as_str())).map(|meta| meta.minutes);
        let counts = [
            page.words(),
            page.count(|item| matches!(item, Item::Cell(..))),
            page.items.iter().map(Item::figures).sum(),
            boxes.len(),
            page.words().div_ceil(PACE),
            minutes.sum::<u32>() as usize,
        ];
        line(&page.name, counts);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    line("all", sums);
    text
}

impl Item {
    fn figures(&self) -> usize {
        let Item::Cell(_, Some(shown)) = self else { return 0 };
        shown.iter().filter(|shown| matches!(shown, Shown::Figure(_))).count()
    }

    fn words(&self) -> usize {
        let (Item::Prose(text) | Item::Choice(text)) = self else { return 0 };
        text.split_whitespace()
            .filter(|word| word.contains(|c: char| c.is_alphanumeric() || c == GAP))
            .count()
    }
}

impl Surveyed {
    fn count(&self, is: impl Fn(&Item) -> bool) -> usize {
        self.items.iter().filter(|item| is(item)).count()
    }

    fn words(&self) -> usize {
        self.items.iter().map(Item::words).sum()
    }

    fn boxes(&self) -> impl Iterator<Item = &str> {
        self.items
            .iter()
            .filter_map(|item| if let Item::Exercise(id) = item { Some(id.as_str()) } else { None })
    }
}

/// Reads a page into its parts.
fn survey(page: &Page, runs: &[Run]) -> Surveyed {
    let mut items = Vec::new();
    let mut number = 0;
    for piece in &page.pieces {
        match piece {
            Piece::Text(markdown) => read(markdown, &mut items),
            Piece::Guess(guess) => {
                read(&guess.question, &mut items);
                for choice in &guess.choices {
                    let mut inside = Vec::new();
                    read(choice, &mut inside);
                    items.extend(inside.into_iter().map(|item| match item {
                        Item::Prose(text) => Item::Choice(text),
                        other => other,
                    }));
                }
            }
            Piece::Exercise(id) => items.push(Item::Exercise(id.clone())),
            Piece::Cell(cell) => {
                let run = runs.get(number).filter(|run| run.code == cell.code);
                number += 1;
                items.push(Item::Cell(cell.code.clone(), run.map(Run::shown)));
            }
        }
    }
    Surveyed { name: page.name(), items }
}

/// Reads Markdown into blocks.
fn read(markdown: &str, items: &mut Vec<Item>) {
    let mut block = String::new();
    // The kind of the fence that is open, and whether words are an address.
    let mut fence: Option<String> = None;
    let mut address = false;
    let end = |block: &mut String, items: &mut Vec<Item>| {
        if !block.trim().is_empty() {
            items.push(Item::Prose(std::mem::take(block)));
        }
        block.clear();
    };
    for event in Parser::new_ext(markdown, page::options()) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                end(&mut block, items);
                items.push(Item::Heading(level as usize, id.map(|id| id.to_string())));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                end(&mut block, items);
                fence = Some(if let CodeBlockKind::Fenced(info) = kind {
                    info.to_string()
                } else {
                    String::new()
                });
            }
            Event::End(TagEnd::CodeBlock) => {
                let text = std::mem::take(&mut block);
                match fence.take().unwrap_or_default().split([',', ' ']).next() {
                    Some("rust") => items.push(Item::Code(text)),
                    Some("sh") => {}
                    // What is printed by hand is prose as far as its numbers go.
                    _ => items.push(Item::Prose(text)),
                }
            }
            Event::Start(Tag::Link { link_type, .. }) => {
                address = matches!(link_type, LinkType::Autolink | LinkType::Email);
            }
            Event::End(TagEnd::Link) => address = false,
            Event::Start(
                Tag::Paragraph
                | Tag::Item
                | Tag::TableCell
                | Tag::List(_)
                | Tag::BlockQuote(_)
                | Tag::FootnoteDefinition(_),
            )
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::List(_)
                | TagEnd::BlockQuote(_)
                | TagEnd::FootnoteDefinition,
            ) => end(&mut block, items),
            Event::Text(_) if address => block.push(GAP),
            Event::Text(text) => block += &text,
            Event::Code(_) => block.push(GAP),
            Event::InlineMath(formula) | Event::DisplayMath(formula) => match bare_number(&formula) {
                Some(number) => block += &number,
                None => block.push(GAP),
            },
            Event::SoftBreak | Event::HardBreak => block.push(' '),
            _ => {}
        }
    }
    end(&mut block, items);
}

/// A formula without letters as plain text, such as `10⁻³` or `1,024 × 64`; nothing if it has a letter.
fn bare_number(formula: &str) -> Option<String> {
    const SIGNS: [(&str, &str); 9] = [
        ("{,}", ","),
        ("\\,", "\u{2009}"),
        ("\\times", "×"),
        ("\\cdot", "×"),
        ("\\approx", "≈"),
        ("\\tfrac", " "),
        ("\\frac", " "),
        ("\\sqrt", " "),
        ("\\%", "%"),
    ];
    let mut text = formula.to_owned();
    // Units are words.
    for unit in ["\\text{", "\\mathrm{", "\\textrm{"] {
        while let Some(start) = text.find(unit) {
            let length = text[start..].find('}').map_or(text.len() - start, |end| end + 1);
            text.replace_range(start..start + length, " ");
        }
    }
    for (tex, sign) in SIGNS {
        text = text.replace(tex, sign);
    }
    if text.contains(|c: char| c.is_alphabetic() || c == '\\') {
        return None;
    }
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('^') {
        plain += &rest[..at];
        rest = &rest[at + 1..];
        let (power, after) = match rest.strip_prefix('{') {
            Some(inside) => inside.split_once('}').unwrap_or((inside, "")),
            None => rest.split_at(rest.chars().next().map_or(0, char::len_utf8)),
        };
        plain.extend(power.chars().map(|c| superscript(c).unwrap_or(c)));
        rest = after;
    }
    Some((plain + rest).replace(['{', '}'], " "))
}

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

fn superscript(c: char) -> Option<char> {
    match c {
        '-' | '−' => Some('⁻'),
        _ => c.to_digit(10).map(|digit| SUPERSCRIPTS[digit as usize]),
    }
}

/// A numeral.
#[derive(Clone, Debug, PartialEq)]
struct Number {
    /// As it is written, with letters that follow at once: `1,024`, `70B`.
    written: String,
    /// The same without these letters.
    digits: String,
    /// Without its sign.
    value: f64,
    /// Where it is, in bytes.
    at: std::ops::Range<usize>,
    /// It has more than one point, as versions and sections do.
    dotted: bool,
}

/// Where numerals are looked for.
#[derive(Clone, Copy, PartialEq)]
enum In {
    Prose,
    /// Code, or what it printed.
    Code,
}

/// The numerals of a text. Digits that belong to a name, such as f32 or GPT-3, are none.
fn numbers(text: &str, place: In) -> Vec<Number> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map_or('\0', |c| c.1);
    let offset = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let is_digit = |i: usize| at(i).is_ascii_digit();
    let digits_from = |mut i: usize| {
        while is_digit(i) {
            i += 1;
        }
        i
    };
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !is_digit(i) {
            i += 1;
            continue;
        }
        let start = i;
        let before = if start > 0 { at(start - 1) } else { '\0' };
        let hyphen =
            place == In::Prose && matches!(before, '-' | '‑') && start > 1 && at(start - 2).is_alphabetic();
        let in_name = before.is_alphabetic() || before == '_' || hyphen;
        let mut value = String::new();
        let (mut points, mut groups) = (0, 0);
        loop {
            let end = digits_from(i);
            value.extend((i..end).map(at));
            i = end;
            // Three digits and no more, after one to three, or after others like them.
            let grouped = digits_from(i + 1) == i + 4 && points == 0 && (groups > 0 || value.len() <= 3);
            match at(i) {
                ',' | '\u{202f}' | '\u{2009}' | '\u{a0}' if grouped => {
                    groups += 1;
                    i += 1;
                }
                '_' if place == In::Code && is_digit(i + 1) => i += 1,
                '.' if is_digit(i + 1) => {
                    points += 1;
                    value.push('.');
                    i += 1;
                }
                _ => break,
            }
        }
        let sign = usize::from(matches!(at(i + 1), '-' | '+' | '−'));
        if matches!(at(i), 'e' | 'E') && is_digit(i + 1 + sign) {
            value += if matches!(at(i + 1), '-' | '−') { "e-" } else { "e" };
            let end = digits_from(i + 1 + sign);
            value.extend((i + 1 + sign..end).map(at));
            i = end;
        } else if let Some((end, powered)) = powered(&chars, i, &value) {
            value = powered;
            i = end;
        }
        let digits = text[offset(start)..offset(i)].to_owned();
        while place == In::Prose && at(i).is_alphabetic() {
            i += 1;
        }
        if in_name {
            continue;
        }
        let dotted = points > 1;
        let Ok(value) = (if dotted { "0".to_owned() } else { value }).parse() else { continue };
        let range = offset(start)..offset(i);
        found.push(Number { written: text[range.clone()].to_owned(), digits, value, at: range, dotted });
    }
    found
}

/// A number whose digits end at `i`, with its power: the `⁻⁶` of `10⁻⁶`, the `²⁰` of `2²⁰`, the ` × 10⁻⁶` of `3 × 10⁻⁶`.
/// Returns where it ends, and the number as a machine reads it.
fn powered(chars: &[(usize, char)], i: usize, digits: &str) -> Option<(usize, String)> {
    let at = |i: usize| chars.get(i).map_or('\0', |c| c.1);
    let power = |mut i: usize| {
        let mut text = String::new();
        loop {
            match at(i) {
                '⁻' if text.is_empty() => text.push('-'),
                c => match SUPERSCRIPTS.iter().position(|&s| s == c) {
                    Some(digit) => text += &digit.to_string(),
                    None => break,
                },
            }
            i += 1;
        }
        Some((i, text.parse::<i32>().ok()?))
    };
    if let Some((end, power)) = power(i) {
        let ten = digits == "10";
        let value =
            if ten { format!("1e{power}") } else { digits.parse::<f64>().ok()?.powi(power).to_string() };
        return Some((end, value));
    }
    let skip = |mut i: usize| {
        while at(i).is_whitespace() {
            i += 1;
        }
        i
    };
    let times = skip(i);
    let ten = skip(times + 1);
    if at(times) == '×' && (at(ten), at(ten + 1)) == ('1', '0') {
        return power(ten + 2).map(|(end, power)| (end, format!("{digits}e{power}")));
    }
    None
}

/// Everything that is wrong with the pages.
fn faults(surveyed: &[Surveyed], metas: &[&Meta], numbers: &Numbers) -> Vec<String> {
    let mut found = Vec::new();
    for meta in metas {
        found.extend(exercise_fault(surveyed, meta));
    }
    let mut names_used = BTreeSet::new();
    for page in surveyed {
        let not_executed = page.count(|item| matches!(item, Item::Cell(_, None)));
        if not_executed > 0 {
            let name = &page.name;
            found
                .push(format!("{name}: {not_executed} cells were not executed: cargo run -- execute {name}"));
        }
        found.extend(figure_faults(page));
        let sources = numbers.pages.get(&page.name);
        found.extend(number_faults(
            page,
            sources.unwrap_or(&BTreeMap::new()),
            &numbers.names,
            &mut names_used,
        ));
    }
    for page in numbers.pages.keys().filter(|name| !surveyed.iter().any(|page| page.name == **name)) {
        found.push(format!("book/numbers.toml: there is no page {page}"));
    }
    for name in numbers.names.iter().filter(|name| !names_used.contains(*name)) {
        found.push(format!("book/numbers.toml: the name {name:?} is on no page"));
    }
    found
}

fn exercise_fault(surveyed: &[Surveyed], meta: &Meta) -> Option<String> {
    let id = meta.id();
    let Some((file, anchor)) = meta.text.split_once(".html#") else {
        return Some(format!("{id}: its text is {:?}, not a page and an anchor", meta.text));
    };
    let boxes = surveyed.iter().filter(|page| page.boxes().any(|known| known == id));
    let names: Vec<&str> = boxes.map(|page| page.name.as_str()).collect();
    if names.is_empty() {
        return Some(format!("{id}: no page has its box"));
    }
    if names != [file] {
        return Some(format!("{id}: its box is on {}, its text on {file}", names.join(" and ")));
    }
    let items = &surveyed.iter().find(|page| page.name == file)?.items;
    let is_heading = |item: &Item| matches!(item, Item::Heading(_, Some(known)) if known == anchor);
    let Some(heading) = items.iter().position(is_heading) else {
        return Some(format!("{id}: {file} has no heading with {{#{anchor}}}"));
    };
    let place = items.iter().position(|item| *item == Item::Exercise(id.clone()))?;
    if place < heading {
        return Some(format!("{id}: its box stands before its heading {{#{anchor}}}"));
    }
    let words: usize = items[heading..place].iter().map(Item::words).sum();
    (words < LEAST)
        .then(|| format!("{id}: {words} words between its heading and its box on {file}; at least {LEAST}"))
}

fn figure_faults(page: &Surveyed) -> Vec<String> {
    let refers = |item: &Item| {
        let Item::Prose(text) = item else { return false };
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphabetic()).any(|word| REFERS.contains(&word))
    };
    let mut found = Vec::new();
    for (i, item) in page.items.iter().enumerate().filter(|(_, item)| item.figures() > 0) {
        // A heading of a section, or another figure, is where what may refer to it ends.
        let ends = |item: &&Item| matches!(item, Item::Heading(1 | 2, _)) || item.figures() > 0;
        let before = page.items[..i].iter().rev().take_while(|item| !ends(item));
        let after = page.items[i + 1..].iter().take_while(|item| !ends(item));
        if !before.chain(after).any(refers) {
            let Item::Cell(code, _) = item else { continue };
            let last = code.lines().last().unwrap_or_default();
            found.push(format!(
                "{}: no sentence refers to the figure of the cell that ends with {last:?}",
                page.name
            ));
        }
    }
    found
}

fn number_faults(
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
    use judge::Level;
    use serde_json::json;

    use super::*;

    const META: Meta = Meta {
        chapter: "ships",
        name: "sail",
        title: "Sail",
        level: Level::Easy,
        minutes: 20,
        text: "ships/sail.html#sail",
        hints: ["", "", ""],
        story: "",
    };

    const FIGURE: &str = "<svg width=\"777\"><title>A ship</title><desc>It sails at 33.50 knots.</desc><text x=\"555\">44</text></svg>";

    /// A page of prose, and after it a cell that gave a text and, if wished, a figure.
    fn page(markdown: &str, code: &str, printed: &str, figure: bool) -> Surveyed {
        let fence = format!("```rust,cell\n{code}\n```");
        let pieces = page::pieces(&markdown.replace("CELL", &fence)).unwrap();
        let mut outputs = vec![json!({"output_type": "stream", "name": "stdout", "text": printed})];
        if figure {
            outputs.push(json!({"output_type": "execute_result", "data": {"image/svg+xml": FIGURE}}));
        }
        let run = Run { code: code.to_owned(), digest: String::new(), outputs };
        survey(&Page { source: "ships/sail.md".into(), pieces }, &[run])
    }

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
            ("```guess\nIs it 23?\n- 24\n- 25\n```", vec!["23"]),
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

    /// The faults of one page with the exercise.
    fn faults_of(markdown: &str, toml: &str) -> Vec<String> {
        let page = page(markdown, "1", "", true);
        faults(&[page], &[&META], &toml::from_str(toml).unwrap())
    }

    fn prose(words: usize) -> String {
        "word ".repeat(words)
    }

    #[test]
    fn a_page_without_fault_has_none() {
        let markdown = format!(
            "# Sail\n\nIn 2,048 ships.\n\n## Sail {{#sail}}\n\n{}\n\nThe lines show it.\n\nCELL\n\n```exercise\nships/sail\n```\n",
            prose(146)
        );
        assert_eq!(faults_of(&markdown, "names = []\n[\"ships/sail\"]\n\"2,048\" = \"a book\""), [""; 0]);
    }

    #[test]
    fn an_exercise_without_its_text_is_found() {
        let boxed = "```exercise\nships/sail\n```";
        let text = prose(150);
        for (markdown, expected) in [
            (format!("# S\n\n## Sail {{#sail}}\n\n{}\n\n{boxed}", prose(139)), "140 words between"),
            (format!("# S\n\n{text}\n\n## Sail {{#sail}}\n\n{boxed}"), "1 words between"),
            (format!("# S\n\n## Sail {{#sail}}\n\n{text}"), "no page has its box"),
            (format!("# S\n\n{boxed}\n\n## Sail {{#sail}}\n\n{text}"), "before its heading"),
            (format!("# S\n\n## Sail {{#sails}}\n\n{text}\n\n{boxed}"), "no heading with {#sail}"),
        ] {
            let found = faults_of(&format!("{markdown}\n\n## Figure\n\nA figure.\n\nCELL\n"), "");
            assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:?}");
        }
        let elsewhere =
            Surveyed { name: "ships".to_owned(), items: vec![Item::Exercise("ships/sail".to_owned())] };
        let found = faults(&[elsewhere], &[&META], &Numbers::default());
        assert!(found[0].contains("its box is on ships, its text on ships/sail"), "{found:?}");
    }

    #[test]
    fn a_figure_that_nothing_refers_to_is_found() {
        for (markdown, expected) in [
            ("## A\n\nThe figure shows it.\n\nCELL", 0),
            ("## A\n\nCELL\n\nSo the upper line says.", 0),
            ("## A\n\nCELL\n\n### Finer\n\nAs the plot has it.", 0),
            ("## A\n\nNot a word.\n\nCELL\n\n`figure` configures online linear fishing.", 1),
            ("## A\n\nThe figure.\n\n## B\n\nNothing.\n\nCELL\n\n## C\n\nThe figure.", 1),
        ] {
            let page = page(markdown, "1", "", true);
            assert_eq!(figure_faults(&page).len(), expected, "{markdown}");
        }
        let page = page("## A\n\nNo word.\n\nCELL", "1", "", false);
        assert_eq!(figure_faults(&page), [""; 0], "without a figure there is nothing to refer to");
    }

    #[test]
    fn each_figure_has_a_word_of_its_own() {
        let drawn = || Item::Cell("draw".to_owned(), Some(vec![Shown::Figure(String::new())]));
        let says = |text: &str| Item::Prose(text.to_owned());
        let page = |items| Surveyed { name: "a".to_owned(), items };
        let both = page(vec![says("the figure"), drawn(), says("and the second plot"), drawn()]);
        assert_eq!(figure_faults(&both).len(), 0);
        let first = page(vec![says("the figure"), drawn(), says("and more"), drawn()]);
        assert_eq!(figure_faults(&first).len(), 1);
    }

    #[test]
    fn what_lies_idle_in_the_sources_is_found() {
        let markdown = format!(
            "# S\n\n## Sail {{#sail}}\n\n{} with 64 guns, a figure.\n\nCELL\n\n```exercise\nships/sail\n```\n",
            prose(150)
        );
        for (toml, expected) in [
            ("[\"ships/sail\"]\n\"64\" = \"a book\"\n\"65\" = \"a book\"", "\"65\" is not needed"),
            ("[\"ships/sail\"]\n\"64\" = \" \"", "\"64\" has no source"),
            ("[\"ships/sail\"]\n\"64\" = \"a book\"\n[\"ships/oar\"]", "there is no page ships/oar"),
            ("names = [\"Sloop 3.5\"]\n[\"ships/sail\"]\n\"64\" = \"a book\"", "\"Sloop 3.5\" is on no page"),
        ] {
            let found = faults_of(&markdown, toml);
            assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:?}");
        }
        // Where a cell gives it, no source is needed.
        let found = faults_of(&markdown.replace("64", "1"), "[\"ships/sail\"]\n\"1\" = \"a book\"");
        assert!(found.len() == 1 && found[0].contains("is not needed"), "{found:?}");
    }

    #[test]
    fn a_cell_that_was_not_executed_is_found() {
        let mut page = page("# A\n\nA figure.\n\nCELL", "1", "", true);
        page.items.iter_mut().for_each(|item| {
            if let Item::Cell(_, shown) = item {
                *shown = None;
            }
        });
        let found = faults(&[page], &[], &Numbers::default());
        assert!(found.len() == 1 && found[0].contains("1 cells were not executed"), "{found:?}");
    }

    #[test]
    fn the_table_counts_what_is_on_the_page() {
        let markdown = format!("# Sail\n\n{} $x$ `y`\n\nCELL\n\n```exercise\nships/sail\n```\n", prose(398));
        let text = table(&[page(&markdown, "1", "", true)], &[&META]);
        let counts: Vec<&str> = text.lines().nth(1).unwrap().split_whitespace().collect();
        assert_eq!(counts, ["ships/sail", "401", "1", "1", "1", "3", "min", "20", "min"]);
    }
}
