//! What a cell printed: a table where it is one, and otherwise the text as it is.

use std::ops::Range;

use super::html::escaped;

/// What a cell printed, as Markdown and HTML.
pub(super) fn html(printed: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut text: Vec<&str> = Vec::new();
    for part in printed.trim_end().split("\n\n") {
        match Table::read(part) {
            Some(table) => {
                parts.extend(fenced(&text));
                text.clear();
                parts.push(table.html());
            }
            None => text.push(part),
        }
    }
    parts.extend(fenced(&text));
    parts.concat()
}

fn fenced(parts: &[&str]) -> Option<String> {
    (!parts.is_empty()).then(|| format!("```text\n{}\n```\n\n", parts.join("\n\n")))
}

/// Lines whose columns stand below one another, under a line that names them.
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Nothing where it is not certain which heading belongs to which column: columns are the gaps that all rows share, a heading
    /// is what two spaces set apart, and each stands over one column. There are two rows at least, and no column but the first has
    /// words in it.
    fn read(text: &str) -> Option<Table> {
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let (head, rows) = lines.split_first()?;
        if rows.len() < 2 || rows.iter().any(Vec::is_empty) {
            return None;
        }
        let head = segments(head);
        let columns = columns(rows);
        let named = |column: &Range<usize>| {
            let over: Vec<_> = head.iter().filter(|(place, _)| meet(place, column)).collect();
            match over[..] {
                [] => Some(None),
                [(place, name)] => Some(Some((place, name))),
                _ => None,
            }
        };
        let names: Vec<_> = columns.iter().map(named).collect::<Option<_>>()?;
        // Columns of words that stand under one heading, or under none at the left, are one.
        let mut joined: Vec<(Range<usize>, String)> = Vec::new();
        for (column, name) in columns.into_iter().zip(names) {
            let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
            match joined.last_mut() {
                Some((before, same)) if *same == name => before.end = column.end,
                _ => joined.push((column, name)),
            }
        }
        let unnamed = joined.iter().skip(1).any(|(_, name)| name.is_empty());
        if joined.len() < 2
            || joined.iter().filter(|(_, name)| !name.is_empty()).count() != head.len()
            || unnamed
        {
            return None;
        }
        let cell = |line: &Vec<char>, at: &Range<usize>| -> String {
            let from = at.start.min(line.len());
            line[from..at.end.min(line.len()).max(from)].iter().collect::<String>().trim().to_owned()
        };
        let rows: Vec<Vec<String>> =
            rows.iter().map(|line| joined.iter().map(|(at, _)| cell(line, at)).collect()).collect();
        let head: Vec<String> = joined.into_iter().map(|(_, name)| name).collect();
        // Two spaces in a cell are a gap that other rows do not share; a row without a number is more of the heading.
        let values = rows.iter().all(|row| {
            row.iter().all(|cell| !cell.contains("  ")) && row.iter().skip(1).all(|cell| is_value(cell))
        });
        let numbers = rows.iter().all(|row| row.iter().skip(1).any(|cell| is_number(cell)));
        (values && numbers && !head.iter().any(|name| is_number(name))).then_some(Table { head, rows })
    }

    fn html(&self) -> String {
        let mut text = "<div class=\"table-wrapper printed\">\n<table>\n<thead><tr>".to_owned();
        for name in &self.head {
            text += &if name.is_empty() {
                "<td></td>".to_owned()
            } else {
                format!("<th scope=\"col\">{}</th>", escaped(name))
            };
        }
        text += "</tr></thead>\n<tbody>\n";
        for row in &self.rows {
            let (first, rest) = row.split_first().expect("a table has columns");
            let number = if is_number(first) { " class=\"number\"" } else { "" };
            text += &format!("<tr><th scope=\"row\"{number}>{}</th>", escaped(first));
            for cell in rest {
                text += &format!("<td>{}</td>", escaped(cell));
            }
            text += "</tr>\n";
        }
        text + "</tbody>\n</table>\n</div>\n\n"
    }
}

