//! fast/tiles: the tile of a product that asks least of the memory behind a cache.

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
    let [m, _, n] = sizes;
    // What is moved does not depend on tk, and 1 leaves the most room. Then the largest tn for each tm is (numbers − tm) / (tm + 1).
    let tiles = (1..=m.min((numbers - 1) / 2)).map(|tm| [tm, 1, n.min((numbers - tm) / (tm + 1))]);
    // Of A and B, for each number along k.
    let moved = |[tm, _, tn]: &[u64; 3]| m * n.div_ceil(*tn) + n * m.div_ceil(*tm);
    tiles.min_by_key(moved).expect("numbers is at least 3")
}
