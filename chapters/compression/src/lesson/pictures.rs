//! What flows where in the chapter's parts, and what happens while tokens come in.

use figures::{Figure, Grid, Panel, Schematic, Steps, normals, random, text};
use ndarray::{Array1, Array2};

use crate::{Indexer, Projected, Streaming, TopK};

/// The sizes of a layer with compressed attention.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// The model's name.
    pub model: &'static str,
    /// The width of the hidden states.
    pub width: usize,
    /// The number of query heads.
    pub heads: usize,
    /// The width of an entry, which is key and value at once, and of a query.
    pub entry: usize,
    /// The width of the query latent.
    pub latent: usize,
    /// The indexer's heads and their width.
    pub index: (usize, usize),
    /// How many blocks the indexer chooses.
    pub chosen: usize,
    /// The tokens of a block, in layers that choose and in layers that do not.
    pub blocks: (usize, usize),
    /// The last tokens that a query sees as they are.
    pub window: usize,
    /// The groups of heads in the output projection, and the width of each.
    pub groups: (usize, usize),
}

/// DeepSeek-V4 Flash: section 4.2 of its report.
pub const FLASH: Layer = Layer {
    model: "DeepSeek-V4 Flash",
    width: 4096,
    heads: 64,
    entry: 512,
    latent: 1024,
    index: (64, 128),
    chosen: 512,
    blocks: (4, 128),
    window: 128,
    groups: (8, 1024),
};

/// A compressor of `n` tokens to entries of width `c`, in blocks of `m`.
///
/// # Panics
/// If `m` is 0.
pub fn compressor(n: usize, m: usize, c: usize) -> Figure {
    let (blocks, rows) = (n / m, 2 * m);
    let mut picture = Schematic::new(
        "A compressor with two roles",
        &format!("How {n} tokens become {blocks} entries, each pooled from its own block of {m} tokens and the block before it."),
    )
    .tensor("tokens", "tokens", &[&n, &"d"]);
    let roles = [("own", "for its own block"), ("next", "for the next block")];
    for (role, _) in roles {
        let id = |part: &str| format!("{role} {part}");
        picture = picture.operation(&id("projection"), "two projections");
        // Values on the outside, so that nothing crosses.
        if role == "own" {
            picture = picture.tensor(&id("values"), "values", &[&n, &c]);
        }
        picture = picture
            .tensor(&id("gates"), "gates", &[&n, &c])
            .tensor(&id("bias"), "bias", &[&m, &c])
            .operation(&id("sum"), "add");
        if role == "next" {
            picture = picture.tensor(&id("values"), "values", &[&n, &c]);
        }
        picture = picture
            .flow(&["tokens", &id("projection"), &id("gates"), &id("sum")])
            .flow(&[&id("bias"), &id("sum")])
            .flow(&[&id("projection"), &id("values")]);
    }
    for (role, caption) in roles {
        let ids = ["projection", "gates", "values", "bias", "sum"].map(|part| format!("{role} {part}"));
        picture = picture.group(caption, &ids.each_ref().map(String::as_str));
    }
    picture
        .operation("softmax", &format!("softmax down the {rows} rows, in each channel"))
        .tensor("weights", "weights", &[&blocks, &rows, &c])
        .operation("pool", "weighted sum of the values")
        .tensor("entries", "entries", &[&blocks, &c])
        .flow(&["own sum", "softmax", "weights", "pool", "entries"])
        .flow(&["next sum", "softmax"])
        .flow(&["own values", "pool"])
        .flow(&["next values", "pool"])
        .save()
}

/// An indexer of `n` queries with some heads of a width, over `blocks` blocks, of which it chooses `k`.
pub fn indexer(n: usize, (heads, width): (usize, usize), blocks: usize, k: usize) -> Figure {
    Schematic::new(
        "An indexer",
        &format!("How each of {n} queries chooses {k} of {blocks} blocks by cheap scores."),
    )
    .tensor("queries", "index queries", &[&n, &heads, &width])
    .tensor("keys", "index keys", &[&blocks, &width])
    .operation("dot", "dot products")
    .operation("relu", "ReLU")
    .tensor("matches", "matches", &[&n, &heads, &blocks])
    .tensor("weights", "head weights", &[&n, &heads])
    .operation("sum", "weighted sum over the heads")
    .tensor("scores", "scores", &[&n, &blocks])
    .operation("seen", "only blocks that are complete")
    .operation("top", &format!("the {k} largest, or fewer"))
    .tensor("chosen", "chosen blocks", &[&n, &k])
    .flow(&["queries", "dot", "relu", "matches", "sum", "scores", "seen", "top", "chosen"])
    .flow(&["keys", "dot"])
    .flow(&["weights", "sum"])
    .save()
}

/// A layer that attends to chosen blocks.
pub fn csa_layer(layer: Layer) -> Figure {
    let Layer { model, index, chosen, blocks: (m, _), window, .. } = layer;
    let blocks = format!("n/{m}");
    attention(
        layer,
        &format!("Compressed sparse attention in {model}"),
        &format!(
            "What a layer makes of n tokens, with blocks of {m} of which {chosen} are chosen for each query."
        ),
        m,
        &format!("one softmax: last {window} tokens, chosen blocks, sink"),
    )
    .operation("index up", "projection")
    .tensor("index queries", "index queries", &[&"n", &index.0, &index.1])
    .operation("index compressor", "compressor")
    .tensor("index keys", "index keys", &[&blocks, &index.1])
    .operation("index head", "projection")
    .tensor("index weights", "head weights", &[&"n", &index.0])
    .operation("score", "Σ weight · ReLU(query\u{a0}·\u{a0}key)")
    .operation("top", &format!("the {chosen} largest that are seen"))
    .tensor("chosen", "chosen blocks", &[&"n", &chosen])
    .flow(&["latent", "index up", "index queries", "score", "top", "chosen", "core"])
    .flow(&["h", "index compressor", "index keys", "score"])
    .flow(&["h", "index head", "index weights", "score"])
    .group(
        "indexer",
        &[
            "index up",
            "index queries",
            "index compressor",
            "index keys",
            "index head",
            "index weights",
            "score",
            "top",
        ],
    )
    .highlight(&["latent", "index up", "index queries", "score", "top", "chosen", "core"])
    .save()
}

