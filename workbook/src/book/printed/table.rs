//! Lines that are certainly a table.

use std::ops::Range;

use super::lines::{Part, amount, cell, columns, is_number, is_value, meet, parts, parts_by_ends};

/// What stands over a column in a line of the heading: which of its names, and the name.
pub(super) type Over = Option<(usize, String)>;

/// Lines whose columns stand below one another, under lines that name them, or each with a name at its beginning.
pub(super) struct Table {
    /// What stands over each column in each line of the heading, if there is one; a name that two neighbours share stands over both.
    pub(super) heads: Vec<Vec<Over>>,
    pub(super) rows: Vec<Vec<String>>,
    /// Columns of words, which begin where their name does.
    pub(super) worded: Vec<bool>,
}

impl Table {
    /// Nothing where it is not certain which heading belongs to which column: columns are the gaps that all rows share, a heading
    /// is what two spaces set apart, or one behind a word that ends where a column does, and no column has more than one in a
    /// line. There are two rows at least, and no column but the first has words in it, unless all of them begin where their
    /// heading does.
    pub(super) fn under(lines: &[Vec<char>], heads: usize) -> Option<Table> {
        let (heads, rows) = lines.split_at_checked(heads)?;
        if rows.len() < 2 || lines.iter().any(Vec::is_empty) {
            return None;
        }
        // A row that two spaces set nothing apart in is a sentence, where they do in the others.
        let wholes = rows.iter().filter(|row| parts(row).len() == 1).count();
        if wholes > 0 && wholes < rows.len() {
            return None;
        }
        let columns = columns(rows);
        let apart: Vec<Vec<Part>> = heads.iter().map(|line| parts(line)).collect();
        // Where one space sets names apart, each ends where a column does, or begins where a column of words or the first does.
        let of_words = |column: &Range<usize>| rows.iter().any(|row| !is_number(&cell(row, column)));
        let ends: Vec<usize> = columns.iter().map(|column| column.end).collect();
        let begins: Vec<usize> =
            columns.iter().filter(|column| of_words(column)).map(|column| column.start).collect();
        let ending: Vec<Vec<Part>> =
            heads.iter().map(|line| parts_by_ends(line, &columns, &begins)).collect();
        let exact = |(place, _): &Part| {
            ends.contains(&place.end) || begins.contains(&place.start) || place.start == columns[0].start
        };
        let exact = || ending.iter().flatten().all(exact).then(|| Table::named(&ending, &columns, rows))?;
        Table::named(&apart, &columns, rows).or_else(exact)
    }

    /// Lines without a heading, each a name and as many values behind it, that two spaces set apart and that begin or end below one
    /// another.
    pub(super) fn of_names(lines: &[Vec<char>]) -> Option<Table> {
        let mut rows: Vec<Vec<Part>> = lines.iter().map(|line| parts(line)).collect();
        let columns = rows.iter().map(Vec::len).max()?;
        // The longest name may stand one space before its value, if that begins where the others do.
        let whole = rows.iter().find(|row| row.len() == columns)?;
        let starts: Vec<usize> = whole.iter().skip(1).map(|(place, _)| place.start).collect();
        for (row, line) in rows.iter_mut().zip(lines).filter(|(row, _)| row.len() < columns) {
            *row = parts_by_ends(line, &[], &starts);
        }
        if rows.len() < 2 || columns < 2 || rows.iter().any(|row| row.len() != columns) {
            return None;
        }
        let same = |at: usize, place: fn(&Range<usize>) -> usize| {
            rows.iter().all(|row| place(&row[at].0) == place(&rows[0][at].0))
        };
        let begins = |at: usize| same(at, |place| place.start);
        let aligned = begins(0) && (1..columns).all(|at| begins(at) || same(at, |place| place.end));
        let listed = |cell: &str| cell.starts_with('[') && cell.ends_with(']');
        let value = |cell: &str| is_value(cell) && (is_number(cell) || listed(cell));
        let named = |row: &Vec<Part>| {
            let name = &row[0].1;
            !is_number(name) && !name.contains('=') && row.iter().skip(1).all(|part| value(&part.1))
        };
        if !aligned || !rows.iter().all(named) {
            return None;
        }
        let numbers = |at: usize| rows.iter().all(|row| is_number(&row[at].1));
        let worded = (0..columns).map(|at| at > 0 && begins(at) && !numbers(at)).collect();
        let cells = |row: Vec<Part>| row.into_iter().map(|part| part.1).collect();
        Some(Table { heads: Vec::new(), worded, rows: rows.into_iter().map(cells).collect() })
    }

