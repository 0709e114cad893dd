//! The tables of the page.

use serde_json::Value;

use super::{at, mean, names, of, range, rows};

fn field(rows: &[&Value], name: &str) -> Vec<f64> {
    rows.iter().filter_map(|row| row[name].as_f64()).collect()
}

/// The numbers of a list in a row.
fn numbers(row: &Value, list: &str) -> Vec<f64> {
    row[list].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// The cells of a row or of its head.
fn in_columns(of: &[f64], cell: impl Fn(f64) -> String) -> String {
    of.iter().map(|&x| cell(x)).collect()
}

/// The xs of the points in a list of the first row.
fn xs(rows: &[Value], list: &str) -> Vec<f64> {
    rows[0][list].as_array().into_iter().flatten().filter_map(|point| point[0].as_f64()).collect()
}

/// Errors by length, means over seeds, and their range at the length of training.
fn errors(rows: &[Value], decimals: usize) -> String {
    let lengths = xs(rows, "at");
    let heads = in_columns(&lengths, |length| format!(" {:>7}", format!("at {length}")));
    let mut text = format!("{:26}{heads}   seeds at {}", "", lengths[0]);
    for kind in names(rows, "kind") {
        let own = of(rows, "kind", &kind);
        let cells =
            in_columns(&lengths, |length| format!(" {:7.decimals$}", mean(&at(&own, "at", length, 1))));
        let [least, most] = range(&at(&own, "at", lengths[0], 1));
        text += &format!("\n{kind:26}{cells}   {least:.decimals$} to {most:.decimals$}");
    }
    text
}

/// For a cell: the error of each layer, by length.
pub fn latch_table() -> String {
    errors(&rows("latch"), 3)
}

/// For a cell: how much of its state a token with a mark keeps on average, and one without, in the channel where that differs most.
pub fn kept_table() -> String {
    let rows = rows("latch");
    let mut text = format!("{:18} {:>4} {:>10} {:>10}", "", "seed", "at a mark", "elsewhere");
    for row in rows.iter().filter(|row| row["kind"] != "fixed") {
        let [marked, others] = ["kept_marked", "kept_others"].map(|list| numbers(row, list));
        let apart = |c: &usize| (others[*c] - marked[*c]).abs();
        let most = (0..others.len()).max_by(|a, b| apart(a).total_cmp(&apart(b))).expect("a channel");
        let name = row["kind"].as_str().expect("a text");
        text += &format!(
            "\n{name:18} {:>4} {:10.3} {:10.3}",
            row["seed"].to_string(),
            marked[most],
            others[most]
        );
    }
    text
}

/// Rows of the registers with so many in a bank.
pub fn banks(size: usize) -> Vec<Value> {
    rows("registers").into_iter().filter(|row| row["size"] == size).collect()
}

/// For a cell: the error of each memory, by length, with so many registers in a bank.
pub fn registers_table(size: usize) -> String {
    let rows = banks(size);
    let nothing = mean(&field(&rows.iter().collect::<Vec<_>>(), "nothing"));
    format!("{}\n{:26} {nothing:7.3}", errors(&rows, 3), "always 0")
}

/// For a cell: the share of right answers by length, everywhere and at the end.
pub fn parity_table() -> String {
    let rows = rows("parity");
    let lengths = xs(&rows, "at");
    let heads = in_columns(&lengths, |length| format!(" {length:>6}"));
    let mut text = format!("{:34}{heads}", "length");
    for kind in names(&rows, "kind") {
        let own = of(&rows, "kind", &kind);
        for (what, entry) in [("all bits", 1), ("last ten", 2)] {
            let cells =
                in_columns(&lengths, |length| format!(" {:6.3}", mean(&at(&own, "at", length, entry))));
            text += &format!("\n{:34}{cells}", format!("{kind}, {what}, mean"));
            if entry == 2 {
                let cells = in_columns(&lengths, |length| {
                    format!(" {:6.3}", range(&at(&own, "at", length, entry))[1])
                });
                text += &format!("\n{:34}{cells}", format!("{kind}, {what}, best"));
            }
        }
    }
    text
}

/// For a cell: of each seed with factors between −1 and 1, the factor of a one that is nearest to −1, with that of a zero in the same head,
/// and what is left of a difference after 200 bits, half of which are ones.
pub fn parity_factors() -> String {
    let rows = rows("parity");
    let mut text =
        format!("{:6} {:>12} {:>13} {:>16}", "seed", "factor of 1", "factor of 0", "left after 200");
    for row in of(&rows, "kind", "between -1 and 1") {
        let [ones, zeros] = ["factors_of_1", "factors_of_0"].map(|list| numbers(row, list));
        let size = |head: &usize| {
            if ones[*head] < 0.0 && zeros[*head] > 0.0 { -ones[*head] * zeros[*head] } else { 0.0 }
        };
        let best = (0..ones.len()).max_by(|a, b| size(a).total_cmp(&size(b))).expect("a head");
        let left = size(&best).powi(100);
        text +=
            &format!("\n{:<6} {:12.4} {:13.4} {left:16.4}", row["seed"].to_string(), ones[best], zeros[best]);
    }
    text
}

/// The shares that are found of the last 64 steps, added up: as much as so many values.
pub(super) fn within_64(rows: &[&Value]) -> f64 {
    mean(&field(rows, "sum_to_64"))
}

/// For a cell: parameters and errors.
pub fn adding_table() -> String {
    let rows = rows("adding");
    let lengths = xs(&rows, "at");
    let heads = in_columns(&lengths, |length| format!(" {:>9}", format!("at {length}")));
    let mut text = format!("{:16} {:>10}{heads}   seeds at {}", "", "parameters", lengths[0]);
    for kind in names(&rows, "kind") {
        let own = of(&rows, "kind", &kind);
        let cells = in_columns(&lengths, |length| format!(" {:9.4}", mean(&at(&own, "at", length, 1))));
        let [least, most] = range(&at(&own, "at", lengths[0], 1));
        let parameters = own[0]["parameters"].to_string();
        text += &format!("\n{kind:16} {parameters:>10}{cells}   {least:.5} to {most:.5}");
    }
    text
}

/// Rows of the recall where each key is shown so many times.
pub fn shown(times: usize) -> Vec<Value> {
    rows("recall").into_iter().filter(|row| row["times"] == times).collect()
}

/// For a cell: the share of right answers by the number of keys, where each is shown so many times.
pub fn recall_table(times: usize) -> String {
    let rows = shown(times);
    let pairs = xs(&rows, "right");
    let heads = in_columns(&pairs, |pairs| format!(" {pairs:>6}"));
    let mut text = format!("{:14}{heads}", "keys");
    for kind in names(&rows, "kind") {
        let own = of(&rows, "kind", &kind);
        let cells = in_columns(&pairs, |pairs| format!(" {:6.3}", mean(&at(&own, "right", pairs, 1))));
        text += &format!("\n{kind:14}{cells}");
    }
    text
}

/// For a cell: what is remembered of the input, by the lag, and the sum over lags to 64.
pub fn legs_table() -> String {
    const LAGS: [f64; 6] = [8.0, 16.0, 32.0, 64.0, 128.0, 200.0];
    let rows = rows("legs");
    let heads = in_columns(&LAGS, |lag| format!(" {lag:>5}"));
    let mut text = format!("{:31}{heads}  sum to 64", "lag");
    for input in names(&rows, "input") {
        let own: Vec<Value> = of(&rows, "input", &input).into_iter().cloned().collect();
        for system in names(&own, "system") {
            let own = of(&own, "system", &system);
            let cells = in_columns(&LAGS, |lag| format!(" {:5.3}", mean(&at(&own, "points", lag, 1))));
            let name = format!("{input}, {system}");
            text += &format!("\n{name:31}{cells}  {:9.1}", within_64(&own));
        }
    }
    text
}
