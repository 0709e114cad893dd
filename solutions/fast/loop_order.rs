//! fast/loop_order: a product of matrices that walks memory along its lines.

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
    let (of_a, of_b, of_c) = (a.place(), b.place(), c.place());
    // What a step of a loop moves, in two matrices: by a whole line at most.
    let step = |one: usize, other: usize| one.min(cache.line) + other.min(cache.line);
    let mut loops = [
        (0, of_c.rows, step(of_a.row_stride, of_c.row_stride)),
        (1, of_a.columns, step(of_a.column_stride, of_b.row_stride)),
        (2, of_c.columns, step(of_b.column_stride, of_c.column_stride)),
    ];
    loops.sort_by_key(|&(_, _, step)| Reverse(step));

    let by_rows = of_c.column_stride <= of_c.row_stride;
    let (outer, inner) = if by_rows { (of_c.rows, of_c.columns) } else { (of_c.columns, of_c.rows) };
    for x in 0..outer {
        for y in 0..inner {
            if by_rows { c.set(x, y, 0.0) } else { c.set(y, x, 0.0) }
        }
    }
    let mut at = [0; 3];
    for x in 0..loops[0].1 {
        at[loops[0].0] = x;
        for y in 0..loops[1].1 {
            at[loops[1].0] = y;
            for z in 0..loops[2].1 {
                at[loops[2].0] = z;
                let [i, k, j] = at;
                c.add(i, j, a.get(i, k) * b.get(k, j));
            }
        }
    }
}
