//! attention/cache_bytes: what a context costs in memory, for a model of any mixture of layers.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/cache_bytes
//! Stuck?     cargo run -- hint attention/cache_bytes

use ::attention::{CacheConfig, Cached};

/// The bytes of the cache that a context of `context` tokens fills, in all layers together.
///
/// A layer keeps what its kind says, and a number takes `config.bits` bits, of which there are 8, 16 or 32. A window layer
/// keeps the last `window` tokens, or all while there are fewer. There is at least one layer. `pattern` holds at least one
/// kind, starts over after its last, and may be cut by `layers`. Not every field is needed. `context` may be 0, and all
/// results are below 2⁶⁰.
pub fn total(config: &CacheConfig, context: u64) -> u64 {
    todo!("write `total`")
}

/// The bytes that one more token adds to the cache of a context of `context` tokens.
///
/// In a window layer that is full it adds nothing: the new token takes the place of the oldest.
pub fn growth(config: &CacheConfig, context: u64) -> u64 {
    todo!("write `growth`")
}
