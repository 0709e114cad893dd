//! Text that is no table: a minus for a hyphen before a number, and thousands set apart where that moves no column.

use std::collections::BTreeMap;

use super::numbers::{LONG, start, thousands};

/// Digits up to which it is a number, and no row of signs.
const LONGEST: usize = 15;

/// A sign for a number, which no text has.
const NUMBER: char = '\0';

/// A printed text with its numbers set as a book sets them, as far as the places of the others let it. Code stays as it is.
pub(super) fn set(text: &str) -> String {
    if text.lines().any(|line| line.starts_with("$ ")) {
        return text.to_owned();
    }
    let mut lines: Vec<Line> = text.lines().map(Line::read).collect();
    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.numbers.is_empty()) {
        alike.entry(line.form()).or_default().push(at);
    }
    for rows in alike.into_values() {
        // Of a line that is like no other, only a sentence has no columns.
        let sentence = |line: &Line| !line.said.contains("  ") && !line.said.starts_with(' ');
        if rows.len() < 2 && !sentence(&lines[rows[0]]) {
            continue;
        }
        let others = (0..lines.len()).any(|at| !rows.contains(&at) && !sentence(&lines[at]));
        for at in 0..lines[rows[0]].numbers.len() {
            // A column has its numbers' ends below one another, and spaces before the shorter ones.
            let mut ends: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for row in &rows {
                ends.entry(lines[*row].numbers[at].end).or_default().push(*row);
            }
            let alone = ends.len() == 1 && rows.len() > 1;
            // Behind a number that is in no column nothing is in one, unless two spaces say so.
            let gap = rows.iter().any(|row| lines[*row].has_gap_behind(at));
            for rows in ends.into_values() {
                if alone || rows.iter().any(|row| lines[*row].numbers[at].spaces > 1) {
                    set_column_apart(&mut lines, &rows, at, others);
                } else if !gap {
                    for row in &rows {
                        lines[*row].numbers[at].set_apart();
                    }
                }
            }
        }
    }
    let mut text: String = lines.iter().map(|line| line.told() + "\n").collect();
    text.pop();
    text
}

/// A line, cut at its numbers.
struct Line {
    said: String,
    numbers: Vec<Number>,
    rest: String,
}

struct Number {
    /// What stands before it, but for the spaces directly before it.
    before: String,
    spaces: usize,
    /// Where it ends.
    end: usize,
    shown: String,
    /// The same with thousands set apart, where it may have that.
    apart: String,
}

impl Number {
    fn set_apart(&mut self) {
        self.shown.clone_from(&self.apart);
    }
}

impl Line {
    fn read(said: &str) -> Line {
        let mut numbers: Vec<Number> = Vec::new();
        let (mut done, mut from) = (0, 0);
        while let Some(found) = start(&said[from..], said[..from].chars().next_back()) {
            let at = from + found;
            let minus = said[at..].starts_with('-');
            let whole = at + usize::from(minus);
            let digits = |at: usize| said[at..].bytes().take_while(u8::is_ascii_digit).count();
            let mut end = whole + digits(whole);
            let length = end - whole;
            if said[end..].starts_with('.') && digits(end + 1) > 0 {
                end += 1 + digits(end + 1);
            }
            let behind = &said[end..];
            let goes_on = behind.starts_with(['.', '-', '/']) && digits(end + 1) > 0;
            if behind.starts_with(char::is_alphanumeric)
                || goes_on
                || behind.starts_with('_')
                || length > LONGEST
            {
                // A name, a version, a date, a number with a power of ten.
                let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
                from = end + behind.find(|c| !part(c)).unwrap_or(behind.len());
                continue;
            }
            let sign = if minus { "\u{2212}" } else { "" };
            let open = |bracket| said[..at].matches(bracket).count();
            // Between brackets commas set apart the numbers of a list.
            let listed = open('[') > open(']') || open('(') > open(')');
            let shown = format!("{sign}{}", &said[whole..end]);
            let apart = if length >= LONG && !listed {
                format!("{sign}{}{}", thousands(&said[whole..whole + length]), &said[whole + length..end])
            } else {
                shown.clone()
            };
            let before = said[done..at].trim_end_matches(' ');
            let spaces = at - done - before.len();
            let place = said[..end].chars().count();
            numbers.push(Number { before: before.to_owned(), spaces, end: place, shown, apart });
            (done, from) = (end, end);
        }
        Line { said: said.to_owned(), numbers, rest: said[done..].to_owned() }
    }

    /// What lines have in common that are rows of the same: their signs, and where words and numbers stand.
    fn form(&self) -> String {
        let mut form = String::new();
        for number in &self.numbers {
            push_form(&mut form, &number.before);
            form.push(NUMBER);
        }
        push_form(&mut form, &self.rest);
        form
    }

    fn has_gap_behind(&self, at: usize) -> bool {
        match self.numbers.get(at + 1) {
            Some(next) if next.before.is_empty() => next.spaces > 1,
            Some(next) => next.before.contains("  "),
            None => self.rest.contains("  "),
        }
    }

    fn told(&self) -> String {
        let number =
            |number: &Number| format!("{}{}{}", number.before, " ".repeat(number.spaces), number.shown);
        self.numbers.iter().map(number).collect::<String>() + &self.rest
    }
}

