//! What happens step by step: a compressor while tokens come in one by one, and the choice of a few queries in a row.

use figures::{Figure, Grid, Panel, Steps, normals, random, text};
use ndarray::{Array1, Array2};

use crate::{Indexer, Projected, Streaming, TopK};

/// What a compressor holds after a token, and what came out of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The tokens that are held, in order of their numbers; nothing for one that cannot be told.
    pub held: Vec<Option<usize>>,
    /// With which weight each token is in the entry that came out, in the role `current` and in the role `previous`.
    pub entry: Option<[Vec<f32>; 2]>,
}

/// What happens while `n` tokens come in, in blocks of `m`. The tokens are told apart by their values: each has a channel of its own
/// for each role. All gates are equal.
pub fn trace(stream: Streaming, m: usize, n: usize) -> Vec<Moment> {
    let bias = Array2::zeros((m, 2 * n));
    let mut state = (stream.start)(bias.view(), bias.view());
    let only = |channel: usize| Array1::from_shape_fn(2 * n, |i| if i == channel { 1.0 } else { 0.0 });
    let number = |token: &Projected| {
        let full = |values: &Array1<f32>| values.iter().position(|&value| value == 1.0);
        full(&token.current_value).or_else(|| full(&token.previous_value)).map(|channel| channel % n)
    };
    let moment = |t: usize| {
        let token = Projected {
            current_value: only(t),
            current_gate: Array1::zeros(2 * n),
            previous_value: only(n + t),
            previous_gate: Array1::zeros(2 * n),
        };
        let entry = (stream.push)(&mut state, token);
        let mut held: Vec<Option<usize>> = state.held.iter().map(number).collect();
        held.sort_unstable();
        Moment {
            held,
            entry: entry.map(|entry| [0, n].map(|from| (from..from + n).map(|i| entry[i]).collect())),
        }
    };
    (0..n).map(moment).collect()
}

