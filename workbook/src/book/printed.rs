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

/// What stands over a column in a line of the heading: which of its names, and the name.
type Over = Option<(usize, String)>;

/// Lines whose columns stand below one another, under one or two lines that name them.
struct Table {
    /// A sentence before them.
    caption: Option<String>,
    /// What stands over each column in each line of the heading; a name that two neighbours share stands over both.
    heads: Vec<Vec<Over>>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(text: &str) -> Option<Table> {
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        // A first line that is one name, at the left, is about all that follows.
        let told = || {
            let (first, others) = lines.split_first()?;
            let alone = matches!(&segments(first)[..], [(place, _)] if place.start == 0);
            let table = if alone { Table::under(others, 1) } else { None }?;
            Some(Table { caption: Some(text.lines().next()?.to_owned()), ..table })
        };
        Table::under(&lines, 1).or_else(told).or_else(|| Table::under(&lines, 2))
    }

    /// Nothing where it is not certain which heading belongs to which column: columns are the gaps that all rows share, a heading
    /// is what two spaces set apart, and no column has more than one in a line. There are two rows at least, and no column but the
    /// first has words in it.
    fn under(lines: &[Vec<char>], heads: usize) -> Option<Table> {
        let (heads, rows) = lines.split_at_checked(heads)?;
        if rows.len() < 2 || lines.iter().any(Vec::is_empty) {
            return None;
        }
        let heads: Vec<Vec<(Range<usize>, String)>> = heads.iter().map(|line| segments(line)).collect();
        let columns = columns(rows);
        let over = |head: &Vec<(Range<usize>, String)>, column: &Range<usize>| {
            let over: Vec<usize> = (0..head.len()).filter(|&at| meet(&head[at].0, column)).collect();
            (over.len() < 2).then(|| over.first().map(|&at| (at, head[at].1.clone())))
        };
        let [.., last_line] = &heads[..] else { return None };
        // A name in the line above begins where the first below it does, or before, and goes on to the next.
        let named = |column: &Range<usize>| -> Option<Vec<_>> {
            let below = over(last_line, column)?;
            let above = heads[..heads.len() - 1].iter().map(|head| match &below {
                Some((at, _)) => {
                    let begun = head.iter().rposition(|(place, _)| place.start < last_line[*at].0.end);
                    Some(begun.map(|at| (at, head[at].1.clone())))
                }
                None => over(head, column),
            });
            above.chain([Some(below.clone())]).collect()
        };
        let names: Vec<Vec<Over>> = columns.iter().map(named).collect::<Option<_>>()?;
        // Columns of words that stand under one heading, or under none at the left, are one.
        let mut joined: Vec<(Range<usize>, Vec<Over>)> = Vec::new();
        for (column, names) in columns.into_iter().zip(names) {
            match joined.last_mut() {
                Some((before, same)) if *same == names => before.end = column.end,
                _ => joined.push((column, names)),
            }
        }
        let stands = |line: usize, at: usize| {
            joined.iter().filter(|(_, names)| names[line].as_ref().is_some_and(|name| name.0 == at)).count()
        };
        let last = heads.len() - 1;
        let each_stands = (0..heads[last].len()).all(|at| stands(last, at) == 1)
            && heads.iter().enumerate().all(|(line, head)| (0..head.len()).all(|at| stands(line, at) > 0));
        let unnamed = joined.iter().skip(1).any(|(_, names)| names.iter().all(Option::is_none));
        if joined.len() < 2 || unnamed || !each_stands {
            return None;
        }
        let cell = |line: &Vec<char>, at: &Range<usize>| -> String {
            let from = at.start.min(line.len());
            line[from..at.end.min(line.len()).max(from)].iter().collect::<String>().trim().to_owned()
        };
        let rows: Vec<Vec<String>> =
            rows.iter().map(|line| joined.iter().map(|(at, _)| cell(line, at)).collect()).collect();
        // Two spaces in a cell are a gap that other rows do not share; a row without a number is more of the heading.
        let values = rows.iter().all(|row| {
            row.iter().all(|cell| !cell.contains("  ")) && row.iter().skip(1).all(|cell| is_value(cell))
        });
        let numbers = rows.iter().all(|row| row.iter().skip(1).any(|cell| is_number(cell)));
        let words = heads.iter().flatten().all(|(_, name)| !is_number(name));
        let of = |line: usize| joined.iter().map(|(_, names)| names[line].clone()).collect();
        let heads = (0..heads.len()).map(of).collect();
        (values && numbers && words).then_some(Table { caption: None, heads, rows })
    }

    fn html(&self) -> String {
        let caption = self
            .caption
            .as_ref()
            .map(|text| format!("<caption>{}</caption>", escaped(text)))
            .unwrap_or_default();
        let mut text = format!("<div class=\"table-wrapper printed\">\n<table>{caption}\n<thead>");
        for head in &self.heads {
            text += "<tr>";
            for names in head.chunk_by(|a, b| a.is_some() && a == b) {
                text += &match &names[0] {
                    None => "<td></td>".to_owned(),
                    Some((_, name)) if names.len() > 1 => {
                        format!("<th colspan=\"{}\" scope=\"colgroup\">{}</th>", names.len(), escaped(name))
                    }
                    Some((_, name)) => format!("<th scope=\"col\">{}</th>", escaped(name)),
                };
            }
            text += "</tr>";
        }
        text += "</thead>\n<tbody>\n";
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
        let name = |name: &Over| name.as_ref().map_or("", |(_, name)| name).to_owned();
        let heads = table.heads.iter().map(|head| head.iter().map(name).collect::<Vec<_>>().join("|"));
        Some(heads.chain(table.rows.iter().map(|row| row.join("|"))).collect())
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
    fn a_name_may_stand_over_several_columns() {
        let text = "width   entropy, nats       largest weight\n        scaled  unscaled    scaled  unscaled\n    4     5.09      4.05      0.04      0.17\n   16     5.04      2.00      0.05      0.46";
        assert_eq!(
            cells(text).unwrap(),
            [
                "width|entropy, nats|entropy, nats|largest weight|largest weight",
                "|scaled|unscaled|scaled|unscaled",
                "4|5.09|4.05|0.04|0.17",
                "16|5.04|2.00|0.05|0.46"
            ]
        );
        let html = html(text);
        assert!(
            html.contains(
                "<tr><th scope=\"col\">width</th><th colspan=\"2\" scope=\"colgroup\">entropy, nats</th>"
            ),
            "{html}"
        );
        let text = "        left,    left, 100\n        before   steps later\nboth        1            2\nalone       2            3";
        assert_eq!(
            cells(text).unwrap(),
            ["|left,|left, 100", "|before|steps later", "both|1|2", "alone|2|3"]
        );
    }

    #[test]
    fn what_is_not_certain_stays_as_it_is() {
        for text in [
            // A gap that one row fills; a heading of its own for a part of the rows; no heading; sentences; a heading over two columns; a heading over none; one row.
            "token expert gate   kept\n    0      0 0.50   1\n   10      1 0.25   2",
            "name   one\na        1\nb        3\nname   two\na        1",
            "weights, bf16           15.0 GB\ngradients, bf16         15.0 GB\ncopy of weights, f32    30.0 GB",
            "token  4: of all [3, 5], of what it sees [0]\ntoken  8: of all [1, 2], of what it sees [1, 2]\ntoken 13: of all [3, 5], of what it sees [1, 3]",
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
