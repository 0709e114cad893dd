//! What flows where in the chapter's parts, and what happens in them step by step.

pub mod frames;

use figures::{Figure, Schematic};

pub use frames::{Moment, choosing, streaming, trace};

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
    /// How many layers see a window alone, choose among short blocks, and read all long ones.
    pub layers: (usize, usize, usize),
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
    layers: (2, 21, 20),
};

/// A compressor of `n` tokens to entries of width `c`, in blocks of `m`.
///
/// # Panics
/// If `m` is 0.
pub fn compressor(n: usize, m: usize, c: usize) -> Figure {
    let (blocks, rows) = (n / m, 2 * m);
    let mut picture = Schematic::new(
        "One softmax pools a block's own tokens, and those of the block before in a second role",
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
        &format!("Each head says how well a block matches, or nothing; by their weighted sum the {k} best are chosen"),
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
        &format!(
            "CSA in {model}: an indexer chooses the blocks that join the last {window} tokens in one softmax"
        ),
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
        &format!("HCA in {model}: blocks of {m} are few enough to read them all, so nothing is chosen"),
        &format!("What a layer makes of n tokens, with blocks of {m}, all of which a query attends to once they are complete."),
        m,
        &format!("one softmax: last {window} tokens, complete blocks, sink"),
    )
    .save()
}

/// The layers of a model of which the first see a window alone, and which then alternates between both kinds of blocks, with one
/// that chooses at either end.
///
/// # Panics
/// If the layers that choose are not one more than those that read all.
pub fn hybrid_stack(layer: Layer) -> Figure {
    let Layer {
        model, width, blocks: (short, long), window, chosen, layers: (plain, choosing, reading), ..
    } = layer;
    assert_eq!(choosing, reading + 1, "one that chooses at either end");
    let all = plain + choosing + reading;
    let near = format!("attention: last {window} tokens");
    let few = format!("attention: last {window}, {chosen} chosen blocks of {short}");
    let many = format!("attention: last {window}, all blocks of {long}");
    Schematic::new(
        &format!("Of {all} layers of {model} {choosing} choose among short blocks, and {reading} read all long ones"),
        &format!("How the {all} layers of {model} follow each other, each with its mixture of experts."),
    )
    .tensor("in", "hidden states", &[&"n", &width])
    .operation("near", &near)
    .operation("near experts", "experts")
    .operation("few", &few)
    .operation("few experts", "experts")
    .operation("many", &many)
    .operation("many experts", "experts")
    .operation("last", &few)
    .operation("last experts", "experts")
    .tensor("out", "hidden states", &[&"n", &width])
    .flow(&[
        "in",
        "near",
        "near experts",
        "few",
        "few experts",
        "many",
        "many experts",
        "last",
        "last experts",
        "out",
    ])
    .repeated("first", plain, &["near", "near experts"])
    .repeated("then", reading, &["few", "few experts", "many", "many experts"])
    .group("last", &["last", "last experts"])
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
