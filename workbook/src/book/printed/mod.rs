//! What a cell printed: a table where it is one, and otherwise the text as it is.

mod lines;
mod numbers;
mod table;
#[cfg(test)]
mod tests;
mod told;

use lines::{is_number, is_value, parts};
use numbers::set;
use table::Table;

/// What a cell printed, as Markdown and HTML.
pub(super) fn html(printed: &str) -> String {
    let mut done: Vec<String> = Vec::new();
    let mut text: Vec<String> = Vec::new();
    for part in printed.trim_end().split("\n\n") {
        match Found::read(part) {
            Some(found) => {
                text.extend(found.before);
                done.extend(fenced(&text));
                text.clear();
                done.push(table_html(&found.table, found.caption.as_deref()));
                text.extend(found.after);
            }
            None => text.push(part.to_owned()),
        }
    }
    done.extend(fenced(&text));
    done.concat()
}

fn fenced(parts: &[String]) -> Option<String> {
    (!parts.is_empty()).then(|| format!("```text\n{}\n```\n\n", told::set(&parts.join("\n\n"))))
}

/// How many lines of prose may stand before a table, or after it, without an empty line between.
const PROSE: usize = 4;

/// A table, and the prose around it.
struct Found {
    before: Option<String>,
    /// The line before it, where there is one alone.
    caption: Option<String>,
    table: Table,
    after: Option<String>,
}

impl Found {
    /// Prose is a line without two spaces in it; before a table the first begins at the left. As little as can be is prose.
    fn read(text: &str) -> Option<Found> {
        let said: Vec<&str> = text.lines().collect();
        let lines: Vec<Vec<char>> = said.iter().map(|line| line.chars().collect()).collect();
        let whole = |line: &Vec<char>| parts(line).len() == 1;
        let left = lines.first().is_some_and(|line| line.first() != Some(&' '));
        let opening = if left { lines.iter().take_while(|line| whole(line)).count().min(PROSE) } else { 0 };
        let ending = lines.iter().rev().take_while(|line| whole(line)).count().min(PROSE);
        let table = |before: usize, after: usize, heads: usize| {
            let rows = lines.get(before..lines.len().checked_sub(after)?)?;
            let table = if heads == 0 { Table::of_names(rows)? } else { Table::under(rows, heads)? };
            let (first, last) = (&said[..before], &said[said.len() - after..]);
            let some = |lines: &[&str]| (!lines.is_empty()).then(|| lines.join("\n"));
            Some(match first {
                [caption] if caption.contains(char::is_alphabetic) => {
                    Found { before: None, caption: Some((*caption).to_owned()), table, after: some(last) }
                }
                lines => Found { before: some(lines), caption: None, table, after: some(last) },
            })
        };
        // A line above one heading is about the whole; only then may two lines name the columns.
        let mut tries = vec![(0, 0, 1)];
        tries.extend((opening > 0).then_some((1, 0, 1)));
        tries.push((0, 0, 2));
        for apart in 1..=opening + ending {
            let split = (0..=apart.min(opening)).map(|before| (before, apart - before));
            tries.extend(
                split.filter(|split| split.1 <= ending).flat_map(|(a, b)| [(a, b, 1), (a, b, 2), (a, b, 3)]),
            );
        }
        // What no line names the columns of may still have a name in each row.
        let bare = |&(before, after, _): &(usize, usize, usize)| (before, after, 0);
        let bare: Vec<_> = tries.iter().filter(|tried| tried.2 == 1).map(bare).collect();
        tries.into_iter().chain(bare).find_map(|(before, after, heads)| table(before, after, heads))
    }
}

/// Letters of a row's name that stays on one line.
const SHORT: usize = 20;

fn table_html(table: &Table, caption: Option<&str>) -> String {
    // A caption of the table would be no wider than it.
    let about = caption.map(|text| format!("<p class=\"about\">{}</p>\n", set(text))).unwrap_or_default();
    let mut text = format!("<div class=\"table-wrapper printed\">\n{about}<table>\n");
    // A column of words is set from the left, with its name; so are the names of rows, unless most are numbers.
    let is_number = |cell: &str| is_number(cell) && is_value(cell);
    let is_name = |row: &&Vec<String>| !is_number(&row[0]) && !matches!(&*row[0], "-" | "–");
    let named = 2 * table.rows.iter().filter(is_name).count() >= table.rows.len();
    let class = |at: usize| if table.worded[at] || (at == 0 && named) { " class=\"words\"" } else { "" };
    text += if table.heads.is_empty() { "" } else { "<thead>" };
    for (line, head) in table.heads.iter().enumerate() {
        text += "<tr>";
        let mut at = 0;
        for names in head.chunk_by(|a, b| a.is_some() && a == b) {
            // A name that has nothing above it stands over all these lines.
            let last = table.heads.len() - 1;
            let open = |line: usize| table.heads[line..last].iter().all(|head| head[at].is_none());
            let (name, lines) =
                if open(line) { (&table.heads[last][at], last - line + 1) } else { (&names[0], 1) };
            let over = if lines > 1 { format!(" rowspan=\"{lines}\"") } else { String::new() };
            text += &match name {
                _ if line > 0 && open(line - 1) => String::new(),
                None => format!("<td{over}></td>"),
                Some((_, name)) if names.len() > 1 => {
                    format!("<th colspan=\"{}\" scope=\"colgroup\">{}</th>", names.len(), set(name))
                }
                Some((_, name)) => format!("<th scope=\"col\"{over}{}>{}</th>", class(at), set(name)),
            };
            at += names.len();
        }
        text += "</tr>";
    }
    text += if table.heads.is_empty() { "<tbody>\n" } else { "</thead>\n<tbody>\n" };
    for row in &table.rows {
        let (first, rest) = row.split_first().expect("a table has columns");
        // A list stays on one line too.
        let is_short = |cell: &str| cell.chars().count() <= SHORT || cell.starts_with('[');
        let kind = match named {
            false => " class=\"number\"",
            true if is_short(first) => " class=\"short\"",
            true => "",
        };
        text += &format!("<tr><th scope=\"row\"{kind}>{}</th>", set(first));
        for (at, cell) in rest.iter().enumerate() {
            let class = match table.worded[at + 1] {
                true if is_short(cell) => " class=\"words short\"",
                true => " class=\"words\"",
                false => "",
            };
            text += &format!("<td{class}>{}</td>", set(cell));
        }
        text += "</tr>\n";
    }
    text + "</tbody>\n</table>\n</div>\n\n"
}
