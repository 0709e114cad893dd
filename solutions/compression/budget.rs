//! compression/budget: what the cache of a model holds, and what attention costs for one token, for any mixture of layers.

use ::compression::Layers;

/// How many entries a layer keeps of the whole text after `tokens` tokens: one for each complete block.
fn of_the_text(layers: &Layers, tokens: u64) -> u64 {
    // Where the block is 0, nothing is kept of it.
    tokens.checked_div(layers.block).unwrap_or(0)
}

/// How many bytes of cache a model with these layers holds after `tokens` tokens.
///
/// Each layer keeps an entry for each of the last `window` tokens, or of all while there are fewer, and an entry for each complete
/// block of `block` tokens of the whole text, those in the window too. With each entry of the second kind goes a key. An entry is
/// kept once, for keys and values together. Kinds of layers come in any order; there may be none.
///
/// Every number may be 0; with a `block` of 0 nothing is kept but the window. Where `chosen` is `None` there are no keys: `key_bytes`
/// and `key_flops` are 0. `window` and `chosen` can be as large as 2⁴⁰, far more than `tokens`. Results are below 2⁶⁰.
pub fn cache(layers: &[Layers], tokens: u64) -> u64 {
    let bytes = |layers: &Layers| {
        let near = layers.window.min(tokens) * layers.entry_bytes;
        let far = of_the_text(layers, tokens) * (layers.entry_bytes + layers.key_bytes);
        layers.count * (near + far)
    };
    layers.iter().map(bytes).sum()
}

/// How many FLOPs attention takes for the last of `tokens` tokens, which sees itself.
///
/// Each layer reads the entries of its window, and of those of the whole text as many as are `chosen`, or all of them if there are
/// fewer, or if `chosen` is `None`. To choose, it scores the key of every entry of the whole text, also if all are chosen in the end.
pub fn flops(layers: &[Layers], tokens: u64) -> u64 {
    let flops = |layers: &Layers| {
        let (near, far) = (layers.window.min(tokens), of_the_text(layers, tokens));
        let chosen = layers.chosen.map_or(far, |most| most.min(far));
        layers.count * ((near + chosen) * layers.entry_flops + far * layers.key_flops)
    };
    layers.iter().map(flops).sum()
}