/// What a compressor holds while tokens come in one by one, and when entries come out of it: for two blocks of `m` tokens and two
/// tokens more.
///
/// # Panics
/// If the answer gives an entry of another length.
pub fn streaming(stream: Streaming, m: usize) -> Figure {
    let n = 2 * m + 2;
    let columns: Vec<String> = (0..n).map(|token| token.to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut entries: Vec<Vec<f64>> = Vec::new();
    let mut steps = Steps::new(&format!(
        "To give an entry every {m} tokens, a compressor has to hold {} at most",
        2 * m - 1
    ));
    let trace = trace(stream, m, n);
    // Each frame has a row for each entry that will come: two, unless an answer gives others.
    let come = trace.iter().filter(|moment| moment.entry.is_some()).count().max(2);
    for (t, moment) in trace.into_iter().enumerate() {
        let mut held = vec![0.0; n];
        for &token in moment.held.iter().flatten() {
            held[token] = 1.0;
        }
        let holds = tokens(&held);
        let mut caption = format!("Token {t} comes. Held: {holds}.");
        if let Some(roles) = &moment.entry {
            let [current, previous] = roles
                .each_ref()
                .map(|role| role.iter().map(|&weight| f64::from(weight)).collect::<Vec<f64>>());
            let before = if previous.iter().all(|&weight| weight == 0.0) {
                String::new()
            } else {
                format!(" and, in the role previous, of {}", tokens(&previous))
            };
            caption = format!(
                "Token {t} completes a block. Entry {} comes out, made of {} in the role current{before}. Held: {holds}.",
                entries.len(),
                tokens(&current)
            );
            entries.push(current.iter().zip(&previous).map(|(a, b)| a + b).collect());
        }
        let mut rows = vec![(0..n).map(|token| if token <= t { 1.0 } else { 0.0 }).collect(), held];
        rows.extend(entries.iter().cloned());
        rows.resize(2 + come, vec![0.0; n]);
        let mut names = vec!["come".to_owned(), "held".to_owned()];
        names.extend((0..rows.len() - 2).map(|entry| format!("entry {entry}")));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let panel = Panel::new("what is held, and the weights of entries", rows)
            .names(&names, &columns)
            .axes("", "token")
            .write(|value| match value {
                0.0 => String::new(),
                1.0 => "✓".to_owned(),
                weight => format!("1/{:.0}", 1.0 / weight),
            });
        let about =
            format!("Of {n} tokens {} have come. Held: {holds}. Entries so far: {}.", t + 1, entries.len());
        steps = steps.frame(&caption, Grid::new(&format!("After token {t}"), &about).panel(panel).save());
    }
    steps.save()
}

/// Which tokens have something: `tokens 0 to 3`.
fn tokens(of: &[f64]) -> String {
    let all: Vec<usize> = (0..of.len()).filter(|&token| of[token] != 0.0).collect();
    match all[..] {
        [] => "nothing".to_owned(),
        [one] => format!("token {one}"),
        [first, last] => format!("tokens {first} and {last}"),
        [first, .., last] if last - first + 1 == all.len() => format!("tokens {first} to {last}"),
        _ => {
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            format!("tokens {}", all.join(", "))
        }
    }
}

/// The first query of [`choosing`], and how many there are.
const QUERIES: (usize, usize) = (13, 7);
/// The heads of its indexer, and their width.
const HEADS: (usize, usize) = (4, 8);

/// Which `k` of the blocks of `m` tokens each of a few queries in a row chooses, by scores of random queries and keys.
///
/// # Panics
/// If an answer gives another shape, or a block that there is not.
pub fn choosing(indexer: Indexer, top_k: TopK, m: usize, k: usize) -> Figure {
    let (first, n) = QUERIES;
    let blocks = (first + n) / m;
    let mut random = random(7);
    let queries = normals(&mut random, (n * HEADS.0, HEADS.1));
    let queries = queries.into_shape_with_order((n, HEADS.0, HEADS.1)).expect("as many numbers as there are");
    let keys = normals(&mut random, (blocks, HEADS.1));
    let weights = 5.0 * normals(&mut random, (n, HEADS.0));
    let scores = indexer(queries.view(), keys.view(), weights.view());
    let chosen = top_k(scores.view(), first, m, k);
    let columns: Vec<String> = (0..blocks).map(|block| block.to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut steps =
        Steps::new(&format!("Every query chooses {k} blocks anew, of those that are complete by then"));
    for i in 0..n {
        let position = first + i;
        let seen = ((position + 1) / m).min(blocks);
        let row =
            |is: &dyn Fn(usize) -> bool| (0..blocks).map(|block| if is(block) { 1.0 } else { 0.0 }).collect();
        let shades =
            (0..blocks).map(|block| if block < seen { shade(f64::from(scores[[i, block]])) } else { 0.0 });
        let taken: Vec<String> = chosen[i].iter().map(ToString::to_string).collect();
        let taken = if taken.is_empty() { "none".to_owned() } else { taken.join(" and ") };
        let told: Vec<String> = (0..seen)
            .map(|block| format!("{} of block {block}", rounded(f64::from(scores[[i, block]]))))
            .collect();
        let rows =
            vec![row(&|block| block < seen), shades.collect(), row(&|block| chosen[i].contains(&block))];
        let panel = Panel::new("", rows)
            .names(&["seen", "score", "chosen"], &columns)
            .axes("", "block")
            .write(|value| match value {
                0.0 => String::new(),
                1.0 => "✓".to_owned(),
                shade => rounded(score(shade)),
            });
        let caption = format!("The query at position {position} sees {seen} blocks, and attends to {taken}.");
        let about = format!("Scores: {}. Chosen: {taken}.", told.join(", "));
        let figure = Grid::new(&format!("The query at position {position}"), &about).panel(panel).save();
        steps = steps.frame(&caption, figure);
    }
    steps.save()
}

/// The shade of a score, between 0 and 1 and neither; scores beyond ±100 have those of ±100.
fn shade(score: f64) -> f64 {
    0.5 + 0.0048 * score.clamp(-100.0, 100.0)
}

/// A score without decimals, and zero without a sign.
fn rounded(score: f64) -> String {
    text(score.round() + 0.0, 0)
}

/// The score of a shade.
fn score(shade: f64) -> f64 {
    (shade - 0.5) / 0.0048
}
