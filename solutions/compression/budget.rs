//! compression/budget: what the cache holds, and what a token costs.

use super::Layers;

/// How many entries of the whole text a layer keeps after `tokens` tokens.
fn far(layers: &Layers, tokens: u64) -> u64 {
    tokens.checked_div(layers.block).unwrap_or(0)
}

/// How many bytes of cache a model with these layers keeps after `tokens` tokens.
///
/// To be sharpened.
pub fn cache(layers: &[Layers], tokens: u64) -> u64 {
    let bytes = |layers: &Layers| {
        let near = layers.entry_bytes * layers.window.min(tokens);
        layers.count * (near + (layers.entry_bytes + layers.key_bytes) * far(layers, tokens))
    };
    layers.iter().map(bytes).sum()
}

/// How many FLOPs attention takes for the last of `tokens` tokens.
///
/// To be sharpened.
pub fn flops(layers: &[Layers], tokens: u64) -> u64 {
    let flops = |layers: &Layers| {
        let (near, far) = (layers.window.min(tokens), far(layers, tokens));
        let read = near + layers.chosen.map_or(far, |most| most.min(far));
        layers.count * (layers.entry_flops * read + layers.key_flops * far)
    };
    layers.iter().map(flops).sum()
}