/// The parts of a line that two spaces or more set apart, with their places.
fn segments(line: &[char]) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    for word in line.split(|c| *c == ' ') {
        if !word.is_empty() {
            let place = at..at + word.len();
            let word: String = word.iter().collect();
            match found.last_mut() {
                Some((before, name)) if place.start - before.end < 2 => {
                    before.end = place.end;
                    *name += &format!(" {word}");
                }
                _ => found.push((place, word)),
            }
        }
        at += word.len() + 1;
    }
    found
}

/// Where the rows have their columns: between places where all of them have a space.
fn columns(rows: &[Vec<char>]) -> Vec<Range<usize>> {
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
    found
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// A number, with a unit perhaps, or a word such as `yes`: what fills a column.
fn is_value(cell: &str) -> bool {
    cell.split(' ').count() <= 2
}

fn is_number(cell: &str) -> bool {
    let first = cell.split(' ').next().unwrap_or_default();
    first.trim_end_matches(['%', '×']).replace(',', "").parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Option<Vec<String>> {
        let table = Table::read(text)?;
        Some(std::iter::once(&table.head).chain(&table.rows).map(|row| row.join("|")).collect())
    }

    #[test]
    fn columns_under_their_names_are_a_table() {
        let text = "block   window   alone   one softmax\n -3.0     1.53   -3.00          1.49\n  6.0     1.53    6.00          5.89";
        assert_eq!(
            cells(text).unwrap(),
            ["block|window|alone|one softmax", "-3.0|1.53|-3.00|1.49", "6.0|1.53|6.00|5.89"]
        );
        let text =
            "keys                4      8x\nlinear          1.000  0.999\ngated linear    1.000      –";
        assert_eq!(cells(text), None, "a heading that is a number");
        let text = "                    a      b\nlinear          1.000  0.999\ngated linear    1.000      –";
        assert_eq!(cells(text).unwrap(), ["|a|b", "linear|1.000|0.999", "gated linear|1.000|–"]);
    }

    #[test]
    fn what_is_not_certain_stays_as_it_is() {
        for text in [
            // A gap that one row fills; two lines of headings;
            "token expert gate   kept\n    0      0 0.50   1\n   10      1 0.25   2",
            "        left,    left, 100\n        before   steps later\nboth        1            2\nalone       2            3",
            // No heading; sentences; two lines of headings; a heading over two columns; a heading over none; one row.
            "weights, bf16           15.0 GB\ngradients, bf16         15.0 GB\ncopy of weights, f32    30.0 GB",
            "token  4: of all [3, 5], of what it sees [0]\ntoken  8: of all [1, 2], of what it sees [1, 2]\ntoken 13: of all [3, 5], of what it sees [1, 3]",
            "width   entropy, nats       largest weight\n        scaled  unscaled    scaled  unscaled\n    4     5.09      4.05      0.04      0.17",
            "name   both\na    1    2\nb    3    4",
            "name   one     far\na        1\nb        3",
            "name   one\na        1",
        ] {
            assert_eq!(cells(text), None, "{text}");
        }
    }

    #[test]
    fn text_around_a_table_stays_in_its_order() {
        let html = html("before <it>\n\nname   one\na        1\nb<c      3\n\nafter\n\nand more\n");
        assert!(
            html.starts_with("```text\nbefore <it>\n```\n\n<div class=\"table-wrapper printed\">"),
            "{html}"
        );
        assert!(html.contains("<th scope=\"row\">b&lt;c</th><td>3</td>"), "{html}");
        assert!(html.ends_with("</div>\n\n```text\nafter\n\nand more\n```\n\n"), "{html}");
        assert_eq!(super::html("\n  one\n\n  two\n"), "```text\n\n  one\n\n  two\n```\n\n");
    }
}