/// A layer that attends to all blocks, which are longer.
pub fn hca_layer(layer: Layer) -> Figure {
    let Layer { model, blocks: (_, m), window, .. } = layer;
    attention(
        layer,
        &format!("Heavily compressed attention in {model}"),
        &format!("What a layer makes of n tokens, with blocks of {m}, all of which a query attends to once they are complete."),
        m,
        &format!("one softmax: last {window} tokens, complete blocks, sink"),
    )
    .save()
}

/// What both layers have: queries, entries of tokens and of blocks, one softmax over both, and the way out.
fn attention(layer: Layer, title: &str, about: &str, m: usize, core: &str) -> Schematic {
    let Layer { width, heads, entry, latent, groups: (groups, group), .. } = layer;
    Schematic::new(title, about)
        .tensor("h", "hidden states", &[&"n", &width])
        .operation("down", "projection, RMSNorm")
        .tensor("latent", "query latent", &[&"n", &latent])
        .operation("up", "projection, RMSNorm, rotation")
        .tensor("queries", "queries", &[&"n", &heads, &entry])
        .operation("compress", &format!("compressor, blocks of {m}"))
        .tensor("entries", "block entries", &[&format!("n/{m}"), &entry])
        .operation("near", "projection, RMSNorm, rotation")
        .tensor("tokens", "token entries", &[&"n", &entry])
        .tensor("sinks", "sinks", &[&heads])
        .operation("core", core)
        .tensor("mixed", "mixed entries", &[&"n", &heads, &entry])
        .operation("back", "rotation back")
        .operation("grouped", &format!("projections of {groups} groups of {} heads", heads / groups))
        .tensor("grouped out", "groups", &[&"n", &groups, &group])
        .operation("out", "projection")
        .tensor("output", "output", &[&"n", &width])
        .flow(&["h", "down", "latent", "up", "queries", "core"])
        .flow(&["h", "compress", "entries", "core"])
        .flow(&["h", "near", "tokens", "core"])
        .flow(&["sinks", "core", "mixed", "back", "grouped", "grouped out", "out", "output"])
}

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
    let mut steps = Steps::new(&format!("A compressor with blocks of {m}, token by token"));
    for (t, moment) in trace(stream, m, n).into_iter().enumerate() {
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
        rows.resize(rows.len().max(4), vec![0.0; n]);
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
    let mut steps = Steps::new(&format!("Choosing {k} of the blocks of {m}"));
    for i in 0..n {
        let position = first + i;
        let seen = ((position + 1) / m).min(blocks);
        let row =
            |is: &dyn Fn(usize) -> bool| (0..blocks).map(|block| if is(block) { 1.0 } else { 0.0 }).collect();
        let shades =
            (0..blocks).map(|block| if block < seen { shade(f64::from(scores[[i, block]])) } else { 0.0 });
        let taken: Vec<String> = chosen[i].iter().map(ToString::to_string).collect();
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
        let caption = format!(
            "The query at position {position} sees {seen} blocks, and attends to {}.",
            taken.join(" and ")
        );
        let about = format!("Scores: {}. Chosen: {}.", told.join(", "), taken.join(", "));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution;

    const STREAM: Streaming = Streaming { start: solution::stream::start, push: solution::stream::push };

    #[test]
    fn a_trace_tells_what_is_held_and_what_comes_out() {
        let trace = trace(STREAM, 2, 5);
        let held: Vec<Vec<usize>> =
            trace.iter().map(|moment| moment.held.iter().map(|token| token.unwrap()).collect()).collect();
        assert_eq!(held, [vec![0], vec![0, 1], vec![0, 1, 2], vec![2, 3], vec![2, 3, 4]]);
        let out: Vec<usize> = (0..5).filter(|&t| trace[t].entry.is_some()).collect();
        assert_eq!(out, [1, 3]);
        let second = trace[3].entry.clone().unwrap();
        assert_eq!(second, [vec![0.0, 0.0, 0.25, 0.25, 0.0], vec![0.25, 0.25, 0.0, 0.0, 0.0]]);
    }

    #[test]
    fn the_figures_are_finished() {
        let drawn = [
            compressor(12, 4, 8),
            indexer(12, (64, 128), 3, 2),
            csa_layer(FLASH),
            hca_layer(FLASH),
            streaming(STREAM, 4),
            choosing(solution::indexer::indexer, solution::top_k::top_k, 4, 2),
        ];
        for figure in drawn {
            assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
        }
    }

    #[test]
    fn the_layers_have_the_sizes_of_the_model() {
        let shapes = csa_layer(FLASH).description().to_owned();
        for shape in
            ["(n × 4096)", "(n × 1024)", "(n × 64 × 512)", "(n × 64 × 128)", "(n/4 × 128)", "(n × 8 × 1024)"]
        {
            assert!(shapes.contains(shape), "{shape} in {shapes}");
        }
        assert!(hca_layer(FLASH).description().contains("block entries (n/128 × 512)"));
    }
}
