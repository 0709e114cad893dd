//! Tokens that travel to their experts: step by step, and what the largest load costs.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, Steps, text};

/// Ranks, experts on each, and experts of each token of the step-through.
const RANKS: usize = 2;
const EACH: usize = 2;
/// The experts of three tokens on each rank.
const CHOSEN: [[[usize; 2]; 3]; RANKS] = [[[0, 2], [1, 3], [3, 0]], [[2, 1], [3, 2], [2, 3]]];

/// A row on its way: from which rank, which of its choices, and for which expert.
#[derive(Clone, Copy)]
pub struct Row {
    from: usize,
    choice: usize,
    expert: usize,
}

fn shade(row: &Row) -> f64 {
    // Rank 0's tokens lighter than rank 1's: what is mixed, and what is back in order, is seen.
    0.1 + (row.from * 3 + row.choice / 2) as f64 * 0.16
}

/// The rows that lie on each rank, six places for each, with what is written on them.
pub fn frame(title: &str, ranks: &[Vec<Row>]) -> Figure {
    let words = |rows: &Vec<Row>| {
        let word =
            |row: &Row| format!("token {} of rank {} for expert {}", row.choice / 2, row.from, row.expert);
        rows.iter().map(word).collect::<Vec<_>>().join(", ")
    };
    let about: Vec<String> =
        ranks.iter().enumerate().map(|(rank, rows)| format!("Rank {rank} has {}.", words(rows))).collect();
    let mut grid = Grid::new(title, &about.join(" "));
    for (rank, rows) in ranks.iter().enumerate() {
        let mut cells: Vec<f64> = rows.iter().map(shade).collect();
        let mut names: Vec<String> =
            rows.iter().map(|row| format!("t{}.{}→e{}", row.from, row.choice / 2, row.expert)).collect();
        // Of one width in all frames.
        cells.resize(8, 0.0);
        names.resize(8, String::new());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let panel = Panel::new(&format!("rank {rank}"), cells.into_iter().map(|cell| vec![cell]).collect());
        grid = grid.panel(panel.names(&names, &[""]));
    }
    grid.save()
}

/// Three tokens on each of two ranks, with two experts each, go to their experts and come back.
pub fn steps() -> Figure {
    let rows = |from: usize| -> Vec<Row> {
        let row = |(choice, &expert): (usize, &usize)| Row { from, choice, expert };
        CHOSEN[from].as_flattened().iter().enumerate().map(row).collect()
    };
    let own: Vec<Vec<Row>> = (0..RANKS).map(rows).collect();
    let mut sorted = own.clone();
    for rows in &mut sorted {
        rows.sort_by_key(|row| row.expert / EACH);
    }
    let arrived: Vec<Vec<Row>> = (0..RANKS)
        .map(|rank| sorted.iter().flatten().filter(|row| row.expert / EACH == rank).copied().collect())
        .collect();
    let mut grouped = arrived.clone();
    for rows in &mut grouped {
        rows.sort_by_key(|row| row.expert);
    }
    Steps::new("Each row goes to the rank of its expert, and its result comes back to where the row stood first")
        .frame(
            "A row for each token and each of its experts, in the order of tokens: t1.0→e2 is token 0 of rank 1 for expert 2.",
            frame("Choices", &own),
        )
        .frame(
            "Permute: rows are sorted by the rank they go to. Experts 0 and 1 are on rank 0, 2 and 3 on rank 1.",
            frame("Sorted by rank", &sorted),
        )
        .frame("Exchange: every rank sends to every rank. The load is uneven, 4 rows and 8.", frame("Arrived", &arrived))
        .frame("Compute: each expert gets its rows at once, side by side.", frame("Sorted by expert", &grouped))
        .frame(
            "Return: results go back in the order in which rows came, and what did not travel stays.",
            frame("Back on their rank", &sorted),
        )
        .frame(
            "Unpermute: each result goes to where its row stood at first. Then results of a token are weighted and added.",
            frame("Back in their place", &own),
        )
        .save()
}

/// The largest load of a rank by the mean one: 64 experts on so many ranks, chosen with a probability of 1 / (e + 1)^skew.
pub fn imbalance(ranks: usize, skew: f64) -> f64 {
    let experts = 64;
    let chance: Vec<f64> = (0..experts).map(|e| 1.0 / f64::from(e + 1).powf(skew)).collect();
    let whole: f64 = chance.iter().sum();
    let most = chance.chunks(64 / ranks).map(|own| own.iter().sum::<f64>()).fold(0.0, f64::max);
    most / whole * ranks as f64
}

/// How much longer a step takes than with an even load, against the skew.
pub fn figure() -> Figure {
    let line = |ranks: usize| -> Vec<(f64, f64)> {
        (0..=15).map(|at| f64::from(at) / 10.0).map(|skew| (skew, imbalance(ranks, skew))).collect()
    };
    let lines = [4, 8, 16].map(|ranks| (ranks, line(ranks)));
    let at_one: Vec<String> =
        lines.iter().map(|(ranks, line)| format!("{} on {ranks} ranks", text(line[10].1, 1))).collect();
    let about = format!(
        "The largest load of a rank over the mean load, against the exponent of the popularity of 64 experts. At 0 it is 1; at 1 it is {}.",
        at_one.join(", ")
    );
    let title = format!(
        "All wait for the fullest rank: at an exponent of 1 it has {} times the mean load on 16 ranks, {} on 4",
        text(lines[2].1[10].1, 1),
        text(lines[0].1[10].1, 1)
    );
    let mut chart = Chart::new(&title, &about)
        .x(Axis::linear("exponent of popularity"))
        .y(Axis::linear("largest load over mean load"));
    for (ranks, line) in lines {
        chart = chart.line(Series::new(&format!("{ranks} ranks"), line));
    }
    chart.save()
}
