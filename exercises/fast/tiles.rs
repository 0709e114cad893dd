//! fast/tiles: the tile of a product that asks least of the memory behind a cache.
//!
//! Judge it:  cargo test -p fast --test exercises -- --exact fast/tiles
//! Stuck?     cargo run -- hint fast/tiles

/// The sizes \[tm, tk, tn\] of a tile for a product of matrices (m, k) and (k, n), whose `sizes` are \[m, k, n\], and a cache of so many `numbers`.
///
/// The product is computed tile by tile of C. While a tile of tm by tn of C is in the cache, the tiles of tm by tk of A and of tk by tn of B
/// that it needs come in one after the other, and at the end it is written, once. A tile at the edge has only what is left. So what is moved is
///
/// - A once for each column of tiles: m · k · ⌈n / tn⌉ numbers,
/// - B once for each row of tiles: k · n · ⌈m / tm⌉,
/// - C once: m · n.
///
/// The three tiles have to fit at the same time: tm · tn + tm · tk + tk · tn ≤ `numbers`. Each size is at least 1, and no larger than that of the matrix
/// is needed: tm ≤ m, tk ≤ k, tn ≤ n. Of all sizes that fit, those are right that move the least; where several do, any of them.
///
/// m and n are from 1 to 4096, k is from 1 to 2²⁰, and `numbers` from 3 to 2⁴⁰. Trying all m · n pairs of tm and tn is quick enough.
pub fn tiles(sizes: [u64; 3], numbers: u64) -> [u64; 3] {
    todo!("write `tiles`")
}