fn push_form(form: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            ' ' | ',' => {}
            c if c.is_alphanumeric() && form.ends_with('w') => {}
            c if c.is_alphanumeric() => form.push('w'),
            c => form.push(c),
        }
    }
}

/// Sets thousands apart in one number of lines that are alike, if what stands in columns stays there.
fn set_column_apart(lines: &mut [Line], rows: &[usize], at: usize, others: bool) {
    let of = |row: usize, what: fn(&Number) -> usize| what(&lines[row].numbers[at]);
    let longer = |number: &Number| number.apart.len() - number.shown.len();
    if rows.iter().all(|row| of(*row, longer) == 0) {
        return;
    }
    let spaces = |number: &Number| number.spaces;
    let length = |text: &str| text.chars().count();
    let most = |text: fn(&Number) -> &str| {
        rows.iter().map(|row| length(text(&lines[*row].numbers[at]))).max().unwrap_or_default()
    };
    // The column is wider by this, and what room it has before it, and behind it, in all its rows.
    let wider = most(|number| &number.apart) - most(|number| &number.shown);
    let least = |places: Vec<usize>| places.into_iter().min().unwrap_or_default();
    let before =
        least(rows.iter().map(|row| (of(*row, spaces) + wider).saturating_sub(of(*row, longer))).collect());
    let next = |row: usize| lines[row].numbers.get(at + 1).filter(|next| next.before.is_empty());
    let behind = least(rows.iter().map(|row| next(*row).map_or(0, spaces)).collect());
    let (left, right) = if before >= wider + 2 {
        (wider, 0)
    } else if behind >= wider + 2 {
        (0, wider)
    } else if others && rows.iter().any(|row| next(*row).is_some() || lines[*row].rest.contains("  ")) {
        return;
    } else {
        (0, 0)
    };
    for row in rows {
        let line = &mut lines[*row];
        let grown = longer(&line.numbers[at]);
        let number = &mut line.numbers[at];
        // A number that nothing was before stays there.
        number.spaces = (number.spaces + wider).saturating_sub(grown + left);
        number.set_apart();
        if right > 0 {
            line.numbers[at + 1].spaces -= right;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn numbers_in_rows_are_set_as_in_tables() {
        for (text, shown) in [
            // `diffusion/networks`.
            (
                "pixels, p = 1: 65536, 4294967296 pairs\npixels, p = 8:  1024,    1048576 pairs",
                "pixels, p = 1: 65,536, 4,294,967,296 pairs\npixels, p = 8:  1,024,     1,048,576 pairs",
            ),
            // `compression/layer`.
            (
                "  one matrix      134.2 million\n  over  8192      302.0 million\nPro: 65536 channels to 7168\n  over 16384     1191.2 million",
                "  one matrix      134.2 million\n  over  8,192     302.0 million\nPro: 65,536 channels to 7,168\n  over 16,384   1,191.2 million",
            ),
            // `attention/nearby`.
            ("stride  2: 1183 pairs\nstride  4: 794 pairs", "stride  2: 1,183 pairs\nstride  4: 794 pairs"),
            // `compression/select`.
            (
                "    4096 tokens:   0.16 GB read\n 1048576 tokens:  41.96 GB read",
                "     4,096 tokens:   0.16 GB read\n 1,048,576 tokens:  41.96 GB read",
            ),
            // `moe/switch`, `diffusion/networks`, `attention/heads`.
            ("[[1.00, -2.00],\n [-1.00, -2.00]]", "[[1.00, −2.00],\n [−1.00, −2.00]]"),
            (
                "500: [ -0.884,   0.284]\n  3: [  0.999,  -0.757]",
                "500: [ −0.884,   0.284]\n  3: [  0.999,  −0.757]",
            ),
            ("2621440 bytes a token instead of 327680", "2,621,440 bytes a token instead of 327,680"),
        ] {
            assert_eq!(set(text), shown);
        }
    }

    #[test]
    fn what_may_be_no_number_stays() {
        for text in [
            "AMD EPYC, 2 cores\n2026-11-29, revision f7c407c-dirty",
            "rustc 1.95, fla-core 0.6.0, PyTorch 2.15.0",
            "layer 0 436547336735445436566411111152154365264757476",
            "layer 1 137417225463543137717676676437431377156231547",
            "outputs (132, 64, 5120)\nouts (2048, 64)",
            "[1000.0, 2048]\n[1000, 4096]",
            // `compression/attend`: columns that begin below one another.
            "from 0   : score 0.8\nfrom 1000: score 0.8",
            "rank 0  ###1..#\nrank 0  ####..1",
            "$ cargo rustc -- -C codegen-units=1\n\nmov 4096, -3\nmov 4096, -4",
            "token 43: e^G = 6.1e-39, e^-G = 1.7e38\ntoken 44: e^G = 8.2e-40, e^-G = inf",
            "rows 3-5, 1000-2000 and 1000/2000\nrows 3-5, 1000-2000 and 1000/2000",
            "\n  one\n\n  two",
        ] {
            assert_eq!(set(text), text);
        }
    }
}
