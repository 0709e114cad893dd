//! fast/loop_order: a product of matrices that walks memory along its lines.
//!
//! Judge it:  cargo test -p fast --test exercises -- --exact fast/loop_order
//! Stuck?     cargo run -- hint fast/loop_order

use std::cmp::Reverse;

use ::fast::{InMemory, LineCache};

/// C = A · B for A (m, k), B (k, n) and C (m, n), which lie in one memory: number (i, j) of a matrix `x` has the address
/// `base + i * row_stride + j * column_stride` of its `x.place()`. C may hold anything before, NaN too.
///
/// What counts is how many lines the cache brings in. A line is `cache.line` consecutive addresses, from a multiple of `cache.line` on; the cache
/// holds `cache.lines` of them, and is empty at first. `get`, `set` and `add` ask once for the line of their number. If it is not there, it is
/// brought in, and where the cache is full, the line goes that was asked for longest ago.
///
/// It passes with at most 1.25 times as many as the best of the six orders of three plain loops: C set to 0 along its shorter stride, then
/// `c.add(i, j, a.get(i, k) * b.get(k, j))` innermost. Any other way is as good, tiles too, as long as no copy of a matrix is held: at most
/// 2 KiB beside the three.
///
/// The cache has at least 6 lines of 4 to 16 numbers. m, k and n are 0, 1, or larger than `cache.lines`; or all three matrices fit into the
/// cache together. The shorter strides of the three are all 1 or all 2. The longer ones are such that no two numbers share an address, and at
/// least `cache.line` where m, k and n are larger than `cache.lines`. There may be gaps, and a base may be any. The matrices do not overlap.
/// Numbers lie within ±10.
pub fn loop_order<M: InMemory>(a: &M, b: &M, c: &mut M, cache: LineCache) {
    todo!("write `loop_order`")
}