    fn named(heads: &[Vec<Part>], columns: &[Range<usize>], rows: &[Vec<char>]) -> Option<Table> {
        let names: Vec<Vec<Over>> = columns
            .iter()
            .map(|column| names_of(heads, column, columns[0].start == column.start))
            .collect::<Option<_>>()?;
        let [.., last_line] = heads else { return None };
        let worded =
            |at: &Range<usize>| rows.iter().all(|row| cell(row, at).is_empty() || row[at.start] != ' ');
        // The name of a column that it begins with, where all its cells begin.
        let begins = |at: &Range<usize>, names: &[Over]| {
            let name = names.last().and_then(Option::as_ref);
            name.is_some_and(|(name, _)| last_line[*name].0.start == at.start) && worded(at)
        };
        // Columns of words that stand under one heading, or under none at the left, are one; so are those behind a column of
        // words that have no heading of their own, and a number among the words.
        let mut joined: Vec<(Range<usize>, Vec<Over>)> = Vec::new();
        for (column, names) in columns.iter().cloned().zip(names) {
            let words = rows.iter().all(|row| !is_number(&cell(row, &column)));
            let one_space = joined.last().is_some_and(|(before, _)| before.end + 1 == column.start)
                && (joined.len() == 1 || joined[0].1.iter().all(Option::is_none));
            let more = names.iter().all(Option::is_none)
                && joined.last().is_some_and(|(before, same)| begins(before, same))
                && (words || one_space);
            match joined.last_mut() {
                Some((before, same)) if more || *same == names => before.end = column.end,
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
        let begun: Vec<bool> = joined.iter().map(|(at, names)| begins(at, names)).collect();
        let of = |line: usize| joined.iter().map(|(_, names)| names[line].clone()).collect();
        let heads: Vec<Vec<Over>> = (0..heads.len()).map(of).collect();
        let rows: Vec<Vec<String>> =
            rows.iter().map(|line| joined.iter().map(|(at, _)| cell(line, at)).collect()).collect();
        let numbers = |at: usize| rows.iter().all(|row| is_number(&row[at]) && is_value(&row[at]));
        let worded: Vec<bool> = (0..joined.len()).map(|at| at > 0 && begun[at] && !numbers(at)).collect();
        (are_names(&heads, &rows) && are_cells(&heads, &rows, &worded)).then(|| Table {
            heads: together(heads),
            rows,
            worded,
        })
    }
}

/// What stands over a column in each line of the heading, if no line has two names there.
fn names_of(heads: &[Vec<Part>], column: &Range<usize>, first: bool) -> Option<Vec<Over>> {
    let over = |head: &[Part]| {
        let over: Vec<usize> = (0..head.len()).filter(|&at| meet(&head[at].0, column)).collect();
        (over.len() < 2).then(|| over.first().map(|&at| (at, head[at].1.clone())))
    };
    let (last, above) = heads.split_last()?;
    let below = over(last)?;
    let above = above.iter().map(|head| {
        let Some((at, _)) = &below else { return over(head) };
        let below = &last[*at].0;
        // A name in the line above begins where the first below it does, or before, and goes on to the next; but if all of them
        // end where one below does, and do not begin so, each goes back to the one before, over as many. No name goes back to the rows' names.
        let begins = |name: &Part| last.iter().any(|(place, _)| place.start == name.0.start);
        let ends = |name: &Part| last.iter().any(|(place, _)| place.end == name.0.end);
        let beside = |name: &Part| last.iter().all(|(place, _)| !meet(place, &name.0));
        let spans: Vec<usize> = (0..head.len())
            .map(|at| {
                let from = if at == 0 { 0 } else { head[at - 1].0.end };
                last.iter().filter(|(place, _)| place.start >= from && place.end <= head[at].0.end).count()
            })
            .collect();
        let even = spans.iter().skip(1).all(|span| *span == spans[spans.len() - 1])
            && spans[0] <= spans[spans.len() - 1] + 1;
        let by_ends = even && head.iter().all(|name| ends(name) || beside(name)) && !head.iter().all(begins);
        let begun = match (by_ends, first) {
            (true, true) => return over(head),
            (true, false) => head.iter().position(|(place, _)| place.end >= below.end),
            (false, _) => head.iter().rposition(|(place, _)| place.start < below.end),
        };
        Some(begun.map(|at| (at, head[at].1.clone())))
    });
    above.chain([Some(below.clone())]).collect()
}

/// The lines of a heading, where what stands over one column alone is one name, in the last line: "bytes" above "a step" is
/// "bytes a step".
fn together(mut heads: Vec<Vec<Over>>) -> Vec<Vec<Over>> {
    let last = heads.len() - 1;
    for at in 0..heads[last].len() {
        let shared = |line: &Vec<Over>| {
            let beside = [at.checked_sub(1).and_then(|before| line.get(before)), line.get(at + 1)];
            line[at].is_some() && beside.contains(&Some(&line[at]))
        };
        let from = heads[..last].iter().rposition(shared).map_or(0, |line| line + 1);
        let parts: Vec<String> =
            heads[from..].iter_mut().filter_map(|line| line[at].take()).map(|(_, name)| name).collect();
        if !parts.is_empty() {
            heads[last][at] = Some((at, parts.join(" ")));
        }
    }
    heads.retain(|line| line.iter().any(Option::is_some));
    heads
}

/// Whether rows consist of values, and of words where the heading says so.
fn are_cells(heads: &[Vec<Over>], rows: &[Vec<String>], worded: &[bool]) -> bool {
    // Only rows have names of their own, or there are numbers beside the words: or else the first line might be one of the others.
    let names_rows = heads.iter().all(|line| line[0].is_none());
    let signs = heads.iter().flatten().flatten().any(|(_, name)| name.contains([':', '=', '[']));
    let numbers = (0..worded.len()).any(|at| rows.iter().all(|row| is_number(&row[at])));
    let words = names_rows || (numbers && !signs);
    // Two spaces in a cell are a gap that other rows do not share.
    let values = rows.iter().all(|row| {
        row.iter().all(|cell| !cell.contains("  "))
            && row.iter().zip(worded).skip(1).all(|(cell, worded)| (*worded && words) || is_value(cell))
    });
    // A row without a number is more of the heading, unless it has words in all its columns.
    let filled = rows.iter().all(|row| {
        row.iter().skip(1).any(|cell| is_number(cell) || matches!(&**cell, "–" | "-"))
            || (names_rows
                && row.iter().all(|cell| !cell.is_empty())
                && worded.iter().skip(1).all(|worded| *worded))
    });
    values && filled
}

/// Whether a heading consists of names. Numbers are, above others, and where nothing stands over the names of rows; or else if there
/// are three at least, they rise or fall, and some row's numbers do not.
fn are_names(heads: &[Vec<Over>], rows: &[Vec<String>]) -> bool {
    let Some((last, above)) = heads.split_last() else { return false };
    // What stands over the names of rows and over columns is about the whole; a list, what says how large something is, and a
    // sentence, is no name.
    let says = |name: &str| name.starts_with(['[', '=']);
    let long = |name: &str| name.chars().count() > 40;
    if above.iter().any(|line| line[0].is_some() && line[0] == line[1])
        || heads.iter().flatten().flatten().any(|(_, name)| says(name))
        || last.iter().flatten().any(|(_, name)| long(name))
    {
        return false;
    }
    let name = |over: &Over| over.as_ref().map_or(String::new(), |(_, name)| name.clone());
    let numbered: Vec<usize> = (0..last.len()).filter(|&at| is_number(&name(&last[at]))).collect();
    let names_rows = heads.iter().all(|line| line[0].is_none()) && rows.iter().all(|row| !row[0].is_empty());
    if names_rows || (numbered.is_empty() && above.iter().all(|line| !is_number(&name(&line[0])))) {
        return true;
    }
    // Neighbours under one name.
    let pairs: Vec<(usize, usize)> = numbered
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|&(a, b)| above.iter().all(|line| line[a] == line[b]))
        .collect();
    let goes = |a: Option<f64>, b: Option<f64>| a.zip(b).and_then(|(a, b)| a.partial_cmp(&b));
    let way = |cells: &[String]| {
        let ways: Vec<_> = pairs.iter().map(|&(a, b)| goes(amount(&cells[a]), amount(&cells[b]))).collect();
        let first = *ways.first()?;
        ways.iter().all(|way| *way == first).then_some(first)?
    };
    let names: Vec<String> = last.iter().map(name).collect();
    let of_names = way(&names).filter(|way| way.is_ne());
    numbered.len() >= 3
        && numbered[0] > 0
        && of_names.is_some()
        && rows.iter().any(|row| way(row) != of_names)
        && above.iter().flatten().flatten().all(|(_, name)| !is_number(name))
}
