//! What one token costs in one layer of DeepSeek-V3.2, with and without an indexer.

/// Bytes of a token's entry in the cache of one layer: 512 channels of the latent in FP8, 16 bytes of scales for them, and 64 rotated
/// channels in bf16 (deepseek-ai/FlashMLA, README).
pub const ENTRY_BYTES: usize = 656;
/// Bytes of a token's index key: 128 numbers in FP8, and a scale.
pub const INDEX_BYTES: usize = 128 + 4;
/// Heads of the attention.
pub const HEADS: usize = 128;
/// Channels of an entry that a query is multiplied with: latent and rotated ones.
pub const KEY_WIDTH: usize = 512 + 64;
/// Channels of an entry that are averaged.
pub const VALUE_WIDTH: usize = 512;
/// Heads of the indexer.
pub const INDEX_HEADS: usize = 64;
/// Channels of an index key.
pub const INDEX_WIDTH: usize = 128;
/// Entries that are chosen.
pub const CHOSEN: usize = 2048;
/// Layers.
pub const LAYERS: usize = 61;

/// Floating-point operations of attention for one query and one entry; a product and a sum are two.
pub const fn pair() -> usize {
    2 * HEADS * (KEY_WIDTH + VALUE_WIDTH)
}

/// The same of the indexer.
pub const fn index_pair() -> usize {
    2 * INDEX_HEADS * INDEX_WIDTH
}

/// Operations of one token in one layer, that sees so many: of the indexer, and of attention to what is chosen.
pub fn operations(tokens: usize) -> (usize, usize) {
    (tokens * index_pair(), tokens.min(CHOSEN) * pair())
}

/// Bytes that one token reads in one layer, that sees so many: index keys, and entries that are chosen.
pub fn bytes(tokens: usize) -> (usize, usize) {
    (tokens * INDEX_BYTES, tokens.min(CHOSEN) * ENTRY_BYTES)
}
