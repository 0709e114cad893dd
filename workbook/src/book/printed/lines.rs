//! What lines of text have: parts set apart by two spaces, and columns that stand below one another.

use std::ops::Range;

/// A part of a line, and where it stands.
pub(super) type Part = (Range<usize>, String);

/// The parts of a line that two spaces or more set apart.
pub(super) fn parts(line: &[char]) -> Vec<Part> {
    parts_by_ends(line, &[], &[])
}

/// The same, and one space is enough between words of which the first ends where a column does, or the second begins where one
/// does: the second is the next column's.
pub(super) fn parts_by_ends(line: &[char], columns: &[Range<usize>], begins: &[usize]) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    for (place, word) in words(line) {
        let one = |before: &Range<usize>| {
            let ends = columns.iter().any(|column| column.end == before.end);
            let more = columns.iter().any(|column| column.start >= before.end);
            place.start - before.end < 2 && !(ends && more) && !begins.contains(&place.start)
        };
        match found.last_mut() {
            // A list is one part, however its numbers are set apart.
            Some((before, name)) if one(before) || (name.starts_with('[') && !is_closed(name)) => {
                before.end = place.end;
                *name += &format!(" {word}");
            }
            _ => found.push((place, word)),
        }
    }
    found
}

fn words(line: &[char]) -> Vec<Part> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in line.split(|c| *c == ' ') {
        if !word.is_empty() {
            found.push((at..at + word.len(), word.iter().collect()));
        }
        at += word.len() + 1;
    }
    found
}

/// Where the rows have their columns: between places where all of them have a space. A unit is a part of the column of its
/// numbers, and a list is one.
pub(super) fn columns(rows: &[Vec<char>]) -> Vec<Range<usize>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..width {
        if rows.iter().all(|row| row.get(at).is_none_or(|c| *c == ' ')) {
            continue;
        }
        match found.last_mut() {
            Some(column) if column.end == at => column.end = at + 1,
            _ => found.push(at..at + 1),
        }
    }
    let filled = |column: &Range<usize>| -> Vec<String> {
        rows.iter().map(|row| cell(row, column)).filter(|cell| !cell.is_empty()).collect()
    };
    let mut whole: Vec<Range<usize>> = Vec::new();
    for column in found {
        let unit = |before: &Range<usize>| {
            column.start - before.end == 1
                && filled(before).iter().all(|cell| is_number(cell))
                && !filled(&column).iter().any(|cell| is_number(cell))
        };
        match whole.last_mut() {
            Some(before) if unit(before) || filled(before).iter().any(|cell| !is_closed(cell)) => {
                before.end = column.end;
            }
            _ => whole.push(column),
        }
    }
    whole
}

/// What a row has between two places.
pub(super) fn cell(row: &[char], at: &Range<usize>) -> String {
    let from = at.start.min(row.len());
    row[from..at.end.min(row.len()).max(from)].iter().collect::<String>().trim().to_owned()
}

pub(super) fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// A number, with a unit perhaps, or a word such as `yes`, or what lies between two numbers: what fills a column.
pub(super) fn is_value(cell: &str) -> bool {
    match cell.split(' ').collect::<Vec<_>>()[..] {
        [from, "to", to] => is_number(from) && is_number(to),
        ref words => is_closed(cell) && (words.len() <= 2 || (cell.starts_with('[') && cell.ends_with(']'))),
    }
}

/// Whether every bracket that is opened is closed.
fn is_closed(cell: &str) -> bool {
    let count = |bracket| cell.matches(bracket).count();
    count('(') == count(')') && count('[') == count(']')
}

pub(super) fn is_number(cell: &str) -> bool {
    amount(cell).is_some()
}

/// The number that a cell begins with, and its unit, if it is one of bytes.
pub(super) fn amount(cell: &str) -> Option<f64> {
    let mut words = cell.split(' ');
    let first = words.next()?.trim_end_matches(['%', '×']).replace(',', "");
    let number = first.parse::<f64>().ok().filter(|number| number.is_finite())?;
    let unit = match words.next() {
        Some("KB" | "kB" | "KiB") => 1e3,
        Some("MB" | "MiB") => 1e6,
        Some("GB" | "GiB") => 1e9,
        _ => 1.0,
    };
    Some(number * unit)
}
